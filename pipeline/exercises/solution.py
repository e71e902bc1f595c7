"""What solving an exercise gives: named quantities, and the content that its page is filled with.

Content is mathematics (nodes), words, tables and figures, never LaTeX or Markdown: `render` turns every piece
into prepared text before a template sees it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from flint import arb

from pipeline.exercises.figures import Figure
from pipeline.exercises.reading import Reading
from pipeline.notation.tree import Chain, Node

Scalar = Fraction | arb | str | bool | None
"""A leaf of the quantities: exact, a ball around the true value, a word, a truth value, or absent."""

Value = Scalar | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True)
class Table:
    """A table of formulas, numbers and words.

    Attributes:
        name: Unique within the exercise.
        caption: One sentence; `$…$` of prepared mathematics may stand in it.
        head: One cell per column.
        rows: Cells, shape (rows, len(head)).
        align: One of l, c, r, d (on the decimal point) per column.
        meanings: What each cell has to be, same shape as rows, or empty: a formula in the exercise's context that the
            number in the cell rounds, the words of the cell, or None where it claims nothing.
    """

    name: str
    caption: "Prose"
    head: tuple["Cell", ...]
    rows: tuple[tuple["Cell", ...], ...]
    align: str
    meanings: tuple[tuple[Node | str | None, ...], ...] = ()


@dataclass(frozen=True)
class Measured:
    """A number in running text that comes from the data.

    Attributes:
        text: As it is printed: `8`, `0.4975`.
        meaning: What it has to be, in the exercise's context.
    """

    text: str
    meaning: Node


@dataclass(frozen=True)
class Prose:
    """Words with mathematics between them: strings are escaped, nodes become inline formulas.

    A part that is prose itself is translated by itself: a name within a sentence, an item of a list.
    """

    parts: "tuple[str | Node | Prose, ...]"


@dataclass(frozen=True)
class Display:
    """Chains below each other in one display, their relation signs aligned.

    Attributes:
        chains: At least one.
        fill: `member` gives every member a row of its own, `row` puts as many on a row as fit.
    """

    chains: tuple[Chain, ...]
    fill: Literal["member", "row"] = "member"


Cell = str | Node | Prose

Content = str | Measured | Node | Prose | Display | Table | Figure | Sequence["Content"] | Mapping[str, "Content"]


@dataclass(frozen=True)
class Solution:
    """A solved exercise.

    Attributes:
        quantities: Nested as in numbers.json.
        content: What the templates `statement` and `solution` of the kind name.
        reading: How the page is read back.
    """

    quantities: Mapping[str, Value]
    content: Mapping[str, Content] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
