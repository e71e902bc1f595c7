"""Which kind of stationary point it is: the signs of the Hessian's eigenvalues, counted exactly.

A symmetric matrix has real eigenvalues only, so Descartes' rule counts them from the signs of the characteristic
polynomial's coefficients. A sign at an algebraic point comes from balls; a zero is proved by algebra, never read off.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from flint import arb, arb_mat, fmpq, fmpq_mat

from pipeline.errors import ComputationError
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

Classification = Literal["local minimum", "local maximum", "saddle", "undecided"]

MAX_BITS = 2_048

BallAt = Callable[[int], dict[str, arb]]
"""From a number of bits to balls around the point's coordinates."""

IsZero = Callable[[Expr], bool | None]
"""Decides exactly whether an expression vanishes at the point; None where that cannot be decided."""


@dataclass(frozen=True)
class Inertia:
    """How many eigenvalues are positive, negative and zero."""

    positive: int
    negative: int
    zero: int

    @property
    def is_zero(self) -> bool:
        """Whether the matrix is the zero matrix."""
        return not self.positive and not self.negative

    @property
    def classification(self) -> Classification:
        """What second order says of the point."""
        if self.positive and self.negative:
            return "saddle"
        if self.zero:
            return "undecided"
        return "local maximum" if self.negative else "local minimum"


def inertia(hessian: Sequence[Sequence[Expr]], ball_at: BallAt, is_zero: IsZero) -> Inertia:
    """Return the signs of the eigenvalues of a symmetric matrix at a point.

    Args:
        hessian: Shape (n, n), over the variables.
        ball_at: The point, to any precision.
        is_zero: For what balls cannot tell.

    Raises:
        ComputationError: Where a sign can be neither seen nor decided.
    """
    seen = _regular(hessian, ball_at)
    if seen is not None:
        return seen
    signs = [sign_at(c, ball_at, is_zero) for c in characteristic(hessian)]
    positive = _changes(signs)
    negative = _changes([sign * (-1) ** k for k, sign in enumerate(signs)])
    return Inertia(positive, negative, len(hessian) - positive - negative)


def _regular(hessian: Sequence[Sequence[Expr]], ball_at: BallAt) -> Inertia | None:
    """Return the signs where balls show that the matrix is regular, else None.

    All symmetric matrices within the balls are regular then, and no eigenvalue changes its sign from one of them to
    another: the signs are those of the matrix in the middle, which is rational.
    """
    size = len(hessian)
    for bits in (64, 128, 256):
        with precision(bits):
            here = ball_at(bits)
            balls = [[ball(entry, here) for entry in row] for row in hessian]
            flat = [entry for row in balls for entry in row]
            if all(entry.is_finite() for entry in flat) and not arb_mat(size, size, flat).det().contains(0):
                middles = [_middle(balls[min(i, j)][max(i, j)]) for i in range(size) for j in range(size)]
                return _of_rational(fmpq_mat(size, size, middles))
    return None


def _middle(value: arb) -> fmpq:
    mantissa, exponent = value.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _of_rational(matrix: fmpq_mat) -> Inertia:
    """Count the signs of the roots of the characteristic polynomial, which are all real (Descartes)."""
    coefficients = matrix.charpoly().coeffs()
    signs = [1 if c > 0 else -1 if c < 0 else 0 for c in coefficients]
    positive = _changes(signs)
    negative = _changes([sign * (-1) ** k for k, sign in enumerate(signs)])
    return Inertia(positive, negative, matrix.nrows() - positive - negative)


def _changes(signs: Sequence[int]) -> int:
    present = [sign for sign in signs if sign]
    return sum(a != b for a, b in pairwise(present))


def sign_at(expr: Expr, ball_at: BallAt, is_zero: IsZero) -> int:
    """Return the sign of an expression at a point: −1, 0 or 1.

    Raises:
        ComputationError: Where MAX_BITS bits do not tell it from zero and no exact argument does.
    """
    bits = 64
    while bits <= MAX_BITS:
        with precision(bits):
            value = ball(expr, ball_at(bits))
        if value > 0 or value < 0:
            return 1 if value > 0 else -1
        if value == 0 or (bits >= 128 and is_zero(expr)):
            return 0
        bits *= 2
    raise ComputationError("the sign of a minor of the Hessian at a stationary point could not be decided")


def characteristic(matrix: Sequence[Sequence[Expr]]) -> list[Expr]:
    """Return the coefficients of det(λI − A), constant term first.

    Source:
        Faddeev and LeVerrier's recursion; Gantmacher, *The Theory of Matrices* (1959), chapter IV, § 5.
    """
    size = range(len(matrix))
    coefficients: list[Expr] = [ex.ONE]
    product: list[list[Expr]] = [[ex.ZERO for _ in size] for _ in size]
    for k in range(1, len(matrix) + 1):
        shifted = [[ex.add(product[i][j], coefficients[0] if i == j else ex.ZERO) for j in size] for i in size]
        product = [[ex.add(*(ex.mul(matrix[i][m], shifted[m][j]) for m in size)) for j in size] for i in size]
        trace = ex.add(*(product[i][i] for i in size))
        coefficients.insert(0, ex.mul(ex.Const(fmpq(-1, k)), trace))
    return coefficients
