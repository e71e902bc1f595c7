"""The account of a search by boxes: how many were settled by which test, and what is left."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.exercises.critical_points.box import Box
from pipeline.exercises.critical_points.eigenvalues import PLACES
from pipeline.exercises.critical_points.polynomials import exact_number
from pipeline.exercises.critical_points.stationary import SearchedCase
from pipeline.exercises.naming import point
from pipeline.exercises.solution import Content, Measured, Prose
from pipeline.notation.build import number
from pipeline.notation.tree import Node, Symbol

if TYPE_CHECKING:
    from pipeline.exercises.critical_points.enclosures import Enclosures


BITS = 64


def boxes_content(case: SearchedCase) -> list[Content]:
    """Return one account for each group of variables that was searched by itself."""
    several = len(case.blocks) > 1
    return [
        _account(names if several else (), enclosures)
        for names, enclosures in zip(case.blocks, case.enclosures, strict=True)
    ]


def _account(names: Sequence[str], enclosures: "Enclosures") -> dict[str, Content]:
    """Return the counts of all searches for these variables."""
    searches = enclosures.searches
    dropped = {test: sum(search.dropped[test] for search in searches) for test in ("value", "slope", "newton")}
    return {
        "variables": Prose(_listed([Symbol(name) for name in names])) if names else "",
        "looked_at": _measured(sum(search.looked_at for search in searches)),
        "value": _measured(dropped["value"]) if dropped["value"] else "",
        "slope": _measured(dropped["slope"]) if dropped["slope"] else "",
        "newton": _measured(dropped["newton"]) if dropped["newton"] else "",
        "inside": _measured(sum(search.inside for search in searches)),
        "solutions": _measured(len(enclosures.roots)),
        "none": "" if enclosures.roots else "yes",
        "one": "yes" if len(enclosures.roots) == 1 else "",
        "left": _measured(len(enclosures.left)) if enclosures.left else "",
        "near": _near(enclosures.left),
        "tips": [Prose((point([exact_number(x) for x in tip.place]),)) for tip in enclosures.tips],
        "unproved": "yes" if enclosures.unproved else "",
        "algebra": "" if searches else "yes",
        "values": _values(enclosures) if not searches else [],
    }


def _values(enclosures: "Enclosures") -> list[Content]:
    """Return the solutions in one variable, exact where short, else rounded; nothing for several variables."""
    if any(len(root.coordinates) > 1 for root in enclosures.roots):
        return []
    coordinates = [c for root in enclosures.roots for c in root.coordinates.values()]
    coordinates.sort(key=lambda c: float(c.ball(BITS).mid()))
    return [Prose((c.decimal(PLACES) if (node := c.node()) is None else node,)) for c in coordinates]


def _measured(count: int) -> Measured:
    return Measured(str(count), number(count))


def _listed(items: Sequence[Node]) -> tuple[str | Node, ...]:
    parts: list[str | Node] = []
    for position, item in enumerate(items):
        parts.extend([] if position == 0 else [" and " if position == len(items) - 1 else ", "])
        parts.append(item)
    return tuple(parts)


def _near(left: Sequence[Box]) -> str:
    """Return in words where boxes are left, if they all lie close together."""
    if not left:
        return ""
    low = [min(box[i][0] for box in left) for i in range(len(left[0]))]
    high = [max(box[i][1] for box in left) for i in range(len(left[0]))]
    if any(b - a > 0.01 for a, b in zip(low, high, strict=True)):
        return ""
    return f"({', '.join(f'{(a + b) / 2:.4f}' for a, b in zip(low, high, strict=True))})".replace("-0.0000", "0.0000")
