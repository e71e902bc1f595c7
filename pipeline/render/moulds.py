"""Texts with gaps: what pandoc makes of a text with marks in it tells what it makes of all that differ only there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

FIRST = 97031
"""Marks begin with this number, or with the next one that the text does not contain."""

LITERAL = re.compile(r"\d+\.\d+|\d\d+")
"""Numbers that may be marked in a formula.

To pandoc all decimals are alike, and so are all whole numbers of several digits. One digit is not like several, since
`x^12` is x¹2.
"""


@dataclass(frozen=True)
class Mould:
    """A text with gaps.

    Attributes:
        pieces: What stands before, between and behind the gaps.
        gaps: Which of the fillings stands in each; one may stand in several.
    """

    pieces: tuple[str, ...]
    gaps: tuple[int, ...]

    def filled(self, fillings: Sequence[str]) -> str:
        """Return the text with something in every gap."""
        parts = [self.pieces[0]]
        for gap, piece in zip(self.gaps, self.pieces[1:], strict=True):
            parts += (fillings[gap], piece)
        return "".join(parts)


@dataclass(frozen=True)
class Marks:
    """Numbers that a text does not contain: whole ones and decimals.

    Attributes:
        begin: The digits that all begin with.
    """

    begin: str

    def whole(self, place: int) -> str:
        """Return a mark without a point."""
        return f"{self.begin}{place:04}"

    def decimal(self, place: int) -> str:
        """Return a mark with a point."""
        return f"{self.begin}.{place:04}"

    def mould(self, text: str) -> Mould | None:
        """Return the mould of a text with marks; None where one was changed on the way."""
        pieces = re.split(rf"(?<![\d.]){self.begin}\.?(\d{{4}})(?!\d|\.\d)", text)
        plain, gaps = tuple(pieces[::2]), tuple(map(int, pieces[1::2]))
        return None if any(self.begin in piece for piece in plain) else Mould(plain, gaps)


def marks_for(text: str) -> Marks:
    """Return marks that a text does not contain."""
    return Marks(next(begin for begin in map(str, count(FIRST)) if begin not in text))


def marked_numbers(formula: str) -> tuple[str, tuple[str, ...], Marks]:
    """Put marks in the place of a formula's longer numbers.

    Returns:
        The formula with marks, the numbers that stood there, and what marks they are.
    """
    marks, numbers = marks_for(formula), []

    def mark(match: re.Match[str]) -> str:
        numbers.append(match[0])
        return (marks.decimal if "." in match[0] else marks.whole)(len(numbers) - 1)

    return LITERAL.sub(mark, formula), tuple(numbers), marks
