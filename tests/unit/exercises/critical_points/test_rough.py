"""Points at which the formula of the gradient has no value: whether they are stationary, and of what type; by hand."""

from fractions import Fraction
from typing import Any

import mpmath
import pytest
from flint import arb

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


def test_roots_in_one_variable_are_put_in_by_their_squares() -> None:
    """Schwefel's function has fifteen stationary points on [−500, 500], odd in x; it is flat at 0, too.

    The zeros of 2 sin t + t cos t with 0 < t² ≤ 500 are seven, found by mpmath.
    """
    roots = sorted({round(float(r), 9) for r in (mpmath.findroot(_slope, k + mpmath.mpf(1) / 2) for k in range(22))})
    inside = [t * t for t in roots if 0.1 < t < 500**0.5]
    model = CriticalPoints.model_validate(
        {"function": "418.9829 - x*sin(sqrt(abs(x)))", "variables": ["x"], "domain": [[-500, 500]]}
    )
    found: Any = answer(model, {})
    at = [
        float(p["at"][0].mid()) if isinstance(p["at"][0], arb) else float(p["at"][0]) for p in found["critical_points"]
    ]
    assert at == pytest.approx([*(-x for x in reversed(inside)), 0, *inside], abs=1e-6)
    assert [p["classification"] for p in found["critical_points"]][7] == SADDLE
    assert (len(at), found["completeness"]) == (15, "proved on the box")


def _slope(t: mpmath.mpf) -> mpmath.mpf:
    return 2 * mpmath.sin(t) + t * mpmath.cos(t)
