r"""Definite integrals in closed form: of sums of $x^n$, $x^n e^{ax+b}$, $x^n \sin(ax+b)$ and $x^n \cos(ax+b)$.

All of these are analytic everywhere, so that the difference of an antiderivative at the limits is the integral. What
the coefficients stand for does not matter: they may hold the variables of integrals around this one.
"""

from collections.abc import Iterator, Mapping
from math import factorial

from flint import fmpq

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

Kernel = tuple[str, Expr, Expr]
"""A function of a x + b: its name, a, b; the name is empty for 1."""

Terms = Mapping[tuple[int, Kernel], Expr]
"""Coefficients of x^n times a kernel."""

PLAIN: Kernel = ("", ex.ZERO, ex.ZERO)
MAX_TERMS = 120
MAX_DEGREE = 16


class _NotOfThisFormError(Exception):
    pass


def definite(integrand: Expr, name: str, lower: Expr, upper: Expr) -> Expr | None:
    """Return the integral from `lower` to `upper`; None where the integrand has another form or it does not converge.

    Args:
        integrand: Of the variable `name`.
        name: Bound; the limits do not hold it.
        lower: `expression.INFINITY`, its negative, or finite.
        upper: As well.
    """
    try:
        terms = _terms(integrand, name)
        return ex.add(*_at_limit(terms, upper, 1), *_at_limit(terms, lower, -1))
    except _NotOfThisFormError:
        return None


def _at_limit(terms: Terms, place: Expr, sign: int) -> Iterator[Expr]:
    """Yield the antiderivative's terms at a limit."""
    direction = 1 if place is ex.INFINITY else -1 if place is ex.MINUS_INFINITY else 0
    for (n, kernel), coefficient in terms.items():
        if not direction:
            yield ex.mul(ex.const(sign), coefficient, _antiderivative(n, kernel, place))
        elif not _decays(kernel, direction):
            raise _NotOfThisFormError


def _decays(kernel: Kernel, direction: int) -> bool:
    """Tell whether an exponential goes to zero in that direction."""
    function, slope, _ = kernel
    return function == "exp" and isinstance(slope, ex.Const) and slope.value * direction < 0


def _antiderivative(n: int, kernel: Kernel, at: Expr) -> Expr:
    r"""Return that of $x^n k(ax+b)$ at a place, by parts: $\sum_i (-1)^i \frac{n!}{(n-i)!} x^{n-i} K_{i+1}(ax+b)$."""
    function, slope, offset = kernel
    if not function:
        return ex.mul(ex.Const(fmpq(1, n + 1)), ex.power(at, ex.const(n + 1)))
    argument = ex.add(ex.mul(slope, at), offset)
    found = []
    for i in range(n + 1):
        scale = ex.const((-1) ** i * factorial(n) // factorial(n - i))
        integrated = _integrated(function, argument, i + 1)
        found.append(ex.mul(scale, ex.power(at, ex.const(n - i)), ex.power(slope, ex.const(-i - 1)), integrated))
    return ex.add(*found)


def _integrated(function: str, argument: Expr, times: int) -> Expr:
    """Return the function that has this one as its derivative after so many times."""
    if function == "exp":
        return ex.Fn("exp", argument)
    order = ("sin", "cos", "-sin", "-cos")  # each the derivative of the one before
    name = order[(order.index(function) - times) % 4]
    value = ex.Fn(name.lstrip("-"), argument)
    return ex.neg(value) if name.startswith("-") else value


def _terms(expr: Expr, name: str) -> Terms:
    """Return an expression as a sum of powers and kernels."""

    def visit(node: Expr, parts: tuple[Terms, ...]) -> Terms:
        if name not in ex.variables(node):
            return {(0, PLAIN): node}
        match node:
            case ex.Var():
                return {(1, PLAIN): ex.ONE}
            case ex.Add():
                return _sum(parts)
            case ex.Mul():
                return _product(parts)
            case ex.Pow(_, ex.Const(value)) if value.q == 1 and 0 < value <= MAX_DEGREE:
                return _product((parts[0],) * int(value.p))
            case ex.Fn("exp" | "sin" | "cos" as function, argument):
                return {(0, _kernel(function, argument, name)): ex.ONE}
            case _:
                raise _NotOfThisFormError

    return ex.fold(expr, visit)


def _kernel(function: str, argument: Expr, name: str) -> Kernel:
    slope = _sum_of(_terms(argument, name), 1)
    return function, slope, _sum_of(_terms(argument, name), 0)


def _sum_of(terms: Terms, degree: int) -> Expr:
    """Return a coefficient of a linear expression."""
    if any(n > 1 or kernel != PLAIN for n, kernel in terms):
        raise _NotOfThisFormError
    return terms.get((degree, PLAIN), ex.ZERO)


def _sum(parts: tuple[Terms, ...]) -> Terms:
    found: dict[tuple[int, Kernel], Expr] = {}
    for part in parts:
        for key, value in part.items():
            found[key] = ex.add(found[key], value) if key in found else value
    return _limited(found)


def _product(parts: tuple[Terms, ...]) -> Terms:
    found = parts[0]
    for part in parts[1:]:
        together: dict[tuple[int, Kernel], Expr] = {}
        for (n, one), a in found.items():
            for (m, other), b in part.items():
                key, value = (n + m, _joined(one, other)), ex.mul(a, b)
                together[key] = ex.add(together[key], value) if key in together else value
        found = _limited(together)
    return found


def _limited(terms: dict[tuple[int, Kernel], Expr]) -> Terms:
    if len(terms) > MAX_TERMS or any(n > MAX_DEGREE for n, _ in terms):
        raise _NotOfThisFormError
    return {key: value for key, value in terms.items() if value is not ex.ZERO}


def _joined(one: Kernel, other: Kernel) -> Kernel:
    """Return the product of two kernels, where it is one."""
    if PLAIN in (one, other):
        return other if one == PLAIN else one
    if (one[0], other[0]) != ("exp", "exp"):
        raise _NotOfThisFormError
    slope = ex.add(one[1], other[1])
    if slope is ex.ZERO:
        raise _NotOfThisFormError
    return "exp", slope, ex.add(one[2], other[2])
