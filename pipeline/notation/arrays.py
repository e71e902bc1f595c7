"""Vectors and matrices of expressions: rows of equal length. A vector is a column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_DETERMINANT = 6
"""Rows of the largest matrix whose determinant is expanded."""


class ShapeError(Exception):
    """Arrays whose shapes do not fit were put together."""


@dataclass(frozen=True, eq=False)
class Array:
    """A matrix.

    Attributes:
        rows: Shape (rows, columns), at least 1 × 1.
    """

    rows: tuple[tuple[Expr, ...], ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows, number of columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def entries(self) -> tuple[Expr, ...]:
        """All entries, row by row."""
        return tuple(entry for row in self.rows for entry in row)

    @property
    def transposed(self) -> "Array":
        """Rows and columns exchanged."""
        return Array(tuple(zip(*self.rows, strict=True)))

    def map(self, change: Callable[[Expr], Expr]) -> "Array":
        """Return the array with every entry changed."""
        return Array(tuple(tuple(change(entry) for entry in row) for row in self.rows))


Value = Expr | Array


def column(entries: Sequence[Expr]) -> Array:
    """Return a vector."""
    return Array(tuple((entry,) for entry in entries))


def plain(value: Value) -> Value:
    """Return the single entry of a 1 × 1 matrix, anything else as it is."""
    return value.rows[0][0] if isinstance(value, Array) and value.shape == (1, 1) else value


def add(*values: Value) -> Value:
    """Return the sum; a zero beside vectors is the zero vector.

    Raises:
        ShapeError: Where the shapes differ.
    """
    scalars = [value for value in values if isinstance(value, Expr)]
    if len(scalars) == len(values):
        return ex.add(*scalars)
    arrays = [value for value in values if isinstance(value, Array)]
    if any(scalar != ex.ZERO for scalar in scalars) or len({array.shape for array in arrays}) != 1:
        raise ShapeError("terms of different shape are added")
    rows = zip(*(array.rows for array in arrays), strict=True)
    return Array(tuple(tuple(ex.add(*entries) for entries in zip(*row, strict=True)) for row in rows))


def spread(values: Sequence[Value]) -> Sequence[Value]:
    """Return terms of a sum with a row, a column or a number repeated to the shape of a batch beside it: XW + b.

    A number beside a square matrix stays as it is: A − 2 is mostly meant as A − 2I. So do terms that fit no shape.
    """
    arrays = [value for value in values if isinstance(value, Array)]
    shapes = {array.shape for array in arrays}
    rows, columns = max((shape[0] for shape in shapes), default=1), max((shape[1] for shape in shapes), default=1)
    if (len(shapes) < 2 and len(arrays) == len(values)) or (rows, columns) not in shapes or rows == columns:
        return values
    found = [_spread(value, rows, columns) for value in values]
    return [one for one in found if one is not None] if None not in found else values


def _spread(value: Value, rows: int, columns: int) -> Value | None:
    if isinstance(value, Expr):
        return Array(((value,) * columns,) * rows) if value != ex.ZERO else value
    if value.shape == (rows, columns):
        return value
    if value.shape == (rows, 1):
        return Array(tuple(row * columns for row in value.rows))
    if value.shape == (1, columns):
        return Array(value.rows * rows)
    return Array(value.transposed.rows * rows) if value.shape == (columns, 1) else None


def multiply(*values: Value, inner: bool = False) -> Value:
    """Return the product from left to right.

    Args:
        values: Factors.
        inner: Whether two columns of equal length have a product, the inner one; else they have none.

    Raises:
        ShapeError: Where columns and rows do not fit.
    """
    if all(isinstance(value, Expr) for value in values):
        return ex.mul(*(value for value in values if isinstance(value, Expr)))
    result: Value = ex.ONE
    for value in values:
        result = plain(_times(result, value, inner=inner))
    return result


def _times(left: Value, right: Value, *, inner: bool) -> Value:
    if isinstance(left, Expr):
        return ex.mul(left, right) if isinstance(right, Expr) else right.map(lambda entry: ex.mul(left, entry))
    if isinstance(right, Expr):
        return left.map(lambda entry: ex.mul(entry, right))
    if inner and left.shape == right.shape and left.shape[1] == 1:
        return _times(left.transposed, right, inner=False)
    if left.shape[1] != right.shape[0]:
        raise ShapeError("matrices whose shapes do not fit are multiplied")
    columns = right.transposed.rows
    return Array(
        tuple(
            tuple(ex.add(*(ex.mul(a, b) for a, b in zip(row, column, strict=True))) for column in columns)
            for row in left.rows
        )
    )


def entrywise(*values: Value) -> Value:
    """Return the product entry by entry.

    Raises:
        ShapeError: Where the shapes differ.
    """
    arrays = [value for value in values if isinstance(value, Array)]
    if len(arrays) not in (0, len(values)) or len({array.shape for array in arrays}) > 1:
        raise ShapeError("arrays of different shape are multiplied entry by entry")
    if not arrays:
        return multiply(*values)
    rows = zip(*(array.rows for array in arrays), strict=True)
    return Array(tuple(tuple(ex.mul(*entries) for entries in zip(*row, strict=True)) for row in rows))


def cross(left: Value, right: Value) -> Value:
    """Return what × means: the cross product of two vectors of space, and the usual product of anything else.

    Raises:
        ShapeError: Where the shapes do not fit.
    """
    if not (isinstance(left, Array) and isinstance(right, Array) and left.shape == right.shape == (3, 1)):
        return multiply(left, right)
    a, b = left.entries, right.entries
    pairs = ((1, 2), (2, 0), (0, 1))
    return column([ex.sub(ex.mul(a[i], b[j]), ex.mul(a[j], b[i])) for i, j in pairs])


def softmax(value: Value) -> Value:
    """Return e to the power of every entry, divided by their sum."""
    if isinstance(value, Expr):
        return ex.ONE
    powers = value.map(lambda entry: ex.Fn("exp", entry))
    inverse = ex.power(ex.add(*powers.entries), ex.MINUS_ONE)
    return powers.map(lambda entry: ex.mul(entry, inverse))


def determinant(value: Value) -> Expr:
    """Return the determinant by expansion along the first row.

    Raises:
        ShapeError: Where the matrix is not square or too large.
    """
    if isinstance(value, Expr):
        return value
    size, columns = value.shape
    if size != columns:
        raise ShapeError("only a square matrix has a determinant")
    if size > MAX_DETERMINANT:
        raise ShapeError(f"the determinant of more than {MAX_DETERMINANT} rows is not computed")
    if size == 1:
        return value.rows[0][0]
    return ex.add(*(ex.mul(ex.const((-1) ** j), value.rows[0][j], determinant(_minor(value, j))) for j in range(size)))


def _minor(array: Array, j: int) -> Array:
    return Array(tuple(row[:j] + row[j + 1 :] for row in array.rows[1:]))


def diagonal(value: Value) -> Array:
    """Return the matrix with a vector's entries on its diagonal and zeros beside it.

    Raises:
        ShapeError: Where it is no vector.
    """
    if isinstance(value, Expr):
        value = column([value])
    if value.shape[1] != 1:
        raise ShapeError("the diagonal of a matrix is given by a vector")
    size = range(len(value.entries))
    return Array(tuple(tuple(value.entries[i] if i == j else ex.ZERO for j in size) for i in size))


def norm(value: Value) -> Expr:
    """Return the absolute value of a number, the Euclidean length of a vector or matrix."""
    if isinstance(value, Expr):
        return ex.Fn("abs", value)
    return ex.Fn("sqrt", ex.add(*(ex.power(entry, ex.const(2)) for entry in value.entries)))
