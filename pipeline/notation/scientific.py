r"""Numbers in scientific notation: $1.23 \cdot 10^{-9}$ is one literal, with half a unit in its own last place."""

from pipeline.notation.tree import Node, Number, Power, Product, Sum, rebuilt


def with_literals(node: Node) -> Node:
    """Return the formula with every `m · 10^k` in it, m written with a decimal point, as one number `mek`."""
    node = rebuilt(node, with_literals)
    return _joined(node) if isinstance(node, Product) else node


def with_powers_of_ten(node: Node) -> Node:
    """Return the formula with every power of ten in it as one number `1ek`."""
    if exponent := _exponent_of_ten(node):
        return Number(f"1e{exponent}", span=node.span)
    return rebuilt(node, with_powers_of_ten)


def _joined(product: Product) -> Node:
    factors: list[Node] = []
    for factor in product.factors:
        before = factors[-1] if factors else None
        exponent = _exponent_of_ten(factor)
        if isinstance(before, Number) and "." in before.text and "e" not in before.text and exponent:
            factors[-1] = Number(f"{before.text}e{exponent}", span=before.span)
        else:
            factors.append(factor)
    return factors[0] if len(factors) == 1 else Product(tuple(factors), span=product.span)


def _exponent_of_ten(node: Node) -> str:
    """Return k of a power 10^k with a whole k, else nothing."""
    if not isinstance(node, Power) or node.base != Number("10"):
        return ""
    match node.exponent:
        case Number(text) if text.isdigit():
            return text
        case Sum((term,)) if isinstance(term.node, Number) and term.node.text.isdigit():
            return f"{'-' if term.sign < 0 else ''}{term.node.text}"
        case _:
            return ""
