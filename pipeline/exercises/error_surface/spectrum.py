"""What follows from eigenvalues and eigenvectors: the Hessian, the type of the point, the steepest directions."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from pipeline.exercises.error_surface.model import Curvature

Rows = tuple[tuple[Fraction, ...], ...]

PointType = Literal["maximum", "minimum", "saddle", "undecided", "flat"]


def hessian_of(curvature: Curvature) -> Rows:
    r"""Return $H = \sum_i \lambda_i \frac{v_iv_i^T}{v_i^Tv_i}$, shape (n, n), exact and symmetric."""
    size = range(len(curvature.eigenvalues))
    return tuple(tuple(_entry(curvature, row, column) for column in size) for row in size)


def _entry(curvature: Curvature, row: int, column: int) -> Fraction:
    pairs = zip(curvature.eigenvalues, curvature.eigenvectors, strict=True)
    return sum((value * v[row] * v[column] / square(v) for value, v in pairs), Fraction())


def square(vector: Sequence[Fraction]) -> Fraction:
    """Return the square of the Euclidean length."""
    return Fraction(sum(x * x for x in vector))


def changes_of(curvature: Curvature) -> Rows:
    """Return ½ε²λ, shape (eigenvalues, epsilons)."""
    return tuple(tuple(value * e * e / 2 for e in curvature.epsilons) for value in curvature.eigenvalues)


def type_of(eigenvalues: Sequence[Fraction]) -> PointType:
    """Return what second order says of the point; `undecided` where zeros join one sign, `flat` for zeros only."""
    low, high = min(eigenvalues), max(eigenvalues)
    if low < 0 < high:
        return "saddle"
    if low == high == 0:
        return "flat"
    if low > 0:
        return "minimum"
    return "maximum" if high < 0 else "undecided"


def positions(eigenvalues: Sequence[Fraction], wanted: Fraction) -> tuple[int, ...]:
    """Return the numbers, from 1, of the eigenvalues that equal the wanted one."""
    return tuple(number for number, value in enumerate(eigenvalues, 1) if value == wanted)
