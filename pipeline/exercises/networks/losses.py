"""The losses as mathematics: the formula over the outputs, with an index and written out, and its slope."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction as Rational

from pipeline.notation.build import ONE, TWO, difference, neg, number, power, product_of, quotient, sum_of
from pipeline.notation.tree import BigSum, Call, Fraction, Indexed, Node, Product, Sum, Symbol, Term


@dataclass(frozen=True)
class Loss:
    """A loss that is a sum over the outputs.

    Attributes:
        term: The contribution of an output, from its target y and its activation a.
        whole: From the sum of the terms and the number of outputs to the loss.
        slope: The derivative of the loss by an output, from target, activation and number of outputs.
    """

    term: Callable[[Node, Node], Node]
    whole: Callable[[Node, int], Node]
    slope: Callable[[Node, Node, int], Node]


def _log(node: Node) -> Node:
    return Call("log", (node,))


def _square(y: Node, a: Node) -> Node:
    return power(difference(y, a), 2)


def _cross_terms(y: Node, a: Node) -> Node:
    return sum_of((Product((y, _log(a))), Product((difference(ONE, y), _log(difference(ONE, a))))))


def _cross_slope(y: Node, a: Node, _: int) -> Node:
    return Sum((Term(-1, Fraction(y, a)), Term(1, Fraction(difference(ONE, y), difference(ONE, a)))))


LOSSES: Mapping[str, Loss] = {
    "half squared error": Loss(
        _square,
        lambda total, m: Product((Fraction(ONE, TWO), total)),
        lambda y, a, m: neg(difference(y, a)),
    ),
    "squared error": Loss(
        _square,
        lambda total, m: total,
        lambda y, a, m: neg(Product((TWO, difference(y, a)))),
    ),
    "mean squared error": Loss(
        _square,
        lambda total, m: product_of((quotient(ONE, number(m)), total)),
        lambda y, a, m: neg(product_of((number(Rational(2, m)), difference(y, a)))),
    ),
    "cross-entropy": Loss(
        lambda y, a: Product((y, _log(a))),
        lambda total, m: neg(total),
        lambda y, a, m: neg(Fraction(y, a)),
    ),
    "binary cross-entropy": Loss(_cross_terms, lambda total, m: neg(total), _cross_slope),
}


def loss_formula(name: str, targets: Sequence[Node], outputs: Sequence[Node]) -> Node:
    """Return the loss written out over all outputs."""
    loss = LOSSES[name]
    terms = [loss.term(y, a) for y, a in zip(targets, outputs, strict=True)]
    total = terms[0] if len(terms) == 1 else Sum(tuple(Term(1, term) for term in terms))
    return loss.whole(total, len(terms))


def general_formula(name: str, target: str, output: str, outputs: int, index: Symbol) -> Node:
    """Return the loss as a sum over an index.

    Args:
        name: Of the loss.
        target: Name of the targets, without index.
        output: Name of the outputs, without index.
        outputs: Their number.
        index: Of the sum.
    """
    term = LOSSES[name].term(Indexed(target, (index,)), Indexed(output, (index,)))
    return LOSSES[name].whole(BigSum(index, ONE, number(outputs), term), outputs)
