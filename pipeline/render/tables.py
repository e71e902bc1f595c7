r"""Tables as pandoc pipe tables, one line a row: the syntax that leaves column widths to the typesetter.

(pandoc gives relative widths only to tables with lines longer than `--columns`, which `typeset` sets out of reach.)
Markdown has no alignment on the decimal point: those columns are right-aligned, and what a number lacks in decimals
is filled up with `\phantom`, which is exactly as wide in every format.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from pipeline.exercises.solution import Cell, Prose, Table
from pipeline.notation.tree import Node

_RULES = {"l": ":---", "c": ":---:", "r": "---:", "d": "---:"}
_NUMBER = re.compile(r"\$-?\d+(?:\.(\d+))?\$")


def table_markdown(table: Table, inline: Callable[[str | Node | Prose], str], caption: str) -> str:
    """Return head, rule, rows and caption.

    Args:
        table: Shape (rows, columns).
        inline: Writes words or a node within a line.
        caption: Already Markdown.
    """
    head = [_cell(cell, inline) for cell in table.head]
    body = [[_cell(cell, inline) for cell in row] for row in table.rows]
    columns = [_aligned(column, align) for column, align in zip(zip(*body, strict=True), table.align, strict=True)]
    rows = zip(*columns, strict=True) if body else ()
    rule = [_RULES[align] for align in table.align]
    return "\n".join([*map(_line, [head, rule, *rows]), "", f": {caption}"])


def _cell(cell: Cell, inline: Callable[[str | Node | Prose], str]) -> str:
    parts = cell.parts if isinstance(cell, Prose) else (cell,)
    return "".join(inline(part) for part in parts)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _aligned(cells: Sequence[str], align: str) -> Sequence[str]:
    """Fill up the numbers of a `d` column to the same number of decimals."""
    if align != "d":
        return cells
    places = [len(match[1] or "") for match in map(_NUMBER.fullmatch, cells) if match]
    return [_filled(cell, max(places, default=0)) for cell in cells]


def _filled(cell: str, places: int) -> str:
    match = _NUMBER.fullmatch(cell)
    missing = places - len(match[1] or "") if match else 0
    if match is None or missing == 0:
        return cell
    point = "" if match[1] else "."
    return rf"{cell[:-1]}\phantom{{{point}{'0' * missing}}}$"
