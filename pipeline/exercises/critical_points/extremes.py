"""Global extrema: whether a function is least or largest somewhere, and by which argument.

Arguments: a bound that the form of the function shows; growth beyond all bounds in every direction (then the least
value exists and is taken at a stationary point); decay to zero in every direction; a curve on which the function has
no bound; one stationary point only on the real line. Where none of them applies nothing is claimed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import Literal

from flint import arb, fmpq

from pipeline.equality.decide import decide
from pipeline.equality.inequality import lower_bound
from pipeline.equality.like_terms import collected
from pipeline.equality.verdict import Proved
from pipeline.exercises.critical_points.constants import Constant, NoConstantError, rational
from pipeline.exercises.critical_points.finding import value_at
from pipeline.exercises.critical_points.germ import Path, definite, is_even_positive, lines, parabolas
from pipeline.exercises.critical_points.stationary import StationaryPoint, StationaryPoints
from pipeline.exercises.critical_points.taylor import NotAnalyticError, Series, taylor
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

MAX_DEGREE = 40
BITS = 256

Side = Literal["minimum", "maximum"]
By = Literal["bound", "growth", "decay", "only point", "unbounded"]


@dataclass(frozen=True)
class Extreme:
    """What is known of the least or the largest value.

    Attributes:
        side: Which of the two.
        by: The argument; with `unbounded` there is no such value.
        points: Indices of the stationary points at which it is taken.
        leading: The terms that decide about growth, by exponents.
        reason: Why they are positive, as `germ.definite` says it.
        path: The line on which there is no bound.
        bound: The value, where the form of the function shows it.
    """

    side: Side
    by: By
    points: tuple[int, ...] = ()
    leading: Mapping[tuple[int, ...], Constant] | None = None
    reason: str = ""
    path: Path | None = None
    bound: fmpq | None = None


def extremes(found: StationaryPoints, function: Expr, names: Sequence[str]) -> list[Extreme]:
    """Return what can be said of the least and the largest value on all of space.

    Args:
        found: The stationary points.
        function: Over the variables.
        names: Of the variables.
    """
    if found.region.sides is not None:
        return []
    polynomial = polynomial_terms(function, names)
    known = (_extreme(side, found, function, names, polynomial) for side in ("minimum", "maximum"))
    return [extreme for extreme in known if extreme is not None]


def _extreme(
    side: Side, found: StationaryPoints, function: Expr, names: Sequence[str], polynomial: Series | None
) -> Extreme | None:
    upright = function if side == "minimum" else ex.neg(function)
    terms = None if polynomial is None else polynomial.scaled(rational(1 if side == "minimum" else -1))
    arguments: tuple[Callable[[], Extreme | None], ...] = (
        lambda: _by_bound(side, found, upright),
        lambda: None if terms is None else _without_bound(side, terms),
        lambda: None if terms is None else _by_growth(side, found, terms),
        lambda: _by_decay(side, found, upright, names),
        lambda: _by_only_point(side, found, upright),
    )
    return next((extreme for argument in arguments if (extreme := argument()) is not None), None)


def polynomial_terms(function: Expr, names: Sequence[str]) -> Series | None:
    """Return a polynomial as its terms, or None for any other function."""
    whole = all(
        isinstance(node, ex.Const | ex.Var | ex.Add | ex.Mul | ex.Pi)
        or (isinstance(node, ex.Pow) and isinstance(node.exponent, ex.Const) and _is_natural(node.exponent.value))
        for node in ex.subexpressions(function)
    )
    try:
        found = taylor(function, names, [rational(0)] * len(names), MAX_DEGREE) if whole else None
    except (NotAnalyticError, NoConstantError):
        return None
    return None if found is None or max(map(sum, found.terms), default=0) >= MAX_DEGREE // 2 else found


def _is_natural(value: fmpq) -> bool:
    return bool(value.q == 1 and 0 <= value < MAX_DEGREE // 2)


def sign_of_constant(value: Constant) -> int:
    """Return the sign of a constant without names; 0 where BITS bits do not tell it."""
    exact = value.rational
    if exact is not None:
        return (exact > 0) - (exact < 0)
    with precision(BITS):
        near = ball(value.expr)
    return 1 if near > 0 else -1 if near < 0 else 0


# -- arguments -----------------------------------------------------------------------------------------


def _by_bound(side: Side, found: StationaryPoints, upright: Expr) -> Extreme | None:
    """The form shows f ≥ c, and c is taken at a stationary point."""
    bound = lower_bound(collected(upright))
    if bound is None:
        return None
    gap = ex.sub(upright, ex.Const(bound))
    at = tuple(i for i, point in enumerate(found.points) if _vanishes(point, gap))
    return Extreme(side, "bound", at, bound=bound if side == "minimum" else -bound) if at else None


def _vanishes(point: StationaryPoint, expr: Expr) -> bool:
    value = point.value_of(expr)
    if isinstance(value, arb):
        return bool(value == 0)
    return isinstance(value, ex.Const) and value.value == 0


def _without_bound(side: Side, terms: Series) -> Extreme | None:
    """On some line or parabola the highest power falls without bound."""
    for path in (*_few(lines(terms.size)), *_few(parabolas(terms.size))):
        top = _top(terms, path)
        if top is not None and (top[0] % 2 or top[1] < 0):
            return Extreme(side, "unbounded", path=path)
    return None


MAX_PATHS = 60


def _few(paths: Iterator[Path]) -> list[Path]:
    return [path for path, _ in zip(paths, range(MAX_PATHS), strict=False)]


def _top(terms: Series, path: Path) -> tuple[int, int] | None:
    """Return the highest power on a curve and the sign of its coefficient; None where it is constant there."""
    room = 3 * MAX_DEGREE
    inner = [Series({(e,): c for e, c in part.items()}, 1, room) for part in path]
    along = Series(terms.terms, terms.size, room).at(inner)
    powers = sorted((m[0] for m in along.terms if m[0] > 0), reverse=True)
    for power in powers:
        if sign := sign_of_constant(along.terms[(power,)]):
            return power, sign
    return None


def is_complete(found: StationaryPoints) -> bool:
    """Tell whether all stationary points on all of space are known, each of them isolated."""
    return found.completeness == "proved" and not found.sets


def _by_growth(side: Side, found: StationaryPoints, terms: Series) -> Extreme | None:
    """The highest terms are positive in every direction: the least value exists, at the lowest stationary point."""
    leading = growing(terms)
    if leading is None or not is_complete(found) or not found.points:
        return None
    lowest = _lowest(found.points, side)
    return None if lowest is None else Extreme(side, "growth", lowest, leading[0], leading[1])


def growing(terms: Series) -> tuple[Mapping[tuple[int, ...], Constant], str] | None:
    """Return the highest terms of a polynomial that tends to ∞ in every direction and why they are positive.

    The highest pure powers x_i^{d_i} give weights 1/d_i; terms of weight above 1 have to be squares with positive
    factors, those of weight 1 have to be definite.
    """
    powers: list[int] = []
    for i in range(terms.size):
        own = [m[i] for m in terms.terms if m[i] and sum(m) == m[i]]
        if not own or max(own) % 2:
            return None
        powers.append(max(own))
    weight = {m: sum((fmpq(e, d) for e, d in zip(m, powers, strict=True)), fmpq(0)) for m in terms.terms}
    high = {m: c for m, c in terms.terms.items() if weight[m] > 1}
    level = {m: c for m, c in terms.terms.items() if weight[m] == 1}
    if not all(is_even_positive(m, c, sign_of_constant) for m, c in high.items()):
        return None
    reason = definite(level, powers, sign_of_constant)
    return None if reason is None else ({**high, **level}, reason)


def _lowest(points: Sequence[StationaryPoint], side: Side) -> tuple[int, ...] | None:
    """Return the points of the least (largest) value; None where two values are too close to be told apart."""
    values = [_value(point) * (1 if side == "minimum" else -1) for point in points]
    best = min(range(len(values)), key=lambda i: float(values[i].mid()))
    near = tuple(i for i, value in enumerate(values) if not value > values[best])
    if len(near) == 1 or all(_same_value(points[best], points[i]) for i in near):
        return near
    return None


def _value(point: StationaryPoint) -> arb:
    with precision(BITS):
        value = point.value_of(point.calculus.function)
        return value if isinstance(value, arb) else ball(value)


def _same_value(one: StationaryPoint, other: StationaryPoint) -> bool:
    """Tell whether the values at two points are known to be equal: by exact constants, or by a symmetry."""
    names, function = one.calculus.variables, one.calculus.function
    if one is other:
        return True
    a, b = value_at(function, names, one), value_at(function, names, other)
    if a is not None and b is not None:
        return (a - b).is_seen_zero
    return any(_is_invariant(function, mirrored) for mirrored in _symmetries(one, other))


def _symmetries(one: StationaryPoint, other: StationaryPoint) -> Iterator[Mapping[str, Expr]]:
    """Yield the changes of signs and order of the coordinates that take one point to another."""
    names = one.calculus.variables
    with precision(BITS):
        here, there = one.balls(BITS), other.balls(BITS)
        for order in permutations(names):
            for signs in product((1, -1), repeat=len(names)):
                if all(there[x].overlaps(s * here[y]) for x, y, s in zip(names, order, signs, strict=True)):
                    pairs = zip(names, order, signs, strict=True)
                    yield {x: ex.mul(ex.const(s), ex.Var(y)) for x, y, s in pairs}


def _is_invariant(function: Expr, change: Mapping[str, Expr]) -> bool:
    return isinstance(decide(ex.substitute(function, change), function), Proved)


def _by_decay(side: Side, found: StationaryPoints, upright: Expr, names: Sequence[str]) -> Extreme | None:
    """The function tends to zero in every direction and takes a negative value: the least value exists."""
    if not is_complete(found) or not found.points or not decays(upright, names):
        return None
    lowest = _lowest(found.points, side)
    if lowest is None:
        return None
    value = _value(found.points[lowest[0]])
    below = value < 0 if side == "minimum" else value > 0
    return Extreme(side, "decay", lowest) if below else None


def decays(function: Expr, names: Sequence[str]) -> bool:
    """Tell whether a function is a polynomial times e^{−growing}, or a polynomial over one that grows faster."""
    above: list[Expr] = []
    below: list[Expr] = []
    falling = False
    for part in _factors(function):
        match part:
            case ex.Fn("exp", argument):
                exponent = polynomial_terms(ex.neg(argument), names)
                if exponent is None or growing(exponent) is None:
                    return False
                falling = True
            case ex.Pow(base, ex.Const(power)) if power.q == 1 and power < 0:
                below.append(ex.power(base, ex.Const(-power)))
            case _:
                above.append(part)
    top, bottom = (polynomial_terms(ex.mul(*factors), names) for factors in (above, below))
    if top is None or bottom is None:
        return False
    return not below if falling else _grows_faster(bottom, top, below)


def _factors(function: Expr) -> Iterator[Expr]:
    """Yield the factors of a product of products."""
    if isinstance(function, ex.Mul):
        for part in function.parts:
            yield from _factors(part)
    else:
        yield function


def _grows_faster(bottom: Series, top: Series, below: Sequence[Expr]) -> bool:
    """Tell whether a denominator without zeros outgrows a numerator: by its highest homogeneous part alone."""
    bound = lower_bound(collected(ex.mul(*below)))
    degree = max(map(sum, bottom.terms), default=0)
    leading = growing(Series(bottom.part(degree), bottom.size, bottom.degree))
    return bool(
        bound is not None
        and bound > 0
        and leading is not None
        and all(sum(m) == degree for m in leading[0])
        and degree > max(map(sum, top.terms), default=0)
    )


def _by_only_point(side: Side, found: StationaryPoints, upright: Expr) -> Extreme | None:
    """On the real line, the only stationary point of a function without gaps is a local extremum: a global one."""
    if len(found.points) != 1 or len(found.points[0].at) != 1 or not is_complete(found) or not _has_no_gaps(upright):
        return None
    return Extreme(side, "only point", (0,)) if found.points[0].classification == f"local {side}" else None


def _has_no_gaps(function: Expr) -> bool:
    """Tell whether the form of a function shows that it is defined everywhere, and differentiable."""
    for node in ex.subexpressions(function):
        match node:
            case ex.Pow(_, ex.Const(power)) if power.q == 1 and power >= 0:
                continue
            case ex.Pow(base, ex.Const()) | ex.Fn("log" | "sqrt", base):
                if not _is_positive(base):
                    return False
            case ex.Pow() | ex.Fn("tan", _):
                return False
            case ex.Fn("abs" | "relu" | "leaky_relu" | "step" | "sign", base) if not _is_positive(base):
                return False
            case _:
                continue
    return True


def has_saddles_only(found: StationaryPoints, function: Expr) -> bool:
    """Tell whether a function that is differentiable wherever it is defined has no local extremum at all."""
    kinds = {point.classification for point in found.points}
    return found.region.sides is None and is_complete(found) and kinds <= {"saddle"} and _is_smooth(function)


def _is_smooth(function: Expr) -> bool:
    """Tell whether a function is differentiable on its domain and that is open: no corners, no roots of zero."""
    for node in ex.subexpressions(function):
        match node:
            case ex.Fn("abs" | "relu" | "leaky_relu" | "step" | "sign", _):
                return False
            case ex.Pow(base, ex.Const(power)) if power.q != 1:
                if not _is_positive(base):
                    return False
            case ex.Fn("sqrt", base) if not _is_positive(base):
                return False
            case _:
                continue
    return True


def _is_positive(base: Expr) -> bool:
    bound = lower_bound(collected(base))
    return bound is not None and bound > 0
