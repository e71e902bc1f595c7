"""Points at which the formula of the gradient has no value: whether they are stationary, and of what type; by hand."""

from fractions import Fraction
from typing import Any

import pytest

from pipeline.exercises.critical_points.model import CriticalPoints
from pipeline.exercises.critical_points.solve import answer

MINIMUM, MAXIMUM, SADDLE = "local minimum", "local maximum", "saddle"

CASES: list[tuple[str, str, list[Any]]] = [
    ("x^2*abs(x)", "x", [((0,), MINIMUM)]),
    ("-x^2*abs(x)", "x", [((0,), MAXIMUM)]),
    ("x*abs(x)", "x", [((0,), SADDLE)]),
    ("abs(x)^3 + y^2", "x y", [((0, 0), MINIMUM)]),
    ("abs(x)^3 - y^2", "x y", [((0, 0), SADDLE)]),
    ("abs(x*y)", "x y", [((0, 0), MINIMUM)]),
    ("abs(x^2 - 1)*(x - 1)", "x", [((Fraction(-1, 3),), MINIMUM), ((1,), SADDLE)]),
    ("sqrt(x^4 + y^4)", "x y", [((0, 0), MINIMUM)]),
    # corners, and a point at the rim of the domain
    ("abs(x) + y^2", "x y", []),
    ("abs(x - 1)*x", "x", [((Fraction(1, 2),), MAXIMUM)]),
    ("x^2*sqrt(x)", "x", []),
]


@pytest.mark.parametrize(("function", "variables", "points"), CASES)
def test_differentiable_where_an_argument_vanishes(function: str, variables: str, points: list[Any]) -> None:
    """Such points count where the function is differentiable there and inside of its domain; nothing is left open."""
    found: Any = answer(CriticalPoints.model_validate({"function": function, "variables": variables.split()}), {})
    assert [(tuple(p["at"]), p["classification"]) for p in found["critical_points"]] == points
    assert (found["completeness"], found["non_isolated"]) == ("proved", False)


def test_second_derivatives_only_where_there_are_any() -> None:
    """|x|³ + y² has a Hessian at the origin, |xy| has none there; both are degenerate."""
    ways: list[Any] = [
        answer(CriticalPoints.model_validate({"function": text, "variables": ["x", "y"]}), {})["critical_points"]
        for text in ("abs(x)^3 + y^2", "abs(x*y)")
    ]
    assert [(own["hessian"], own["degenerate"]) for (own,) in ways] == [([[0, 0], [0, 2]], True), ([], True)]
