"""Sets of stationary points that are not isolated: their equations, and what type the points are of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from flint import fmpz_mpoly

from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.components import Variety
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
        polynomials: The same over the unknowns.
        classification: Of its points.
        is_real: Whether it has real points that are not isolated.
        is_proved: Whether that is known.
    """

    equations: tuple[Expr, ...]
    polynomials: tuple[fmpz_mpoly, ...]
    classification: str
    is_real: bool
    is_proved: bool

    def contains(self, point: _Known) -> bool:
        """Tell whether a point lies on it."""
        return self.is_real and all(point.is_zero(equation) for equation in self.equations)


def described_sets(function: Expr, form: Form, varieties: Sequence[Variety]) -> list[PointSet]:
    """Return what is known of each set."""
    found = []
    for variety in varieties:
        own = tuple(p for p in variety.equations if p not in form.relations)
        equations = tuple(form.expression(p) for p in own)
        found.append(PointSet(equations, own, "undecided", is_real=True, is_proved=True))
    return found


def sets_through(function: Expr, form: Form, candidates: Iterable[RealPoint]) -> list[PointSet]:
    """Return the sets on which the unknowns have these values, while other variables are free."""
    found = []
    for values in candidates:
        polynomials = tuple(_minimal(value, i, len(values)) for i, value in enumerate(values))
        equations = tuple(
            ex.sub(unknown.meaning, ex.Const(value.rational)) if value.rational is not None else form.expression(p)
            for unknown, value, p in zip(form.unknowns, values, polynomials, strict=True)
        )
        found.append(PointSet(equations, polynomials, "undecided", is_real=True, is_proved=True))
    return found


def _minimal(value: RealAlgebraic, place: int, size: int) -> fmpz_mpoly:
    """Return the minimal polynomial of the value of one unknown."""
    own = ring_of(size).gen(place)
    total = ring_of(size).constant(0)
    for exponent, coefficient in enumerate(value.coefficients):
        total = total + own**exponent * coefficient
    return total
