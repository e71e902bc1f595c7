"""Counter-examples that a reader can follow: at the document's own numbers, or at small whole ones."""

from collections.abc import Iterator, Sequence
from itertools import islice

from flint import arb

from pipeline.equality.context import Context
from pipeline.equality.decide import show
from pipeline.equality.indices import dimensions_in, free_indices, instances
from pipeline.equality.verdict import Witness
from pipeline.notation import expression as ex
from pipeline.notation.arrays import Array, ShapeError
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import MeaningError, Scope, value_of
from pipeline.notation.tree import Node

TRIED = 12
DIGITS = 8
MOST_NAMES = 6
"""With more names than these no point is easy to follow."""


def nice_witness(left: Node, right: Node, context: Context) -> Witness | None:
    """Return a point at which both sides are easily computed and differ; None where none was found quickly."""
    letters = free_indices(left, context) | free_indices(right, context)
    sizes = dimensions_in(left, context) | dimensions_in(right, context)
    for bound in islice(instances(letters, sizes, context), TRIED):
        indices = {name: str(int(value.value.p)) for name, value in bound.items() if isinstance(value, ex.Const)}
        for scope in (context.valued.binding(bound), context.structure.binding(bound)):
            found = _differing(left, right, scope)
            if found is not None:
                return Witness({**indices, **found.at}, found.left, found.right)
    return None


def _differing(left: Node, right: Node, scope: Scope) -> Witness | None:
    try:
        pairs = _entries(value_of(left, scope), value_of(right, scope))
    except (MeaningError, ShapeError, RecursionError):
        return None
    found = [witness for a, b in pairs if (witness := _first(a, b)) is not None]
    return max(found, key=_gap, default=None)  # rounded entries differ too, the wrong one by more


def _first(a: Expr, b: Expr) -> Witness | None:
    names = sorted(ex.variables(a) | ex.variables(b))
    points = _points(names) if len(names) <= MOST_NAMES else ()
    return next((found for point in points if (found := _at(a, b, point)) is not None), None)


def _gap(witness: Witness) -> float:
    try:
        left, right = float(witness.left), float(witness.right)
    except ValueError:
        return 0.0
    return abs(left - right) / max(abs(left), abs(right), 1e-300)


def _entries(a: "Expr | Array", b: "Expr | Array") -> list[tuple[Expr, Expr]]:
    if isinstance(a, Expr) and isinstance(b, Expr):
        return [(a, b)]
    if isinstance(a, Array) and isinstance(b, Array) and a.shape == b.shape:
        return list(zip(a.entries, b.entries, strict=True))
    return []


def _points(names: Sequence[str]) -> Iterator[dict[str, int]]:
    """Yield small whole points, the names' values all different."""
    for shift in range(TRIED if names else 1):
        yield {name: 2 + (place + shift) % (len(names) + 1) + shift // 3 for place, name in enumerate(names)}


def _at(a: Expr, b: Expr, point: dict[str, int]) -> Witness | None:
    with precision(160):
        values = {name: arb(value) for name, value in point.items()}
        left, right = ball(a, values), ball(b, values)
        if not (left.is_finite() and right.is_finite()) or left.overlaps(right):
            return None
        return Witness({name: str(value) for name, value in point.items()}, _shown(left), _shown(right))


def _shown(value: arb) -> str:
    text = show(value)
    return text if len(text) <= DIGITS + 3 else f"{float(value.mid()):.{DIGITS}g}"
