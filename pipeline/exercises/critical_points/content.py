"""What the page of stationary points is filled with."""

from collections.abc import Sequence

from pipeline.exercises.critical_points.at_point import (
    Setting,
    gradient_line,
    hessian_lines,
    is_diagonal,
    location,
    minor_lines,
    principal_minor_lines,
    value_line,
)
from pipeline.exercises.critical_points.beyond_content import NOTHING, beyond_content
from pipeline.exercises.critical_points.classify import Inertia
from pipeline.exercises.critical_points.eigenvalues import characteristic_line, eigenvalue_lines
from pipeline.exercises.critical_points.lines import Derivatives
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.rough import RoughPoint
from pipeline.exercises.critical_points.stationary import StationaryPoint
from pipeline.exercises.critical_points.table import points_table
from pipeline.exercises.naming import point
from pipeline.exercises.solution import Content, Measured, Prose
from pipeline.notation.build import chain, number
from pipeline.notation.tree import Interval, Node, Symbol

MAX_WORKED = 6
"""More points than this are shown in the table only."""


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
        "domain": box_prose(problem.region.box_node()),
        "space": Symbol(rf"\mathbb{{R}}^{{{len(names.variables)}}}" if several else r"\mathbb{R}"),
    }


def box_prose(sides: Sequence[tuple[Node, Node]] | None) -> Content:
    """Return [a, b] × [c, d]."""
    if sides is None:
        return ""
    parts: list[str | Node] = []
    for low, high in sides:
        parts.extend([*([" × "] if parts else []), Interval(low, high, "[]")])
    return Prose(tuple(parts))


def listed(items: Sequence[Prose]) -> Prose:
    """Return `a, b and c`."""
    parts: list[str | Node | Prose] = []
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


def settings_of(problem: Problem, derivatives: Derivatives, points: Sequence[StationaryPoint]) -> tuple[Setting, ...]:
    """Return the points with their labels: a star for one, numbers for several."""
    labels = ["*"] if len(points) == 1 else [str(i) for i in range(1, len(points) + 1)]
    return tuple(Setting(problem, derivatives, found, label) for found, label in zip(points, labels, strict=True))


def points_content(settings: Sequence[Setting]) -> dict[str, Content]:
    """Return every point that is worked out, and the table of all."""
    worked = [point_content(setting) for setting in settings] if len(settings) <= MAX_WORKED else []
    return {
        "count": {"0": "none", "1": "one"}.get(str(len(settings)), "several"),
        "number": Measured(str(len(settings)), number(len(settings))),
        "location": location(settings[0]) if len(settings) == 1 else "",
        "points": worked,
        "table": points_table(settings) if len(settings) > 1 else "",
    }


def point_content(setting: Setting) -> dict[str, Content]:
    """Return one point: gradient and Hessian with numbers in place, the test, the value."""
    found = setting.found
    if isinstance(found, RoughPoint):
        return _rough_content(setting, found)
    return {
        "name": setting.name,
        "location": Prose((location(setting),)),
        "location_chain": location(setting),
        "gradient": gradient_line(setting) or "",
        "classification": found.classification,
        "value": value_line(setting),
        **_test(setting),
        "rough": "",
        "silent": beyond_content(setting) if found.finding.by != "second order" else NOTHING,
    }


def _rough_content(setting: Setting, found: RoughPoint) -> dict[str, Content]:
    """Return one point at which the formulas of the derivatives have no values."""
    return {
        "name": setting.name,
        "location": Prose((location(setting),)),
        "location_chain": location(setting),
        "gradient": "",
        "classification": found.classification,
        "value": value_line(setting),
        "rough": found.reason or "undecided",
        "definiteness": _definiteness(found.inertia),
        "silent": NOTHING,
    }


def _test(setting: Setting) -> dict[str, Content]:
    """Return the Hessian and what is asked of it: minors, eigenvalues, or both."""
    inertia = setting.found.inertia
    diagonal = is_diagonal(setting)
    test = setting.problem.test or ("eigenvalues" if diagonal else "sylvester")
    several = len(setting.found.at) > 1
    # Where numbers are rounded, principal minors that vanish cannot be worked out on the page.
    seen = setting.hessian is not None or not inertia.zero
    by_eigenvalues = several and (test in ("eigenvalues", "both") or not seen) and not inertia.is_zero
    by_minors = several and test in ("sylvester", "both") and seen
    return {
        "hessian": hessian_lines(setting),
        "regular": "" if inertia.zero else "yes",
        "definiteness": _definiteness(inertia),
        "minors": minor_lines(setting) if by_minors and not inertia.zero else [],
        "principal_minors": principal_minor_lines(setting)
        if by_minors and inertia.zero and not inertia.is_zero
        else [],
        "diagonal_entries": listed([Prose((row[i],)) for i, row in enumerate(setting.hessian_nodes)]),
        "eigenvalues": [Prose((line,)) for line in eigenvalue_lines(setting)] if by_eigenvalues else [],
        "diagonal": "yes" if diagonal else "",
        "characteristic": (characteristic_line(setting) or "") if by_eigenvalues and not diagonal else "",
    }


def _definiteness(inertia: Inertia) -> str:
    if inertia.is_zero:
        return "zero"
    if inertia.positive and inertia.negative:
        return "indefinite"
    sign = "negative" if inertia.negative else "positive"
    return f"{sign} {'semidefinite' if inertia.zero else 'definite'}"
