"""Finds the stationary points: exactly by algebra where possible, else by branch and prune; and says what is proved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from flint import arb, fmpq

from pipeline.exercises.critical_points.cases import Case
from pipeline.exercises.critical_points.classify import Classification, Inertia, inertia
from pipeline.exercises.critical_points.constants import simplified
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.exercises.critical_points.domain import is_defined, is_flat
from pipeline.exercises.critical_points.finding import Finding, find_out, simple_rational, value_at
from pipeline.exercises.critical_points.polynomial_system import (
    System,
    TooLargeError,
)
from pipeline.exercises.critical_points.region import Region
from pipeline.exercises.critical_points.sets import PointSet
from pipeline.exercises.critical_points.unknowns import Form, form_of
from pipeline.notation import expression as ex
from pipeline.notation.build import neg, number
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.tree import Node

if TYPE_CHECKING:
    from pipeline.exercises.critical_points.enclosures import Enclosures

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

    @cached_property
    def near(self) -> tuple[float, ...]:
        """The coordinates as floats."""
        return as_floats(self.at)

    def value_of(self, expr: Expr) -> Expr | arb:
        """Return the value of an expression here: a constant expression where that is known, else a ball."""
        if expr not in self._values:
            self._values[expr] = self._value_of(expr)
        return self._values[expr]

    @cached_property
    def _values(self) -> dict[Expr, Expr | arb]:
        """Values that have been asked for; the same ones stand in tables, figures and quantities. The gradient is 0."""
        return dict.fromkeys(self.calculus.gradient, ex.ZERO)

    def _value_of(self, expr: Expr) -> Expr | arb:
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
            known = simple_rational(expr, self)
        else:
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
class SearchedCase:
    """One case of a search.

    Attributes:
        case: What was chosen and solved for before.
        blocks: Groups of variables that were searched by themselves.
        enclosures: What each search found.
        searched: Where all of space was asked for but only a box was searched: how far it reaches on each side.
    """

    case: Case
    blocks: tuple[tuple[str, ...], ...] = ()
    enclosures: "tuple[Enclosures, ...]" = ()
    searched: float | None = None


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
        cases: Where they were found by branch and prune.
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
    cases: "tuple[SearchedCase, ...]" = ()
    periods: Mapping[str, Expr] = field(default_factory=dict)

    @property
    def nowhere(self) -> bool:
        """Whether there are no points since a partial derivative has no zeros at all."""
        return self.form is not None and any(not part.is_zero and not part.factors for part in self.form.parts)

    def searched_box(self) -> tuple[tuple[Node, Node], ...] | None:
        """Return the box that was searched where all of space was asked for and could not be settled."""
        if all(case.searched is None for case in self.cases):
            return None
        end = number(int(SEARCHED))
        return ((neg(end), end),) * len(self.region.variables)

    @property
    def system(self) -> System | None:
        """The only polynomial system, if there is one."""
        return self.algebraic.systems[0] if self.algebraic and len(self.algebraic.systems) == 1 else None


CLOSE = 1e-9
"""Points whose coordinates differ by more than this are different at first sight."""


def as_floats(at: "Sequence[Coordinate]") -> tuple[float, ...]:
    """Return the coordinates of a point as floats."""
    return tuple(float(coordinate.ball(64).mid()) for coordinate in at)


def are_close(one: Sequence[float], other: Sequence[float]) -> bool:
    """Tell whether points may be the same, as far as floats show it."""
    return all(abs(a - b) <= CLOSE * (1 + abs(a)) for a, b in zip(one, other, strict=True))


def proved_in(where: Region) -> Completeness:
    """Return what a list is called that is proved to be complete."""
    return "proved" if where.sides is None else "proved on the box"


def is_doubtful(point: StationaryPoint) -> bool:
    """Tell whether a point where the gradient's formula is undefined may be a stationary point all the same."""
    calculus = point.calculus
    if not is_defined(calculus.function, point.balls, point.is_zero):
        return False
    return is_flat(calculus.function, calculus.variables, point.balls)


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
