"""Where a page makes claims: formulas with a relation, cells of tables, numbers in running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Place = Literal["formula", "cell", "prose"]

_MATHEMATICS = re.compile(
    r"\$\$(?P<display>.+?)\$\$|(?<![\\$])\$(?P<inline>[^$\n]+?(?:\n[^$\n]+?)?)(?<!\\)\$", re.DOTALL
)
_MEASURED = re.compile(r'\[(?P<number>[^][]*)\]\{\.measured key="[^"]+"\}')
_ROW = re.compile(r"^\|.*\|[ \t]*$", re.MULTILINE)
_RELATION = re.compile(
    r"[=<>]|\\(?:approx|leq?|geq?|neq?|ll|gg|leftarrow|gets|to|Leftrightarrow|Rightarrow|iff|in)(?![A-Za-z])"
)
_LIMITS = re.compile(r"\\(?:sum|prod)_\{[^{}]*\}")
_SECTION = re.compile(r"^::: \{#(?P<id>[\w.:-]+) \.exercise\}$", re.MULTILINE)


@dataclass(frozen=True)
class Site:
    """A stretch of mathematics that claims something.

    Attributes:
        place: What it stands in.
        start: Its place in the section, from 0.
        text: Without the dollars around it.
    """

    place: Place
    start: int
    text: str


def sections_of(markdown: str) -> dict[str, str]:
    """Return the parts of a page by exercise id, each with what stands before the first."""
    begins = list(_SECTION.finditer(markdown))
    ends = [*(match.start() for match in begins[1:]), len(markdown)]
    head = markdown[: begins[0].start()] if begins else ""
    return {m["id"]: head + markdown[m.start() : end] for m, end in zip(begins, ends, strict=True)}


def sites_of(section: str) -> Iterator[Site]:
    """Yield the claims of a section in order of their kind of place."""
    rows = [match.span() for match in _ROW.finditer(section)]
    for match in _MATHEMATICS.finditer(section):
        group = "display" if match["display"] is not None else "inline"
        start, text = match.start(group), match[group]
        if any(a <= start < b for a, b in rows):
            yield Site("cell", start, text)
        elif _RELATION.search(_LIMITS.sub("", text)):
            yield Site("formula", start, text)
    for match in _MEASURED.finditer(section):
        yield Site("prose", match.start("number"), match["number"])
