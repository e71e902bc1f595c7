"""Global extrema: what is claimed is true, and nothing is claimed that is not.

The expected answers are from the literature on test functions (Surjanovic and Bingham; Jamil and Yang) and from
calculus textbooks, or by hand.
"""

import numpy as np
import pytest

from pipeline.exercises.critical_points.extremes import decays, extremes, growing, has_saddles_only, polynomial_terms
from pipeline.exercises.critical_points.find_points import find_stationary_points
from pipeline.exercises.critical_points.stationary import Calculus
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import compile_expression
from pipeline.notation.meaning import meaning

CASES = (
    # function, variables, argument for the minimum, argument for the maximum
    ("100*(y - x^2)^2 + (1 - x)^2", "x y", "bound", "unbounded"),
    ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "x y", "bound", "unbounded"),
    ("2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2", "x y", "growth", "unbounded"),
    ("(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2", "x y", "growth", "unbounded"),
    ("x^4 + y^4 - 4*x*y + 1", "x y", "growth", "unbounded"),
    ("x^4 - 16*x^2 + 5*x", "x", "growth", "unbounded"),
    ("x^2*y^2 + x^2 + y^2", "x y", "bound", "unbounded"),
    ("x^4 + y^4 - x^2*y^2 - x", "x y", "growth", "unbounded"),
    ("x^3 + y^3 - 3*x*y", "x y", "unbounded", "unbounded"),
    ("-x^4 - y^2 + x", "x y", "unbounded", "growth"),
    ("(x - y)*exp(-(x^2 + y^2))", "x y", "decay", "decay"),
    ("x*y*exp(-(x^2 + y^2)/2)", "x y", "decay", "decay"),
    ("x/(1 + x^2 + y^2)", "x y", "decay", "decay"),
    ("exp(-x^2 - y^2)", "x y", None, "bound"),
    ("log(1 + x^2 + y^2)", "x y", "bound", None),
    ("sqrt(1 + x^2)", "x", "bound", None),
    ("x^2 + exp(x)", "x", "only point", None),
    ("x*exp(-x)", "x", None, "only point"),
    # no claim: gaps, other points, values that no argument covers
    ("x + 1/x", "x", None, None),
    ("x*y/(1 + x^2 + y^2)", "x y", None, None),
    ("x*exp(-x^2 + y^2)", "x y", None, None),
    ("x^2*exp(x)", "x", "bound", None),
    ("(x^2 + x*abs(x))/2 - 2*abs(x)", "x", None, None),  # its only minimum is no global one: 2x for x < 0
)


@pytest.mark.parametrize(("text", "names", "minimum", "maximum"), CASES)
def test_arguments_for_global_extrema(text: str, names: str, minimum: str | None, maximum: str | None) -> None:
    """Each side has the argument that applies, or none; values at thousands of points do not contradict it."""
    variables = tuple(names.split())
    function = meaning(parse_expression(text))
    found = find_stationary_points(Calculus(variables, function))
    known = {extreme.side: extreme for extreme in extremes(found, function, variables)}
    assert {side: extreme.by for side, extreme in known.items()} == {
        side: by for side, by in (("minimum", minimum), ("maximum", maximum)) if by
    }
    evaluate = compile_expression(function, variables)
    grid = np.random.default_rng(7).normal(0, 3, (len(variables), 20_000))
    values = np.asarray(evaluate(*grid))
    for side, extreme in known.items():
        if extreme.by != "unbounded":
            at = [[float(c.ball(64).mid())] for c in found.points[extreme.points[0]].at]
            best = float(np.asarray(evaluate(*map(np.array, at)))[0])
            assert (values >= best - 1e-9).all() if side == "minimum" else (values <= best + 1e-9).all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("x^3 - 3*x*y^2", True), ("x^2 - y^2", True), ("x + y", True), ("x^2 + y^2", False), ("x^2 - y^4", True)],
)
def test_no_local_extremum_where_all_points_are_saddles(text: str, expected: bool) -> None:
    """A function that is differentiable everywhere and has saddles only has no extrema."""
    function = meaning(parse_expression(text))
    assert has_saddles_only(find_stationary_points(Calculus(("x", "y"), function)), function) is expected


def test_a_corner_may_be_an_extremum_without_being_stationary() -> None:
    """Nothing is said of extrema where a function is not differentiable: |x| + y² has a minimum at its corner."""
    function = meaning(parse_expression("sqrt(x) + y^2"))
    assert not has_saddles_only(find_stationary_points(Calculus(("x", "y"), function)), function)


@pytest.mark.parametrize(
    ("text", "grows"),
    [
        ("x^4 + y^2 - x*y", True),
        ("x^2 + y^2 - 3*x*y", False),
        ("x^2*y^2 + x^2", False),
        ("x^2*y^2 + x^2 + y^2 - 100*x", True),
        ("(x - y)^2 + x + y", False),
        ("x^4 - x^2*y^2 + y^4", True),
        ("x^3 + y^2", False),
    ],
)
def test_growth_in_every_direction(text: str, grows: bool) -> None:
    """A polynomial tends to infinity where its leading terms are positive in every direction."""
    terms = polynomial_terms(meaning(parse_expression(text)), ("x", "y"))
    assert terms is not None
    assert (growing(terms) is not None) is grows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x*exp(-(x^2 + y^2))", True),
        ("x*exp(-x^2)", False),
        ("(x + y^3)/(1 + x^4 + y^4)", True),
        ("(x^2 + y^2)/(1 + x^2 + y^2)", False),
        ("x/(x^2 + y^2 - 1)", False),
        ("x*y", False),
    ],
)
def test_decay_in_every_direction(text: str, expected: bool) -> None:
    """A function tends to zero where what it is divided by, or e to it, grows in every direction."""
    assert decays(meaning(parse_expression(text)), ("x", "y")) is expected
