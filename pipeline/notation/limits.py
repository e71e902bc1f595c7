"""Limits by series: a formula near a point as a power series in the distance, with exact coefficients.

What a function of a series is follows from its derivatives at the constant term; a factor $h^v$ in front is kept apart,
so that 0/0 and ∞ − ∞ resolve themselves. What has no such series, as an exponential of something that grows, has
no limit here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import factorial

from flint import arb, fmpq

from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

ORDER = 7
"""Coefficients of a series."""

DISTANCE = "distance to a limit"
"""The variable of the series."""

MAX_SIZE = 300
"""Distinct parts of a formula."""

REMEMBERED = 500
"""Limits; a formula is asked for its own again and again while it is judged and mended."""

BITS = 200
ZERO_BITS = 120


class NoSeriesError(Exception):
    """A formula has no power series where its limit is asked for; the message says why."""


@dataclass(frozen=True)
class Series:
    """h^start · (c_0 + c_1 h + …), c_0 ≠ 0 unless all known coefficients vanish."""

    start: int
    coefficients: tuple[Expr, ...]


@lru_cache(REMEMBERED)
def limit(expr: Expr, name: str, target: Expr | None, sign: int) -> Expr:
    """Return the limit of an expression.

    Args:
        expr: The expression.
        name: Of the variable that moves.
        target: Where to; None for infinity.
        sign: From which side: 1 from above or to +∞, −1 from below or to −∞, 0 from both.

    Raises:
        NoSeriesError: Where it has none, or none that is found.
    """
    if sum(1 for _ in ex.subexpressions(expr)) > MAX_SIZE:
        raise NoSeriesError("the formula is too large for its limit to be computed")
    step = ex.mul(ex.const(sign or 1), ex.Var(DISTANCE))
    place = ex.power(step, ex.MINUS_ONE) if target is None else ex.add(target, step)
    found = series(ex.substitute(expr, {name: place}), is_one_sided=sign != 0)
    if found.start > 0 or not found.coefficients:
        return ex.ZERO
    if found.start < 0:
        raise NoSeriesError("the formula grows beyond all bounds")
    return found.coefficients[0]


def series(expr: Expr, *, is_one_sided: bool) -> Series:
    """Return the series of an expression in h = DISTANCE at 0, for h > 0 only where `is_one_sided`."""

    def visit(node: Expr, parts: tuple[Series, ...]) -> Series:
        match node:
            case ex.Var(name) if name == DISTANCE:
                return Series(1, (ex.ONE,))
            case ex.Add():
                return _sum(parts)
            case ex.Mul():
                return _product(parts)
            case ex.Pow(_, ex.Const(value)):
                return _power(parts[0], value, is_one_sided=is_one_sided)
            case ex.Pow():
                return _function("exp", _product((parts[1], _function("log", parts[0]))))
            case ex.Fn("sqrt", _):
                return _power(parts[0], fmpq(1, 2), is_one_sided=is_one_sided)
            case ex.Fn(name, _):
                return _function(name, parts[0])
            case ex.Integral() if DISTANCE in ex.variables(node):
                raise NoSeriesError("the limit of an integral is not computed")
            case _:
                return _normal(0, (node,))

    return ex.fold(expr, visit)


def is_zero(value: Expr) -> bool:
    """Tell whether a coefficient vanishes: exactly, or to many bits at two points."""
    if isinstance(value, ex.Const):
        return value.value == 0
    names = sorted(ex.variables(value))
    with precision(BITS):
        for point in (3, 7):
            known = {name: arb(fmpq(point * place + 2, 2 * point + place)) for place, name in enumerate(names, 1)}
            found = ball(value, known)
            if not found.is_finite():
                raise NoSeriesError("a part is not defined there")
            if not found.contains(0):
                return False
            if found.rad() > arb(2) ** -ZERO_BITS:
                raise NoSeriesError("it is not decided whether a part vanishes there")
    return True


def _normal(start: int, coefficients: tuple[Expr, ...]) -> Series:
    for place, value in enumerate(coefficients):
        if not is_zero(value):
            return Series(start + place, coefficients[place:])
    return Series(start + len(coefficients), ())


def _end(one: Series) -> int:
    """Return the first power of h that is not known; a series of few coefficients is exact."""
    return one.start + ORDER


def _at(one: Series, power: int) -> Expr:
    place = power - one.start
    return one.coefficients[place] if 0 <= place < len(one.coefficients) else ex.ZERO


def _sum(parts: tuple[Series, ...]) -> Series:
    start, end = min(part.start for part in parts), min(map(_end, parts))
    return _normal(start, tuple(ex.add(*(_at(part, k) for part in parts)) for k in range(start, end)))


def _product(parts: tuple[Series, ...]) -> Series:
    found = parts[0]
    for part in parts[1:]:
        pairs = [
            tuple(ex.mul(_at(found, found.start + i), _at(part, part.start + k - i)) for i in range(k + 1))
            for k in range(ORDER)
        ]
        found = _normal(found.start + part.start, tuple(ex.add(*row) for row in pairs))
    return found


def _power(base: Series, exponent: fmpq, *, is_one_sided: bool) -> Series:
    """Return (h^v c_0 (1 + …))^a by the binomial series."""
    if not base.coefficients:
        raise NoSeriesError("a power of zero is taken")
    start = base.start * exponent
    if start.q != 1 or (exponent.q != 1 and base.start and not is_one_sided):
        raise NoSeriesError("a root of something that vanishes there has no power series")
    first = base.coefficients[0]
    inverse = ex.power(first, ex.MINUS_ONE)
    rest = Series(1, tuple(ex.mul(inverse, value) for value in base.coefficients[1:]))
    binomials = list(_binomials(exponent))
    made = _composed([ex.Const(value) for value in binomials], _normal(rest.start, rest.coefficients))
    scale = ex.power(first, ex.Const(exponent)) if exponent.q == 1 or exponent != fmpq(1, 2) else ex.Fn("sqrt", first)
    return _normal(int(start.p) + made.start, tuple(ex.mul(scale, value) for value in made.coefficients))


def _binomials(exponent: fmpq) -> Iterator[fmpq]:
    value = fmpq(1)
    for k in range(ORDER):
        yield value
        value = value * (exponent - k) / (k + 1)


def _function(name: str, argument: Series) -> Series:
    """Return a function of a series by Taylor's formula at its constant term."""
    if argument.start < 0:
        raise NoSeriesError(f"the argument of {name} grows beyond all bounds")
    first = _at(argument, 0)
    if name in ex.KINKED and is_zero(first):
        raise NoSeriesError(f"{name} has a kink there")
    place = ex.Var("place of a series")
    slope: Expr = ex.Fn(name, place)
    taylor: list[Expr] = []
    for k in range(ORDER):
        value = ex.substitute(slope, {place.name: first})
        taylor.append(ex.mul(ex.const(fmpq(1, factorial(k))), value))
        slope = ex.derivative(slope, place.name)
    rest = tuple(_at(argument, k) for k in range(1, _end(argument)))
    return _composed(taylor, _normal(1, rest))


def _composed(taylor: list[Expr], rest: Series) -> Series:
    """Return Σ t_k r^k for a series r that vanishes at 0, by Horner's scheme."""
    found = _normal(0, (taylor[-1],))
    for value in reversed(taylor[:-1]):
        found = _sum((_normal(0, (value,)), _product((found, rest)))) if rest.coefficients else _normal(0, (value,))
    return found
