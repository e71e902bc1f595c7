"""Eigenvalues on the page: read off a diagonal, or the roots of the characteristic polynomial."""

from collections.abc import Sequence

from flint import fmpq, fmpq_mat

from pipeline.derivation.checked import checked
from pipeline.exercises.critical_points.algebraic import RealAlgebraic, real_roots
from pipeline.exercises.critical_points.at_point import Setting
from pipeline.exercises.critical_points.lines import matrix
from pipeline.exercises.critical_points.polynomials import exact_number, polynomial_node, univariate
from pipeline.notation.build import chain, difference
from pipeline.notation.tree import Chain, Determinant, Symbol

PLACES = 4


def eigenvalues_of(hessian: fmpq_mat) -> list[RealAlgebraic]:
    """Return the distinct eigenvalues of a symmetric rational matrix in ascending order."""
    return real_roots(hessian.charpoly().numer())


def diagonal_lines(setting: Setting, hessian: fmpq_mat) -> list[Chain]:
    """Return λ_i = entry for a diagonal matrix, in the order of the diagonal."""
    letters = setting.problem.letters
    entries = enumerate((exact_number(hessian[i, i]) for i in range(hessian.nrows())), 1)
    return [chain(letters.eigenvalue_at(i, setting.label), ("=", entry)) for i, entry in entries]


def characteristic_line(setting: Setting, hessian: fmpq_mat) -> Chain:
    """Return det(H − λI) with the numbers in place = the characteristic polynomial."""
    size = range(hessian.nrows())
    unknown = setting.problem.letters.eigenvalue
    shifted = [
        [difference(exact_number(hessian[i, j]), unknown) if i == j else exact_number(hessian[i, j]) for j in size]
        for i in size
    ]
    sign = fmpq(-1) ** hessian.nrows()
    coefficients = [c * sign for c in hessian.charpoly().coeffs()]
    expanded = polynomial_node(univariate(coefficients, 0, 1), (unknown,))
    left = Determinant(matrix(shifted))
    return checked(chain(left, ("=", expanded)), setting.scope)


def root_lines(setting: Setting, eigenvalues: Sequence[RealAlgebraic]) -> list[Chain]:
    """Return λ_k = exact value, or ≈ decimals, in ascending order."""
    letters = setting.problem.letters
    return [_root_line(letters.eigenvalue_at(k, setting.label), value) for k, value in enumerate(eigenvalues, 1)]


def _root_line(name: Symbol, value: RealAlgebraic) -> Chain:
    exact = value.node()
    if exact is None:
        return chain(name, ("≈", value.decimal(PLACES)))
    return (
        chain(name, ("=", exact))
        if value.rational is not None
        else chain(name, ("=", exact), ("≈", value.decimal(PLACES)))
    )
