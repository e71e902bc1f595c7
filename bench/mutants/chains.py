"""A formula as chains of members and the relations between them, rows of a display put together again."""

import re
from dataclasses import dataclass, field

from bench.mutants.latex import Token, tokens_of

SIGNS = {
    "=": "=",
    "<": "<",
    ">": ">",
    r"\approx": "≈",
    r"\le": "≤",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\geq": "≥",
    r"\ne": "≠",
    r"\neq": "≠",
    r"\leftarrow": "←",
    r"\Leftrightarrow": "⇔",
    r"\Rightarrow": "⇒",
    r"\in": "∈",
}
_ALIGNED = re.compile(r"\\(?:begin|end)\{aligned\}")
_REMARK = re.compile(r"&&\s*\\text\{[^{}]*\}")
_INNER = re.compile(r"\\begin\{[a-z]*matrix\}.*?\\end\{[a-z]*matrix\}", re.DOTALL)


@dataclass
class Links:
    """One chain: a = b ≈ c has the members a, b, c and the signs =, ≈.

    Attributes:
        members: LaTeX of each.
        signs: One fewer.
    """

    members: list[str]
    signs: list[str] = field(default_factory=list)


def chains_of(formula: str) -> list[Links]:
    """Return the chains of a formula; a row that begins with a relation or an operator goes on with the one before."""
    chains: list[Links] = []
    for row in _rows(formula):
        links = _links(row)
        if chains and not links.members[0].strip():
            chains[-1].members += links.members[1:]
            chains[-1].signs += links.signs
        elif chains and re.match(r"\s*(?:\\q?quad)?\s*\{\}", row):
            chains[-1].members[-1] += " " + links.members[0]
            chains[-1].members += links.members[1:]
            chains[-1].signs += links.signs
        else:
            chains.append(links)
    return chains


def _rows(formula: str) -> list[str]:
    """Return the rows of a display; those of a matrix stay together."""
    if not _ALIGNED.search(formula):
        return [formula]
    body = _REMARK.sub("", _ALIGNED.sub("", formula))
    hidden = _INNER.sub(lambda match: match[0].replace("\\\\", "\0\0").replace("&", "\1"), body)
    rows = hidden.replace("&", " ").split("\\\\")
    return [row.replace("\0\0", "\\\\").replace("\1", "&") for row in rows]


def _links(row: str) -> Links:
    """Cut a row at the relations outside all brackets and scripts."""
    cuts: list[Token] = []
    level = 0
    for token in tokens_of(row):
        level += (token.text == "{") - (token.text == "}")
        if token.text in SIGNS and level == 0:
            cuts.append(token)
    begins = [0, *(token.end for token in cuts)]
    ends = [*(token.start for token in cuts), len(row)]
    return Links([row[a:b] for a, b in zip(begins, ends, strict=True)], [SIGNS[token.text] for token in cuts])
