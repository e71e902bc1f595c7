from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.exercises.vanishing_gradients.figure import unit
from tests.pages import bad, outcome_of_changed, pages, quantities, rows_of, solved

KIND = "vanishing-gradients"
SIGMOID = 'activation = "sigmoid"\ndepth = 10\nweights = 1.5\ninput = 0.5\ncompare = ["tanh", "relu"]\n'


@pytest.mark.parametrize(
    "keys",
    [
        SIGMOID,
        'activation = "sigmoid"\ndepth = 4\nweights = 4\nbias = -2\ninput = 0.5\n',
        'activation = "tanh"\nweights = [0.5, -1, 2]\nbias = [0, 0.1, -0.2]\ninput = 1\ncompare = ["softplus"]\n',
        'activation = "relu"\nweights = [1.5, -2, 0.5]\nbias = [1, 1, 2]\ninput = 0\ncompare = ["leaky relu"]\n',
        'activation = "relu"\ndepth = 2\nweights = 1\ninput = 0\n',
        'activation = "leaky relu"\ndepth = 5\nweights = -3\ninput = 1\n',
        'activation = "softplus"\ndepth = 3\nweights = "1/3"\ninput = -1\nbias = 1\n',
        'activation = "linear"\ndepth = 14\nweights = 2\ninput = 1\n',
        'activation = "sigmoid"\ndepth = 30\nweights = 1\ninput = 1\ndecimals = 6\n',
        'activation = "sigmoid"\ndepth = 3\nweights = 0\ninput = 1\n',
        'activation = "softplus"\nweights = [0, 1, 2, 3, 4]\ninput = 0\n',
        'activation = "relu"\ndepth = 20\nweights = 0.1\nbias = 0.05\ninput = 1\n',
    ],
)
def test_the_page_proves_itself(keys: str, tmp_path: Path) -> None:
    """Any activation, equal weights or a list, with biases and without, dead units, thirty layers."""
    assert bad(rows_of(KIND, keys, tmp_path)) == []


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (SIGMOID, "the gradient *vanishes*"),
        ('activation = "linear"\ndepth = 8\nweights = 2\ninput = 1\n', "the gradient *explodes*"),
        ('activation = "relu"\ndepth = 8\nweights = 1\ninput = 1\n', "change its order of magnitude little"),
        ('activation = "relu"\ndepth = 8\nweights = -1\ninput = 1\n', "A single factor 0 is enough"),
        (
            'activation = "sigmoid"\ndepth = 4\nweights = 4\nbias = -2\ninput = 0.5\n',
            "change its order of magnitude little",
        ),
    ],
)
def test_the_words_follow_the_numbers(keys: str, said: str, tmp_path: Path) -> None:
    """Vanishing, exploding, steady and dead chains are called so; the balanced sigmoid chain is steady at w = 4."""
    assert said in " ".join(pages(KIND, keys, tmp_path)[1][0].split())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"\sigma'(z_{l}) \, w_{l}", r"\sigma'(z_{l}) \, w_{l - 1}"),
        (r"\prod_{l=1}^{L} w_{l} \, \sigma'(z_{l})", r"\prod_{l=1}^{L} w_{l} \, \sigma(z_{l})"),
        (r"w^L", r"w"),
        (r"w_{k + 1} \, \sigma'(z_{k})", r"w_{k + 1} \, \sigma'(z_{k + 1})"),
        (r"\delta_{l}a_{l - 1}", r"\delta_{l}a_{l}"),
        (r"\left( \frac{\left|w\right|}{4} \right)^L", r"\left( \frac{\left|w\right|}{8} \right)^L"),
        (r"\approx 0.0000550", r"\approx 0.0000551"),
        ("$0.2924$", "$0.2925$"),
        ("57.6650", "57.6651"),
        (r"1.5 \cdot 0.2179", r"1.5 \cdot 0.2178"),
    ],
)
def test_a_changed_page_is_refuted(old: str, new: str, tmp_path: Path) -> None:
    """A wrong index, power, bound or digit anywhere on the page is found."""
    assert {row.outcome for row in outcome_of_changed(KIND, SIGMOID, tmp_path, old, new)} == {"refuted"}


def test_rational_chains_are_exact() -> None:
    """ReLU and linear layers give fractions; a unit that is off stops the gradient exactly."""
    found = solved(KIND, activation="linear", weights=[0.5, -3], input=0.1, compare=["relu"])
    assert quantities(found, "input_gradient") == [Fraction(-3, 2)]
    assert quantities(found, "layers[*].weight_gradient") == [Fraction(-3, 10), Fraction(1, 20)]
    assert quantities(found, "comparison[0].input_gradient") == [0]


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky relu", "softplus", "linear"])
@pytest.mark.parametrize("place", [-3.0, 2.0])
def test_units_of_the_picture_have_their_slopes(name: str, place: float) -> None:
    """The floats behind the curves agree with differences."""
    step = 1e-6
    difference = (unit(name, place + step)[0] - unit(name, place - step)[0]) / (2 * step)
    assert unit(name, place)[1] == pytest.approx(difference, abs=1e-8)
