"""Like terms of a sum put together, numbers multiplied into brackets: −40c² − (−40)(c² + d²) becomes 40d².

What stands under a power or a function stays as it is, so that squares stay squares.
"""

from collections.abc import Iterator

from flint import fmpq

from pipeline.equality.decide import seed_of
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_TERMS = 1_000
"""A sum of more terms stays as it is."""

Term = tuple[fmpq, Expr]
"""A coefficient, and what it multiplies."""


def collected(expr: Expr) -> Expr:
    """Return the same sum with like terms put together; terms are alike where they are written alike."""
    coefficients: dict[bytes, fmpq] = {}
    bodies: dict[bytes, Expr] = {}
    for number, (coefficient, body) in enumerate(_terms(expr, fmpq(1))):
        if number == MAX_TERMS:
            return expr
        key = seed_of(body)
        bodies.setdefault(key, body)
        coefficients[key] = coefficients.get(key, fmpq(0)) + coefficient
    return ex.add(*(ex.mul(ex.Const(coefficients[key]), body) for key, body in bodies.items()))


def _terms(expr: Expr, scale: fmpq) -> Iterator[Term]:
    match expr:
        case ex.Const(value):
            yield scale * value, ex.ONE
        case ex.Add(parts):
            for part in parts:
                yield from _terms(part, scale)
        case ex.Mul(parts):
            yield from _product_terms(parts, scale)
        case _:
            yield scale, expr


def _product_terms(parts: tuple[Expr, ...], scale: fmpq) -> Iterator[Term]:
    """Yield the terms of a number times one factor; products of several factors are one term."""
    factors: list[Expr] = []
    for part in parts:
        if isinstance(part, ex.Const):
            scale *= part.value
        else:
            factors.append(part)
    if len(factors) == 1:
        yield from _terms(factors[0], scale)
    else:
        yield scale, ex.mul(*factors)
