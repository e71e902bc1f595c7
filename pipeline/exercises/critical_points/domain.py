"""Where a function is defined: no division by zero, no logarithm or root of a negative number."""

from pipeline.exercises.critical_points.classify import BallAt, IsZero, sign_at
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr


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
        case ex.Fn("tan", argument):
            return sign_at(ex.Fn("cos", argument), ball_at, is_zero) != 0
        case _:
            return True
