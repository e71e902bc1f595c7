"""Boxes: sides between floats. The search in boxes needs NumPy, what most functions need of them does not."""

import math

from flint import arb

Box = tuple[tuple[float, float], ...]
"""One side for each variable, its ends possibly infinite."""


def ends_of(value: arb) -> tuple[float, float]:
    """Return floats on both sides of a ball."""
    low, high = (float(end.mid()) for end in (value.lower(), value.upper()))
    return math.nextafter(low, -math.inf), math.nextafter(high, math.inf)
