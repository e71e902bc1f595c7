"""The rules of differentiation, one function each, as a textbook states them.

A rule looks at ∂/∂x [body] and returns what it becomes, with ∂/∂x still standing before the inner parts, or None
where it does not apply. `RULES` is tried in order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction as Rational

from pipeline.notation.build import (
    ONE,
    TWO,
    ZERO,
    decimal_number,
    difference,
    is_number,
    neg,
    number,
    number_value,
    power,
    product_of,
    quotient,
    sum_of,
)
from pipeline.notation.expression import LEAKY_SLOPE
from pipeline.notation.tree import (
    Call,
    Derivative,
    Fraction,
    Group,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Term,
    walk,
)


@dataclass(frozen=True)
class Rule:
    """A named rule.

    Attributes:
        name: As it stands in the margin, without the word "rule" where `is_rule`.
        rewrite: From the body and the variable to the rewritten derivative, or None.
    """

    name: str
    rewrite: Callable[[Node, Symbol], Node | None]


def depends(node: Node, variable: Node) -> bool:
    """Tell whether the variable occurs in the node."""
    return any(part == variable for _, part in walk(node))


def d(body: Node, variable: Symbol) -> Derivative:
    """Return ∂/∂variable [body] as it is written before a rule is applied."""
    return Derivative(body.body if isinstance(body, Group) else body, (variable,))


def _constant(body: Node, x: Symbol) -> Node | None:
    return None if depends(body, x) else ZERO


def _identity(body: Node, x: Symbol) -> Node | None:
    return ONE if body == x else None


def _sum(body: Node, x: Symbol) -> Node | None:
    if not isinstance(body, Sum):
        return None
    return Sum(tuple(Term(term.sign, d(term.node, x)) for term in body.terms))


def _constant_factor(body: Node, x: Symbol) -> Node | None:
    if isinstance(body, Fraction) and not depends(body.denominator, x):
        if is_number(body.numerator, 1):
            return None
        return Product((quotient(ONE, body.denominator), d(body.numerator, x)))
    if not isinstance(body, Product):
        return None
    fixed = [factor for factor in body.factors if not depends(factor, x)]
    moving = [factor for factor in body.factors if depends(factor, x)]
    if not fixed:
        return None
    return Product((*fixed, d(moving[0] if len(moving) == 1 else Product(tuple(moving)), x)))


def _power(body: Node, x: Symbol) -> Node | None:
    if isinstance(body, Power) and body.base == x and not depends(body.exponent, x):
        return product_of((body.exponent, power(x, _one_less(body.exponent))))
    return None


def _one_less(exponent: Node) -> Node:
    value = number_value(exponent)
    return difference(exponent, ONE) if value is None else _like(exponent, value - 1)


def _like(written: Node, value: Rational) -> Node:
    """Return a number as a decimal where the other was written as one, else as a fraction."""
    decimals = any(isinstance(part, Number) and "." in part.text for _, part in walk(written))
    return decimal_number(value) if decimals else number(value)


def _product(body: Node, x: Symbol) -> Node | None:
    if not isinstance(body, Product):
        return None
    first, rest = body.factors[0], body.factors[1:]
    other = rest[0] if len(rest) == 1 else Product(rest)
    return Sum((Term(1, _times(d(first, x), other)), Term(1, _times(first, d(other, x)))))


def _times(left: Node, right: Node) -> Product:
    """Return left · right without merging or evaluating; products are flattened."""
    flat: list[Node] = []
    for factor in (left, right):
        flat.extend(factor.factors if isinstance(factor, Product) else (factor,))
    return Product(tuple(flat))


def _quotient(body: Node, x: Symbol) -> Node | None:
    if not isinstance(body, Fraction):
        return None
    top, bottom = body.numerator, body.denominator
    upper = Sum((Term(1, _times(d(top, x), bottom)), Term(-1, _times(top, d(bottom, x)))))
    return Fraction(upper, power(bottom, 2))


def _chain_power(body: Node, x: Symbol) -> Node | None:
    if not isinstance(body, Power) or depends(body.exponent, x):
        return None
    base = body.base.body if isinstance(body.base, Group) else body.base
    return Product((body.exponent, power(body.base, _one_less(body.exponent)), d(base, x)))


def _exponential(body: Node, x: Symbol) -> Node | None:
    if not isinstance(body, Power) or depends(body.base, x):
        return None
    if body.base == Symbol("e"):
        return _with_inner(body, body.exponent, x)
    return _with_inner(Product((body, Call("log", (body.base,)))), body.exponent, x)


def _general_power(body: Node, x: Symbol) -> Node | None:
    if not isinstance(body, Power):
        return None
    return Product((body, d(product_of((body.exponent, Call("log", (body.base,)))), x)))


def _function(body: Node, x: Symbol) -> Node | None:
    if isinstance(body, Call) and body.function in SLOPES and body.arguments[0] == x:
        return SLOPES[body.function](body, x)
    return None


def _chain_function(body: Node, x: Symbol) -> Node | None:
    if not isinstance(body, Call) or body.function not in SLOPES:
        return None
    return _with_inner(SLOPES[body.function](body, body.arguments[0]), body.arguments[0], x)


def _with_inner(outer: Node, inner: Node, x: Symbol) -> Node:
    return outer if inner == x else _times(outer, d(inner, x))


def _group(body: Node, x: Symbol) -> Node | None:
    return d(body.body, x) if isinstance(body, Group) else None


_LEAK = decimal_number(Rational(int(LEAKY_SLOPE.p), int(LEAKY_SLOPE.q)))
_LEAK_REST = decimal_number(1 - Rational(int(LEAKY_SLOPE.p), int(LEAKY_SLOPE.q)))

SLOPES: Mapping[str, Callable[[Node, Node], Node]] = {
    "exp": lambda y, u: y,
    "log": lambda y, u: Fraction(ONE, u),
    "sqrt": lambda y, u: Fraction(ONE, Product((TWO, y))),
    "sin": lambda y, u: Call("cos", (u,)),
    "cos": lambda y, u: neg(Call("sin", (u,))),
    "tan": lambda y, u: sum_of((ONE, power(y, 2))),
    "sinh": lambda y, u: Call("cosh", (u,)),
    "cosh": lambda y, u: Call("sinh", (u,)),
    "tanh": lambda y, u: difference(ONE, power(y, 2)),
    "sigmoid": lambda y, u: Product((y, difference(ONE, y))),
    "softplus": lambda y, u: Call("sigmoid", (u,)),
    "relu": lambda y, u: Call("step", (u,)),
    "leaky_relu": lambda y, u: sum_of((_LEAK, Product((_LEAK_REST, Call("step", (u,)))))),
    "step": lambda y, u: ZERO,
    "abs": lambda y, u: Call("sign", (u,)),
    "sign": lambda y, u: ZERO,
}
"""Derivative of each function by its argument u; y is the call itself."""

CONSTANT = Rule("constant", _constant)
IDENTITY = Rule("power", _identity)
SUM = Rule("sum", _sum)
CONSTANT_FACTOR = Rule("constant factor", _constant_factor)
PRODUCT = Rule("product", _product)
POWER = Rule("power", _power)
CHAIN = Rule("chain", _chain_power)

RULES: tuple[Rule, ...] = (
    Rule("brackets", _group),
    CONSTANT,
    IDENTITY,
    SUM,
    CONSTANT_FACTOR,
    PRODUCT,
    Rule("quotient", _quotient),
    POWER,
    CHAIN,
    Rule("exponential", _exponential),
    Rule("logarithmic", _general_power),
    Rule("function", _function),
    Rule("chain", _chain_function),
)


def apply_rule(node: Derivative) -> tuple[Rule, Node] | None:
    """Return the first rule that applies to ∂/∂x [body], and what it makes of it."""
    x = node.variables[0]
    assert isinstance(x, Symbol)
    for rule in RULES:
        result = rule.rewrite(node.body, x)
        if result is not None:
            return rule, result
    return None
