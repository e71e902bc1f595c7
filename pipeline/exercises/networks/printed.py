"""Numbers as the page shows them, and formulas with those numbers put in.

A value is shown exactly where it is a short decimal, else rounded from full precision. Whether what follows is
joined by `=` or `≈` depends on that: from the first rounded operand on it is `≈`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pipeline.derivation.substitute import substitute
from pipeline.equality.relation import has_value
from pipeline.errors import ComputationError
from pipeline.exercises.networks.real import Real, bounds
from pipeline.exercises.numerals import given_node
from pipeline.notation import expression as ex
from pipeline.notation.build import decimal_text, negated, number
from pipeline.notation.meaning import meaning
from pipeline.notation.rounding import decimal_text as rounded_text
from pipeline.notation.tree import (
    Group,
    Link,
    Node,
    Number,
    Power,
    Product,
    RelationSign,
    Sum,
    Symbol,
    Term,
    descendants,
    rebuilt,
)
from pipeline.notation.writer import latex

LONGEST_EXACT = 6
"""Decimals that an exact value may have to be shown in full, if the page's own number of decimals is not larger."""

LONGEST_LITERAL = 16
"""Characters of an exact value that is shown in full."""

LEAST_DIGITS = 2
"""A rounded value with fewer significant digits gets more decimals than the page's others."""

SMALL = Fraction(1, 10**4)
"""A given number below it is a power of ten where it is one."""

MORE_DIGITS = 3
HUGE = 10**8
MOST_PLACES = 9

_ALWAYS_DEFINED = frozenset((Sum, Term, Product, Number, Group))


@dataclass(frozen=True)
class Shown:
    """A number on the page.

    Attributes:
        node: Its literal.
        relation: `=` where the literal is the value itself, `≈` where it is rounded.
    """

    node: Node
    relation: RelationSign


def given(value: Fraction) -> Shown:
    """Return a number of the sheet as its author wrote it; a small power of ten, with zeros to count, as such."""
    if 0 < value < SMALL and value == Fraction(10) ** (exponent := _exponent(value)):
        return Shown(Power(number(10), number(exponent)), "=")
    return Shown(given_node(value), "=")


def shown(value: Real | Fraction, places: int) -> Shown:
    """Return a value as the page shows it: exactly, or with so many decimals, or more where it is tiny."""
    low, high = bounds(value)
    if low == high:
        decimal = decimal_text(low)
        if decimal and len(decimal) <= LONGEST_LITERAL and len(decimal.partition(".")[2]) <= max(places, LONGEST_EXACT):
            return Shown(number(decimal), "=")
    size = max(abs(low), abs(high))
    if size >= HUGE:
        return Shown(_scientific(low, high, _exponent(size), places + 1), "≈")
    if size * 10 ** (places - LEAST_DIGITS + 1) >= 1:
        return Shown(number(_rounded(low, high, places)), "≈")
    more = MORE_DIGITS - 1 - _exponent(size)
    if more <= MOST_PLACES:
        return Shown(number(_rounded(low, high, more)), "≈")
    return Shown(_scientific(low, high, _exponent(size), MORE_DIGITS), "≈")


def _scientific(low: Fraction, high: Fraction, exponent: int, digits: int) -> Node:
    scale = Fraction(10) ** -exponent
    mantissa = _rounded(low * scale, high * scale, digits - 1)
    if mantissa.lstrip("-").startswith("10"):
        return _scientific(low, high, exponent + 1, digits)
    return number(f"{mantissa}e{exponent}")


def shown_activation(value: Real | Fraction, places: int) -> Shown:
    """Return what a unit gives as the page shows it, with enough decimals to tell it from 1 and -1.

    The slope a(1 - a) of a saturated unit, or the logarithm of 1 - a, would make nothing of 1.0000.
    """
    low, high = bounds(value)
    distance = min(abs(1 - abs(low)), abs(1 - abs(high)))
    while distance and places < MOST_PLACES and distance * 10 ** (places - LEAST_DIGITS + 1) < 1:
        places += 1
    return shown(value, places)


def plain_text(number: Shown, value: Real | Fraction) -> str:
    """Return a number as running text has it, with all its digits where formulas use powers of ten."""
    text = latex(number.node)
    if "10^" not in text:
        return text
    low, high = bounds(value)
    return _rounded(low, high, max(1, MORE_DIGITS - 1 - _exponent(max(abs(low), abs(high)))))


def _exponent(size: Fraction) -> int:
    """Return the exponent of the leading digit of a positive number."""
    bits = size.numerator.bit_length() - size.denominator.bit_length()
    exponent = math.floor(bits * math.log10(2)) - 1
    while size >= Fraction(10) ** (exponent + 1):
        exponent += 1
    return exponent


def _rounded(low: Fraction, high: Fraction, places: int) -> str:
    nearest = round(low * 10**places)
    if nearest != round(high * 10**places):
        raise ComputationError("a value lies so close to the middle between two decimals that it cannot be rounded")
    return rounded_text(nearest, places)


def put_in(formula: Node, printed: Mapping[str, Shown]) -> Link:
    """Return the formula with numbers in the place of names, joined by what that makes of it."""
    names = {part.name for part in descendants(formula) if isinstance(part, Symbol)}
    known = {name: printed[name] for name in names if name in printed}
    exact = all(item.relation == "=" for item in known.values())
    numbers = substitute(formula, {name: item.node for name, item in known.items()})
    return Link("=" if exact else "≈", with_signs(numbers))


def with_signs(node: Node) -> Node:
    """Return the node as a person writes negative numbers: `0.1 - 0.3` for 0.1 + (-0.3), a leading minus bare."""
    node = rebuilt(node, with_signs)
    match node:
        case Sum(terms) if len(terms) > 1:
            return Sum(tuple(_signed(term) for term in terms))
        case Product(factors) if (size := negated(factors[0])) is not None:
            return Sum((Term(-1, Product((size, *factors[1:]))),))
        case _:
            return node


def _signed(term: Term) -> Term:
    size = negated(term.node)
    return Term(-1, size) if term.sign > 0 and size is not None else term


def numeric_links(formula: Node, value: Shown, printed: Mapping[str, Shown]) -> tuple[Link, ...]:
    """Return the numbers put in, then the value; only the value where the numbers say nothing more.

    Nothing more say also those that rounding has left without a value, as in ln(1 - 1.0000).
    """
    numbers = put_in(formula, printed)
    if numbers.node in (value.node, formula) or not _means_something(numbers):
        return (Link(value.relation, value.node),)
    return (numbers, Link(_last_relation(numbers, value), value.node))


def _means_something(numbers: Link) -> bool:
    return numbers.relation == "=" or _always_has_value(numbers.node) or has_value(numbers.node)


def _always_has_value(formula: Node) -> bool:
    """Tell whether a formula consists of sums and products of numbers, and of positive whole powers, alone."""
    return all(
        type(part) in _ALWAYS_DEFINED or (isinstance(part, Power) and _is_positive_whole(part.exponent))
        for part in descendants(formula)
    )


def _is_positive_whole(node: Node) -> bool:
    return isinstance(node, Number) and node.text.isdecimal() and node.text.strip("0") != ""


def _last_relation(numbers: Link, value: Shown) -> RelationSign:
    if value.relation == "=" and (numbers.relation == "=" or _same(numbers.node, value.node)):
        return "="
    return "≈"


def _same(formula: Node, literal: Node) -> bool:
    """Tell whether the printed numbers give the printed value exactly, as in 0.0312 · 0 = 0."""
    left, right = ex.fold(meaning(formula), _with_steps), meaning(literal)
    return isinstance(left, ex.Const) and isinstance(right, ex.Const) and left.value == right.value


def _with_steps(node: ex.Expr, parts: tuple[ex.Expr, ...]) -> ex.Expr:
    if isinstance(node, ex.Fn) and node.name == "step" and isinstance(parts[0], ex.Const):
        return ex.const(int(parts[0].value > 0))
    return ex.rebuild(node, parts)
