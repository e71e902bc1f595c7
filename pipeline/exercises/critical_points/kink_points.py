r"""Single points of a box at which a function may have no derivative: the tip of $\sqrt{x^2 + y^2}$.

A continuous function may be extreme there, too, as |x − 1| is at 1. Nothing is said where such points fill a line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from flint import arb, fmpq, fmpq_poly, fmpz_poly

from pipeline.equality.inequality import lower_bound
from pipeline.equality.like_terms import collected
from pipeline.equality.normal_form import polynomial_form
from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.algebraic import RealAlgebraic, real_roots
from pipeline.exercises.critical_points.box import Box
from pipeline.exercises.critical_points.classify import Classification
from pipeline.exercises.critical_points.constants import NoConstantError
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.exercises.critical_points.exact_places import KnownCoordinates, exact_expr
from pipeline.exercises.critical_points.finding import Finding
from pipeline.exercises.critical_points.regularity import is_positive_on, never_vanish
from pipeline.exercises.critical_points.rough import rays_at
from pipeline.exercises.critical_points.stationary import Calculus, StationaryPoint
from pipeline.exercises.critical_points.taylor import NotAnalyticError
from pipeline.exercises.critical_points.tips import tip_of, type_at_tip
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

CONTINUOUS = {"abs", "relu", "leaky_relu", "sqrt"}
MAX_TERMS = 200
BITS = 128
ROUNDED = 2.0**-40


@dataclass(frozen=True)
class KinkPoint(StationaryPoint):
    """A point at which a function may have no derivative."""

    @cached_property
    def finding(self) -> Finding:
        """The type, where the slopes on all sides show it."""
        return Finding(self._type(), "rough")

    def _type(self) -> Classification:
        function, names = self.calculus.function, self.calculus.variables
        if len(names) > 1:
            return type_at_tip(function, names, [c.rational for c in self.at if c.rational is not None])
        try:
            return rays_at(self)
        except (NotAnalyticError, NoConstantError, ComputationError, ZeroDivisionError):
            return "undecided"

    def _value_of(self, expr: Expr) -> Expr | arb:
        """Return the value of an expression; derivatives have none."""
        if expr in self.calculus.gradient:
            return arb("nan")
        return super()._value_of(expr)

    @cached_property
    def _values(self) -> dict[Expr, Expr | arb]:
        return {}


def kink_points(calculus: Calculus, box: Box) -> list[KinkPoint] | None:
    """Return all points of a box at which a function may fail to be differentiable; None where they are not known.

    Args:
        calculus: Of the function.
        box: Bounded.
    """
    names = calculus.variables
    found: dict[tuple[Coordinate, ...], None] = {}
    for base, is_root in _bases(calculus.function):
        if base is None:
            return None
        own = () if never_vanish(base, names, box) else _zeros(base, names)
        if own is None or (is_root and not _is_not_negative(base, names, box, own)):
            return None
        found |= dict.fromkeys(own)
    if any(not never_vanish(base, names, box) for base in _poles(calculus.function)):
        return None
    return [KinkPoint(at, calculus, _known(names, at)) for at in found]


def _bases(function: Expr) -> Iterator[tuple[Expr | None, bool]]:
    """Yield what has zeros at which there may be no derivative, and whether it is under a root; None for jumps."""
    for node in ex.subexpressions(function):
        match node:
            case ex.Fn(name, argument) if name in CONTINUOUS:
                yield argument, name == "sqrt"
            case ex.Fn(name, argument) if name in ex.KINKED and ex.variables(argument):
                yield None, False
            case ex.Pow(base, ex.Const(value)) if value.q != 1 and value > 0:
                yield base, True
            case _:
                continue


def _poles(function: Expr) -> Iterator[Expr]:
    """Yield what must not vanish for a function to be continuous."""
    for node in ex.subexpressions(function):
        match node:
            case ex.Fn("log", argument):
                yield argument
            case ex.Fn("tan", argument):
                yield ex.Fn("cos", argument)
            case ex.Pow(base, ex.Const(value)) if value < 0:
                yield base
            case ex.Pow(base, exponent) if not isinstance(exponent, ex.Const):
                yield base
            case _:
                continue


def _is_not_negative(base: Expr, names: tuple[str, ...], box: Box, zeros: Sequence[tuple[Coordinate, ...]]) -> bool:
    """Tell whether a root of an expression has a value everywhere on a box."""
    least = lower_bound(collected(base))
    if (least is not None and least >= 0) or tip_of(base, names) is not None or is_positive_on(base, names, box):
        return True
    if len(names) > 1:
        return False
    with precision(BITS):
        low, high = (arb(end) for end in box[0])
        inner = [x for (c,) in zeros if (x := c.ball(BITS)) > low and x < high]
        places = sorted([low, *inner, high], key=lambda x: float(x.mid()))
        wide = ((a, b) for a, b in pairwise(places) if b - a > ROUNDED)  # the ends of the box are rounded outwards
        return all(ball(base, {names[0]: (a + b) / 2}) > 0 for a, b in wide)


def _zeros(base: Expr, names: tuple[str, ...]) -> list[tuple[Coordinate, ...]] | None:
    """Return the zeros of an expression where they are single points that algebra gives, else None."""
    while isinstance(base, ex.Fn) and base.name in ("abs", "sqrt"):
        base = base.argument
    if not ex.variables(base):
        return []
    if len(names) > 1:
        tip = tip_of(base, names)
        return None if tip is None else [tuple(RealAlgebraic((-int(p.p), int(p.q))) for p in tip.place)]
    form = polynomial_form(base, names, MAX_TERMS)
    if form is None or any(len(term) == 0 for term in form.denominator if any(term)):
        return None
    roots = real_roots(_whole({m[0]: c for m, c in form.numerator.items()}))
    return [(root,) for root in roots]


def _whole(terms: Mapping[int, fmpq]) -> fmpz_poly:
    """Return a polynomial with rational coefficients, times a number that makes them whole."""
    return fmpq_poly([terms.get(k, fmpq(0)) for k in range(max(terms) + 1)]).numer()


def _known(names: Sequence[str], at: Sequence[Coordinate]) -> KnownCoordinates:
    exact = {name: value for name, c in zip(names, at, strict=True) if (value := exact_expr(c)) is not None}
    return KnownCoordinates(exact)
