"""What a formula means: sums, products, powers and functions over exact numbers and names.

Expressions are for judging, never for printing. Those of the same structure are one object (they are *hash-consed*), so
that identity is equality, and what is once found out about a part is known wherever it occurs: each walk over an
expression costs as much as the parts that are new. Differentiation here is the textbook's table applied blindly; it
shares no code with `pipeline.derivation`, so that one checks the other.

Source: Filliâtre and Conchon, *Type-safe modular hash-consing*, ML Workshop (2006).
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeVar
from weakref import ref

from flint import arb, fmpq

T = TypeVar("T")

MAX_BITS = 100_000
"""A power or product of numbers whose exact value would take more bits is left unevaluated."""

_KNOWN: "dict[tuple[object, ...], _Reference]" = {}


class _Reference(ref["Expr"]):
    """A weak reference that knows where it is kept: a `WeakValueDictionary` that is asked without detours."""

    __slots__ = ("key",)
    key: tuple[object, ...]


def _forget(dead: _Reference, known: "dict[tuple[object, ...], _Reference]" = _KNOWN) -> None:
    if known.get(dead.key) is dead:
        del known[dead.key]


class _Single(type):
    """Makes one object of each structure; the parts of an expression are single objects already."""

    def __call__(cls, *own: Any) -> Any:
        key = (cls, *_KEYS[cls](*own))
        reference = _KNOWN.get(key)
        known = None if reference is None else reference()
        if known is None:
            known = super().__call__(*own)
            reference = _KNOWN[key] = _Reference(known, _forget)
            reference.key = key
        return known


class Expr(metaclass=_Single):
    """Base of all expressions.

    The slots remember what has been found out, none of which ever changes: the names, the parts in the order of a walk,
    a hash of the structure, the derivatives by name, and the value at the point that all relations are tried at first.
    """

    __slots__ = ("__weakref__", "_first_value", "_hash", "_names", "_order", "_slopes")
    _names: frozenset[str]
    _order: "list[tuple[Expr, tuple[Expr, ...]]]"
    _slopes: "dict[str, Expr]"
    _hash: bytes
    _first_value: arb

    @property
    def parts(self) -> "tuple[Expr, ...]":
        """The direct subexpressions."""
        return ()

    def __reduce__(self) -> tuple[Any, ...]:
        """Come out of a pickle as the one object of its structure."""
        return type(self), tuple(getattr(self, name) for name in type(self).__match_args__)  # type: ignore[attr-defined]


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

    @property
    def parts(self) -> tuple[Expr, ...]:
        """Base and exponent."""
        return (self.base, self.exponent)


@dataclass(frozen=True, eq=False, slots=True)
class Fn(Expr):
    """A built-in function of one argument."""

    name: str
    argument: Expr

    @property
    def parts(self) -> tuple[Expr, ...]:
        """The argument."""
        return (self.argument,)


@dataclass(frozen=True, eq=False, slots=True)
class Integral(Expr):
    """A definite integral; the integrand is no part, since its variable means nothing outside of it."""

    integrand: Expr
    name: str
    lower: Expr
    upper: Expr

    @property
    def parts(self) -> tuple[Expr, ...]:
        """The limits."""
        return (self.lower, self.upper)


@dataclass(frozen=True, eq=False, slots=True)
class Series(Expr):
    """The sum of infinitely many terms, of which the parts are the first."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Infinite(Expr):
    """Plus or minus infinity, as a limit of an integral.

    Attributes:
        value: Its sign.
    """

    value: int


_KEYS: Mapping[type, Callable[..., Iterable[object]]] = {
    Const: lambda value: (int(value.p), int(value.q)),
    Pi: lambda: (),
    Var: lambda name: (name,),
    Add: lambda parts: map(id, parts),
    Mul: lambda parts: map(id, parts),
    Pow: lambda base, exponent: (id(base), id(exponent)),
    Fn: lambda name, argument: (name, id(argument)),
    Integral: lambda integrand, name, lower, upper: (id(integrand), name, id(lower), id(upper)),
    Series: lambda parts: map(id, parts),
    Infinite: lambda sign: (sign,),
}
"""What tells expressions of one kind apart.

Parts are told apart by their ids: were they held here, what they remember about the whole would keep it alive for ever.
Numbers are Python's, which hash faster than FLINT's, and still do so while the interpreter shuts down.
"""

ZERO = Const(fmpq(0))
ONE = Const(fmpq(1))
MINUS_ONE = Const(fmpq(-1))
INFINITY = Infinite(1)
MINUS_INFINITY = Infinite(-1)

LEAKY_SLOPE = fmpq(1, 100)

KINKED = frozenset(("abs", "sign", "relu", "step", "leaky_relu"))
"""Functions that are not differentiable where their argument is zero."""


def const(value: int | fmpq) -> Const:
    """Return an exact constant."""
    return Const(fmpq(value))


def add(*parts: Expr) -> Expr:
    """Return the sum, with exact constants folded."""
    total = _folded([part for part in parts if type(part) is Const], operator.add, ZERO)
    kept = [part for part in parts if type(part) is not Const]
    if total is not ZERO or not kept:
        kept.append(total)
    return kept[0] if len(kept) == 1 else Add(tuple(kept))


def mul(*parts: Expr) -> Expr:
    """Return the product, with exact constants folded.

    A factor 0 makes the product 0 whatever the others are; whoever cares for where the others are defined has to
    look at them on their own.
    """
    constants = [part for part in parts if type(part) is Const]
    total = _folded(constants, operator.mul, ONE)
    if len(constants) > 1 and _bits(total.value) > MAX_BITS:
        return Mul(parts)
    kept = [part for part in parts if type(part) is not Const]
    if total is ZERO or not kept:
        return total
    if total is not ONE:
        kept.insert(0, total)
    return kept[0] if len(kept) == 1 else Mul(tuple(kept))


def _folded(constants: list[Const], together: Callable[[fmpq, fmpq], fmpq], neutral: Const) -> Const:
    """Return the constant that these make; mostly there is none or one, which is itself."""
    if len(constants) < 2:
        return constants[0] if constants else neutral
    return Const(reduce(together, [one.value for one in constants]))


def neg(part: Expr) -> Expr:
    """Return the negative."""
    return mul(MINUS_ONE, part)


def sub(left: Expr, right: Expr) -> Expr:
    """Return left − right."""
    return add(left, neg(right))


def power(base: Expr, exponent: Expr) -> Expr:
    """Return the power, with small exact values folded; 0^0 and 1/0 stay as they are."""
    if exponent is ONE:
        return base
    if not (type(exponent) is Const and exponent.value.q == 1):
        return Pow(base, exponent)
    if base is ZERO:
        return base if exponent.value > 0 else Pow(base, exponent)
    if exponent is ZERO:
        return ONE
    n = int(exponent.value.p)
    if type(base) is Const and _bits(base.value) * abs(n) <= MAX_BITS:
        return Const(base.value**n)
    return Pow(base, exponent)


def _bits(value: fmpq) -> int:
    return int(value.p).bit_length() + int(value.q).bit_length()


def div(numerator: Expr, denominator: Expr) -> Expr:
    """Return the quotient."""
    return mul(numerator, power(denominator, MINUS_ONE))


def subexpressions(expr: Expr) -> Iterator[Expr]:
    """Yield every distinct part once, parts before the whole."""
    return (node for node, _ in _postorder(expr))


def _postorder(expr: Expr) -> list[tuple[Expr, tuple[Expr, ...]]]:
    """Return every distinct part once with its own parts, parts before the whole.

    This is the innermost loop of many judgements, and the same expression is judged at many points.
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
    seen: set[Expr] = set()
    stack: list[tuple[Expr, tuple[Expr, ...] | None]] = [(expr, None)]
    while stack:
        node, parts = stack.pop()
        if parts is not None:
            done.append((node, parts))
        elif node not in seen:
            seen.add(node)
            parts = node.parts
            if parts:
                stack.append((node, parts))
                stack.extend([(part, None) for part in reversed(parts) if part not in seen])
            else:
                done.append((node, parts))
    return done


def fold(expr: Expr, visit: Callable[[Expr, tuple[T, ...]], T]) -> T:
    """Compute a value for the whole from the values of its parts, each distinct part once."""
    values: dict[Expr, T] = {}
    for node, parts in _postorder(expr):
        values[node] = visit(node, tuple([values[part] for part in parts]))
    return values[expr]


def remembered(expr: Expr, slot: str, find: Callable[[Expr], object]) -> Any:
    """Return what a slot of an expression holds, after filling it for all parts that it is still empty for.

    Args:
        expr: Of any size.
        slot: One of the slots of `Expr`.
        find: What belongs into it; when it is called, all parts have theirs.
    """
    stack = [] if hasattr(expr, slot) else [expr]
    while stack:
        node = stack[-1]
        missing = [part for part in node.parts if not hasattr(part, slot)]
        if missing:
            stack.extend(missing)
        else:
            stack.pop()
            if not hasattr(node, slot):  # it may have waited twice
                object.__setattr__(node, slot, find(node))
    return getattr(expr, slot)


def variables(expr: Expr) -> frozenset[str]:
    """Return the names that occur."""
    try:
        return expr._names
    except AttributeError:
        return remembered(expr, "_names", _own_names)  # type: ignore[no-any-return]


def _own_names(node: Expr) -> frozenset[str]:
    if isinstance(node, Var):
        return frozenset((node.name,))
    if isinstance(node, Integral):
        return (variables(node.integrand) - {node.name}).union(*[part._names for part in node.parts])
    return frozenset().union(*[part._names for part in node.parts])


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
        case Integral(integrand, name):
            return Integral(integrand, name, *parts)
        case Series():
            return Series(parts)
        case _:
            return node


def substitute(expr: Expr, values: Mapping[str, Expr]) -> Expr:
    """Return the expression with variables replaced, all at once."""
    names = values.keys()
    variables(expr)

    def changed(node: Expr, done: Mapping[Expr, Expr]) -> Expr:
        if isinstance(node, Var):
            return values[node.name]
        parts = tuple([done[part] for part in node.parts])
        return _within(node, values, parts) if isinstance(node, Integral) else rebuild(node, parts)

    return _bottom_up(expr, lambda node: node if names.isdisjoint(node._names) else None, changed)


def _within(node: Integral, values: Mapping[str, Expr], limits: tuple[Expr, ...]) -> Expr:
    """Return an integral with variables replaced; its own gets another name where one of the values has it too."""
    others = {name: value for name, value in values.items() if name != node.name}
    taken: frozenset[str] = frozenset().union(
        *(variables(others[name]) for name in others.keys() & variables(node.integrand))
    )
    own = node.name
    while own in taken:
        own += "'"
    return Integral(substitute(node.integrand, {**others, node.name: Var(own)}), own, *limits)


def derivative(expr: Expr, name: str) -> Expr:
    """Return the partial derivative by the variable of this name."""
    variables(expr)

    def known(node: Expr) -> Expr | None:
        if name not in node._names:
            return ZERO
        return node._slopes.get(name) if hasattr(node, "_slopes") else None

    def found(node: Expr, slopes: Mapping[Expr, Expr]) -> Expr:
        if not hasattr(node, "_slopes"):
            object.__setattr__(node, "_slopes", {})
        node._slopes[name] = _slope(node, name, slopes)
        return node._slopes[name]

    return _bottom_up(expr, known, found)


def _bottom_up(
    expr: Expr, known: Callable[[Expr], Expr | None], find: Callable[[Expr, Mapping[Expr, Expr]], Expr]
) -> Expr:
    """Find something for an expression from what is found for its parts, except below those for which it is known."""
    done: dict[Expr, Expr] = {}
    stack: list[tuple[Expr, bool]] = [(expr, False)]
    while stack:
        node, are_parts_done = stack.pop()
        if are_parts_done:
            done[node] = find(node, done)
        elif node not in done:
            before = known(node)
            if before is None:
                stack.append((node, True))
                stack.extend([(part, False) for part in node.parts])
            else:
                done[node] = before
    return done[expr]


def _slope(node: Expr, name: str, slopes: Mapping[Expr, Expr]) -> Expr:
    match node:
        case Var(own):
            return ONE if own == name else ZERO
        case Add(parts):
            return add(*(slopes[part] for part in parts))
        case Mul(parts):
            changing = [(i, slopes[part]) for i, part in enumerate(parts) if slopes[part] is not ZERO]
            return add(*(mul(*parts[:i], slope, *parts[i + 1 :]) for i, slope in changing))
        case Pow(base, exponent):
            return _slope_of_power(node, base, exponent, slopes)
        case Fn(function, argument):
            inner = slopes[argument]
            return ZERO if inner is ZERO else mul(OUTER_SLOPES[function](argument, node), inner)
        case Integral():
            return _slope_of_integral(node, name, slopes)
        case Series(parts):
            return Series(tuple(slopes[part] for part in parts))
        case _:
            return ZERO


def _slope_of_power(node: Expr, base: Expr, exponent: Expr, slopes: Mapping[Expr, Expr]) -> Expr:
    by_base, by_exponent = slopes[base], slopes[exponent]
    from_base = ZERO if by_base is ZERO else mul(exponent, power(base, add(exponent, MINUS_ONE)), by_base)
    from_exponent = ZERO if by_exponent is ZERO else mul(node, Fn("log", base), by_exponent)
    return add(from_base, from_exponent)


def _slope_of_integral(node: Integral, name: str, slopes: Mapping[Expr, Expr]) -> Expr:
    """Return the derivative of an integral by Leibniz' rule."""
    ends = ((1, node.upper), (-1, node.lower))
    moving = [(sign, end) for sign, end in ends if slopes[end] is not ZERO]
    steps = [mul(const(sign), substitute(node.integrand, {node.name: end}), slopes[end]) for sign, end in moving]
    inner = derivative(node.integrand, name) if name != node.name else ZERO
    inside = ZERO if inner is ZERO else Integral(inner, node.name, node.lower, node.upper)
    return add(*steps, inside)


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
    "arcsin": lambda u, y: power(Fn("sqrt", sub(ONE, power(u, const(2)))), MINUS_ONE),
    "arccos": lambda u, y: neg(power(Fn("sqrt", sub(ONE, power(u, const(2)))), MINUS_ONE)),
    "arctan": lambda u, y: power(add(ONE, power(u, const(2))), MINUS_ONE),
    "sigmoid": lambda u, y: mul(y, sub(ONE, y)),
    "relu": lambda u, y: Fn("step", u),
    "leaky_relu": lambda u, y: add(Const(LEAKY_SLOPE), mul(Const(1 - LEAKY_SLOPE), Fn("step", u))),
    "softplus": lambda u, y: Fn("sigmoid", u),
    "step": lambda u, y: ZERO,
    "sign": lambda u, y: ZERO,
}
"""For each function the derivative by its argument u; y is the function's own value at u."""
