from fractions import Fraction

import numpy as np
import pytest
import sympy

from pipeline.exercises.error_surface.model import Curvature
from pipeline.exercises.error_surface.spectrum import changes_of, hessian_of, positions, type_of

SYMMETRIC = Curvature(
    "f",
    tuple(map(Fraction, (-40, -5, 1))),
    tuple(tuple(map(Fraction, row)) for row in ((1, 2, 2), (2, 1, -2), (2, -2, 1))),
    (Fraction(1, 10), Fraction(1, 2)),
    "",
)


def test_the_hessian_has_the_given_eigenvalues() -> None:
    """SymPy's own eigenvalues of the matrix are those it was made from."""
    own = sympy.Matrix([[sympy.Rational(x.numerator, x.denominator) for x in row] for row in hessian_of(SYMMETRIC)])
    assert own.eigenvals() == {sympy.Integer(-40): 1, sympy.Integer(-5): 1, sympy.Integer(1): 1}


def test_the_hessian_has_the_given_eigenvectors() -> None:
    """NumPy's product of the matrix with each vector is the eigenvalue times it."""
    matrix = np.array(hessian_of(SYMMETRIC), dtype=float)
    for value, vector in zip(SYMMETRIC.eigenvalues, SYMMETRIC.eigenvectors, strict=True):
        v = np.array(vector, dtype=float)
        assert np.allclose(matrix @ v, float(value) * v)


def test_changes_are_those_of_the_quadratic_form() -> None:
    """½ε²λ agrees with ½ p^T H p for p = ε q computed by NumPy."""
    matrix = np.array(hessian_of(SYMMETRIC), dtype=float)
    for vector, row in zip(SYMMETRIC.eigenvectors, changes_of(SYMMETRIC), strict=True):
        q = np.array(vector, dtype=float) / np.linalg.norm(np.array(vector, dtype=float))
        for epsilon, change in zip(SYMMETRIC.epsilons, row, strict=True):
            p = float(epsilon) * q
            assert np.isclose(p @ matrix @ p / 2, float(change))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((-1, 2), "saddle"), ((-1, 0, 2), "saddle"), ((-1, -2), "maximum"), ((1, 2), "minimum"),
        ((0, 2), "undecided"), ((-1, 0), "undecided"), ((0, 0), "flat"),
    ],
)  # fmt: skip
def test_the_type_of_the_point_follows_from_the_signs(values: tuple[int, ...], expected: str) -> None:
    """Zeros beside eigenvalues of one sign decide nothing."""
    assert type_of([Fraction(v) for v in values]) == expected


def test_equal_eigenvalues_are_all_found() -> None:
    """Several directions may fall equally fast."""
    assert positions([Fraction(-3), Fraction(1), Fraction(-3)], Fraction(-3)) == (1, 3)
