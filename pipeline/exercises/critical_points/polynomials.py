"""Polynomials as terms → as a page shows them."""

from collections.abc import Iterable, Sequence
from fractions import Fraction as Rational

from flint import fmpq

from pipeline.derivation.collect import collect
from pipeline.equality.normal_form import Terms
from pipeline.notation.build import number, power, product_of, sum_of
from pipeline.notation.tree import Node, Symbol


def exact_number(value: fmpq) -> Node:
    """Return an exact rational as a node."""
    return number(Rational(int(value.p), int(value.q)))


def polynomial_node(terms: Terms, symbols: Sequence[Symbol]) -> Node:
    """Return a polynomial, terms collected and arranged."""
    return collect(sum_of(_term(m, c, symbols) for m, c in terms.items()), symbols)


def _term(monomial: Iterable[int], coefficient: fmpq, symbols: Sequence[Symbol]) -> Node:
    powers = (power(symbol, exponent) for symbol, exponent in zip(symbols, monomial, strict=True) if exponent)
    return product_of((exact_number(coefficient), *powers))


def univariate(coefficients: Sequence[fmpq], variable: int, count: int) -> dict[tuple[int, ...], fmpq]:
    """Return coefficients (constant term first) of one of `count` variables as terms."""
    return {
        tuple(degree if i == variable else 0 for i in range(count)): value
        for degree, value in enumerate(coefficients)
        if value != 0
    }
