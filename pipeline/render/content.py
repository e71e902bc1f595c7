"""A solution's content becomes prepared text: nested dicts and lists of `str`, all that a template may see.

A node becomes LaTeX without dollars; words and formulas together become running text; a chain, a table and a figure
become blocks. A chain is its marker alone; tables and figures have `.block` and `.ref` (“Figure 3”).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pipeline.exercises.figures import Figure
from pipeline.exercises.solution import Content, Display, Measured, Prose, Table
from pipeline.notation.layout import display, displays
from pipeline.notation.spoken import Say, speak
from pipeline.notation.tree import Chain, Node
from pipeline.notation.writer import latex
from pipeline.render.blocks import Block, BlockId, Kind
from pipeline.render.escape import attribute_value, markdown_text
from pipeline.render.tables import table_markdown

_POWER_OF_TEN: Final = re.compile(r"(?<![\w.,])(?P<number>\d(?:[.,]\d+)?e[+-]\d{1,3})(?!\w)")
_MINUS: Final = re.compile(r"(?<![\w-])-(?=[\d.])")

Prepared = str | list["Prepared"] | dict[str, "Prepared"]


class Words(str):
    """Words of a solution, which a template may compare; printed they are said in the language of the page."""

    __slots__ = ()


Escape = Callable[[str], str]
"""Text of a user → the same text in the language of the template."""


@dataclass
class Preparation:
    """What the content of one exercise was turned into.

    Attributes:
        owner: The exercise's id; begins every key.
        escape: Makes text safe for the template's language.
        blocks: Everything with lines of its own.
        measured: Numbers in running text, by the key that stands beside them on the page.
    """

    owner: str
    escape: Escape = markdown_text
    blocks: dict[BlockId, Block] = field(default_factory=dict)
    measured: dict[str, Measured] = field(default_factory=dict)

    def text(self, content: Content) -> Prepared:
        """Return the prepared text of any content, and note its blocks."""
        match content:
            case str():
                return Words(self.escape(content))
            case Measured():
                return self._measured(content)
            case Chain() | Display():
                return self._noted(Block("display", f"{self.owner}-{len(self.blocks)}", content)).marker
            case Node():
                return latex(content)
            case Prose():
                return inline(content, self.escape)
            case Figure() | Table():
                kind: Kind = "figure" if isinstance(content, Figure) else "table"
                block = self._noted(Block(kind, f"{self.owner}-{content.name}", content))
                return {"block": block.marker, "ref": block.reference}
            case Mapping():
                return {name: self.text(item) for name, item in content.items()}
            case Sequence():
                return [self.text(item) for item in content]
        raise TypeError(f"content of type {type(content).__name__} cannot stand on a page")

    def _measured(self, number: Measured) -> str:
        """Return the number marked with its key, so that the page's own proof finds it again."""
        if self.escape is not markdown_text:
            return self.escape(number.text)
        key = f"{self.owner}:{len(self.measured)}"
        self.measured[key] = number
        return f'[{self.escape(number.text)}]{{.measured key="{key}"}}'

    def _noted(self, block: Block) -> Block:
        known = self.blocks.setdefault(block.id, block)
        if known.item != block.item:
            raise ValueError(f"two different {block.kind}s are named '{block.key}'")
        return block


def inline(part: str | Node | Prose, escape: Escape = markdown_text) -> str:
    """Return words escaped, keeping the spaces at their ends, and a formula in dollars."""
    if isinstance(part, Prose):
        return "".join(inline(piece, escape) for piece in _joined(part))
    if isinstance(part, Node):
        return f"${latex(part)}$"
    before = " " if part[:1].isspace() else ""
    after = " " if part.strip() and part[-1:].isspace() else ""
    return before + escape(part) + after


def _joined(prose: Prose) -> Iterator[str | Node]:
    """Yield words and formulas in turn; words are joined, since what begins none of them begins no line."""
    words = ""
    for part in _flat(prose):
        if isinstance(part, str):
            words += part
            continue
        if words:
            yield words
        words = ""
        yield part
    if words:
        yield words


def _flat(prose: Prose) -> Iterator[str | Node]:
    for part in prose.parts:
        yield from _flat(part) if isinstance(part, Prose) else (part,)


def caption_text(caption: str | Prose) -> str:
    """Return a caption as Markdown; `$…$` in a string is mathematics that is already LaTeX."""
    if isinstance(caption, Prose):
        return inline(caption)
    pieces = caption.split("$")
    if len(pieces) % 2 == 0:
        return markdown_text(caption)
    return "".join(f"${piece}$" if position % 2 else inline(piece) for position, piece in enumerate(pieces))


def alt_text(alt: str | Prose | Node, say: Say = str) -> str:
    """Return what a figure shows in plain words; `say` translates the phrases of formulas."""
    if isinstance(alt, Prose):
        return "".join(alt_text(part, say) for part in alt.parts)
    return _said(alt) if isinstance(alt, str) else speak(alt, say)


def _said(text: str) -> str:
    """Return words in which numbers are said as such: a minus is no hyphen, `2.2e-06` no word."""
    plain = _POWER_OF_TEN.sub(lambda number: _in_digits(number["number"]), text)
    return _MINUS.sub("\N{MINUS SIGN}", plain)


def _in_digits(number: str) -> str:
    """Return `0.0000022` for `2.2e-06`; a decimal comma stays one."""
    digits = format(Decimal(number.replace(",", ".")), "f")
    return digits.replace(".", ",") if "," in number else digits


def block_markdown(block: Block, name: str, folder: str) -> str:
    """Return the Markdown of a block.

    Args:
        block: To be written.
        name: Its numbered name (`Figure 3`), empty for displays.
        folder: Where figures lie, relative to the page: `figures/solution`.
    """
    match block.item:
        case Figure() as figure:
            caption = f"**{name}.** {caption_text(figure.caption)}"
            attributes = f"alt={attribute_value(alt_text(figure.alt))} width={round(100 * figure.width)}%"
            return f"![{caption}]({folder}/{block.key}.svg){{{attributes}}}"
        case Table() as table:
            return table_markdown(table, inline, f"**{name}.** {caption_text(table.caption)}")
        case Chain() as chain:
            return display(chain)
        case Display(chains, fill):
            return displays(chains, fill=fill)
