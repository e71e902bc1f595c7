"""Eigenvalues on the page: read off a diagonal, or the roots of the characteristic polynomial."""

from collections.abc import Sequence

from flint import fmpq, fmpq_mat

from pipeline.derivation.checked import checked
from pipeline.exercises.critical_points.algebraic import RealAlgebraic, real_roots
from pipeline.exercises.critical_points.at_point import LAMBDA, Setting
from pipeline.exercises.critical_points.lines import matrix
from pipeline.exercises.critical_points.polynomials import exact_number, polynomial_node, univariate
from pipeline.notation.build import chain, difference, number
from pipeline.notation.evaluate import precision
from pipeline.notation.rounding import decimal_text
from pipeline.notation.tree import Chain, Determinant, Node, Symbol

PLACES = 4
BITS = 128


def eigenvalues_of(hessian: fmpq_mat) -> list[RealAlgebraic]:
    """Return the distinct eigenvalues of a symmetric rational matrix in ascending order."""
    return real_roots(hessian.charpoly().numer())


def diagonal_lines(hessian: fmpq_mat) -> list[Chain]:
    """Return λ_i = entry for a diagonal matrix, in the order of the diagonal."""
    return [chain(Symbol(f"lambda_{i + 1}"), ("=", exact_number(hessian[i, i]))) for i in range(hessian.nrows())]


def characteristic_line(setting: Setting, hessian: fmpq_mat) -> Chain:
    """Return det(H − λI) with the numbers in place = the characteristic polynomial."""
    size = range(hessian.nrows())
    shifted = [
        [difference(exact_number(hessian[i, j]), LAMBDA) if i == j else exact_number(hessian[i, j]) for j in size]
        for i in size
    ]
    sign = fmpq(-1) ** hessian.nrows()
    coefficients = [c * sign for c in hessian.charpoly().coeffs()]
    expanded = polynomial_node(univariate(coefficients, 0, 1), (LAMBDA,))
    left = Determinant(matrix(shifted))
    return checked(chain(left, ("=", expanded)), setting.scope)


def root_lines(eigenvalues: Sequence[RealAlgebraic]) -> list[Chain]:
    """Return λ_k = exact value, or ≈ decimals, in ascending order."""
    return [_root_line(k, value) for k, value in enumerate(eigenvalues, 1)]


def _root_line(k: int, value: RealAlgebraic) -> Chain:
    name = Symbol(f"lambda_{k}")
    exact = value.node()
    if exact is None:
        return chain(name, ("≈", approximate(value)))
    return (
        chain(name, ("=", exact))
        if value.rational is not None
        else chain(name, ("=", exact), ("≈", approximate(value)))
    )


def approximate(value: RealAlgebraic, places: int = PLACES) -> Node:
    """Return the number rounded to so many decimals."""
    with precision(BITS):
        units = (value.ball(BITS) * 10**places + fmpq(1, 2)).floor().unique_fmpz()
    assert units is not None
    return number(decimal_text(units, places))
