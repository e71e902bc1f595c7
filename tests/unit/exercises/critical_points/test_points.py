from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import arb, fmpq
from pydantic import ValidationError

from pipeline.errors import ComputationError
from pipeline.exercises.critical_points import KIND
from pipeline.exercises.critical_points.bounds import sum_of_squares_bound
from pipeline.exercises.critical_points.polynomial_system import NotFiniteError, build_system, polynomial
from pipeline.exercises.critical_points.stationary import Calculus
from pipeline.exercises.critical_points.uniqueness import NoArgumentError, search
from pipeline.exercises.solution import Solution, Table
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import to_sympy
from pipeline.notation.meaning import meaning
from pipeline.notation.writer import latex
from tests.unit.exercises.critical_points.cases import CASES, Case


def solved(function: str, variables: str, parameters: dict[str, Fraction] | None = None, **keys: Any) -> Solution:
    """Solve an exercise given by its function and its variables."""
    given = parameters or {}
    model = KIND.model.model_validate(
        {"function": function, "variables": variables.split(), **keys}, context={"parameters": given}
    )
    return KIND.solve(model, given)


def number(value: Fraction | arb) -> float:
    """Return a quantity as a float."""
    return float(value) if isinstance(value, Fraction) else float(value.mid())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_all_stationary_points_are_found_and_none_besides(case: Case) -> None:
    """Coordinates in lexicographic order, types and values agree with the literature; completeness is proved."""
    quantities: Any = solved(case.function, case.variables).quantities
    found = quantities["critical_points"]
    assert len(found) == len(case.points)
    for point, (at, kind, value) in zip(found, case.points, strict=True):
        assert [number(x) for x in point["at"]] == pytest.approx(at, abs=1e-12)
        assert point["classification"] == kind
        assert number(point["value"]) == pytest.approx(value, abs=1e-12)
    assert quantities["completeness"] == "proved"
    assert quantities["non_isolated"] is False


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hessians_and_minors_agree_with_sympy(case: Case) -> None:
    """Second derivatives and leading principal minors at each point are SymPy's."""
    names = sympy.symbols(case.variables, real=True, seq=True)
    f = in_sympy(case)
    hessian = sympy.hessian(f, names)
    quantities: Any = solved(case.function, case.variables).quantities
    for point in quantities["critical_points"]:
        here = {name: sympy.Float(number(x), 30) for name, x in zip(names, point["at"], strict=True)}
        values = hessian.subs(here)
        size = len(names)
        assert [number(x) for row in point["hessian"] for x in row] == pytest.approx(
            [float(x) for x in values], abs=1e-8
        )
        minors = [float(values[:k, :k].det()) for k in range(1, size + 1)]
        assert [number(x) for x in point["minors"]] == pytest.approx(minors, rel=1e-8, abs=1e-6)
        assert point["degenerate"] == (abs(minors[-1]) < 1e-6)


def in_sympy(case: Case) -> sympy.Expr:
    """Return the case's function in SymPy."""
    return to_sympy(meaning(parse_expression(case.function)))


def test_rational_results_are_exact() -> None:
    """Rosenbrock's point, value, Hessian and minors are whole numbers: 802, −400, 200; 802 and 400."""
    quantities: Any = solved("100*(x_2 - x_1^2)^2 + (1 - x_1)^2", "x_1 x_2").quantities
    assert quantities["critical_points"] == [
        {
            "at": [1, 1],
            "classification": "local minimum",
            "degenerate": False,
            "value": 0,
            "hessian": [[802, -400], [-400, 200]],
            "minors": [802, 400],
        }
    ]
    assert all(isinstance(x, Fraction) for x in quantities["critical_points"][0]["at"])


def test_irrational_results_are_balls_around_the_true_value() -> None:
    """√2 is known to more than 200 bits."""
    quantities: Any = solved("(x^2 - 2)^2", "x").quantities
    root = quantities["critical_points"][2]["at"][0]
    assert isinstance(root, arb)
    assert (root * root).contains(2)
    assert root.rel_accuracy_bits() > 200


def test_the_parameters_are_put_in() -> None:
    """a(x − b)² with a = 3/2, b = −2 has its minimum at −2 with second derivative 3."""
    given = {"a": Fraction(3, 2), "b": Fraction(-2)}
    quantities: Any = solved("a*(x - b)^2", "x", given).quantities
    point = quantities["critical_points"][0]
    assert (point["at"], point["hessian"]) == ([-2], [[3]])


@pytest.mark.parametrize(
    ("function", "variables", "sentence"),
    [
        ("3", "x", "the function is constant: every point is a stationary point"),
        ("x - x + 1", "x y", "the function is constant: every point is a stationary point"),
        ("x^2/0", "x", "the function has no value anywhere: a denominator is zero everywhere"),
        ("1/(x - x)", "x", "the function has no value anywhere: a denominator is zero everywhere"),
        ("log(-1 - x^2)", "x", "the function has no value anywhere: a logarithm or a root of a negative number"),
        ("sqrt(-1 - y^2)", "x y", "the function has no value anywhere: a logarithm or a root of a negative number"),
        ("10^70*x^2", "x", "a number in the function has more than 60 digits"),
    ],
)  # fmt: skip
def test_what_cannot_be_solved_is_said(function: str, variables: str, sentence: str) -> None:
    """A function that is constant, or defined nowhere, or of astronomic size: a sentence, never a wrong answer."""
    with pytest.raises(ComputationError) as caught:
        solved(function, variables)
    assert caught.value.message == sentence


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"variables": []}, "must be 1 to 4 names, not 0"),
        ({"variables": list("vwxyz")}, "must be 1 to 4 names, not 5"),
        ({"variables": ["x", "x"]}, "the variable 'x' stands twice"),
        ({"variables": ["x1", "x_1"], "function": "x1"}, "'x1' and 'x_1' in {key} look the same in print"),
        ({"variables": ["a"], "function": "a"}, "'a' is a parameter and cannot be in"),
        ({"name": "x"}, "the function cannot be called 'x', which means something else here"),
        ({"function": "x + z"}, "z"),
        ({"test": "hurwitz"}, "'sylvester', 'eigenvalues' or 'both'"),
    ],
)
def test_a_description_that_makes_no_sense_is_refused(keys: dict[str, Any], words: str) -> None:
    """Names, their number, and the choices are checked before anything is computed."""
    with pytest.raises(ValidationError) as caught:
        KIND.model.model_validate(
            {"function": "x^2", "variables": ["x"], **keys}, context={"parameters": {"a": Fraction(1)}}
        )
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("function", "bound"),
    [
        ("(x - 1)^2 + 3", "3"),
        ("100*(y - x^2)^2 + (1 - x)^2", "0"),
        ("2*x^2*y^4 - 5", "-5"),
        ("x^2", "0"),
        ("x^2 - y^2", None),
        ("x^3 + 1", None),
        ("-x^2", None),
        ("x^2 - 2*x + 4", None),
        ("(-2)*x^2", None),
    ],
)
def test_a_lower_bound_is_only_read_off_what_can_be_seen(function: str, bound: str | None) -> None:
    """c plus even powers with positive factors is at least c; nothing else is claimed."""
    found = sum_of_squares_bound(parse_expression(function))
    assert found == (None if bound is None else Fraction(bound))


def test_rosenbrocks_point_is_found_without_dividing() -> None:
    """∂f/∂x_1 + 2x_1·∂f/∂x_2 = 2(x_1 − 1), then x_2 = x_1² at x_1 = 1."""
    form = Calculus(("x", "y"), meaning(parse_expression("100*(y - x^2)^2 + (1 - x)^2"))).form
    assert form is not None
    first, second = search([part.numerator for part in form.parts], 2)
    assert first.elimination.multipliers == ({(0, 0): fmpq(1)}, {(1, 0): fmpq(2)})
    assert first.elimination.variable == 0
    assert first.elimination.eliminant == (fmpq(-2), fmpq(2))
    assert first.roots == second.roots == (fmpq(1),)
    assert second.known == {0: fmpq(1)}


def test_an_irrational_root_has_no_printed_search() -> None:
    """The points are still found, by algebra."""
    form = Calculus(("x",), meaning(parse_expression("x^3 - 6*x"))).form
    assert form is not None
    with pytest.raises(NoArgumentError):
        search([part.numerator for part in form.parts], 1)


def test_infinitely_many_solutions_are_noticed() -> None:
    """xy = 0 alone is no finite system; x² + 1 = 0 with y = 0 has two complex solutions, none real."""
    with pytest.raises(NotFiniteError):
        build_system([polynomial({(1, 1): fmpq(1)}, 2)], 2)
    system = build_system([polynomial({(2, 0): fmpq(1), (0, 0): fmpq(1)}, 2), polynomial({(0, 1): fmpq(1)}, 2)], 2)
    assert (len(system.monomials), system.real_count()) == (2, 0)


def test_a_value_on_a_tie_is_rounded_half_even_in_the_table() -> None:
    """1/160 at the fifth root of 2 is shown as 0.0062, not as a question mark, and 1/32 as 0.0312."""
    assert values_in_table("(x^5 - 2)^2 + 1/160") == [r"\frac{641}{160}", "0.0062"]
    assert values_in_table("(x^5 - 2)^2 + 1/32") == [r"\frac{129}{32}", "0.0312"]


def test_a_value_in_which_roots_cancel_is_exact_in_the_table() -> None:
    """−1/32 at ±1/√2 is a fraction."""
    assert values_in_table("x^4/8 - x^2/8") == [r"-\frac{1}{32}", "0", r"-\frac{1}{32}"]


def values_in_table(function: str) -> list[str]:
    """Return the values of a function of x in the table of its points."""
    table: Any = solved(function, "x").content["table"]
    assert isinstance(table, Table)
    return [cell if isinstance(cell, str) else latex(cell) for _, _, cell, *_ in table.rows]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.name in {"rosenbrock", "folium"}], ids=lambda c: c.name
)
@pytest.mark.parametrize("test", ["sylvester", "eigenvalues", "both"])
@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
def test_every_test_and_detail_gives_the_same_answers(case: Case, test: str, detail: str) -> None:
    """How the Hessian is judged on the page, and how finely derivatives are shown, changes no quantity."""
    plain = solved(case.function, case.variables)
    other = solved(case.function, case.variables, test=test, detail=detail)
    assert other.quantities == plain.quantities
    points: Any = other.content["points"]
    assert all(bool(p["minors"]) == (test != "eigenvalues") for p in points)
    assert all(bool(p["eigenvalues"]) == (test != "sylvester") for p in points)
