"""Zeros of higher order in one variable, which interval Newton cannot isolate: recognised exactly and proved.

Where g and its derivatives up to order k − 1 vanish at p, and the k-th keeps away from zero on an interval around p,
Taylor's formula g(x) = g⁽ᵏ⁾(ξ)(x − p)ᵏ/k! shows that p is the only zero there.
"""

from collections.abc import Sequence

import numpy as np
from flint import arb

from pipeline.exercises.critical_points.box import Box
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.exercises.critical_points.exact_places import exact_expr, guesses, vanishes_identically
from pipeline.exercises.critical_points.tape import tape_of
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import precision
from pipeline.notation.expression import Expr

MAX_ORDER = 10
WIDEST = 1e-2
"""A zero of higher order is looked for in intervals that are not wider."""

NEAR = 1e-7
"""Boxes closer together belong to one zero; around them so much room is taken on each side."""

BITS = 160


def clusters(left: Sequence[Box]) -> list[tuple[float, float]]:
    """Return intervals around boxes in one variable that lie close together."""
    found: list[tuple[float, float]] = []
    for ((low, high),) in sorted(left):
        if found and low <= found[-1][1] + NEAR:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def multiple_root(equation: Expr, variable: str, around: tuple[float, float]) -> tuple[Coordinate, Box] | None:
    """Return the only zero near an interval, with the interval in which it is the only one; None where none is proved.

    Args:
        equation: In one variable.
        variable: Its name.
        around: Where the search is stuck.
    """
    if not all(map(np.isfinite, around)) or around[1] - around[0] > WIDEST:
        return None
    with precision(BITS):
        ball = (arb(around[0]) + arb(around[1])) / 2 + arb(0, 1) * (arb(around[1]) - arb(around[0]) + arb(NEAR) / 100)
    wide = (around[0] - NEAR, around[1] + NEAR)
    for guess in guesses(ball):
        value = exact_expr(guess)
        if value is not None and _is_only_zero(equation, variable, value, wide):
            return guess, (wide,)
    return None


def _is_only_zero(equation: Expr, variable: str, value: Expr, wide: tuple[float, float]) -> bool:
    low, high = np.array([[wide[0]]]), np.array([[wide[1]]])
    for _ in range(MAX_ORDER):
        if not vanishes_identically(ex.substitute(equation, {variable: value})):
            bounds, nowhere = tape_of([equation], (variable,)).run(low, high)
            return bool(not nowhere.any() and not bounds[0].contains_zero().any())
        equation = ex.derivative(equation, variable)
    return False
