r"""Remainders: $\ln(\cos x) = -\frac{x^2}{2} + O(x^4)$ says how fast what is left out vanishes, not what it is.

Source:
    de Bruijn, *Asymptotic Methods in Analysis* (1958), chapter 1: f = O(g) where f/g stays bounded.
"""

from dataclasses import dataclass
from typing import Literal

from flint import arb

from pipeline.equality.context import Context
from pipeline.equality.decide import show
from pipeline.equality.verdict import Consistent, Refuted, Unknown, Verdict, Witness
from pipeline.notation import expression as ex
from pipeline.notation.arrays import ShapeError
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.meaning import MeaningError, value_of
from pipeline.notation.tree import Call, Group, Node, Number, Product, Sum, Symbol, Term

SIGNS: dict[str, Literal["O", "o"]] = {"O": "O", "cal(O)": "O", "o": "o", "cal(o)": "o"}
BITS = 700
DEPTHS = (14, 28, 42)
"""Powers of one half at which the quotient of what is left out and its bound is looked at."""

GROWTH = 64.0
ELSE = "how large a remainder of this kind is, is not judged"


@dataclass(frozen=True)
class Remainder:
    """A sum up to a remainder.

    Attributes:
        sign: O, bounded by a multiple of `order`; o, less than any multiple of it.
        order: In the brackets.
        rest: The sum without it.
    """

    sign: Literal["O", "o"]
    order: Node
    rest: Node


def remainder_of(node: Node, context: Context) -> Remainder | None:
    """Return what a sum with an O or o in it says; None where there is none, or the letter has a meaning."""
    terms = node.terms if isinstance(node, Sum) else (Term(1, node),)
    found = [(term, landau) for term in terms if (landau := _landau(term.node, context)) is not None]
    if len(found) != 1:
        return None
    ((term, (sign, order)),) = found
    others = tuple(other for other in terms if other is not term)
    return Remainder(sign, order, Sum(others) if others else Number("0"))


def _landau(node: Node, context: Context) -> tuple[Literal["O", "o"], Node] | None:
    match node:
        case Product((Symbol(name), Group(body))) if name in SIGNS and not context.knows(name):
            return SIGNS[name], body
        case Call(name, (body,)) if name in SIGNS and not context.knows(name):
            return SIGNS[name], body
        case _:
            return None


def judged_remainder(left: Node, found: Remainder, context: Context) -> Verdict:
    """Decide whether a formula equals a sum up to a remainder, near the point where its bound vanishes."""
    try:
        sides = [value_of(node, context.structure) for node in (left, found.rest, found.order)]
    except (MeaningError, ShapeError):
        return Unknown(ELSE)
    if not all(isinstance(side, ex.Expr) for side in sides):
        return Unknown(ELSE)
    one, other, order = (side for side in sides if isinstance(side, ex.Expr))
    names = ex.variables(order)
    if len(names) != 1:
        return Unknown(ELSE)
    (name,) = names
    others = sorted((ex.variables(one) | ex.variables(other)) - names)
    with precision(BITS):
        fixed = {letter: arb(5 + 2 * place) / 11 for place, letter in enumerate(others)}
        start = _vanishing(order, name)
        if start is None:
            return Unknown(ELSE)
        ratios = [_ratio(one, other, order, fixed | {name: start + arb(1) / 2**depth}) for depth in DEPTHS]
    if any(ratio is None for ratio in ratios):
        return Unknown(ELSE)
    kind = _kind([ratio for ratio in ratios if ratio is not None], found.sign)
    if kind == "held":
        return Consistent(len(DEPTHS), "0")
    return Refuted(_witness(one, other, fixed, name, start)) if kind == "broken" else Unknown(ELSE)


def _vanishing(order: ex.Expr, name: str) -> arb | None:
    """Return the whole number at which a bound vanishes: 0 for x⁴, 1 for (x − 1)³."""
    for value in (0, 1, 2, -1, 3, 4):
        try:
            if ball(order, {name: arb(value)}).is_zero() and float(abs(ball(order, {name: arb(value + 0.01)}))) < 0.1:
                return arb(value)
        except ArithmeticError:
            continue
    return None


def _ratio(one: ex.Expr, other: ex.Expr, order: ex.Expr, point: dict[str, arb]) -> float | None:
    quotient = (ball(one, point) - ball(other, point)) / ball(order, point)
    return float(abs(quotient).mid()) if quotient.is_finite() and quotient.rad() < 0.01 else None


def _kind(ratios: list[float], sign: Literal["O", "o"]) -> Literal["held", "broken", "open"]:
    first, second, third = ratios
    if third > GROWTH * second > GROWTH**2 * first > 0:
        return "broken"
    if sign == "o":
        if third < first / GROWTH or third == 0:
            return "held"
        return "broken" if abs(third - second) < 0.01 * third else "open"
    return "held" if third < 2 * second + 1e-9 else "open"


def _witness(one: ex.Expr, other: ex.Expr, fixed: dict[str, arb], name: str, start: arb) -> Witness:
    with precision(BITS):
        point = fixed | {name: start + arb("0.25")}
        sides = [show(ball(side, point)) for side in (one, other)]
    return Witness({letter: show(value) for letter, value in point.items()}, *sides)
