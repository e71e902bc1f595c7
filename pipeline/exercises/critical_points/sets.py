"""Sets of stationary points that are not isolated: their equations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from flint import fmpz_mpoly

from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.polynomial_system import RealPoint
from pipeline.exercises.critical_points.unknowns import Form, ring_of
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr


class _Known(Protocol):
    def is_zero(self, expr: Expr) -> bool | None: ...


@dataclass(frozen=True)
class PointSet:
    """A set of stationary points.

    Attributes:
        equations: Expressions that vanish on it.
    """

    equations: tuple[Expr, ...]

    def contains(self, point: _Known) -> bool:
        """Tell whether a point lies on it."""
        return all(point.is_zero(equation) for equation in self.equations)


def described(form: Form, sets: Sequence[tuple[fmpz_mpoly, ...]]) -> list[PointSet]:
    """Return sets that polynomials over the unknowns give."""
    return [PointSet(tuple(form.expression(p) for p in own)) for own in sets]


def sets_through(form: Form, candidates: Iterable[RealPoint]) -> list[PointSet]:
    """Return the sets on which the unknowns have these values, while other variables are free."""
    found = []
    for values in candidates:
        polynomials = tuple(_minimal(value, i, len(values)) for i, value in enumerate(values))
        equations = tuple(
            ex.sub(unknown.meaning, ex.Const(value.rational)) if value.rational is not None else form.expression(p)
            for unknown, value, p in zip(form.unknowns, values, polynomials, strict=True)
        )
        found.append(PointSet(equations))
    return found


def _minimal(value: RealAlgebraic, place: int, size: int) -> fmpz_mpoly:
    """Return the minimal polynomial of the value of one unknown."""
    own = ring_of(size).gen(place)
    total = ring_of(size).constant(0)
    for exponent, coefficient in enumerate(value.coefficients):
        total = total + own**exponent * coefficient
    return total
