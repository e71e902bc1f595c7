"""Which levels a contour plot shows, and how numbers are written on figures."""

import numpy as np
from matplotlib.ticker import MaxNLocator

DECADES = 5
"""At most this many powers of ten are shown, counted from the top."""

MINUS = "\N{MINUS SIGN}"


def linear_levels(values: np.ndarray, through: float | None = None) -> np.ndarray:
    """Return some ten round levels, shape (levels,), ascending.

    Args:
        values: On the grid, not all equal; nan where the function is not finite.
        through: A level that is to be among them (of a saddle point, whose curves cross there), or None.
    """
    low, high = _bounds(values)
    levels = np.asarray(MaxNLocator(11, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    if through is not None and np.isfinite(through):
        step = levels[1] - levels[0]
        levels = through + step * np.arange(np.ceil((low - through) / step), np.floor((high - through) / step) + 1)
    margin = 1e-3 * (high - low)
    return levels[(levels > low + margin) & (levels < high - margin)]


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
    return 0.0 if abs(least) < span * 1e-4 else least


def number_text(value: float, digits: int = 4) -> str:
    """Write a number with up to so many digits, as plain text where possible: formulas take long to set."""
    mantissa, _, exponent = f"{value:.{digits}g}".replace("-", MINUS).partition("e")
    if not exponent:
        return mantissa
    mantissa = mantissa.replace(MINUS, "-")
    power = f"10^{{{int(exponent.replace(MINUS, '-'))}}}"
    return f"${power}$" if mantissa == "1" else rf"${mantissa}\cdot {power}$"
