"""Solves an exercise on stationary points: quantities for numbers.json, content for the page."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import arb

from pipeline.exercises.critical_points.at_point import Setting
from pipeline.exercises.critical_points.bounds import sum_of_squares_bound
from pipeline.exercises.critical_points.box_content import BoxPage
from pipeline.exercises.critical_points.box_extrema import BoxExtrema, box_extrema
from pipeline.exercises.critical_points.content import derivatives_content, givens, points_content, settings_of
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.exercises.critical_points.definedness import check_function
from pipeline.exercises.critical_points.extremes_content import global_content
from pipeline.exercises.critical_points.faces import Candidate
from pipeline.exercises.critical_points.find_points import find_stationary_points
from pipeline.exercises.critical_points.formula import formula, plain_text
from pipeline.exercises.critical_points.lines import Derivatives
from pipeline.exercises.critical_points.minors import leading_minor
from pipeline.exercises.critical_points.model import CriticalPoints, Problem
from pipeline.exercises.critical_points.picture import picture
from pipeline.exercises.critical_points.reading import reading_of
from pipeline.exercises.critical_points.region import Region
from pipeline.exercises.critical_points.search_content import Writing, search_content
from pipeline.exercises.critical_points.set_parts import parts_of_set
from pipeline.exercises.critical_points.set_types import SetType
from pipeline.exercises.critical_points.sets import PointSet
from pipeline.exercises.critical_points.sets_content import sets_content
from pipeline.exercises.critical_points.stationary import (
    Calculus,
    StationaryPoint,
    StationaryPoints,
)
from pipeline.exercises.critical_points.uniqueness import SearchStep, search_of
from pipeline.exercises.solution import Content, Solution, Value
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning

BITS = 256


def solve(model: CriticalPoints, parameters: Mapping[str, Fraction]) -> Solution:
    """Return the solved exercise.

    Raises:
        ComputationError: Where the points cannot be found or classified.
    """
    problem = model.problem(parameters)
    calculus = Calculus(problem.names.variables, meaning(problem.function))
    check_function(calculus.function, problem.region)
    found = find_stationary_points(calculus, problem.region)
    derivatives = Derivatives(problem)
    settings = settings_of(problem, derivatives, found.points)
    steps = search_of(found)
    definitions = {} if found.form is None else Writing(problem, derivatives, found).definitions
    extrema = box_extrema(calculus, found)
    page = None if extrema is None else BoxPage(problem, derivatives, settings, extrema)
    definitions |= {} if page is None else page.definitions
    reading = reading_of(problem, found, settings, steps, definitions)
    content = _content(problem, derivatives, found, settings, steps)
    figure = picture(
        problem,
        derivatives,
        settings,
        found.sets,
        boundary=[] if page is None else page.shown(),
        is_bounded=sum_of_squares_bound(problem.function) is not None,
    )
    content |= {"box": {} if page is None else page.content(), "figure": figure or ""}
    return Solution(_quantities(found, calculus, extrema), content, reading)


def pose(model: CriticalPoints, parameters: Mapping[str, Fraction]) -> dict[str, Content]:
    """Return what the statement names."""
    return givens(model.problem(parameters))


def answer(model: CriticalPoints, parameters: Mapping[str, Fraction]) -> dict[str, Value]:
    """Return the quantities alone; raises as `solve` does."""
    problem = model.problem(parameters)
    calculus = Calculus(problem.names.variables, meaning(problem.function))
    check_function(calculus.function, problem.region)
    found = find_stationary_points(calculus, problem.region)
    return _quantities(found, calculus, box_extrema(calculus, found))


def _quantities(found: StationaryPoints, calculus: Calculus, extrema: BoxExtrema | None) -> dict[str, Value]:
    return {
        "critical_points": [_point(point) for point in found.points],
        "non_isolated": bool(found.sets),
        "sets": [part for own in found.sets for part in _set(own, found.region, calculus)],
        "completeness": found.completeness,
        **({} if extrema is None else {"box_extrema": [_extremum(own, extrema) for own in extrema.extrema]}),
    }


def _extremum(own: Candidate, extrema: BoxExtrema) -> dict[str, Value]:
    value = own.value_of(own.calculus.function)
    return {
        "at": [_number(coordinate) for coordinate in own.at],
        "place": own.place,
        "classification": extrema.type_of(own),
        "value": Fraction(int(value.value.p), int(value.value.q)) if isinstance(value, ex.Const) else own.value,
        "global": extrema.is_global(own),
    }


def _set(own: PointSet, where: Region, calculus: Calculus) -> list[dict[str, Value]]:
    """Return the equations of a set with the type of its points, or of each part where the type is another."""
    equations = [f"{plain_text(formula(equation))} = 0" for equation in own.equations]
    kind = parts_of_set(calculus.function, where, own.equations)
    if isinstance(kind, SetType):
        return [{"equation": ", ".join(equations), "classification": kind.classification}]
    conditions = (f"{plain_text(formula(part.expr))} {part.relation} {part.value}" for part in kind.parts)
    return [
        {"equation": ", ".join((*equations, condition)), "classification": part.classification}
        for condition, part in zip(conditions, kind.parts, strict=True)
    ]


def _point(point: StationaryPoint) -> dict[str, Value]:
    hessian = point.calculus.hessian
    return {
        "at": [_number(coordinate) for coordinate in point.at],
        "classification": point.classification,
        "degenerate": point.inertia.zero > 0 or not hessian,
        "value": _value(point, point.calculus.function),
        "hessian": [[_value(point, entry) for entry in row] for row in hessian],
        "minors": [_value(point, leading_minor(hessian, k)) for k in range(1, len(hessian) + 1)],
    }


def _number(coordinate: Coordinate) -> Value:
    exact = coordinate.rational
    return coordinate.ball(BITS) if exact is None else Fraction(int(exact.p), int(exact.q))


def _value(point: StationaryPoint, expr: Expr) -> Fraction | arb:
    value = point.value_of(expr)
    if isinstance(value, arb):
        return value
    if isinstance(value, ex.Const):
        return Fraction(int(value.value.p), int(value.value.q))
    with precision(BITS):
        return ball(value)


def _content(
    problem: Problem,
    derivatives: Derivatives,
    found: StationaryPoints,
    settings: Sequence[Setting],
    steps: Sequence[SearchStep] | None,
) -> dict[str, Content]:
    return {
        **givens(problem),
        **derivatives_content(derivatives),
        "search": search_content(problem, derivatives, found, steps),
        **points_content(settings),
        "sets": sets_content(problem, found.sets),
        "whole": global_content(problem, found, settings),
    }
