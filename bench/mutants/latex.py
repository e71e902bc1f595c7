"""LaTeX formula → tokens, each with the part that it plays: base line, index or exponent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["base", "index", "exponent"]

_TOKEN = re.compile(
    r"\\(?:phantom|hphantom|vphantom|begin|end)\{[^{}]*\}"  # nothing that a reader sees
    r"|\\(?:text|operatorname|mathrm|mathbf|boldsymbol)\{[^{}]*\}"
    r"|\\(?:left|right)\s*(?:\\[A-Za-z|{}]+|.)"
    r"|\\(?:[A-Za-z]+|.)"
    r"|\d+(?:\.\d+)?"
    r"|\s+"
    r"|.",
    re.DOTALL,
)
_UNSEEN = re.compile(r"\\(?:[hv]?phantom|begin|end)\{|\\[,;:! ]|\\q?quad|\s|&")
OPENING = ("(", "[", r"\left(", r"\left[", r"\left|")
CLOSING = (")", "]", r"\right)", r"\right]", r"\right|")
LIMITS = (r"\sum", r"\prod", r"\int", r"\lim", r"\max", r"\min")
NO_NAMES = (
    *LIMITS,
    *(r"\frac", r"\cdot", r"\partial", r"\times", r"\sqrt", r"\\", r"\det", r"\ln", r"\exp", r"\tanh", r"\nabla"),
    *(r"\sin", r"\cos", r"\log", r"\cosh", r"\sinh", r"\le", r"\ge", r"\leq", r"\geq", r"\ne", r"\neq", r"\ll", r"\gg"),
    *(r"\approx", r"\leftarrow", r"\to", r"\Leftrightarrow", r"\Rightarrow", r"\in", r"\dots", r"\ldots", r"\cdots"),
    *(r"\{", r"\}", r"\|", r"\mid", r"\infty", r"\circ", r"\quad"),
)
"""Commands that do not name a quantity."""


@dataclass(frozen=True)
class Token:
    """A piece of a formula.

    Attributes:
        text: As it stands.
        start: Its place in the formula, from 0.
        role: Base line, index (also a superscript in brackets, and the limits of a sum) or exponent.
    """

    text: str
    start: int
    role: Role

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)

    @property
    def is_number(self) -> bool:
        """Tell whether it is a literal."""
        return self.text[0].isdigit()

    @property
    def is_name(self) -> bool:
        """Tell whether it names a quantity: a letter, a Greek one, upright words."""
        if self.text.startswith(r"\text{"):
            return " " not in self.text
        return self.text.isalpha() or (
            self.text.startswith("\\") and self.text[1:].isalpha() and self.text not in NO_NAMES
        )


def tokens_of(formula: str) -> list[Token]:
    """Return the visible tokens of a formula, in order."""
    found: list[Token] = []
    roles: list[Role] = ["base"]
    coming: Role | None = None
    for match in _TOKEN.finditer(formula):
        text = match[0]
        if _UNSEEN.match(text):
            continue
        if text in ("_", "^"):
            is_limit = bool(found) and _base_before(found) in LIMITS
            coming = "index" if text == "_" or is_limit else _superscript(formula, match.end(), roles[-1])
            found.append(Token(text, match.start(), roles[-1]))
            continue
        role = coming or roles[-1]
        if text == "{":
            roles.append(role)
        elif text == "}" and len(roles) > 1:
            role = roles.pop()
        found.append(Token(text, match.start(), role))
        coming = None
    return found


def _superscript(formula: str, place: int, outer: Role) -> Role:
    """Return what a superscript is: (k) counts iterations, anything else is a power, in an index an index."""
    return "index" if outer == "index" or re.match(r"\{?\s*\(", formula[place:]) else "exponent"


def _base_before(found: Sequence[Token]) -> str:
    """Return the token that the script about to begin belongs to; behind a limit of a sum that is the sum."""
    i = len(found) - 1
    if i >= 1 and found[i].text == "}":
        i = matching(found, i) - 1
    elif i >= 1 and found[i - 1].text in ("_", "^"):
        i -= 1
    if i >= 1 and found[i].text in ("_", "^"):
        i -= 1
    return found[i].text if i >= 0 else ""


def matching(tokens: Sequence[Token], i: int) -> int:
    """Return the index of the bracket or brace that belongs to the one at i; -1 where there is none."""
    text = tokens[i].text
    step = 1 if text == "{" or text in OPENING else -1
    level = 0
    while 0 <= i < len(tokens):
        here = tokens[i].text
        level += (here == "{" or here in OPENING) - (here == "}" or here in CLOSING)
        if level == 0:
            return i
        i += step
    return -1


def atom_after(tokens: Sequence[Token], i: int) -> int | None:
    """Return the index behind the atom that begins at i, scripts included; None where none begins."""
    if i >= len(tokens):
        return None
    first = tokens[i]
    if first.text == r"\frac":
        end = i + 1
        for _ in range(2):
            if end >= len(tokens) or tokens[end].text != "{" or (close := matching(tokens, end)) < 0:
                return None
            end = close + 1
    elif first.text in OPENING:
        close = matching(tokens, i)
        if close < 0:
            return None
        end = close + 1
    elif first.is_number or first.is_name:
        end = i + 1
    else:
        return None
    return _behind_scripts(tokens, end)


def _behind_scripts(tokens: Sequence[Token], end: int) -> int | None:
    while end < len(tokens) and tokens[end].text in ("_", "^"):
        if end + 1 >= len(tokens):
            return None
        if tokens[end + 1].text == "{":
            close = matching(tokens, end + 1)
            if close < 0:
                return None
            end = close + 1
        else:
            end += 2
    return end
