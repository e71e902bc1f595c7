"""Random formulas, and their values by mpmath; nothing is shared with the package but the nodes."""

import re
from collections.abc import Callable, Mapping

import mpmath
from hypothesis import strategies as st

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
    children,
)

NAMES = ("x", "y")
SMOOTH = ("exp", "sin", "cos", "tanh", "sigmoid", "softplus", "sinh", "cosh")
PARTIAL = ("log", "sqrt", "tan", "abs")

FUNCTIONS: Mapping[str, Callable[[mpmath.mpf], mpmath.mpf]] = {
    **{name: getattr(mpmath, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "abs": abs,
    "sign": mpmath.sign,
    "step": lambda u: mpmath.mpf(u > 0),
    "relu": lambda u: max(u, mpmath.mpf(0)),
    "leaky_relu": lambda u: u if u > 0 else u / 100,
}


class UndefinedError(Exception):
    """A part of the formula has no real value at the point, or one too large to compute with."""


def value(node: Node, at: Mapping[str, mpmath.mpf]) -> mpmath.mpf:
    """Return the formula's real value at mpmath's precision; a derivative is a numerical one.

    Raises:
        UndefinedError: Where a part has no real value.
    """
    try:
        found = _value(node, at)
    except (ZeroDivisionError, OverflowError, ValueError) as problem:
        raise UndefinedError from problem
    if not isinstance(found, mpmath.mpf) or not mpmath.isfinite(found) or abs(found) > mpmath.mpf(10) ** 200:
        raise UndefinedError
    return found


def _value(node: Node, at: Mapping[str, mpmath.mpf]) -> mpmath.mpf:
    match node:
        case Number(text):
            return mpmath.mpf(text)
        case Symbol(name):
            return at[name] if name in at else {"e": mpmath.e, "pi": mpmath.pi}[name] * 1
        case Group(body):
            return value(body, at)
        case Sum(terms):
            return mpmath.fsum(term.sign * value(term.node, at) for term in terms)
        case Product(factors):
            return mpmath.fprod(value(factor, at) for factor in factors)
        case Fraction(numerator, denominator):
            return value(numerator, at) / value(denominator, at)
        case Power(base, exponent):
            return mpmath.power(value(base, at), value(exponent, at))
        case Call(function, arguments):
            return FUNCTIONS[function](value(arguments[0], at))
        case Derivative(body, (Symbol(name),)):
            return mpmath.diff(lambda t: value(body, {**at, name: t}), at[name])
        case _:
            raise TypeError(type(node).__name__)


def numbers() -> st.SearchStrategy[Node]:
    """Literals as a sheet has them."""
    return st.sampled_from(["0", "1", "2", "3", "7", "10", "0.5", "0.25", "1.50"]).map(Number)


def symbols() -> st.SearchStrategy[Node]:
    """Two variables."""
    return st.sampled_from(NAMES).map(Symbol)


def _sums(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    terms = st.builds(Term, st.sampled_from([1, -1]), parts)
    return st.lists(terms, min_size=1, max_size=3).map(lambda found: Sum(tuple(found)))


def _products(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.lists(parts, min_size=2, max_size=3).map(lambda found: Product(tuple(found)))


def exponents() -> st.SearchStrategy[Node]:
    """Small whole numbers, also negative ones, a half and a third."""
    whole = st.sampled_from(["0", "1", "2", "3", "4"]).map(Number)
    other = st.sampled_from(
        [
            Sum((Term(-1, Number("1")),)), Sum((Term(-1, Number("2")),)), Number("0.5"),
            Fraction(Number("3"), Number("2")), Fraction(Number("1"), Number("3")),
        ]
    )  # fmt: skip
    return st.one_of(whole, whole, other)


def trees(
    functions: tuple[str, ...] = (*SMOOTH, *PARTIAL), *, leaves: int = 8, powers: st.SearchStrategy[Node] | None = None
) -> st.SearchStrategy[Node]:
    """Formulas of sums, products, fractions, powers, brackets and functions, as odd as chance makes them."""

    def extend(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        kinds = [
            _sums(parts), _products(parts), st.builds(Fraction, parts, parts),
            st.builds(Power, parts, exponents() if powers is None else powers), st.builds(Group, parts),
        ]  # fmt: skip
        if functions:
            kinds.append(st.builds(lambda name, part: Call(name, (part,)), st.sampled_from(functions), parts))
        return st.one_of(kinds)

    return st.recursive(st.one_of(symbols(), symbols(), numbers()), extend, max_leaves=leaves)


def polynomials(leaves: int = 8) -> st.SearchStrategy[Node]:
    """Formulas of sums, products and whole powers."""

    def extend(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        powers = st.builds(Power, parts, st.sampled_from(["0", "1", "2", "3"]).map(Number))
        return st.one_of(_sums(parts), _products(parts), powers)

    return st.recursive(st.one_of(symbols(), symbols(), numbers()), extend, max_leaves=leaves)


def points() -> st.SearchStrategy[dict[str, mpmath.mpf]]:
    """Values for the variables, away from zero, where kinks are."""
    coordinate = st.integers(-25, 25).filter(bool).map(lambda k: mpmath.mpf(k) / 11)
    return st.fixed_dictionaries(dict.fromkeys(NAMES, coordinate))


def agree(a: mpmath.mpf, b: mpmath.mpf, digits: int = 20) -> bool:
    """Tell whether two values agree to so many digits, relative to the larger one or to 1."""
    return bool(abs(a - b) <= mpmath.mpf(10) ** -digits * max(1, abs(a), abs(b)))


def depth(node: Node) -> int:
    """Levels of the tree."""
    return 1 + max((depth(child) for child in children(node)), default=0)


def calculator_text(node: Node) -> str:
    """Render a formula in calculator syntax, every part in brackets."""
    match node:
        case Number(text) | Symbol(text):
            return text
        case Group(body):
            return f"({calculator_text(body)})"
        case Sum(terms):
            return "(" + "".join(("-" if t.sign < 0 else "+") + calculator_text(t.node) for t in terms) + ")"
        case Product(factors):
            return "(" + "*".join(calculator_text(factor) for factor in factors) + ")"
        case Fraction(numerator, denominator):
            return f"({calculator_text(numerator)}/{calculator_text(denominator)})"
        case Power(base, exponent):
            return f"({calculator_text(base)}^{calculator_text(exponent)})"
        case Call(function, (argument,)):
            return f"{function}({calculator_text(argument)})"
        case _:
            raise TypeError(type(node).__name__)


def unbalanced(latex: str) -> str:
    r"""Return what is wrong with the brackets of a formula: `{}`, `()`, `\left \right`; empty if nothing is."""
    stack: list[str] = []
    partner = {"}": "{", ")": "(", r"\right)": r"\left(", r"\right|": r"\left|", r"\right]": r"\left["}
    for mark in re.findall(r"\\(?:left|right)\s*[()|\[\]]|[{}()]", latex):
        plain = mark.replace(" ", "")
        if plain not in partner:
            stack.append(plain)
        elif not stack or stack.pop() != partner[plain]:
            return f"{mark} closes nothing"
    return f"{stack[-1]} is never closed" if stack else ""
