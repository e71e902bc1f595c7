"""Finds the stationary points: exactly, and completely, where the gradient is polynomial up to positive factors."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from flint import arb, fmpq

from pipeline.equality.normal_form import PolynomialForm, polynomial_form
from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.classify import Classification, Inertia, inertia
from pipeline.exercises.critical_points.domain import is_defined
from pipeline.exercises.critical_points.polynomial_system import (
    NotFiniteError,
    RealPoint,
    System,
    TooLargeError,
    build_system,
    evaluate,
    polynomial,
    real_points,
    vanishes,
)
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

MAX_TERMS = 5_000
VALUE_BITS = 256

Completeness = Literal["proved", "not proved"]


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
    def forms(self) -> tuple[PolynomialForm, ...] | None:
        """The gradient's entries as quotients of polynomials with positive factors split off; None if one is not."""
        forms = [polynomial_form(slope, self.variables, MAX_TERMS) for slope in self.gradient]
        return tuple(form for form in forms if form is not None) if None not in forms else None


@dataclass(frozen=True)
class StationaryPoint:
    """One point, with everything that is asked about it.

    Attributes:
        at: Exact coordinates.
        calculus: Of the function.
        system: Of which it is a solution.
    """

    at: RealPoint
    calculus: Calculus
    system: System

    @cached_property
    def exact(self) -> tuple[fmpq, ...] | None:
        """The coordinates where all are rational."""
        values = [coordinate.rational for coordinate in self.at]
        return tuple(value for value in values if value is not None) if None not in values else None

    def balls(self, bits: int) -> dict[str, arb]:
        """Return balls around the coordinates, by variable."""
        return {name: c.ball(bits) for name, c in zip(self.calculus.variables, self.at, strict=True)}

    def value_of(self, expr: Expr) -> Expr | arb:
        """Return the value of an expression here: a constant expression where the point is rational, else a ball."""
        if self.exact is not None:
            values = zip(self.calculus.variables, self.exact, strict=True)
            return ex.substitute(expr, {name: ex.Const(value) for name, value in values})
        with precision(VALUE_BITS):
            found = ball(expr, self.balls(VALUE_BITS))
        return ex.ZERO if found.contains(0) and self.is_zero(expr) else found

    def is_zero(self, expr: Expr) -> bool | None:
        """Decide exactly whether an expression vanishes here; None where it is not polynomial."""
        form = polynomial_form(expr, self.calculus.variables, MAX_TERMS)
        try:
            return None if form is None else vanishes(form.numerator, self.system, self.at)
        except (NotFiniteError, TooLargeError):
            return None

    @cached_property
    def inertia(self) -> Inertia:
        """Signs of the Hessian's eigenvalues."""
        return inertia(self.calculus.hessian, self.balls, self.is_zero)

    @property
    def classification(self) -> Classification:
        """By the Hessian alone."""
        return self.inertia.classification


@dataclass(frozen=True)
class StationaryPoints:
    """All points that were found.

    Attributes:
        points: In lexicographic order.
        completeness: Whether it is proved that there are no others.
        excluded: How many common zeros of the equations lie outside the function's domain.
        equations: The gradient's numerators, as terms over the variables.
        system: Their quotient algebra.
    """

    points: tuple[StationaryPoint, ...]
    completeness: Completeness
    excluded: int
    equations: tuple[PolynomialForm, ...]
    system: System


def find_stationary_points(calculus: Calculus) -> StationaryPoints:
    """Return all stationary points on the function's domain.

    Raises:
        ComputationError: Where the gradient is not polynomial up to positive factors, the points are not isolated,
            or a work limit is reached.
    """
    forms = calculus.forms
    if forms is None:
        raise ComputationError(
            "the equations for the stationary points are not polynomial, and no other way to solve them exists yet",
            hint="functions made of sums, products, quotients and a factor e^(…) can be solved",
        )
    if all(not form.numerator for form in forms):
        raise ComputationError("the function is constant: every point is a stationary point")
    count = len(calculus.variables)
    try:
        system = build_system([polynomial(form.numerator, count) for form in forms], count)
        candidates = [StationaryPoint(point, calculus, system) for point in real_points(system)]
        points = tuple(point for point in candidates if _is_in_domain(point, forms))
    except NotFiniteError:
        raise ComputationError("the stationary points are not isolated, or not seen to be by this method") from None
    except TooLargeError as reason:
        raise ComputationError(f"the equations for the stationary points are too large: {reason}") from None
    return StationaryPoints(points, "proved", len(candidates) - len(points), forms, system)


def _is_in_domain(point: StationaryPoint, forms: Sequence[PolynomialForm]) -> bool:
    """Tell whether the function is defined at the point and no denominator of its gradient vanishes there.

    The function itself counts: the gradient of x²/2 − ln x vanishes at −1 too, that of x³/x at 0.
    """
    return is_defined(point.calculus.function, point.balls, point.is_zero) and not any(
        _is_zero_there(form, point.at, point.system) for form in forms
    )


def _is_zero_there(form: PolynomialForm, point: RealPoint, system: System) -> bool:
    below = polynomial(form.denominator, len(point))
    with precision(VALUE_BITS):
        value = evaluate(below, [coordinate.ball(VALUE_BITS) for coordinate in point])
    return bool(value.contains(0)) and vanishes(form.denominator, system, point)
