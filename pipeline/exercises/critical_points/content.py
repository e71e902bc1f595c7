"""What the page of stationary points is filled with."""

from collections.abc import Sequence
from fractions import Fraction as Rational

from flint import fmpq_mat

from pipeline.exercises.critical_points import eigenvalues
from pipeline.exercises.critical_points.at_point import (
    Setting,
    bound_chain,
    gradient_line,
    hessian_at,
    hessian_line,
    is_diagonal,
    location,
    minor_lines,
    value_line,
)
from pipeline.exercises.critical_points.lines import Derivatives
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.polynomials import exact_number
from pipeline.exercises.critical_points.stationary import StationaryPoint
from pipeline.exercises.critical_points.table import PLACES, points_table
from pipeline.exercises.naming import point
from pipeline.exercises.solution import Content, Measured, Prose
from pipeline.notation.build import chain, number
from pipeline.notation.tree import Chain, Node, Symbol, Transpose, Tuple

MAX_WORKED = 6
"""More points than this are shown in the table only."""

DEFINITENESS = {
    "local minimum": "positive definite",
    "local maximum": "negative definite",
    "saddle": "indefinite",
    "undecided": "semidefinite",
}


def givens(problem: Problem) -> dict[str, Content]:
    """Return what both editions name."""
    names = problem.names
    several = len(names.variables) > 1
    return {
        "name": names.function_symbol,
        "applied": names.applied,
        "definition": chain(names.applied, ("=", problem.function)),
        "variables": listed([Prose((symbol,)) for symbol in names.symbols]),
        "vector_is": Prose((chain(Symbol(names.vector), ("=", point(names.symbols))),)) if several else "",
        "gradient_name": names.gradient,
        "hessian_name": names.hessian,
        "dimension": str(len(names.variables)),
        "space": Symbol(rf"\mathbb{{R}}^{{{len(names.variables)}}}" if several else r"\mathbb{R}"),
    }


def listed(items: Sequence[Prose]) -> Prose:
    """Return `a, b and c`."""
    parts: list[str | Node] = []
    for position, item in enumerate(items):
        parts.extend([] if position == 0 else [" and " if position == len(items) - 1 else ", "])
        parts.extend(item.parts)
    return Prose(tuple(parts))


def derivatives_content(derivatives: Derivatives) -> dict[str, Content]:
    """Return gradient and Hessian with their derivations."""
    return {
        "partials": derivatives.first_chains(),
        "gradient": derivatives.gradient_chain(),
        "second": derivatives.second_chains(),
        "hessian": derivatives.hessian_chain(),
    }


def points_content(
    problem: Problem, derivatives: Derivatives, points: Sequence[StationaryPoint], bound: Rational | None
) -> dict[str, Content]:
    """Return every point that is worked out, the table of all, and what holds for the whole of space."""
    labels = labels_of(points)
    worked = [
        point_content(Setting(problem, derivatives, found, label), bound)
        for found, label in zip(points, labels, strict=True)
        if found.exact is not None
    ]
    worked = worked if len(worked) <= MAX_WORKED else []
    types = {found.classification for found in points}
    return {
        "count": {"0": "none", "1": "one"}.get(str(len(points)), "several"),
        "number": Measured(str(len(points)), number(len(points))),
        "location": located(problem, points[0]) if len(points) == 1 else "",
        "points": worked,
        "all_worked": "yes" if len(worked) == len(points) else "",
        "table": points_table(problem, points, labels) if len(points) > 1 else "",
        "only_saddles": "yes" if types == {"saddle"} else "",
    }


def located(problem: Problem, found: StationaryPoint) -> Chain:
    """Return the only point's name and coordinates: exact, or rounded where an irrational one has no short form."""
    exact = [coordinate.node() for coordinate in found.at]
    nodes = [c.decimal(PLACES) if node is None else node for c, node in zip(found.at, exact, strict=True)]
    at = point(nodes)
    return chain(
        problem.names.point("*"), ("≈" if None in exact else "=", Transpose(at) if isinstance(at, Tuple) else at)
    )


def labels_of(points: Sequence[StationaryPoint]) -> list[str]:
    """Return the points' labels: a star for one, numbers for several."""
    return ["*"] if len(points) == 1 else [str(i) for i in range(1, len(points) + 1)]


def point_content(setting: Setting, bound: Rational | None) -> dict[str, Content]:
    """Return one point: gradient and Hessian with numbers in place, the test, the value."""
    hessian = hessian_at(setting.found)
    value = setting.exact(setting.found.calculus.function)
    attained = bound is not None and value == number(bound)
    content: dict[str, Content] = {
        "name": setting.name,
        "location": Prose((location(setting),)),
        "location_chain": location(setting),
        "gradient": gradient_line(setting),
        "classification": setting.found.classification,
        "definiteness": DEFINITENESS[setting.found.classification],
        "value": value_line(setting, value) if value is not None else "",
        "bound": Prose((bound_chain(setting, bound),)) if bound is not None and attained else "",
        "minors": [],
        "eigenvalues": [],
        "diagonal": "",
        "characteristic": "",
        "hessian": "",
    }
    return content if hessian is None else {**content, **_test(setting, hessian)}


def _test(setting: Setting, hessian: fmpq_mat) -> dict[str, Content]:
    size = range(hessian.nrows())
    rows = [[exact_number(hessian[i, j]) for j in size] for i in size]
    diagonal = is_diagonal(hessian)
    test = setting.problem.test or ("eigenvalues" if diagonal else "sylvester")
    if hessian.det() == 0 or (test == "sylvester" and setting.found.classification == "undecided"):
        test = "eigenvalues"
    return {
        "hessian": hessian_line(setting, rows),
        "minors": minor_lines(setting, hessian) if test in ("sylvester", "both") else [],
        "eigenvalues": [Prose((line,)) for line in _eigenvalue_lines(setting, hessian)]
        if test in ("eigenvalues", "both")
        else [],
        "diagonal": "yes" if diagonal else "",
        "characteristic": "" if diagonal or test == "sylvester" else eigenvalues.characteristic_line(setting, hessian),
    }


def _eigenvalue_lines(setting: Setting, hessian: fmpq_mat) -> list[Chain]:
    if is_diagonal(hessian):
        return eigenvalues.diagonal_lines(setting, hessian)
    return eigenvalues.root_lines(setting, eigenvalues.eigenvalues_of(hessian))
