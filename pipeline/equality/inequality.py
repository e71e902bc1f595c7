"""Inequalities that are to hold for all values of the variables: seen from the form of a formula, or tried at points.

What is seen is a lower bound: (x − 1)² + 3 ≥ 3, since an even power is not negative. Like terms are put together,
nothing else is rearranged.
"""

from collections.abc import Iterator
from math import isqrt
from typing import Literal

from flint import arb, fmpq

from pipeline.equality.decide import random_points, seed_of, show
from pipeline.equality.like_terms import collected
from pipeline.equality.verdict import Consistent, Limits, Proved, Refuted, Unknown, Verdict, Witness
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

Side = Literal[1, -1]

LEAST = {
    "exp": 0,
    "cosh": 1,
    "abs": 0,
    "sqrt": 0,
    "sigmoid": 0,
    "softplus": 0,
    "relu": 0,
    "step": 0,
    "sin": -1,
    "cos": -1,
}
LEAST_OF_NEGATIVE = {"sigmoid": -1, "step": -1, "sin": -1, "cos": -1, "tanh": -1}
"""Lower bounds of built-in functions and of their negatives."""


def decide_everywhere(left: Expr, relation: Literal["<", ">", "≤", "≥"], right: Expr, limits: Limits) -> Verdict:
    """Decide an inequality for all values of its variables for which both sides are defined.

    Returns:
        Proved where a bound can be read off, Refuted with a point at which it does not hold, else Consistent.
    """
    larger, smaller = (left, right) if relation in (">", "≥") else (right, left)
    difference = ex.sub(larger, smaller)
    least = lower_bound(collected(difference))
    if least is not None and (least > 0 or (least == 0 and relation in ("≤", "≥"))):
        return Proved("a sum of parts that are not negative")
    with precision(limits.bits):
        return _at_points(left, right, difference, limits, is_strict=relation in ("<", ">"))


def lower_bound(expr: Expr, sign: Side = 1) -> fmpq | None:
    """Return a number that sign · expr is nowhere below, as far as its form shows one."""
    match expr:
        case ex.Const(value):
            return value * sign
        case ex.Add(parts):
            bounds = [lower_bound(part, sign) for part in parts]
            return sum((bound for bound in bounds if bound is not None), fmpq(0)) if None not in bounds else None
        case ex.Mul(parts):
            return _bound_of_product(parts, sign)
        case ex.Pow(_, ex.Const(value)) if value.q == 1 and int(value.p) % 2 == 0 and sign > 0:
            return fmpq(0)
        case ex.Pow(base, ex.Const(value)) if sign > 0 and value > 0 and _is_seen_not_negative(base, value):
            return fmpq(0)
        case ex.Fn("log" | "sqrt" | "exp" as name, argument) if (
            known := _by_argument(name, argument, sign)
        ) is not None:
            return known
        case ex.Fn(name, _):
            least = (LEAST if sign > 0 else LEAST_OF_NEGATIVE).get(name)
            return None if least is None else fmpq(least)
        case _:
            return None


def _is_seen_not_negative(base: Expr, exponent: fmpq) -> bool:
    """Tell whether a power is not negative: a broken one never is where it is defined, others by their base: |x|³."""
    if exponent.q != 1:
        return True
    least = lower_bound(base)
    return least is not None and least >= 0


def _by_argument(name: str, argument: Expr, sign: Side) -> fmpq | None:
    """Return a bound of an increasing function from one of its argument: ln u ≥ 0 for u ≥ 1, −e^u ≥ −1 for u ≤ 0."""
    if name == "exp":
        below = lower_bound(argument, -1) if sign < 0 else None
        return fmpq(-1) if below is not None and below >= 0 else None
    least = lower_bound(argument) if sign > 0 else None
    if least is None or least < 1:
        return None
    root = fmpq(isqrt(int(least.p)), isqrt(int(least.q))) if name == "sqrt" else fmpq(0)
    return root if root * root == least or name == "log" else fmpq(1)


def _bound_of_product(parts: tuple[Expr, ...], sign: Side) -> fmpq | None:
    scale = fmpq(1)
    factors: list[Expr] = []
    for part in parts:
        if isinstance(part, ex.Const):
            scale *= part.value
        else:
            factors.append(part)
    direction: Side = 1 if (scale > 0) == (sign > 0) else -1
    if len(factors) == 1:
        bound = lower_bound(factors[0], direction)
        return None if bound is None else abs(scale) * bound
    least = [lower_bound(factor) for factor in factors]
    return fmpq(0) if direction > 0 and all(bound is not None and bound >= 0 for bound in least) else None


def _at_points(left: Expr, right: Expr, difference: Expr, limits: Limits, *, is_strict: bool) -> Verdict:
    agreed = 0
    names = sorted(ex.variables(difference))
    for point in _points(names, seed_of(left, right), limits.attempts):
        balls = {name: arb(value) for name, value in point.items()}
        value = ball(difference, balls)
        if value < 0 or (is_strict and value == 0):
            shown = {name: str(value) for name, value in point.items()}
            return Refuted(Witness(shown, show(ball(left, balls)), show(ball(right, balls))))
        agreed += bool(value.is_finite())
    if agreed >= limits.points:
        return Consistent(agreed, "0")
    return Unknown(f"both sides are defined at only {agreed} of {limits.attempts} random points")


def _points(names: list[str], seed: bytes, count: int) -> Iterator[dict[str, fmpq]]:
    """Yield the origin and the points ±1 on the axes, where a strict inequality is often none, and random points."""
    origin = dict.fromkeys(names, fmpq(0))
    yield origin
    for name in names:
        yield from (origin | {name: fmpq(side)} for side in (1, -1))
    yield from random_points(names, seed, count)
