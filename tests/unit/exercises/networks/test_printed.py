from fractions import Fraction

import pytest
from flint import arb, fmpq

from pipeline.exercises.networks.printed import Shown, given, numeric_links, shown
from pipeline.exercises.networks.real import Real
from pipeline.exercises.numerals import Written
from pipeline.notation.build import number
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import precision
from pipeline.notation.tree import Chain, Number
from pipeline.notation.writer import latex


def ball(text: str) -> arb:
    """Return a ball around a decimal."""
    with precision(256):
        return arb(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.10", "0.10"), ("1e-8", "10^{-8}"), ("0.00001", "10^{-5}"), ("0.0001", "0.0001"), ("-1e-8", "-0.00000001")],
)
def test_given_numbers_stand_as_written_but_small_powers_of_ten(value: str, text: str) -> None:
    """Nobody should have to count the zeros of ε."""
    found = given(Written(value))
    assert (found.relation, latex(found.node)) == ("=", text)


@pytest.mark.parametrize(
    ("value", "places", "relation", "text"),
    [
        (fmpq(39, 100), 4, "=", "0.39"),
        (fmpq(0), 4, "=", "0"),
        (fmpq(1, 3), 4, "≈", "0.3333"),
        (fmpq(123456789, 10**9), 4, "≈", "0.1235"),
        (ball("0.59628269"), 4, "≈", "0.5963"),
        (ball("-0.5"), 4, "=", "-0.5"),
        (ball("-0.000441"), 5, "≈", "-0.00044"),
        (ball("0.00001234"), 5, "≈", "0.0000123"),
        (ball("-1.2345e-30"), 4, "≈", r"-1.23 \cdot 10^{-30}"),
        (ball("123.45678"), 4, "≈", "123.4568"),
        (ball("-1234567890123.4"), 4, "≈", r"-1.2346 \cdot 10^{12}"),
        (ball("9.99999e-800"), 4, "≈", r"1.00 \cdot 10^{-799}"),
        (ball("1e800"), 4, "≈", r"1.0000 \cdot 10^{800}"),
    ],
)
def test_values_are_shown_exactly_or_with_the_decimals_of_the_page(
    value: Real, places: int, relation: str, text: str
) -> None:
    """Short decimals are exact; a value too small for the decimals gets more of them, or an exponent."""
    found = shown(value, places)
    assert (found.relation, latex(found.node)) == (relation, text)


def line(formula: str, value: Shown, **printed: Shown) -> str:
    """Return the LaTeX of numbers put into a formula, and the value."""
    node = parse_expression(formula)
    return latex(Chain(node, numeric_links(node, value, printed)))


EXACT, ROUNDED = Shown(Number("0.5"), "="), Shown(Number("0.5963"), "≈")


def test_exact_operands_give_an_equals_sign() -> None:
    """As long as nothing is rounded the line says `=`."""
    assert line("a + 1", Shown(Number("1.5"), "="), a=EXACT) == "a + 1 = 0.5 + 1 = 1.5"


def test_from_the_first_rounded_operand_on_it_is_approximate() -> None:
    """One rounded operand makes both the formula and the value approximate."""
    assert line("a*b", Shown(Number("0.2982"), "≈"), a=EXACT, b=ROUNDED) == (
        r"ab \approx 0.5 \cdot 0.5963 \approx 0.2982"
    )


def test_an_exact_operand_with_an_irrational_value_is_approximate_at_the_end_only() -> None:
    """σ of an exact number: the number is put in exactly, the value is rounded."""
    assert line("sigmoid(a)", Shown(Number("0.6225"), "≈"), a=EXACT) == r"\sigma(a) = \sigma(0.5) \approx 0.6225"


def test_a_rounded_operand_times_zero_is_exactly_zero() -> None:
    """What the printed numbers give exactly is joined by `=`."""
    zero = Shown(Number("0"), "=")
    assert line("b*a", zero, a=zero, b=ROUNDED) == r"ba \approx 0.5963 \cdot 0 = 0"


def test_negative_numbers_are_put_in_as_a_person_writes_them() -> None:
    """No `+ -`, no bracket around a leading minus, but brackets after a sign or a dot."""
    negative = Shown(number(Fraction(-3)), "=")
    value = Shown(Number("0"), "=")
    assert line("1 + a + a*b - a - b*a", value, a=negative, b=Shown(Number("2"), "=")).startswith(
        r"1 + a + ab - a - ba = 1 - 3 - 3 \cdot 2 - (-3) - 2 \cdot (-3)"
    )
