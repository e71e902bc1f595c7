"""One look for all figures: Computer Modern, thin ink, colours that also differ in grey and by line style.

Colours are Okabe and Ito's; all of them stand out from a white and from a black page, since the background stays
transparent. Source: Okabe and Ito, *Color Universal Design* (2008).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, cast

import matplotlib as mpl

from pipeline.render.figures.paper import FONTS, Dashes, Symbol

TEXT_WIDTH: Final = 6.3
"""Of the page, in inches, so that 9 points in a figure are 9 points on the page."""

BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#B0578D", "#E69F00", "#56B4E9"

SERIES: Final[tuple[tuple[str, Dashes, Symbol], ...]] = (
    (BLUE, "-", "o"),
    (VERMILION, "--", "s"),
    (GREEN, "-.", "^"),
    (PURPLE, ":", "D"),
    (ORANGE, "-", "v"),
    (SKY, "--", "P"),
)
"""Colour, line style and marker of the first, second, … series."""

MARKERS: Final[dict[str, tuple[Symbol, str]]] = {
    "minimum": ("o", VERMILION),
    "maximum": ("^", GREEN),
    "saddle": ("D", ORANGE),
    "terrace": ("D", ORANGE),
    "undecided": ("s", PURPLE),
    "start": ("o", ""),
    "end": ("s", VERMILION),
    "class 0": ("o", ""),
    "class 1": ("s", PURPLE),
}
"""Symbol and filling by kind of point."""

_RC: Final[dict[str, Any]] = {
    "font.family": list(FONTS),
    "mathtext.fontset": "cm",
    "path.simplify": True,
    "path.simplify_threshold": 1 / 9,
    "svg.fonttype": "path",
    "svg.hashsalt": "corrige",
    "pdf.fonttype": 3,
    "pdf.compression": 6,
    "figure.facecolor": "none",
}
"""Whatever decides how paths and letters come out."""

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
    with mpl.rc_context(cast("Any", _RC)):
        yield


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
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return False
    return True
