"""Searches: functions whose gradient no algebra solves, sets that do or do not reach a box, exact consequences.

The points come from elementary arguments, stated beside each, or from a root finder of mpmath on the reduced equation.
"""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest

from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.consequences import follows
from pipeline.exercises.critical_points.find_points import find_stationary_points
from pipeline.exercises.critical_points.region import Region, Side
from pipeline.exercises.critical_points.stationary import Calculus, StationaryPoints
from pipeline.notation.calculator import parse_expression
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning

MINIMUM, MAXIMUM, SADDLE = "local minimum", "local maximum", "saddle"


def expression(text: str) -> Expr:
    """Read a formula."""
    return meaning(parse_expression(text))


def found(function: str, variables: str, domain: list[tuple[str, str]] | None = None) -> StationaryPoints:
    """Find the stationary points of a function, on a box if one is given."""
    names = tuple(variables)
    sides = None if domain is None else tuple(Side(*map(parse_expression, side)) for side in domain)
    return find_stationary_points(Calculus(names, expression(function)), Region(names, sides))


def listed(points: StationaryPoints) -> list[Any]:
    """Return coordinates and types."""
    return [([float(c.ball(64).mid()) for c in p.at], p.classification) for p in points.points]


def root(function: Callable[[Any], Any], near: float) -> float:
    """Return the root that mpmath finds."""
    return float(mpmath.findroot(function, near))


@pytest.mark.parametrize(
    ("function", "variables", "points"),
    [
        ("exp(x) - x*y + y^2", "xy", []),  # 2y = x and e^x = x/2, but e^x > x/2
        ("x^2 + y^2 + cos(x + y)", "xy", [([0, 0], MINIMUM)]),  # x = y = ½ sin 2x, and |sin 2x| < 2|x|
        ("exp(x) - x^2/2 - x", "x", [([0], SADDLE)]),  # e^x > 1 + x for x ≠ 0
        ("exp(x)/2 - x^3/6", "x", [([root(lambda x: mpmath.exp(x) - x**2, -1)], MINIMUM)]),  # e^x > x² for x ≥ 0
        ("x^2 - 2*cos(x)", "x", [([0], MINIMUM)]),
        (  # x = e^{−y} and y = e^{−x}, else x = −y and y(1 − e^{−y}) = e^y + e^{−2y}, which is larger
            "(x - exp(-y))^2 + (y - exp(-x))^2",
            "xy",
            [([root(lambda x: x - mpmath.exp(-x), 0.5)] * 2, MINIMUM)],
        ),
        (  # x = y = 0, else x = 2y − ln 2 and e^{−4y} = (y − ln 2)³
            "(exp(-x) - exp(-2*y))^2 + (x - y)^4",
            "xy",
            [
                ([0, 0], MINIMUM),
                (
                    [2 * (v := root(lambda y: mpmath.exp(-4 * y) - (y - mpmath.log(2)) ** 3, 1)) - math.log(2), v],
                    SADDLE,
                ),
            ],
        ),
        (
            "x^2 + y^2 - x*y + exp(x) + x",
            "xy",
            [([w := root(lambda x: 3 * x / 2 + mpmath.exp(x) + 1, -1), w / 2], MINIMUM)],
        ),
        (  # 2y(1 − 3E) = 0 with E = e^{−(x−1)²−y²}, and E = 1/3 would give 2x = 2(x − 1)
            "x^2 + y^2 + 3*exp(-(x - 1)^2 - y^2)",
            "xy",
            [([root(lambda x: x - 3 * (x - 1) * mpmath.exp(-((x - 1) ** 2)), -0.5), 0], MINIMUM)],
        ),
        (  # on the diagonal x = y, since (x + 10)/x = e^{−x²−y²} = (y + 10)/y
            "(x + 10)^2 + (y + 10)^2 + exp(-x^2 - y^2)",
            "xy",
            [([root(lambda x: x + 10 - x * mpmath.exp(-2 * x**2), -10)] * 2, MINIMUM)],
        ),
        ("x^2 + z^2 + exp(y) - y + cos(x - y) - z*y", "xyz", None),
    ],
)
def test_all_of_space_is_searched_where_variables_can_be_solved_for(
    function: str, variables: str, points: list[Any] | None
) -> None:
    """Equations linear in a variable are solved for it; what is left is proved on the whole line, also far away."""
    known = found(function, variables)
    if points is None:  # three variables: two of them follow, and the gradient vanishes at what is found
        assert [[own.name for own in searched.case.solved] for searched in known.cases] == [["z"]]
        return
    assert known.completeness == "proved"
    assert listed(known) == [(pytest.approx(at, abs=1e-12), kind) for at, kind in points]


@pytest.mark.parametrize(
    ("function", "side", "points", "reaches"),
    [
        ("log(2 + sin(x*y))", "1", [([0, 0], SADDLE)], False),  # cos xy = 0 needs |xy| = π/2
        ("sin(x*y)", "2", [([0, 0], SADDLE)], True),
        ("cos(x^2 + y^2)", "1", [([0, 0], MAXIMUM)], False),  # sin r² = 0 at the origin alone, since r² ≤ 2
        ("cos(x^2 + y^2)", "2", [([0, 0], MAXIMUM)], True),  # and on the circle r² = π
    ],
)
def test_sets_count_where_they_reach_the_box(function: str, side: str, points: list[Any], reaches: bool) -> None:
    """A set outside of the box is none; a point that is isolated on it is a point."""
    known = found(function, "xy", [(f"-{side}", side)] * 2)
    assert known.completeness == "proved on the box"
    assert listed(known) == [(pytest.approx(at, abs=1e-12), kind) for at, kind in points]
    assert bool(known.sets) == reaches


@pytest.mark.parametrize(
    ("function", "variables", "sets", "points"),
    [
        ("x^4 + y^4 + z^4 + w^4 - 4*x*y*z*w", "xyzw", 4, 0),  # |x| = |y| = |z| = |w| with an even number of signs
        ("(x*y - 1)^2 + (y*z - 1)^2 + (x - z)^2", "xyz", 1, 1),  # the hyperbola x = z = 1/y, and the origin
        ("x*y*z*(4 - x - y - z)", "xyz", 6, 1),  # the edges of a tetrahedron, prolonged
        ("(x^2 + y^2 + z^2 - 1)^2 + (x - y)^2", "xyz", 1, 1),  # a circle, and the origin
        ("x^3 + y^3 + z^3 - 3*x*y*z", "xyz", 1, 0),  # (x + y + z)((x − y)² + (y − z)² + (z − x)²)/2: x = y = z
    ],
)
def test_equations_that_do_not_fall_apart_themselves(function: str, variables: str, sets: int, points: int) -> None:
    """Consequences of the equations that have factors take the solutions apart; nothing is left unproved."""
    known = found(function, variables)
    assert (known.completeness, len(known.sets), len(known.points)) == ("proved", sets, points)


@pytest.mark.parametrize(
    ("wanted", "equations", "does"),
    [
        ("(sin(x) + 2*x*cos(x))*exp(-x^2)*y", ["sin(x) + 2*x*cos(x)"], True),
        ("x^4 - y^4", ["x - y*exp(x)", "exp(x) - 1"], True),
        ("x^4 - y^4", ["x - y*exp(x)", "exp(x) - 2"], False),
        ("1 - 2*cos(x)^2", ["sin(x)^2 - cos(x)^2"], True),
        ("x", ["x^2"], False),  # true, but not seen by membership: nothing is claimed
        ("0*x", [], True),
        ("x", [], False),
    ],
)
def test_what_equations_imply(wanted: str, equations: list[str], does: bool) -> None:
    """Membership in the ideal, with c² + s² = 1 among the equations."""
    assert follows(expression(wanted), [expression(e) for e in equations]) is does


def test_mixed_derivatives_that_vanish_are_exactly_zero() -> None:
    """Easom's function: where x and y have no closed form f_xy is 0 by the equations, and known as such."""
    easom = found("-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)", "xy", [("1", "5"), ("1", "5")])
    point = easom.points[0]
    assert point.at[0].node() is None
    assert point.is_zero(point.calculus.hessian[0][1])
    assert point.classification == MINIMUM  # minus the product of two positive maxima


def test_logarithms_that_cancel_are_exactly_zero() -> None:
    """tanh x + tanh y − x/2 − y/2 is 0 at its saddles (a, −a), where a = ln(1 + √2): the logarithms cancel."""
    known = found("tanh(x) + tanh(y) - x/2 - y/2", "xy")
    saddles = [point for point in known.points if point.classification == SADDLE]
    assert [point.is_zero(point.calculus.function) for point in saddles] == [True, True]
    assert not known.points[0].is_zero(known.points[0].calculus.function)


@pytest.mark.parametrize(
    ("function", "box", "at"),
    [
        # the cross-in-tray function (Jamil and Yang, 2013); on x = y its slope is zero where tan x = π√2
        (
            "-0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x^2 + y^2)/pi))) + 1)^0.1",
            ("1", "2"),
            (float(mpmath.atan(mpmath.pi * mpmath.sqrt(2))),) * 2,
        ),
        ("abs(sin(x)*sin(y)*abs(x - 9))", ("1", "2"), None),
    ],
)
def test_a_kink_counts_once_however_often_it_is_written(
    function: str, box: tuple[str, str], at: tuple[float, float] | None
) -> None:
    """The sign of a product is made of the signs of its factors; more than six of these are too many."""
    known = found(function, "xy", [box, box])
    assert known.completeness == "proved on the box"
    if at is not None:
        assert listed(known) == [(pytest.approx(at, abs=1e-9), MINIMUM)]
    with pytest.raises(ComputationError, match="more than 6 places with a kink"):
        found(" + ".join(f"abs(sin(x) - x/{k})" for k in range(2, 9)), "x", [("1", "2")])


@pytest.mark.parametrize(
    ("function", "variables", "domain", "point"),
    [  # the bases vanish together at one point only, where their gradients are linearly independent
        ("(exp(x) - y)^4 + 100*(y - z)^6 + x^8", "xyz", [("-1", "1"), ("-1", "1"), ("0", "3/2")], [0, 1, 1]),
        ("sin(x + y)^6 - (x - y)^3", "xy", [("-1/2", "1/2"), ("-1/2", "1/2")], [0, 0]),
    ],
)
def test_sums_of_powers_vanish_with_their_bases(
    function: str, variables: str, domain: list[tuple[str, str]], point: list[float]
) -> None:
    """Where higher powers leave no Newton step, the bases are solved for: ∇f is a combination of their gradients."""
    points = found(function, variables, domain)
    assert points.completeness == "proved on the box"
    assert [at for at, _ in listed(points)] == [pytest.approx(point, abs=1e-12)]
