import pytest

from pipeline.derivation.collect import collect, multiply_out
from pipeline.derivation.substitute import substitute
from pipeline.derivation.tidy import tidy
from pipeline.notation.build import number, symbols
from pipeline.notation.calculator import parse_expression
from pipeline.notation.tree import Derivative, Product, Symbol
from pipeline.notation.writer import latex

ORDER = symbols("x", "y")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("-400*x*(y - x^2) - 2*(1 - x)", "400(x^3 - xy) + 2x - 2"),
        ("200*(y - x^2)", "200(y - x^2)"),
        ("y*x + x*y", "2xy"),
        ("x - x", "0"),
        ("(x + 1)*(x - 1)", "x^2 - 1"),
        ("(x + y)^2", "x^2 + 2xy + y^2"),
        ("y + x", "x + y"),
        ("3*x^11 - 2*x^13 + x^15", "x^{15} - 2x^{13} + 3x^{11}"),
        ("1 - x^2", "1 - x^2"),
        ("-x - y", "-x - y"),
        ("2*x + 2*y", "2(x + y)"),
        ("-3*x^2 - 3*y^2", "-3(x^2 + y^2)"),
        ("0.5*x + 0.25*x", "0.75x"),
        ("x/2 + x/3", r"\frac{5}{6}x"),
        ("x*exp(x) + 2*x*exp(x)", r"3x \, e^{x}"),
        ("exp(x)*(x + 1)", "(x + 1)e^{x}"),
        ("x*x/x", "x"),
        ("sqrt(x)^2", "x"),
        ("exp(x)^3", "e^{3x}"),
        ("2*sin(x)*sin(x)", r"2\sin^2(x)"),
        ("(x + 1)/y + 1/y", r"\frac{x + 2}{y}"),
    ],
)
def test_collecting_arranges_as_a_textbook_does(text: str, result: str) -> None:
    """Higher degrees first, like terms together, shared coefficients and functions drawn out."""
    assert latex(collect(parse_expression(text), ORDER)) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("100*2*(y - x^2)*(-2*x) + 2*(1 - x)*(-1)", "-400x(y - x^2) - 2(1 - x)"),
        ("2*x*3*x", "6x^2"),
        ("x/(2*x^3)", r"\frac{1}{2x^2}"),
        ("0.5*2*x", "x"),
        ("(x + 1)*(x + 1)", "(x + 1)^2"),
        ("-(-x)", "x"),
        ("0*x + y", "y"),
    ],
)
def test_multiplying_out_gathers_factors_and_expands_no_sum(text: str, result: str) -> None:
    """Numbers in front, equal bases merged."""
    assert latex(multiply_out(parse_expression(text))) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1*x", "x"),
        ("x + 0", "x"),
        ("x^1", "x"),
        ("x^0", "1"),
        ("a + -3", "a - 3"),
        ("a - -3", "a + 3"),
        ("--x", "x"),
        ("0*x + 1", "1"),
        ("x/1", "x"),
        ("0/x", "0"),
        ("a + (b - c)", "a + b - c"),
        ("a - (b - c)", "a - (b - c)"),
        ("1*1", "1"),
        ("2*(x - 1)*(-1)", r"2(x - 1) \cdot (-1)"),
        ("y*x + x*y", "yx + xy"),
    ],
)
def test_tidying_drops_zeros_ones_and_double_signs_only(text: str, result: str) -> None:
    """Order, and everything that a reader could wish to see multiplied out, stays."""
    assert latex(tidy(parse_expression(text))) == result


def test_numbers_put_in_place_are_not_evaluated() -> None:
    """400(x³ − xy) + 2x − 2 at (1, 1), and at (−1, 1/2) with the brackets it needs."""
    node = parse_expression("400*(x^3 - x*y) + 2*x - 2")
    assert latex(substitute(node, {"x": number(1), "y": number(1)})) == (r"400(1^3 - 1 \cdot 1) + 2 \cdot 1 - 2")
    at = {"x": number(-1), "y": parse_expression("1/2")}
    assert latex(substitute(node, at)) == (r"400\left( (-1)^3 - (-1)\frac{1}{2} \right) + 2 \cdot (-1) - 2")


def test_a_derivative_keeps_the_names_it_is_taken_by() -> None:
    """Putting a number in the place of x does not touch ∂/∂x."""
    x = Symbol("x")
    node = Product((x, Derivative(x, (x,))))
    assert substitute(node, {"x": number(2)}) == Product((number(2), Derivative(x, (x,))))


def test_what_would_grow_too_long_is_left_alone() -> None:
    """(a + b + … )^12 is not expanded, a number of 5,000 digits not worked out."""
    long = parse_expression("(x + y + z + w + v)^12 + x")
    assert latex(collect(long)) == "(x + y + z + w + v)^{12} + x"
    huge = parse_expression("*".join(["1e400"] * 12))
    assert collect(huge) == huge
