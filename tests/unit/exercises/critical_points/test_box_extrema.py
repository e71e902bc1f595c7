"""Extrema on a closed box: inside, on faces and edges, at corners; judged by hand and by values at many points."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb

from pipeline.exercises.critical_points.model import CriticalPoints
from pipeline.exercises.critical_points.solve import answer
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import compile_expression
from pipeline.notation.meaning import meaning

MINIMUM, MAXIMUM = "local minimum", "local maximum"


def extrema(function: str, variables: str, box: list[list[object]]) -> list[dict[str, Any]]:
    """Return box_extrema of an exercise."""
    model = CriticalPoints.model_validate({"function": function, "variables": variables.split(), "domain": box})
    return answer(model, dict[str, Fraction]())["box_extrema"]  # type: ignore[return-value]


def number(value: Fraction | arb) -> float:
    """Return a quantity as a float."""
    return float(value) if isinstance(value, Fraction) else float(value.mid())


# By hand: (function, variables, box) → (coordinates, place, type, whether global).
CASES = (
    (
        "x^3 - 3*x", "x", [[-2, 3]],
        [
            ((-2,), "end", MINIMUM, True),
            ((-1,), "inside", MAXIMUM, False),
            ((1,), "inside", MINIMUM, True),
            ((3,), "end", MAXIMUM, True),
        ],
    ),
    # Stewart, Calculus (8th ed.), section 14.7: absolute extrema of x² − 2xy + 2y on [0, 3] × [0, 2]
    (
        "x^2 - 2*x*y + 2*y", "x y", [[0, 3], [0, 2]],
        [
            ((0, 0), "corner", MINIMUM, True),
            ((0, 2), "corner", MAXIMUM, False),
            ((2, 2), "edge", MINIMUM, True),
            ((3, 0), "corner", MAXIMUM, True),
        ],
    ),
    # a corner at which one derivative vanishes: the edge decides
    (
        "x^2 + y^2", "x y", [[1, 2], [0, 2]],
        [((1, 0), "corner", MINIMUM, True), ((2, 2), "corner", MAXIMUM, True)],
    ),
    # xy(3 − x − y) vanishes on two edges and is positive beside them: zero derivatives at three of the corners
    (
        "x*y*(3 - x - y)", "x y", [[0, 2], [0, 2]],
        [
            ((0, 0), "corner", MINIMUM, False),
            ((0, 2), "corner", MINIMUM, False),
            ((1, 1), "inside", MAXIMUM, True),
            ((2, 0), "corner", MINIMUM, False),
            ((2, 2), "corner", MINIMUM, True),
        ],
    ),
    # −x² on two edges, −y² on the others
    (
        "x^2*y^2 - x^2 - y^2", "x y", [[0, 1], [0, 1]],
        [
            ((0, 0), "corner", MAXIMUM, True),
            ((0, 1), "corner", MINIMUM, True),
            ((1, 0), "corner", MINIMUM, True),
            ((1, 1), "corner", MINIMUM, True),
        ],
    ),
    (
        "x + 2*y - 3*z", "x y z", [[0, 1], [0, 1], [0, 1]],
        [((0, 0, 1), "corner", MINIMUM, True), ((1, 1, 0), "corner", MAXIMUM, True)],
    ),
    # not differentiable at 0, where the least value is
    (
        "abs(x) - x/2", "x", [[-1, 2]],
        [((-1,), "end", MAXIMUM, True), ((0,), "inside", MINIMUM, True), ((2,), "end", MAXIMUM, False)],
    ),
    # a cone: its tip is lower than everything else
    (
        "sqrt(x^2 + y^2) + x/2", "x y", [[-1, 1], [-1, 1]],
        [
            ((-1, -1), "corner", MAXIMUM, False),
            ((-1, 1), "corner", MAXIMUM, False),
            ((0, 0), "inside", MINIMUM, True),
            ((1, -1), "corner", MAXIMUM, True),
            ((1, 1), "corner", MAXIMUM, True),
        ],
    ),
    # kinks along whole lines are not looked at, so nothing is claimed
    (
        "abs(x) + abs(y)", "x y", [[-1, 1], [-1, 1]],
        [((x, y), "corner", MAXIMUM, False) for x in (-1, 1) for y in (-1, 1)],
    ),
    # the root has no value for negative x, so the least value is not claimed
    (
        "x^(1/3)*(1 - x)", "x", [[-1, 1]],
        [((0.25,), "inside", MAXIMUM, False), ((1,), "end", MINIMUM, False)],
    ),
    # no value at 0, and no least or largest one near it; the stationary point −1 is an end
    (
        "x + 1/x", "x", [[-1, 2]],
        [((-1,), "end", MAXIMUM, False), ((1,), "inside", MINIMUM, False), ((2,), "end", MAXIMUM, False)],
    ),
)  # fmt: skip


@pytest.mark.parametrize(("function", "variables", "box", "expected"), CASES)
def test_extrema_by_hand(function: str, variables: str, box: list[list[object]], expected: list[Any]) -> None:
    """All local extrema on the closed box, those inside among them, with the global ones."""
    found = extrema(function, variables, box)
    assert [(own["place"], own["classification"], own["global"]) for own in found] == [own[1:] for own in expected]
    for own, (at, *_) in zip(found, expected, strict=True):
        assert [number(x) for x in own["at"]] == pytest.approx(at, abs=1e-12)


SAMPLED = (
    ("sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1", "x y", [[-1.5, 4], [-3, 4]]),
    ("exp(-x/5)*sin(3*x)", "x", [[0, 10]]),
    ("(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2", "x y", [[-3, 3], [-2, 2]]),
    ("x*y*exp(-(x^2 + y^2)/2)", "x y", [[-2, 3], [-1, 3]]),
    ("log(1 + x^2) + cos(y)", "x y", [[-1, 2], [0, 5]]),
    ("x^4 + y^4 + z^4 - 4*x*y*z + x", "x y z", [[-2, 2], [-1, 2], [-2, 1]]),
    ("sin(x)*cos(y) + z^2", "x y z", [[0, 3], [0, 3], [-1, 1]]),
    ("a^2 + b^2 + c^2 - d^2 + a*b*c", "a b c d", [[-1, 1], [-1, 1], [-1, 2], [-1, 1]]),
)


@pytest.mark.parametrize(("function", "variables", "box"), SAMPLED)
def test_no_value_on_the_box_is_beyond_the_global_extrema(
    function: str, variables: str, box: list[list[float]]
) -> None:
    """None of 50,000 points, many on the boundary, is lower or higher; no neighbour of a local extremum beats it."""
    given: list[list[object]] = [[str(end) for end in side] for side in box]
    found = extrema(function, variables, given)
    evaluate = compile_expression(meaning(parse_expression(function)), tuple(variables.split()))
    draw = np.random.default_rng(11)
    low, high = np.array(box).T
    points = np.clip(draw.uniform(low - 0.2 * (high - low), high + 0.2 * (high - low), (50_000, len(box))), low, high)
    values = np.asarray(evaluate(*points.T))
    ends = [number(own["value"]) for own in found if own["global"]]
    spread = values.max() - values.min()
    assert 0 <= values.min() - min(ends) + 1e-12 < 0.02 * spread
    assert 0 <= max(ends) - values.max() + 1e-12 < 0.02 * spread
    for own in found:
        at = np.array([number(x) for x in own["at"]])
        near = np.clip(at + 1e-3 * (high - low) * draw.uniform(-1, 1, (500, len(box))), low, high)
        sign = 1 if own["classification"] == MINIMUM else -1
        assert (sign * np.asarray(evaluate(*near.T)) >= sign * number(own["value"]) - 1e-9).all(), own


def test_saddles_on_the_boundary_are_no_extrema() -> None:
    """Where all derivatives vanish, directions into the box on which the second has different signs decide."""
    found = extrema("x^2 + y^2 + z^2 - 2*x*y*z", "x y z", [[-1, 2], [-1, 2], [-1, 2]])
    assert {tuple(map(number, own["at"])) for own in found} == {
        (-1, -1, -1), (-1, 2, 2), (0, 0, 0), (2, -1, 2), (2, 2, -1), (2, 2, 2),
    }  # fmt: skip


def test_a_set_on_which_the_value_is_least_hides_no_extremum() -> None:
    """x²y² is least on the axes: of the candidates only those with the value 0 are global minima."""
    found = extrema("x^2*y^2", "x y", [[-1, 1], [-1, 2]])
    least = [own for own in found if own["global"] and own["classification"] == MINIMUM]
    assert least
    assert {number(own["value"]) for own in least} == {0.0}
    circle = extrema("(x^2 + y^2 - 1)^2", "x y", [[-2, 2], [-2, 2]])
    assert not [own for own in circle if own["global"] and own["classification"] == MINIMUM]


def test_all_of_space_has_no_box() -> None:
    """Without a domain there is no quantity of that name."""
    model = CriticalPoints.model_validate({"function": "x^2 + y^2", "variables": ["x", "y"]})
    assert "box_extrema" not in answer(model, dict[str, Fraction]())
