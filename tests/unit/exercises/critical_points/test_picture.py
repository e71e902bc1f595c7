"""Pictures of stationary points: what they show, by the number of variables and the form of the function."""

from fractions import Fraction
from math import isnan

import pytest

from pipeline.exercises.critical_points.model import CriticalPoints
from pipeline.exercises.critical_points.solve import solve
from pipeline.exercises.figures import Contour, Figure, Lines, Surface


def figure(function: str, variables: str, **keys: object) -> Figure | None:
    """Return the figure of an exercise, or None where it has none."""
    model = CriticalPoints.model_validate({"function": function, "variables": variables.split(), **keys})
    found = solve(model, dict[str, Fraction]()).content["figure"]
    return found if isinstance(found, Figure) else None


@pytest.mark.parametrize(
    ("function", "variables", "panels"),
    [
        ("x^3 - 3*x", "x", [Lines]),
        ("x^2 + y^2", "x y", [Contour]),
        ("x^3 - 3*x*y^2", "x y", [Contour, Surface]),
        ("x^2*y^2", "x y", [Contour, Surface]),
        ("x^2 + y^2 - z^2 + z^4", "x y z", [Contour]),  # all points lie in the plane x = 0
        ("x^3/3 - x + y^3/3 - y + z^3/3 - z", "x y z", [Contour] * 2),
        ("x^2 + y^2 + z^2 + w^2", "x y z w", None),
    ],
)
def test_the_picture_suits_the_number_of_variables(function: str, variables: str, panels: list[type] | None) -> None:
    """A graph, level curves with the surface where the Hessian is silent, slices; none for four variables."""
    found = figure(function, variables)
    assert (found and [type(panel) for panel in found.drawing]) == panels


def test_every_point_is_marked_by_type_within_the_window() -> None:
    """The nine points of Himmelblau's function lie in the window, each with the symbol of its type."""
    found = figure("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "x y")
    assert found
    (drawing,) = found.drawing
    assert isinstance(drawing, Contour)
    x0, x1, y0, y1 = drawing.window
    assert all(x0 < x < x1 and y0 < y < y1 for x, y in (mark.at for mark in drawing.marks))
    assert sorted(mark.style for mark in drawing.marks) == ["maximum", *["minimum"] * 4, *["saddle"] * 4]


def test_a_box_that_was_asked_for_is_the_window() -> None:
    """On a box the picture shows the box, however few points lie in it."""
    found = figure("sin(x)*sin(y)", "x y", domain=[["1/10", 3], [0, 2]])
    assert found
    assert isinstance(found.drawing[0], Contour)
    assert found.drawing[0].window == pytest.approx((0.1, 3, 0, 2))


def test_extrema_on_the_boundary_of_a_box_are_marked() -> None:
    """Besides the stationary points inside, each with the symbol of its type; in one variable on the curve."""
    found = figure("x^2 - 2*x*y + 2*y", "x y", domain=[[0, 3], [0, 2]])
    assert found
    assert isinstance(found.drawing[0], Contour)
    marks = {(mark.at, mark.style) for mark in found.drawing[0].marks}
    corners = {((0, 0), "minimum"), ((0, 2), "maximum"), ((2, 2), "minimum"), ((3, 0), "maximum")}
    assert marks == corners | {((1, 1), "saddle")}
    graph = figure("x^3", "x", domain=[[-1, 2]])
    assert graph
    assert isinstance(graph.drawing[0], Lines)
    assert {(mark.at, mark.style) for mark in graph.drawing[0].marks} == {
        ((-1, -1), "minimum"),
        ((0, 0), "terrace"),
        ((2, 8), "maximum"),
    }


def test_slices_hold_the_points_that_lie_in_them() -> None:
    """Each slice marks its own points; together they are all, in the plane of the other two variables."""
    found = figure("x^4 + y^4 + z^4 - 4*x*y*z", "x y z")
    assert found
    marks = [sorted(mark.at for mark in panel.marks) for panel in found.drawing if isinstance(panel, Contour)]
    assert marks == [[(-1, 1), (1, -1)], [(0, 0)], [(-1, -1), (1, 1)]]


def test_the_graph_of_a_function_with_a_pole_is_interrupted_there() -> None:
    """No line joins both sides of a pole."""
    found = figure("x + 1/x", "x")
    assert found
    assert isinstance(found.drawing[0], Lines)
    curve = found.drawing[0].series[0].points
    assert any(isnan(y) and abs(x) < 0.2 for x, y in curve)
    assert all(x * y > 0 for x, y in curve if not isnan(y))
