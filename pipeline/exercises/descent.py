"""Gradient descent from exact givens: rational as long as that is possible, else in balls that stay narrow.

Every number is exact or a ball of arb arithmetic around the true value, so that nothing on the page is lost to
rounding on the way. Where the balls grow too wide, the whole path is computed anew with more bits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from flint import arb, fmpq

from pipeline.errors import ComputationError
from pipeline.exercises.decimals import Real, as_ball
from pipeline.exercises.exact_values import exact_value
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

START_BITS = 192
MAX_BITS = 12_288
GOOD_BITS = 96
"""Of every number that is kept; seventeen digits take 57."""

MAX_EXACT_BITS = 2_000
LARGEST = 10**60
"""A path that gets beyond this is called divergent."""


@dataclass(frozen=True)
class State:
    """Where the path is before a step.

    Attributes:
        at: One number per variable.
        value: Of the function.
        gradient: One number per variable.
        gradient_norm: Euclidean.
    """

    at: tuple[Real, ...]
    value: Real
    gradient: tuple[Real, ...]
    gradient_norm: Real


class _VagueError(Exception):
    """The balls are too wide, or a value is undefined; `step` says when."""

    def __init__(self, step: int, *, is_defined: bool) -> None:
        super().__init__(step)
        self.step = step
        self.is_defined = is_defined


def descend(
    function: Expr, variables: Sequence[str], start: Sequence[Fraction], rate: Fraction, steps: int
) -> tuple[State, ...]:
    """Return the states 0 to `steps` of x ← x − η∇f(x).

    Args:
        function: Of the variables.
        variables: Names, at least one.
        start: One number per variable.
        rate: The learning rate η.
        steps: Number of updates.

    Raises:
        ComputationError: Where the function or its gradient is undefined, or the path diverges.
    """
    slopes = [ex.derivative(function, name) for name in variables]
    bits = START_BITS
    while True:
        try:
            with precision(bits):
                return _path(function, slopes, dict(zip(variables, start, strict=True)), rate, steps)
        except _VagueError as problem:
            if bits > MAX_BITS:
                raise _failure(problem) from None
        bits *= 2


def _failure(problem: _VagueError) -> ComputationError:
    steps = f"after {problem.step} step{'' if problem.step == 1 else 's'} of gradient descent"
    where = steps if problem.step else "at the start"
    said = "cannot be computed with certainty" if problem.is_defined else "has no value"
    hint = "choose another start, learning_rate or steps"
    return ComputationError(f"the function or its gradient {said} {where}", hint=hint)


def _path(
    function: Expr, slopes: Sequence[Expr], start: Mapping[str, Real], rate: Fraction, steps: int
) -> tuple[State, ...]:
    point = dict(start)
    states = []
    for step in range(steps + 1):
        state = _state(function, slopes, point)
        _check(state, step)
        states.append(state)
        moved = (_moved(x, rate, slope) for x, slope in zip(state.at, state.gradient, strict=True))
        point = dict(zip(point, moved, strict=True))
    return tuple(states)


def _state(function: Expr, slopes: Sequence[Expr], point: Mapping[str, Real]) -> State:
    gradient = tuple(evaluate(slope, point) for slope in slopes)
    return State(tuple(point.values()), evaluate(function, point), gradient, norm(gradient))


def evaluate(expr: Expr, point: Mapping[str, Real]) -> Real:
    """Return the value at a point: exact where that is rational and short, else a ball (not finite: no value)."""
    value = ball(expr, {name: as_ball(x) for name, x in point.items()})
    if not value.is_finite() or any(isinstance(x, arb) for x in point.values()):
        return value
    exact = exact_value(ex.substitute(expr, {name: _constant(x) for name, x in point.items()}))
    return value if exact is None else _short(Fraction(int(exact.p), int(exact.q)))


def _constant(value: Real) -> Expr:
    assert isinstance(value, Fraction)
    return ex.Const(fmpq(value.numerator, value.denominator))


def _moved(x: Real, rate: Fraction, slope: Real) -> Real:
    if isinstance(x, Fraction) and isinstance(slope, Fraction):
        return _short(Fraction(x) - rate * slope)
    return as_ball(x) - as_ball(rate) * as_ball(slope)


def _short(value: Fraction) -> Real:
    size = max(value.numerator.bit_length(), value.denominator.bit_length())
    return value if size <= MAX_EXACT_BITS else as_ball(value)


def norm(vector: Sequence[Real]) -> Real:
    """Return the Euclidean norm, exact where it is rational."""
    if len(vector) == 1:
        only = vector[0]
        return Fraction(abs(only)) if isinstance(only, Fraction) else abs(only)
    exact = [x for x in vector if isinstance(x, Fraction)]
    if len(exact) < len(vector):
        return _root(sum((as_ball(x) * as_ball(x) for x in vector), arb(0)))
    return exact_root(Fraction(sum(x * x for x in exact)))


def exact_root(square: Fraction) -> Real:
    """Return the square root of a positive number or zero, exact where it is rational."""
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    if Fraction(top, bottom) ** 2 == square:
        return Fraction(top, bottom)
    return as_ball(square).sqrt()


def _root(square: arb) -> arb:
    return square.nonnegative_part().sqrt()


def _check(state: State, step: int) -> None:
    for value in map(as_ball, (*state.at, state.value, *state.gradient, state.gradient_norm)):
        if abs(value) > LARGEST:
            raise ComputationError(
                f"gradient descent diverges: after {step} step{'' if step == 1 else 's'} a number is beyond 10^60",
                hint="choose a smaller learning_rate or fewer steps",
            )
        if not value.is_finite() or (not value.is_zero() and value.rel_accuracy_bits() < GOOD_BITS):
            raise _VagueError(step, is_defined=bool(value.is_finite()))
