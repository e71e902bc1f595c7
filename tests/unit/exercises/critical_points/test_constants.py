"""Exact constants: normal forms that SymPy and ball arithmetic confirm, and how they are written."""

import pytest
import sympy

from pipeline.exercises.critical_points.constants import NoConstantError, constant_of
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import ball, precision, to_sympy
from pipeline.notation.meaning import meaning
from pipeline.notation.writer import latex

WRITTEN = (
    ("(sqrt(2)/2)^2", r"\frac{1}{2}"),
    ("sqrt(12)", r"2\sqrt{3}"),
    ("sqrt(2)*sqrt(3)", r"\sqrt{6}"),
    ("1/(1 + sqrt(2))", r"-1 + \sqrt{2}"),
    ("(1 + sqrt(5))/2", r"\frac{1 + \sqrt{5}}{2}"),
    ("2^(1/3)*2^(2/3)", "2"),
    ("exp(-1/2)*3 - exp(-1/2)/4", r"\frac{11}{4} \, e^{-\frac{1}{2}}"),
    ("exp(1/2)*exp(-1/2)", "1"),
    ("exp(2*log(3))", "9"),
    ("log(8) + log(2)", r"4\ln(2)"),
    ("log(exp(3))", "3"),
    ("cos(pi/3) + sin(pi/6)", "1"),
    ("sin(pi/4)", r"\frac{\sqrt{2}}{2}"),
    ("sin(7*pi/6)", r"-\frac{1}{2}"),
    ("tan(pi/3)", r"\sqrt{3}"),
    ("cos(-3*pi)", "-1"),
    ("cosh(0) + sinh(0) + tanh(0) + exp(0)", "2"),
    ("sigmoid(0)", r"\frac{1}{2}"),
    ("pi/2 + pi/2", r"\pi"),
    ("abs(-3)", "3"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "written"), WRITTEN)
def test_normal_form(text: str, written: str) -> None:
    """A constant is written in its simplest form, and its value is that of the formula, to 50 digits and in SymPy."""
    expr = meaning(parse_expression(text))
    found = constant_of(expr)
    assert latex(found.node) == written
    with precision(200):
        assert ball(found.expr).overlaps(ball(expr))
        assert ball(meaning(found.node)).overlaps(ball(expr))
    assert sympy.simplify(to_sympy(expr) - to_sympy(found.expr)) == 0


@pytest.mark.parametrize("text", ["sqrt(2)*sqrt(3) - sqrt(6)", "exp(1)*exp(-1) - 1", "sin(pi)", "log(4) - 2*log(2)"])
def test_zero_is_seen(text: str) -> None:
    """What cancels leaves nothing."""
    assert constant_of(meaning(parse_expression(text))).is_seen_zero


@pytest.mark.parametrize("text", ["1/(sqrt(4) - 2)", "log(0)", "(2 + sqrt(3))^100"])
def test_what_has_no_value_or_is_too_large_is_refused(text: str) -> None:
    """No number is made up."""
    with pytest.raises(NoConstantError):
        constant_of(meaning(parse_expression(text)))
