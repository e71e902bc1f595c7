"""A language: its catalogue, its decimal sign, and how a text is said in it."""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Final, get_args

from pipeline.errors import UntranslatedWarning
from pipeline.exercises.spoken import ORDINALS
from pipeline.notation.marks import Decimal, with_marks
from pipeline.render.language.catalogue import read_catalogue
from pipeline.render.language.sentences import (
    CLOSE,
    OPEN,
    WORDS,
    Gap,
    Sentence,
    filled,
    gaps_in,
    has_words,
    sentence,
    split,
    units,
)
from pipeline.render.locations import Folders
from pipeline.sheet.model import LanguageCode

CATALOGUE: Final = "locale/{code}/LC_MESSAGES/corrige.po"
"""Below a folder of templates."""

DECIMALS: Final[Mapping[str, Decimal]] = {"en": ".", "de": ",", "fr": ","}
AND: Final = " and "

_MATH = re.compile(r"(\$\$?)((?:[^$\\]|\\.)*)\1")
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_PLACEHOLDER = re.compile(r"\\\{\d+\\\}")
_NUMBER = re.compile(r"-?[\d,]+(?:e[-+]\d+)?")
_MARKS = re.compile(rf"[{OPEN}{CLOSE}{WORDS}]")


@dataclass(frozen=True)
class Language:
    """How a page is said.

    Attributes:
        code: As in a sheet's `language`.
        entries: Translations by English sentence; empty for English.
        where: The part of the sheet that is being said, for warnings.
    """

    code: LanguageCode = "en"
    entries: Mapping[str, str] = field(default_factory=dict, hash=False)
    where: str = ""

    def of_exercise(self, name: str) -> "Language":
        """Return the language as an exercise speaks it: warnings tell its id."""
        return self if self.is_english else replace(self, where=f"exercise '{name}'")

    @property
    def decimal(self) -> Decimal:
        """The decimal sign."""
        return DECIMALS[self.code]

    @property
    def is_english(self) -> bool:
        """Whether nothing has to be translated."""
        return self.code == "en"

    @cached_property
    def conjunction(self) -> str:
        """What stands before the last item of a list: ` and `."""
        return f" {self.entries.get(AND.strip(), AND.strip())} "

    def say(self, phrase: str) -> str:
        """Return a phrase or sentence without gaps; one that is not in the catalogue stays, with a warning."""
        if self.is_english or not phrase.strip():
            return phrase
        known = self.entries.get(phrase)
        return self._missing(phrase) if known is None else known

    def text(self, text: str) -> str:
        """Return running text, sentence by sentence, lines kept; `$…$` in it is mathematics."""
        if self.is_english:
            return text
        return "\n".join(map(self._line, text.split("\n")))

    def _line(self, text: str) -> str:
        if not text.strip():
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return before + " ".join(self._said(sentence(piece)) for piece in split(text)) + after

    def markdown(self, text: str) -> str:
        """Return a filled template: paragraphs, headings and items said, formulas with the marks of the language."""
        if self.is_english:
            return text
        said = (unit.head + self._line(unit.text) if unit.is_text else self.formulas(unit.text) for unit in units(text))
        return _MARKS.sub("", "\n".join(said))

    def formulas(self, text: str) -> str:
        """Return a text with the marks of the language in its formulas."""
        return _MATH.sub(lambda m: m[1] + with_marks(_MARKS.sub("", m[2]), self.decimal) + m[1], text)

    def number(self, text: str) -> str:
        """Return a number as it stands in running text: `0,5`, `sechs`, `7` for `seventh`; other texts stay."""
        text = _ORDINAL.sub(r"\1", text)
        if text.lower() in ORDINALS:
            return str(ORDINALS.index(text.lower()) + 1)
        if text.lower() in self.entries:
            said = self.entries[text.lower()]
            return said[:1].upper() + said[1:] if text[:1].isupper() else said
        return text if self.decimal == "." else _DECIMAL.sub(self.decimal, text)

    def knows(self, sentence: str) -> bool:
        """Tell whether a sentence as catalogues have it can be said, if only with words in its gaps."""
        one = Sentence(sentence, (Gap(("$x$",)),) * gaps_in(sentence))
        if self._known(one) is not None or self._clauses(one) is not None:
            return True
        pattern = re.compile(_PLACEHOLDER.sub("(?:.+)", re.escape(sentence)))
        return any(map(pattern.fullmatch, self.entries))

    def _said(self, one: Sentence) -> str:
        """Return a sentence: as the catalogue has it, else clause by clause, else in English with a warning."""
        said = self._known(one) or self._clauses(one)
        return self._filled(self._missing(one.text), one) if said is None else said

    def _known(self, one: Sentence) -> str | None:
        """Return a sentence that the catalogue has, with words in their gaps if possible."""
        if not has_words(one.text):
            return self._filled(one.text, one)
        for way in (one.closed("words and numerals"), one.closed("words"), one):
            if (known := self._entry(way.text)) is not None:
                return self._filled(known, way)
        return None

    def _clauses(self, one: Sentence) -> str | None:
        said = [self._known(clause) for clause in one.clauses()]
        whole = self.entries.get("; ", "; ").join(clause for clause in said if clause is not None)
        return whole + "." * one.text.endswith(".") if None not in said else None

    def _entry(self, text: str) -> str | None:
        """Return an entry; one that begins with a small letter serves at the beginning of a sentence, too."""
        known = self.entries.get(text)
        if known is None and text[:1].isupper():
            small = self.entries.get(text[:1].lower() + text[1:])
            known = None if small is None else small[:1].upper() + small[1:]
        return known

    def _filled(self, text: str, one: Sentence) -> str:
        return filled(text, [self._list(gap) for gap in one.gaps])

    def _list(self, gap: Gap) -> str:
        """Return what stands in a gap; where numbers have commas, semicolons separate them."""
        said = list(map(self._gap, gap.items))
        comma = "; " if self.decimal == "," and all(map(_NUMBER.fullmatch, said)) else ", "
        between = (self._between(text, comma) for text in gap.separators)
        return said[0] + "".join(map("".join, zip(between, said[1:], strict=True)))

    def _between(self, text: str, comma: str) -> str:
        if "and" in text:
            return f"{text.partition(' ')[0]}{self.conjunction}"
        return comma if text == ", " else text

    def _gap(self, gap: str) -> str:
        """Return what stands in a gap."""
        if gap.startswith("$"):
            return self.formulas(gap)
        if gap.startswith(OPEN):
            inner = gap.strip(OPEN + CLOSE)
            return self.text(inner[1:]) if inner.startswith(WORDS) else self.formulas(inner)
        return self.number(gap)

    def _missing(self, phrase: str) -> str:
        warnings.warn(UntranslatedWarning(self.code, phrase, self.where), stacklevel=2)
        return phrase


ENGLISH: Final = Language()
CODES: Final = get_args(LanguageCode)


@cache
def load_language(code: LanguageCode, folders: Folders) -> Language:
    """Return a language with the catalogues of some folders of templates; where several translate, the first counts.

    Raises:
        TemplateError: Where a catalogue is malformed.
    """
    if code == "en":
        return ENGLISH
    entries: dict[str, str] = {}
    for folder in reversed(folders):
        if (path := folder / CATALOGUE.format(code=code)).is_file():
            entries |= read_catalogue(path)
    return Language(code, entries)
