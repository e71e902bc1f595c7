"""Decides whether two expressions are equal: exactly if possible, else by rigorous balls at random points.

The order is: balls of arb arithmetic at one point, the same for all relations, so that what they share is evaluated
once (a rigorous counter-example); then identical zero over atoms (a proof); then balls at points drawn from a hash of
the relation (a counter-example, or agreement); else unknown.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from flint import arb, fmpq

from pipeline.equality.kinks import without_kinks
from pipeline.equality.normal_form import is_identically_zero
from pipeline.equality.verdict import (
    DEFAULT_LIMITS,
    Consistent,
    Limits,
    Meaningless,
    Proved,
    Refuted,
    Unknown,
    Verdict,
    Witness,
)
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import DEFAULT_BITS, ball, ball_of, precision
from pipeline.notation.expression import Expr

SHOWN_DIGITS = 17

ATTEMPTS_AT_INTEGRALS = 12
"""Points at which an integral is computed in vain: each time all its evaluations may be used up."""

NO_INTEGRAL = "an integral in it could not be computed"

Outline = Callable[[Expr], Expr]


def decide(left: Expr, right: Expr, limits: Limits = DEFAULT_LIMITS, outline: Outline | None = None) -> Verdict:
    """Decide left = right for all real values of the variables for which both are defined.

    Args:
        left: One side.
        right: The other.
        limits: Bounds on the work.
        outline: Where given, the outline of the equation is tried first.

    Returns:
        Proved, Refuted with a witness, Consistent with the number of points and the largest difference that the
        balls leave open, or Unknown where too few points are in both domains.
    """
    with precision(DEFAULT_BITS):
        first = _compare_at_first_point(left, right)
        if first is not None:
            return first
        difference = without_kinks(ex.sub(left, right), at_first_point)
    with precision(limits.bits):
        if outline and is_identically_zero(outline(difference), limits.terms):
            return Proved("polynomial identity")
        if is_identically_zero(difference, limits.terms):
            return Proved("polynomial identity")
        names = sorted(ex.variables(left) | ex.variables(right))
        points = random_points(names, seed_of(left, right), limits.attempts)
        patience = _patience(left, right)
        return _compare_at_points(left, right, points, limits.points if names else 1, patience)


def _patience(left: Expr, right: Expr) -> int:
    """Return after how many points in vain the search for one with a value ends; 0 where all are tried."""
    parts = (part for side in (left, right) for part in ex.subexpressions(side))
    if not any(isinstance(part, ex.Integral) for part in parts):
        return 0
    return ATTEMPTS_AT_INTEGRALS if ex.variables(left) | ex.variables(right) else 1


def _compare_at_first_point(left: Expr, right: Expr) -> Verdict | None:
    """Return what is seen at one point: a false equation, or that both sides are one expression, defined there."""
    a, b = at_first_point(left), at_first_point(right)
    if not (a.is_finite() and b.is_finite()):
        return None
    if not a.overlaps(b):
        names = sorted(ex.variables(left) | ex.variables(right))
        return Refuted(Witness({name: str(_first_coordinate(name)) for name in names}, show(a), show(b)))
    return Proved("polynomial identity") if left is right else None


def at_first_point(expr: Expr) -> arb:
    """Return a ball around the value at the first point; the precision has to be DEFAULT_BITS."""
    return cast("arb", ex.remembered(expr, "_first_value", _at_first_point))


def _at_first_point(node: Expr) -> arb:
    if isinstance(node, ex.Var):
        return arb(_first_coordinate(node.name))
    inside = ex.variables(node) if isinstance(node, ex.Integral) else ()
    values = {name: arb(_first_coordinate(name)) for name in inside}
    return ball_of(node, [part._first_value for part in node.parts], values)


def _first_coordinate(name: str) -> fmpq:
    return _coordinate(b"first", 0, name, positive=False)


def _compare_at_points(
    left: Expr, right: Expr, points: Iterable[Mapping[str, fmpq]], wanted: int, patience: int
) -> Verdict:
    agreed = tried = 0
    widest = arb(0)
    for point in points:
        tried += 1
        balls = {name: arb(value) for name, value in point.items()}
        a, b = ball(left, balls), ball(right, balls)
        if not (a.is_finite() and b.is_finite()):
            if not agreed and tried == patience:
                return Meaningless(NO_INTEGRAL)
            continue
        if not a.overlaps(b):
            shown = {name: str(value) for name, value in point.items()}
            return Refuted(Witness(shown, show(a), show(b)))
        agreed += 1
        widest = widest.max(abs(a - b).upper())
        if agreed >= wanted:
            return Consistent(agreed, widest.str(2, radius=False))
    undefined = f"both sides are defined at only {agreed} of {tried} random points"
    return Unknown(undefined) if agreed else Meaningless(undefined)


def seed_of(*expressions: Expr) -> bytes:
    """Return a hash of the expressions' structure, so that the same relation meets the same points."""
    digest = hashlib.sha256()
    for expr in expressions:
        digest.update(ex.remembered(expr, "_hash", _fingerprint))
    return digest.digest()


def _fingerprint(node: Expr) -> bytes:
    own = getattr(node, "name", "") or str(getattr(node, "value", ""))
    parts = [part._hash for part in node.parts]
    return hashlib.sha256(b"\x00".join((type(node).__name__.encode(), own.encode(), *parts))).digest()


def random_points(names: list[str], seed: bytes, count: int) -> Iterator[dict[str, fmpq]]:
    """Yield points with rational coordinates of moderate size and mixed sign; every third is positive throughout."""
    for number in range(count):
        positive = number % 3 == 2
        yield {name: _coordinate(seed, number, name, positive=positive) for name in names}


def _coordinate(seed: bytes, number: int, name: str, *, positive: bool) -> fmpq:
    digest = hashlib.sha256(seed + number.to_bytes(4, "big") + name.encode()).digest()
    numerator = int.from_bytes(digest[:4], "big") % 2999 + 1
    denominator = int.from_bytes(digest[4:8], "big") % 900 + 101
    value = fmpq(numerator, denominator) / (1 + digest[8] % 4)
    return value if positive or digest[9] % 2 else -value


def show(value: arb) -> str:
    """Return a ball's value to SHOWN_DIGITS digits at most, exact integers and short decimals as such."""
    text = str(value.str(SHOWN_DIGITS, radius=False))
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
