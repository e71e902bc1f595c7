"""Running text → sentences with numbered gaps, as catalogues have them: `The value of {1} is` and so on.

A gap is whatever is no word of the language: a formula, a value that a template prints, a reference to a figure, a
number, in digits or as a word. A list of gaps, `{1}, {2} and {3}`, is one gap, however long it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

OPEN, CLOSE, WORDS = "\ue010", "\ue011", "\ue012"
"""Around what a template prints; behind the first where it is words, which are to be translated themselves."""

NUMERALS: Final = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""Numbers that stand in running text as words; `one` and `no` are more than numbers."""

_GAP = re.compile(
    rf"(?<!\\)\$(?:[^${OPEN}\\]|\\.|{OPEN}[^{CLOSE}]*{CLOSE})*\$"
    rf"|{OPEN}[^{CLOSE}]*{CLOSE}"
    r"|[\ue000\ue003][^\ue002]*\ue002"
    r"|(?:(?<![\w\-])[-−])?(?<![\w.])\d+(?:\.\d+)?(?:e[-+]\d+)?(?!\w)"
    rf"|\b(?:{'|'.join(NUMERALS)})\b",
    re.IGNORECASE,
)
_MARK = "\ue020"
_LIST = re.compile(rf"{_MARK}\d+{_MARK}(?:(?:[,;]|,? and) {_MARK}\d+{_MARK})*")
_PLACE = re.compile(rf"{_MARK}(\d+){_MARK}")
_END = re.compile(rf"(?<=[.!?])([*_)”\"]*)\s+(?=[*_(“\"]*[A-Z{_MARK}])")
_NUMBERED = re.compile(r"\{(\d+)\}")


@dataclass(frozen=True)
class Gap:
    """What stands in a gap.

    Attributes:
        items: One, or those of a list.
        separators: Between the items.
    """

    items: tuple[str, ...]
    separators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """A sentence with gaps.

    Attributes:
        text: As a catalogue has it, gaps numbered from 1.
        gaps: What stands in each.
    """

    text: str
    gaps: tuple[Gap, ...]

    def closed(self, closing: Literal["words", "words and numerals"]) -> "Sentence":
        """Return the sentence with words in the gaps that hold nothing else."""
        words = [_words(gap) for gap in self.gaps]
        if closing == "words":
            words = [None if word and word.lower() in NUMERALS else word for word in words]
        text = _NUMBERED.sub(lambda match: words[int(match[1]) - 1] or match[0], self.text)
        left = tuple(gap for gap, word in zip(self.gaps, words, strict=True) if not word)
        return Sentence(renumbered(text), left)

    def clauses(self) -> "tuple[Sentence, ...]":
        """Return the parts between semicolons, without the full stop at the end."""
        return tuple(self._part(text) for text in self.text.removesuffix(".").split("; "))

    def _part(self, text: str) -> "Sentence":
        return Sentence(renumbered(text), tuple(self.gaps[int(place) - 1] for place in _NUMBERED.findall(text)))


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a paragraph in order; its lines are joined."""
    return [sentence(piece) for piece in split(text)]


def split(text: str) -> list[str]:
    """Return the pieces of a paragraph that end with a full stop, and what is left."""
    gaps: list[str] = []
    marked = _marked(" ".join(text.split()), gaps)
    pieces = _END.sub(r"\1\n", marked).split("\n")
    return [_PLACE.sub(lambda match: gaps[int(match[1])], piece) for piece in pieces]


def sentence(text: str) -> Sentence:
    """Return one sentence with its gaps."""
    found: list[str] = []
    gaps: list[Gap] = []

    def numbered(match: re.Match[str]) -> str:
        pieces = _PLACE.split(match[0])[1:-1]
        gaps.append(Gap(tuple(found[int(place)] for place in pieces[::2]), tuple(pieces[1::2])))
        return f"{{{len(gaps)}}}"

    text = _LIST.sub(numbered, _marked(text, found))
    return Sentence(text, tuple(gaps))


def _words(gap: Gap) -> str | None:
    """Return the words in a gap, None where something else stands in it."""
    (first, *more) = gap.items
    if more:
        return None
    if first.lower() in NUMERALS:
        return first
    return first.strip(OPEN + CLOSE)[1:] if first.startswith(OPEN + WORDS) else None


def _marked(text: str, gaps: list[str]) -> str:
    def mark(match: re.Match[str]) -> str:
        gaps.append(match[0])
        return f"{_MARK}{len(gaps) - 1}{_MARK}"

    return _GAP.sub(mark, text)


def renumbered(text: str) -> str:
    """Return a text with its gaps numbered from 1 in their order."""
    known: dict[str, int] = {}
    return _NUMBERED.sub(lambda match: f"{{{known.setdefault(match[1], len(known) + 1)}}}", text)


def filled(text: str, gaps: Sequence[str]) -> str:
    """Return a translation with its gaps filled."""
    return _NUMBERED.sub(lambda match: gaps[int(match[1]) - 1], text)


def gaps_in(text: str) -> int:
    """Return the number of gaps in a sentence as catalogues have it."""
    return len(set(_NUMBERED.findall(text)))


def has_words(text: str) -> bool:
    """Tell whether anything but gaps and punctuation stands in a text."""
    return any(character.isalpha() for character in _NUMBERED.sub("", text))


_HEAD = re.compile(r"(?P<indent> *)(?P<head>#{1,6} +|\d+\. +|\([a-z]\) +|[-*] +|> +|: +|)(?P<rest>.*)", re.DOTALL)
_ALONE = re.compile(rf"\s*(?:{OPEN}[^{CLOSE}]*{CLOSE}|\ue000[^\ue002]*\ue002)\s*")


@dataclass(frozen=True)
class Unit:
    """Lines of Markdown that belong together: a paragraph, a heading, an item of a list.

    Attributes:
        head: What stands before the words: `#### `, `1. `.
        text: The words, or a line that has none (`:::`, an empty one, a display).
        is_text: Whether there are words.
    """

    head: str
    text: str
    is_text: bool = True


_SILENT = (":::", "|", "$$")


def _lines(markdown: str) -> Iterator[str]:
    """Yield the lines of a text, those of a display as one."""
    display: list[str] = []
    for line in markdown.split("\n"):
        is_edge = line.strip().endswith("$$") and line.count("$$") == 1
        if display or is_edge:
            display.append(line)
        if not display:
            yield line
        elif is_edge and len(display) > 1:
            yield "\n".join(display)
            display = []
    if display:
        yield "\n".join(display)


def units(markdown: str) -> Iterator[Unit]:
    """Yield the units of a text in order."""
    paragraph: list[str] = []
    head = ""
    for line in _lines(markdown):
        match = _HEAD.fullmatch(line)
        assert match is not None
        begins = bool(match["head"]) or not line.strip() or line.lstrip().startswith(_SILENT) or _ALONE.fullmatch(line)
        if paragraph and (begins or head.lstrip().startswith("#")):
            yield Unit(head, "\n".join(paragraph))
            paragraph, head = [], ""
        if not line.strip() or line.lstrip().startswith(_SILENT) or _ALONE.fullmatch(line):
            yield Unit("", line, is_text=False)
        elif paragraph:
            paragraph.append(line.strip())
        else:
            head, paragraph = match["indent"] + match["head"], [match["rest"]]
    if paragraph:
        yield Unit(head, "\n".join(paragraph))
