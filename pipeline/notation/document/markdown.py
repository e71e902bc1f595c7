"""Markdown → items: code left out, block quotes unwrapped, divs followed, tables taken apart."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.notation.document.flow import flow
from pipeline.notation.document.items import Cell, Heading, Item, Source, Table


class Line(NamedTuple):
    """A line without its block-quote marks; `start` is where the rest of it stands in the file."""

    text: str
    start: int


_QUOTE = re.compile(r"(?: {0,3}>[ \t]?){1,20}")
_FENCE = re.compile(r"[ \t]*(?:[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+)?(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)")
_DIV = re.compile(r"[ \t]*:{3,}(?P<attributes>.*)")
_ID = re.compile(r"#(?P<id>[\w\-.:]+)")
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]+(?P<text>.*)")
_PIPE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_DASHES = re.compile(r"[ \t]*-{2,}(?:[ \t]+-+)+[ \t]*")
_LONG_DASHES = re.compile(r"[ \t]*-{3,}[ \t]*")


def markdown_items(text: str) -> Iterator[Item]:
    """Yield the items of a Markdown document."""
    yield from _Blocks(list(_lines(text))).items()


def _lines(text: str) -> Iterator[Line]:
    """Yield the lines outside fenced code; lines of code come as empty ones."""
    fence = ""
    start = 0
    for raw in text.splitlines(keepends=True) if "\r" not in text else re.findall(r"[^\n]*\n|[^\n]+", text):
        line = raw.rstrip("\r\n")
        quote = _QUOTE.match(line)
        cut = quote.end() if quote else 0
        body = line[cut:]
        mark = _FENCE.match(body)
        if fence:
            if mark and mark["mark"].startswith(fence) and not mark["info"].strip():
                fence = ""
            body = ""
        elif mark:
            fence, body = mark["mark"], ""
        yield Line(body, start + cut)
        start += len(raw)


class _Blocks:
    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.position = 0
        self.pending: list[Line] = []
        self.divs: list[str] = []

    @property
    def exercise(self) -> str:
        return next((name for name in reversed(self.divs) if name), "")

    def items(self) -> Iterator[Item]:
        while self.position < len(self.lines):
            line = self.lines[self.position]
            table = self.table()
            if table is not None:
                yield from self.flush()
                yield table
                continue
            self.position += 1
            heading = _HEADING.fullmatch(line.text)
            div = _DIV.fullmatch(line.text)
            if div or heading:
                yield from self.flush()
            if div:
                self.follow(div["attributes"].strip())
            elif heading:
                place = line.start + heading.start("text")
                source = Source(heading["text"], ((0, place),))
                yield Heading(source, len(heading["marks"]), exercise=self.exercise)
                yield from (item for item in flow(source, "markdown", self.exercise) if "$" in heading["text"])
            else:
                self.pending.append(line)
        yield from self.flush()

    def flush(self) -> Iterator[Item]:
        source = joined(self.pending)
        self.pending = []
        if source.text.strip():
            yield from flow(source, "markdown", self.exercise)

    def follow(self, attributes: str) -> None:
        """Open a div, or close the innermost one."""
        if not attributes.strip(":").strip():
            if self.divs:
                self.divs.pop()
            return
        name = _ID.search(attributes)
        is_exercise = ".exercise" in attributes
        self.divs.append(name["id"] if name and is_exercise else "")

    # -- tables -----------------------------------------------------------------------------------------

    def table(self) -> Table | None:
        """Return the table that begins at this line, and move behind it."""
        line = self.lines[self.position].text
        following = self.lines[self.position + 1].text if self.position + 1 < len(self.lines) else ""
        if "|" in line and "|" in following and _PIPE_RULE.fullmatch(following):
            return self.pipe_table()
        if line.strip() and _DASHES.fullmatch(following) and not _LONG_DASHES.fullmatch(line):
            return self.ruled_table(self.position, self.position + 1, multiline=False)
        if _LONG_DASHES.fullmatch(line):
            return self.multiline_table()
        return None

    def pipe_table(self) -> Table:
        first = self.position
        end = first + 2
        while end < len(self.lines) and self.lines[end].text.strip() and "|" in self.lines[end].text:
            end += 1
        rows = [tuple(self._pipe_cells(self.lines[i])) for i in range(first, end) if i != first + 1]
        self.position = end
        return self._made(first, end, rows)

    def _pipe_cells(self, line: Line) -> Iterator[Cell]:
        for start, end in _between_pipes(line.text):
            yield self._cell([Line(line.text[start:end], line.start + start)])

    def _cell(self, lines: Sequence[Line]) -> Cell:
        return Cell(tuple(flow(joined(lines), "markdown", self.exercise)))

    def _made(self, first: int, end: int, rows: list[tuple[Cell, ...]]) -> Table:
        return Table(joined(self.lines[first:end]), rows[0] if rows else (), tuple(rows[1:]), exercise=self.exercise)

    def ruled_table(self, head: int, rule: int, *, multiline: bool) -> Table:
        columns = [match.span() for match in re.finditer(r"-+", self.lines[rule].text)]
        end = rule + 1
        blocks: list[list[Line]] = [[]]
        while end < len(self.lines):
            line = self.lines[end]
            is_end = _LONG_DASHES.fullmatch(line.text) or _DASHES.fullmatch(line.text)
            if is_end or (not line.text.strip() and not multiline):
                end += bool(is_end)
                break
            if multiline and not line.text.strip():
                blocks.append([])
            elif multiline:
                blocks[-1].append(line)
            else:
                blocks.append([line])
            end += 1
        heads = [tuple(self._ruled_cells(self.lines[head:rule], columns))]
        rows = [tuple(self._ruled_cells(block, columns)) for block in blocks if block]
        first, self.position = self.position, end
        return self._made(first, end, heads + rows)

    def _ruled_cells(self, lines: Sequence[Line], columns: Sequence[tuple[int, int]]) -> Iterator[Cell]:
        """Yield the cells of one row: a column reaches to where the next one begins."""
        limits = [*(start for start, _ in columns[1:]), 1 << 30]
        starts = [0, *(start for start, _ in columns[1:])]
        for start, end in zip(starts, limits, strict=True):
            yield self._cell(
                [Line(line.text[start:end], line.start + start) for line in lines if len(line.text) > start]
            )

    def multiline_table(self) -> Table | None:
        head = self.position + 1
        rule = head
        while rule < min(len(self.lines), head + 10) and self.lines[rule].text.strip():
            if _DASHES.fullmatch(self.lines[rule].text):
                return self.ruled_table(head, rule, multiline=True)
            rule += 1
        return None


def joined(lines: Sequence[Line]) -> Source:
    """Return lines as one text that knows where each of them stands."""
    pieces: list[tuple[int, int]] = []
    length = 0
    for line in lines:
        pieces.append((length, line.start))
        length += len(line.text) + 1
    return Source("\n".join(line.text for line in lines), tuple(pieces) or ((0, 0),))


def _between_pipes(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges between the pipes of a row; those inside dollars, code and behind a backslash do not count."""
    places = [-1]
    inside = ""
    skip = False
    for place, character in enumerate(text):
        if skip:
            skip = False
        elif character == "\\":
            skip = True
        elif character in "$`":
            inside = "" if inside == character else inside or character
        elif character == "|" and not inside:
            places.append(place)
    places.append(len(text))
    ranges = [(a + 1, b) for a, b in pairwise(places)]
    if ranges and not text[slice(*ranges[0])].strip():
        ranges = ranges[1:]
    if ranges and not text[slice(*ranges[-1])].strip() and text.rstrip().endswith("|"):
        ranges = ranges[:-1]
    yield from ranges
