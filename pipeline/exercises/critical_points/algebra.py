r"""Stationary points by algebra: the gradient is polynomial in unknowns, and the unknowns lead back to the variables.

$e^x = 2$ gives $x = \ln 2$; $\cos x = 1/2$ with $\sin x > 0$ gives $x = \pi/3$ and whole turns besides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, floor, lcm

from flint import arb, fmpq

from pipeline.equality.decide import seed_of
from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.angles import Rate
from pipeline.exercises.critical_points.coordinates import ClosedForm, Coordinate, rounded_decimal
from pipeline.exercises.critical_points.polynomial_system import RealPoint, System, vanishes
from pipeline.exercises.critical_points.polynomials import exact_number
from pipeline.exercises.critical_points.unknowns import Form, Unknown, form_of
from pipeline.notation.build import neg, number, product_of, quotient
from pipeline.notation.evaluate import precision
from pipeline.notation.expression import Expr
from pipeline.notation.tree import Call, Node, Symbol

BITS = 128

NICE_COSINES: Mapping[tuple[int, ...], int] = {
    (0, 1): 2,
    (-1, 1): 1,
    (1, 1): 1,
    (-1, 2): 3,
    (1, 2): 3,
    (-1, 0, 2): 4,
    (-3, 0, 4): 6,
    (-1, -2, 4): 5,
    (-1, 2, 4): 5,
    (1, 0, -16, 0, 16): 12,
    (1, 0, -8, 0, 8): 8,
    (5, 0, -20, 0, 16): 10,
}
"""Minimal polynomials of cosines (constant term first) → d, where the angle is a multiple of π/d."""


@dataclass(frozen=True)
class Derived:
    """A coordinate that is a logarithm or an angle of algebraic numbers, without a short way to write it.

    Attributes:
        unknown: Through which the variable enters.
        values: Of the unknown; for an angle of its cosine and its sine.
        turns: Whole turns added to an angle.
    """

    unknown: Unknown
    values: tuple[RealAlgebraic, ...]
    turns: int = 0

    @property
    def rational(self) -> fmpq | None:
        """None: such a number is irrational."""
        return None

    def node(self) -> Node | None:
        """None."""
        return None

    def ball(self, bits: int) -> arb:
        """Return a ball with about `bits` correct bits."""
        with precision(bits + 32):
            return _inverse(self.unknown, [value.ball(bits + 32) for value in self.values], self.turns)

    def decimal(self, places: int) -> Node:
        """Return the number rounded to so many decimals."""
        return rounded_decimal(self.ball, places)


def _inverse(unknown: Unknown, values: Sequence[arb], turns: int) -> arb:
    assert unknown.rate is not None
    rate = arb(unknown.rate.scale) * (arb.pi() if unknown.rate.with_pi else 1)
    match unknown.kind:
        case "exp":
            return values[0].log() / rate
        case "log":
            return values[0].exp() / rate
        case _:
            cosine, sine = values
            return (arb.atan2(sine, cosine) + 2 * arb.pi() * turns) / rate


@dataclass(frozen=True)
class Knowledge:
    """What is known exactly of one point: the values of the unknowns solve a system.

    Attributes:
        form: The unknowns.
        system: The system.
        values: Of the unknowns.
    """

    form: Form
    system: System
    values: RealPoint

    def is_zero(self, expr: Expr) -> bool | None:
        """Decide exactly whether an expression vanishes at the point; None where it is not polynomial."""
        form = form_of([expr], self.form.variables)
        if form is None:
            return None
        places = [self._place(unknown) for unknown in form.unknowns]
        if None in places:
            return self._is_zero_with_logarithms(form, places)
        if form.parts[0].is_zero:
            return True
        terms = {self._spread(m, places): c for m, c in form.parts[0].numerator.items()}
        return vanishes(terms, self.system, self.values)

    def _is_zero_with_logarithms(self, form: Form, places: Sequence[int | None]) -> bool | None:
        """Tell whether p + q · Σ c_i x_i vanishes for x_i = ln u_i / rate_i: p does, and Π u_i^(c_i/rate_i) is 1."""
        inner = [i for i, place in enumerate(places) if place is None]
        if any(form.unknowns[i].kind != "plain" for i in inner):
            return None
        factors: dict[int, dict[tuple[int, ...], fmpq]] = {}
        rest: dict[tuple[int, ...], fmpq] = {}
        for monomial, c in form.parts[0].numerator.items():
            own = [i for i in inner if monomial[i]]
            if sum(monomial[i] for i in own) > 1:
                return None
            others = tuple(0 if i in inner else e for i, e in enumerate(monomial))
            (factors.setdefault(own[0], {}) if own else rest)[others] = c
        first = next(iter(factors.values()), {})
        ratios = {i: _ratio(factor, first) for i, factor in factors.items()}
        exponents: dict[int, fmpq] = {}
        for i, ratio in ratios.items():
            place = self.form.find("exp", form.unknowns[i].variables[0])
            rate = None if place is None else self.form.unknowns[place].rate
            if place is None or rate is None or rate.with_pi or ratio is None:
                return None
            exponents[place] = ratio / rate.scale
        known = [0 if place is None else place for place in places]
        if rest and not vanishes({self._spread(m, known): c for m, c in rest.items()}, self.system, self.values):
            return None
        return True if vanishes(_power_product_is_one(exponents, len(self.values)), self.system, self.values) else None

    def _place(self, unknown: Unknown) -> int | None:
        """Return which of the own unknowns this is."""
        wanted = seed_of(unknown.meaning)
        for i, own in enumerate(self.form.unknowns):
            if own.kind == unknown.kind and seed_of(own.meaning) == wanted:
                return i
        return None

    def _spread(self, monomial: Sequence[int], places: Sequence[int | None]) -> tuple[int, ...]:
        found = [0] * len(self.form.unknowns)
        for exponent, place in zip(monomial, places, strict=True):
            assert place is not None
            found[place] += exponent
        return tuple(found)


def _ratio(one: Mapping[tuple[int, ...], fmpq], other: Mapping[tuple[int, ...], fmpq]) -> fmpq | None:
    """Return c where one polynomial is c times another, else None."""
    if one.keys() != other.keys():
        return None
    found = {one[m] / other[m] for m in one}
    return found.pop() if len(found) == 1 else None


def _power_product_is_one(exponents: Mapping[int, fmpq], size: int) -> dict[tuple[int, ...], fmpq]:
    """Return the polynomial that vanishes where Π u^exponent is 1, for positive u."""
    scale = lcm(*(int(e.q) for e in exponents.values()))
    whole = {place: int((e * scale).p) for place, e in exponents.items()}
    above = tuple(max(whole.get(i, 0), 0) for i in range(size))
    below = tuple(max(-whole.get(i, 0), 0) for i in range(size))
    return {above: fmpq(1), below: fmpq(-1)}


Range = tuple[arb | None, arb | None]
"""Lower and upper end of what is asked for in one variable; None where it is unbounded."""


def coordinates_of(form: Form, values: RealPoint, ranges: Mapping[str, Range]) -> Iterator[dict[str, Coordinate]]:
    """Yield the points at which the unknowns have these values: one, none, or one for every whole turn in the ranges.

    Args:
        form: The unknowns.
        values: Theirs.
        ranges: For variables that enter through angles; without ends one turn from 0 on is meant.
    """
    choices = [
        [(name, coordinate) for coordinate in _variable(form, values, name, ranges[name])]
        for name in form.variables
        if form.ways(name)
    ]
    for chosen in product(*choices):
        yield dict(chosen)


def _variable(form: Form, values: RealPoint, name: str, within: Range) -> list[Coordinate]:
    (way,) = form.ways(name)
    if way == "angle":
        return _angles(form, values, name, within)
    place = form.find(way, name)  # type: ignore[arg-type]
    assert place is not None
    value = values[place]
    match way:
        case "plain":
            return [value]
        case "exp":
            return [_logarithm(form.unknowns[place], value)] if value.ball(BITS) > 0 else []
        case _:
            return [_exponential(form.unknowns[place], value)]


def _scaled(node: Node, rate: Rate) -> Node:
    """Return node / rate for a rational rate."""
    scale = 1 / rate.scale
    above = product_of((number(int(scale.p)), node))
    return quotient(above, number(int(scale.q)))


def _logarithm(unknown: Unknown, value: RealAlgebraic) -> Coordinate:
    assert unknown.rate is not None
    if value.rational == 1:
        return RealAlgebraic((0, 1))
    node = value.node()
    if node is None:
        return Derived(unknown, (value,))
    rational = value.rational
    if rational is not None and rational < 1:
        return ClosedForm(_scaled(neg(Call("log", (exact_number(1 / rational),))), unknown.rate))
    return ClosedForm(_scaled(Call("log", (node,)), unknown.rate))


def _exponential(unknown: Unknown, value: RealAlgebraic) -> Coordinate:
    assert unknown.rate is not None
    if value.rational == 0:
        return _rational(1 / unknown.rate.scale)
    node = value.node()
    if node is None:
        return Derived(unknown, (value,))
    return ClosedForm(_scaled(Call("exp", (node,)), unknown.rate))


def _rational(value: fmpq) -> RealAlgebraic:
    return RealAlgebraic((-int(value.p), int(value.q)))


def _angles(form: Form, values: RealPoint, name: str, within: Range) -> list[Coordinate]:
    """Return the angles with given cosine and sine, all of their turns within a range."""
    cosine, sine = form.find("cos", name), form.find("sin", name)
    assert cosine is not None
    assert sine is not None
    unknown, pair = form.unknowns[cosine], (values[cosine], values[sine])
    nice = _multiple_of_pi(*pair)

    def turned(k: int) -> Coordinate:
        return Derived(unknown, pair, k) if nice is None else _nice_angle(nice + 2 * k, unknown)

    return [c for k in _turns(unknown, pair, within) if _may_lie(c := turned(k), within, unknown)]


def _turns(unknown: Unknown, pair: tuple[RealAlgebraic, ...], within: Range) -> range:
    with precision(BITS):
        period = _period(unknown)
        first = _inverse(unknown, [value.ball(BITS) for value in pair], 0)
        low, high = within if within[0] is not None and within[1] is not None else (arb(0), abs(period))
        ends = sorted(float(((end - first) / period).mid()) for end in (low, high) if end is not None)
    return range(floor(ends[0]) - 1, ceil(ends[1]) + 2)


def _period(unknown: Unknown) -> arb:
    assert unknown.rate is not None
    return 2 * arb.pi() / (arb(unknown.rate.scale) * (arb.pi() if unknown.rate.with_pi else 1))


def _may_lie(coordinate: Coordinate, within: Range, unknown: Unknown) -> bool:
    """Tell whether a coordinate is not outside of a range; of one turn the end is left out."""
    with precision(BITS):
        value = coordinate.ball(BITS)
        low, high = within
        if low is not None and high is not None:
            return not (value < low or value > high)
        period = abs(_period(unknown))
        return not value < 0 and bool(value < period) and not (value.overlaps(period))


def _multiple_of_pi(cosine: RealAlgebraic, sine: RealAlgebraic) -> fmpq | None:
    """Return q where the angle is q·π with a small denominator; proved, since the cosine's polynomial is known."""
    below = NICE_COSINES.get(cosine.coefficients)
    if below is None:
        return None
    with precision(BITS):
        times = (arb.atan2(sine.ball(BITS), cosine.ball(BITS)) / arb.pi() * below + fmpq(1, 2)).floor().unique_fmpz()
    return None if times is None else fmpq(times, below)


def _nice_angle(multiple: fmpq, unknown: Unknown) -> Coordinate:
    """Return multiple · π / rate."""
    assert unknown.rate is not None
    value = multiple / unknown.rate.scale
    if unknown.rate.with_pi or value == 0:
        return _rational(value)
    size = quotient(product_of((number(abs(int(value.p))), Symbol("pi"))), number(int(value.q)))
    return ClosedForm(neg(size) if value < 0 else size)
