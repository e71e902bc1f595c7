"""How flat the activations inside a function are at the start: often the reason why its gradient is small."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from flint import arb, fmpq

from pipeline.derivation.checked import checked
from pipeline.derivation.substitute import substitute
from pipeline.exercises.exact_values import exact_value
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Content, Prose
from pipeline.notation.build import ONE, chain, decimal_number, difference, number, power, product_of
from pipeline.notation.evaluate import ball
from pipeline.notation.meaning import EMPTY, meaning
from pipeline.notation.rounding import significant_text
from pipeline.notation.tree import Call, Node, walk

MOST = 3
"""Activations that are looked at."""

DIGITS = 4

SATURATED = fmpq(1, 10)
"""A derivative below this share of the largest one is called saturated."""

SLOPES: Mapping[str, Callable[[Node], Node]] = {
    "sigmoid": lambda y: product_of((y, difference(ONE, y))),
    "tanh": lambda y: difference(ONE, power(y, 2)),
}
"""The derivative of each saturating activation by its argument, from its value."""

LARGEST = {"sigmoid": fmpq(1, 4), "tanh": fmpq(1)}
"""The largest value of that derivative, at argument 0."""


def saturation(function: Node, start: Mapping[str, Fraction]) -> list[Content]:
    """Return for each sigmoid and tanh its argument at the start and its derivative there.

    Activations whose argument is not rational there (they contain another one) are left out.

    Args:
        function: Whose parts are looked at.
        start: A value for each of its variables.
    """
    found = dict.fromkeys(part for _, part in walk(function) if isinstance(part, Call) and part.function in SLOPES)
    values = {name: given_node(value) for name, value in start.items()}
    entries = (_entry(call, substitute(call.arguments[0], values)) for call in found)
    return [entry for entry in entries if entry][:MOST]


def _entry(call: Call, argument: Node) -> Content:
    exact = exact_value(meaning(argument))
    if exact is None:
        return ""
    value = decimal_number(Fraction(int(exact.p), int(exact.q)))
    slope = SLOPES[call.function](Call(call.function, (value,)))
    return {
        "kind": call.function,
        "call": call,
        "argument": Prose((value if value == argument else checked(chain(argument, ("=", value)), EMPTY),)),
        "slope": Prose((_valued(slope),)),
        "is_saturated": "yes" if _share(slope, LARGEST[call.function]) < arb(SATURATED) else "",
    }


def _valued(slope: Node) -> Node:
    expr = meaning(slope)
    exact = exact_value(expr)
    if exact is not None:
        return checked(chain(slope, ("=", number(Fraction(int(exact.p), int(exact.q))))), EMPTY)
    return checked(chain(slope, ("≈", number(significant_text(expr, DIGITS)))), EMPTY)


def _share(slope: Node, largest: fmpq) -> arb:
    return ball(meaning(slope)) / arb(largest)
