"""Faces of a box, and the points on them at which a function may be extreme on the box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import Literal

from flint import arb, fmpq

from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.constants import Constant, NoConstantError, constant_of, folded
from pipeline.exercises.critical_points.coordinates import ClosedForm, Coordinate
from pipeline.exercises.critical_points.finding import value_at
from pipeline.exercises.critical_points.region import Region
from pipeline.exercises.critical_points.stationary import VALUE_BITS, Calculus, StationaryPoint, are_close, as_floats
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Node

End = Literal[0, 1]
Extremal = Literal["local minimum", "local maximum", "neither", "undecided"]


KINDS: dict[int, Extremal] = {1: "local minimum", -1: "local maximum"}
"""The type of a point from which a function rises into the box, or falls."""


@dataclass(frozen=True)
class Face:
    """A part of the box: some variables range over the inside of their sides, the others stand at an end.

    Attributes:
        region: The box.
        ends: Per variable None where it is free, else 0 for the lower and 1 for the upper end.
    """

    region: Region
    ends: tuple[End | None, ...]

    @property
    def free(self) -> tuple[str, ...]:
        """Names of the variables that are free."""
        return tuple(name for name, end in zip(self.region.variables, self.ends, strict=True) if end is None)

    @property
    def fixed(self) -> dict[str, Node]:
        """The ends at which the other variables stand."""
        sides = self.region.sides or ()
        return {
            name: side.high if end else side.low
            for name, side, end in zip(self.region.variables, sides, self.ends, strict=True)
            if end is not None
        }

    @cached_property
    def values(self) -> Mapping[str, Expr]:
        """The same as expressions."""
        return {name: meaning(node) for name, node in self.fixed.items()}

    def restricted(self, expr: Expr) -> Expr:
        """Return an expression over the free variables alone, its parts without variables simplified."""
        return folded(ex.substitute(expr, self.values)) if self.values else expr

    def contains(self, other: "Face") -> bool:
        """Tell whether another face belongs to this one."""
        return all(own is None or own == end for own, end in zip(self.ends, other.ends, strict=True))

    def inside(self) -> Region:
        """Return the box of the free variables."""
        sides = zip(self.region.sides or (), self.ends, strict=True)
        return Region(self.free, tuple(side for side, end in sides if end is None))


@dataclass(frozen=True)
class Candidate:
    """A point of the closed box at which a function may be extreme.

    Attributes:
        at: All coordinates.
        face: Where it lies.
        calculus: Of the function.
        within: The same point on its face; None for a corner.
    """

    at: tuple[Coordinate, ...]
    face: Face
    calculus: Calculus
    within: StationaryPoint | None

    @cached_property
    def place(self) -> str:
        """Where it lies, in a word: inside, on a face of a box in space, on an edge, at a corner or an end."""
        sides = zip(self.face.region.sides or (), self.at, strict=True)
        size, free = len(self.at), sum(side.place(coordinate) == "inside" for side, coordinate in sides)
        if free == size:
            return "inside"
        return ("end" if size == 1 else "corner") if not free else "edge" if free == 1 else "face"

    @cached_property
    def near(self) -> tuple[float, ...]:
        """The coordinates as floats."""
        return as_floats(self.at)

    def is_at(self, at: Sequence[Coordinate], near: Sequence[float]) -> bool:
        """Tell whether it agrees with a point, whose coordinates are given as floats, too, to VALUE_BITS bits."""
        if not are_close(self.near, near):
            return False
        with precision(VALUE_BITS):
            return all(a.ball(VALUE_BITS).overlaps(b.ball(VALUE_BITS)) for a, b in zip(self.at, at, strict=True))

    def value_of(self, expr: Expr) -> Expr | arb:
        """Return the value of an expression there: a constant expression where that is known, else a ball."""
        if self.within is not None and any(expr is slope for slope in self._along):
            return ex.ZERO
        there = self.face.restricted(expr)
        if self.within is not None:
            return self.within.value_of(there)
        if isinstance(there, ex.Const):
            return there
        with precision(VALUE_BITS):
            return ball(there)

    @cached_property
    def _along(self) -> tuple[Expr, ...]:
        """The partial derivatives along the face, on which the point is stationary."""
        return tuple(s for s, end in zip(self.calculus.gradient, self.face.ends, strict=True) if end is None)

    def constant(self, expr: Expr) -> Constant | None:
        """Return the exact value of an expression there, where it is known."""
        there = self.face.restricted(expr)
        if self.within is not None:
            return value_at(there, self.face.free, self.within)
        try:
            return constant_of(there)
        except (NoConstantError, ZeroDivisionError, OverflowError):
            return None

    def is_zero(self, expr: Expr) -> bool | None:
        """Decide whether an expression vanishes there; None where that is not known."""
        there = self.face.restricted(expr)
        if self.within is not None:
            return self.within.is_zero(there)
        return there.value == 0 if isinstance(there, ex.Const) else None

    def balls(self, bits: int) -> dict[str, arb]:
        """Return balls around the coordinates, by variable."""
        return {name: x.ball(bits) for name, x in zip(self.calculus.variables, self.at, strict=True)}

    @cached_property
    def value(self) -> arb:
        """Of the function."""
        value = self.value_of(self.calculus.function)
        with precision(VALUE_BITS):
            return value if isinstance(value, arb) else ball(value)

    @cached_property
    def slopes(self) -> tuple[int | None, ...]:
        """Signs of the derivatives into the box, for each variable at an end; None where that is not known."""
        pairs = zip(self.calculus.gradient, self.face.ends, strict=True)
        return tuple(self._sign(slope if end == 0 else ex.neg(slope)) for slope, end in pairs if end is not None)

    def _sign(self, expr: Expr) -> int | None:
        value = self.value_of(expr)
        if isinstance(value, ex.Const):
            return (value.value > 0) - (value.value < 0)
        with precision(VALUE_BITS):
            value = value if isinstance(value, arb) else ball(value)
            return 1 if value > 0 else -1 if value < 0 else None

    @cached_property
    def classification(self) -> Extremal:
        """The type on the closed box."""
        return self._by_slopes or self._by_factor or self._by_directions or "undecided"

    @property
    def _by_slopes(self) -> Extremal | None:
        """Decide by the type on the face and the derivatives into the box, where none of these vanishes."""
        kinds: set[str | None] = {None if sign is None else KINDS.get(sign) for sign in self.slopes}
        kinds |= {self.within.classification} if self.within is not None else set()
        if "saddle" in kinds or kinds >= set(KINDS.values()):
            return "neither"
        return next((kind for kind in KINDS.values() if kinds == {kind}), None)

    @property
    def _by_factor(self) -> Extremal | None:
        """Decide where the function is constant on one or two sides of the box that meet there.

        It gains the distance from the side, or the product of both distances, times a factor that is the derivative
        with respect to these variables there.
        """
        sides = [name for name in self.face.fixed if self._is_constant_on(name)]
        for chosen in (chosen for size in (1, 2) for chosen in combinations(sides, size)):
            slope = self.calculus.function
            for name in chosen:
                slope = ex.derivative(slope, name) if self._end_of(name) == 0 else ex.neg(ex.derivative(slope, name))
            if sign := self._sign(slope):
                return KINDS[sign]
        return None

    def _end_of(self, name: str) -> End | None:
        return self.face.ends[self.calculus.variables.index(name)]

    def _is_constant_on(self, name: str) -> bool:
        """Tell whether the function is constant on the side of the box on which a variable stands at its end."""
        pairs = zip(self.calculus.variables, self.face.ends, strict=True)
        side = Face(self.face.region, tuple(end if own == name else None for own, end in pairs))
        return is_constant(Calculus(side.free, side.restricted(self.calculus.function)))

    @property
    def _by_directions(self) -> Extremal | None:
        """Find a direction within the box in which the function rises, and one in which it falls.

        The first derivative decides, or the second where the first vanishes.
        """
        slopes = iter(self.slopes)
        steps = [
            (-1, 0, 1) if end is None else (0, 1 - 2 * end) if next(slopes) == 0 else (0,) for end in self.face.ends
        ]
        signs = {*self.slopes, *(self._sign(self._second_along(way)) for way in product(*steps))}
        return "neither" if signs >= {1, -1} else None

    def _second_along(self, way: Sequence[int]) -> Expr:
        rows = zip(way, self.calculus.hessian, strict=True)
        entries = ((a * b, entry) for a, row in rows for b, entry in zip(way, row, strict=True))
        return ex.add(*(ex.mul(ex.const(factor), entry) for factor, entry in entries if factor))


def is_constant(calculus: Calculus) -> bool:
    """Tell whether a function is seen to be constant."""
    form = calculus.form
    return not ex.variables(calculus.function) or (form is not None and all(part.is_zero for part in form.parts))


def end_coordinate(node: Node) -> Coordinate:
    """Return an end of a side as a coordinate."""
    try:
        exact: fmpq | None = constant_of(meaning(node)).rational
    except NoConstantError:
        exact = None
    return ClosedForm(node) if exact is None else RealAlgebraic((-int(exact.p), int(exact.q)))
