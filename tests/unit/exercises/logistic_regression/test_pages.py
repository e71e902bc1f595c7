from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.exercises.figures import Contour, Figure, Lines
from tests.pages import bad, outcome_of_changed, pages, quantities, rows_of, solved

KIND = "logistic-regression"
PLANE = """
samples = [
  { inputs = [0.5, 1], target = 0 }, { inputs = [1.5, 0.5], target = 0 }, { inputs = [2, 2], target = 0 },
  { inputs = [1, 2], target = 1 }, { inputs = [2.5, 1.5], target = 1 },
]
weights = [1, -1]
bias = 0.5
learning_rate = 0.5
steps = 4
"""


def data(*samples: tuple[Sequence[float], int], **keys: str) -> str:
    """Return the keys of an exercise."""
    rows = ", ".join(f"{{ inputs = {inputs}, target = {target} }}" for inputs, target in samples)
    given = {"learning_rate": "1", "steps": "3", **keys}
    return f"samples = [{rows}]\n" + "".join(f"{key} = {value}\n" for key, value in given.items())


@pytest.mark.parametrize(
    "keys",
    [
        PLANE,
        data(([1.0], 1), weights="[0]"),
        data(([1.0], 1), ([-2.0], 0), ([0.5], 0), weights="[0.5]", bias="-1", reduction='"sum"'),
        data(([1.0, 2.0], 1), ([2.0, 4.0], 0), weights="[0, 0]"),
        data(([1, 0, 2], 1), ([0, 1, -1], 0), ([1, 1, 1], 1), weights='["1/3", 0, -1]', bias="2", decimals="6"),
        data(([1, 0, 2, 1], 1), ([0, 1, -1, 3], 0), weights="[0, 0, 0, 0]", bias="0"),
        data(*(([k, k * k % 5], k % 2) for k in range(12)), weights="[0.1, 0.2]", bias="0", steps="25"),
        data(([30.0, 40.0], 0), ([1.0, 1.0], 1), weights="[1, 1]", steps="1"),
    ],
)
def test_the_page_proves_itself(keys: str, tmp_path: Path) -> None:
    """One input to four, one sample to twelve, with a bias and without, saturated, mean and sum, dependent columns."""
    assert bad(rows_of(KIND, keys, tmp_path)) == []


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (PLANE, "has one minimum at most."),
        (data(([1.0], 1), ([-2.0], 0), weights="[1]"), "So the classes can be separated, and the loss has no minimum"),
        (data(([1.0], 1), ([1.0], 0), weights="[1]"), "The loss falls from"),
        (data(([1.0], 1), ([2.0], 0), weights="[0]", learning_rate="50"), "these steps are too long"),
        (data(([1.0, 2.0], 1), ([2.0, 4.0], 0), weights="[0, 0]"), "are linearly dependent"),
        (data(([1.0], 1), weights="[0]", steps="1"), "Carry out one step of gradient descent"),
    ],
)
def test_the_words_follow_the_numbers(keys: str, said: str, tmp_path: Path) -> None:
    """Separable classes have no minimum; dependent columns no single one; long steps raise the loss."""
    assert said in " ".join(" ".join(markdown for markdown, _ in pages(KIND, keys, tmp_path)).split())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"&= p_{i} - y_{i}", r"&= y_{i} - p_{i}"),
        (r"(p_{i} - y_{i})x_{i, j}", r"(p_{i} + y_{i})x_{i, j}"),
        (r"X^T(p - y)", r"X^T(p - 2y)"),
        (r"p_{i}(1 - p_{i})x_{i}x_{i}^T", r"p_{i}(1 + p_{i})x_{i}x_{i}^T"),
        (r"(x_{i}^Tv)^2", r"(x_{i}^Tv)^3"),
        (r"w_1 &\leftarrow w_1 - \eta", r"w_1 &\leftarrow w_1 + \eta"),
        (r"$x_{i} = (x_{i, 1}, x_{i, 2}, 1)^T$", r"$x_{i} = (x_{i, 2}, x_{i, 1}, 1)^T$"),
        (r"\frac{1}{5}X^TDX", r"\frac{1}{6}X^TDX"),
    ],
)
def test_a_changed_page_is_refuted(old: str, new: str, tmp_path: Path) -> None:
    """A wrong sign, factor, order or power anywhere on the page is found."""
    assert [row.outcome for row in outcome_of_changed(KIND, PLANE, tmp_path, old, new)][:1] == ["refuted"]


def test_a_changed_cell_of_the_descent_is_refuted(tmp_path: Path) -> None:
    """Each state is checked as one step from the state before it."""
    markdown = pages(KIND, PLANE, tmp_path)[1][0]
    row = next(line for line in markdown.splitlines() if line.startswith("| $3$ | $") and line.count("|") == 7)
    cell = row.split("|")[2].strip().strip("$")
    changed = f"{cell[:-1]}{(int(cell[-1]) + 1) % 10}"
    wrong = outcome_of_changed(KIND, PLANE, tmp_path, row, row.replace(cell, changed, 1))
    assert [(found.subject, found.outcome) for found in wrong] == [("number", "refuted")]


def test_what_is_rational_is_exact() -> None:
    """With all weights 0 every probability is one half, and so the first gradient and the Hessian are fractions."""
    samples = [{"inputs": [1, 2], "target": 1}, {"inputs": [0.5, -1], "target": 0}]
    found = solved(KIND, samples=samples, weights=[0, 0], bias=0, learning_rate=1, steps=1)
    assert quantities(found, "gradient[*]") == [Fraction(-1, 8), Fraction(-3, 4)]
    assert quantities(found, "bias_gradient") == [0]
    assert quantities(found, "hessian[0]") == [[Fraction(5, 32), Fraction(3, 16), Fraction(3, 16)]]
    assert quantities(found, "steps[0].weights") == [[Fraction(1, 8), Fraction(3, 4)]]


@pytest.mark.parametrize(("size", "drawn"), [(1, (Lines, Lines)), (2, (Contour, Lines)), (3, (Lines,))])
def test_the_picture_suits_the_number_of_inputs(size: int, drawn: tuple[type, ...]) -> None:
    """A curve over one input, level curves over two, the loss alone beyond that."""
    samples = [{"inputs": [1] * size, "target": 1}, {"inputs": [2] * size, "target": 0}]
    figure = solved(KIND, samples=samples, weights=[1] * size, learning_rate=1, steps=2).content["figure"]
    assert isinstance(figure, Figure)
    assert tuple(map(type, figure.drawing)) == drawn
