"""What a document consists of, as far as mathematics is concerned, each part with its place."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.notation.tree import Span
from pipeline.notation.vocabulary import Macro


@dataclass(frozen=True)
class Source:
    """Text taken out of a file, perhaps with gaps (the `> ` of a block quote).

    Attributes:
        text: What was taken.
        pieces: Pairs (place in `text`, place in the file), rising; between them both go on together.
    """

    text: str
    pieces: tuple[tuple[int, int], ...]

    def offset(self, place: int) -> int:
        """Return where a character of the text stands in the file."""
        inner, outer = self.pieces[max(0, bisect_right(self.pieces, (place, 1 << 62)) - 1)]
        return outer + place - inner

    def cut(self, start: int, end: int) -> "Source":
        """Return a part of it."""
        first = max(0, bisect_right(self.pieces, (start, 1 << 62)) - 1)
        last = bisect_right(self.pieces, (max(start, end - 1), 1 << 62))
        (inner, outer), *others = self.pieces[first:last]
        begin = (max(0, inner - start), outer + max(0, start - inner))
        return Source(self.text[start:end], (begin, *((a - start, b) for a, b in others)))


@dataclass(frozen=True)
class Item:
    """A part of a document.

    Attributes:
        source: Its text and where that stands in the file.
        exercise: Id of the fenced div with the class `exercise` around it; empty outside.
    """

    source: Source
    exercise: str = field(default="", kw_only=True)

    @property
    def text(self) -> str:
        """The text of the part."""
        return self.source.text

    @property
    def start(self) -> int:
        """Place of its first character in the file, from 0."""
        return self.source.offset(0)


@dataclass(frozen=True)
class Formula(Item):
    """Mathematics, without the dollars around it."""

    form: Literal["inline", "display"] = "inline"

    @property
    def latex(self) -> str:
        """What `read_formula` takes."""
        return self.source.text


@dataclass(frozen=True)
class Words(Item):
    """Running text between formulas, as it stands in the file."""


@dataclass(frozen=True)
class Heading(Item):
    """A heading; `level` counts from 1."""

    level: int = 1


@dataclass(frozen=True)
class Allow(Item):
    """The mark that silences the finding of the formula after it; the text is the reason."""


@dataclass(frozen=True)
class Broken(Item):
    """Mathematics that begins and never ends, or another thing that cannot be taken apart."""

    reason: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table."""

    parts: tuple[Item, ...]


@dataclass(frozen=True)
class Table(Item):
    """A table.

    Attributes:
        head: Cells of the head; empty where there is none.
        rows: Cells, shape (rows, columns); short rows stay short.
    """

    head: tuple[Cell, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True)
class Document:
    r"""A document taken apart.

    Attributes:
        text: The file.
        items: In order. Formulas in cells stand in their `Table` only; `formulas` gives all.
        macros: What `\newcommand` and its kin define.
    """

    text: str
    items: tuple[Item, ...]
    macros: Mapping[str, Macro]
    line_starts: tuple[int, ...]

    def formulas(self) -> Iterator[Formula]:
        """Yield every formula, those in tables too, in order."""
        for item in self.items:
            if isinstance(item, Formula):
                yield item
            elif isinstance(item, Table):
                cells = (cell for row in (item.head, *item.rows) for cell in row)
                yield from (part for cell in cells for part in cell.parts if isinstance(part, Formula))

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of a place in the file."""
        line = bisect_right(self.line_starts, max(0, offset))
        return line, offset - self.line_starts[line - 1] + 1

    def place(self, item: Item, span: Span | None = None) -> tuple[int, int, int, int]:
        """Return line, column, end line and end column (behind the last character) of an item or of a part of it."""
        span = span or Span(0, len(item.source.text))
        end = item.source.offset(span.end - 1) + 1 if span.end > span.start else item.source.offset(span.start)
        return (*self.position(item.source.offset(span.start)), *self.position(end))


def line_starts(text: str) -> tuple[int, ...]:
    """Return where each line begins."""
    starts = [0]
    place = text.find("\n")
    while place >= 0:
        starts.append(place + 1)
        place = text.find("\n", place + 1)
    return tuple(starts)
