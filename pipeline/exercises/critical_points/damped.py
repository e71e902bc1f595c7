"""Products with an exponential on unbounded boxes: bounded by the value at the near end from which on they fall.

On [2, ∞) intervals say no more of x·e^{−x²} than that it is positive. But ln|x·e^{−x²}| has the slope 1/x − 2x ≤ −7/2
there, so that by the mean value theorem the product is nowhere larger than at 2.
"""

from collections.abc import Sequence
from functools import reduce

import numpy as np
from flint import fmpq

from pipeline.exercises.critical_points import intervals
from pipeline.exercises.critical_points.intervals import Intervals
from pipeline.exercises.critical_points.regularity import guards
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr


def relative_slopes(node: Expr, variables: Sequence[str]) -> list[Expr] | None:
    """Return the derivatives of ln |node| for a product with an exponential, factor by factor; None for other nodes."""
    if not isinstance(node, ex.Mul):
        return None
    moving = [factor for factor in node.parts if ex.variables(factor)]
    exponents = [_exponent(factor) for factor in moving]
    if len(moving) < 2 or all(exponent is None for exponent in exponents):
        return None
    pairs = list(zip(moving, exponents, strict=True))
    if any(True for factor, exponent in pairs for _ in guards(exponent or factor)):
        return None  # between two points of the box there may be one at which the product has no value
    return [ex.add(*(_relative_slope(*pair, name) for pair in pairs)) for name in variables]


def _exponent(factor: Expr) -> Expr | None:
    """Return u where a factor is e^u."""
    match factor:
        case ex.Fn("exp", argument):
            return argument
        case ex.Pow(ex.Fn("exp", argument), ex.Const() as power):
            return ex.mul(power, argument)
        case _:
            return None


def _relative_slope(factor: Expr, exponent: Expr | None, name: str) -> Expr:
    """Return the derivative of a factor, divided by it."""
    match factor:
        case _ if exponent is not None:
            return ex.derivative(exponent, name)
        case ex.Pow(base, ex.Const() as power):
            return ex.mul(power, ex.derivative(base, name), ex.Pow(base, ex.Const(fmpq(-1))))
        case _:
            return ex.mul(ex.derivative(factor, name), ex.Pow(factor, ex.Const(fmpq(-1))))


def damped(value: Intervals, at_base: Intervals, slopes: Sequence[Intervals], way: Sequence[Intervals]) -> Intervals:
    """Return what of the values is not more than |value at the base| · exp(change of the logarithm)."""
    change = reduce(intervals.add, [intervals.multiply(s, step) for s, step in zip(slopes, way, strict=True)])
    growth = intervals.FUNCTIONS["exp"](intervals.number(change.high)).high
    largest = intervals.number(np.maximum(np.abs(at_base.low), np.abs(at_base.high)))
    most = intervals.multiply(largest, intervals.number(growth)).high
    most = np.where(np.isnan(change.high) | np.isinf(growth), np.inf, most)
    return Intervals(np.fmax(value.low, -most), np.fmin(value.high, most))
