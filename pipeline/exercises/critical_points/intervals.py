"""Many intervals at once: arrays of lower and upper ends, ±∞ among them, rounded outwards.

NumPy's additions and products are correctly rounded, its elementary functions are good to a few units in the last
place; every end is moved outwards by far more than that (`SLACK`), so that an interval contains all values that its
operands allow. An operand outside of a function's domain is taken note of by the caller (`undefined`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SLACK = 2.0**-44
"""Relative widening of the ends of an elementary function: 256 units in the last place."""

TINY = 1e-300
ULP = 2.0**-52
LEAST = 5e-324
LARGEST = float(np.finfo(np.float64).max)
HUGE_ANGLE = 1e9
TURN = 2 * np.pi


@dataclass(frozen=True)
class Intervals:
    """Intervals [low, high], arrays of the same shape."""

    low: Floats
    high: Floats

    @property
    def middle(self) -> Floats:
        """A point of each bounded interval near its middle."""
        return self.low + (self.high - self.low) / 2

    @property
    def width(self) -> Floats:
        """Upper minus lower end."""
        return self.high - self.low

    def contains_zero(self) -> Flags:
        """Where zero is inside."""
        found: Flags = (self.low <= 0) & (self.high >= 0)
        return found


def constant(low: float, high: float) -> Intervals:
    """Return one interval, to be broadcast against many."""
    return Intervals(np.array(low), np.array(high))


def number(value: Floats) -> Intervals:
    """Return numbers as intervals."""
    return Intervals(value, value)


def _outwards(low: Floats, high: Floats) -> Intervals:
    """Move both ends outwards by one or two units in the last place; what was ∞ − ∞ or 0 · ∞ says nothing."""
    return Intervals(_down(low), -_down(-high))


def _down(end: Floats) -> Floats:
    """Return a smaller float: the largest for ∞, −∞ for what is no number. Four times faster than `nextafter`."""
    end = np.minimum(end, LARGEST)
    return np.fmax(end - (np.abs(end) * ULP + LEAST), -np.inf)


def _widened(low: Floats, high: Floats) -> Intervals:
    """Move both ends outwards by the relative slack; an end that is too large for a float to the largest one."""
    return _outwards(low - _slack(low), high + _slack(high))


def _slack(end: Floats) -> Floats:
    return np.where(np.isinf(end), 0.0, np.abs(end) * SLACK + TINY)


def add(a: Intervals, b: Intervals) -> Intervals:
    """Return a + b."""
    return _outwards(a.low + b.low, a.high + b.high)


def negative(a: Intervals) -> Intervals:
    """Return −a."""
    return Intervals(-a.high, -a.low)


def multiply(a: Intervals, b: Intervals) -> Intervals:
    """Return a · b; 0 · ∞ is 0, since ∞ is an end that is not reached."""
    pairs = [(x, y) for x in _ends(a) for y in _ends(b)]
    ends = [x * y for x, y in pairs]
    low = reduce(np.minimum, ends)
    if np.isnan(low).any():
        ends = [np.where(np.isnan(product), 0.0, product) for product in ends]
        low = reduce(np.minimum, ends)
    return _outwards(low, reduce(np.maximum, ends))


def _ends(a: Intervals) -> tuple[Floats, ...]:
    """Return both ends, a number's only once."""
    return (a.low,) if a.low is a.high else (a.low, a.high)


def reciprocal(a: Intervals) -> Intervals:
    """Return 1/a: everything where zero is inside, half of it where zero is an end."""
    low = np.where(a.high == 0, -np.inf, 1 / a.high)
    high = np.where(a.low == 0, np.inf, 1 / a.low)
    inside = (a.low < 0) & (a.high > 0)
    return _outwards(np.where(inside, -np.inf, low), np.where(inside, np.inf, high))


def whole_power(a: Intervals, n: int) -> Intervals:
    """Return a^n for a whole number n ≥ 1."""
    low, high = np.power(a.low, float(n)), np.power(a.high, float(n))
    if n % 2:
        return _widened(low, high)
    inside = (a.low <= 0) & (a.high >= 0)
    found = _widened(np.where(inside, 0.0, np.minimum(low, high)), np.maximum(low, high))
    return Intervals(np.maximum(found.low, 0.0), found.high)


def _rising(function: Callable[[Floats], Floats], least: float, largest: float) -> Callable[[Intervals], Intervals]:
    """Make an interval function of a non-decreasing one with values between two bounds."""

    def apply(a: Intervals) -> Intervals:
        found = _widened(function(a.low), function(a.high))
        return Intervals(np.maximum(found.low, least), np.minimum(found.high, largest))

    return apply


def _even(function: Callable[[Floats], Floats], at_zero: float) -> Callable[[Intervals], Intervals]:
    """Make an interval function of an even one that rises from zero on."""

    def apply(a: Intervals) -> Intervals:
        low, high = function(a.low), function(a.high)
        least = np.where((a.low <= 0) & (a.high >= 0), at_zero, np.minimum(low, high))
        found = _widened(least, np.maximum(low, high))
        return Intervals(np.maximum(found.low, at_zero), found.high)

    return apply


def cosine(a: Intervals) -> Intervals:
    """Return cos a: ±1 where an extremum may be inside, else between the values at the ends."""
    slack = 1e-12 * (1 + np.maximum(np.abs(a.low), np.abs(a.high)))
    slack = np.where(np.isfinite(slack), slack, 1.0)
    unclear = ~((a.low >= -HUGE_ANGLE) & (a.high <= HUGE_ANGLE))
    low, high = np.where(unclear, 0.0, a.low), np.where(unclear, 0.0, a.high)
    ends = _widened(np.minimum(np.cos(low), np.cos(high)), np.maximum(np.cos(low), np.cos(high)))
    top = unclear | (np.ceil((low - slack) / TURN) * TURN <= high + slack)
    bottom = unclear | (np.ceil((low - slack - np.pi) / TURN) * TURN + np.pi <= high + slack)
    return Intervals(np.where(bottom, -1.0, np.maximum(ends.low, -1)), np.where(top, 1.0, np.minimum(ends.high, 1)))


def sine(a: Intervals) -> Intervals:
    """Return sin a = cos(a − π/2)."""
    return cosine(add(a, Intervals(np.array(-np.pi / 2 - SLACK), np.array(-np.pi / 2 + SLACK))))


def tangent(a: Intervals) -> Intervals:
    """Return tan a: everything where a pole may be inside."""
    nothing = cosine(a).contains_zero() | (a.width >= 3)
    found = _widened(np.tan(np.where(nothing, 0.0, a.low)), np.tan(np.where(nothing, 0.0, a.high)))
    return Intervals(np.where(nothing, -np.inf, found.low), np.where(nothing, np.inf, found.high))


def _logistic(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


def _stepped(low: float) -> Callable[[Intervals], Intervals]:
    """Make the function that is `low` for negative and 1 for positive numbers."""

    def apply(a: Intervals) -> Intervals:
        return Intervals(np.where(a.low > 0, 1.0, low), np.where(a.high < 0, low, 1.0))

    return apply


def _leaky(x: Floats) -> Floats:
    return np.where(x > 0, x, 0.01 * x)


square_root = _rising(lambda x: np.sqrt(np.maximum(x, 0)), 0, np.inf)
logarithm = _rising(lambda x: np.log(np.maximum(x, 0)), -np.inf, np.inf)

FUNCTIONS: Mapping[str, Callable[[Intervals], Intervals]] = {
    "exp": _rising(np.exp, 0, np.inf),
    "log": logarithm,
    "sqrt": square_root,
    "abs": _even(np.abs, 0),
    "sin": sine,
    "cos": cosine,
    "tan": tangent,
    "sinh": _rising(np.sinh, -np.inf, np.inf),
    "cosh": _even(np.cosh, 1),
    "tanh": _rising(np.tanh, -1, 1),
    "sigmoid": _rising(_logistic, 0, 1),
    "softplus": _rising(lambda x: np.logaddexp(0, x), 0, np.inf),
    "relu": _rising(lambda x: np.maximum(x, 0), 0, np.inf),
    "leaky_relu": _rising(_leaky, -np.inf, np.inf),
    "step": _stepped(0),
    "sign": _stepped(-1),
}
"""Enclosures of the built-in functions on intervals within their domains."""


def undefined(function: str, a: Intervals) -> Flags | None:
    """Tell where a function has no value on the whole interval; None where that cannot happen."""
    found: Flags | None = None
    if function == "log":
        found = a.high <= 0
    elif function == "sqrt":
        found = a.high < 0
    return found


# -- points of boxes, and ways from there -----------------------------------------------------------------


def near_point(low: Floats, high: Floats) -> Floats:
    """Return a point of each box: the middle of a bounded side, the end of a half-line, 0 of a whole one."""
    from_ends = np.where(np.isfinite(low), low, np.where(np.isfinite(high), high, 0.0))
    with np.errstate(all="ignore"):
        return np.where(np.isfinite(low) & np.isfinite(high), low + (high - low) / 2, from_ends)


def displacement(low: Floats, high: Floats, base: Floats) -> Intervals:
    """Return [low, high] − base; exactly zero at an end that is the base, since ∞ may be multiplied with it."""
    found = add(Intervals(low, high), number(-base))
    return Intervals(np.where(low == base, 0.0, found.low), np.where(high == base, 0.0, found.high))
