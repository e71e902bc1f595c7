import time

import pytest

from pipeline.equality.decide import decide, random_points, seed_of
from pipeline.equality.normal_form import is_identically_zero, polynomial_form
from pipeline.equality.verdict import Consistent, Limits, Meaningless, Proved, Refuted, Verdict, Witness
from pipeline.notation import expression as ex
from pipeline.notation.calculator import parse_expression
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning


def expr(text: str) -> Expr:
    """Return what calculator syntax means."""
    return meaning(parse_expression(text))


def judge(left: str, right: str) -> Verdict:
    """Decide left = right."""
    return decide(expr(left), expr(right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(x + y)^2", "x^2 + 2*x*y + y^2"),
        ("(x^2 - 1)/(x - 1)", "x + 1"),
        ("1/x + 1/y", "(x + y)/(x*y)"),
        ("x^400*x", "x^399*x^2"),
        ("exp(x)*exp(-x)", "1"),
        ("exp(x/2)^2", "exp(x)"),
        ("exp(x + y)", "exp(x)*exp(y)"),
        ("e^(2*x)", "exp(x)^2"),
        ("exp(exp(x)/3)^3", "exp(exp(x/2)^2)"),
        ("sin(x)^2 + cos(x)^2", "1"),
        ("sin(-x)", "-sin(x)"),
        ("cos(y - x)", "cos(x - y)"),
        ("tan(x)*cos(x)", "sin(x)"),
        ("tanh(x)", "1 - 2/(exp(2*x) + 1)"),
        ("cosh(x)^2 - sinh(x)^2", "1"),
        ("sigmoid(x)", "1/(1 + exp(-x))"),
        ("sigmoid(-x)", "1 - sigmoid(x)"),
        ("softplus(x)", "log(1 + exp(x))"),
        ("sqrt(x)^2", "x"),
        ("x^(3/2)", "x*sqrt(x)"),
        ("abs(x)^2", "x^2"),
        ("abs(y - x)", "abs(x - y)"),
        ("exp(2*log(x))", "x^2"),
        ("x/x", "1"),
        ("0.1 + 0.2", "0.3"),
    ],
)
def test_an_identity_is_proved(left: str, right: str) -> None:
    """True wherever both sides are defined, by exact arithmetic over the irrational parts."""
    assert judge(left, right) == Proved("polynomial identity")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("x", "y"),
        ("sqrt(x^2)", "x"),
        ("abs(x)", "x"),
        ("(x + y)^2", "x^2 + y^2"),
        ("x^2", "x^2 + 1e-50"),
        ("sin(2*x)", "2*sin(x)"),
        ("log(x + y)", "log(x) + log(y)"),
        ("exp(x*y)", "exp(x)*exp(y)"),
        ("exp(exp(x)) + exp(x/2)", "exp(exp(x)/3) + exp(x/2)"),
        ("exp(exp(x)) - exp(exp(x)/3) + exp(x/2)", "exp(x/2)"),
        ("relu(x)", "x"),
        ("leaky_relu(x)", "relu(x)"),
        ("sign(x)", "1"),
        ("0^0", "0"),
        ("2^100", "2^100 + 1"),
        ("sqrt(2)", "1.4142135623730951"),
        ("(1 + 1/1000)^400", "1.49"),
        ("1/(1 + x^2)", "1 - x^2"),
    ],
)
def test_a_false_equation_is_refuted_with_a_witness(left: str, right: str) -> None:
    """Two balls that do not meet are a rigorous counter-example."""
    verdict = judge(left, right)
    assert isinstance(verdict, Refuted)
    assert verdict.witness.left


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("sqrt(x^2)", "abs(x)"),
        ("log(x*y)", "log(x) + log(y)"),
        ("sin(2*x)", "2*sin(x)*cos(x)"),
        ("abs(x)*abs(y)", "abs(x*y)"),
        ("relu(x)", "(x + abs(x))/2"),
        ("x^(1/3)*x^(2/3)", "x"),
        ("sin(pi)", "0"),
        ("sqrt(4)", "2"),
        ("sqrt(2)*sqrt(3)", "sqrt(6)"),
    ],
)
def test_a_true_equation_beyond_the_normal_form_is_consistent(left: str, right: str) -> None:
    """What random points do not contradict is not called a proof; the bound is stated."""
    verdict = judge(left, right)
    assert isinstance(verdict, Consistent)
    assert float(verdict.bound) < 1e-50
    assert verdict.points == (8 if ex.variables(expr(left)) else 1)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("1/0", "1/0"),
        ("1/(x - x)", "1"),
        ("(-8)^(1/3)", "-2"),
        ("log(-1 - x^2)", "x"),
        ("sqrt(-1)", "0"),
        ("log(0)", "1"),
    ],
)
def test_what_is_defined_nowhere_is_unknown(left: str, right: str) -> None:
    """Without a point where both sides have a value there is neither a proof nor a counter-example."""
    assert judge(left, right) == Meaningless("both sides are defined at only 0 of 160 random points")


@pytest.mark.parametrize(
    "text",
    [
        "2^(400*400*400*400*400)",
        "2^(1e200*1e200)",
        "(1/3)^(400*400*400*400)",
        "(2*x)^(1e9*1e9)",
        "(x + 1)^(1e3*1e3)",
        "exp(1e300*x)",
        "(x + y + 1)^400",
        "*".join(["(x + y + 1)"] * 400),
        "sin(" * 30 + "x" + ")" * 30,
        "+".join(f"exp(x/{k})" for k in range(2, 200)),
    ],
)
def test_huge_expressions_are_decided_at_once(text: str) -> None:
    """Limits are counts: no power is computed that would fill the memory, no exception escapes."""
    start = time.perf_counter()
    assert not isinstance(judge(text, "x + y"), Proved)
    assert not isinstance(decide(expr(text), expr(text)), Refuted)
    assert time.perf_counter() - start < 5


def test_the_witness_is_told_in_a_sentence() -> None:
    """Point and both values, variables in alphabetical order; without variables the values alone."""
    assert str(Witness({"y": "2", "x": "1/3"}, "5", "6")) == "at x = 1/3, y = 2 the left side is 5, the right side 6"
    verdict = judge("2 + 2", "5")
    assert isinstance(verdict, Refuted)
    assert str(verdict.witness) == "the left side is 4, the right side 5"


def test_the_same_relation_meets_the_same_points() -> None:
    """Points are drawn from a hash of the relation; another relation meets others."""
    one, again, other = (seed_of(expr(text), expr("y")) for text in ("x^2", "x^2", "x^3"))
    assert one == again != other
    assert list(random_points(["x", "y"], one, 5)) == list(random_points(["x", "y"], again, 5))
    assert judge("sin(x)", "x") == judge("sin(x)", "x")


def test_every_third_point_is_positive() -> None:
    """Logarithms and roots find points of their domain; the others have mixed signs."""
    points = list(random_points(["x", "y", "z"], b"seed", 60))
    assert all(value > 0 for point in points[2::3] for value in point.values())
    assert {value > 0 for point in points for value in point.values()} == {True, False}
    assert all(value != 0 and abs(value) < 30 for point in points for value in point.values())


def test_limits_are_obeyed() -> None:
    """The number of points is the caller's; a term limit of 1 leaves the proof out."""
    few = decide(expr("sin(2*x)"), expr("2*sin(x)*cos(x)"), Limits(points=3))
    assert isinstance(few, Consistent)
    assert few.points == 3
    assert isinstance(decide(expr("(x + 1)^2"), expr("x^2 + 2*x + 1"), Limits(terms=1)), Consistent)
    assert not is_identically_zero(expr("(x + 1)^2 - x^2 - 2*x - 1"), 2)


@pytest.mark.parametrize(
    ("text", "numerator", "denominator", "has_exponential"),
    [
        ("2*x*y - 3", {(1, 1): 2, (0, 0): -3}, {(0, 0): 1}, False),
        ("(x^2 - y^2)/(x - y)", {(1, 0): 1, (0, 1): 1}, {(0, 0): 1}, False),
        ("x*exp(-y^2) - 2*exp(-y^2)", {(1, 0): 1, (0, 0): -2}, {(0, 0): 1}, True),
        ("y/(x + 1)", {(0, 1): 1}, {(1, 0): 1, (0, 0): 1}, False),
    ],
)
def test_positive_factors_are_split_off(
    text: str, numerator: dict[tuple[int, ...], int], denominator: dict[tuple[int, ...], int], has_exponential: bool
) -> None:
    """A quotient of polynomials times an exponential keeps its zeros in the numerator."""
    form = polynomial_form(expr(text), ("x", "y"), 100)
    assert form is not None
    assert {m: int(c.p) for m, c in form.numerator.items()} == numerator
    assert {m: int(c.p) for m, c in form.denominator.items()} == denominator
    assert form.has_exponential == has_exponential


@pytest.mark.parametrize("text", ["exp(x) - 1", "sin(x)", "sqrt(x)", "log(x) + x", "abs(x)"])
def test_what_is_no_polynomial_has_no_polynomial_form(text: str) -> None:
    """A sum of different exponentials, or any other function, is left alone."""
    assert polynomial_form(expr(text), ("x", "y"), 100) is None
