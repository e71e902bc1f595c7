"""Differences that cancel as they stand."""

import pytest

from pipeline.equality.cancelling import cancels
from pipeline.equality.normal_form import is_identically_zero
from pipeline.notation import expression as ex
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import meaning


def difference(left: str, right: str) -> ex.Expr:
    """Left − right, in calculator syntax."""
    return ex.sub(meaning(parse_expression(left)), meaning(parse_expression(right)))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(x + y)^2", "x^2 + 2*x*y + y^2"),
        ("(x + 1)/y - 1/y", "x/y"),
        ("x/(y + 1)^3", "x*(y + 1)^(-2)/(y + 1)"),
        ("a*(1/b + c/d)", "c*a/d + a/b"),
        ("0*x + 1/3", "2/6"),
    ],
)
def test_what_cancels_is_a_proof(left: str, right: str) -> None:
    """Products are multiplied out; reciprocals are carried along as names."""
    assert cancels(difference(left, right), 100)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(x + y)^2", "x^2 + x*y + y^2"),
        ("1/x", "1/y"),
        ("x/y", "y/x"),
        ("1/(x + 1)", "1/(1 + x + y)"),
        ("1/x + 1/y", "1/(x + y)"),
    ],
)
def test_what_is_false_never_cancels(left: str, right: str) -> None:
    """Nothing false is shown, by this or by the slower way."""
    assert not cancels(difference(left, right), 100)
    assert not is_identically_zero(difference(left, right), 100)


@pytest.mark.parametrize("divisor", ["(x - x*1)", "((x + 1)^2 - x^2 - 2*x - 1)", "(1/x - x/x^2)", "(1 - 1)"])
def test_a_division_by_zero_proves_nothing(divisor: str) -> None:
    """Both sides look alike, but neither has a value anywhere."""
    assert not cancels(difference(f"2*y/{divisor}", f"y/{divisor} + y/{divisor}"), 100)
    assert not is_identically_zero(difference(f"2*y/{divisor}", f"y/{divisor} + y/{divisor}"), 100)


@pytest.mark.parametrize(
    ("left", "right"),
    [("1/x + 1/y", "(x + y)/(x*y)"), ("1/(1/x)", "x"), ("2*sin(x)", "sin(x) + sin(x)"), ("x^(1/2)*2", "2*x^(1/2)")],
)
def test_what_does_not_cancel_as_it_stands_is_left_to_the_normal_form(left: str, right: str) -> None:
    """A common denominator, nested fractions and functions are not looked into here, and are proved nevertheless."""
    assert not cancels(difference(left, right), 100)
    assert is_identically_zero(difference(left, right), 100)


@pytest.mark.parametrize("exponents", [(60,), (100_000_000,), (9_000, 9_000), (-(10**9),)])
@pytest.mark.parametrize("base", ["x + y", "2*x", "x"])
def test_large_powers_are_not_expanded(base: str, exponents: tuple[int, ...]) -> None:
    """Too many terms, too high a degree, too large a number: not shown, and at once."""
    whole = meaning(parse_expression(base))
    for exponent in exponents:
        whole = ex.power(whole, ex.const(exponent))
    assert not cancels(ex.sub(whole, ex.ONE), 50)
