"""Determinants: of matrices of exact constants, and of blocks of a matrix of expressions."""

from collections.abc import Sequence
from itertools import combinations

from pipeline.exercises.critical_points.constants import ONE, ZERO, Constant, rational
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr


def determinant(rows: Sequence[Sequence[Constant]]) -> Constant:
    """Return the determinant by expansion along the first row; fit for up to four rows."""
    if not rows:
        return ONE
    total = ZERO
    for j, entry in enumerate(rows[0]):
        below = [[*row[:j], *row[j + 1 :]] for row in rows[1:]]
        total = total + entry * determinant(below) * rational((-1) ** j)
    return total


def leading_minor(rows: Sequence[Sequence[Expr]], size: int) -> Expr:
    """Return the determinant of the upper left block by expansion along its first row."""
    if size == 1:
        return rows[0][0]
    block = [row[:size] for row in rows[:size]]
    parts = []
    for j in range(size):
        below = [[*row[:j], *row[j + 1 :]] for row in block[1:]]
        parts.append(ex.mul(ex.const((-1) ** j), block[0][j], leading_minor(below, size - 1)))
    return ex.add(*parts)


def sum_of_minors(rows: Sequence[Sequence[Expr]], size: int) -> Expr:
    """Return the sum of the principal minors of one size: an elementary symmetric function of the eigenvalues."""
    chosen = combinations(range(len(rows)), size)
    return ex.add(*(leading_minor([[rows[i][j] for j in own] for i in own], size) for own in chosen))
