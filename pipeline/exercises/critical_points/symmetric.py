"""Eigenvalues of symmetric matrices of balls, multiple ones too: Jacobi's rotations."""

from collections.abc import Sequence
from itertools import combinations

from flint import arb

MAX_SWEEPS = 24
SMALL = arb(2) ** -400
"""Entries off the diagonal that are smaller, relative to the largest entry, are left."""

ROUNDING = arb(2) ** -200
"""The rotations are orthogonal to more bits than this."""


def symmetric_eigenvalues(matrix: Sequence[Sequence[arb]]) -> list[arb]:
    """Return a ball around each eigenvalue; multiple ones have several balls.

    A rotation by any angle leaves the eigenvalues as they are; what stays off the diagonal moves none of them further
    than the sum of its absolute values (Weyl).

    Args:
        matrix: Shape (n, n), symmetric; at a working precision of 512 bits or more.

    Source:
        Golub and Van Loan, *Matrix Computations* (2013), sections 8.1 and 8.5.
    """
    size = range(len(matrix))
    rows = [[entry.mid() for entry in row] for row in matrix]
    largest = max(abs(entry).upper() for row in matrix for entry in row)
    for _ in range(MAX_SWEEPS):
        for p, q in combinations(size, 2):
            if abs(rows[p][q]) > SMALL * largest:
                _rotate(rows, p, q)
    left = sum((abs(rows[p][q]) * 2 for p, q in combinations(size, 2)), arb(0))
    blur = sum((entry.rad() for row in matrix for entry in row), arb(0))
    reach = (left + blur + ROUNDING * largest).upper()
    return [rows[k][k] + arb(0, 1) * reach for k in size]


def _rotate(rows: list[list[arb]], p: int, q: int) -> None:
    """Rotate in the plane of two axes so that the entry (p, q) vanishes."""
    angle = arb.atan2(2 * rows[p][q], rows[q][q] - rows[p][p]) / 2
    cosine, sine = angle.cos().mid(), angle.sin().mid()
    for row in rows:
        row[p], row[q] = (cosine * row[p] - sine * row[q]).mid(), (sine * row[p] + cosine * row[q]).mid()
    above = [(cosine * a - sine * b).mid() for a, b in zip(rows[p], rows[q], strict=True)]
    below = [(sine * a + cosine * b).mid() for a, b in zip(rows[p], rows[q], strict=True)]
    rows[p], rows[q] = above, below
