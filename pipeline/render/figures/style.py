"""One look for all figures: Computer Modern, thin ink, colours that also differ in grey and by line style.

Colours are Okabe and Ito's; all of them stand out from a white and from a black page, since the background stays
transparent. Source: Okabe and Ito, *Color Universal Design* (2008).
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, Literal, cast

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.mathtext import MathTextParser
from matplotlib.ticker import Formatter, MaxNLocator

from pipeline.render.figures.frame import axes_size
from pipeline.render.figures.ink import INK
from pipeline.render.figures.levels import MINUS, number_text

TEXT_WIDTH: Final = 6.3
"""Of the page, in inches, so that 9 points in a figure are 9 points on the page."""

BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#B0578D", "#E69F00", "#56B4E9"
Dashes = Literal["-", "--", "-.", ":"]

SERIES: Final[tuple[tuple[str, Dashes, str], ...]] = (
    (BLUE, "-", "o"),
    (VERMILION, "--", "s"),
    (GREEN, "-.", "^"),
    (PURPLE, ":", "D"),
    (ORANGE, "-", "v"),
    (SKY, "--", "P"),
)
"""Colour, line style and marker of the first, second, … series."""

MARKERS: Final = {
    "minimum": ("o", VERMILION),
    "maximum": ("^", GREEN),
    "saddle": ("D", ORANGE),
    "undecided": ("s", PURPLE),
    "start": ("o", "none"),
    "end": ("s", VERMILION),
}
"""Symbol and filling by kind of point."""

_RC: Final[dict[str, Any]] = {
    "font.family": ["cmr10", "STIXGeneral"],
    "font.size": 9,
    "mathtext.fontset": "cm",
    "axes.formatter.use_mathtext": True,
    "axes.unicode_minus": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "axes.linewidth": 0.6,
    "axes.labelpad": 3,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "legend.handlelength": 1.8,
    "legend.borderaxespad": 0,
    "lines.linewidth": 1.2,
    "lines.solid_capstyle": "round",
    "svg.fonttype": "path",
    "svg.hashsalt": "corrige",
    "pdf.fonttype": 3,
}

_MISREAD: Final = {
    "<": "$<$", ">": "$>$", "|": "$|$", "_": r"$\_$", "{": r"$\{$", "}": r"$\}$", "\\": r"$\backslash$", '"': "''",
}  # fmt: skip
"""Where cmr10 has another glyph (its `<` is an inverted exclamation mark), set as a formula."""

_SIMPLE = re.compile(
    r"[^$\\]*\$(?:(?:[A-Za-z0-9=+\-(),.*/ ]|\\(?:lambda|eta|sigma|alpha|beta|theta|approx)(?![A-Za-z])"
    r"|\\text\{[A-Za-z0-9 ]+\})"
    r"(?:_(?:[A-Za-z0-9]|\{[A-Za-z0-9,]+\}))?(?:\^(?:[A-Za-z0-9*]|\{[A-Za-z0-9*]+\}))?)+\$"
)
"""Formulas that need no trial whether matplotlib can set them, since a trial costs as much as setting them."""


@contextmanager
def look() -> Iterator[None]:
    """Draw in our look inside the block, whatever settings the user has."""
    with mpl.rc_context():
        defaults = {key: value for key, value in mpl.rcParamsDefault.items() if key not in _UNTOUCHED}
        mpl.rcParams.update(cast("Any", defaults))
        mpl.rcParams.update(cast("Any", _RC))
        yield


_UNTOUCHED = frozenset({"backend", "interactive", "toolbar", "timezone"})


def label(text: str) -> str:
    """Return what matplotlib has to be given to write a text.

    Args:
        text: Plain, with formulas as `$…$`. A formula that matplotlib cannot set appears as plain text.
    """
    if "$" in text and text.count("$") % 2 == 0 and (_SIMPLE.fullmatch(text) or _can_set(text)):
        return text
    plain = re.sub(r"\\text|\\mathrm|[${}\\]", "", text) if "$" in text else text
    return "".join(_MISREAD.get(character, character) for character in plain)


@lru_cache(maxsize=512)
def _can_set(text: str) -> bool:
    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return False
    return True


def name_axes(axes: Axes, horizontal: str, vertical: str) -> None:
    """Label both axes; the vertical label stands upright where it is short."""
    axes.set_xlabel(label(horizontal))
    if len(re.sub(r"\\[a-z]+|[${}_^]", "", vertical)) <= 4:
        axes.set_ylabel(label(vertical), rotation=0, ha="right", va="center")
    else:
        axes.set_ylabel(label(vertical))


def few_ticks(axes: Axes) -> None:
    """Put round numbers at some places of each linear axis, two or three an inch."""
    width, height = axes_size(axes)
    for axis, room in ((axes.xaxis, 2.4 * width), (axes.yaxis, 3.2 * height)):
        if axis.get_scale() == "linear":
            axis.set_major_locator(MaxNLocator(max(5, round(room)), steps=[1, 2, 5, 10]))
            axis.set_major_formatter(RoundTicks())


class RoundTicks(Formatter):
    """Writes all numbers of an axis with the same decimals, as plain text: formulas take long to set."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return one number."""
        del pos
        return number_text(x)

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return the numbers of an axis."""
        if max((abs(value) for value in values), default=0) >= 1e5:
            return [number_text(value) for value in values]
        places = max((len(f"{value:.10g}".partition(".")[2]) for value in values), default=0)
        if places > 5:
            return [number_text(value) for value in values]
        return [f"{value + 0.0:.{places}f}".replace("-", MINUS) for value in values]
