"""What is done with whole vectors and matrices beyond sums and products: inverses, powers, traces, entry by entry."""

from collections.abc import Callable
from functools import reduce

from pipeline.notation import expression as ex
from pipeline.notation.arrays import Array, ShapeError, Value, determinant, multiply, plain
from pipeline.notation.expression import Expr

MAX_INVERTED = 4
"""Rows of the largest matrix that is inverted: by cofactors, so that its entries may be formulas."""

MAX_POWER = 12


def matrix_power(matrix: Array, exponent: int) -> Value:
    """Return a square matrix multiplied by itself, or by its inverse for a negative exponent.

    Raises:
        ShapeError: Where it is not square, or beyond the bounds.
    """
    if matrix.shape[0] != matrix.shape[1]:
        raise ShapeError("only a square matrix has powers")
    if not 1 <= abs(exponent) <= MAX_POWER:
        raise ShapeError(f"only powers of a matrix up to {MAX_POWER} are computed")
    return multiply(*[matrix if exponent > 0 else inverse(matrix)] * abs(exponent))


def inverse(matrix: Array) -> Array:
    """Return the inverse by cofactors.

    Raises:
        ShapeError: For more than MAX_INVERTED rows.
    """
    size = matrix.shape[0]
    if size > MAX_INVERTED:
        raise ShapeError(f"a matrix with more than {MAX_INVERTED} rows is not inverted")
    scale = ex.power(determinant(matrix), ex.MINUS_ONE)
    rows = range(size)
    return Array(tuple(tuple(ex.mul(scale, _cofactor(matrix, j, i)) for j in rows) for i in rows))


def _cofactor(matrix: Array, row: int, column: int) -> Expr:
    rest = [
        tuple(entry for j, entry in enumerate(entries) if j != column)
        for i, entries in enumerate(matrix.rows)
        if i != row
    ]
    minor = determinant(Array(tuple(rest))) if rest else ex.ONE
    return ex.mul(ex.const((-1) ** (row + column)), minor)


def trace(value: Value) -> Expr:
    """Return the sum of the diagonal.

    Raises:
        ShapeError: Where the matrix is not square.
    """
    if isinstance(value, Expr):
        return value
    if value.shape[0] != value.shape[1]:
        raise ShapeError("only a square matrix has a trace")
    return ex.add(*(row[i] for i, row in enumerate(value.rows)))


def combined(operation: Callable[[Expr, Expr], Expr], *values: Value) -> Value:
    """Return an operation carried out entry by entry; a single number meets every entry.

    Raises:
        ShapeError: Where two arrays differ in shape.
    """
    return reduce(lambda left, right: _combined_two(operation, left, right), values)


def _combined_two(operation: Callable[[Expr, Expr], Expr], left: Value, right: Value) -> Value:
    if isinstance(left, Expr) and isinstance(right, Expr):
        return operation(left, right)
    if isinstance(left, Expr) and isinstance(right, Array):
        return right.map(lambda entry: operation(left, entry))
    if isinstance(left, Array) and isinstance(right, Expr):
        return left.map(lambda entry: operation(entry, right))
    assert isinstance(left, Array)
    assert isinstance(right, Array)
    if left.shape != right.shape:
        raise ShapeError("arrays of different shape are combined entry by entry")
    pairs = zip(left.rows, right.rows, strict=True)
    return plain(Array(tuple(tuple(map(operation, one, other)) for one, other in pairs)))


def larger(left: Expr, right: Expr) -> Expr:
    """Return the maximum of two numbers; against zero as the function that has a name of its own."""
    if left == ex.ZERO or (isinstance(left, ex.Const) and left.value == 0):
        return ex.Fn("relu", right)
    if isinstance(right, ex.Const) and right.value == 0:
        return ex.Fn("relu", left)
    return _halved(ex.add(left, right), ex.Fn("abs", ex.sub(left, right)))


def smaller(left: Expr, right: Expr) -> Expr:
    """Return the minimum of two numbers."""
    return _halved(ex.add(left, right), ex.mul(ex.MINUS_ONE, ex.Fn("abs", ex.sub(left, right))))


def _halved(*terms: Expr) -> Expr:
    return ex.mul(ex.power(ex.const(2), ex.MINUS_ONE), ex.add(*terms))
