"""Which levels a contour plot shows, and how numbers are written on figures."""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

DECADES = 5
"""At most this many powers of ten are shown, counted from the top."""

MINUS = "\N{MINUS SIGN}"


def linear_levels(values: np.ndarray) -> np.ndarray:
    """Return some ten round levels, shape (levels,), ascending.

    Args:
        values: On the grid, not all equal; nan where the function is not finite.
    """
    low, high = _bounds(values)
    levels = np.asarray(MaxNLocator(11, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    margin = 1e-3 * (high - low)
    return levels[(levels > low + margin) & (levels < high - margin)]


def levels_around(values: np.ndarray, marked: Sequence[float]) -> np.ndarray:
    """Return round levels, shape (levels,), ascending: evenly spaced among marked values, farther apart beyond.

    Args:
        values: On the grid, not all equal; nan where the function is not finite.
        marked: Values at points that are marked; where they are all alike, those of the nearest points count, too.
    """
    if not marked:
        return linear_levels(values)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    least, most = min(marked), max(marked)
    if not most - least > TELLING * (high - low):
        room = float(np.nanquantile(np.abs(values - least), NEAR))
        least, most = max(low, least - room), min(high, most + room)
    ticks = np.asarray(MaxNLocator(9, steps=[1, 2, 2.5, 5, 10]).tick_values(least, most))
    step = float(ticks[1] - ticks[0])
    beyond = step * (2.0 ** np.arange(1, 2 + max(0.0, np.log2((high - low) / step))) - 1)
    levels = np.concatenate([ticks[0] - beyond[::-1], ticks, ticks[-1] + beyond])
    return levels[(levels > low) & (levels < high)]


TELLING = 0.01
"""Marked values that are closer together than this share of all values are all alike."""

NEAR = 0.3
"""Share of the points that are near in value."""


def with_levels(levels: np.ndarray, further: Sequence[float]) -> np.ndarray:
    """Return levels with further ones put among them, in the place of those that are close to one.

    Args:
        levels: Ascending, shape (levels,).
        further: Values within their range count; one that is nearly there already does not.
    """
    for value in further:
        if not len(levels) or not levels[0] <= value <= levels[-1]:
            continue
        above = int(np.searchsorted(levels, value))
        low, high = levels[max(above - 1, 0)], levels[above]
        near = CLOSE * (high - low)
        if min(value - low, high - value) > near / 100:
            levels = np.sort(np.append(levels[np.abs(levels - value) >= near], value))
    return levels


CLOSE = 0.4
"""So much of the gap between two levels is kept free around one that is put between them."""

POLE = 20.0
"""Where the range of all values is so many times that of most of them, it is most of them that are shown."""


def _bounds(values: np.ndarray) -> tuple[float, float]:
    """Return least and largest value; those of most points where a few are far away, as beside a pole."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    inner = float(np.nanquantile(values, 0.05)), float(np.nanquantile(values, 0.95))
    return inner if high - low > POLE * (inner[1] - inner[0]) > 0 else (low, high)


def log_levels(values: np.ndarray) -> np.ndarray:
    """Return levels at 1 and 3 times powers of ten above the least value, shape (levels,), ascending."""
    least = float(np.nanmin(values))
    above = values[np.isfinite(values)] - least
    span = float(above.max())
    top = int(np.floor(np.log10(span)))
    seen = float(np.quantile(above, 0.004))  # a curve around fewer points of the grid would be a speck
    lowest = int(np.floor(np.log10(seen))) if seen > 0 else top - DECADES + 1
    powers = range(max(top - DECADES + 1, lowest), top + 1)
    steps = np.array([factor * 10.0**power for power in powers for factor in (1, 3)])
    return _base(least, span) + steps[(steps < span) & (steps >= seen)]


def _base(least: float, span: float) -> float:
    """Take a least value that is small beside the values shown for zero: a grid seldom meets the minimum."""
    return 0.0 if abs(least) < span * 2e-3 else least


def number_text(value: float, digits: int = 4) -> str:
    """Write a number with up to so many digits, as plain text where possible: formulas take long to set."""
    mantissa, _, exponent = f"{value:.{digits}g}".replace("-", MINUS).partition("e")
    if not exponent:
        return mantissa
    mantissa = mantissa.replace(MINUS, "-")
    power = f"10^{{{int(exponent.replace(MINUS, '-'))}}}"
    return f"${power}$" if mantissa == "1" else rf"${mantissa}\cdot {power}$"
