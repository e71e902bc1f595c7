r"""One canonical name for each name, however it is written.

The scheme: the letters of the base, then `^` and the raised label, then `_` and the subscript.

    x_1, x_{1}, x1                      → x_1
    x_{12}, x_12 (calculator syntax)    → x_12
    x_{1,2}                             → x_1_2
    \eta, eta                           → eta
    E_{total}, E_{\text{total}}         → E_total
    \text{net}_1, \mathrm{net}_1        → net_1
    x^*, x^{\ast}                       → x^*
    w^{(k)}, w_1^{(k)}, W^{(1)}_{12}    → w^(k), w^(k)_1, W^(1)_12
    \delta_{o_1}, \delta_{z^{(1)}_1}    → delta_o_1, delta_(z^(1)_1)
    \hat w_1, \mathcal{L}, \Delta x     → hat(w)_1, cal(L), Delta(x)
    \mathbf{x}, \vec{x}                 → x
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

VARIANTS: Mapping[str, str] = MappingProxyType(
    {
        "varepsilon": "epsilon",
        "vartheta": "theta",
        "varphi": "phi",
        "varrho": "rho",
        "varsigma": "sigma",
        "varkappa": "kappa",
        "ast": "*",
        "star": "*",
        "prime": "'",
        "infty": "infinity",
    }
)
"""Commands that are written differently and mean the same letter or mark."""

ACCENTS: Mapping[str, str] = MappingProxyType(
    {
        "hat": "hat",
        "widehat": "hat",
        "bar": "bar",
        "overline": "bar",
        "tilde": "tilde",
        "widetilde": "tilde",
        "dot": "dot",
        "ddot": "ddot",
        "mathcal": "cal",
        "mathbb": "bb",
        "mathfrak": "frak",
        "Delta": "Delta",
    }
)
"""Commands that make another name of the letter after them, and how the canonical name says so."""

PLAIN = frozenset(
    (
        *("text", "mathrm", "operatorname", "mathbf", "boldsymbol", "bm", "mathit", "mathsf", "mathtt", "textrm"),
        *("textbf", "textit", "textsf", "texttt", "mbox", "vec", "symbf", "pmb", "textnormal", "left", "right"),
    )
)
"""Commands that change the look of a name only."""

REMEMBERED = 4_096
"""Names whose forms are kept: a sheet has a few hundred, all variants the same."""

MAX_NAME = 200
"""Longer texts are no names and stay as they are."""

_PIECE = re.compile(r"\\([A-Za-z]+)|\\[,;:! ]|([A-Za-z0-9]+)|\s+|(.)", re.DOTALL)


@lru_cache(REMEMBERED)
def canonical_name(text: str) -> str:
    """Return the canonical form of a plain or LaTeX name (see the scheme above); canonical names stay as they are."""
    if len(text) > MAX_NAME:
        return text
    if not any(mark in text for mark in "\\{}"):
        return _plain(text)
    return _Name(text).read()


def joined_name(base: str, raised: str = "", lowered: str = "") -> str:
    """Return the canonical name of a base with a raised label and a subscript, each already canonical."""
    foot = f"({lowered})" if "^" in lowered else lowered
    return base + (f"^{raised}" if raised else "") + (f"_{foot}" if foot else "")


def _plain(text: str) -> str:
    if "_(" in text:
        return text
    base, mark, raised = text.partition("^")
    if mark:
        label, underscore, lowered = raised.partition("_")
        stem, _, inner = base.partition("_")
        return joined_name(stem, label, inner or lowered) if underscore or inner else text
    if "_" in text or not text.isalnum():
        return text
    stem = text.rstrip("0123456789")
    return joined_name(stem, lowered=text[len(stem) :]) if stem else text


class _Name:
    """Reads one LaTeX name: a base and its scripts, the scripts without their braces."""

    def __init__(self, text: str) -> None:
        self.pieces = [match for match in _PIECE.finditer(text) if match.group(1) or match.group(2) or match.group(3)]
        self.position = 0

    def read(self) -> str:
        base = self.item(most=99)
        raised = lowered = ""
        while self.position < len(self.pieces):
            mark = self.take()
            if mark == "_":
                lowered = self.item(most=1)
            elif mark == "^":
                raised = self.item(most=1)
            else:
                base += mark
        return joined_name(base, raised, lowered)

    def take(self) -> str:
        piece = self.pieces[self.position]
        self.position += 1
        command = piece.group(1)
        if command:
            return "" if command in PLAIN else VARIANTS.get(command, command)
        return piece.group(2) or piece.group(3)

    def item(self, most: int) -> str:
        """Return the next letter, command or group; of a run of plain letters at most `most` characters."""
        if self.position == len(self.pieces):
            return ""
        piece = self.pieces[self.position]
        accent = ACCENTS.get(piece.group(1) or "")
        if accent and self.position + 1 < len(self.pieces) and self._letter_follows():
            self.position += 1
            return f"{accent}({self.item(most=1)})"
        taken = self.take()
        if not taken:
            return self.item(most=99)
        return self.group() if taken == "{" else taken[:most] if piece.group(2) else taken

    def _letter_follows(self) -> bool:
        following = self.pieces[self.position + 1]
        return following.group(3) not in ("_", "^", ",", ")", "}", "(")

    def group(self) -> str:
        """Return what stands up to the closing brace: names inside keep their own scripts."""
        parts: list[str] = []
        while self.position < len(self.pieces):
            upcoming = self.pieces[self.position].group(3)
            if upcoming == "}":
                self.position += 1
                break
            if upcoming in ("_", "^"):
                self.position += 1
                parts.append(upcoming + self.item(most=1))
            elif upcoming == ",":
                self.position += 1
                parts.append("_")
            else:
                parts.append(self.item(most=99))
        return "".join(parts)
