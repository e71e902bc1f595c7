"""Short constructors that set signs, ones and zeros as a person writes them.

`sum_of` turns `+ (-3)` into `- 3`, flattens and drops zeros; `product_of` flattens, drops ones and moves minus
signs to the front. Use the nodes themselves where an unevaluated form is wanted (`1 · 1`, `2 · 1 - 2`).
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction as Rational

from pipeline.notation.tree import (
    Chain,
    Fraction,
    Link,
    Matrix,
    Node,
    Number,
    Power,
    Product,
    RelationSign,
    Sign,
    Sum,
    Symbol,
    Term,
)

ZERO = Number("0")
ONE = Number("1")
TWO = Number("2")


def number(value: int | Rational | Decimal | str) -> Node:
    """Return an exact number: a literal, a negated literal or a fraction of integers.

    A string keeps its digits (`"0.2500"`, also `"-3"`); a Rational that is no integer becomes a fraction bar.
    """
    if isinstance(value, str | Decimal):
        text = str(value)
        return neg(Number(text[1:])) if text.startswith("-") else Number(text)
    exact = Rational(value)
    size = Number(str(abs(exact.numerator)))
    node = size if exact.denominator == 1 else Fraction(size, Number(str(exact.denominator)))
    return neg(node) if exact < 0 else node


def decimal_number(value: Rational) -> Node:
    """Return an exact number as a finite decimal where it is one (1/5 → 0.2), else as `number` does."""
    return number(decimal_text(value) or value)


def decimal_text(value: Rational) -> str:
    """Return the finite decimal expansion of a rational (at most 12 places), or an empty string."""
    for places in range(13):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = f"{abs(scaled.numerator):0{places + 1}d}"
            text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
            return f"-{text}" if value < 0 else text
    return ""


def neg(node: Node) -> Node:
    """Return the negative; a double minus vanishes."""
    inner = negated(node)
    return inner if inner is not None else Sum((Term(-1, node),))


def negated(node: Node) -> Node | None:
    """Return what stands after the minus sign of a one-term sum, or None where there is none."""
    if isinstance(node, Sum) and len(node.terms) == 1 and node.terms[0].sign == -1:
        return node.terms[0].node
    return None


def number_value(node: Node) -> Rational | None:
    """Return the value of a literal, a negated one or a fraction of them; None for anything else."""
    inner = negated(node)
    match node:
        case _ if inner is not None:
            value = number_value(inner)
            return None if value is None else -value
        case Number(text):
            return Rational(text)
        case Fraction(numerator, denominator):
            above, below = number_value(numerator), number_value(denominator)
            return None if above is None or not below else above / below
        case _:
            return None


def is_number(node: Node, value: int) -> bool:
    """Tell whether the node is this literal integer."""
    return isinstance(node, Number) and node.text == str(value)


def signed_terms(node: Node) -> tuple[Term, ...]:
    """Return the node as signed terms: those of a Sum, with minus signs of products pulled out."""
    if isinstance(node, Sum):
        return tuple(inner for term in node.terms for inner in _signed(term))
    return _signed(Term(1, node))


def _signed(term: Term) -> tuple[Term, ...]:
    if isinstance(term.node, Sum):
        return tuple(
            Term(_times(term.sign, inner.sign), inner.node) for own in term.node.terms for inner in _signed(own)
        )
    return (term,)


def _times(a: Sign, b: Sign) -> Sign:
    return 1 if a == b else -1


def sum_of(nodes: Iterable[Node]) -> Node:
    """Return the sum of the nodes: flattened, without zeros, signs set as a person writes them."""
    terms = tuple(term for node in nodes for term in signed_terms(node) if not is_number(term.node, 0))
    if not terms:
        return ZERO
    if len(terms) == 1 and terms[0].sign == 1:
        return terms[0].node
    return Sum(terms)


def difference(left: Node, right: Node) -> Node:
    """Return left − right."""
    return sum_of((left, negative_of(right)))


def negative_of(node: Node) -> Node:
    """Return the node with every term's sign turned."""
    flipped = tuple(Term(_times(-1, term.sign), term.node) for term in signed_terms(node))
    return flipped[0].node if len(flipped) == 1 and flipped[0].sign == 1 else Sum(flipped)


def product_of(nodes: Iterable[Node]) -> Node:
    """Return the product: flattened, without ones, zero if a factor is zero, one sign in front."""
    factors: list[Node] = []
    sign = 1
    for node in nodes:
        inner = negated(node)
        sign = -sign if inner is not None else sign
        core = node if inner is None else inner
        factors.extend(core.factors if isinstance(core, Product) else (core,))
    if any(is_number(factor, 0) for factor in factors):
        return ZERO
    kept = tuple(factor for factor in factors if not is_number(factor, 1))
    node = kept[0] if len(kept) == 1 else Product(kept) if kept else ONE
    return neg(node) if sign < 0 else node


def quotient(numerator: Node, denominator: Node) -> Node:
    """Return a fraction with the sign of the numerator in front, or the numerator where the denominator is 1."""
    if is_number(denominator, 1) or is_number(numerator, 0):
        return numerator
    inner = negated(numerator)
    return Fraction(numerator, denominator) if inner is None else neg(Fraction(inner, denominator))


def power(base: Node, exponent: int | Node) -> Node:
    """Return the power; exponent 1 leaves the base, exponent 0 gives 1."""
    node = number(exponent) if isinstance(exponent, int) else exponent
    if is_number(node, 1):
        return base
    return ONE if is_number(node, 0) else Power(base, node)


def symbols(*names: str) -> tuple[Symbol, ...]:
    """Return one Symbol per name."""
    return tuple(Symbol(name) for name in names)


def column(entries: Iterable[Node]) -> Matrix:
    """Return a column vector, shape (n, 1)."""
    return Matrix(tuple((entry,) for entry in entries))


def chain(first: Node, *links: tuple[RelationSign, Node] | tuple[RelationSign, Node, str]) -> Chain:
    """Return a relation chain from (relation, member[, remark]) tuples."""
    return Chain(first, tuple(Link(*link) for link in links))
