"""One look for all figures: Computer Modern, thin ink, colours that also differ in grey and by line style.

Colours are Okabe and Ito's; all of them stand out from a white and from a black page, since the background stays
transparent. Source: Okabe and Ito, *Color Universal Design* (2008).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, cast
from unicodedata import normalize

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

_ACCENTS: Final = {
    "\u0300": r"\grave", "\u0301": r"\acute", "\u0302": r"\hat", "\u0303": r"\tilde", "\u0308": r"\ddot",
}  # fmt: skip
_DOTLESS: Final = {"i": r"\imath", "j": r"\jmath"}
_LIGATURES: Final = {"ß": "ss", "œ": "oe", "æ": "ae", "’": "'"}

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
    if "\n" in text:
        return "\n".join(map(label, text.split("\n")))
    text = text if text.isascii() else _accented(text)
    if "$" in text and text.count("$") % 2 == 0 and (_SIMPLE.fullmatch(text) or _can_set(text)):
        return text
    plain = re.sub(r"\\text|\\mathrm|[${}\\]", "", text) if "$" in text else text
    return "".join(_MISREAD.get(character, character) for character in plain)


def _accented(text: str) -> str:
    """Return a text with its accented letters as formulas: cmr10 has the letters and the accents, not both in one."""
    pieces = text.split("$")
    return "$".join(piece if place % 2 else "".join(map(_letter, piece)) for place, piece in enumerate(pieces))


def _letter(letter: str) -> str:
    if letter in _LIGATURES:
        return _LIGATURES[letter]
    base, *marks = list(normalize("NFD", letter))
    if not marks:
        return letter
    command = _ACCENTS.get(marks[0])
    return rf"$\mathrm{{{command}{{{_DOTLESS.get(base, base)}}}}}$" if command else base


@lru_cache(maxsize=512)
def _can_set(text: str) -> bool:
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return False
    return True
