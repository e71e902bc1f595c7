r"""Integrals up to infinity, by the double exponential substitutions.

$\int_a^\infty f(x)\,dx$ becomes the sum of $h\, f(x(t))\, x'(t)$ over $t = kh$ with $x = a + e^{\frac\pi2 \sinh t}$,
and $x = \sinh(\frac\pi2 \sinh t)$ from −∞ to ∞. What comes out is an estimate, not a bound: the difference to half as
many points, much enlarged, is taken for the error, and where it is not small nothing is known of the integral.

Source: Takahasi and Mori, *Double exponential formulas for numerical integration*, Publ. RIMS 9 (1974).
"""

from collections.abc import Callable

from flint import acb, arb

STEPS = (32, 64, 128)
"""Points to a unit of t, as many as are needed."""

REACH = 5
"""Of t; beyond it the integrand counts for nothing, or the integral does not converge."""

MARGIN = arb(10) ** 3
LEAST_ERROR = arb(10) ** -12
MOST_ERROR = arb(10) ** -6
NOTHING = arb(10) ** -14


def improper(integrand: Callable[[acb], acb], lower: arb, upper: arb) -> arb:
    """Return a ball around an integral with at least one limit at infinity; not finite where nothing is known."""
    if lower > upper:
        return -improper(integrand, upper, lower)
    if lower.is_finite():
        return _summed(lambda t: _above(integrand, lower, t))
    if upper.is_finite():
        return _summed(lambda t: _above(lambda x: integrand(-x), -upper, t))
    return _summed(lambda t: _everywhere(integrand, t))


def _above(integrand: Callable[[acb], acb], start: arb, t: arb) -> arb:
    grown = (arb.pi() / 2 * t.sinh()).exp()
    return _value(integrand, start + grown, grown * t.cosh())


def _everywhere(integrand: Callable[[acb], acb], t: arb) -> arb:
    inner = arb.pi() / 2 * t.sinh()
    return _value(integrand, inner.sinh(), inner.cosh() * t.cosh())


def _value(integrand: Callable[[acb], acb], x: arb, slope: arb) -> arb:
    found = integrand(acb(x))
    return found.real * slope * arb.pi() / 2 if found.imag.contains(0) else arb.nan()


def _summed(value: Callable[[arb], arb]) -> arb:
    """Return the sum over the points, with what the coarser half of them says of its error."""
    end = value(arb(REACH))
    if not (end.is_finite() and abs(end) < NOTHING):
        return arb.nan()
    total = arb.nan()
    for steps in STEPS:
        coarse, fine = end, end
        for k in range(-REACH * steps, REACH * steps):
            part = value(arb(k) / steps)
            if not part.is_finite():
                return arb.nan()
            fine += part
            coarse += part if k % 2 == 0 else arb(0)
        total = _with_error(fine / steps, coarse * 2 / steps)
        if total.is_finite():
            break
    return total


def _with_error(total: arb, half: arb) -> arb:
    error = MARGIN * abs(total - half).upper() + LEAST_ERROR * (1 + abs(total).upper())
    return arb(total.mid(), error.upper()) if error < MOST_ERROR * (1 + abs(total).upper()) else arb.nan()
