r"""Tokens of a formula → units: the rows of a display, those joined that continue a chain, remarks taken off.

A row continues the one before if it begins with a relation, +, · or /, or with − where nothing stands left of the
alignment, or if the row before ends in the middle of something.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.notation.reader.commands import ALIGNING, CASES, CLOSING, OPENING
from pipeline.notation.reader.tokens import CONNECTIVES, Token

CONTINUING = frozenset(("+", "\\cdot", "\\times", "\\odot", "/", ")", "]", "|)", "‖)"))
UNFINISHED = frozenset(("+", "-", "\\cdot", "\\times", "\\odot", "/", "("))
PUNCTUATION = frozenset((",", ".", ";", ":", "(", ")", "[", "]", "!"))


@dataclass
class Unit:
    """The tokens of what is one formula, from one row or several.

    Attributes:
        tokens: Without ampersands and ends of rows.
        remarks: For each remark the number of tokens before it.
        opened: Brackets that are still open.
    """

    tokens: list[Token] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)
    opened: int = 0

    def extend(self, tokens: Sequence[Token]) -> None:
        """Add the tokens of another row, and count the brackets left open."""
        self.tokens += tokens
        self.opened += sum((token.text in OPENING) - (token.text in CLOSING) for token in tokens)


def units(tokens: Sequence[Token]) -> list[Unit]:
    """Return the units of a formula in order."""
    found: list[Unit] = []
    if not any(token.kind in ("row", "begin") or token.text == "&" for token in tokens):
        _add_row(found, [list(tokens)], aligned=False)
        return found
    flat = _flattened(tokens)
    aligned = any(token.text == "&" and level == 0 for token, level in zip(flat, _levels(flat), strict=True))
    for row in _split(flat, "row"):
        _add_row(found, [list(cell) for cell in _split(row, "&")], aligned=aligned)
    return [unit for unit in found if unit.tokens]


def _flattened(tokens: Sequence[Token]) -> list[Token]:
    """Drop alignments around everything, and the curly bracket in front of a system of equations."""
    system, outer_array = _is_system(tokens), _is_outer_array(tokens)
    flat: list[Token] = []
    level = 0
    for token in tokens:
        opens = token.kind in ("begin", "end") and level == 0 and (token.text in ALIGNING or outer_array)
        if opens or (system and level == 0 and token.text in CASES and token.kind in ("begin", "end")):
            if flat and flat[-1].kind != "row" and token.kind == "end":
                flat.append(Token("row", "", token.start, token.end))
            continue
        level += {"{": 1, "}": -1}.get(token.text, 0)
        flat.append(token)
    if flat and flat[0].text == "\\{" and tokens[1:2] and tokens[1].kind == "begin":
        return flat[1:-1] if flat[-1].text == "\\}" else flat[1:]
    return flat


def _is_system(tokens: Sequence[Token]) -> bool:
    """Tell whether the formula is a curly bracket before equations: its first cell holds a relation."""
    if not tokens or tokens[0].kind != "begin" or tokens[0].text not in CASES or tokens[-1].kind != "end":
        return False
    for token in tokens[1:]:
        if token.kind == "relation" or token.text == "&" or token.kind == "row":
            return token.kind == "relation"
    return False


def _is_outer_array(tokens: Sequence[Token]) -> bool:
    """Tell whether the formula is one array that aligns relations: `a & = & b`."""
    if not tokens or tokens[0].text != "array" or tokens[0].kind != "begin":
        return False
    return any(a.text == "&" and b.kind == "relation" for a, b in pairwise(tokens))


def _levels(tokens: Sequence[Token]) -> list[int]:
    """Return for each token in how many groups and environments it stands."""
    level = 0
    levels = []
    for kind, text, _, _ in tokens:
        if text == "}" or kind == "end":
            level -= 1
        levels.append(level)
        if text == "{" or kind == "begin":
            level += 1
    return levels


def _split(tokens: Sequence[Token], mark: str) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token, level in zip(tokens, _levels(tokens), strict=True):
        if level == 0 and mark in (token.kind, token.text):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _add_row(found: list[Unit], cells: list[list[Token]], *, aligned: bool) -> None:
    """Add the formulas of one row: cells that go on with each other are one."""
    started = False
    for position, cell in enumerate(cells):
        if not cell:
            continue
        remark = _remark(cell) if position or len(cells) == 1 else ""
        if remark and found and (started or position):
            found[-1].remarks.append((len(found[-1].tokens), remark))
            continue
        blank_left = aligned and position > 0 and not started
        tokens, trailing = _without_trailing_remark(cell)
        fresh = not started and any(token.kind == "relation" for part in cells[position:] for token in part)
        if not _joins(found, cell, may_negate=blank_left or not fresh):
            found.append(Unit())
        found[-1].extend(_without_leading_gaps(tokens))
        if trailing:
            found[-1].remarks.append((len(found[-1].tokens), trailing))
        started = True


def _joins(found: list[Unit], cell: list[Token], *, may_negate: bool) -> bool:
    """Tell whether a cell goes on with the unit before it; a minus may also begin something new."""
    if not found or not found[-1].tokens:
        return False
    first = _first(cell)
    last = found[-1].tokens[-1]
    if first is None or first.kind == "relation" or first.text in CONTINUING:
        return True
    if last.kind == "relation" or last.text in UNFINISHED or found[-1].opened > 0:
        return True
    return first.text == "-" and may_negate


def _first(tokens: Sequence[Token]) -> Token | None:
    return next((token for token in tokens if token.kind != "gap"), None)


def _without_leading_gaps(tokens: list[Token]) -> list[Token]:
    return tokens[next((i for i, token in enumerate(tokens) if token.kind != "gap"), len(tokens)) :]


def _remark(cell: Sequence[Token]) -> str:
    """Return the words of a cell that holds nothing but words and punctuation."""
    meant = [token for token in cell if token.kind != "gap"]
    words = [token for token in meant if token.kind == "words" or (token.kind == "name" and _is_long(token))]
    if not words or any(token not in words and token.text not in PUNCTUATION for token in meant):
        return ""
    if words[0].text.lstrip('" (').split(" ")[0].lower() in CONNECTIVES - {"by", "since", "because", "from"}:
        return ""
    return " ".join(token.text.lstrip('"').strip() for token in words)


def _is_long(token: Token) -> bool:
    return len(token.text) > 1 and token.end - token.start > len(token.text) + 4


def _without_trailing_remark(cell: list[Token]) -> tuple[list[Token], str]:
    """Take words off the end of a row that are neither a condition nor a link to something else."""
    end = len(cell)
    while end and cell[end - 1].text in PUNCTUATION - {")", "]"}:
        end -= 1
    if end > 4 and cell[end - 1].text == ")" and cell[end - 2].kind == "words" and cell[end - 3].text == "(":
        return cell[: end - 3], cell[end - 2].text.lstrip('"').strip()
    if end < 2 or cell[end - 1].kind != "words":
        return cell, ""
    words = cell[end - 1].text.lstrip('"').strip()
    first = words.strip(" (").split(" ")[0].strip(",.;:").lower()
    if first in CONNECTIVES - {"by", "since", "because", "from"} or not first:
        return cell, ""
    return cell[: end - 1], words
