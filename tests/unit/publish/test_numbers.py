from collections.abc import Mapping
from fractions import Fraction

import flint
import pytest
from flint import arb

from pipeline.errors import ComputationError
from pipeline.exercises.solution import Value
from pipeline.publish.numbers import ball_text, exact_text, plain, rounded_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(802), "802"),
        (Fraction(-1, 3), "-1/3"),
        (Fraction(39, 100), "0.39"),
        (Fraction(0), "0"),
        (Fraction(1, 2**60), "1/1152921504606846976"),
        (Fraction(10**30), "1" + "0" * 30),
        (Fraction(10**70, 3), "3.3333333333333333e+69"),
        (Fraction(1, 10**5000 + 1), "1.0000000000000000e-5000"),
    ],
)
def test_exact_values_stay_exact(value: Fraction, text: str) -> None:
    """Whole numbers, short finite decimals and fractions are exact; monsters are rounded."""
    assert exact_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "0.33333333333333333"),
        (Fraction(-2, 3), "-0.66666666666666667"),
        (Fraction(10**18 - 1), "1.0000000000000000e+18"),
        (Fraction(10**17 - 1), "99999999999999999"),
        (Fraction(10**17), "1.0000000000000000e+17"),
        (Fraction(1, 10**5), "0.000010000000000000000"),
        (Fraction(99, 10**7), "9.9000000000000000e-6"),
        (Fraction(0), "0"),
    ],
)
def test_inexact_values_have_seventeen_digits(value: Fraction, text: str) -> None:
    """Plain notation from 1e-5 up to 1e17, an exponent beyond."""
    assert rounded_text(value) == text


def test_a_ball_is_printed_only_where_it_is_narrow_enough() -> None:
    """What is known to fewer than seventeen digits, or not finite, is an error with the quantity's path."""
    with flint.ctx.workprec(200):
        assert ball_text(arb("0.39").exp(), "x") == "1.4769807938826426"
        with pytest.raises(ComputationError, match=r"^net\.loss could not be computed to 17 digits$"):
            ball_text(arb(1, 1e-10), "net.loss")
        with pytest.raises(ComputationError, match=r"^net\.loss is not a finite number$"):
            ball_text(arb("nan"), "net.loss")


def test_quantities_keep_their_nesting_and_order() -> None:
    """Lists, tables, words, truth values and null come through as JSON has them."""
    value: Mapping[str, Value] = {"b": [Fraction(1), {"c": None}], "a": "saddle", "d": True}
    assert plain(value, "e") == {"b": ["1", {"c": None}], "a": "saddle", "d": True}
    assert list(plain(value, "e")) == ["b", "a", "d"]
