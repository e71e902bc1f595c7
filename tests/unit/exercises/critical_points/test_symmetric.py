"""Eigenvalues of symmetric matrices: against NumPy, and where they are multiple."""

from itertools import pairwise

import numpy as np
import pytest
from flint import arb

from pipeline.exercises.critical_points.symmetric import symmetric_eigenvalues
from pipeline.notation.evaluate import precision


def eigenvalues(matrix: list[list[int]]) -> list[arb]:
    """Return them in ascending order."""
    with precision(512):
        return sorted(symmetric_eigenvalues([[arb(x) for x in row] for row in matrix]), key=lambda v: float(v.mid()))


@pytest.mark.parametrize(
    "matrix",
    [[[3]], [[2, 1], [1, -5]], [[1, 2, 3, 4], [2, 5, 6, 7], [3, 6, 8, 9], [4, 7, 9, 10]], [[0, 0], [0, 0]]],
)
def test_eigenvalues_agree_with_numpy(matrix: list[list[int]]) -> None:
    """The balls are tight, and around the values that another algorithm finds."""
    found = eigenvalues(matrix)
    assert [float(v.mid()) for v in found] == pytest.approx(np.linalg.eigvalsh(np.array(matrix, float)), abs=1e-12)
    assert all(float(v.rad()) < 1e-50 for v in found)


def test_multiple_eigenvalues_have_several_balls() -> None:
    """ones + identity has the eigenvalue 1 twice and 4 once; the two balls around 1 overlap."""
    one, other, four = eigenvalues([[2, 1, 1], [1, 2, 1], [1, 1, 2]])
    assert all(v.contains(1) for v in (one, other))
    assert four.contains(4)
    assert [a.overlaps(b) for a, b in pairwise((one, other, four))] == [True, False]
