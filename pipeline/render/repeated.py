"""Formulas that many pages have in common, converted once: pandoc gets a number in the place of each that it has had.

Guarantee: the pages come out as if pandoc had converted every formula where it stands. What it read as mathematics is
told in full, so that the proof of a page still compares it with what was proved.
"""

import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count
from typing import Final

from pipeline.errors import ToolFailedError
from pipeline.notation.document import Formula, formulas_of
from pipeline.render.locations import Folders, find_template, template_folders, templates_root
from pipeline.render.pandoc import Conversion, Converted, Target, start_pandoc

SHORTEST: Final = 12
"""Characters of a formula from which on a number in its place is less work."""

REMEMBERED: Final = 4_000
"""Formulas that a process keeps for each format; when there are more it begins anew."""

Key = tuple[str, str]
"""`inline` or `display`, and the formula as the format repeats it."""

Pieces = Iterator[tuple[Key, str]]
"""The formulas of a page in a format, and all that stands there for each."""

_MATHML: Final = '<math display="'
_ANNOTATION: Final = '<annotation encoding="application/x-tex">'
_EQUATION: Final = re.compile(
    r'#math\.equation\(block: (?P<form>true|false), alt: "(?P<latex>(?:[^"\\]|\\.)*)", '
    r'\$(?:[^"$\\]|\\.|"(?:[^"\\]|\\.)*")*\$\)',
    re.DOTALL,
)
_ESCAPED: Final = re.compile(r"\\(.)")
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True)
class Shortened:
    """A running conversion of pages whose formulas are partly numbers.

    Attributes:
        running: pandoc.
        target: What it converts to.
        formulas: What the numbers stand for.
        known: Formulas that were converted before; gets the new ones.
    """

    running: Conversion
    target: Target
    formulas: Mapping[str, Formula]
    known: dict[Key, str]

    @cached_property
    def documents(self) -> tuple[Converted, ...]:
        """The pages with every formula; raises as those of pandoc.

        Raises:
            ToolFailedError: Also where pandoc has left a formula out.
        """
        found = self.running.documents
        for page in found:
            for key, converted in _taken_apart(self.target, page.text):
                if key[1].strip() not in self.formulas:
                    self.known.setdefault(key, converted)
        return tuple(self._restored(page) for page in found)

    def _restored(self, page: Converted) -> Converted:
        text = page.text
        for (_, number), converted in list(_taken_apart(self.target, text)):
            if (formula := self.formulas.get(number.strip())) is not None:
                if (whole := self.known.get(_key(formula, self.target))) is None:
                    raise ToolFailedError(f"pandoc did not convert a formula: {formula.latex}")
                text = text.replace(converted, whole)
        read = ((latex, self.formulas.get(latex.strip())) for latex in page.formulas)
        return Converted(text, tuple(formula.latex if formula else latex for latex, formula in read))


def start_shortened(markdown: Sequence[str], target: Target, folders: Folders = ()) -> Conversion | Shortened:
    """Start the conversion of several pages with as few formulas as possible; arguments as for `start_pandoc`.

    Formulas stay where they are for formats that this module cannot take apart, and before a filter of one's own, which
    may do with each what it likes.
    """
    filtering = find_template("layouts/page.lua", folders or template_folders())
    if target not in ("html5", "typst") or not filtering.is_relative_to(templates_root()):
        return start_pandoc(markdown, target, folders)
    known = _known(target, hashlib.sha256(filtering.read_bytes()).hexdigest())
    if len(known) > REMEMBERED:
        known.clear()
    numbers = _Numbers(markdown, target, known)
    pages = [numbers.shortened(page) for page in markdown]
    return Shortened(start_pandoc(pages, target, folders), target, numbers.formulas, known)


@lru_cache(4)
def _known(target: Target, filtering: str) -> dict[Key, str]:
    """Return what was converted in this process, by the same filter."""
    return {}


class _Numbers:
    """Gives each formula that comes again a number that no page contains."""

    def __init__(self, pages: Sequence[str], target: Target, known: Mapping[Key, str]) -> None:
        self._begin = next(begin for begin in map(str, count(97031)) if not any(begin in page for page in pages))
        self._given: dict[Key, str] = {}
        self._target, self._known = target, known
        self.formulas: dict[str, Formula] = {}

    def shortened(self, page: str) -> str:
        """Return the page with numbers in the place of formulas that are known or stood before."""
        pieces, end = [], 0
        for formula in formulas_of(page).formulas():
            start = formula.start
            after = start + len(formula.latex)
            number = self._number(formula) if page[start:after] == formula.latex and start >= end else ""
            if number:
                pieces += [page[end:start], number]
                end = after
        return "".join([*pieces, page[end:]])

    def _number(self, formula: Formula) -> str:
        """Return the number of a formula; nothing for one that pandoc has to see."""
        if len(formula.latex) < SHORTEST or "{,}" in formula.latex:  # a decimal comma is changed on the way
            return ""
        written = (formula.form, formula.latex)
        if written in self._given:
            return self._given[written]
        number = self._given[written] = f"{self._begin}{len(self._given)}"
        self.formulas[number] = formula
        return number if _key(formula, self._target) in self._known else ""


def _key(formula: Formula, target: Target) -> Key:
    return formula.form, formula.latex if target == "html5" else _SPACES.sub(" ", formula.latex)


def _taken_apart(target: Target, text: str) -> Pieces:
    return _mathml(text) if target == "html5" else _equations(text)


def _mathml(text: str) -> Pieces:
    for piece in text.split("</math>")[:-1]:
        start = piece.rfind(_MATHML)
        form = "inline" if piece.startswith("inline", start + len(_MATHML)) else "display"
        latex = piece.rpartition(_ANNOTATION)[2].partition("</annotation>")[0]
        yield (form, html.unescape(latex)), f"{piece[start:]}</math>"


def _equations(text: str) -> Pieces:
    """Take a Typst page apart: `page.lua` has given each formula its LaTeX as alternative text."""
    for found in _EQUATION.finditer(text):
        form = "display" if found["form"] == "true" else "inline"
        yield (form, _ESCAPED.sub(r"\1", found["latex"])), found[0]
