r"""LaTeX → items: the body of the document, comments and verbatim text left out, tables taken apart."""

import re
from collections.abc import Iterator

from pipeline.notation.document.flow import flow
from pipeline.notation.document.items import Cell, Heading, Item, Source, Table
from pipeline.notation.document.macros import closing

_SPECIAL = re.compile(
    r"(?P<comment>(?<!\\)%[^\n]*)"
    r"|\\begin\{(?P<verbatim>verbatim|lstlisting|minted|comment|tikzpicture)\*?\}"
    r"|\\begin\{(?P<tabular>tabular[xy]?|longtable|tabulary)\*?\}"
    r"|\\(?P<heading>part|chapter|section|subsection|subsubsection|paragraph)\*?[ \t]*(?=\{)"
    r"|(?P<end>\\end\{document\})"
)
_LEVELS = {"part": 1, "chapter": 1, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4}
_CELL_MARK = re.compile(r"\\\\(?:\[[^\]\n]{0,20}\])?|\\.|[{}&$]", re.DOTALL)
MAX_TITLE = 300


def latex_items(text: str) -> Iterator[Item]:
    """Yield the items of a LaTeX document."""
    begin = text.find(r"\begin{document}")
    place = start = begin + len(r"\begin{document}") if begin >= 0 else 0
    missing: set[str] = set()
    while (match := _SPECIAL.search(text, place)) is not None:
        if match.lastgroup == "comment":
            place = match.end()
            continue
        yield from _stretch(text, start, match.start())
        if match["end"]:
            return
        items, place = _special(text, match, missing)
        yield from items
        start = place
    yield from _stretch(text, start, len(text))


def _stretch(text: str, start: int, end: int) -> Iterator[Item]:
    if text[start:end].strip():
        yield from flow(Source(text[start:end], ((0, start),)), "latex", "")


def _special(text: str, match: re.Match[str], missing: set[str]) -> tuple[list[Item], int]:
    if match["heading"]:
        end = closing(text, match.end(), limit=MAX_TITLE)
        if end is None:
            return [], match.end()
        source = Source(text[match.end() + 1 : end], ((0, match.end() + 1),))
        return [Heading(source, _LEVELS[match["heading"]]), *_formulas_in(source)], end + 1
    opening = match.group()
    mark = opening.replace(r"\begin", r"\end")
    end = -1 if mark in missing else text.find(mark, match.end())
    if end < 0:
        missing.add(mark)
        return [], match.end()
    if match["verbatim"]:
        return [], end + len(mark)
    return [_table(text, match.end(), end)], end + len(mark)


def _formulas_in(source: Source) -> Iterator[Item]:
    return iter([item for item in flow(source, "latex", "") if "$" in source.text])


def _table(text: str, start: int, end: int) -> Table:
    """Return a tabular: the part behind its column format, cut at & and ends of rows."""
    if text[start : start + 1] == "{":
        start = (closing(text, start, limit=MAX_TITLE) or start) + 1
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    begin, level, in_math = start, 0, False
    for match in _CELL_MARK.finditer(text, start, end):
        mark = match.group()
        level += {"{": 1, "}": -1}.get(mark, 0)
        in_math ^= mark == "$"
        if level or in_math or not (mark == "&" or mark.startswith("\\\\")):
            continue
        row.append(_cell(text, begin, match.start()))
        begin = match.end()
        if mark != "&":
            rows.append(tuple(row))
            row = []
    if _without_rules(text[begin:end]).strip() or row:
        rows.append((*row, _cell(text, begin, end)))
    return Table(Source(text[start:end], ((0, start),)), rows[0] if rows else (), tuple(rows[1:]))


_RULES = re.compile(r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^}\n]{0,20}\})")


def _without_rules(text: str) -> str:
    return _RULES.sub("", text)


def _cell(text: str, start: int, end: int) -> Cell:
    for match in _RULES.finditer(text, start, end):
        if not text[start : match.start()].strip():
            start = match.end()
    return Cell(tuple(flow(Source(text[start:end], ((0, start),)), "latex", "")))
