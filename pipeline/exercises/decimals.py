"""Decimals of exact numbers and of balls, and how many of them are worth printing."""

from collections.abc import Iterable
from fractions import Fraction
from math import floor, log10

from flint import arb, fmpq, fmpz

from pipeline.exercises.numerals import as_fraction, given_node
from pipeline.notation.build import decimal_text, number
from pipeline.notation.expression import Const
from pipeline.notation.rounding import decimal_text as text_of_units
from pipeline.notation.rounding import rounded_text
from pipeline.notation.tree import Node
from pipeline.notation.writer import latex

Real = Fraction | arb
"""An exact number, or a ball around one."""

FEWEST, MOST = 4, 9
"""Decimals that a column of a table may have; numbers that need more are written with powers of ten."""

VALUE_DIGITS = 25
"""Significant digits of a point that has no short exact value; no page shows as many."""

TINY = 1e-300
"""What stands for numbers that are too small for a float."""


def as_ball(value: Real) -> arb:
    """Return the number as a ball at the current precision."""
    return value if isinstance(value, arb) else arb(fmpq(value.numerator, value.denominator))


def as_float(value: Real) -> float:
    """Return the nearest float or so, for pictures and for choosing digits; only zero becomes zero."""
    found = float(value)
    return found if found or as_ball(value).is_zero() else TINY


def decimal(value: Real, places: int) -> Node:
    """Return the number with so many decimals; a short exact number with the digits it has.

    Args:
        value: Balls must be narrower than the last digit.
        places: 0 or more.
    """
    if isinstance(value, Fraction):
        short = decimal_text(value)
        if short and len(short.partition(".")[2]) <= places:
            return given_node(value)
        return number(rounded_text(Const(fmpq(value.numerator, value.denominator)), places))
    return number(text_of_units(nearest_integer(value * arb(10) ** places), places))


def significant(value: Real, digits: int) -> Node:
    """Return the number with so many significant digits, far from 1 with a power of ten."""
    ball = as_ball(value)
    if ball.is_zero():
        return number(0)
    exponent = floor(as_fraction((abs(ball).log() / arb(10).log()).mid()))
    if -5 <= exponent < digits + 3:
        return decimal(value, max(0, digits - 1 - exponent))
    return number(f"{latex(decimal(ball * arb(10) ** -exponent, digits - 1))}e{exponent}")


def nearest_integer(value: arb) -> fmpz:
    """Return the integer that a narrow ball rounds to; of the two beside a tie, the even one."""
    if value.is_exact():
        return fmpz(round(as_fraction(value)))
    found = (value + arb(fmpq(1, 2))).floor().unique_fmpz()
    if found is not None:
        return found
    below = (round(2 * as_fraction(value.mid())) - 1) // 2
    return fmpz(below + below % 2)


def places_for(values: Iterable[float], digits: int) -> int | None:
    """Return how many decimals show each value that is not zero with `digits` digits at least.

    Returns:
        Between FEWEST and MOST, or None where powers of ten are the better way.
    """
    sizes = [abs(value) for value in values if value]
    if not sizes:
        return FEWEST
    needed = digits - 1 - floor(log10(min(sizes)))
    return None if needed > MOST or max(sizes) >= 10**6 else max(FEWEST, needed)


def exactly(value: Real) -> Node:
    """Return a number as exactly as it can be given: an exact one as it is, else some VALUE_DIGITS digits.

    The digits end in a 1 behind them, so that 200 − 10⁻⁸⁷ is not taken for the exact number 200.
    """
    if isinstance(value, Fraction):
        return number(Fraction(value))
    mantissa, mark, exponent = str(value.str(VALUE_DIGITS, radius=False)).partition("e")
    whole, _, decimals = mantissa.partition(".")
    return number(f"{whole}.{decimals.ljust(VALUE_DIGITS, '0')}1{mark}{exponent.removeprefix('+')}")
