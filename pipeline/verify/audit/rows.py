"""Points written in front of a matrix as rows: πP = π and (1, 0)P² = (0.86, 0.14)."""

from itertools import pairwise

from pipeline.equality.context import Context
from pipeline.notation.arrays import Array, ShapeError
from pipeline.notation.meaning import MeaningError, value_of
from pipeline.notation.tree import Matrix, Node, Product, Symbol, Transpose, Tuple, children, with_children


def with_rows(left: Node, right: Node, context: Context) -> tuple[Node, Node] | None:
    """Return two sides with the points before matrices as rows; None where that changes nothing."""
    sides = _turned(left, context), _turned(right, context)
    if sides == (left, right):
        return None
    shapes = [_shape(side, context) for side in sides]
    if shapes[0] is not None and shapes[1] == shapes[0][::-1] and _is_point(sides[1]):
        return sides[0], _row(sides[1])
    if shapes[1] is not None and shapes[0] == shapes[1][::-1] and _is_point(sides[0]):
        return _row(sides[0]), sides[1]
    return sides[0], sides[1]


def _turned(node: Node, context: Context) -> Node:
    """Return a formula in which a point directly before a matrix with as many rows is a row."""
    if not children(node):
        return node
    node = with_children(node, tuple(_turned(child, context) for child in children(node)))
    if not isinstance(node, Product):
        return node
    factors = list(node.factors)
    for place, (point, matrix) in enumerate(pairwise(node.factors)):
        if _is_point(point):
            size, shape = _shape(point, context), _shape(matrix, context)
            if size and shape and size[1] == 1 and size[0] == shape[0] > 1 and shape[1] > 1:
                factors[place] = _row(point)
    return Product(tuple(factors), span=node.span)


def _row(point: Node) -> Node:
    return Matrix((point.items,), span=point.span) if isinstance(point, Tuple) else Transpose(point, span=point.span)


def _is_point(node: Node) -> bool:
    return isinstance(node, Tuple | Symbol)


def _shape(node: Node, context: Context) -> tuple[int, int] | None:
    try:
        value = value_of(node, context.structure)
    except (MeaningError, ShapeError):
        return None
    return value.shape if isinstance(value, Array) else None
