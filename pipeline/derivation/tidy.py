"""Small cleaning that a person does without a word: zeros and ones vanish, signs are set, sums are flattened."""

from collections.abc import Iterable

from pipeline.notation.build import ZERO, is_number, negated, power, product_of, quotient
from pipeline.notation.tree import (
    Derivative,
    Fraction,
    Group,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Term,
    children,
    with_children,
)


def tidy(node: Node) -> Node:
    """Return the node without zeros, ones and double signs; the order of everything else stays."""
    if isinstance(node, Derivative | Number):
        return node
    node = with_children(node, tuple(tidy(child) for child in children(node)))
    match node:
        case Sum(terms):
            return without_zeros(terms)
        case Product(factors):
            return _product(factors)
        case Power(base, exponent):
            return power(base, exponent)
        case Fraction(numerator, denominator):
            return quotient(numerator, denominator)
        case Group(body):
            return body if not isinstance(body, Product | Fraction) else node
        case _:
            return node


def without_zeros(terms: Iterable[Term]) -> Node:
    """Return the sum without zeros, positive inner sums flattened; −(a + b) keeps its brackets."""
    kept: list[Term] = []
    for term in terms:
        inner = negated(term.node)
        if inner is not None:
            kept.append(Term(1 if term.sign < 0 else -1, inner))
        elif isinstance(term.node, Sum) and term.sign > 0:
            kept.extend(term.node.terms)
        else:
            kept.append(term)
    kept = [term for term in kept if not is_number(term.node, 0)]
    if not kept:
        return ZERO
    return kept[0].node if len(kept) == 1 and kept[0].sign > 0 else Sum(tuple(kept))


def _product(factors: tuple[Node, ...]) -> Node:
    """Drop ones and zeros, but keep a signed factor where it stands: 2(x − 1) · (−1) is not yet multiplied out."""
    if any(is_number(factor, 0) for factor in factors):
        return ZERO
    flat = [inner for factor in factors for inner in (factor.factors if isinstance(factor, Product) else (factor,))]
    kept = [factor for factor in flat if not is_number(factor, 1)]
    if len(kept) == len(flat) > 1:
        return Product(tuple(flat))
    return Product(tuple(kept)) if len(kept) > 1 else product_of(kept)
