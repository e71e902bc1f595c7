"""Extrema on a box: the candidates inside, on its faces and edges and at its corners, and which of them are extreme.

A point of a face is a candidate where the function that remains there is stationary. It is a local minimum on the box
if it is one on its face and the function rises into the box; likewise for maxima. The least value of all candidates is
the least on the box, since a continuous function takes one there and can take it at no other point.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal

from flint import arb, fmpq

from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.constants import NoConstantError, constant_of, simplified
from pipeline.exercises.critical_points.coordinates import ClosedForm, Coordinate
from pipeline.exercises.critical_points.region import Region
from pipeline.exercises.critical_points.regularity import is_smooth_on
from pipeline.exercises.critical_points.set_types import value_on
from pipeline.exercises.critical_points.stationary import (
    VALUE_BITS,
    Calculus,
    StationaryPoint,
    StationaryPoints,
    find_stationary_points,
    in_order,
)
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Node

MAX_BOXES = 400_000
"""So many boxes are looked at on all faces together before the rest of them is left open."""

End = Literal[0, 1]
Extremal = Literal["local minimum", "local maximum", "neither", "undecided"]


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
        if not self.values:
            return expr

        def visit(node: Expr, parts: tuple[Expr, ...]) -> Expr:
            there = ex.rebuild(node, parts) if parts else node
            return there if ex.variables(there) else simplified(there)

        return ex.fold(ex.substitute(expr, self.values), visit)

    def corners(self) -> Iterator["Face"]:
        """Yield the corners of the box that belong to the face."""
        for ends in product(*((0, 1) if end is None else (end,) for end in self.ends)):
            yield Face(self.region, ends)

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

    def value_of(self, expr: Expr) -> Expr | arb:
        """Return the value of an expression there: a constant expression where that is known, else a ball."""
        there = self.face.restricted(expr)
        if self.within is not None:
            return self.within.value_of(there)
        if isinstance(there, ex.Const):
            return there
        with precision(VALUE_BITS):
            return ball(there)

    def is_zero(self, expr: Expr) -> bool | None:
        """Decide whether an expression vanishes there; None where that is not known."""
        there = self.face.restricted(expr)
        if self.within is not None:
            return self.within.is_zero(there)
        return there.value == 0 if isinstance(there, ex.Const) else None

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
        kinds = set(self.slopes)
        if self.within is not None:
            kinds.add({"local minimum": 1, "local maximum": -1, "undecided": None}.get(self.within.classification, 2))
        if 2 in kinds or kinds >= {1, -1}:
            return "neither"
        if kinds in ({1}, {-1}):
            return "local minimum" if kinds == {1} else "local maximum"
        return "undecided"


@dataclass(frozen=True)
class FaceSet:
    """Points of a face that are stationary on it and not isolated.

    Attributes:
        face: Where they lie.
        equations: Over the free variables.
        value: Of the function on all of them.
        is_met: Whether it is known that there are such points in the box.
    """

    face: Face
    equations: tuple[Expr, ...]
    value: fmpq
    is_met: bool


@dataclass(frozen=True)
class Extent:
    """The least or the largest value on a box.

    Attributes:
        value: A ball around it.
        points: Candidates at which it is taken.
        sets: Sets on which it is taken.
    """

    value: arb
    points: tuple[Candidate, ...]
    sets: tuple[FaceSet, ...]


@dataclass(frozen=True)
class BoxExtrema:
    """What is known of the extrema on a closed box.

    Attributes:
        candidates: In lexicographic order.
        least, greatest: The extreme values; None where they are not proved.
    """

    candidates: tuple[Candidate, ...]
    least: Extent | None
    greatest: Extent | None

    def type_of(self, own: Candidate) -> Extremal:
        """Return the type on the closed box; where the least value is taken there is a minimum."""
        if self.least is not None and own in self.least.points:
            return "local minimum"
        if self.greatest is not None and own in self.greatest.points:
            return "local maximum"
        return own.classification

    def is_global(self, own: Candidate) -> bool:
        """Tell whether the least or the largest value is taken there."""
        return any(extent is not None and own in extent.points for extent in (self.least, self.greatest))

    @property
    def extrema(self) -> list[Candidate]:
        """The candidates that are local extrema on the box."""
        return [own for own in self.candidates if self.type_of(own) in ("local minimum", "local maximum")]


def box_extrema(calculus: Calculus, found: StationaryPoints) -> BoxExtrema | None:
    """Return the extrema on the box, or None where all of space was asked for.

    Args:
        calculus: Of the function.
        found: The stationary points in the box.
    """
    if found.region.sides is None:
        return None
    survey = _Survey(calculus, found)
    survey.look()
    candidates = in_order(survey.settled())
    smooth = is_smooth_on(calculus.function, calculus.variables, found.region.box(calculus.variables))
    if not smooth or not survey.is_complete:
        return BoxExtrema(candidates, None, None)
    return BoxExtrema(candidates, _extent(candidates, survey.sets, 1), _extent(candidates, survey.sets, -1))


def _extent(candidates: Sequence[Candidate], sets: Sequence[FaceSet], sign: int) -> Extent | None:
    """Return the least value times the sign; values that VALUE_BITS bits cannot tell apart are equal."""
    with precision(VALUE_BITS):
        values = [own.value * sign for own in candidates] + [arb(own.value) * sign for own in sets]
        best = min(values, key=lambda value: float(value.mid()))
        low = [not value > best for value in values]
    points = tuple(own for own, is_low in zip(candidates, low[: len(candidates)], strict=True) if is_low)
    lowest = tuple(own for own, is_low in zip(sets, low[len(candidates) :], strict=True) if is_low)
    met = tuple(own for own in lowest if own.is_met)
    return Extent(best * sign, points, met) if points or met else None


class _Survey:
    """Goes through all faces of a box and collects the candidates."""

    def __init__(self, calculus: Calculus, found: StationaryPoints) -> None:
        self.calculus = calculus
        self.found = found
        self.candidates: list[Candidate] = []
        self.rim: list[Candidate] = []
        self.sets: list[FaceSet] = []
        self.is_complete = True
        self.looked_at = 0

    def look(self) -> None:
        """Look at the inside first, then at the faces of all dimensions down to the corners."""
        size = len(self.calculus.variables)
        for ends in sorted(product((None, 0, 1), repeat=size), key=lambda ends: size - ends.count(None)):
            face = Face(self.found.region, ends)
            if not face.free:
                self.candidates.append(self._candidate(face, None))
            elif not face.fixed:
                self._take(face, self.calculus, self.found)
            else:
                self._look_at(face)

    def settled(self) -> list[Candidate]:
        """Return the candidates; a point on the rim of a face on which it is an extremum is taken from there."""
        return [self._from_rim(own) for own in self.candidates if own.value.is_finite()]

    def _from_rim(self, own: Candidate) -> Candidate:
        if own.classification != "undecided":
            return own
        twins = (other for other in self.rim if other.classification in ("local minimum", "local maximum"))
        return next((other for other in twins if _is_same(own, other)), own)

    def _look_at(self, face: Face) -> None:
        calculus = Calculus(face.free, face.restricted(self.calculus.function))
        if calculus.form is not None and all(part.is_zero for part in calculus.form.parts):
            return  # constant: the corners have the same value
        if self.looked_at > MAX_BOXES:
            self.is_complete = False
            return
        try:
            found = find_stationary_points(calculus, face.inside())
        except ComputationError:
            self.is_complete = False
            return
        self.looked_at += sum(search.looked_at for part in found.enclosures for search in part.searches)
        self._take(face, calculus, found)

    def _take(self, face: Face, calculus: Calculus, found: StationaryPoints) -> None:
        """Take the points inside of a face; those on its rim are candidates there, too."""
        self.is_complete &= found.completeness != "not proved"
        for point in found.points:
            (self.rim if point.on_boundary else self.candidates).append(self._candidate(face, point))
        for own in found.sets:
            value = value_on(calculus.function, calculus.variables, own.equations)
            if value is None:
                self.is_complete = False
            else:
                self.sets.append(FaceSet(face, own.equations, value, _is_met(face, own.equations)))

    def _candidate(self, face: Face, within: StationaryPoint | None) -> Candidate:
        free = iter(within.at if within is not None else ())
        fixed = {name: _coordinate(node) for name, node in face.fixed.items()}
        at = tuple(fixed[name] if name in fixed else next(free) for name in self.calculus.variables)
        return Candidate(at, face, self.calculus, within)


def _is_same(one: Candidate, other: Candidate) -> bool:
    """Tell whether two candidates agree to VALUE_BITS bits."""
    with precision(VALUE_BITS):
        pairs = zip(one.at, other.at, strict=True)
        return all(a.ball(VALUE_BITS).overlaps(b.ball(VALUE_BITS)) for a, b in pairs)


def _is_met(face: Face, equations: Sequence[Expr]) -> bool:
    """Tell whether one equation has a solution on a face since it changes its sign between corners."""
    if len(equations) != 1:
        return False
    with precision(VALUE_BITS):
        values = [ball(corner.restricted(equations[0])) for corner in face.corners()]
    return any(value <= 0 for value in values) and any(value >= 0 for value in values)


def _coordinate(node: Node) -> Coordinate:
    """Return an end of a side as a coordinate."""
    try:
        exact: fmpq | None = constant_of(meaning(node)).rational
    except NoConstantError:
        exact = None
    return ClosedForm(node) if exact is None else RealAlgebraic((-int(exact.p), int(exact.q)))
