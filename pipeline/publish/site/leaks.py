"""Nothing of a solution is on the site before its release: every file is searched for its numbers and sentences.

The pages of a site are made from problem sheets alone, so that there is nothing to be found; this check is for the day
on which a template, a figure or a converter breaks that. Secret is what the solution has and nothing that is public
has: numbers of at least four significant digits, and runs of at least four words.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from pipeline.errors import Place
from pipeline.publish.site.errors import SiteError
from pipeline.publish.site.pdf_text import pdf_texts
from pipeline.publish.site.png_text import PNG, png_texts

LEAST_DIGITS: Final = 4
LEAST_WORDS: Final = 4
LEAST_LETTERS: Final = 20

_POWER: Final = r"(?:[eE][+-]?\d+)?"
_LENGTH: Final = r"(?:r?em|ex|ch|px|pt|cm|mm|in|fr|m?s|deg|v[hw])\b"
"""A unit of a style sheet."""

_NUMBERS: Final = (
    re.compile(rf"(?<![\w.])(\d{{{LEAST_DIGITS},}}){_POWER}(?!\w|\.\d)"),
    re.compile(rf"(?<![\w.])(\d*\.\d+){_POWER}(?!\d|\.\d|{_LENGTH})"),
    re.compile(rf"(?<![\w.,])(\d+,\d+){_POWER}(?!\d|[.,]\d|{_LENGTH})"),
)
"""Whole, and alone; with a point, where a comma separates numbers; with a decimal comma: both also before a name,
`0.2718x`. The power of ten is left out: `2.718e-1`."""

_MATHEMATICS: Final = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\]\([^)]*\)|\{[^{}]*\}", re.DOTALL)
_SENTENCE_END: Final = re.compile(r"[.!?:;|]\s|\n\s*\n|\n(?=[-*#|:>]|\d+\.)|^[-*#|:>]+", re.MULTILINE)
_BETWEEN: Final = re.compile(r"[\W_]+")
_TAG: Final = re.compile(r"<[^<>]*>")
_GEOMETRY: Final = re.compile(
    r"\s(?:d|points|transform|viewBox|[xy][12]?|[cr]?[xy]|r|width|height|dx|dy|style)=\"[^\"]*\""
)
_SVG: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_HIDDEN: Final = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)
_FORMULA: Final = re.compile(r"<math\b.*?</math>", re.DOTALL)
_INLINE_TAG: Final = re.compile(r"</?(?:em|strong|a|span|b|i|code)\b[^<>]*>")
_DATA: Final = re.compile(r"data:(?P<form>[\w/+.-]+)(?:;[\w=-]+)*;base64,(?P<content>[A-Za-z0-9+/=]+)")
_SAYING: Final = re.compile(r"text/|json|xml|javascript|pdf|png")
"""Forms of data that may say something as text; fonts do not."""

_REFERENCE: Final = re.compile(r"&#[xX]?[0-9A-Fa-f]+;")
_NAMESPACE: Final = re.compile(r"http://www\.w3\.org/\d{4}/[\w/.-]*#?")
"""Of MathML, SVG, XMP: the years in them are no numbers of anybody's."""

_ESCAPED: Final = re.compile(r"\\u([0-9A-Fa-f]{4})")


@dataclass(frozen=True)
class Traces:
    """What would give a text away.

    Attributes:
        numbers: Of at least four significant digits, with a decimal point.
        sentences: Runs of words, letters and digits only, and the words as they stand.
    """

    numbers: frozenset[str] = frozenset()
    sentences: Mapping[str, str] = field(default_factory=dict)


def traces(markdown: str) -> Traces:
    """Return the numbers and runs of words of a page.

    Args:
        markdown: Of the page, or any other text.
    """
    words = _MATHEMATICS.sub("\n\n", markdown)
    runs = (" ".join(run.split()) for run in _SENTENCE_END.split(words))
    long = [run for run in runs if len(run.split()) >= LEAST_WORDS]
    sentences = {squeezed(run): run for run in long}
    return Traces(numbers(markdown), {key: run for key, run in sentences.items() if len(key) >= LEAST_LETTERS})


def numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text with at least four significant digits; a decimal comma becomes a point."""
    plain = text.replace("{,}", ",")
    found = (match[1].replace(",", ".") for pattern in _NUMBERS for match in pattern.finditer(plain))
    return frozenset(_canonical(number) for number in found if is_telling(number))


def _canonical(number: str) -> str:
    """Return `0.2718` for `.2718` and `0.27180`."""
    whole, point, decimals = number.partition(".")
    return f"{whole.lstrip('0') or '0'}{point}{decimals.rstrip('0')}".rstrip(".")


def is_telling(number: str) -> bool:
    """Tell whether a number has at least four significant digits; zeros at the end of a whole number do not count."""
    digits = number.replace(".", "").lstrip("0")
    return len(digits if "." in number else digits.rstrip("0")) >= LEAST_DIGITS


def squeezed(text: str) -> str:
    """Return the letters and digits of a text alone: the same for any layout, hyphenation and markup of it."""
    return _BETWEEN.sub("", text.casefold())


def secrets_of(hidden: Iterable[str], public: Iterable[str]) -> Traces:
    """Return what hidden texts have and public ones have not.

    Args:
        hidden: Solutions that are not due, as Markdown; their quantities.
        public: All that the site may say.
    """
    known = list(public)
    known_numbers = frozenset().union(*map(numbers, known)) if known else frozenset()
    known_letters = "\0".join(map(squeezed, known))
    found = [traces(text) for text in hidden]
    own = frozenset().union(*(one.numbers for one in found)) if found else frozenset()
    runs = {key: run for one in found for key, run in one.sentences.items() if key not in known_letters}
    return Traces(own - known_numbers, runs)


def check_leaks(files: Mapping[str, bytes], secrets: Traces) -> None:
    """Refuse a site that says something secret.

    Args:
        files: All of the site, by path.
        secrets: What it must not say.

    Raises:
        SiteError: With the file and what was found in it.
    """
    for path in sorted(files):
        if found := find_leak(path, files[path], secrets):
            hint = "nothing was written; this is a mistake in a template or in corrige: please report it"
            raise SiteError(f"a solution before its release: {found}", place=Place(path), hint=hint)


def find_leak(path: str, content: bytes, secrets: Traces) -> str:
    """Return what a file gives away, as a few words; empty where it gives away nothing."""
    said = (path, *texts(path, content))
    if given := next((number for number in sorted(secrets.numbers & frozenset().union(*map(numbers, said)))), ""):
        return f"the number {given}"
    letters = "\0".join(map(squeezed, said))
    return next((f"the words “{run}”" for key, run in secrets.sentences.items() if key in letters), "")


def prose_of(path: Path) -> str:
    """Return what a document says, formulas apart, for `traces`; empty where there is none.

    Args:
        path: A page (HTML), a PDF, or any text.
    """
    if not path.is_file():
        return ""
    content = path.read_bytes()
    if not path.name.endswith(".html"):
        return "\n\n".join(texts(path.name, content))
    formulas = _FORMULA.sub("\n\n", _HIDDEN.sub("", content.decode("utf-8")))
    return unescape(_INLINE_TAG.sub("", formulas).replace("<", "\n\n<")) + "\n\n" + " ".join(texts("", content))


def texts(path: str, content: bytes) -> Iterator[str]:
    """Yield all that a file says: as it stands, without markup, and in a PDF what is shown, described and attached.

    What is written in another way is read: data in base 64, percent signs, escapes of JSON, characters by number.

    The coordinates of drawings are left out: a number among them means a place on the paper.
    """
    if content.startswith(b"%PDF"):
        yield from pdf_texts(content)
        return
    if content.startswith(PNG):
        yield from png_texts(content)
        return
    text = content.decode("utf-8", "replace")
    for data in _DATA.finditer(text):
        if _SAYING.search(data["form"]):
            yield from texts("", base64.b64decode(data["content"] + "=="))
    plain = _without_geometry(path, _NAMESPACE.sub("", _DATA.sub("", text)))
    bare = _REFERENCE.sub(" ", plain)  # what is written by number is read below; the number itself says nothing
    yield bare
    yield unescape(plain)
    yield unescape(_TAG.sub(" ", plain))
    yield unescape(_TAG.sub("", plain))
    if _ESCAPED.search(bare):
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), bare)
    if "%" in bare:
        yield unquote(bare)


def _without_geometry(path: str, text: str) -> str:
    if path.endswith(".svg"):
        return _GEOMETRY.sub("", text)
    return _SVG.sub(lambda svg: _GEOMETRY.sub("", svg[0]), text)
