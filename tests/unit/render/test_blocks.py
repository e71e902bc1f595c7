"""Numbers and places of displays, tables and figures."""

import pytest

from pipeline.errors import TemplateError
from pipeline.exercises.figures import Bars, Figure
from pipeline.render.blocks import Block, fill, number


def figure(key: str) -> Block:
    """A block for a figure with this key."""
    return Block("figure", key, Figure(key, (Bars(("a",), (), "y"),), "", ""))


A, B = figure("a"), figure("b")
WRITTEN = {A.id: "![A]", B.id: "![B]\nsecond"}


def filled(text: str) -> str:
    """Number and fill a text."""
    return fill(text, WRITTEN, number(text))


def test_numbers_follow_the_page() -> None:
    """The figure that comes first on the page is Figure 1; a repeated one keeps its number."""
    assert number(f"{B.marker} {A.marker} {B.marker}").figures == {"b": 1, "a": 2}


def test_references_may_stand_before_their_figure() -> None:
    """A sentence can announce a figure that comes later."""
    assert filled(f"See {B.reference}.\n{A.marker}\n{B.marker}") == "See Figure 2.\n\n![A]\n\n![B]\nsecond\n"


@pytest.mark.parametrize(
    ("before", "indent"), [("   ", "   "), ("- ", "  "), ("1. ", "   "), ("(a) ", "    "), ("text ", "")]
)
def test_blocks_follow_the_indentation(before: str, indent: str) -> None:
    """A block in a list item stays in it."""
    assert f"{B.marker}" not in filled(before + B.marker)
    assert filled(f"x\n{before}{B.marker}").endswith(f"![B]\n{indent}second\n")


def test_a_reference_to_nothing_is_an_error() -> None:
    """A sentence cannot name a figure that is not on the page."""
    with pytest.raises(TemplateError, match="refers to the figure 'a', which does not stand on the page"):
        filled(f"See {A.reference}.\n{B.marker}")
