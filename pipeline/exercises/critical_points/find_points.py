"""Finds the stationary points: exactly by algebra where possible, else by branch and prune; and says what is proved."""

from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.by_algebra import by_algebra
from pipeline.exercises.critical_points.by_search import by_search, reaching
from pipeline.exercises.critical_points.polynomial_system import TooLargeError
from pipeline.exercises.critical_points.region import Region, everywhere
from pipeline.exercises.critical_points.stationary import Calculus, StationaryPoints, proved_in


def find_stationary_points(calculus: Calculus, region: Region | None = None) -> StationaryPoints:
    """Return all stationary points in a region, as far as they can be found.

    Raises:
        ComputationError: Where the function is constant or a work limit is reached before anything is known.
    """
    where = region or everywhere(calculus.variables)
    form = calculus.form
    if form is not None and all(part.is_zero for part in form.parts):
        raise ComputationError("the function is constant: every point is a stationary point")
    if form is not None and any(not part.is_zero and not part.factors for part in form.parts):
        return StationaryPoints((), proved_in(where), where, form)
    if form is not None and form.is_algebraic:
        try:
            found = by_algebra(calculus, form, where)
            if found.completeness != "not proved" or where.sides is None:
                return reaching(found)
        except TooLargeError:
            pass
    return by_search(calculus, form, where)
