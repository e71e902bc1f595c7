from fractions import Fraction

import pytest
from flint import arb

from pipeline.exercises.decimals import Real, decimal, places_for, significant
from pipeline.exercises.spoken import counted, ordinal
from pipeline.notation.evaluate import precision
from pipeline.notation.writer import latex


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(3), 4, "3"),
        (Fraction(-1, 4), 4, "-0.25"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(1, 8), 2, "0.12"),
        (Fraction(3, 8), 2, "0.38"),
        (arb(2).sqrt(), 4, "1.4142"),
        (arb("0.125"), 2, "0.12"),
        (arb("0.125 +/- 1e-30"), 2, "0.12"),
        (arb("0.375 +/- 1e-30"), 2, "0.38"),
        (arb("-2.5 +/- 1e-30"), 0, "-2"),
    ],
)
def test_decimals_round_half_to_even(value: Real, places: int, text: str) -> None:
    """Exact numbers keep the digits they have; all others are rounded, ties to the even digit."""
    assert latex(decimal(value, places)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(2, 3), "0.667"),
        (Fraction(200, 3), "66.7"),
        (arb("1e-9"), r"1.00 \cdot 10^{-9}"),
        (arb("-1234567890"), r"-1.23 \cdot 10^{9}"),
        (arb("5e-435"), r"5.00 \cdot 10^{-435}"),
    ],
)
def test_significant_digits_use_powers_of_ten_far_from_one(value: Real, text: str) -> None:
    """Three digits are shown at any size, also where a float would be zero."""
    with precision(200):
        assert latex(significant(value, 3)) == text


@pytest.mark.parametrize(
    ("values", "digits", "places"),
    [([0.25, 0.5], 1, 4), ([0.0007, 3.0], 3, 6), ([0.0], 3, 4), ([1e-12, 1.0], 2, None), ([1e7], 2, None)],
)
def test_enough_decimals_are_chosen(values: list[float], digits: int, places: int | None) -> None:
    """The smallest number shows its digits; where that takes too many, powers of ten are the better way."""
    assert places_for(values, digits) == places


def test_counts_become_words() -> None:
    """Up to ten there are words; larger numbers get figures with the right ending."""
    assert (counted(0), counted(6), counted(12)) == ("no", "six", "12")
    assert [ordinal(n) for n in (7, 11, 12, 21, 22, 23, 112)] == [
        "seventh",
        "11th",
        "12th",
        "21st",
        "22nd",
        "23rd",
        "112th",
    ]
