"""A solved exercise in the language of its sheet: captions, tables, remarks and figures, and how its page is read back.

What a template compares (`point.classification == "saddle"`) stays as it is; it is said where it is printed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pipeline.exercises.figures import Figure, Mark
from pipeline.exercises.solution import Cell, Content, Display, Measured, Prose, Solution, Table
from pipeline.notation.tree import Chain, Link, Node
from pipeline.render import words
from pipeline.render.content import alt_text
from pipeline.render.language.language import Language
from pipeline.render.language.sentences import CLOSE, OPEN, WORDS

_PLACE = re.compile("\ue003(\\d+)\ue002")
_FIXED = frozenset({"style", "variables", "function", "scale", "x_scale", "y_scale"})
"""Parts of a drawing that no reader sees as words."""


def in_language(solution: Solution, language: Language) -> Solution:
    """Return a solution whose page will be in a language; quantities stay as they are."""
    if language.is_english:
        return solution
    vocabulary = replace(solution.reading.vocabulary, decimal=language.decimal)
    return replace(
        solution,
        content={name: content_in(item, language) for name, item in solution.content.items()},
        reading=replace(solution.reading, vocabulary=vocabulary),
    )


def content_in(content: Content, language: Language) -> Content:
    """Return content with everything said that no template compares."""
    match content:
        case Measured():
            return replace(content, text=language.number(content.text))
        case Chain():
            return _chain(content, language)
        case Display(chains):
            return replace(content, chains=tuple(_chain(chain, language) for chain in chains))
        case Prose():
            return _prose(content, language)
        case Table():
            return _table(content, language)
        case Figure():
            return figure_in(content, language)
        case str() | Node():
            return content
        case Mapping():
            return {name: content_in(item, language) for name, item in content.items()}
        case Sequence():
            return [content_in(item, language) for item in content]
    raise TypeError(f"content of type {type(content).__name__} cannot stand on a page")


def _chain(chain: Chain, language: Language) -> Chain:
    return replace(chain, links=tuple(_link(link, language) for link in chain.links))


def _link(link: Link, language: Language) -> Link:
    return replace(link, remark=language.text(link.remark)) if link.remark else link


def _prose(prose: Prose, language: Language) -> Prose:
    """Return running text, whose parts may have to change places."""
    gaps: list[Node | Prose] = []
    text = "".join(_marked(part, gaps, language) for part in prose.parts)
    pieces = _PLACE.split(language.text(text))
    parts = (gaps[int(piece)] if place % 2 else piece for place, piece in enumerate(pieces) if piece)
    return Prose(tuple(parts))


def _marked(part: str | Node | Prose, gaps: list[Node | Prose], language: Language) -> str:
    """Return a part as a sentence has it: words, words in a gap, or the number of a gap."""
    if isinstance(part, str):
        return part
    if isinstance(part, Prose):
        if all(isinstance(piece, str) for piece in part.parts):
            return f"{OPEN}{WORDS}{''.join(map(str, part.parts))}{CLOSE}"
        part = _prose(part, language)
    gaps.append(part)
    return f"\ue003{len(gaps) - 1}\ue002"


def _table(table: Table, language: Language) -> Table:
    meanings = tuple(
        tuple(language.text(meaning) if isinstance(meaning, str) else meaning for meaning in row)
        for row in table.meanings
    )
    return replace(
        table,
        caption=_prose(table.caption, language),
        head=tuple(_cell(cell, language) for cell in table.head),
        rows=tuple(tuple(_cell(cell, language) for cell in row) for row in table.rows),
        meanings=meanings,
    )


def _cell(cell: Cell, language: Language) -> Cell:
    if isinstance(cell, Prose):
        return _prose(cell, language)
    return language.text(cell) if isinstance(cell, str) else cell


def figure_in(figure: Figure, language: Language) -> Figure:
    """Return a figure with its words said and its numbers with the decimal sign of the language."""
    caption, alt = (_worded(text, language) for text in (figure.caption, figure.alt))
    drawing = _said(figure.drawing, language)
    return replace(figure, drawing=drawing, caption=caption, alt=alt_text(alt, language.say), decimal=language.decimal)


def _worded(text: str | Prose, language: Language) -> str | Prose:
    return language.text(text) if isinstance(text, str) else _prose(text, language)


def _said(part: Any, language: Language) -> Any:
    """Return a part of a drawing with every text in it said."""
    if isinstance(part, str):
        return language.text(part)
    if isinstance(part, tuple):
        return tuple(_said(item, language) for item in part)
    if isinstance(part, Node) or not is_dataclass(part) or isinstance(part, type):
        return part
    whole = replace(part, name=words.MARKS[part.style]) if isinstance(part, Mark) else part
    seen = [known.name for known in fields(whole) if known.name not in _FIXED]
    return replace(whole, **{name: _said(getattr(whole, name), language) for name in seen})
