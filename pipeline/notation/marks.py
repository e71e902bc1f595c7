r"""LaTeX with the marks of a language: `0{,}5` and `(1; 2)` where the decimal sign is a comma.

Works on formulas as they are written, whoever wrote them; the reader, which shares no code with this, reads them back.
"""

import re
from typing import Literal

Decimal = Literal[".", ","]

_PIECE = re.compile(
    r"\\(?:text|mathrm|operatorname|begin|end)\*?\{[^{}]*\}"  # words stay as they are
    r"|\\[{}]|\\[A-Za-z]+|\\."
    r"|(?P<point>(?<=[0-9{])\.(?=[0-9]))"
    r"|(?P<index>(?<=[A-Za-z0-9)]),(?=[A-Za-z0-9(]))"
    r"|.",
    re.DOTALL,
)
_OPENING = {"(": ")", "[": "]", r"\{": r"\}"}
_CLOSING = frozenset(_OPENING.values())


def with_marks(latex: str, decimal: Decimal) -> str:
    r"""Return a formula with the decimal sign of a language.

    Where that is a comma, what stands in round, square or set brackets is separated by semicolons, and a comma
    between two indices gets a space, so that none is taken for a decimal sign.

    Args:
        latex: With decimal points.
        decimal: The sign; a point changes nothing.
    """
    if decimal == ".":
        return latex
    levels: list[str] = []
    return "".join(_written(piece, levels) for piece in _PIECE.finditer(latex))


def _written(piece: re.Match[str], levels: list[str]) -> str:
    """Return one piece of a formula, and note the brackets that it opens or closes."""
    text = piece[0]
    if piece["point"]:
        return "{,}"
    if text in _OPENING or text == "{":
        levels.append(text)
    elif levels and (text in _CLOSING or text == "}"):
        levels.pop()
    elif text == "," and levels and levels[-1] in _OPENING:
        return "; " if piece["index"] else ";"
    elif piece["index"]:
        return ", "
    return text
