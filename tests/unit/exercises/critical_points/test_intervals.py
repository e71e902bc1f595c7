"""Interval arithmetic encloses: exact rationals of the ends lie inside, infinite and very small numbers among them."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import mpmath
import numpy as np
import pytest

from pipeline.exercises.critical_points.intervals import Intervals, add, multiply, number
from pipeline.exercises.critical_points.tape import tape_of
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import meaning

ENDS = (0.0, 5e-324, -5e-324, 2.5e-310, 0.1, -0.3, 1.0, 2.0 - 2**-52, -7.5, 1e16, 1e-200, -1e200)


pytestmark = pytest.mark.filterwarnings("ignore:(overflow|invalid value)")


@pytest.mark.parametrize("x", ENDS)
def test_sums_and_products_of_numbers_lie_strictly_inside(x: float) -> None:
    """The exact sum and product of two floats are inside of what is computed, which is a few units wide."""
    for y in ENDS:
        a, b = number(np.array([x])), Intervals(np.array([y]), np.array([y]))
        for found, exact in ((add(a, b), Fraction(x) + Fraction(y)), (multiply(a, b), Fraction(x) * Fraction(y))):
            low, high = float(found.low[0]), float(found.high[0])
            assert np.isinf(low) or Fraction(low) < exact
            assert np.isinf(high) or exact < Fraction(high)
            if np.isfinite((low, high)).all():
                assert Fraction(high) - Fraction(low) <= abs(exact) / 2**49 + Fraction(1e-322)


def test_zero_times_an_unbounded_interval_is_about_zero() -> None:
    """∞ is an end that is not reached, so that 0 · [1, ∞) is 0; a product too large for a float keeps its sign."""
    ray = Intervals(np.array([1.0]), np.array([np.inf]))
    found = multiply(number(np.array([0.0])), ray)
    assert abs(found.low[0]) < 1e-300
    assert abs(found.high[0]) < 1e-300
    for x, y in product((1e300, -1e300), repeat=2):
        large = multiply(number(np.array([x])), number(np.array([y])))
        assert (large.low[0] > 0) == (x * y > 0)
        assert (large.high[0] > 0) == (x * y > 0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x*exp(-x^2)", lambda x, _: x * mpmath.exp(-(x**2))),
        ("(x - 1)*y^3*exp(-(x - 1)^2 - y^2)", lambda x, y: (x - 1) * y**3 * mpmath.exp(-((x - 1) ** 2) - y**2)),
        ("x^2/exp(x + y)", lambda x, y: x**2 / mpmath.exp(x + y)),
        ("x*exp(-x*y)", lambda x, y: x * mpmath.exp(-x * y)),
    ],
)
@pytest.mark.parametrize("side", [(2.0, np.inf), (-np.inf, -1.5), (0.0, np.inf), (0.5, 1.0), (-np.inf, np.inf)])
def test_products_with_exponentials_are_enclosed_on_unbounded_boxes(
    text: str, value: Callable[..., Any], side: tuple[float, float]
) -> None:
    """All values lie inside, and where the product falls from the near end on they are small."""
    low, high = np.array([[side[0]], [1.0]]), np.array([[side[1]], [np.inf]])
    (bounds,), _ = tape_of([meaning(parse_expression(text))], ("x", "y"), is_far=True).run(low, high)
    steps = [mpmath.mpf(2) ** k for k in range(-6, 8)]
    first = next((end for end in side if np.isfinite(end)), 0.0)
    for x in (first + way * step for step in steps for way in (-1, 1)):
        for y in (1 + step for step in steps):
            if side[0] <= x <= side[1]:
                assert bounds.low[0] <= value(x, y) <= bounds.high[0]
    if text == "x*exp(-x^2)" and side[0] == 2:
        assert bounds.high[0] < 0.04  # 2 e^{-4} = 0.0366
