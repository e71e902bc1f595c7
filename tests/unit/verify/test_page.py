"""Rows of small pages: what is refuted, what cannot be read, what is left undecided."""

import pytest

from pipeline.equality.context import Context
from pipeline.exercises.reading import Reading
from pipeline.exercises.solution import Prose, Table
from pipeline.notation.build import number
from pipeline.notation.meaning import Definition
from pipeline.notation.tree import Number, Symbol
from pipeline.verify.page import Key, Row, check_page

GIVEN = Context(
    definitions={"y_2": Definition((), Symbol("y_1"))},
    values={"y_1": Definition((), number("0.1"))},
    defines="nothing",
)


def rows(text: str, *tables: Table) -> list[Row]:
    """The rows of a page with one exercise."""
    page = f"::: {{#one .exercise}}\n\n{text}\n\n:::\n"
    return list(check_page(page, Key({"one": Reading(context=GIVEN)}, tables)))


@pytest.mark.parametrize(
    ("text", "outcome", "detail"),
    [
        ("$y_1 = 0.1$", "proved", "polynomial identity"),
        ("$y_1 = 0.2$", "refuted", "the left side is 0.1, the right side 0.2"),
        ("$y_7 = 0.1$", "unreadable", "'y_7' means nothing here"),
        ("$y_1 < y_1$", "refuted", "the left side is 0.1, the right side 0.1"),
        ("$y_1 \\ne y_2$", "refuted", "the left side is 0.1, the right side 0.1"),
        ("$y_1 \\le y_2$", "proved", "polynomial identity"),
        ("$y_1 \\approx \\sqrt{-y_1}$", "unreadable", "a side of ≈ is undefined"),
        ("$y_1 = \\frac{1}{0}$", "unreadable", "both sides are defined at only 0 of 160 random points"),
        ("$y_1 \\leftarrow 0.2$", "unreadable", "no update of this name is given"),
        ("$y_1 = (0.1$", "unreadable", "this bracket is never closed"),
        ("$y_1 = 0.1 $", "unreadable", "a dollar begins no formula"),
    ],
)
def test_a_relation_is_decided(text: str, outcome: str, detail: str) -> None:
    """What is false is refuted; what nothing gives, or no reader can read, is unreadable, never passed over."""
    (row,) = rows(text)
    assert (row.outcome, row.detail) == (outcome, detail)


def test_a_cell_without_its_formula_is_unreadable() -> None:
    """A cell that is to hold a quantity and holds words is not left undecided."""
    cells, meanings = ((Number("1"), Number("0.1")),), ((None, Symbol("y_1")),)
    table = Table("t", Prose(()), ("k", "y"), cells, "rd", meanings)
    page = "| $k$ | $y$ |\n| --- | --- |\n| $1$ | nothing |"
    assert [row.outcome for row in rows(page, table)] == ["unreadable"]
