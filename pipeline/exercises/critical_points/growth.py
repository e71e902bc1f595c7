"""Sums with exponentials, divided by the fastest growing ones, so that bounds on unbounded boxes tell something.

On [4, ∞) intervals say nothing of $ye^{2y} - e^{3y}$; but $ye^{-y} - 1$, with the same zeros, is negative.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from flint import fmpq

from pipeline.exercises.critical_points.unknowns import Form, Part, form_of
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_EXPONENTIALS = 2
MAX_TERMS = 24


def balanced(equations: Sequence[Expr], names: tuple[str, ...]) -> list[Expr]:
    """Return equations divided by products of exponentials, so that one of the terms keeps its size."""
    form = form_of(list(equations), names)
    if form is None:
        return []
    return [expr for part in form.parts if len(part.numerator) <= MAX_TERMS for expr in _ways(form, part)]


def _ways(form: Form, part: Part) -> Iterator[Expr]:
    """Yield the sum divided by the largest power of each exponential, by the smallest, and so on."""
    own = [i for i, u in enumerate(form.unknowns) if u.kind == "exp" and any(m[i] for m in part.numerator)]
    if not own or len(own) > MAX_EXPONENTIALS:
        return
    ends = [(max(m[i] for m in part.numerator), min(m[i] for m in part.numerator)) for i in own]
    for powers in product(*ends):
        yield ex.add(*(_term(form, m, c, dict(zip(own, powers, strict=True))) for m, c in part.numerator.items()))


def _term(form: Form, monomial: Sequence[int], coefficient: fmpq, divisor: dict[int, int]) -> Expr:
    """Return one term over the divisor, its exponentials put together."""
    plain, exponents = [], []
    for i, (unknown, power) in enumerate(zip(form.unknowns, monomial, strict=True)):
        if unknown.kind == "exp" and isinstance(unknown.meaning, ex.Fn):
            exponents.append(ex.mul(ex.const(power - divisor.get(i, 0)), unknown.meaning.argument))
        elif power:
            plain.append(ex.power(unknown.meaning, ex.const(power)))
    exponent = ex.add(*exponents)
    exponential = ex.Fn("exp", exponent) if ex.variables(exponent) else ex.ONE
    return ex.mul(ex.Const(coefficient), *plain, exponential)
