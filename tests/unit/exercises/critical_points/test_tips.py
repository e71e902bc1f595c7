"""Tips of roots: boxes around them are dropped where an estimate shows that the gradient does not vanish, else kept."""

import pytest

from pipeline.exercises.critical_points.tips import settled_tips
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import meaning

BOX = ((0.0, 1e-11), (-1e-11, 0.0))


@pytest.mark.parametrize(
    ("function", "is_settled"),
    [
        ("-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y)))", True),  # 4·√½ > 2π·2π·10⁻⁶·e
        ("sqrt(x^2 + y^2) + 2*x", True),  # a vector of length 1 and one of length 2
        ("sqrt(x^2 + y^2) + x", False),  # the gradient vanishes on y = 0, x < 0
        ("sqrt(2*x^2 + y^2) + 1.2*x", False),  # lengths between 1 and √2
        ("sqrt(x^2 + y^2)^3", False),  # differentiable, and flat
        ("cos(sqrt(x^2 + y^2))", False),  # the same: smooth
        ("sqrt(x^2*y^2) + x", False),  # no quadratic form
        ("sqrt(x^2 - y^2)", False),  # not definite
        ("sqrt((x - 1)^2 + y^2)", False),  # the tip is elsewhere
        ("sqrt(x^2 + y^2) + 5*sqrt(2*x^2 + y^2)", False),  # two roots at one place: not told
    ],
)
def test_a_tip_is_settled_where_the_lengths_differ(function: str, is_settled: bool) -> None:
    """Both parts of the gradient are compared on a cube around the tip."""
    found = settled_tips(meaning(parse_expression(function)), ("x", "y"), [BOX])
    assert bool(found) == is_settled
    assert all(not any(tip.place) for tip in found)
