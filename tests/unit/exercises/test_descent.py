from fractions import Fraction

import mpmath
import pytest
from flint import arb

from pipeline.errors import ComputationError
from pipeline.exercises.descent import State, descend, norm
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import meaning


def path(function: str, variables: str, start: list[int], rate: Fraction, steps: int) -> tuple[State, ...]:
    """Walk down a function given in calculator syntax."""
    expr = meaning(parse_expression(function))
    return descend(expr, variables.split(), [Fraction(x) for x in start], rate, steps)


def test_a_rational_path_stays_exact() -> None:
    """With a polynomial and rational givens every number is a rational."""
    last = path("x^2 + 3*y^2", "x y", [1, 1], Fraction(1, 10), 2)[-1]
    assert last.at == (Fraction(16, 25), Fraction(4, 25))
    assert last.value == Fraction(16, 25) ** 2 + 3 * Fraction(4, 25) ** 2


def test_the_norm_of_a_rational_gradient_is_exact_where_it_can_be() -> None:
    """3 and 4 give exactly 5; 1 and 1 give a ball around the square root of 2."""
    assert norm((Fraction(3), Fraction(-4))) == Fraction(5)
    assert norm((Fraction(-7),)) == Fraction(7)
    root = norm((Fraction(1), Fraction(1)))
    assert isinstance(root, arb)
    assert (root * root).contains(2)


def test_a_path_agrees_with_an_independent_computation() -> None:
    """A path over a saturated sigmoid agrees with mpmath and its numerical derivatives to 20 digits."""
    states = path("1/2*(1 - sigmoid(u*v))^2", "u v", [-2, 3], Fraction(8), 8)
    with mpmath.workdps(60):

        def error(u: mpmath.mpf, v: mpmath.mpf) -> mpmath.mpf:
            return (1 - 1 / (1 + mpmath.exp(-u * v))) ** 2 / 2

        u, v = mpmath.mpf(-2), mpmath.mpf(3)
        for state in states:
            du, dv = mpmath.diff(error, (u, v), (1, 0)), mpmath.diff(error, (u, v), (0, 1))
            for own, other in zip(
                (*state.at, state.value, state.gradient_norm), (u, v, error(u, v), mpmath.hypot(du, dv)), strict=True
            ):
                shown = str(float(own)) if isinstance(own, Fraction) else own.str(40, radius=False)
                assert mpmath.almosteq(mpmath.mpf(shown), other, rel_eps=mpmath.mpf(10) ** -20)
            u, v = u - 8 * du, v - 8 * dv


def test_a_tiny_gradient_is_not_taken_for_zero() -> None:
    """Far out on a sigmoid the gradient is smaller than any float, and still known to many digits."""
    slope = path("1 - sigmoid(x)", "x", [1000], Fraction(1), 1)[0].gradient_norm
    assert isinstance(slope, arb)
    assert slope > 0
    assert slope.rel_accuracy_bits() > 60


def test_long_paths_keep_their_digits() -> None:
    """Where errors double in every step, precision grows until all digits are certain."""
    states = path("cos(3*x)", "x", [1], Fraction(1), 60)
    last = states[-1].at[0]
    assert isinstance(last, arb)
    assert last.rel_accuracy_bits() > 60


@pytest.mark.parametrize(
    ("function", "start", "rate", "steps", "sentence"),
    [
        ("log(x)", -1, 1, 2, "the function or its gradient has no value at the start"),
        ("abs(x)", 0, 1, 2, "the function or its gradient has no value at the start"),
        ("log(x)", 1, 2, 2, "the function or its gradient has no value after 1 step of gradient descent"),
        ("x^2", 1, 3, 200, "gradient descent diverges: after 43 steps a number is beyond 10^60"),
        (
            "(x - sqrt(2))^2/2", 1, 1, 2,
            "the function or its gradient cannot be computed with certainty after 1 step of gradient descent",
        ),
    ],
)  # fmt: skip
def test_a_path_that_cannot_go_on_says_why(function: str, start: int, rate: int, steps: int, sentence: str) -> None:
    """An undefined value, divergence and an undecidable zero each have a sentence."""
    with pytest.raises(ComputationError) as caught:
        path(function, "x", [start], Fraction(rate), steps)
    assert caught.value.message == sentence
    assert caught.value.hint
