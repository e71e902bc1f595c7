"""Sets of stationary points along which the type changes: parts on which it is the same, and why.

Three arguments. Where the function takes a few values on the set and nowhere lies above the largest or below the least
of them, the value decides. Where it gains an even power of the equation times a factor, the sign of the factor does.
Where the Hessian has no other eigenvalues than those across the set, their signs do: along a hypersurface that of its
trace, along a line or plane those of the sums of principal minors.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from flint import arb, fmpq

from pipeline.equality.inequality import lower_bound
from pipeline.equality.like_terms import collected
from pipeline.equality.normal_form import polynomial_form
from pipeline.exercises.critical_points.classify import Classification
from pipeline.exercises.critical_points.consequences import follows, remainder
from pipeline.exercises.critical_points.constants import folded
from pipeline.exercises.critical_points.kinks import factors_of_sign
from pipeline.exercises.critical_points.minors import sum_of_minors
from pipeline.exercises.critical_points.region import Region
from pipeline.exercises.critical_points.set_types import SetType, type_of_set
from pipeline.exercises.critical_points.solved_variables import SolvedVariable, contradict, expanded, solved_in_turn
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

BITS = 128
ZERO = fmpq(0)
MAX_VALUES = 4
MAX_TERMS = 100
MAX_DENOMINATOR = 1000
SAMPLES = tuple(fmpq(n, 7) for n in (4, -9, 18, 29, -33))
STEPS = 96
FARTHEST = 6
BISECTIONS = 100

Relation = Literal["=", ">", "<"]


@dataclass(frozen=True)
class SetPart:
    """A part of a set on which the type does not change.

    Attributes:
        expr: What tells the part, compared with `value`.
        relation: Between both.
        value: A number.
        classification: Of its points.
    """

    expr: Expr
    relation: Relation
    value: fmpq
    classification: Classification

    @property
    def zero(self) -> tuple[Expr, ...]:
        """What vanishes on the part, besides the equations of the set."""
        return (ex.sub(self.expr, ex.Const(self.value)),) if self.relation == "=" else ()

    @property
    def positive(self) -> tuple[Expr, ...]:
        """What is positive on the part."""
        return () if self.relation == "=" else (self.expr if self.relation == ">" else ex.neg(self.expr),)


By = Literal["values", "power", "trace", "minors"]


@dataclass(frozen=True)
class SetParts:
    """The parts of a set.

    Attributes:
        parts: Those on which the type is known.
        by: What tells them.
    """

    parts: tuple[SetPart, ...]
    by: By


def parts_of_set(function: Expr, where: Region, equations: Sequence[Expr]) -> SetType | SetParts:
    """Return the type of all points of a set of stationary points, or of its parts where it changes along the set.

    Args:
        function: Over the variables.
        where: Where points are asked for.
        equations: Expressions that vanish on the set, and together nowhere else.
    """
    found = _everywhere(function, where.variables, equations)
    return parts_within(found, equations, where) if isinstance(found, SetParts) else found


def _everywhere(function: Expr, names: Sequence[str], equations: Sequence[Expr]) -> SetType | SetParts:
    known = type_of_set(function, names, equations)
    if known.classification != "undecided":
        return known
    own = tuple(names)
    if known.by == "power" and known.rest is not None:
        return _by_factor(known.rest, own, equations) or known
    by_trace = _by_trace(function, own, equations[0]) if len(equations) == 1 else None
    return _by_values(function, own, equations) or by_trace or _by_minors(function, own, equations) or known


# -- by the values on the set --------------------------------------------------------------------------


def _by_values(function: Expr, names: tuple[str, ...], equations: Sequence[Expr]) -> SetType | SetParts | None:
    """Decide where the function takes a few rational values on the set, between which all of its values lie."""
    values = values_on(function, names, equations)
    if values is None:
        return None
    kinds = {value: _kind_of(function, value) for value in values}
    if None in kinds.values():
        return None
    if len(values) == 1:
        return SetType(kinds[values[0]] or "undecided", "bound", values[0])
    return SetParts(tuple(SetPart(function, "=", v, kind) for v, kind in kinds.items() if kind), "values")


def values_on(function: Expr, names: Sequence[str], equations: Sequence[Expr]) -> list[fmpq] | None:
    """Return the rational values that a function takes on a set; None where it is not proved that these are all."""
    values: list[fmpq] = []
    for point in _points_on(equations, tuple(names)):
        with precision(BITS):
            value = _simple(ball(function, point))
        if value is None or len(values) >= MAX_VALUES:
            return None
        values.extend([] if value in values else [value])
    gains = ex.mul(*(ex.sub(function, ex.Const(value)) for value in values))
    return sorted(values) if values and follows(gains, equations) else None


def _kind_of(function: Expr, value: fmpq) -> Classification | None:
    for sign, kind in ((1, "local minimum"), (-1, "local maximum")):
        gain = ex.sub(function, ex.Const(value))
        least = lower_bound(collected(gain if sign > 0 else ex.neg(gain)))
        if least is not None and least >= 0:
            return kind  # type: ignore[return-value]
    return None


def _simple(value: arb) -> fmpq | None:
    """Return the rational number with a small denominator to which a small ball belongs, if there is one."""
    if not value.is_finite() or value.rad() > 2.0**-60:
        return None
    for denominator in range(1, MAX_DENOMINATOR):
        near = (value * denominator).mid().floor() if denominator > 1 else value.mid().floor()
        for step in (0, 1):
            numerator = (near + step).unique_fmpz()
            if numerator is not None and value.contains(fmpq(numerator, denominator)):
                return fmpq(numerator, denominator)
    return None


def _points_on(equations: Sequence[Expr], names: tuple[str, ...]) -> Iterator[dict[str, arb]]:
    """Yield points of a set: those of a grid along lines on which the equation that is left changes its sign."""
    solved, left, free = solved_in_turn(equations, names)
    if len(left) > 1 or not free:
        return
    last = free[-1]
    for chosen in product(SAMPLES, repeat=len(free) - 1):
        with precision(BITS):
            at = {name: arb(value) for name, value in zip(free, chosen, strict=False)}
        for root in _roots_along(left[0], at, last) if left else [arb(SAMPLES[0])]:
            point = {**at, last: root}
            with precision(BITS):
                for own in reversed(solved):
                    point[own.name] = ball(own.value, point)
            yield point


def _roots_along(equation: Expr, at: Mapping[str, arb], name: str) -> Iterator[arb]:
    def sign(place: fmpq) -> int:
        value = ball(equation, {**at, name: arb(place)})
        return 1 if value > 0 else -1 if value < 0 else 0

    with precision(BITS):
        places = [fmpq(2 * FARTHEST * i, STEPS) - FARTHEST + fmpq(1, 97) for i in range(STEPS + 1)]
        signs = [sign(place) for place in places]
    for i in range(STEPS):
        if signs[i] * signs[i + 1] < 0:
            yield _bisected(sign, places[i], places[i + 1])


def _bisected(sign: Callable[[fmpq], int], low: fmpq, high: fmpq) -> arb:
    with precision(BITS):
        below = sign(low)
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            low, high = (middle, high) if sign(middle) == below else (low, middle)
        return arb(low).union(arb(high))


# -- by the sign of a factor or of eigenvalues ---------------------------------------------------------


def _by_factor(rest: Expr, names: tuple[str, ...], equations: Sequence[Expr]) -> SetParts | None:
    """Decide by the sign of what the gain is but for factors that are not negative."""
    sign, odd, _ = factors_of_sign(rest)
    if not odd:
        return None
    factor = ex.mul(ex.const(sign), *odd)
    solved, _, free = solved_in_turn(equations, names)
    deciding = _placed(solved, factor, free)
    if not ex.variables(deciding):
        return None
    is_crossed = _changes_where_zero(factor, names, equations)
    sides = [side for side in _both_sides(deciding) if not _is_never(side)]
    return SetParts((*sides, SetPart(deciding, "=", ZERO, "saddle" if is_crossed else "undecided")), "power")


def _is_never(part: SetPart) -> bool:
    """Tell whether the form of an expression shows that it does not have the sign of a part."""
    least = lower_bound(collected(ex.neg(part.positive[0])))
    return least is not None and least >= 0


def _changes_where_zero(deciding: Expr, names: tuple[str, ...], equations: Sequence[Expr]) -> bool:
    """Tell whether an expression changes its sign wherever it vanishes on a set: its slopes do not all vanish there."""
    slopes = [ex.derivative(deciding, name) for name in names]
    return contradict([own for own in (*equations, deciding, *slopes) if own != ex.ZERO], names)


def _both_sides(deciding: Expr) -> tuple[SetPart, SetPart]:
    return SetPart(deciding, ">", ZERO, "local minimum"), SetPart(deciding, "<", ZERO, "local maximum")


def _by_trace(function: Expr, names: tuple[str, ...], equation: Expr) -> SetType | SetParts | None:
    """Decide by the sum of the second partial derivatives, which is the only eigenvalue that may not vanish."""
    trace = ex.add(*(ex.derivative(ex.derivative(function, name), name) for name in names))
    on_set = remainder(trace, [equation])
    if on_set is None or on_set == ex.ZERO:
        return None
    _, odd, even = factors_of_sign(on_set)
    odd, even = ([f for f in own if not _is_positive(f, function, names, equation)] for own in (odd, even))
    sign = _sign_on([equation], names, ex.mul(trace, *odd))
    if not sign:
        return None
    if not odd and not even:
        return SetType("local minimum" if sign > 0 else "local maximum", "trace")
    squares = (ex.power(factor, ex.const(2)) for factor in even)
    deciding = expanded(ex.mul(ex.const(sign), *odd, *squares), names)
    sides = _both_sides(deciding) if odd else _both_sides(deciding)[:1]
    return SetParts((*sides, *_silent(deciding, names, [equation])), "trace")


def _silent(deciding: Expr, names: tuple[str, ...], equations: Sequence[Expr]) -> list[SetPart]:
    """Return the part on which an argument says nothing, unless there are no such points."""
    is_empty = contradict([*equations, deciding], names)
    return [] if is_empty else [SetPart(deciding, "=", ZERO, "undecided")]


def _sign_on(equations: Sequence[Expr], names: tuple[str, ...], expr: Expr) -> int:
    """Return the sign of an expression at a point of a set; 0 where it is not seen."""
    for point in _points_on(equations, names):
        with precision(BITS):
            value = ball(expr, point)
        if value > 0 or value < 0:
            return 1 if value > 0 else -1
    return 0


def _is_positive(factor: Expr, function: Expr, names: tuple[str, ...], equation: Expr) -> bool:
    """Tell whether a factor is positive wherever the equation holds: x² + y² where this excludes the origin."""
    if _is_root_below(factor, function, names):
        return True
    form = polynomial_form(factor, names, MAX_TERMS)
    if form is None or any(c < 0 or any(e % 2 for e in m) for m, c in form.numerator.items()):
        return False
    pure = [name for i, name in enumerate(names) if any(sum(m) == m[i] > 0 for m in form.numerator)]
    return contradict([*(ex.Var(name) for name in pure), equation], names)


def _is_root_below(factor: Expr, function: Expr, names: Sequence[str]) -> bool:
    """Tell whether a factor is a root that is a denominator of a slope, too: where it vanishes no point counts."""
    if not isinstance(factor, ex.Fn) or factor.name != "sqrt":
        return False
    slopes = (ex.derivative(function, name) for name in names)
    return any(
        isinstance(node, ex.Pow)
        and isinstance(node.exponent, ex.Const)
        and node.exponent.value < 0
        and node.base in (factor, factor.argument)
        for slope in slopes
        for node in ex.subexpressions(slope)
    )


def _by_minors(function: Expr, names: tuple[str, ...], equations: Sequence[Expr]) -> SetType | SetParts | None:
    """Decide on a set that is given by variables solved for: as many eigenvalues are left as equations.

    Their elementary symmetric functions are sums of principal minors; all eigenvalues are positive where all of these
    are, and negative where they alternate from a negative one on.
    """
    solved, left, free = solved_in_turn(equations, names)
    if left or len(solved) != len(equations):
        return None
    hessian = [[ex.derivative(ex.derivative(function, a), b) for b in names] for a in names]
    sums = [_placed(solved, sum_of_minors(hessian, k), free) for k in range(1, len(equations) + 1)]
    taken = [factors_of_sign(own) for own in sums if own != ex.ZERO]
    factors = {str(factor): factor for _, odd, even in taken for factor in (*odd, *even)}
    changing = {tuple(map(str, odd)) for _, odd, _ in taken if odd}
    if len(taken) < len(sums) or len(changing) > 1:
        return None
    above = _kind([sign for sign, _, _ in taken])
    if not factors:
        return SetType(above, "minors")
    odd = next(iter(changing), ())
    squares = (ex.power(factor, ex.const(2)) for text, factor in factors.items() if text not in odd)
    deciding = expanded(ex.mul(*(factors[text] for text in odd), *squares), names)
    parts = [SetPart(deciding, ">", ZERO, above)]
    if odd:
        below = _kind([-sign if own else sign for sign, own, _ in taken])
        parts.append(SetPart(deciding, "<", ZERO, below))
        if {above, below} == {"local minimum", "local maximum"} and _changes_where_zero(deciding, free, []):
            # Near such a point there are minima and maxima of the set, all with the same value.
            return SetParts((*parts, SetPart(deciding, "=", ZERO, "saddle")), "minors")
    return SetParts((*parts, *_silent(deciding, names, equations)), "minors")


def parts_within(found: SetParts, equations: Sequence[Expr], where: Region) -> SetType | SetParts:
    """Leave out the parts that do not reach a box; where one is left it is the type of all points."""
    if where.sides is None:
        return found
    from pipeline.exercises.critical_points.set_places import may_meet  # needs NumPy

    box = where.box(where.variables)
    left = [
        part for part in found.parts if may_meet((*equations, *part.zero), where.variables, box, positive=part.positive)
    ]
    if len(left) == 1 and found.by in ("trace", "minors"):
        return SetType(left[0].classification, found.by)
    return SetParts(tuple(left), found.by)


def _kind(signs: Sequence[int]) -> Classification:
    """Return the type for the signs of the elementary symmetric functions of eigenvalues none of which is zero."""
    if all(sign > 0 for sign in signs):
        return "local minimum"
    return "local maximum" if all(sign == (-1) ** (k + 1) for k, sign in enumerate(signs)) else "saddle"


def _placed(solved: Sequence[SolvedVariable], expr: Expr, free: tuple[str, ...]) -> Expr:
    for own in solved:
        expr = ex.substitute(expr, {own.name: own.value})
    return expanded(folded(expr), free)
