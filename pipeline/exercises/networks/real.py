"""Real numbers that stay exact where they are exact: rationals, else balls of arb arithmetic."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

from flint import arb, ctx, fmpq

from pipeline.errors import ComputationError
from pipeline.exercises.numerals import as_fraction
from pipeline.notation.evaluate import precision

Real = fmpq | arb

ZERO = fmpq(0)
ONE = fmpq(1)

BITS = (256, 1024, 4096)
"""Precisions that are tried in turn."""

ACCURATE_BITS = 80
"""Relative accuracy that a result must have: more than the seventeen digits of numbers.json."""

LONGEST_EXACT = 2_000
"""Bits of a rational beyond which it is rounded to a ball."""

NOTHING = arb(2) ** -1000

FARTHEST = 3_000
"""Bits of a number before the point, or zeros behind it, that are too many: nobody reads 900 digits."""

_TOO_LARGE, _TOO_SMALL = arb(2) ** FARTHEST, arb(2) ** -FARTHEST

SMALLER = "smaller inputs, weights or steps avoid this"
"""What to do about extreme numbers."""

LARGEST_DRAWN = 1e300
_DRAWN = Fraction(LARGEST_DRAWN)

T = TypeVar("T")


class VagueError(Exception):
    """The working precision is too low to tell a sign, or to give a value its digits; the message says which."""


def exact(value: Fraction) -> fmpq:
    """Return the rational for FLINT."""
    return fmpq(value.numerator, value.denominator)


def times(a: Real, b: Real) -> Real:
    """Return the product; exactly 0 where a factor is exactly 0."""
    if is_zero(a) or is_zero(b):
        return ZERO
    return a * b


def total(values: Iterable[Real]) -> Real:
    """Return the sum."""
    result: Real = ZERO
    for value in values:
        result = result + value
    return result


def dot(left: Sequence[Real], right: Sequence[Real]) -> Real:
    """Return Σ left_i · right_i."""
    return total(times(a, b) for a, b in zip(left, right, strict=True))


def is_zero(value: Real) -> bool:
    """Tell whether a value is known to be 0."""
    return isinstance(value, fmpq) and value == 0


def sign(value: Real, what: str) -> int:
    """Return −1, 0 or 1.

    Raises:
        VagueError: Where the ball contains 0.
    """
    if isinstance(value, fmpq):
        return (value > 0) - (value < 0)
    if value > 0 or value < 0:
        return 1 if value > 0 else -1
    raise VagueError(f"the sign of {what}")


def root(value: Real) -> Real:
    """Return the square root of what is not negative, exact where it is rational."""
    if isinstance(value, fmpq):
        above, below = (part.sqrtrem() for part in (value.p, value.q))
        if above[1] == below[1] == 0:
            return fmpq(above[0], below[0])
    return arb(value).sqrt()


def shortened(value: Real) -> Real:
    """Return a rational of many digits as a ball: exact arithmetic over many steps would grow without end."""
    is_long = isinstance(value, fmpq) and max(abs(value.p), value.q).bit_length() > LONGEST_EXACT
    return arb(value) if is_long else value


def is_extreme(value: Real) -> bool:
    """Tell whether a value is too large or too close to 0 to be shown, or not finite; 0 itself is neither."""
    if isinstance(value, fmpq):
        return value != 0 and abs(value.p.bit_length() - value.q.bit_length()) > FARTHEST
    if not value.is_finite() or abs(value) > _TOO_LARGE:
        return True
    return not value.contains(0) and bool(abs(value) < _TOO_SMALL)


def is_negligible(value: Real) -> bool:
    """Tell whether a value cannot be told from 0 at the highest precision, and counts as 0."""
    return ctx.prec >= BITS[-1] and bool(abs(arb(value)) < NOTHING)


def settled(value: Real, what: str, vanishes: Callable[[], bool]) -> Real:
    """Return a value that has its digits; exactly 0 where it can be shown to be.

    Args:
        value: As computed at the current precision.
        what: For the message.
        vanishes: Asked only where the ball contains 0.

    Raises:
        ComputationError: Where the value is not finite, or far too large or small to be shown.
        VagueError: Where too few digits are known.
    """
    if is_extreme(value):
        raise ComputationError(f"{what} {_extreme(value)}", hint=SMALLER)
    if isinstance(value, fmpq):
        return value
    if value.contains(0) and vanishes():
        return ZERO
    if value.rel_accuracy_bits() < ACCURATE_BITS:
        raise VagueError(f"the value of {what}")
    return value


def _extreme(value: Real) -> str:
    is_small = abs(arb(value)) < 1
    return "is so close to 0 that all its digits would be zeros" if is_small else "overflows"


def with_enough_bits(compute: Callable[[], T]) -> T:
    """Return the result at the first precision that suffices.

    Raises:
        ComputationError: Where the last one does not.
    """
    problem = ""
    for bits in BITS:
        try:
            with precision(bits):
                return compute()
        except VagueError as error:
            problem = str(error)
    hint = "it is 0 or extremely small, and nothing shows which; other numbers avoid this"
    raise ComputationError(f"{problem} could not be computed to enough digits", hint=hint)


def quantity(value: Real) -> Fraction | arb:
    """Return the value as the quantities of a solution hold it."""
    return Fraction(int(value.p), int(value.q)) if isinstance(value, fmpq) else value


def bounds(value: Real | Fraction) -> tuple[Fraction, Fraction]:
    """Return rationals between which the value lies; equal where it is exact."""
    if isinstance(value, Fraction):
        return value, value
    if isinstance(value, fmpq):
        own = Fraction(int(value.p), int(value.q))
        return own, own
    middle, radius = as_fraction(value.mid()), as_fraction(value.rad())
    return middle - radius, middle + radius


def to_float(value: Real | Fraction) -> float:
    """Return the nearest float, for pictures; what is larger than any picture shows stays at its edge."""
    if isinstance(value, arb):
        return max(-LARGEST_DRAWN, min(LARGEST_DRAWN, float(value)))
    return float(max(-_DRAWN, min(_DRAWN, bounds(value)[0])))
