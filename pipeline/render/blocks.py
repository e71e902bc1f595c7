"""Blocks stand in for displays, tables and figures until the whole page is known.

A template sees a short marker. Only afterwards is it clear which figures the page uses and in which order, so
numbers are given then, and a figure that no template names is neither numbered nor drawn.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.errors import TemplateError
from pipeline.exercises.figures import Figure
from pipeline.exercises.solution import Display, Table
from pipeline.notation.tree import Chain
from pipeline.render import words
from pipeline.render.language.language import ENGLISH, Language

Kind = Literal["figure", "table", "display"]

BlockId = tuple[str, str]
"""Kind and key."""

_BLOCK = re.compile(r"\ue000(\w+)\ue001([^\ue002]*)\ue002")
_REFERENCE = re.compile(r"\ue003(\w+)\ue001([^\ue002]*)\ue002")
_NEXT_LINE = re.compile(r"\n(?=[^\n])")
_LIST_MARKER = re.compile(r"\s*(?:[-*+]|\(?[0-9A-Za-z#]+[.)])\s+$")


@dataclass(frozen=True)
class Block:
    """Something that takes lines of its own on the page.

    Attributes:
        kind: Figures and tables are numbered, each kind by itself; displays are not.
        key: Unique on the page: `rosenbrock-contour`.
        item: What is to be shown.
    """

    kind: Kind
    key: str
    item: Figure | Table | Chain | Display

    @property
    def id(self) -> "BlockId":
        """What sets it apart from all others on the page."""
        return self.kind, self.key

    @property
    def marker(self) -> str:
        """What a template writes to have the block here."""
        return f"\ue000{self.kind}\ue001{self.key}\ue002"

    @property
    def reference(self) -> str:
        """What a template writes to name the block's number."""
        return f"\ue003{self.kind}\ue001{self.key}\ue002"


@dataclass(frozen=True)
class Numbers:
    """The number of every figure and table that stands on the page, by its key, in the page's order."""

    figures: Mapping[str, int] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    language: Language = ENGLISH

    def name(self, kind: str, key: str) -> str:
        """Return `Figure 3`, or raise TemplateError where the page has no such block."""
        known, word = (self.figures, words.FIGURE) if kind == "figure" else (self.tables, words.TABLE)
        if key not in known:
            raise TemplateError(
                f"the text refers to the {kind} '{key}', which does not stand on the page",
                hint="write its .block where it belongs, or leave the reference out",
            )
        return f"{self.language.say(word)} {known[key]}"

    def reference(self, kind: str, key: str) -> str:
        """Return what a sentence calls a block: `Figure 3`; errors as for `name`."""
        name = self.name(kind, key)
        if self.language.is_english:
            return name
        word, number = (words.FIGURE, self.figures) if kind == "figure" else (words.TABLE, self.tables)
        return self.language.say(f"{word} {{1}}").replace("{1}", str(number[key]))


def used(text: str) -> Iterator[BlockId]:
    """Yield kind and key of every block on the page, in order, repetitions included."""
    for match in _BLOCK.finditer(text):
        yield match[1], match[2]


def number(text: str, language: Language = ENGLISH) -> Numbers:
    """Number figures and tables from 1 in the order in which they stand on the page."""
    figures: dict[str, int] = {}
    tables: dict[str, int] = {}
    for kind, key in used(text):
        known = {"figure": figures, "table": tables}.get(kind)
        if known is not None:
            known.setdefault(key, len(known) + 1)
    return Numbers(figures, tables, language)


def fill(text: str, written: Mapping[BlockId, str], numbers: Numbers) -> str:
    """Return the page: every marker replaced by the block's Markdown, every reference by its name.

    Blocks are indented as their markers are; figures and tables that stand alone on a line become paragraphs.
    """
    lines = [_filled(line, written) if "\ue000" in line else line for line in text.split("\n")]
    named = _REFERENCE.sub(lambda match: numbers.reference(match[1], match[2]), "\n".join(lines))
    return re.sub(r"\n{3,}", "\n\n", named).strip() + "\n"


def _filled(line: str, written: Mapping[BlockId, str]) -> str:
    indent = " " * _indent(line.partition("\ue000")[0])
    filled = _BLOCK.sub(lambda match: _NEXT_LINE.sub(f"\n{indent}", written[match[1], match[2]]), line)
    alone = _BLOCK.fullmatch(line.strip())
    return f"\n{filled}\n" if alone and alone[1] != "display" else filled


def _indent(before: str) -> int:
    """Count the columns by which a block has to be indented to belong to the list item it follows."""
    if not before or before.isspace() or _LIST_MARKER.fullmatch(before):
        return len(before)
    return len(before) - len(before.lstrip())
