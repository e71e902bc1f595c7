from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb, fmpq

from pipeline.exercises.activation_functions.derivations import bounds, decay, derivative, difference_quotient
from pipeline.exercises.activation_functions.functions import STUDIED
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Symbol
from pipeline.notation.writer import latex
from tests.pages import bad, outcome_of_changed, pages, quantities, rows_of, solved

KIND = "activation-functions"
ALL = list(STUDIED)
T = Symbol("t")


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("sigmoid", r"\sigma(t)(1 - \sigma(t))"),
        ("tanh", r"1 - \tanh^2(t)"),
        ("relu", r"\operatorname{step}(t)"),
        ("leaky relu", r"0.01 + 0.99\operatorname{step}(t)"),
        ("softplus", r"\sigma(t)"),
        ("linear", "1"),
    ],
)
def test_each_derivative_ends_in_its_textbook_form(name: str, last: str) -> None:
    """The rules lead to the form with the function itself, and each line but the rewriting names its rule."""
    worked = derivative(STUDIED[name], T, "normal")
    assert latex(worked.links[-1].node) == last
    assert latex(worked.first).endswith("'(t)")
    assert worked.links[1].remark.endswith(("rule", "rules"))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("place", [-3, -1, 2, 5])
def test_slopes_agree_with_differences(name: str, place: int) -> None:
    """(φ(t + h) − φ(t − h)) / 2h is the slope up to h², in ball arithmetic."""
    formula = meaning(STUDIED[name].mathematics.definition(T))
    with precision(200):
        h = arb(fmpq(1, 10**8))
        difference = (ball(formula, {"t": place + h}) - ball(formula, {"t": place - h})) / (2 * h)
    (found,) = quantities(solved(KIND, functions=[name], at=[place]), "functions[0].slopes[0]")
    exact = arb(fmpq(found.numerator, found.denominator)) if isinstance(found, Fraction) else found
    assert abs(difference - exact) < 1e-14


def test_the_slope_at_a_kink_is_the_one_to_the_left() -> None:
    """At 0, ReLU has slope 0 and leaky ReLU one hundredth, both exactly."""
    found = solved(KIND, functions=["relu", "leaky relu"], at=[0])
    assert quantities(found, "functions[*].slopes[0]") == [0, Fraction(1, 100)]


def test_values_that_are_rational_are_exact() -> None:
    """σ(0) = ½ and σ'(0) = ¼ are no rounded numbers; the largest slope of softplus does not exist."""
    found = solved(KIND, functions=["sigmoid", "softplus"], at=[0])
    assert quantities(found, "functions[0].values[0]") == [Fraction(1, 2)]
    assert quantities(found, "functions[0].slopes[0]") == [Fraction(1, 4)]
    assert quantities(found, "functions[*].largest_slope") == [Fraction(1, 4), None]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
def test_the_page_of_one_function_proves_itself(name: str, detail: str, tmp_path: Path) -> None:
    """Each function by itself, at points where it saturates too, in any letter and detail."""
    keys = f'functions = ["{name}"]\nat = [40, -0.125, 0, "1/3"]\nvariable = "z"\ndetail = "{detail}"\n'
    assert bad(rows_of(KIND, keys, tmp_path)) == []


def test_the_page_of_all_functions_proves_itself(tmp_path: Path) -> None:
    """All in one exercise: one part a function, in the order of the sheet, and a figure for each family."""
    keys = f"functions = {ALL}\nat = [-2, 0, 1]\n".replace("'", '"')
    assert bad(rows_of(KIND, keys, tmp_path)) == []
    solution = pages(KIND, keys, tmp_path)[1][0]
    assert solution.index("#### The sigmoid function") < solution.index("#### ReLU") < solution.index("#### Values")
    assert "**Figure 2.** Left: ReLU, leaky ReLU, softplus and linear." in solution


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"&= \sigma(t)(1 - \sigma(t))", r"&= \sigma(t)(1 + \sigma(t))"),
        (r"\le \frac{1}{4}", r"\le \frac{1}{5}"),
        (r"< e^{-t}", r"< e^{-2t}"),
        (r"\sigma(-t) = 1 - \sigma(t)", r"\sigma(-t) = -\sigma(t)"),
        (r"$\tanh'(0) = 1$", r"$\tanh'(0) = 2$"),
        ("$0.2350$", "$0.2351$"),
        (r"\approx 0.1192(1 - 0.1192)", r"\approx 0.1192(1 - 0.1191)"),
        (r"\frac{\operatorname{ReLU}(h)", r"\frac{2\operatorname{ReLU}(h)"),
    ],
)
def test_a_changed_page_is_refuted(old: str, new: str, tmp_path: Path) -> None:
    """A wrong sign, bound, digit or factor anywhere on the page is found."""
    keys = 'functions = ["sigmoid", "tanh", "relu"]\nat = [-2, -0.5]\n'
    assert [row.outcome for row in outcome_of_changed(KIND, keys, tmp_path, old, new)][:1] == ["refuted"]


def test_only_functions_with_something_to_prove_have_bounds() -> None:
    """Two slopes, or one, need no inequality; only functions that saturate die out; only kinks have a quotient."""
    assert [len(bounds(function, T)) for function in STUDIED.values()] == [1, 1, 0, 0, 1, 0]
    assert [decay(function, T) is not None for function in STUDIED.values()] == [True, True, *[False] * 4]
    assert latex(difference_quotient(STUDIED["relu"]).links[0].node) == r"\operatorname{step}(h)"
