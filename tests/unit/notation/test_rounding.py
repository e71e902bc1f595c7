from decimal import ROUND_HALF_EVEN, Decimal

import mpmath
import pytest

from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import meaning
from pipeline.notation.rounding import RoundingError, decimal_text, rounded, rounded_text, significant_text
from pipeline.notation.writer import latex


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("0.125", 2, "0.12"),  # ties go to the even digit
        ("0.375", 2, "0.38"),
        ("2.5", 0, "2"),
        ("3.5", 0, "4"),
        ("-2.5", 0, "-2"),
        ("-0.125", 2, "-0.12"),
        ("-0.375", 2, "-0.38"),
        ("-0.004", 2, "0.00"),  # zero has no sign
        ("-1e-300", 4, "0.0000"),
        ("0", 3, "0.000"),
        ("1/3", 4, "0.3333"),
        ("2/3", 4, "0.6667"),
        ("9.9999", 2, "10.00"),
        ("-99.995", 2, "-100.00"),
        ("sqrt(1/4)", 0, "0"),
        ("sqrt(9/4)", 0, "2"),
        ("relu(0.125)", 2, "0.12"),
        ("sqrt(2)", 10, "1.4142135624"),
        ("pi", 4, "3.1416"),
        ("exp(-1e2)", 4, "0.0000"),
        ("1e20+1/4", 1, "100000000000000000000.2"),
    ],
)
def test_rounding_is_half_even_at_the_digits_shown(value: str, places: int, text: str) -> None:
    """Exact ties go to the even digit, negative zero is zero, every place is shown."""
    assert rounded_text(meaning(parse_expression(value)), places) == text


@pytest.mark.parametrize("value", ["0.39", "-7.25", "1.0050", "-0.00049999", "12345.678951", "0.5", "1.5", "-2.5"])
@pytest.mark.parametrize("places", [0, 1, 2, 3, 4])
def test_rounding_agrees_with_decimal(value: str, places: int) -> None:
    """Python's decimal module rounds half-even to the same digits."""
    expected = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    shown = str(expected.copy_abs() if expected == 0 else expected)
    assert rounded_text(meaning(parse_expression(value)), places) == shown


def test_precision_grows_until_the_digits_are_certain() -> None:
    """A value that agrees with a tie for 150 digits is still rounded to the right side."""
    close = meaning(parse_expression("sqrt(1/4 + 1e-150)"))
    assert rounded_text(close, 0) == "1"


@pytest.mark.parametrize("value", ["log(-1)", "1/0", "sqrt(2)^2/4"])
def test_what_cannot_be_rounded_honestly_is_refused(value: str) -> None:
    """An undefined value, or one that no precision tells from a tie, raises."""
    with pytest.raises(RoundingError, match="it is undefined or lies on a tie"):
        rounded_text(meaning(parse_expression(value)), 0)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("0", 3, "0"),
        ("sqrt(2)", 4, "1.414"),
        ("1000", 4, "1000"),
        ("0.001", 4, "0.001000"),
        ("9.99996", 4, "10.00"),
        ("0.0999996", 4, "0.1000"),
        ("99999.6", 4, "1.000e5"),
        ("1e-10", 3, "1.00e-10"),
        ("-exp(-30)", 4, "-9.358e-14"),
        ("123456", 3, "1.23e5"),
    ],
)
def test_significant_digits_are_counted_from_the_first_one(value: str, digits: int, text: str) -> None:
    """As many digits as asked for, also at powers of ten and where rounding carries into a new one."""
    assert significant_text(meaning(parse_expression(value)), digits) == text


@pytest.mark.parametrize("exponent", range(-30, 31, 3))
def test_significant_digits_agree_with_mpmath(exponent: int) -> None:
    """The value of the text is within half a unit of its last digit."""
    text = significant_text(meaning(parse_expression(f"sqrt(7)*1e{exponent}")), 5)
    with mpmath.workdps(30):
        exact = mpmath.sqrt(7) * mpmath.mpf(10) ** exponent
        assert abs(mpmath.mpf(text) / exact - 1) < 2.1e-5


def test_a_rounded_number_is_a_literal_with_its_sign_in_front() -> None:
    """The node keeps the zeros at its end."""
    assert latex(rounded(meaning(parse_expression("-0.44400")), 4)) == "-0.4440"


@pytest.mark.parametrize(
    ("units", "places", "text"), [(5, 0, "5"), (5, 3, "0.005"), (-12345, 2, "-123.45"), (0, 2, "0.00")]
)
def test_units_become_a_decimal(units: int, places: int, text: str) -> None:
    """`units` · 10^−places, every place shown."""
    assert decimal_text(units, places) == text
