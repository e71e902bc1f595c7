r"""Finds `\newcommand`, `\def` and `\DeclareMathOperator` in a document."""

import re
from itertools import islice

from pipeline.notation.vocabulary import Macro

MAX_MACROS = 500
MAX_BODY = 2_000

_DEFINITION = re.compile(
    r"\\(?P<kind>newcommand|renewcommand|providecommand|DeclareMathOperator|def)\*?[ \t]*"
    r"(?:\{[ \t]*\\(?P<braced>[A-Za-z]+)[ \t]*\}|\\(?P<bare>[A-Za-z]+))[ \t]*"
    r"(?:\[(?P<count>[0-9])\])?(?P<slots>(?:#[1-9])*)[ \t\n]*(?=\{)"
)


def find_macros(text: str) -> dict[str, Macro]:
    """Return the macros by name; a later definition replaces an earlier one."""
    found: dict[str, Macro] = {}
    for match in islice(_DEFINITION.finditer(text), MAX_MACROS):
        end = closing(text, match.end(), limit=MAX_BODY)
        if end is None:
            continue
        body = text[match.end() + 1 : end]
        if match["kind"] == "DeclareMathOperator":
            body = rf"\operatorname{{{body}}}"
        count = int(match["count"] or 0) or len(match["slots"] or "") // 2
        found[match["braced"] or match["bare"]] = Macro(count, body)
    return found


_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def closing(text: str, opening: int, *, limit: int) -> int | None:
    """Return where the brace that opens at a place closes, or None where it does not within the limit."""
    level = 0
    for match in _BRACE.finditer(text, opening, min(len(text), opening + limit)):
        level += {"{": 1, "}": -1}.get(match.group(), 0)
        if level == 0:
            return match.start()
    return None
