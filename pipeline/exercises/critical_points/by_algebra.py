"""Stationary points by algebra: the gradient is polynomial in unknowns that lead back to the variables."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flint import fmpz_mpoly

from pipeline.exercises.critical_points.algebra import Knowledge, Range, coordinates_of
from pipeline.exercises.critical_points.components import decompose
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.exercises.critical_points.domain import is_defined
from pipeline.exercises.critical_points.polynomial_system import (
    RealPoint,
    System,
    TooLargeError,
    polynomial,
    real_points,
)
from pipeline.exercises.critical_points.reality import real_parts
from pipeline.exercises.critical_points.region import Region
from pipeline.exercises.critical_points.rough import rough_point
from pipeline.exercises.critical_points.sets import PointSet, described, sets_through
from pipeline.exercises.critical_points.stationary import (
    VALUE_BITS,
    Algebraic,
    Calculus,
    Completeness,
    StationaryPoint,
    StationaryPoints,
    are_close,
    in_order,
    is_doubtful,
    proved_in,
)
from pipeline.exercises.critical_points.unknowns import Form, Part
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

if TYPE_CHECKING:
    pass


def by_algebra(calculus: Calculus, form: Form, where: Region) -> StationaryPoints:
    """Return the points at which the unknowns solve the equations.

    Raises:
        TooLargeError: At a work limit.
    """
    taken_apart = decompose(_equations(form), form.relations, len(form.unknowns))
    parts = real_parts(form, taken_apart.varieties)
    systems = (*taken_apart.finite, *parts.systems)
    candidates: dict[RealPoint, System] = {}
    for system in systems:
        for values in real_points(system):
            candidates.setdefault(values, system)
    sets = described(form, parts.real)
    if any(not form.ways(name) for name in calculus.variables):
        sets = [*sets, *sets_through(form, candidates)]
        candidates = {}
    points, excluded, outside = _kept(calculus, form, where, candidates, sets)
    doubtful = any(is_doubtful(point) for point in excluded)
    periods = turns_of(form) if points and where.sides is None else {}
    complete: Completeness = "proved on the box" if periods else proved_in(where)
    return StationaryPoints(
        in_order(points),
        complete if parts.is_proved and not doubtful else "not proved",
        where,
        form,
        tuple(sets),
        len(excluded),
        outside,
        Algebraic(form, systems, len(candidates)),
        periods=periods,
    )


def solutions(form: Form, ranges: Mapping[str, Range]) -> list[dict[str, Coordinate]] | None:
    """Return all places at which equations over unknowns hold; None where they are not isolated or too many.

    Args:
        form: Algebraic, every variable enters.
        ranges: For angles, by variable.
    """
    try:
        parts = decompose(_equations(form), form.relations, len(form.unknowns))
        if parts.varieties:
            return None
        values = dict.fromkeys(value for system in parts.finite for value in real_points(system))
    except TooLargeError:
        return None
    return [coordinates for own in values for coordinates in coordinates_of(form, own, ranges)]


def turns_of(form: Form) -> dict[str, Expr]:
    """Return the periods of variables that enter through angles."""
    return {name: _turn(form, name) for name in form.variables if form.ways(name) == {"angle"}}


def _kept(
    calculus: Calculus, form: Form, where: Region, candidates: Mapping[RealPoint, System], sets: Sequence[PointSet]
) -> tuple[list[StationaryPoint], list[StationaryPoint], int]:
    """Return the points that count, solutions outside of the domain, and how many are outside of the region."""
    points: list[StationaryPoint] = []
    excluded: list[StationaryPoint] = []
    outside = 0
    for values, system in candidates.items():
        knowledge = Knowledge(form, system, values)
        if any(own.contains(knowledge) for own in sets):
            continue
        for coordinates in coordinates_of(form, values, where.ranges()):
            at = tuple(coordinates[name] for name in calculus.variables)
            place = where.place(at)
            point = StationaryPoint(at, calculus, knowledge, on_boundary=place == "boundary")
            if place == "outside":
                outside += 1
            elif _is_in_domain(point, form, values):
                points.append(point)
            elif (rough := rough_point(point)) is not None:
                points.extend([] if any(are_close(own.near, rough.near) for own in points) else [rough])
            elif _is_consistent(point, form, values):
                excluded.append(point)
    return points, excluded, outside


def _equations(form: Form) -> list[fmpz_mpoly]:
    return [_equation(part, len(form.unknowns)) for part in form.parts if not part.is_zero]


def _equation(part: Part, size: int) -> fmpz_mpoly:
    return polynomial(part.numerator, size)


def _turn(form: Form, name: str) -> Expr:
    """Return the period of the angle through which a variable enters."""
    place = form.find("cos", name)
    assert place is not None
    rate = form.unknowns[place].rate
    assert rate is not None
    scale = ex.Const(2 / abs(rate.scale))
    return scale if rate.with_pi else ex.mul(scale, ex.Pi())


def _is_in_domain(point: StationaryPoint, form: Form, values: RealPoint) -> bool:
    """Tell whether the function is differentiable at the point, and the unknowns are what they stand for there.

    The function itself counts: the gradient of x²/2 − ln x vanishes at −1 too, that of x³/x at 0.
    """
    calculus = point.calculus
    parts = (calculus.function, *calculus.gradient)
    return all(is_defined(part, point.balls, point.is_zero) for part in parts) and _is_consistent(point, form, values)


def _is_consistent(point: StationaryPoint, form: Form, values: RealPoint) -> bool:
    """Tell whether roots are not negative and signs are right: ±r and ±1 are told apart by their digits."""
    with precision(VALUE_BITS):
        here = point.balls(VALUE_BITS)
        return all(
            ball(unknown.meaning, here).overlaps(value.ball(VALUE_BITS))
            for unknown, value in zip(form.unknowns, values, strict=True)
            if unknown.argument is not None
        )
