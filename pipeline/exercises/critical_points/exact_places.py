"""Exact numbers for coordinates that are known by their digits: guessed, and used where they are proved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction as Rational
from functools import cached_property

from flint import arb, fmpq

from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.consequences import follows
from pipeline.exercises.critical_points.constants import simplified
from pipeline.exercises.critical_points.coordinates import ClosedForm, Coordinate
from pipeline.exercises.critical_points.unknowns import form_of
from pipeline.notation import expression as ex
from pipeline.notation.build import neg, number, product_of, quotient
from pipeline.notation.evaluate import precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Call, Node, Symbol

MAX_DENOMINATOR = 60
BITS = 160


def guesses(value: arb) -> Iterator[Coordinate]:
    """Yield simple numbers within a ball: rational, a rational multiple of π, a root of a rational, π times one."""
    with precision(BITS):
        for scale, name in ((arb(1), None), (arb.pi(), Symbol("pi"))):
            scaled = value / scale
            simple = _simple(scaled)
            if simple is not None:
                yield _number(simple, name)
            elif (square := _simple(scaled * scaled)) is not None and square > 0:
                yield _root(square, name, negative=bool(scaled < 0))


def _simple(value: arb) -> Rational | None:
    near = Rational(float(value.mid())).limit_denominator(MAX_DENOMINATOR)
    return near if value.overlaps(arb(fmpq(near.numerator, near.denominator))) else None


def _number(value: Rational, unit: Symbol | None) -> Coordinate:
    if unit is None or value == 0:
        return RealAlgebraic((-value.numerator, value.denominator))
    size = quotient(product_of((number(abs(value.numerator)), unit)), number(value.denominator))
    return ClosedForm(neg(size) if value < 0 else size)


def _root(square: Rational, unit: Symbol | None, *, negative: bool) -> Coordinate:
    if unit is None:
        coefficients = (-square.numerator, 0, square.denominator)
        return RealAlgebraic(coefficients, 0 if negative else 1)
    size: Node = product_of((unit, Call("sqrt", (number(square),))))
    return ClosedForm(neg(size) if negative else size)


def exact_expr(coordinate: Coordinate) -> Expr | None:
    """Return a coordinate as an expression where it is known exactly."""
    if coordinate.rational is not None:
        return ex.Const(coordinate.rational)
    node = coordinate.node()
    return None if node is None else meaning(node)


def vanishes_identically(expr: Expr) -> bool:
    """Tell whether an expression is zero for all values of its variables, as far as exact algebra shows it."""
    known = simplified(expr)
    if isinstance(known, ex.Const):
        return bool(known.value == 0)
    form = form_of([known], tuple(sorted(ex.variables(known))))
    return form is not None and form.parts[0].is_zero


@dataclass(frozen=True)
class KnownCoordinates:
    """What is known exactly of a point whose coordinates are partly exact numbers.

    Attributes:
        values: The exact ones, by variable.
        equations: Expressions that vanish at the point.
    """

    values: Mapping[str, Expr]
    equations: tuple[Expr, ...] = ()

    def is_zero(self, expr: Expr) -> bool | None:
        """Tell whether an expression vanishes by what is known of the point; None where it may."""
        there = self._there(expr)
        if isinstance(there, ex.Const):
            return bool(there.value == 0)
        if there in self._remaining or vanishes_identically(there) or follows(there, self._remaining):
            return True
        return None

    @cached_property
    def _remaining(self) -> list[Expr]:
        return [left for equation in self.equations if ex.variables(left := self._there(equation))]

    def _there(self, expr: Expr) -> Expr:
        return simplified(ex.substitute(expr, self.values))
