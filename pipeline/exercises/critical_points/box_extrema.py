"""Extrema on a box: the candidates inside, on its faces and edges and at its corners, and which of them are extreme.

A point of a face is a candidate where the function that remains there is stationary. It is a local minimum on the box
if it is one on its face and the function rises into the box; likewise for maxima. The least value of all candidates is
the least on the box, since a continuous function takes one there and can take it at no other point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

from flint import arb, fmpq

from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.faces import Candidate, Extremal, Face, end_coordinate, is_constant
from pipeline.exercises.critical_points.find_points import find_stationary_points
from pipeline.exercises.critical_points.kink_points import kink_points
from pipeline.exercises.critical_points.regularity import is_smooth_on
from pipeline.exercises.critical_points.set_types import value_on
from pipeline.exercises.critical_points.stationary import (
    VALUE_BITS,
    Calculus,
    StationaryPoint,
    StationaryPoints,
    in_order,
)
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

MAX_WORK = 50_000_000
"""So many operations on intervals are carried out on all faces together before the rest of them is left open."""


@dataclass(frozen=True)
class FaceSet:
    """Points of a face that are stationary on it and not isolated.

    Attributes:
        face: Where they lie.
        equations: Over the free variables.
        value: Of the function on all of them.
    """

    face: Face
    equations: tuple[Expr, ...]
    value: fmpq

    def is_met(self, candidates: Sequence[Candidate]) -> bool:
        """Tell whether the box has such points: where one equation changes its sign between candidates on the face."""
        if len(self.equations) != 1:
            return False
        on_face = [own for own in candidates if self.face.contains(own.face)]
        with precision(VALUE_BITS):
            values = [ball(self.equations[0], own.balls(VALUE_BITS)) for own in on_face]
        return any(value <= 0 for value in values) and any(value >= 0 for value in values)


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
        open: Faces of which it is not proved that all of their candidates are known.
        kinks: The candidates at which the function may have no derivative.
        is_smooth: Whether it is differentiable everywhere else.
    """

    candidates: tuple[Candidate, ...]
    least: Extent | None
    greatest: Extent | None
    open: frozenset[Face] = frozenset()
    kinks: tuple[Candidate, ...] = ()
    is_smooth: bool = True

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
    box = found.region.box(calculus.variables)
    smooth = is_smooth_on(calculus.function, calculus.variables, box)
    places = [] if smooth else kink_points(calculus, box)
    kinks = survey.kinks(places or ())
    candidates = in_order([*survey.settled(), *kinks])
    known = partial(
        BoxExtrema, candidates, open=frozenset(survey.open), kinks=tuple(kinks), is_smooth=places is not None
    )
    if places is None or survey.open:
        return known(None, None)
    return known(_extent(candidates, survey.sets, 1), _extent(candidates, survey.sets, -1))


def _extent(candidates: Sequence[Candidate], sets: Sequence[FaceSet], sign: int) -> Extent | None:
    """Return the least value times the sign; values that VALUE_BITS bits cannot tell apart are equal."""
    with precision(VALUE_BITS):
        values = [own.value * sign for own in candidates] + [arb(own.value) * sign for own in sets]
        best = min(values, key=lambda value: float(value.mid()))
        low = [not value > best for value in values]
    points = tuple(own for own, is_low in zip(candidates, low[: len(candidates)], strict=True) if is_low)
    lowest = tuple(own for own, is_low in zip(sets, low[len(candidates) :], strict=True) if is_low)
    met = tuple(own for own in lowest if own.is_met(candidates))
    return Extent(best * sign, points, met) if points or met else None


class _Survey:
    """Goes through all faces of a box and collects the candidates."""

    def __init__(self, calculus: Calculus, found: StationaryPoints) -> None:
        self.calculus = calculus
        self.found = found
        self.candidates: list[Candidate] = []
        self.rim: list[Candidate] = []
        self.sets: list[FaceSet] = []
        self.open: set[Face] = set()
        self.work = 0

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

    def kinks(self, places: Sequence[StationaryPoint]) -> list[Candidate]:
        """Return the points of the box at which the function may have no derivative, and that are no candidates yet."""
        inside = Face(self.found.region, (None,) * len(self.calculus.variables))
        own = [Candidate(p.at, inside, self.calculus, p) for p in places if self.found.region.place(p.at) != "outside"]
        return [kink for kink in own if not any(kink.is_at(other.at, other.near) for other in self.candidates)]

    def _from_rim(self, own: Candidate) -> Candidate:
        if own.classification != "undecided":
            return own
        twins = (other for other in self.rim if other.classification in ("local minimum", "local maximum"))
        return next((other for other in twins if own.is_at(other.at, other.near)), own)

    def _look_at(self, face: Face) -> None:
        calculus = Calculus(face.free, face.restricted(self.calculus.function))
        if is_constant(calculus):
            return  # the corners have the same value
        if self.work > MAX_WORK:
            self.open.add(face)
            return
        try:
            found = find_stationary_points(calculus, face.inside())
        except ComputationError:
            self.open.add(face)
            return
        self.work += sum(search.work for case in found.cases for part in case.enclosures for search in part.searches)
        self._take(face, calculus, found)

    def _take(self, face: Face, calculus: Calculus, found: StationaryPoints) -> None:
        """Take the points inside of a face; those on its rim are candidates there, too."""
        self.open |= {face} if found.completeness == "not proved" else set()
        for point in found.points:
            (self.rim if point.on_boundary else self.candidates).append(self._candidate(face, point))
        for own in found.sets:
            value = value_on(calculus.function, calculus.variables, own.equations)
            if value is None:
                self.open.add(face)
            else:
                self.sets.append(FaceSet(face, own.equations, value))

    def _candidate(self, face: Face, within: StationaryPoint | None) -> Candidate:
        free = iter(within.at if within is not None else ())
        fixed = {name: end_coordinate(node) for name, node in face.fixed.items()}
        at = tuple(fixed[name] if name in fixed else next(free) for name in self.calculus.variables)
        return Candidate(at, face, self.calculus, within)
