r"""Sums of infinitely many terms, from their first ones, by Levin's u transform.

It sums geometric and power series, alternating ones, and those like $\sum 1/k^2$ that converge slowly. What comes out
is an estimate, not a bound: the difference of two transforms, much enlarged, is taken for the error, and where it is
not small nothing is known of the sum.

Source: Weniger, *Nonlinear sequence transformations*, Comput. Phys. Rep. 10 (1989), equation 7.3-5.
"""

from collections.abc import Sequence
from math import comb

from flint import arb, ctx

TERMS = 32
"""That a sum is known by."""

EXTRA_BITS = 200
SHORTER = 4
MARGIN = arb(10) ** 6
LEAST_ERROR = arb(10) ** -15
MOST_ERROR = arb(10) ** -6


def infinite_sum(terms: Sequence[arb]) -> arb:
    """Return a ball around the sum; not finite where the terms do not tell it."""
    kept = [term for term in terms if not term.is_zero()]
    if len(kept) < len(terms) // 2 and all(term.is_zero() for term in terms[-SHORTER:]):
        return sum(kept, arb(0))
    if not all(term.is_finite() for term in kept) or not abs(kept[-1]) < abs(kept[len(kept) // 2]):
        return arb.nan()
    before = ctx.prec
    ctx.prec = before + EXTRA_BITS
    try:
        value, shorter = transformed(kept), transformed(kept[:-SHORTER])
    finally:
        ctx.prec = before
    error = MARGIN * abs(value - shorter).upper() + LEAST_ERROR * (1 + abs(value).upper())
    if not error.is_finite() or not error < MOST_ERROR * (1 + abs(value).upper()):
        return arb.nan()
    return arb(value.mid(), error.upper())


def transformed(terms: Sequence[arb]) -> arb:
    """Return Levin's transform of the partial sums, of the highest order that the terms allow."""
    order = len(terms) - 1
    above, below, total = arb(0), arb(0), arb(0)
    for j, term in enumerate(terms):
        total += term
        weight = (-1) ** j * comb(order, j) * arb(j + 1) ** (order - 2) / term
        above += weight * total
        below += weight
    return above / below
