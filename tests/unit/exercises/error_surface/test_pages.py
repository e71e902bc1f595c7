import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pipeline.exercises.error_surface import KIND
from pipeline.exercises.numerals import Written
from pipeline.exercises.solution import Solution
from pipeline.render.exercise import fill_exercise

TENTH, HALF = Written("0.1"), Written("0.5")


def solved(**keys: Any) -> Solution:
    """Solve an exercise given by its keys."""
    return KIND.solve(KIND.model.model_validate(keys, context={"parameters": {}}), {})


def plateau(function: str, start: list[Any], rate: Any, steps: int, variables: str = "x y") -> Solution:
    """Solve part plateau."""
    names = variables.split()
    return solved(part="plateau", function=function, variables=names, start=start, learning_rate=rate, steps=steps)


def curvature(*eigenvalues: int) -> Solution:
    """Solve part curvature with the axes as eigenvectors, each of length 2."""
    size = len(eigenvalues)
    axes = [[2 if i == j else 0 for j in range(size)] for i in range(size)]
    return solved(part="curvature", eigenvalues=list(eigenvalues), eigenvectors=axes, epsilons=[TENTH, 1])


def words(solution: Solution, root: Path) -> str:
    """Return statement and solution as the templates fill them, on one line."""
    filled = fill_exercise((root / "templates",), KIND.name, "a", solution, ("statement", "solution"))
    text = re.sub(r"\[([^][]*)\]\{\.measured[^}]*\}", r"\1", " ".join(filled.parts.values()))
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("solution", "said"),
    [
        (plateau("1/2*(1 - sigmoid(x*y))^2", [-2, 3], 8, 8), "The six steps before the longest one"),
        (plateau("1/2*(1 - sigmoid(x*y))^2", [-2, 3], 8, 8), "The unit is saturated"),
        (plateau("sigmoid(x + y)", [0, 0], 1, 2), "this unit is not saturated"),
        (plateau("x^2 + 3*y^2", [1, HALF], TENTH, 25), "The gradient dies away along the path"),
        (plateau("1 - exp(-(x^2 + y^2)/10)", [6, 4], HALF, 4), "keeps its order of magnitude"),
        (plateau("x^2/2", [1], Written("1.9"), 3, "x"), "no step is much longer"),
        (plateau("1/2*(1 - sigmoid(x*y))^2", [-2, 3], 8, 5), "changes considerably along the path"),
        (plateau("x^2*y", [0, 1], HALF, 4), "The gradient at the start is exactly zero"),
        (plateau("x^2 + y^2", [1, 1], 2, 4), "a learning rate that is too large"),
        (plateau("tanh(x)^2", [2], HALF, 3, "x"), "There is one partial derivative"),
        (plateau("a*b*c + d", [1, 1, 1, 1], TENTH, 3, "a b c d"), "What helps on a plateau"),
    ],
)
def test_a_page_on_a_plateau_says_what_its_path_shows(solution: Solution, said: str, root: Path) -> None:
    """The sentences follow the norms: leaving, settling, steady, still, overshooting."""
    assert said in words(solution, root)


def test_a_tiny_gradient_is_not_called_zero(root: Path) -> None:
    """A gradient below the range of floats is small, not exactly zero."""
    assert "exactly zero. Gradient" not in words(plateau("1 - sigmoid(x)", [1000], 1, 2, "x"), root)


@pytest.mark.parametrize(
    ("eigenvalues", "said", "not_said"),
    [
        ((-40, -5, 1), "falls fastest along $q_1$", "local maximum"),
        ((3, 1), "does not fall in any direction. It rises in all of them, and least along $q_2$", "falls fastest"),
        ((2, 2), "It rises in all of them, equally fast", "least along"),
        ((0, 2), "Along $q_1$ the quadratic model is level", "falls fastest"),
        ((0, 0), "does not tell what kind of point it is", "times the change"),
        ((-3, -3, -1), "falls fastest in these directions", "falls fastest along"),
        ((-2, -2), "falls equally fast in all directions", "falls fastest"),
        ((-7,), "strict local maximum", "saddle"),
    ],
)
def test_a_page_on_curvature_claims_only_what_the_signs_allow(
    eigenvalues: tuple[int, ...], said: str, not_said: str, root: Path
) -> None:
    """No direction "falls fastest" where none falls, and ties are told."""
    text = words(curvature(*eigenvalues), root).partition("**(c) The steepest")[2]
    assert said in text.replace(r"$f$ ", "")
    assert not_said not in text.replace(r"$f$ ", "").partition("*Many and large.*")[0]


def test_a_parameter_is_put_into_the_function() -> None:
    """The page shows the numbers of its variant, the path is computed with them."""
    keys = {
        "part": "plateau",
        "function": "a*x^2",
        "variables": ["x"],
        "start": [1],
        "learning_rate": TENTH,
        "steps": 1,
    }
    model = KIND.model.model_validate(keys, context={"parameters": {"a": Fraction(3)}})
    path = KIND.solve(model, {"a": Fraction(3)}).quantities["path"]
    assert isinstance(path, list)
    assert [state["at"] for state in path] == [[Fraction(1)], [Fraction(2, 5)]]


def test_quantities_are_the_documented_ones() -> None:
    """A path has a state per step and one more; changes have a row per eigenvalue, exact."""
    path = plateau("x^2 + y^2", [1, 1], TENTH, 3).quantities["path"]
    assert isinstance(path, list)
    assert [set(state) for state in path] == [{"at", "value", "gradient_norm"}] * 4
    assert curvature(-40, 1).quantities["change"] == [
        [Fraction(-1, 5), Fraction(-20)],
        [Fraction(1, 200), Fraction(1, 2)],
    ]
