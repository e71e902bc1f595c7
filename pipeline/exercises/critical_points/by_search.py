"""Stationary points by branch and prune: the equations are taken apart into cases, and each case is searched."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain, product
from math import isfinite
from typing import TYPE_CHECKING

from flint import arb, arb_mat

from pipeline.exercises.critical_points.box import Box, ends_of
from pipeline.exercises.critical_points.by_algebra import solutions, turns_of
from pipeline.exercises.critical_points.cases import Case, Choice, PowerSum, cases_of
from pipeline.exercises.critical_points.consequences import follows, vanishing_part
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.exercises.critical_points.domain import is_defined
from pipeline.exercises.critical_points.exact_places import KnownCoordinates, exact_expr, vanishes_identically
from pipeline.exercises.critical_points.growth import balanced
from pipeline.exercises.critical_points.power_sums import cases_of_powers, power_sum_of
from pipeline.exercises.critical_points.reality import changes_sign
from pipeline.exercises.critical_points.region import Region
from pipeline.exercises.critical_points.rough import rough_point
from pipeline.exercises.critical_points.sets import PointSet
from pipeline.exercises.critical_points.solved_variables import contradict
from pipeline.exercises.critical_points.stationary import (
    SEARCHED,
    VALUE_BITS,
    Calculus,
    Completeness,
    SearchedCase,
    StationaryPoint,
    StationaryPoints,
    are_close,
    in_order,
    is_doubtful,
    proved_in,
)
from pipeline.exercises.critical_points.unknowns import Form, form_of
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

if TYPE_CHECKING:
    from pipeline.exercises.critical_points.enclosures import Enclosures, FoundRoot

ROOM = 2.0**-20
"""So far around the zeros of an equation in one variable the others are searched."""


def by_search(calculus: Calculus, form: Form | None, where: Region) -> StationaryPoints:
    """Search for all points of a region; where that proves nothing, again with consequences of the equations."""
    powers = power_sum_of(calculus.function, calculus.variables)
    for consequences in (False, True) if powers is not None else ():
        found = _Search(calculus, where, powers=powers).run(consequences=consequences).result(form)
        if found.completeness != "not proved":
            return found
    found = _Search(calculus, where).run(consequences=False).result(form)
    if found.completeness != "not proved" or form is None:
        return found
    further = _Search(calculus, where).run(consequences=True).result(form)
    return further if further.completeness != "not proved" else found


@dataclass
class _Search:
    """The cases, one after the other.

    Attributes:
        calculus: Of the function.
        where: The region.
        is_inner: Whether only singular points of a set are asked for; sets of these are not looked into.
        powers: The function as a sum of powers, if that is to be used.
    """

    calculus: Calculus
    where: Region
    is_inner: bool = False
    powers: PowerSum | None = None
    points: list[StationaryPoint] = field(default_factory=list)
    single: list[StationaryPoint] = field(default_factory=list)
    sets: list[PointSet] = field(default_factory=list)
    searched: list[SearchedCase] = field(default_factory=list)
    excluded: int = 0
    outside: int = 0
    is_proved: bool = True
    periods: dict[str, Expr] = field(default_factory=dict)

    def run(self, *, consequences: bool) -> "_Search":
        """Go through all cases; the points of sets that are not isolated are left out in the end."""
        gradient = {i: slope for i, slope in enumerate(self.calculus.gradient) if slope != ex.ZERO}
        if self.powers is not None:
            cases = cases_of_powers(self.powers, gradient, consequences=consequences)
        else:
            cases = iter(cases_of(gradient, self.calculus.variables, consequences=consequences))
        for case in cases:
            if case.kind == "open":
                self._search(case)
            else:
                self.searched.append(SearchedCase(case))
                if case.kind == "set":
                    self._describe(case)
        on_none = [point for point in self.points if not any(own.contains(point) for own in self.sets)]
        self.points = []
        for point in (*on_none, *self.single):
            self._add(point, self.points)
        self.sets = [own for own in self.sets if not any(_is_within(own, other) for other in self.sets)]
        return self

    def result(self, form: Form | None) -> StationaryPoints:
        """Return what was found."""
        return StationaryPoints(
            in_order(self.points),
            self._completeness(),
            self.where,
            form,
            tuple(self.sets),
            self.excluded,
            self.outside,
            cases=tuple(self.searched),
            periods=self.periods if self.points else {},
        )

    def _completeness(self) -> Completeness:
        if not self.is_proved:
            return "not proved"
        return "proved on the box" if self.periods and self.points else proved_in(self.where)

    # -- cases that are searched ---------------------------------------------------------------------

    def _search(self, case: Case) -> None:
        blocks = _blocks(case.variables, list(case.equations.values()))
        found: list[Enclosures] = []
        searched = None
        for block in blocks:
            own = {i: e for i, e in case.equations.items() if ex.variables(e) <= set(block)}
            if len(own) < len(block):
                continue
            result = self._solved(own, block) or self._enclosed(case, own, block, self.where.box(block))
            if result.unproved and self.where.sides is None:
                searched = SEARCHED
                result = self._enclosed(case, own, block, ((-SEARCHED, SEARCHED),) * len(block))
                result.unproved = True
            found.append(result)
        settled = tuple(block for block in blocks if self._is_determined(case, block))
        self.searched.append(SearchedCase(case, settled, tuple(found), searched))
        if any(not part.unproved and not part.roots for part in found):
            return
        self.is_proved &= not any(part.unproved for part in found)
        if len(settled) == len(blocks):
            self._take(case, found)
        elif not all(part.unproved for part in found):
            self._describe_product(case, settled, found)
        else:
            self.is_proved = False

    @staticmethod
    def _is_determined(case: Case, block: tuple[str, ...]) -> bool:
        return sum(ex.variables(e) <= set(block) for e in case.equations.values()) >= len(block)

    def _solved(self, own: Mapping[int, Expr], block: tuple[str, ...]) -> "Enclosures | None":
        """Solve equations by algebra; None where that is not possible."""
        from pipeline.exercises.critical_points.enclosures import Enclosures, FoundRoot

        form = form_of(list(own.values()), block)
        if form is None or not form.is_algebraic or any(not form.ways(name) for name in block):
            return None
        if any(unknown.argument is not None for unknown in form.unknowns):
            return None
        known = solutions(form, self.where.ranges())
        if known is None:
            return None
        if self.where.sides is None:
            self.periods |= turns_of(form)
        return Enclosures([FoundRoot(None, (), coordinates) for coordinates in known])

    def _enclosed(self, case: Case, own: Mapping[int, Expr], block: tuple[str, ...], box: Box) -> "Enclosures":
        """Search for the common zeros of the equations in some variables."""
        from pipeline.exercises.critical_points.enclosures import (  # needs NumPy, which polynomials do not
            enclose,
            joined,
        )

        zero, others = _forms(list(own.values()), block)
        if not all(map(isfinite, chain.from_iterable(box))):
            others += balanced(zero, block)
        slopes = [case.placed(slope) for slope in self.calculus.gradient]
        own_slopes = [s for s in slopes if ex.variables(s) and ex.variables(s) <= set(block) and s not in zero]
        extra = [*others, *zero[len(block) :], *own_slopes]
        function = case.placed(self.calculus.function)
        triangular = _first_in_one_variable(zero, block)
        if triangular is None:
            return enclose(function, zero[: len(block)], extra, block, box)
        # One equation in one variable comes first; then the others are searched around each of its zeros.
        place, equation = triangular
        first = enclose(function, [equation], [], (block[place],), (box[place],))
        if first.unproved:
            return enclose(function, zero[: len(block)], extra, block, box)
        sides = [_side_around(root.coordinates[block[place]]) for root in first.roots]
        boxes = [(*box[:place], side, *box[place + 1 :]) for side in sides]
        return joined(first, [enclose(function, zero[: len(block)], extra, block, own) for own in boxes])

    def _take(self, case: Case, found: "Sequence[Enclosures]") -> None:
        """Take the points that are made of one zero for each group of variables."""
        calculus = self.calculus
        for chosen in product(*(part.roots for part in found)):
            coordinates = case.coordinates({name: c for root in chosen for name, c in root.coordinates.items()})
            at = tuple(coordinates[name] for name in calculus.variables)
            place = self.where.place(at)
            point = StationaryPoint(at, calculus, _known(case, chosen, coordinates), on_boundary=place == "boundary")
            parts = (calculus.function, *calculus.gradient)
            if place == "outside":
                self.outside += 1
            elif not all(is_defined(part, point.balls, point.is_zero) for part in parts):
                rough = rough_point(point)
                if rough is not None:
                    self._add(rough, self.single)
                    continue
                self.excluded += 1
                self.is_proved &= not is_doubtful(point)
            elif _solves(point):
                self._add(point, self.points)

    def _add(self, point: StationaryPoint, points: list[StationaryPoint]) -> None:
        """Add a point unless another case has given it already."""
        twin = next((own for own in points if _agree(own, point)), None)
        if twin is None:
            points.append(point)
        elif not _are_equal(twin, point):
            self.is_proved = False

    # -- cases with fewer equations than variables ---------------------------------------------------

    def _describe(self, case: Case) -> None:
        """Take the solutions of fewer equations than variables: a set, or single points where g = 0 is no surface."""
        if not case.equations:
            self._add_set(PointSet(tuple(case.facts)))
        elif self.is_inner:
            self._add_set(PointSet((*case.facts, *case.equations.values())))
        elif len(case.equations) == 1:
            self._describe_zeros(case, *case.equations.values())
        else:
            self._add_set(PointSet((*case.facts, *case.equations.values())))
            self.is_proved = False

    def _describe_zeros(self, case: Case, g: Expr) -> None:
        """Take g = 0 as a set where g changes its sign; its isolated points are where g has a strict extremum."""
        region = self.where.within(case.variables)
        inner = Calculus(case.variables, g)
        flat = _Search(inner, region, is_inner=True).run(consequences=False)
        single = [p for p in flat.points if not p.inertia.zero and p.classification != "saddle" and p.is_zero(g)]
        self.is_proved &= flat.is_proved and all(p in single or _is_saddle(p) or _keeps_away(g, p) for p in flat.points)
        self.is_proved &= not any(_may_meet((g, *further.equations), region) for further in flat.sets)
        for point in single:
            coordinates = case.coordinates(dict(zip(case.variables, point.at, strict=True)))
            at = tuple(coordinates[name] for name in self.calculus.variables)
            exact = {name: value for name, c in coordinates.items() if (value := exact_expr(c)) is not None}
            known = KnownCoordinates(exact, (*case.facts, g))
            found = StationaryPoint(at, self.calculus, known, on_boundary=self.where.place(at) == "boundary")
            self._add(found, self.single)
        if _may_meet((g,), region, single) and changes_sign(g, case.variables):
            self._add_set(PointSet((*case.facts, g)))

    def _describe_product(self, case: Case, settled: Sequence[tuple[str, ...]], found: "Sequence[Enclosures]") -> None:
        """Take the zeros in some variables, while others are free, as a set."""
        names = {name for block in settled for name in block}
        equations = [e for e in case.equations.values() if ex.variables(e) <= names]
        self._add_set(PointSet((*case.facts, *equations)))
        self.is_proved &= len(equations) == len(case.equations) and not self._is_rough(names, found)

    def _is_rough(self, names: Set[str], found: "Sequence[Enclosures]") -> bool:
        """Tell whether a denominator or a root in these variables alone may vanish at one of their solutions."""
        bases = {
            node.base
            for slope in self.calculus.gradient
            for node in ex.subexpressions(slope)
            if isinstance(node, ex.Pow) and isinstance(node.exponent, ex.Const) and node.exponent.value < 0
        }
        own = [base for base in bases if ex.variables(base) and ex.variables(base) <= names]
        with precision(VALUE_BITS):
            places = [
                {name: c.ball(VALUE_BITS) for name, c in root.coordinates.items()}
                for part in found
                for root in part.roots
            ]
            return any(ball(base, at).contains(0) for base in own for at in places if ex.variables(base) <= at.keys())

    def _add_set(self, own: PointSet) -> None:
        if str(own) not in map(str, self.sets) and _may_meet(own.equations, self.where):
            self.sets.append(own)


def _is_within(own: PointSet, other: PointSet) -> bool:
    """Tell whether a set is seen to lie in another one that is larger."""
    return (
        own is not other
        and all(follows(equation, own.equations) for equation in other.equations)
        and not all(follows(equation, other.equations) for equation in own.equations)
    )


def _side_around(coordinate: Coordinate) -> tuple[float, float]:
    low, high = ends_of(coordinate.ball(64))
    room = ROOM * (1 + abs(low))
    return low - room, high + room


def _first_in_one_variable(equations: Sequence[Expr], block: tuple[str, ...]) -> tuple[int, Expr] | None:
    """Return an equation in one of several variables, with the variable's place."""
    if len(block) == 1:
        return None
    single = (e for e in equations if len(ex.variables(e)) == 1)
    return next(((block.index(next(iter(ex.variables(e)))), e) for e in single), None)


def _forms(equations: Sequence[Expr], names: tuple[str, ...]) -> tuple[list[Expr], list[Expr]]:
    """Return each equation without factors that never vanish, and what it was, as another form of it."""
    form = form_of(list(equations), names)
    if form is None:
        return list(equations), []
    zero: list[Expr] = []
    others: list[Expr] = []
    for part, equation in zip(form.parts, equations, strict=True):
        reduced = ex.mul(*(form.expression(factor) for factor in part.factors))
        is_same = part.is_exact and part.is_squarefree
        zero.append(equation if is_same else reduced)
        others.append(reduced if is_same else equation)
    return zero, others


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


def _known(case: Case, chosen: "Sequence[FoundRoot]", coordinates: Mapping[str, Coordinate]) -> KnownCoordinates:
    """Return what is known exactly of a point that a search found: some coordinates, and equations that hold there."""
    exact = {name: value for name, c in coordinates.items() if (value := exact_expr(c)) is not None}
    choices = [step.factor for step in case.steps if isinstance(step, Choice)]
    with precision(VALUE_BITS):
        here = {name: c.ball(VALUE_BITS) for name, c in coordinates.items()}
        equations = [vanishing_part(g, here) for own in chosen if own.root is not None for g in own.root.equations]
    return KnownCoordinates(exact, (*case.facts, *choices, *case.equations.values(), *equations))


def _solves(point: StationaryPoint) -> bool:
    """Tell whether the whole gradient may vanish there: some equations may have been left out of the search."""
    with precision(VALUE_BITS):
        here = point.balls(VALUE_BITS)
        return all(ball(slope, here).contains(0) for slope in point.calculus.gradient)


def _agree(one: StationaryPoint, other: StationaryPoint) -> bool:
    if not are_close(one.near, other.near):
        return False
    with precision(VALUE_BITS):
        pairs = zip(one.at, other.at, strict=True)
        return all(a.ball(VALUE_BITS).overlaps(b.ball(VALUE_BITS)) for a, b in pairs)


def _are_equal(one: StationaryPoint, other: StationaryPoint) -> bool:
    """Prove that points with the same digits are the same: the gradient takes no value twice near a regular one."""
    exact = [(exact_expr(a), exact_expr(b)) for a, b in zip(one.at, other.at, strict=True)]
    if all(a is not None and b is not None and vanishes_identically(ex.sub(a, b)) for a, b in exact):
        return True
    names, size = one.calculus.variables, len(one.at)
    with precision(VALUE_BITS):
        hulls: list[arb] = [a.ball(VALUE_BITS).union(b.ball(VALUE_BITS)) for a, b in zip(one.at, other.at, strict=True)]
        here = dict(zip(names, hulls, strict=True))
        hessian = arb_mat(size, size, [ball(entry, here) for row in one.calculus.hessian for entry in row])
        return not hessian.det().contains(0)


def _is_saddle(point: StationaryPoint) -> bool:
    return bool(point.inertia.positive and point.inertia.negative)


def _keeps_away(g: Expr, point: StationaryPoint) -> bool:
    with precision(VALUE_BITS):
        return not ball(g, point.balls(VALUE_BITS)).contains(0)


def _may_meet(equations: Sequence[Expr], where: Region, single: Sequence[StationaryPoint] = ()) -> bool:
    """Tell whether equations may have a common solution in a region, besides strict extrema of the only one."""
    if len(equations) > 1 and contradict(equations, where.variables):
        return False
    if where.sides is None:
        return True
    from pipeline.exercises.critical_points.set_places import may_meet, room_around  # needs NumPy

    centres = [[float(c.ball(VALUE_BITS).mid()) for c in point.at] for point in single]
    rooms = [room_around(point.calculus, at) for point, at in zip(single, centres, strict=True)]
    settled = [room for room in rooms if room is not None]
    return may_meet(equations, where.variables, where.box(where.variables), settled)


def reaching(found: StationaryPoints) -> StationaryPoints:
    """Leave out sets that do not reach the box."""
    return replace(found, sets=tuple(own for own in found.sets if _may_meet(own.equations, found.region)))
