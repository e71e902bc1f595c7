"""Sets of stationary points along which the type changes."""

from pathlib import Path

import pytest

from pipeline.exercises.critical_points.formula import formula, plain_text
from pipeline.exercises.critical_points.region import everywhere
from pipeline.exercises.critical_points.set_parts import SetParts, parts_of_set, values_on
from pipeline.exercises.critical_points.set_types import SetType
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import compile_expression
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning
from tests.conftest import Run

MINIMUM, MAXIMUM, SADDLE, UNDECIDED = "local minimum", "local maximum", "saddle", "undecided"


def _expr(text: str) -> Expr:
    return meaning(parse_expression(text))


@pytest.mark.parametrize(
    ("function", "names", "equations", "parts"),
    [
        ("x^2*y", "x y", ["x"], {"y > 0": MINIMUM, "y < 0": MAXIMUM, "y = 0": SADDLE}),
        ("x^2*sin(y)", "x y", ["x"], {"sin(y) > 0": MINIMUM, "sin(y) < 0": MAXIMUM, "sin(y) = 0": SADDLE}),
        ("y*(x^2 - y)^2", "x y", ["x^2 - y"], {"x^2 > 0": MINIMUM, "x^2 = 0": SADDLE}),
        ("x^2*(x + y)", "x y", ["x"], {"y > 0": MINIMUM, "y < 0": MAXIMUM, "y = 0": SADDLE}),
        ("x^2*y/(x^2 + y^2 + 1)", "x y", ["x"], {"y > 0": MINIMUM, "y < 0": MAXIMUM, "y = 0": SADDLE}),
        ("sin(x*y)", "x y", ["cos(x*y)"], {"sin(x*y) = -1": MINIMUM, "sin(x*y) = 1": MAXIMUM}),
        (
            "2 + cos(x^2 + y^2)",
            "x y",
            ["sin(x^2 + y^2)"],
            {"cos(x^2 + y^2) + 2 = 1": MINIMUM, "cos(x^2 + y^2) + 2 = 3": MAXIMUM},
        ),
        (
            "x^3 + y^3 + z^3 - 3*x*y*z",
            "x y z",
            ["y - z", "x - z"],
            {"z > 0": MINIMUM, "z < 0": MAXIMUM, "z = 0": SADDLE},
        ),
        (
            "x^4 + y^4 + z^4 + w^4 - 4*x*y*z*w",
            "x y z w",
            ["x - w", "y - w", "z - w"],
            {"z^2 > 0": MINIMUM, "z^2 = 0": UNDECIDED},
        ),
    ],
)
def test_parts_of_a_set(function: str, names: str, equations: list[str], parts: dict[str, str]) -> None:
    """A set falls apart into the points of each type, told apart by a sign or by the value of the function."""
    found = parts_of_set(_expr(function), everywhere(tuple(names.split())), [_expr(text) for text in equations])
    assert isinstance(found, SetParts)
    said = {f"{plain_text(formula(p.expr))} {p.relation} {p.value}": p.classification for p in found.parts}
    assert said == parts


@pytest.mark.parametrize(
    ("function", "equation", "kind", "at"),
    [
        ("sin(x*y)^2", "sin(x*y)", MINIMUM, (1.0, 3.141592653589793)),
        ("sin(x*y)^2", "cos(x*y)", MAXIMUM, (1.0, 1.5707963267948966)),
        ("(sin(x) - x*cos(y))^2", "sin(x) - x*cos(y)", MINIMUM, (0.0, 0.5)),
    ],
)
def test_one_type_on_a_curve(function: str, equation: str, kind: str, at: tuple[float, float]) -> None:
    """Curves that are no polynomials have a type, too; the values near one of their points agree."""
    expr = _expr(function)
    found = parts_of_set(expr, everywhere(("x", "y")), [_expr(equation)])
    assert isinstance(found, SetType)
    assert found.classification == kind
    evaluate = compile_expression(expr, ["x", "y"])
    steps = [(i - 10) / 200 for i in range(21)]
    near = [float(evaluate(at[0] + s, at[1] + t)) - float(evaluate(*at)) for s in steps for t in steps]
    assert (max(near) > 1e-9, min(near) < -1e-9) == (kind == MINIMUM, kind == MAXIMUM)


def test_values_on_a_set() -> None:
    """The values on a set are given only where it is proved that there are no others."""
    circle = [_expr("cos(x^2 + y^2)")]
    assert [str(value) for value in values_on(_expr("sin(x^2 + y^2)"), ["x", "y"], circle) or ()] == ["-1", "1"]
    assert values_on(_expr("x*sin(x^2 + y^2)"), ["x", "y"], circle) is None


def test_a_factor_too_long_for_its_sentence_is_told_without_its_formula(run_corrige: Run, tmp_path: Path) -> None:
    """Hosaki's function on all of the plane: what decides along y = 0 is a polynomial of five terms."""
    sheet = tmp_path / "hosaki.toml"
    sheet.write_text(
        'title = "Hosaki"\n[[exercise]]\nid = "h"\nkind = "critical-points"\nvariables = ["x", "y"]\n'
        'function = "(1 - 8*x + 7*x^2 - 7*x^3/3 + x^4/4)*y^2*exp(-y)"\n',
        encoding="utf-8",
    )
    done = run_corrige("build", sheet, "-o", tmp_path, "--format", "md", "--edition", "solution")
    assert (done.returncode, done.stderr) == (0, "")
    assert "times one factor. Where it is positive" in " ".join(
        (tmp_path / "hosaki/solution.md").read_text(encoding="utf-8").split()
    )
