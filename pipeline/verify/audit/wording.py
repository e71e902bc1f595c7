"""What the words around the mathematics get wrong: names of things, and conclusions that do not follow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.notation.document import Document
from pipeline.verify.audit.findings import Finding, FindingClass, Severity, Where

MAX_PARAGRAPH = 5_000
MAX_REMARKS = 200


@dataclass(frozen=True)
class Remark:
    """A pattern in a paragraph and what is to be said about it."""

    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    severity: Severity
    kind: FindingClass
    message: str
    repair: str = ""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


_GRADIENT = r"(?:gradient|jacobi\w*|derivatives?|nabla|\\nabla|∇)"
_EXTREMUM = r"(?:extrem(?:um|a|al)|minim(?:um|a|izer|iser)|maxim(?:um|a|izer|iser)|optim(?:um|a))"

REMARKS = (
    Remark(
        _words(
            rf"{_GRADIENT}[^.]{{0,120}}(?:=\s*(?:\\mathbf\s*)?\{{?0|zero|vanish)[^.]{{0,40}}"
            rf"\b(?:impl(?:y|ies)|guarantees?|proves?|means|shows?)\b[^.]{{0,80}}\b(?P<mark>{_EXTREMUM})\b"
        ),
        _words(
            r"\b(necessary|candidate|critical|stationary|may|might|could|does not|doesn't|not necessarily|cannot)\b"
        ),
        "warning",
        "logic",
        "a zero gradient does not imply an extremum: the point is stationary, and may be a saddle",
        "a stationary point",
    ),
    Remark(
        _words(
            rf"\b(?:only|unique|local|global|an?|the)\s+(?P<mark>{_EXTREMUM})\b[^.]{{0,120}}\b(?:is|at)\b"
            r".{0,300}?\b(?:is|has)\b[^.]{0,40}\bsaddle(?: point)?\b"
        ),
        _words(
            r"\b(neither|nor|not an?|no extrem|no local|rather than|instead of|but not|while|whereas|other|second)\b"
        ),
        "warning",
        "logic",
        "a saddle point is no extremum: the same point is called both",
        "stationary point",
    ),
    Remark(
        _words(r"\b(?P<mark>jacob(?:ian|in|i)(?:\s+matrix)?)\b"),
        _words(r"vector[- ]valued|system of|\\mathbf\{?[fFJ]|determinant|coordinates|transform|\bmap(?:ping)?s?\b"),
        "advice",
        "terminology",
        "the first derivatives of a function with one value form its gradient; a Jacobian belongs to several functions",
        "gradient",
    ),
)
"""Each is looked for once a place; the words in the group `mark` are what the finding points at."""

_PARAGRAPH = re.compile(r"(?:(?!\n[ \t]*\n).)+", re.DOTALL)
_MATRIX = re.compile(r"\bJ\w*\s*(?:\([^)]*\)\s*)?=\s*\\begin\{[pb]matrix\}(?:(?!\\\\|\\end).){0,200}?&", re.DOTALL)
"""J = a matrix of several columns: that is a Jacobian."""

_SCALAR_GRADIENT = re.compile(r"\\nabla(?!\s*\^)|∇(?!\s*[²^])")


def wording(document: Document) -> Iterator[Finding]:
    """Yield what is wrong with the words of a document."""
    text = document.text
    if not re.search(r"jacob|extrem|minim|maxim|saddle", text, re.IGNORECASE):
        return
    count = 0
    for paragraph in _PARAGRAPH.finditer(text):
        piece = paragraph.group()[:MAX_PARAGRAPH]
        for remark in REMARKS:
            for match in remark.pattern.finditer(piece):
                if remark.unless is not None and remark.unless.search(_sentences(piece, match)):
                    continue
                if remark.kind == "terminology" and not _is_scalar(text, paragraph.start(), paragraph.end()):
                    continue
                if remark.kind == "terminology" and _MATRIX.search(text, paragraph.start(), paragraph.end() + 200):
                    continue
                count += 1
                if count > MAX_REMARKS:
                    return
                start = paragraph.start() + match.start("mark")
                end = paragraph.start() + match.end("mark")
                where = Where(*document.position(start), *document.position(end))
                yield Finding(where, text[start:end], remark.severity, remark.kind, remark.message, "", remark.repair)


def _sentences(piece: str, match: re.Match[str]) -> str:
    """Return the sentences that a match lies in."""
    begin = piece.rfind(".", 0, match.start()) + 1
    end = piece.find(".", match.end())
    return piece[begin : end if end >= 0 else len(piece)]


def _is_scalar(text: str, start: int, end: int) -> bool:
    """Tell whether a gradient stands in or beside a paragraph."""
    return _SCALAR_GRADIENT.search(text[max(0, start - 200) : end + 200]) is not None
