"""Content of solutions as the text that templates see."""

import pytest

from pipeline.exercises.figures import Bars, Figure
from pipeline.exercises.solution import Prose, Table
from pipeline.notation.tree import Chain, Link, Number, Sum, Symbol, Term
from pipeline.render.content import Preparation, alt_text, block_markdown, caption_text

X = Symbol("x_1")
MINUS = Sum((Term(-1, Number("0.25")),))


def picture(caption: str = "Error $E$ of a_b.") -> Figure:
    """A figure with this caption."""
    return Figure("bars", (Bars(("a",), (("s", (1.0,)),), "y"),), caption, 'the "alt" text', 0.5)


def test_nodes_words_and_nests_become_text() -> None:
    """Nodes turn into LaTeX, strings are escaped, mappings and sequences keep their shape."""
    prepared = Preparation("e").text({"f": X, "name": "a_b", "list": (X, {"deep": Prose(("for ", X, "!"))})})
    assert prepared == {"f": "x_1", "name": r"a\_b", "list": ["x_1", {"deep": r"for $x_1$\!"}]}


def test_a_chain_becomes_a_display() -> None:
    """A chain stands on lines of its own, in double dollars."""
    preparation = Preparation("e")
    marker = preparation.text(Chain(X, (Link("=", Number("1")),)))
    (block,) = preparation.blocks.values()
    assert marker == block.marker
    assert block_markdown(block, "", "figures") == "$$\nx_1 = 1\n$$"


def test_a_figure_has_caption_alt_text_and_width() -> None:
    """Captions keep their formulas and lose their syntax; the alternative text is quoted."""
    preparation = Preparation("e")
    preparation.text(picture())
    (block,) = preparation.blocks.values()
    assert block_markdown(block, "Figure 3", "figures/sheet") == (
        r'![**Figure 3.** Error $E$ of a\_b.](figures/sheet/e-bars.svg){alt="the \"alt\" text" width=50%}'
    )


def test_a_single_dollar_in_a_caption_is_a_dollar() -> None:
    """A price is not the beginning of a formula."""
    assert caption_text("costs 5 $") == r"costs 5 \$"


def test_a_table_aligns_decimals() -> None:
    """Numbers of a decimal column are filled up invisibly to the same number of decimals."""
    table = Table("t", Prose(("Values of ", X)), ("row", X), (("a|b", MINUS), ("c", Number("2")), ("d", "none")), "ld")
    preparation = Preparation("e")
    preparation.text(table)
    (block,) = preparation.blocks.values()
    assert block_markdown(block, "Table 1", "").split("\n") == [
        "| row | $x_1$ |",
        "| :--- | ---: |",
        r"| a\|b | $-0.25$ |",
        r"| c | $2\phantom{.00}$ |",
        "| d | none |",
        "",
        ": **Table 1.** Values of $x_1$",
    ]


def test_two_different_figures_of_one_name_are_a_bug() -> None:
    """Two pictures cannot share a file."""
    preparation = Preparation("e")
    preparation.text(picture())
    with pytest.raises(ValueError, match="two different figures are named 'e-bars'"):
        preparation.text([picture(), picture("Another.")])


def test_numbers_in_alternative_texts_are_said_as_such() -> None:
    """A minus is no hyphen, and no screen reader knows what e-06 means; other hyphens stay."""
    text = "from (-2, 3) to -0.5; the size of delta is 2.2e-06 (2,2e-06) in the multi-layer net of 3-4 units"
    said = "from (−2, 3) to −0.5; the size of delta is 0.0000022 (0,0000022) in the multi-layer net of 3-4 units"
    assert alt_text(text) == said
