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
from math import gcd

from pipeline.derivation.denominators import denominators_in, over_common_denominators
from pipeline.derivation.monomial import MAX_BITS, Monomial, Rest, TooLongError, bits
from pipeline.derivation.tidy import without_zeros
from pipeline.notation.build import (
    decimal_number,
    decimal_text,
    neg,
    negated,
    negative_of,
    number,
    number_value,
    power,
    product_of,
    quotient,
    signed_terms,
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
MAX_POWER = 99
"""Up to these exponents powers of sums and of letters are taken apart."""

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
        case Power(base, Number(text)) if _is_taken_apart(base, text):
            return _raised(_factors(base, style), int(text))
        case Sum():
            return Monomial(Rational(1), ((_gather(node, style), 1),))
        case _:
            return Monomial(Rational(1), (_atom(node),))


def _is_taken_apart(base: Node, exponent: str) -> bool:
    """Tell whether a power is a product of its factors: one of a letter nearly always, one of a sum if it is low."""
    most = MAX_POWER if isinstance(base, Symbol) else MAX_EXPANDED_POWER
    return exponent.isdigit() and len(exponent) <= len(str(MAX_POWER)) and int(exponent) <= most


def _inverse(monomial: Monomial) -> Monomial:
    if monomial.coefficient == 0:
        raise TooLongError
    return Monomial(1 / monomial.coefficient, tuple((atom, -exponent) for atom, exponent in monomial.powers))


def _raised(monomial: Monomial, exponent: int) -> Monomial:
    if bits(monomial.coefficient) * exponent > MAX_BITS:
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
        groups = _reduced(_grouped(_expand(node, style), style), style)
    except TooLongError:
        return multiply_out(node)
    return _written(groups, style) if groups else number(0)


def _written(groups: Mapping[Rest, Sequence[Monomial]], style: "Style") -> Node:
    """Return the sum of the groups; an exponential and a denominator that all of them have stand outside a bracket."""
    shared = _shared(groups)
    if len(groups) == 1 or not shared:
        return sum_of(style.group(rest, monomials) for rest, monomials in groups.items())
    inner = sum_of(style.group(_without(rest, shared), monomials) for rest, monomials in groups.items())
    above, below = style.powers(tuple(shared.items()), 1), style.powers(tuple(shared.items()), -1)
    return _outside(inner, above, below)


def _outside(inner: Node, above: Sequence[Node], below: Sequence[Node]) -> Node:
    """Return inner · above / below; a bracket begins with a positive term, −(a + b) has its sign in front."""
    terms = signed_terms(inner)
    if all(term.sign < 0 for term in terms):
        return negative_of(_outside(negative_of(inner), above, below))
    ordered = terms if terms[0].sign > 0 else sorted(terms, key=lambda term: term.sign < 0)
    return quotient(product_of((sum_of(Sum((term,)) for term in ordered), *above)), product_of(below))


def _shared(groups: Iterable[Rest]) -> dict[Node, int]:
    """Return the exponentials and denominators that all groups have, with the exponent that all of them have."""
    every = [dict(rest) for rest in groups]
    common = [atom for atom in every[0] if all(atom in rest for rest in every)]
    found: dict[Node, int] = {}
    for atom in common:
        exponents = {rest[atom] for rest in every}
        if len(exponents) == 1 and (_is_exponential(atom) or max(exponents) < 0):
            found[atom] = max(exponents)
    return found


def _without(rest: Rest, shared: Mapping[Node, int]) -> Rest:
    powers = ((atom, exponent - shared.get(atom, 0)) for atom, exponent in rest)
    return frozenset((atom, exponent) for atom, exponent in powers if exponent)


def _reduced(groups: dict[Rest, list[Monomial]], style: "Style") -> dict[Rest, list[Monomial]]:
    """Return the groups with one fraction for each denominator that is a polynomial, in lowest terms."""
    bases = {base: _expand(base, style) for base in denominators_in(groups)}
    if not bases:
        return groups
    merged = over_common_denominators(groups, bases)
    return {rest: sorted(group, key=style.rank) for rest, group in merged.items()}


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
        case Power(base, Number(text)) if _is_taken_apart(base, text):
            return reduce(_convolve, [_expanded_factor(base, style)] * int(text), [Monomial(Rational(1))])
        case Fraction(numerator, denominator):
            return _convolve(_expand(numerator, style), [_below(denominator, style)])
        case Symbol():
            return [Monomial(Rational(1), ((node, 1),))]
        case _:
            return [Monomial(Rational(1), (_atom(_inside(node, style)),))]


def _atom(node: Node) -> tuple[Node, int]:
    """Return a part that is not expanded, with its exponent: e^{−2u} counts as the square of e^{−u}."""
    if isinstance(node, Call) and node.function == "exp":
        argument = negated(node.arguments[0]) or node.arguments[0]
        first = argument.factors[0] if isinstance(argument, Product) else None
        if isinstance(argument, Product) and isinstance(first, Number) and first.text.isdigit() and int(first.text) > 1:
            rest = argument.factors[1:]
            inner = rest[0] if len(rest) == 1 else Product(rest)
            turned = inner if argument is node.arguments[0] else neg(inner)
            return Call("exp", (turned,)), int(first.text)
    return node, 1


def _inside(node: Node, style: "Style") -> Node:
    """Multiply out a product that is the argument of a function; everything else stays as it is."""
    if isinstance(node, Call):
        return with_children(node, tuple(_gather(c, style) if isinstance(c, Product) else c for c in children(node)))
    return node


def _expanded_product(factors: Sequence[Node], style: "Style") -> list[Monomial]:
    return reduce(_convolve, (_expanded_factor(factor, style) for factor in factors), [Monomial(Rational(1))])


def _expanded_factor(factor: Node, style: "Style") -> list[Monomial]:
    return _expand(factor, style) if is_polynomial(factor) or _is_multiplied_out(factor) else [_factors(factor, style)]


MULTIPLIED_OUT = ("exp", "sqrt", "sin", "cos", "sinh", "cosh")


def _is_multiplied_out(factor: Node) -> bool:
    """Tell whether brackets of functions are multiplied out.

    What is made of e^u, roots, sines and cosines is, and a sum whose terms all have functions; σ(1 − σ) and 1 − tanh²
    stay as they are.
    """
    inner = factor.body if isinstance(factor, Group) else factor
    calls = [part for _, part in walk(factor) if isinstance(part, Call)]
    powers = [part for _, part in walk(factor) if isinstance(part, Power)]
    if isinstance(inner, Sum) and all(_is_exponential(term.node) for term in inner.terms):
        return False  # e^u + e^{−u} is better kept: it cancels against a denominator
    if isinstance(inner, Sum) and not any(is_polynomial(term.node) for term in inner.terms):
        return True
    return (
        isinstance(inner, Sum)
        and all(call.function in MULTIPLIED_OUT for call in calls)
        and all(number_value(part.exponent) is not None or part.base == Symbol("e") for part in powers)
    )


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
        above = self.powers(monomial.powers, 1)
        below = self.powers(monomial.powers, -1)
        coefficient = monomial.coefficient
        if not below:
            return product_of((self.number(coefficient), *above))
        if not (self.decimals and decimal_text(coefficient)):
            below = (number(coefficient.denominator), *below)
            coefficient = Rational(coefficient.numerator)
        return quotient(product_of((self.number(coefficient), *above)), product_of(below))

    def powers(self, powers: Sequence[tuple[Node, int]], sign: int) -> tuple[Node, ...]:
        """Return the powers with exponents of one sign, without it, in their order."""
        chosen = [(atom, exponent * sign) for atom, exponent in powers if exponent * sign > 0]
        chosen.sort(key=self.place)
        return tuple(_raise(atom, exponent) for atom, exponent in chosen)

    def group(self, rest: Rest, monomials: Sequence[Monomial]) -> Node:
        """Return polynomial · rest."""
        ordered = sorted(rest, key=self.place)
        if len(monomials) == 1:
            return self.monomial(monomials[0].times(Monomial(Rational(1), tuple(ordered))))
        if not rest:
            return self.polynomial(monomials)
        if all(m.coefficient < 0 for m in monomials):
            return negative_of(self.group(rest, [Monomial(-m.coefficient, m.powers) for m in monomials]))
        polynomial = self.with_content(monomials)
        above, below = self.powers(ordered, 1), self.powers(ordered, -1)
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

    def with_content(self, monomials: Sequence[Monomial]) -> Node:
        """Return the sum with the largest whole number that divides all of its coefficients in front."""
        common = gcd(*(m.coefficient.numerator for m in monomials))
        if common == 1 or any(m.coefficient.denominator != 1 for m in monomials):
            return self._plain(monomials)
        return product_of(
            (number(common), self._plain([Monomial(m.coefficient / common, m.powers) for m in monomials]))
        )

    def _plain(self, monomials: Sequence[Monomial]) -> Node:
        """Return the sum; a coefficient is drawn out only where all terms share it."""
        sizes = {abs(m.coefficient) for m in monomials}
        if len(sizes) == 1 and sizes != {Rational(1)}:
            return self.polynomial(monomials)
        return sum_of(self.monomial(m) for m in _upright(monomials))

    def place(self, power: tuple[Node, int]) -> tuple[int, int, str]:
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


def _upright(monomials: Sequence[Monomial]) -> list[Monomial]:
    """Let a bracket begin with a positive term: turned round where that does it, else with the positive terms first."""
    if monomials[0].coefficient > 0 or all(m.coefficient < 0 for m in monomials):
        return list(monomials)
    if monomials[-1].coefficient > 0:
        return list(reversed(monomials))
    return sorted(monomials, key=lambda m: m.coefficient < 0)


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
    if isinstance(atom, Call) and atom.function == "sqrt":
        return power(atom.arguments[0], exponent // 2 if exponent % 2 == 0 else number(Rational(exponent, 2)))
    if isinstance(atom, Power) and isinstance(atom.base, Symbol) and atom.base.name == "e":
        return Power(atom.base, product_of((number(exponent), atom.exponent)))
    return power(atom, exponent)
