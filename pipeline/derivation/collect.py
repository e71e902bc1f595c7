r"""Arranges a formula as a textbook would leave it.

`multiply_out` gathers the factors of every term (numbers in front, equal bases merged). `collect` expands
polynomials, collects like terms and factors out what repeats: terms of degree two and more with one and the same
coefficient, and functions such as $e^{u}$. So ∂/∂x_1 of Rosenbrock's function ends as
$400(x_1^3 - x_1x_2) + 2x_1 - 2$.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction as Rational
from functools import reduce

from pipeline.derivation.tidy import without_zeros
from pipeline.notation.build import (
    decimal_number,
    decimal_text,
    neg,
    negated,
    number,
    power,
    product_of,
    quotient,
    sum_of,
)
from pipeline.notation.tree import (
    Call,
    Fraction,
    Group,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Term,
    children,
    walk,
    with_children,
)

MAX_TERMS = 400
MAX_EXPANDED_POWER = 12
MAX_BITS = 4_000
"""Size of a coefficient that is still worked out."""


@dataclass(frozen=True)
class Monomial:
    """A coefficient times powers of atoms, in the order in which they are written.

    An atom is a symbol or any part that is not expanded: a function, a root, a sum below a fraction bar.
    """

    coefficient: Rational
    powers: tuple[tuple[Node, int], ...] = ()

    def times(self, other: "Monomial") -> "Monomial":
        """Return the product; exponents of equal atoms add up."""
        powers = dict(self.powers)
        for atom, exponent in other.powers:
            powers[atom] = powers.get(atom, 0) + exponent
        kept = tuple((atom, exponent) for atom, exponent in powers.items() if exponent)
        if _bits(self.coefficient) + _bits(other.coefficient) > MAX_BITS:
            raise TooLongError
        return Monomial(self.coefficient * other.coefficient, kept)

    @property
    def degree(self) -> int:
        """Sum of the exponents of the symbols."""
        return sum(exponent for atom, exponent in self.powers if isinstance(atom, Symbol))

    def split(self) -> tuple["Monomial", frozenset[tuple[Node, int]]]:
        """Return the polynomial part, and the rest (functions, denominators) that is factored out."""
        inside = tuple(p for p in self.powers if isinstance(p[0], Symbol) and p[1] > 0)
        return Monomial(self.coefficient, inside), frozenset(self.powers) - frozenset(inside)


class TooLongError(Exception):
    """Expanding would give more than MAX_TERMS terms or a number of more than MAX_BITS bits."""


def _bits(value: Rational) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


# -- gathering factors -----------------------------------------------------------------------------


def multiply_out(node: Node) -> Node:
    """Return the node with the factors of every term gathered; sums are not expanded."""
    try:
        return _gather(node, Style.of(node))
    except TooLongError:
        return node


def _gather(node: Node, style: "Style") -> Node:
    match node:
        case Sum(terms):
            return without_zeros(Term(term.sign, _gather(term.node, style)) for term in terms)
        case Product() | Fraction():
            return style.monomial(_factors(node, style))
        case Power(base, exponent):
            return power(_gather(base, style), exponent)
        case _:
            return node


def _factors(node: Node, style: "Style") -> Monomial:
    """Return a product as one monomial; sums among its factors are atoms."""
    match node:
        case Number(text):
            return Monomial(Rational(text))
        case Group(body):
            return _factors(body, style)
        case Sum() if (inner := negated(node)) is not None:
            return Monomial(Rational(-1)).times(_factors(inner, style))
        case Product(factors):
            return reduce(Monomial.times, (_factors(factor, style) for factor in factors))
        case Fraction(numerator, denominator):
            return _factors(numerator, style).times(_inverse(_factors(denominator, style)))
        case Power(base, Number(text)) if text.isdigit() and int(text) <= MAX_EXPANDED_POWER:
            return _raised(_factors(base, style), int(text))
        case Sum():
            return Monomial(Rational(1), ((_gather(node, style), 1),))
        case _:
            return Monomial(Rational(1), ((node, 1),))


def _inverse(monomial: Monomial) -> Monomial:
    if monomial.coefficient == 0:
        raise TooLongError
    return Monomial(1 / monomial.coefficient, tuple((atom, -exponent) for atom, exponent in monomial.powers))


def _raised(monomial: Monomial, exponent: int) -> Monomial:
    if _bits(monomial.coefficient) * exponent > MAX_BITS:
        raise TooLongError
    powers = tuple((atom, own * exponent) for atom, own in monomial.powers)
    return Monomial(monomial.coefficient**exponent, powers)


# -- expanding and collecting ----------------------------------------------------------------------


def collect(node: Node, order: Sequence[Symbol] = ()) -> Node:
    """Return the node expanded where it is polynomial, like terms collected, common factors in front.

    Args:
        node: Without derivatives.
        order: The variables in the order in which they are written; others follow by their first appearance.
    """
    style = Style.of(node, order)
    try:
        groups = _grouped(_expand(node, style), style)
    except TooLongError:
        return multiply_out(node)
    return sum_of(style.group(rest, monomials) for rest, monomials in groups.items()) if groups else number(0)


def _expand(node: Node, style: "Style") -> list[Monomial]:
    match node:
        case Number(text):
            return [Monomial(Rational(text))]
        case Group(body):
            return _expand(body, style)
        case Sum(terms):
            return _like(
                Monomial(term.sign * m.coefficient, m.powers) for term in terms for m in _expand(term.node, style)
            )
        case Product(factors):
            return _expanded_product(factors, style)
        case Power(base, Number(text)) if text.isdigit() and int(text) <= MAX_EXPANDED_POWER:
            return reduce(_convolve, [_expanded_factor(base, style)] * int(text), [Monomial(Rational(1))])
        case Fraction(numerator, denominator):
            return _convolve(_expand(numerator, style), [_below(denominator, style)])
        case Symbol():
            return [Monomial(Rational(1), ((node, 1),))]
        case _:
            return [Monomial(Rational(1), ((_inside(node, style), 1),))]


def _inside(node: Node, style: "Style") -> Node:
    """Arrange the arguments of a function; powers with other exponents stay as they are."""
    if isinstance(node, Call):
        return with_children(node, tuple(_gather(child, style) for child in children(node)))
    return node


def _expanded_product(factors: Sequence[Node], style: "Style") -> list[Monomial]:
    return reduce(_convolve, (_expanded_factor(factor, style) for factor in factors), [Monomial(Rational(1))])


def _expanded_factor(factor: Node, style: "Style") -> list[Monomial]:
    return _expand(factor, style) if is_polynomial(factor) else [_factors(factor, style)]


def _below(denominator: Node, style: "Style") -> Monomial:
    return _inverse(_factors(denominator, style))


def _convolve(left: Sequence[Monomial], right: Sequence[Monomial]) -> list[Monomial]:
    if len(left) * len(right) > MAX_TERMS:
        raise TooLongError
    return _like(a.times(b) for a in left for b in right)


def _like(monomials: Iterable[Monomial]) -> list[Monomial]:
    totals: dict[frozenset[tuple[Node, int]], Monomial] = {}
    for monomial in monomials:
        key = frozenset(monomial.powers)
        before = totals.get(key)
        total = monomial.coefficient + (before.coefficient if before else 0)
        totals[key] = Monomial(total, before.powers if before else monomial.powers)
    return [monomial for monomial in totals.values() if monomial.coefficient]


def is_polynomial(node: Node) -> bool:
    """Tell whether expanding the node leaves symbols and numbers only."""
    match node:
        case Power(base, exponent):
            return is_polynomial(base) and isinstance(exponent, Number)
        case Fraction(numerator, denominator):
            return is_polynomial(numerator) and isinstance(denominator, Number)
        case Call():
            return False
        case _:
            return all(is_polynomial(child) for child in children(node))


Rest = frozenset[tuple[Node, int]]


def _grouped(monomials: Iterable[Monomial], style: "Style") -> dict[Rest, list[Monomial]]:
    groups: dict[Rest, list[Monomial]] = {}
    for monomial in monomials:
        inside, rest = monomial.split()
        groups.setdefault(rest, []).append(inside)
    return {rest: sorted(group, key=style.rank) for rest, group in groups.items()}


# -- writing ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Style:
    """How monomials are written.

    Attributes:
        order: Position of each symbol and, after those, of every other part by its first appearance.
        decimals: Write exact coefficients as decimals where they are finite (the sheet wrote decimals).
    """

    order: Mapping[Node, int]
    decimals: bool

    @staticmethod
    def of(node: Node, order: Sequence[Symbol] = ()) -> "Style":
        """Return the style that suits a formula: its own order of names, its own kind of numbers."""
        parts = [part for _, part in walk(node)]
        names = dict.fromkeys([*order, *(part for part in parts if isinstance(part, Symbol)), *parts])
        decimals = any(isinstance(part, Number) and "." in part.text for part in parts)
        return Style({name: position for position, name in enumerate(names)}, decimals)

    def number(self, value: Rational) -> Node:
        """Return a coefficient."""
        return decimal_number(value) if self.decimals else number(value)

    def rank(self, monomial: Monomial) -> tuple[int, tuple[int, ...]]:
        """Sort key: higher degree first, then higher powers of earlier symbols."""
        exponents = dict(monomial.powers)
        symbols = (atom for atom in self.order if isinstance(atom, Symbol))
        return -monomial.degree, tuple(-exponents.get(symbol, 0) for symbol in symbols)

    def monomial(self, monomial: Monomial) -> Node:
        """Return coefficient, symbols, other atoms, with negative exponents below a fraction bar."""
        if monomial.coefficient == 0:
            return number(0)
        above = self._powers(monomial.powers, 1)
        below = self._powers(monomial.powers, -1)
        coefficient = monomial.coefficient
        if not below:
            return product_of((self.number(coefficient), *above))
        if not (self.decimals and decimal_text(coefficient)):
            below = (number(coefficient.denominator), *below)
            coefficient = Rational(coefficient.numerator)
        return quotient(product_of((self.number(coefficient), *above)), product_of(below))

    def _powers(self, powers: Sequence[tuple[Node, int]], sign: int) -> tuple[Node, ...]:
        chosen = [(atom, exponent * sign) for atom, exponent in powers if exponent * sign > 0]
        chosen.sort(key=self._place)
        return tuple(_raise(atom, exponent) for atom, exponent in chosen)

    def group(self, rest: Rest, monomials: Sequence[Monomial]) -> Node:
        """Return polynomial · rest."""
        ordered = sorted(rest, key=self._place)
        if len(monomials) == 1:
            return self.monomial(monomials[0].times(Monomial(Rational(1), tuple(ordered))))
        if not rest:
            return self.polynomial(monomials)
        polynomial = self._plain(monomials)
        above, below = self._powers(ordered, 1), self._powers(ordered, -1)
        top = product_of((polynomial, *above)) if above else polynomial
        return quotient(top, product_of(below)) if below else top

    def polynomial(self, monomials: Sequence[Monomial]) -> Node:
        """Return the sum, with a coefficient that several terms share in front of brackets."""
        sizes = {abs(m.coefficient) for m in monomials}
        if len(sizes) == 1 and sizes != {Rational(1)} and len(monomials) > 1:
            return self._shared(monomials)
        parts: list[Node] = []
        remaining = _positive_first(monomials)
        while remaining:
            first = remaining[0]
            alike = [m for m in remaining if m.degree > 1 and abs(m.coefficient) == abs(first.coefficient)]
            if len(alike) > 1 and first.degree > 1 and abs(first.coefficient) != 1:
                parts.append(self._shared(alike))
                remaining = [m for m in remaining if m not in alike]
            else:
                parts.append(self.monomial(remaining.pop(0)))
        return sum_of(parts)

    def _plain(self, monomials: Sequence[Monomial]) -> Node:
        """Return the sum; a coefficient is drawn out only where all terms share it."""
        sizes = {abs(m.coefficient) for m in monomials}
        if len(sizes) == 1 and sizes != {Rational(1)}:
            return self.polynomial(monomials)
        return sum_of(self.monomial(m) for m in _positive_first(monomials))

    def _place(self, power: tuple[Node, int]) -> tuple[int, int, str]:
        """Sort key of factors: symbols in their order, then the rest by first appearance, exponentials last."""
        atom = power[0]
        position = self.order.get(atom, len(self.order))
        kind = 0 if isinstance(atom, Symbol) else 2 if _is_exponential(atom) else 1
        return kind, position, "" if position < len(self.order) else repr(atom)

    def _shared(self, monomials: Sequence[Monomial]) -> Node:
        """Return c(…); the terms in brackets begin with a positive one."""
        size = abs(monomials[0].coefficient)
        unit = [Monomial(m.coefficient / size, m.powers) for m in monomials]
        if all(m.coefficient < 0 for m in unit):
            unit = [Monomial(-m.coefficient, m.powers) for m in unit]
            return neg(Product((self.number(size), sum_of(self.monomial(m) for m in unit))))
        ordered = sorted(unit, key=lambda m: m.coefficient < 0)
        return Product((self.number(size), sum_of(self.monomial(m) for m in ordered)))


def _positive_first(monomials: Sequence[Monomial]) -> list[Monomial]:
    """Turn the order round where that makes a sum of higher degree begin with a positive term: 1 − x²."""
    turn = monomials[0].degree > 1 and monomials[0].coefficient < 0 < monomials[-1].coefficient
    return list(reversed(monomials) if turn else monomials)


def _is_exponential(atom: Node) -> bool:
    match atom:
        case Call("exp") | Power(Symbol("e")):
            return True
        case _:
            return False


def _raise(atom: Node, exponent: int) -> Node:
    if exponent == 1:
        return atom
    if isinstance(atom, Call) and atom.function == "exp":
        return Call("exp", (product_of((number(exponent), atom.arguments[0])),))
    if isinstance(atom, Call) and atom.function == "sqrt" and exponent % 2 == 0:
        return power(atom.arguments[0], exponent // 2)
    if isinstance(atom, Power) and isinstance(atom.base, Symbol) and atom.base.name == "e":
        return Power(atom.base, product_of((number(exponent), atom.exponent)))
    return power(atom, exponent)
