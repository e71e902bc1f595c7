"""Interval arithmetic encloses: exact rationals of the ends lie inside, infinite and very small numbers among them."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from pipeline.exercises.critical_points.intervals import Intervals, add, multiply, number

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
