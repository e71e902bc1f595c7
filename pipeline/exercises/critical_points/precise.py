"""Formulas for a reader: names in their canonical form, numbers as exactly as they can be written."""

from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Call, Node, Number, Symbol, children, with_children

PRECISE_PLACES = 60
"""Decimals that an irrational number without a short exact form is known with."""

SHORT = "0" * 20


def canonical(node: Node) -> Node:
    """Return the formula with all names as a reader has them."""
    match node:
        case Symbol(name):
            return Symbol(canonical_name(name))
        case Call(function, arguments):
            return Call(canonical_name(function), tuple(canonical(argument) for argument in arguments))
        case _:
            return with_children(node, tuple(canonical(child) for child in children(node)))


def exactly(value: Coordinate) -> Node:
    """Return a number exactly, or with PRECISE_PLACES decimals where it has no short exact form."""
    return value.node() or _not_exact(value.decimal(PRECISE_PLACES))


def _not_exact(node: Node) -> Node:
    """Return decimals that are no short number by chance: 1.000… is not known to be 1, and ≈ stands before 1.0000."""
    if isinstance(node, Number) and node.text.endswith(SHORT):
        return Number(node.text[:-1] + "1")
    return with_children(node, tuple(map(_not_exact, children(node)))) if children(node) else node
