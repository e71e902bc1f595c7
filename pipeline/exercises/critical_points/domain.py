"""Where a function is defined: no division by zero, no logarithm or root of a negative number."""

from collections.abc import Sequence
from itertools import product

from flint import arb

from pipeline.exercises.critical_points.classify import BallAt, IsZero, sign_at
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

FLAT_BITS = 600
STEP = arb(2) ** -120
FLATNESS = arb(2) ** -40


def is_defined(function: Expr, ball_at: BallAt, is_zero: IsZero) -> bool:
    """Tell whether every part of the function has a value at a point.

    Args:
        function: Over the variables.
        ball_at: The point, to any precision.
        is_zero: For signs that balls cannot tell.

    Raises:
        ComputationError: Where the sign of a part can be neither seen nor decided.
    """
    return all(_has_value(part, ball_at, is_zero) for part in ex.subexpressions(function))


def _has_value(part: Expr, ball_at: BallAt, is_zero: IsZero) -> bool:
    """Tell whether a part has a value, given that its own parts have one (they come before it)."""
    match part:
        case ex.Pow(base, ex.Const(exponent)) if exponent.q == 1:
            return exponent > 0 or sign_at(base, ball_at, is_zero) != 0
        case ex.Pow(base, ex.Const(exponent)):
            return sign_at(base, ball_at, is_zero) >= (0 if exponent > 0 else 1)
        case ex.Pow(base, _) | ex.Fn("log", base):
            return sign_at(base, ball_at, is_zero) > 0
        case ex.Fn("sqrt", argument):
            return sign_at(argument, ball_at, is_zero) >= 0
        case ex.Fn("sign" | "step", argument):
            return sign_at(argument, ball_at, is_zero) != 0
        case ex.Fn("tan", argument):
            return sign_at(ex.Fn("cos", argument), ball_at, is_zero) != 0
        case _:
            return True


def is_flat(function: Expr, variables: Sequence[str], ball_at: BallAt) -> bool:
    """Tell whether a function seems to have derivative zero in all directions from a point with a value.

    Where the formula of a gradient is 0/0 the function may still be differentiable: x·|x| is, √(x² + y²) is not.
    """
    with precision(FLAT_BITS):
        here = ball_at(FLAT_BITS)
        value = ball(function, here)
        for direction in product((-2, -1, 0, 1, 3), repeat=len(variables)):
            there = {name: here[name] + arb(step) * STEP for name, step in zip(variables, direction, strict=True)}
            change = abs(ball(function, there) - value) / STEP
            if not change.is_finite() or not change < FLATNESS:
                return False
    return True
