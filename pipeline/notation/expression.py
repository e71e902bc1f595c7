"""What a formula means: sums, products, powers and functions over exact numbers and names.

Expressions are for judging, never for printing. They are compared by identity and may share parts; every walk over
one remembers what it has met (by identity), so that its cost is that of the distinct parts. Differentiation here is
the textbook's table applied blindly; it shares no code with `pipeline.derivation`, so that one checks the other.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import is_
from typing import TypeVar

from flint import fmpq

T = TypeVar("T")

MAX_BITS = 100_000
"""A power of numbers whose exact value would take more bits is left unevaluated."""


class Expr:
    """Base of all expressions. `_order` and `_names` remember what a walk has found, which never changes."""

    __slots__ = ("_names", "_order")
    _names: frozenset[str]
    _order: "list[tuple[Expr, tuple[Expr, ...]]]"


@dataclass(frozen=True, eq=False, slots=True)
class Const(Expr):
    """An exact rational number."""

    value: fmpq


@dataclass(frozen=True, eq=False, slots=True)
class Pi(Expr):
    """The circle constant."""


@dataclass(frozen=True, eq=False, slots=True)
class Var(Expr):
    """A real variable, identified by its name."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Add(Expr):
    """The sum of its parts."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Mul(Expr):
    """The product of its parts."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Pow(Expr):
    """A power; a quotient is a power with exponent −1."""

    base: Expr
    exponent: Expr


@dataclass(frozen=True, eq=False, slots=True)
class Fn(Expr):
    """A built-in function of one argument."""

    name: str
    argument: Expr


ZERO = Const(fmpq(0))
ONE = Const(fmpq(1))
MINUS_ONE = Const(fmpq(-1))

LEAKY_SLOPE = fmpq(1, 100)


def const(value: int | fmpq) -> Const:
    """Return an exact constant."""
    return Const(fmpq(value))


def add(*parts: Expr) -> Expr:
    """Return the sum, with exact constants folded."""
    total = fmpq(0)
    kept: list[Expr] = []
    for part in parts:
        if isinstance(part, Const):
            total += part.value
        else:
            kept.append(part)
    if total != 0 or not kept:
        kept.append(Const(total))
    return kept[0] if len(kept) == 1 else Add(tuple(kept))


def mul(*parts: Expr) -> Expr:
    """Return the product, with exact constants folded.

    A factor 0 makes the product 0 whatever the others are; whoever cares for where the others are defined has to
    look at them on their own.
    """
    total = fmpq(1)
    kept: list[Expr] = []
    for part in parts:
        if isinstance(part, Const):
            total *= part.value
        else:
            kept.append(part)
    if total == 0 or not kept:
        return Const(total)
    if total != 1:
        kept.insert(0, Const(total))
    return kept[0] if len(kept) == 1 else Mul(tuple(kept))


def neg(part: Expr) -> Expr:
    """Return the negative."""
    return mul(MINUS_ONE, part)


def sub(left: Expr, right: Expr) -> Expr:
    """Return left − right."""
    return add(left, neg(right))


def power(base: Expr, exponent: Expr) -> Expr:
    """Return the power, with small exact values folded; 0^0 and 1/0 stay as they are."""
    if isinstance(exponent, Const) and exponent.value.q == 1:
        n = int(exponent.value.p)
        if n == 1:
            return base
        if n == 0 and not (isinstance(base, Const) and base.value == 0):
            return ONE
        if isinstance(base, Const) and base.value != 0 and _bits(base.value) * abs(n) <= MAX_BITS:
            return Const(base.value**n)
        if isinstance(base, Const) and n > 0:
            return base if base.value == 0 else Pow(base, exponent)
    return Pow(base, exponent)


def _bits(value: fmpq) -> int:
    return int(value.p).bit_length() + int(value.q).bit_length()


def div(numerator: Expr, denominator: Expr) -> Expr:
    """Return the quotient."""
    return mul(numerator, power(denominator, MINUS_ONE))


def parts_of(expr: Expr) -> tuple[Expr, ...]:
    """Return the direct subexpressions."""
    if isinstance(expr, Add | Mul):
        return expr.parts
    if isinstance(expr, Pow):
        return (expr.base, expr.exponent)
    return (expr.argument,) if isinstance(expr, Fn) else ()


def subexpressions(expr: Expr) -> Iterator[Expr]:
    """Yield every distinct part once, parts before the whole."""
    return (node for node, _ in _postorder(expr))


def _postorder(expr: Expr) -> list[tuple[Expr, tuple[Expr, ...]]]:
    """Return every distinct part once with its own parts, parts before the whole.

    This is the innermost loop of every judgement, and the same expression is judged at many points.
    """
    try:
        return expr._order
    except AttributeError:
        order = _walk(expr)
        object.__setattr__(expr, "_order", order)
        return order


def _walk(expr: Expr) -> list[tuple[Expr, tuple[Expr, ...]]]:
    """Walk depth first; leaves are done at once, others wait below their parts."""
    done: list[tuple[Expr, tuple[Expr, ...]]] = []
    seen: set[int] = set()
    stack: list[tuple[Expr, tuple[Expr, ...] | None]] = [(expr, None)]
    while stack:
        node, parts = stack.pop()
        if parts is not None:
            done.append((node, parts))
        elif id(node) not in seen:
            seen.add(id(node))
            parts = parts_of(node)
            if parts:
                stack.append((node, parts))
                stack.extend([(part, None) for part in reversed(parts) if id(part) not in seen])
            else:
                done.append((node, parts))
    return done


def fold(expr: Expr, visit: Callable[[Expr, tuple[T, ...]], T]) -> T:
    """Compute a value for the whole from the values of its parts, each distinct part once."""
    values: dict[int, T] = {}
    for node, parts in _postorder(expr):
        values[id(node)] = visit(node, tuple([values[id(part)] for part in parts]))
    return values[id(expr)]


def variables(expr: Expr) -> frozenset[str]:
    """Return the names that occur."""
    try:
        return expr._names
    except AttributeError:
        names = frozenset([node.name for node, _ in _postorder(expr) if isinstance(node, Var)])
        object.__setattr__(expr, "_names", names)
        return names


def rebuild(node: Expr, parts: tuple[Expr, ...]) -> Expr:
    """Return the node with other parts."""
    match node:
        case Add():
            return add(*parts)
        case Mul():
            return mul(*parts)
        case Pow():
            return power(*parts)
        case Fn(name, _):
            return Fn(name, *parts)
        case _:
            return node


def substitute(expr: Expr, values: Mapping[str, Expr]) -> Expr:
    """Return the expression with variables replaced, all at once."""

    def visit(node: Expr, parts: tuple[Expr, ...]) -> Expr:
        if isinstance(node, Var):
            return values.get(node.name, node)
        # What does not change stays the same object, so that what was shared is still known to be equal.
        return node if all(map(is_, parts, parts_of(node))) else rebuild(node, parts)

    return fold(expr, visit)


def derivative(expr: Expr, name: str) -> Expr:
    """Return the partial derivative by the variable of this name."""
    slopes: dict[int, Expr] = {}
    for node in subexpressions(expr):
        slopes[id(node)] = _slope(node, name, slopes)
    return slopes[id(expr)]


def _slope(node: Expr, name: str, slopes: Mapping[int, Expr]) -> Expr:
    match node:
        case Var(own):
            return ONE if own == name else ZERO
        case Add(parts):
            return add(*(slopes[id(part)] for part in parts))
        case Mul(parts):
            return add(*(mul(*parts[:i], slopes[id(part)], *parts[i + 1 :]) for i, part in enumerate(parts)))
        case Pow(base, exponent):
            return _slope_of_power(node, base, exponent, slopes)
        case Fn(function, argument):
            inner = slopes[id(argument)]
            return ZERO if _is_zero(inner) else mul(OUTER_SLOPES[function](argument, node), inner)
        case _:
            return ZERO


def _slope_of_power(node: Expr, base: Expr, exponent: Expr, slopes: Mapping[int, Expr]) -> Expr:
    by_base, by_exponent = slopes[id(base)], slopes[id(exponent)]
    from_base = ZERO if _is_zero(by_base) else mul(exponent, power(base, add(exponent, MINUS_ONE)), by_base)
    from_exponent = ZERO if _is_zero(by_exponent) else mul(node, Fn("log", base), by_exponent)
    return add(from_base, from_exponent)


def _is_zero(expr: Expr) -> bool:
    return isinstance(expr, Const) and expr.value == 0


OUTER_SLOPES: Mapping[str, Callable[[Expr, Expr], Expr]] = {
    "exp": lambda u, y: y,
    "log": lambda u, y: power(u, MINUS_ONE),
    "sqrt": lambda u, y: div(ONE, mul(const(2), y)),
    "abs": lambda u, y: Fn("sign", u),
    "sin": lambda u, y: Fn("cos", u),
    "cos": lambda u, y: neg(Fn("sin", u)),
    "tan": lambda u, y: add(ONE, power(y, const(2))),
    "sinh": lambda u, y: Fn("cosh", u),
    "cosh": lambda u, y: Fn("sinh", u),
    "tanh": lambda u, y: sub(ONE, power(y, const(2))),
    "sigmoid": lambda u, y: mul(y, sub(ONE, y)),
    "relu": lambda u, y: Fn("step", u),
    "leaky_relu": lambda u, y: add(Const(LEAKY_SLOPE), mul(Const(1 - LEAKY_SLOPE), Fn("step", u))),
    "softplus": lambda u, y: Fn("sigmoid", u),
    "step": lambda u, y: ZERO,
    "sign": lambda u, y: ZERO,
}
"""For each function the derivative by its argument u; y is the function's own value at u."""
