"""Rounding that is proved: half-even at the digits shown, from balls precise enough to decide it."""

from flint import arb, fmpq, fmpz

from pipeline.notation import expression as ex
from pipeline.notation.build import number
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.tree import Node

START_BITS = 128
MAX_BITS = 8192


class RoundingError(Exception):
    """A value sits too close to the middle between two decimals, or is undefined, to be rounded honestly."""


def rounded(value: Expr, places: int) -> Node:
    """Return a variable-free expression's value as a literal with so many decimals."""
    return number(rounded_text(value, places))


def rounded_text(value: Expr, places: int) -> str:
    """Return the value of a variable-free expression, rounded half-even to `places` decimals.

    Raises:
        RoundingError: For an undefined value, or one that MAX_BITS bits cannot tell from a tie.
    """
    if isinstance(value, ex.Const):
        return decimal_text(_round_exact(value.value * fmpq(10) ** places), places)
    bits = START_BITS
    while bits <= MAX_BITS:
        with precision(bits):
            units = _nearest(ball(value) * arb(10) ** places)
        if units is not None:
            return decimal_text(units, places)
        bits *= 2
    raise RoundingError("a value cannot be rounded: it is undefined or lies on a tie")


def _nearest(scaled: arb) -> fmpz | None:
    """Return the only integer that the ball's values round to, or None."""
    if not scaled.is_finite():
        return None
    if scaled.is_exact():  # √(1/4) is 0.5 without an error, and a tie
        mantissa, exponent = scaled.man_exp()
        return _round_exact(fmpq(mantissa) * fmpq(2) ** int(exponent))
    return (scaled + arb(fmpq(1, 2))).floor().unique_fmpz()


def _round_exact(value: fmpq) -> fmpz:
    low = value.floor()
    rest = value - low
    if rest == fmpq(1, 2):
        return low if low % 2 == 0 else low + 1
    return low if rest < fmpq(1, 2) else low + 1


def decimal_text(units: fmpz | int, places: int) -> str:
    """Return `units` · 10^−places as a decimal with exactly `places` digits after the point; zero has no sign."""
    digits = f"{abs(int(units)):0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if units < 0 else text


def significant_text(value: Expr, digits: int) -> str:
    """Return the value with `digits` significant digits, as a plain decimal or, far from 1, with an exponent."""
    if isinstance(value, ex.Const) and value.value == 0:
        return "0"
    with precision(START_BITS):
        size = ball(value)
    if not size.is_finite() or size.contains(0):
        return rounded_text(value, digits)
    exponent = _decimal_exponent(value, size, digits)
    places = digits - 1 - exponent
    if 0 <= places <= digits + 5:
        return rounded_text(value, places)
    return f"{rounded_text(_shifted(value, -exponent), digits - 1)}e{exponent}"


def _decimal_exponent(value: Expr, size: arb, digits: int) -> int:
    """Return e where the value, rounded to `digits` digits, is between 10^e and 10^(e+1); found by trying."""
    with precision(START_BITS):
        near = int(float((abs(size.mid()).log() / arb(10).log()).mid()))
    for exponent in (near - 1, near, near + 1):
        mantissa = rounded_text(_shifted(value, -exponent), digits - 1)
        if len(mantissa.lstrip("-").partition(".")[0]) == 1:
            return exponent
    raise RoundingError("a value has no leading digit")


def _shifted(value: Expr, exponent: int) -> Expr:
    return ex.mul(value, ex.Const(fmpq(10) ** exponent))
