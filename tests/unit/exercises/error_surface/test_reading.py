from collections import Counter
from pathlib import Path

import pytest

from pipeline.verify.page import check_page
from tests.pages import bad, pages

KIND = "error-surface"

SADDLE = """
part = "curvature"
eigenvalues = [-40, -5, 1]
eigenvectors = [[1, 2, 2], [2, 1, -2], [2, -2, 1]]
epsilons = [0.1, 0.2]
"""
SIGMOID = """
part = "plateau"
name = "E"
function = "1/2*(1 - sigmoid(w_1*w_2))^2"
variables = ["w_1", "w_2"]
start = [-2, 3]
learning_rate = 8
steps = 8
"""


def plateau(function: str, variables: str, start: str, rate: str, steps: int, name: str = "f") -> str:
    """Return the keys of part plateau."""
    names = ", ".join(f'"{variable}"' for variable in variables.split())
    return (
        f"part = 'plateau'\nname = '{name}'\nfunction = '{function}'\nvariables = [{names}]\n"
        f"start = [{start}]\nlearning_rate = {rate}\nsteps = {steps}\n"
    )


def curvature(values: str, vectors: str, epsilons: str, name: str = "f") -> str:
    """Return the keys of part curvature."""
    return (
        f"part = 'curvature'\nname = '{name}'\neigenvalues = [{values}]\n"
        f"eigenvectors = {vectors}\nepsilons = [{epsilons}]\n"
    )


@pytest.mark.parametrize(
    "keys",
    [
        SIGMOID,
        plateau("x^2/2", "x", "1", "1.9", 3),
        plateau("x^2 + y^2", "x y", "1, 1", "2", 4, r"\mathcal{L}"),
        plateau("sigmoid(x + y)", "x y", "0, 0", "1", 2, "E_{total}"),
        plateau("x^2*y", "x y", "0, 1", "0.5", 4),
        plateau("1 - sigmoid(theta)", "theta", "200", "1", 2, "L"),
        plateau("1000000*x^2 + y", "x y", "30, 1", "0.0000001", 5),
        plateau("a*b*c + d", "a b c d", "1, 1, 1, 1", "0.1", 3),
        plateau("sqrt(1 + u^2) + softplus(v) + relu(u)", "u v", "3, -5", "0.3", 10, "F"),
        plateau("-cos(x)*exp(-x^2/50)", "x", "9.3", "0.2", 30, "g"),
        SADDLE,
        curvature("-7", "[[2]]", "0.1"),
        curvature("0, 0", "[[3, 4], [4, -3]]", "0.25", r"\mathcal{L}"),
        curvature("3, 3", "[[1, 2], [2, -1]]", '"1/3"', "E_{total}"),
        curvature("-1, -2, 3, 0", "[[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]", "0.1, 0.5"),
        curvature("-2, 5, 0.1", "[[1, 2, 3], [-3, 0, 1], [1, -5, 3]]", "0.1, 1.5"),
    ],
)
def test_a_page_of_either_part_proves_itself(keys: str, tmp_path: Path) -> None:
    """Every relation, table cell and number is decided against the sheet; the page defines nothing of its own."""
    for markdown, key in pages(KIND, keys, tmp_path):
        rows = check_page(markdown, key)
        assert bad(rows) == []
        assert Counter(row.outcome for row in rows)["proved"]


@pytest.mark.parametrize(
    ("keys", "right", "wrong"),
    [
        (SIGMOID, "w^{(k+1)} = w^{(k)} - ", "w^{(k+1)} = w^{(k)} + "),
        (SIGMOID, "w^{(k+1)} = ", "w^{(k+2)} = "),
        (SIGMOID, r"\right| = \eta \, \left|", r"\right| = \eta^2 \, \left|"),
        (SIGMOID, r"= -w_2 \, (1", r"= -w_1 \, (1"),
        (SIGMOID, "0.00492^2", "0.00492^3"),
        (SIGMOID, r"(-0.00738)^2 + 0.00492^2", r"(-0.00738)^2 + 0.00493^2"),
        (SIGMOID, "$2.8471$", "$2.8472$"),
        (SIGMOID, "$0.0896$", "$0.0897$"),
        (SIGMOID, "[six]", "[five]"),
        (SIGMOID, "[seventh]", "[eighth]"),
        (SIGMOID, r"\approx 26.5", r"\approx 26.6"),
        (SIGMOID, r"\eta = 8", r"\lambda = 8"),
        (SIGMOID, r"\le \frac{1}{4}", r"< \frac{1}{4}"),
        (SADDLE, r"\lambda_2 = -5", r"\lambda_2 = 5"),
        (SADDLE, r"q_i^T q_i = 1", r"q_i^T q_i = 2"),
        (SADDLE, r"\ge \lambda_1 \sum", r"\ge \lambda_2 \sum"),
        (SADDLE, r"\ge \lambda_1 \sum", r"> \lambda_1 \sum"),
        (SADDLE, r"\lambda_i c_i^2 \ge", r"\lambda_i c_i^3 \ge"),
        (SADDLE, "[two]", "[three]"),
        (SADDLE, "$-0.025$", "$-0.024$"),
        (SADDLE, r"\varepsilon = 0.2", r"\varepsilon = 0.3"),
        (SADDLE, r"\eta\lambda_2 = \frac{9}{8}", r"\eta\lambda_3 = \frac{9}{8}"),
        (SADDLE, r"m(p) = f(x^*)", r"m(p) = f(p)"),
        (SADDLE, r"v_1 = (1, 2, 2)^T", r"w_1 = (1, 2, 2)^T"),
        (SADDLE, r"= \frac{1}{3}v_2", r"= \frac{1}{3}v_1"),
    ],
)
def test_a_mistake_on_the_page_is_found(keys: str, right: str, wrong: str, tmp_path: Path) -> None:
    """A wrong digit, sign, index, exponent, name or relation leaves a row that stops the build."""
    markdown, key = pages(KIND, keys, tmp_path)[-1]
    assert right in markdown
    assert bad(check_page(markdown.replace(right, wrong, 1), key))
