"""Balls around definite integrals: Gauss-Legendre quadrature with rigorous bounds, by FLINT.

An integrand is evaluated on balls of complex numbers. Where it is not shown to be analytic, or the number of
evaluations is used up, the ball is not finite: nothing is then known of the integral.

Source: Johansson, *Numerical integration in arbitrary-precision ball arithmetic*, ICMS (2018).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import mul

from flint import acb, arb, ctx

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr
from pipeline.notation.improper import improper

MAX_EVALUATIONS = 600
PROBES = (2, 5, 8)
"""Tenths of the way at which an integrand has to have a value before it is integrated."""

MAX_BITS = 700
"""Beyond which an integral is not known any better."""


def integral_ball(node: ex.Integral, limits: Sequence[arb], values: Mapping[str, arb]) -> arb:
    """Return a ball around a definite integral.

    Args:
        node: The integral.
        limits: Balls around its limits.
        values: Of the other names in the integrand; without one of them nothing is known.
    """
    names = ex.variables(node.integrand) - {node.name}
    if not names <= values.keys() or ctx.prec > MAX_BITS or any(limit.is_nan() for limit in limits):
        return arb.nan()
    known = {name: acb(values[name]) for name in names}

    def integrand(z: acb, analytic: bool) -> acb:  # noqa: FBT001 - FLINT calls it so
        return complex_ball(node.integrand, {**known, node.name: z}, analytic=analytic)

    if not all(limit.is_finite() for limit in limits):
        return improper(lambda z: integrand(z, False), *limits)
    width = limits[1] - limits[0]
    if not all(integrand(acb(limits[0] + width * tenths / 10), False).is_finite() for tenths in PROBES):
        return arb.nan()
    found = acb.integral(integrand, acb(limits[0]), acb(limits[1]), eval_limit=MAX_EVALUATIONS)
    return found.real if found.is_finite() and found.imag.contains(0) else arb.nan()


def complex_ball(expr: Expr, values: Mapping[str, acb], *, analytic: bool) -> acb:
    """Return a ball around a value; where `analytic`, one that is not finite unless the function is analytic on it."""

    def visit(node: Expr, parts: tuple[acb, ...]) -> acb:
        match node:
            case ex.Const(value):
                return acb(arb(value))
            case ex.Pi():
                return acb.pi()
            case ex.Var(name):
                return values[name]
            case ex.Add():
                return sum(parts[1:], parts[0])
            case ex.Mul():
                return reduce(mul, parts)
            case ex.Pow(_, ex.Const(value)) if value.q == 1:
                return parts[0] ** int(value.p)
            case ex.Pow():
                return parts[0].pow(parts[1], analytic=analytic)
            case ex.Fn(name, _):
                return COMPLEX[name](parts[0], analytic)
            case _:  # an integral within an integral
                return acb("nan")

    return ex.fold(expr, visit)


def _by_side(left: Callable[[acb], acb], right: Callable[[acb], acb]) -> Callable[[acb, bool], acb]:
    """Return a function that is analytic on either side of zero, and unknown across it."""

    def value(z: acb, _analytic: bool) -> acb:  # noqa: FBT001
        return right(z) if z.real > 0 else left(z) if z.real < 0 else acb("nan")

    return value


_SLOPE = acb(arb(ex.LEAKY_SLOPE))

COMPLEX: Mapping[str, Callable[[acb, bool], acb]] = {
    "exp": lambda z, analytic: z.exp(),
    "log": lambda z, analytic: z.log(analytic=analytic),
    "sqrt": lambda z, analytic: z.sqrt(analytic=analytic),
    "sin": lambda z, analytic: z.sin(),
    "cos": lambda z, analytic: z.cos(),
    "tan": lambda z, analytic: z.tan(),
    "sinh": lambda z, analytic: z.sinh(),
    "cosh": lambda z, analytic: z.cosh(),
    "tanh": lambda z, analytic: z.tanh(),
    "arctan": lambda z, analytic: z.atan() if not analytic or z.imag.abs_upper() < 1 else acb("nan"),
    "arcsin": lambda z, analytic: z.asin() if not analytic or z.real.abs_upper() < 1 else acb("nan"),
    "arccos": lambda z, analytic: z.acos() if not analytic or z.real.abs_upper() < 1 else acb("nan"),
    "sigmoid": lambda z, analytic: 1 / (1 + (-z).exp()),
    "softplus": lambda z, analytic: (1 + z.exp()).log(analytic=analytic),
    "abs": _by_side(lambda z: -z, lambda z: z),
    "relu": _by_side(lambda z: acb(0), lambda z: z),
    "leaky_relu": _by_side(lambda z: _SLOPE * z, lambda z: z),
    "step": _by_side(lambda z: acb(0), lambda z: acb(1)),
    "sign": _by_side(lambda z: acb(-1), lambda z: acb(1)),
}
