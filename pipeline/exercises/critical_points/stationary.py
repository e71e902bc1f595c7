"""Finds the stationary points: exactly by algebra where possible, else by branch and prune; and says what is proved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from flint import arb, fmpq, fmpz_mpoly

from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.algebra import Knowledge, coordinates_of
from pipeline.exercises.critical_points.box import Box
from pipeline.exercises.critical_points.classify import Classification, Inertia, inertia
from pipeline.exercises.critical_points.components import decompose
from pipeline.exercises.critical_points.consequences import vanishing_part
from pipeline.exercises.critical_points.constants import simplified
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.exercises.critical_points.domain import is_defined, is_flat
from pipeline.exercises.critical_points.exact_places import KnownCoordinates, exact_expr
from pipeline.exercises.critical_points.finding import Finding, find_out, value_at
from pipeline.exercises.critical_points.polynomial_system import (
    RealPoint,
    System,
    TooLargeError,
    polynomial,
    real_points,
)
from pipeline.exercises.critical_points.reality import changes_sign, real_parts
from pipeline.exercises.critical_points.region import Region, everywhere
from pipeline.exercises.critical_points.sets import PointSet, described, sets_through
from pipeline.exercises.critical_points.solved_variables import Reduction, reduced
from pipeline.exercises.critical_points.unknowns import Form, Part, form_of
from pipeline.notation import expression as ex
from pipeline.notation.build import neg, number
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.tree import Node

if TYPE_CHECKING:
    from pipeline.exercises.critical_points.enclosures import Enclosures, FoundRoot

VALUE_BITS = 256
SEARCHED = 8.0
"""Where nothing can be proved for all of space, this far from the origin is searched along each axis."""

Completeness = Literal["proved", "proved on the box", "not proved"]


@dataclass(frozen=True)
class Calculus:
    """A function with its first and second partial derivatives, as expressions.

    Attributes:
        variables: Names, n of them.
        function: Over the variables.
    """

    variables: tuple[str, ...]
    function: Expr

    @cached_property
    def gradient(self) -> tuple[Expr, ...]:
        """First partial derivatives, shape (n,)."""
        return tuple(ex.derivative(self.function, name) for name in self.variables)

    @cached_property
    def hessian(self) -> tuple[tuple[Expr, ...], ...]:
        """Second partial derivatives, shape (n, n)."""
        return tuple(tuple(ex.derivative(slope, name) for name in self.variables) for slope in self.gradient)

    @cached_property
    def form(self) -> Form | None:
        """The gradient as polynomials in unknowns, without factors that never vanish; None where that is too large."""
        return form_of(self.gradient, self.variables)


class Exactness(Protocol):
    """What is known exactly of a point."""

    def is_zero(self, expr: Expr) -> bool | None:
        """Decide whether an expression vanishes at the point; None where that is not known."""


@dataclass(frozen=True)
class StationaryPoint:
    """One point, with everything that is asked about it.

    Attributes:
        at: Coordinates, exact or known to any number of digits.
        calculus: Of the function.
        exactness: What is known besides the digits.
        on_boundary: Whether it lies on the boundary of the box that was asked for.
    """

    at: tuple[Coordinate, ...]
    calculus: Calculus
    exactness: Exactness
    on_boundary: bool = False

    @cached_property
    def exact(self) -> tuple[fmpq, ...] | None:
        """The coordinates where all are rational."""
        values = [coordinate.rational for coordinate in self.at]
        return tuple(value for value in values if value is not None) if None not in values else None

    def balls(self, bits: int) -> dict[str, arb]:
        """Return balls around the coordinates, by variable."""
        return {name: c.ball(bits) for name, c in zip(self.calculus.variables, self.at, strict=True)}

    def value_of(self, expr: Expr) -> Expr | arb:
        """Return the value of an expression here: a constant expression where that is known, else a ball."""
        if self.exact is not None:
            values = zip(self.calculus.variables, self.exact, strict=True)
            return simplified(ex.substitute(expr, {name: ex.Const(value) for name, value in values}))
        if (known := self._rational(expr)) is not None:
            return ex.Const(known)
        with precision(VALUE_BITS):
            found = ball(expr, self.balls(VALUE_BITS))
        return ex.ZERO if found.contains(0) and self.is_zero(expr) else found

    def _rational(self, expr: Expr) -> fmpq | None:
        """Return the value of an expression where roots and the like in the coordinates cancel."""
        if any(coordinate.node() is None for coordinate in self.at):
            return None
        known = value_at(expr, self.calculus.variables, self)
        return None if known is None else known.rational

    def is_zero(self, expr: Expr) -> bool | None:
        """Decide exactly whether an expression vanishes here; None where that is not known."""
        try:
            return self.exactness.is_zero(expr)
        except TooLargeError:
            return None

    @cached_property
    def inertia(self) -> Inertia:
        """Signs of the Hessian's eigenvalues."""
        return inertia(self.calculus.hessian, self.balls, self.is_zero)

    @cached_property
    def finding(self) -> Finding:
        """The type, and by which argument."""
        return find_out(self.calculus.function, self.calculus.variables, self, self.inertia)

    @property
    def classification(self) -> Classification:
        """The type."""
        return self.finding.classification


class _Place(Protocol):
    @property
    def at(self) -> tuple[Coordinate, ...]: ...


P = TypeVar("P", bound=_Place)


@dataclass(frozen=True)
class Algebraic:
    """How points were found by algebra.

    Attributes:
        form: The equations.
        systems: With finitely many solutions each.
        real: How many distinct real solutions they have.
    """

    form: Form
    systems: tuple[System, ...]
    real: int


@dataclass(frozen=True)
class StationaryPoints:
    """All points that were found, and how.

    Attributes:
        points: The isolated ones, in lexicographic order.
        completeness: Whether it is proved that there are no others.
        region: Where they were asked for.
        form: The gradient over unknowns.
        sets: Where stationary points are not isolated.
        excluded: How many common zeros of the equations lie outside the function's domain.
        outside: How many lie outside the box.
        algebraic: Where the points were found by algebra.
        enclosures: Where they were found by branch and prune, one for each group of variables.
        blocks: The groups of variables.
        searched: Where all of space was asked for but only a box was searched, or one period.
        reduction: Where equations were solved for variables before the search.
        periods: Of the function, by variable, where points repeat.
    """

    points: tuple[StationaryPoint, ...]
    completeness: Completeness
    region: Region
    form: Form | None
    sets: tuple[PointSet, ...] = ()
    excluded: int = 0
    outside: int = 0
    algebraic: Algebraic | None = None
    enclosures: "tuple[Enclosures, ...]" = ()
    blocks: tuple[tuple[str, ...], ...] = ()
    searched: float | None = None
    reduction: Reduction | None = None
    periods: Mapping[str, Expr] = field(default_factory=dict)

    @property
    def nowhere(self) -> bool:
        """Whether there are no points since a partial derivative has no zeros at all."""
        return self.form is not None and any(not part.is_zero and not part.factors for part in self.form.parts)

    def searched_box(self) -> tuple[tuple[Node, Node], ...] | None:
        """Return the box that was searched where all of space was asked for and could not be settled."""
        if self.searched is None:
            return None
        end = number(int(self.searched))
        return ((neg(end), end),) * len(self.region.variables)

    @property
    def system(self) -> System | None:
        """The only polynomial system, if there is one."""
        return self.algebraic.systems[0] if self.algebraic and len(self.algebraic.systems) == 1 else None


def find_stationary_points(calculus: Calculus, region: Region | None = None) -> StationaryPoints:
    """Return all stationary points in a region, as far as they can be found.

    Raises:
        ComputationError: Where the function is constant or a work limit is reached before anything is known.
    """
    where = region or everywhere(calculus.variables)
    found = _found(calculus, where)
    return replace(found, sets=tuple(own for own in found.sets if _may_meet(own.equations, where)))


def _may_meet(equations: Sequence[Expr], where: Region, single: Sequence[StationaryPoint] = ()) -> bool:
    """Tell whether equations may have a common solution in a region, besides strict extrema of the only one."""
    if where.sides is None:
        return True
    from pipeline.exercises.critical_points.set_places import may_meet, room_around  # needs NumPy

    centres = [[float(c.ball(VALUE_BITS).mid()) for c in point.at] for point in single]
    rooms = [room_around(point.calculus, at) for point, at in zip(single, centres, strict=True)]
    settled = [room for room in rooms if room is not None]
    return may_meet(equations, where.variables, where.box(where.variables), settled)


def _found(calculus: Calculus, where: Region, *, within_sets: bool = True) -> StationaryPoints:
    form = calculus.form
    if form is not None and all(part.is_zero for part in form.parts):
        raise ComputationError("the function is constant: every point is a stationary point")
    if form is not None and any(not part.is_zero and not part.factors for part in form.parts):
        return StationaryPoints((), _proved_in(where), where, form)
    if form is not None and form.is_algebraic:
        try:
            found = _by_algebra(calculus, form, where)
            if found.completeness != "not proved" or where.sides is None:
                return found
        except TooLargeError:
            pass
    found = _by_search(calculus, form, where)
    return _with_isolated(found, calculus) if within_sets and found.sets else found


def _proved_in(where: Region) -> Completeness:
    return "proved" if where.sides is None else "proved on the box"


# -- by algebra ----------------------------------------------------------------------------------------


def _by_algebra(calculus: Calculus, form: Form, where: Region) -> StationaryPoints:
    taken_apart = decompose(_equations(form), form.relations, len(form.unknowns))
    parts = real_parts(form, taken_apart.varieties)
    systems = (*taken_apart.finite, *parts.systems)
    candidates: dict[RealPoint, System] = {}
    for system in systems:
        for values in real_points(system):
            candidates.setdefault(values, system)
    sets = described(form, parts.real)
    if any(not form.ways(name) for name in calculus.variables):
        sets = [*sets, *sets_through(form, candidates)]
        candidates = {}
    points, excluded, outside = _kept(calculus, form, where, candidates, sets)
    doubtful = any(is_doubtful(point) for point in excluded)
    periods = {name: _turn(form, name) for name in form.variables if form.ways(name) == {"angle"}}
    periods = periods if points and where.sides is None else {}
    complete: Completeness = "proved on the box" if periods else _proved_in(where)
    return StationaryPoints(
        in_order(points),
        complete if parts.is_proved and not doubtful else "not proved",
        where,
        form,
        tuple(sets),
        len(excluded),
        outside,
        Algebraic(form, systems, len(candidates)),
        periods=periods,
    )


def _kept(
    calculus: Calculus, form: Form, where: Region, candidates: Mapping[RealPoint, System], sets: Sequence[PointSet]
) -> tuple[list[StationaryPoint], list[StationaryPoint], int]:
    """Return the points that count, solutions outside of the domain, and how many are outside of the region."""
    points: list[StationaryPoint] = []
    excluded: list[StationaryPoint] = []
    outside = 0
    for values, system in candidates.items():
        knowledge = Knowledge(form, system, values)
        if any(own.contains(knowledge) for own in sets):
            continue
        for coordinates in coordinates_of(form, values, where.ranges()):
            at = tuple(coordinates[name] for name in calculus.variables)
            place = where.place(at)
            point = StationaryPoint(at, calculus, knowledge, on_boundary=place == "boundary")
            if place == "outside":
                outside += 1
            elif _is_in_domain(point, form, values):
                points.append(point)
            elif _is_consistent(point, form, values):
                excluded.append(point)
    return points, excluded, outside


def _equations(form: Form) -> list[fmpz_mpoly]:
    return [_equation(part, len(form.unknowns)) for part in form.parts if not part.is_zero]


def _equation(part: Part, size: int) -> fmpz_mpoly:
    return polynomial(part.numerator, size)


def _turn(form: Form, name: str) -> Expr:
    """Return the period of the angle through which a variable enters."""
    place = form.find("cos", name)
    assert place is not None
    rate = form.unknowns[place].rate
    assert rate is not None
    scale = ex.Const(2 / abs(rate.scale))
    return scale if rate.with_pi else ex.mul(scale, ex.Pi())


def _is_in_domain(point: StationaryPoint, form: Form, values: RealPoint) -> bool:
    """Tell whether the function is differentiable at the point, and the unknowns are what they stand for there.

    The function itself counts: the gradient of x²/2 − ln x vanishes at −1 too, that of x³/x at 0.
    """
    calculus = point.calculus
    parts = (calculus.function, *calculus.gradient)
    return all(is_defined(part, point.balls, point.is_zero) for part in parts) and _is_consistent(point, form, values)


def is_doubtful(point: StationaryPoint) -> bool:
    """Tell whether a point where the gradient's formula is undefined may be a stationary point all the same."""
    calculus = point.calculus
    if not is_defined(calculus.function, point.balls, point.is_zero):
        return False
    return is_flat(calculus.function, calculus.variables, point.balls)


def _is_consistent(point: StationaryPoint, form: Form, values: RealPoint) -> bool:
    """Tell whether roots are not negative and signs are right: ±r and ±1 are told apart by their digits."""
    with precision(VALUE_BITS):
        here = point.balls(VALUE_BITS)
        return all(
            ball(unknown.meaning, here).overlaps(value.ball(VALUE_BITS))
            for unknown, value in zip(form.unknowns, values, strict=True)
            if unknown.argument is not None
        )


# -- by search -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Equation:
    """One component of the gradient as it is searched for zeros.

    Attributes:
        whole: Vanishes where the component does.
        other: The component in another form, or None.
        factors: The distinct factors of the whole.
    """

    whole: Expr
    other: Expr | None
    factors: tuple[Expr, ...]


def _by_search(calculus: Calculus, form: Form | None, where: Region) -> StationaryPoints:
    shared, sets = _shared(form)
    equations: Sequence[Equation] = _reduced(calculus, form, shared)
    if not equations:
        return StationaryPoints((), _proved_in(where), where, form, tuple(sets))
    reduction = Reduction((), calculus.variables, {})
    if where.sides is None and not shared and len(equations) == len(calculus.variables):
        reduction, equations = _with_fewer_variables(equations, calculus.variables)
    blocks = _blocks(reduction.variables, [equation.whole for equation in equations])
    found: list[Enclosures] = []
    searched = None
    for block in blocks:
        own = [equation for equation in equations if ex.variables(equation.whole) <= set(block)]
        if len(own) < len(block):
            raise ComputationError("the stationary points are not isolated, and their sets could not be described")
        result = _searched(calculus, own, block, where.box(block))
        if result.unproved and where.sides is None:
            searched = SEARCHED
            result = _searched(calculus, own, block, ((-SEARCHED, SEARCHED),) * len(block))
            result.unproved = True
        found.append(result)
    combined = _combined(calculus, form, where, found, blocks, searched, reduction)
    points = [point for point in combined.points if not any(own.contains(point) for own in sets)]
    return replace(combined, points=tuple(points), sets=tuple(sets))


def _with_isolated(found: StationaryPoints, calculus: Calculus) -> StationaryPoints:
    """Add the isolated points of sets g = 0: there g has a strict extremum."""
    points = list(found.points)
    sets: list[PointSet] = []
    is_sure = True
    for own in found.sets:
        (g,) = own.equations
        flat = _found(Calculus(calculus.variables, g), found.region, within_sets=False)
        is_sure &= flat.completeness != "not proved"
        is_sure &= not any(_may_meet((g, *further.equations), found.region) for further in flat.sets)
        single = [p for p in flat.points if not p.inertia.zero and p.classification != "saddle" and p.is_zero(g)]
        is_sure &= all(p in single or _is_saddle(p) or _keeps_away(g, p) for p in flat.points)
        points.extend(replace(p, calculus=calculus) for p in single)
        sets.extend([own] if _may_meet((g,), found.region, single) else [])
    completeness = found.completeness if is_sure else "not proved"
    return replace(found, points=in_order(points), sets=tuple(sets), completeness=completeness)


def _is_saddle(point: StationaryPoint) -> bool:
    return bool(point.inertia.positive and point.inertia.negative)


def _keeps_away(g: Expr, point: StationaryPoint) -> bool:
    with precision(VALUE_BITS):
        return not ball(g, point.balls(VALUE_BITS)).contains(0)


def _shared(form: Form | None) -> tuple[list[str], list[PointSet]]:
    """Return the factors that all components share, as texts, and the sets on which they vanish."""
    parts = [] if form is None else [part for part in form.parts if not part.is_zero]
    if form is None or not parts:
        return [], []
    first, *others = parts
    shared = [f for f in first.factors if all(str(f) in map(str, other.factors) for other in others)]
    shared = [f for f in shared if len(form.variables) > 1 and changes_sign(form.expression(f), form.variables)]
    return [str(f) for f in shared], [PointSet((form.expression(f),), (f,)) for f in shared]


def _searched(calculus: Calculus, own: Sequence[Equation], block: tuple[str, ...], box: Box) -> "Enclosures":
    """Search for the common zeros of equations in some variables; in one variable factor by factor."""
    from pipeline.exercises.critical_points.enclosures import enclose, joined  # needs NumPy, which polynomials do not

    if len(block) == len(own) == 1 and len(own[0].factors) > 1:
        others = [e for e in (own[0].other,) if e is not None]
        return joined([enclose(calculus.function, [factor], others, block, box) for factor in own[0].factors])
    others = [equation.other for equation in own if equation.other is not None]
    further = [equation.whole for equation in own[len(block) :]]
    zero = [equation.whole for equation in own[: len(block)]]
    return enclose(calculus.function, zero, [*others, *further], block, box)


def _reduced(calculus: Calculus, form: Form | None, shared: Sequence[str]) -> list[Equation]:
    """Return the equations to be solved, each with another form of it."""
    if form is None:
        return [Equation(slope, None, (slope,)) for slope in calculus.gradient]
    equations: list[Equation] = []
    for part, slope in zip(form.parts, calculus.gradient, strict=True):
        factors = tuple(form.expression(factor) for factor in part.factors if str(factor) not in shared)
        reduced = ex.mul(*factors)
        if shared:
            equations.append(Equation(reduced, None, factors))
        elif part.is_exact and part.is_squarefree and not part.is_zero:
            equations.append(Equation(slope, reduced, factors))
        elif not part.is_zero:
            equations.append(Equation(reduced, slope, factors))
    return equations


def _with_fewer_variables(
    equations: Sequence[Equation], variables: tuple[str, ...]
) -> tuple[Reduction, Sequence[Equation]]:
    """Solve equations for variables where that is possible, and put what they are into the others."""
    reduction = reduced([equation.whole for equation in equations], variables)
    if not reduction.solved:
        return reduction, equations
    form = form_of(list(reduction.equations.values()), reduction.variables)
    wholes = tuple(reduction.equations.values())
    if form is None:
        return reduction, [Equation(whole, None, (whole,)) for whole in wholes]
    factors = [tuple(form.expression(factor) for factor in part.factors) for part in form.parts]
    return reduction, [Equation(ex.mul(*own), whole, own) for own, whole in zip(factors, wholes, strict=True)]


def _blocks(variables: Sequence[str], equations: Sequence[Expr]) -> list[tuple[str, ...]]:
    """Return the groups of variables that no equation joins."""
    groups = [{name} for name in variables]
    for equation in equations:
        joined = ex.variables(equation)
        touched = [group for group in groups if group & joined]
        groups = [group for group in groups if not group & joined]
        groups.append(set().union(*touched)) if touched else None
    order = {name: i for i, name in enumerate(variables)}
    return sorted((tuple(sorted(group, key=order.__getitem__)) for group in groups), key=lambda g: order[g[0]])


def _combined(
    calculus: Calculus,
    form: Form | None,
    where: Region,
    found: "Sequence[Enclosures]",
    blocks: Sequence[tuple[str, ...]],
    searched: float | None,
    reduction: Reduction,
) -> StationaryPoints:
    points: list[StationaryPoint] = []
    excluded = outside = 0
    doubtful = False
    for chosen in product(*(block.roots for block in found)):
        coordinates = reduction.coordinates({name: c for root in chosen for name, c in root.coordinates.items()})
        at = tuple(coordinates[name] for name in calculus.variables)
        point = StationaryPoint(
            at, calculus, _known(chosen, coordinates, reduction.facts), on_boundary=where.place(at) == "boundary"
        )
        if where.place(at) == "outside":
            outside += 1
        elif not all(is_defined(part, point.balls, point.is_zero) for part in (calculus.function, *calculus.gradient)):
            excluded += 1
            doubtful |= is_doubtful(point)
        elif _solves(point):
            points.append(point)
    complete = _proved_in(where)
    none_anywhere = any(not block.unproved and not block.roots for block in found)
    if doubtful or (any(block.unproved for block in found) and not none_anywhere):
        complete = "not proved"
    return StationaryPoints(
        in_order(points),
        complete,
        where,
        form,
        (),
        excluded,
        outside,
        enclosures=tuple(found),
        blocks=tuple(blocks),
        searched=searched,
        reduction=reduction if reduction.solved else None,
    )


def _known(
    chosen: "Sequence[FoundRoot]", coordinates: Mapping[str, Coordinate], facts: Sequence[Expr]
) -> KnownCoordinates:
    """Return what is known exactly of a point that a search found: some coordinates, and equations that hold there."""
    exact = {name: value for name, c in coordinates.items() if (value := exact_expr(c)) is not None}
    with precision(VALUE_BITS):
        here = {name: c.ball(VALUE_BITS) for name, c in coordinates.items()}
        equations = [vanishing_part(g, here) for own in chosen if own.root is not None for g in own.root.equations]
    return KnownCoordinates(exact, (*facts, *equations))


def _solves(point: StationaryPoint) -> bool:
    """Tell whether the whole gradient may vanish there: some equations may have been left out of the search."""
    with precision(VALUE_BITS):
        here = point.balls(VALUE_BITS)
        return all(ball(slope, here).contains(0) for slope in point.calculus.gradient)


def in_order(points: Sequence[P]) -> tuple[P, ...]:
    """Sort by coordinates; equal ones are known to be equal, or agree to VALUE_BITS bits."""
    from functools import cmp_to_key

    def compare(one: P, other: P) -> int:
        with precision(VALUE_BITS):
            for a, b in zip(one.at, other.at, strict=True):
                x, y = a.ball(VALUE_BITS), b.ball(VALUE_BITS)
                if x < y or x > y:
                    return -1 if x < y else 1
        return 0

    return tuple(sorted(points, key=cmp_to_key(compare)))
