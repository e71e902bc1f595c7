"""Types of stationary points that are not isolated."""

import pytest

from pipeline.exercises.critical_points.set_types import type_of_set
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import compile_expression
from pipeline.notation.meaning import meaning

MINIMUM, MAXIMUM, SADDLE, UNDECIDED = "local minimum", "local maximum", "saddle", "undecided"


@pytest.mark.parametrize(
    ("function", "names", "equations", "kind", "at"),
    [
        ("x^2*y^2", "x y", ["x"], MINIMUM, (0, 1)),
        ("(x^2 + y^2 - 1)^2", "x y", ["x^2 + y^2 - 1"], MINIMUM, (0.6, 0.8)),
        ("(x^2 + y^2)*exp(-(x^2 + y^2))", "x y", ["x^2 + y^2 - 1"], MAXIMUM, (0.6, 0.8)),
        ("(x^2 + y^2 - 1)^3", "x y", ["x^2 + y^2 - 1"], SADDLE, (0.6, 0.8)),
        ("3 - (y - x^2)^4", "x y", ["y - x^2"], MAXIMUM, (1, 1)),
        ("x^3*(1 + y^2)", "x y", ["x"], SADDLE, (0, 2)),
        ("x^2*exp(-y)", "x y", ["x"], MINIMUM, (0, 1)),
        ("x^2/(1 + y^2)", "x y", ["x"], MINIMUM, (0, 1)),
        ("(x^2 + y^2)^2*(1 + z^2)", "x y z", ["x", "y"], MINIMUM, (0, 0, 1)),
        ("x*y*z*(1 - x - y - z)", "x y z", ["z", "y"], SADDLE, (1, 0, 0)),
        ("x*y*z*exp(-x^2 - y^2 - z^2)", "x y z", ["y", "z"], SADDLE, (0, 0, 0)),
        ("2 + x^2*y^3/(1 + z^2)", "x y z", ["x", "y"], SADDLE, (0, 0, 1)),
        ("x^2*y^2*z", "x y z", ["x", "y"], UNDECIDED, (0, 0, 1)),
        ("x^2*y", "x y", ["x"], UNDECIDED, (0, 1)),
        ("x^2*y^2/(x^4 + y^4 + 1)", "x y", ["y"], MINIMUM, (0, 0)),
        ("x^2*(2 + sin(y))", "x y", ["x"], MINIMUM, (0, 1)),
        ("-(x - 1)^4*exp(sin(y))", "x y", ["x - 1"], MAXIMUM, (1, 0)),
        ("x^3*sin(y)", "x y", ["x"], SADDLE, (0, 0)),
        ("x^2*sin(y)", "x y", ["x"], UNDECIDED, (0, 1)),
        ("x^2*sin(x)*cos(y)", "x y", ["x"], UNDECIDED, (0, 0)),
        ("sin(x)^2 + 0*y", "x y", ["sin(x)"], UNDECIDED, (0, 0)),
    ],
)
def test_type_of_a_set(function: str, names: str, equations: list[str], kind: str, at: tuple[float, ...]) -> None:
    """Curves of minima, maxima and saddles are told apart; values around one of their points agree."""
    expr = meaning(parse_expression(function))
    variables = names.split()
    found = type_of_set(expr, variables, [meaning(parse_expression(text)) for text in equations])
    assert found.classification == kind
    evaluate = compile_expression(expr, variables)
    steps = [(i - 10) / 100 for i in range(21)]
    third = [(at[2] + s,) for s in steps] if len(at) > 2 else [()]
    near = [
        float(evaluate(at[0] + s, at[1] + t, *rest)) - float(evaluate(*at))
        for s in steps for t in steps for rest in third
    ]  # fmt: skip
    rises, falls = max(near) > 1e-12, min(near) < -1e-12
    assert (rises, falls) in {
        MINIMUM: {(True, False)}, MAXIMUM: {(False, True)}, SADDLE: {(True, True)},
        UNDECIDED: {(True, False), (True, True)},
    }[kind]  # fmt: skip
