"""Pages taken apart: the text, with marks in the place of formulas and of what else a variant has of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from pipeline.notation.document import Formula, formulas_of
from pipeline.render.moulds import Marks, marked_numbers, marks_for

KEPT: Final = 2_000
"""Formulas that are remembered with their marks."""

Form = Literal["inline", "display"]
Key = tuple[Form, str, int]
"""A formula with marks in the place of numbers, and how many there are."""

_OWN: Final = re.compile(r"""(?<= alt=")[\w ,.;:()−+=/%-]+(?=")|(?<=\{alt=")[\w ,.;:()−+=/%-]+(?=")"""
                         r"""|(?<![\w.=\\"'-])\d+\.\d+(?![\w.%])""")  # fmt: skip
"""What a page has of its own beside formulas: descriptions of pictures in plain words, decimals in running text."""

_AMBIGUOUS: Final = re.compile(r"`|\n\s*\n")
"""What may end a formula before its dollar: code, and a new paragraph."""


@dataclass(frozen=True)
class MarkedFormula:
    """A formula of a page.

    Attributes:
        form, latex: As it stands there.
        marked: With marks in the place of `numbers`.
        marks: Which they are.
    """

    form: Form
    latex: str
    marked: str
    numbers: tuple[str, ...]
    marks: Marks

    @property
    def key(self) -> Key:
        """Equal for formulas that differ in longer numbers only."""
        return self.form, self.marked, len(self.numbers)

    @property
    def variations(self) -> tuple[str, ...]:
        """What pandoc gets: the formula, and where it has longer numbers itself with marks."""
        return (self.latex, self.marked) if self.numbers else (self.latex,)

    @property
    def exactly(self) -> "MarkedFormula":
        """The formula without marks."""
        return MarkedFormula(self.form, self.latex, self.latex, (), self.marks)


@lru_cache(KEPT)
def _formula(form: Form, latex: str) -> MarkedFormula:
    return MarkedFormula(form, latex, *marked_numbers(latex))


@dataclass(frozen=True)
class MarkedPage:
    """A page taken apart.

    Attributes:
        markdown: As it is.
        marked: With marks.
        fillings: What they stand for: formulas, and other texts of its own.
        marks: Which they are.
    """

    markdown: str
    marked: str
    fillings: tuple[MarkedFormula | str, ...]
    marks: Marks

    @property
    def formulas(self) -> Iterator[MarkedFormula]:
        """Those of the fillings that are formulas."""
        return (filling for filling in self.fillings if isinstance(filling, MarkedFormula))


@lru_cache(100)
def take_apart(page: str) -> MarkedPage:
    """Put marks in the place of formulas, descriptions of pictures and decimals.

    A page is taken apart for every format that pandoc makes of it.
    """
    marks, end = marks_for(page), 0
    pieces: list[str] = []
    fillings: list[MarkedFormula | str] = []

    def mark(match: re.Match[str]) -> str:
        if match[0] not in fillings:  # equal texts get equal marks: one may be the name of the other's place
            fillings.append(match[0])
        return marks.decimal(fillings.index(match[0]))

    for formula in formulas_of(page).formulas():
        start, after = formula.start, formula.start + len(formula.latex)
        if start >= end and page[start:after] == formula.latex:
            pieces.append(_OWN.sub(mark, page[end:start]))
            end = after
            if _is_clear(page, formula):
                pieces.append(marks.whole(len(fillings)))
                fillings.append(_formula(formula.form, formula.latex))
            else:
                pieces.append(formula.latex)
    pieces.append(_OWN.sub(mark, page[end:]))
    return MarkedPage(page, "".join(pieces), tuple(fillings), marks)


def _is_clear(page: str, formula: Formula) -> bool:
    """Tell whether a formula is one whatever it says: a bar in the line of a table may divide cells."""
    line = page[page.rfind("\n", 0, formula.start) + 1 : formula.start]
    return not (_AMBIGUOUS.search(formula.latex) or ("|" in formula.latex and "|" in line))
