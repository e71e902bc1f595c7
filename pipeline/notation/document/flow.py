r"""Running text → formulas and the words between them: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, environments."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from pipeline.notation.document.items import Allow, Broken, Formula, Item, Source, Words

MATH_ENVIRONMENTS = (
    "equation|align|gather|multline|eqnarray|displaymath|math|alignat|flalign|IEEEeqnarray|aligned|split|dmath|gathered"
)

_MARK = re.compile(
    r"(?P<comment><!--|(?<!\\)%)"
    r"|(?P<code>`+)"
    r"|(?P<display>\$\$)"
    r"|(?P<dollar>\$)"
    r"|(?P<bracket>\\\[|\\\()"
    rf"|\\begin\{{(?P<environment>(?:{MATH_ENVIRONMENTS})\*?)\}}"
    r"|(?P<escape>\\.)",
    re.DOTALL,
)
_ALLOW = re.compile(r"\s*corrige:\s*allow\b[ \t]*(.*?)\s*", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")

Syntax = Literal["markdown", "latex"]


def flow(source: Source, syntax: Syntax, exercise: str) -> Iterator[Item]:
    """Yield formulas, words and marks of a stretch of text in order, in time proportional to its length."""
    return _Flow(source, syntax, exercise).items()


@dataclass
class _Flow:
    source: Source
    syntax: Syntax
    exercise: str
    missing: set[str] = field(default_factory=set)
    words_from: int = 0

    def __post_init__(self) -> None:
        self.text = self.source.text
        self.blanks = [match.start() for match in _BLANK_LINE.finditer(self.text)]
        self.closers = [place for place in self._dollars() if self._may_close(place)]

    def _dollars(self) -> Iterator[int]:
        place = self.text.find("$")
        while place >= 0:
            if not _is_escaped(self.text, place):
                yield place
            place = self.text.find("$", place + 1)

    def _may_close(self, place: int) -> bool:
        before = self.text[place - 1 : place]
        after = self.text[place + 1 : place + 2]
        return not (before.isspace() or before == "") and not (self.syntax == "markdown" and after.isdigit())

    def items(self) -> Iterator[Item]:
        place = 0
        while (match := _MARK.search(self.text, place)) is not None:
            found = self.found(match)
            if found is None:
                place = match.end()
                continue
            item, place = found
            yield from self.words(match.start())
            if item is not None:
                yield item
            self.words_from = place
        yield from self.words(len(self.text))

    def words(self, end: int) -> Iterator[Item]:
        if end > self.words_from:
            yield Words(self.source.cut(self.words_from, end), exercise=self.exercise)

    def found(self, match: re.Match[str]) -> tuple[Item | None, int] | None:
        """Return what begins at a mark, and where it ends; None where the mark is mere text."""
        kind = match.lastgroup
        start, inner = match.start(), match.end()
        if kind == "comment":
            return self.comment(match.group(), start, inner)
        if kind == "code" and self.syntax == "markdown":
            end = self.find(match.group(), inner)
            return (None, end + len(match.group())) if end is not None else None
        if kind == "display":
            return self.delimited(start, inner, "$$", "display")
        if kind == "dollar":
            return self.inline(start)
        if kind == "bracket":
            display = match.group() == r"\["
            return self.delimited(start, inner, r"\]" if display else r"\)", "display" if display else "inline")
        if kind == "environment":
            return self.environment(match["environment"], start)
        return None

    def find(self, mark: str, start: int) -> int | None:
        """Return the next place of a mark; what was missed once is not looked for again."""
        if mark in self.missing:
            return None
        place = self.text.find(mark, start)
        if place < 0:
            self.missing.add(mark)
            return None
        return place

    def comment(self, mark: str, start: int, inner: int) -> tuple[Item | None, int] | None:
        if mark == "%":
            if self.syntax == "markdown":
                return None
            end = self.text.find("\n", inner)
            end = after = len(self.text) if end < 0 else end
        else:
            if self.syntax == "latex":
                return None
            close = self.find("-->", inner)
            if close is None:
                return None
            end, after = close, close + 3
        allow = _ALLOW.fullmatch(self.text, inner, end)
        if allow is None:
            return None, after
        return Allow(self.source.cut(allow.start(1), allow.end(1)), exercise=self.exercise), after

    def delimited(
        self, start: int, inner: int, closing: str, form: Literal["inline", "display"]
    ) -> tuple[Item, int] | None:
        end = self.find(closing, inner)
        blank = self.next_blank(inner)
        if self.syntax == "markdown" and closing == "$$" and end is not None and blank is not None and blank < end:
            end = None if self.text[inner:blank].strip() else end
        if end is None:
            if form == "inline":
                return None
            return self.broken(start, inner, blank, "a display is never closed")
        return Formula(self.source.cut(inner, end), form, exercise=self.exercise), end + len(closing)

    def broken(self, start: int, inner: int, blank: int | None, reason: str) -> tuple[Item, int]:
        end = len(self.text) if blank is None else blank
        return Broken(self.source.cut(start, max(inner, end)), reason, exercise=self.exercise), max(inner, end)

    def next_blank(self, place: int) -> int | None:
        at = bisect_left(self.blanks, place)
        return self.blanks[at] if at < len(self.blanks) else None

    def inline(self, start: int) -> tuple[Item, int] | None:
        following = self.text[start + 1 : start + 2]
        if following == "" or (following.isspace() and self.syntax == "markdown"):
            return None
        at = bisect_left(self.closers, start + 2)
        blank = self.next_blank(start)
        if at == len(self.closers) or (blank is not None and blank < self.closers[at]):
            return None
        end = self.closers[at]
        return Formula(self.source.cut(start + 1, end), "inline", exercise=self.exercise), end + 1

    def environment(self, name: str, start: int) -> tuple[Item, int]:
        mark = f"\\end{{{name}}}"
        end = self.find(mark, start)
        if end is None:
            return self.broken(start, start + 6, self.next_blank(start), f"the environment {name} is never closed")
        return Formula(self.source.cut(start, end + len(mark)), "display", exercise=self.exercise), end + len(mark)


def _is_escaped(text: str, place: int) -> bool:
    backslashes = 0
    while place > backslashes and text[place - 1 - backslashes] == "\\" and backslashes < 100:
        backslashes += 1
    return backslashes % 2 == 1
