"""Puts values in the place of names; nothing is evaluated, so that `400(1^3 - 1·1) + 2·1 - 2` stands there."""

from collections.abc import Mapping

from pipeline.notation.tree import Derivative, Node, Symbol, rebuilt


def substitute(node: Node, values: Mapping[str, Node]) -> Node:
    """Return the tree with symbols replaced by trees; the names a derivative is taken by stay."""
    if isinstance(node, Symbol):
        return values.get(node.name, node)
    if isinstance(node, Derivative):
        return node
    return rebuilt(node, lambda part: substitute(part, values))
