"""Expressions back as formulas, plainly: for what algebra has made of a function and a page has to show."""

from collections.abc import Iterator

from flint import fmpq

from pipeline.exercises.critical_points.polynomials import exact_number
from pipeline.notation import expression as ex
from pipeline.notation.build import ONE, power, product_of, quotient, sum_of
from pipeline.notation.expression import Expr
from pipeline.notation.tree import Call, Fraction, Node, Number, Power, Product, Sum, Symbol


def formula(expr: Expr) -> Node:
    """Return an expression as a formula; quotients where exponents are negative, roots where they are halves."""
    return ex.fold(ex.fold(expr, _flat), _written)


def _flat(node: Expr, parts: tuple[Expr, ...]) -> Expr:
    """Return a product of products as one, each base once with its whole exponent; e^{2x} for the square of e^x."""
    if isinstance(node, ex.Pow) and isinstance(node.exponent, ex.Const):
        return _raised(parts[0], node.exponent.value)
    if not isinstance(node, ex.Mul):
        return ex.rebuild(node, parts) if parts else node
    powers: dict[Expr, fmpq] = {}
    others: list[Expr] = []
    for base, exponent in (pair for part in parts for pair in _powers(part, fmpq(1))):
        if exponent is None or isinstance(base, ex.Const):
            others.append(base if exponent is None else ex.power(base, ex.Const(exponent)))
        else:
            powers[base] = powers.get(base, fmpq(0)) + exponent
    return ex.mul(*others, *(_raised(base, e) for base, e in powers.items() if e != 0))


def _raised(base: Expr, exponent: fmpq) -> Expr:
    match base:
        case ex.Fn("exp", argument) if exponent > 1 and not isinstance(argument, ex.Add):
            return ex.Fn("exp", ex.mul(ex.Const(exponent), argument))
        case _:
            return ex.power(base, ex.Const(exponent))


def _powers(expr: Expr, exponent: fmpq) -> Iterator[tuple[Expr, fmpq | None]]:
    """Yield the bases of a product with whole exponents; what has another exponent as it is."""
    match expr:
        case ex.Mul(parts):
            for part in parts:
                yield from _powers(part, exponent)
        case ex.Pow(base, ex.Const(own)) if own.q == 1:
            yield from _powers(base, exponent * own)
        case ex.Pow() if exponent == 1:
            yield expr, None
        case _:
            yield expr, exponent


def _written(node: Expr, parts: tuple[Node, ...]) -> Node:
    match node:
        case ex.Const(value):
            return exact_number(value)
        case ex.Pi():
            return Symbol("pi")
        case ex.Var(name):
            return Symbol(name)
        case ex.Add():
            return sum_of(parts)
        case ex.Mul(factors):
            return _product(factors, parts)
        case ex.Pow(_, ex.Const(value)):
            return _power(parts[0], value)
        case ex.Pow():
            return power(parts[0], parts[1])
        case ex.Fn(name, _):
            return Call(name, parts)
        case _:
            raise TypeError(type(node).__name__)


def _product(factors: tuple[Expr, ...], parts: tuple[Node, ...]) -> Node:
    """Return one fraction, with what has a negative exponent below."""
    above, below = [], []
    number = fmpq(1)
    for factor, part in zip(factors, parts, strict=True):
        match factor:
            case ex.Const(value):
                number *= value
            case ex.Pow(_, ex.Const(value)) if value < 0 and hasattr(part, "denominator"):
                below.append(part.denominator)
            case _:
                above.append(part)
    if not below:
        return product_of((exact_number(number), *above))
    whole = (exact_number(fmpq(number.p)), *above), (exact_number(fmpq(number.q)), *below)
    return quotient(*map(product_of, whole))


def _power(base: Node, exponent: fmpq) -> Node:
    if exponent < 0:
        return quotient(ONE, _power(base, -exponent))
    if exponent == fmpq(1, 2):
        return Call("sqrt", (base,))
    return power(base, exact_number(exponent))


def plain_text(node: Node) -> str:
    """Return a formula in calculator syntax: `x^2 + y^2 - 1`."""
    match node:
        case Number(text) | Symbol(text):
            return text
        case Sum(terms):
            words = [("-" if t.sign < 0 else "+", _in_brackets(t.node, Sum)) for t in terms]
            head = ("-" if words[0][0] == "-" else "") + words[0][1]
            return " ".join([head, *(f"{sign} {word}" for sign, word in words[1:])])
        case Product(factors):
            return "*".join(_in_brackets(factor, Sum) for factor in factors)
        case Fraction(above, below):
            return f"{_in_brackets(above, Sum)}/{_in_brackets(below, Sum, Product, Fraction)}"
        case Power(base, exponent):
            return (
                f"{_in_brackets(base, Sum, Product, Fraction, Power)}^{_in_brackets(exponent, Sum, Product, Fraction)}"
            )
        case Call(name, arguments):
            return f"{name}({', '.join(plain_text(argument) for argument in arguments)})"
        case _:
            return plain_text(node.body)  # type: ignore[attr-defined]


def _in_brackets(node: Node, *loose: type[Node]) -> str:
    return f"({plain_text(node)})" if isinstance(node, loose) else plain_text(node)
