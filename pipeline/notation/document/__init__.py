"""Documents that someone wrote → formulas with their places and the words between them."""

from functools import lru_cache

from pipeline.notation.document.flow import Syntax
from pipeline.notation.document.items import (
    Allow,
    Broken,
    Cell,
    Document,
    Formula,
    Heading,
    Item,
    Source,
    Table,
    Words,
    line_starts,
)
from pipeline.notation.document.latex import latex_items
from pipeline.notation.document.macros import find_macros
from pipeline.notation.document.markdown import markdown_items

__all__ = [
    "Allow",
    "Broken",
    "Cell",
    "Document",
    "Formula",
    "Heading",
    "Item",
    "Source",
    "Syntax",
    "Table",
    "Words",
    "formulas_of",
]


@lru_cache(100)
def formulas_of(text: str, syntax: Syntax = "markdown") -> Document:
    r"""Take a document apart.

    Args:
        text: The whole file.
        syntax: `markdown` (as pandoc reads it) or `latex`.

    A document that was just taken apart is remembered, and the pages of variants that are made together are: a page is
    judged, compared with pandoc's reading, and spoken.

    Returns:
        Formulas, words, headings, tables and marks in order. Never raises; what begins and does not end is `Broken`.
    """
    items = markdown_items(text) if syntax == "markdown" else latex_items(text)
    return Document(text, tuple(items), find_macros(text), line_starts(text))
