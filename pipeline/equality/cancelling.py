"""Differences that cancel as they stand: polynomials in names, and in reciprocals taken for names of their own.

Most equations of a derivation are of this kind. They need no common denominator, which is most of the work of
`normal_form`. What does not cancel here may still be zero, as 1/x + 1/y − (x + y)/(xy) is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from flint import Ordering, fmpq_mpoly, fmpq_mpoly_ctx

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_EXPONENT = 60
MAX_DEGREE = 10_000
MAX_BITS = 100_000


class _NotPlainError(Exception):
    """The expression has other parts than sums, products and whole powers, or is too large."""


def cancels(expr: Expr, max_terms: int) -> bool:
    """Tell whether the expression is zero whatever its names and its reciprocals are; False means "not shown".

    Args:
        expr: Typically the difference of two sides.
        max_terms: Bound on the number of terms of every polynomial on the way.
    """
    try:
        divisors = list(dict.fromkeys(_divisors(expr)))
        polynomials = _polynomials(expr, divisors, max_terms)
    except _NotPlainError:
        return False
    return len(polynomials[expr]) == 0 and all(len(polynomials[divisor]) for divisor in divisors)


def _divisors(expr: Expr) -> Iterator[Expr]:
    """Yield the factors that are divided by; free of reciprocals themselves, they are seen not to be zero."""
    for node in ex.subexpressions(expr):
        if isinstance(node, ex.Fn | ex.Pi | ex.Integral):
            raise _NotPlainError
        if isinstance(node, ex.Pow) and _exponent(node) < 0:
            if any(isinstance(part, ex.Pow) and _exponent(part) < 0 for part in ex.subexpressions(node.base)):
                raise _NotPlainError
            yield from (factor for factor, _ in _factors(node.base))


def _exponent(node: ex.Pow) -> int:
    """Return a whole exponent."""
    if isinstance(node.exponent, ex.Const) and node.exponent.value.q == 1:
        return int(node.exponent.value.p)
    raise _NotPlainError


def _factors(divisor: Expr, times: int = 1) -> Iterator[tuple[Expr, int]]:
    """Yield the factors of a product as it stands, and how often they occur."""
    match divisor:
        case ex.Mul(parts):
            for part in parts:
                yield from _factors(part, times)
        case ex.Pow(base):
            yield from _factors(base, times * _exponent(divisor))
        case _:
            yield divisor, times


def _polynomials(expr: Expr, divisors: list[Expr], max_terms: int) -> dict[Expr, fmpq_mpoly]:
    """Return the polynomial that each part of an expression is."""
    names = sorted(ex.variables(expr))
    context = fmpq_mpoly_ctx.get([f"v{i}" for i in range(len(names) + len(divisors))], Ordering.lex)
    variables, inverses = context.gens()[: len(names)], context.gens()[len(names) :]
    ring = _Ring(
        context, dict(zip(names, variables, strict=True)), dict(zip(divisors, inverses, strict=True)), max_terms
    )
    found: dict[Expr, fmpq_mpoly] = {}
    for node in ex.subexpressions(expr):
        polynomial = found[node] = ring.polynomial(node, found)
        if len(polynomial) > max_terms:
            raise _NotPlainError
    return found


@dataclass(frozen=True)
class _Ring:
    """Polynomials in the names of an expression and in the reciprocals of what it divides by."""

    context: fmpq_mpoly_ctx
    variables: Mapping[str, fmpq_mpoly]
    inverses: Mapping[Expr, fmpq_mpoly]
    max_terms: int

    def polynomial(self, node: Expr, found: Mapping[Expr, fmpq_mpoly]) -> fmpq_mpoly:
        """Return the polynomial that an expression is, from those of its parts."""
        match node:
            case ex.Mul(parts):
                return reduce(self._product, [found[part] for part in parts])
            case ex.Add(parts):
                return sum([found[part] for part in parts[1:]], found[parts[0]])
            case ex.Var(name):
                return self.variables[name]
            case ex.Const(value):
                return self.context.constant(value)
            case ex.Pow(base) if (exponent := _exponent(node)) >= 0:
                return self._power(found[base], exponent)
            case ex.Pow(base):
                factors = [self._power(self.inverses[one], -exponent * times) for one, times in _factors(base)]
                return reduce(self._product, factors)
            case _:
                raise _NotPlainError

    def _product(self, left: fmpq_mpoly, right: fmpq_mpoly) -> fmpq_mpoly:
        if len(left) * len(right) > 50 * self.max_terms:
            raise _NotPlainError
        return left * right

    def _power(self, base: fmpq_mpoly, exponent: int) -> fmpq_mpoly:
        if is_too_large_power(base, exponent, self.max_terms):
            raise _NotPlainError
        return base**exponent


def is_too_large_power(base: fmpq_mpoly, exponent: int, max_terms: int) -> bool:
    """Tell whether a power has too many terms, or a degree or a coefficient that FLINT would rather abort than compute.

    Args:
        base: A polynomial.
        exponent: Not negative.
        max_terms: Bound on the number of terms.
    """
    terms = len(base)
    if (exponent > MAX_EXPONENT and terms > 1) or terms ** min(exponent, 4) > 10 * max_terms:
        return True
    if exponent < 2:
        return False
    coefficients = [c for c in base.coeffs() if abs(c) != 1]
    bits = max((int(c.p).bit_length() + int(c.q).bit_length() for c in coefficients), default=0)
    return base.total_degree() * exponent > MAX_DEGREE or bits * exponent > MAX_BITS
