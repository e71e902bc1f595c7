"""The Hessian written down from its eigenvalues and eigenvectors, and the proof that these are what they claim."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import isqrt, lcm

from pipeline.derivation.checked import checked
from pipeline.exercises.error_surface.model import Curvature
from pipeline.exercises.error_surface.spectrum import Rows, hessian_of, square
from pipeline.exercises.numerals import given_node
from pipeline.notation.build import (
    ONE,
    ZERO,
    chain,
    column,
    decimal_number,
    number,
    product_of,
    quotient,
    sum_of,
)
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import BigSum, Call, Chain, Link, Matrix, Node, Product, Symbol, Transpose, Tuple

H = Symbol("H")
V = Symbol("V")
"""The matrix with the given eigenvectors as columns."""

SHORT = 3
"""Decimals up to which a matrix is written with decimals."""


def eigenvalue(number: int) -> Symbol:
    r"""$\lambda_1$, numbers from 1."""
    return Symbol(f"lambda_{number}")


def given_vector(number: int) -> Symbol:
    """$v_1$, as the sheet gives it."""
    return Symbol(f"v_{number}")


def unit_vector(number: int) -> Symbol:
    """$q_1$, of length one."""
    return Symbol(f"q_{number}")


def row_node(entries: Sequence[Fraction]) -> Transpose:
    """Return a column as a transposed row, to be read within a line."""
    return Transpose(Tuple(tuple(map(given_node, entries))))


def root(value: Fraction) -> Node:
    """Return the square root of a positive number, exact: a number where it is rational."""
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    exact = Fraction(top, bottom)
    return number(exact) if exact * exact == value else Call("sqrt", (number(value),))


def scope_of(curvature: Curvature) -> Scope:
    """Return what holds on the page: eigenvalues, vectors, the Hessian."""
    columns = given_matrix(transposed(curvature.eigenvectors))
    definitions = {H.name: Definition((), matrix(hessian_of(curvature))), V.name: Definition((), columns)}
    pairs = zip(curvature.eigenvalues, curvature.eigenvectors, strict=True)
    for position, (value, v) in enumerate(pairs, 1):
        length = root(square(v))
        definitions[eigenvalue(position).name] = Definition((), given_node(value))
        definitions[given_vector(position).name] = Definition((), column(map(given_node, v)))
        unit = column(quotient(given_node(x), length) for x in v)
        definitions[unit_vector(position).name] = Definition((), unit)
    return Scope(definitions)


def equal(first: Node, *members: Node) -> Chain:
    """Return first = … = …, without a member that is written like the one before it."""
    links: list[Link] = []
    before = first
    for member in members:
        if member != before or not links:
            links.append(Link("=", member))
        before = member
    return Chain(first, tuple(links))


def unit_chains(curvature: Curvature, scope: Scope) -> list[Chain]:
    """Return q_i = v_i over its length, with the length worked out."""
    return [checked(_unit_chain(position, v), scope) for position, v in enumerate(curvature.eigenvectors, 1)]


def _unit_chain(position: int, v: Sequence[Fraction]) -> Chain:
    if square(v) == 1:
        return equal(unit_vector(position), given_vector(position))
    lengths = Call("sqrt", (number(square(v)),)), root(square(v))
    return equal(
        unit_vector(position), *(product_of((quotient(ONE, length), given_vector(position))) for length in lengths)
    )


def orthogonality_chain(curvature: Curvature, scope: Scope) -> Chain:
    """Return V^T V with numbers: the lengths' squares on the diagonal, zero elsewhere."""
    rows = curvature.eigenvectors
    diagonal = tuple(tuple(square(v) if v is w else Fraction(0) for w in rows) for v in rows)
    product = Product((given_matrix(rows), given_matrix(transposed(rows))))
    return checked(chain(Product((Transpose(V), V)), ("=", product), ("=", common(diagonal))), scope)


def hessian_chain(curvature: Curvature, scope: Scope) -> Chain:
    """Return H as a sum over its eigenvectors, with the numbers in place, and as a matrix."""
    q = Symbol("q_i")
    upper = number(len(curvature.eigenvalues))
    general = BigSum(Symbol("i"), ONE, upper, Product((Symbol("lambda_i"), q, Transpose(q))))
    parts = sum_of(_parts(curvature))
    result = common(hessian_of(curvature))
    worked = checked(chain(H, ("=", parts), ("=", result)), scope)
    return Chain(H, (Link("=", general), *(worked.links if parts != result else worked.links[:1])))


def _parts(curvature: Curvature) -> Iterator[Node]:
    for value, v in zip(curvature.eigenvalues, curvature.eigenvectors, strict=True):
        outer = tuple(tuple(x * y for y in v) for x in v)
        below, inside = split(outer)
        factor = value / square(v) / below
        # a term with λ = 0 stays, so that the sum never loses its shape
        yield product_of((number(factor), matrix(inside))) if factor else Product((ZERO, matrix(inside)))


def split(rows: Rows) -> tuple[int, Rows]:
    """Return the common denominator of the entries, and the whole numbers that remain."""
    below = lcm(*(entry.denominator for row in rows for entry in row))
    return below, tuple(tuple(entry * below for entry in row) for row in rows)


def common(rows: Rows) -> Node:
    """Return a matrix of whole numbers or short decimals, else with the common denominator in front."""
    if all(_is_short(entry) for row in rows for entry in row):
        return Matrix(tuple(tuple(decimal_number(entry) for entry in row) for row in rows))
    below, inside = split(rows)
    return Product((quotient(ONE, number(below)), matrix(inside)))


def _is_short(value: Fraction) -> bool:
    return bool((value * 10**SHORT).denominator == 1)


def matrix(rows: Rows) -> Matrix:
    """Return exact numbers as a matrix, fractions with a bar."""
    return Matrix(tuple(tuple(number(entry) for entry in row) for row in rows))


def given_matrix(rows: Rows) -> Matrix:
    """Return given numbers as a matrix, each as it was written."""
    return Matrix(tuple(tuple(given_node(entry) for entry in row) for row in rows))


def transposed(rows: Rows) -> Rows:
    """Return columns as rows."""
    return tuple(zip(*rows, strict=True))


def check_chain(curvature: Curvature, scope: Scope) -> Chain:
    """Return H V with numbers: its column i is λ_i v_i."""
    pairs = zip(curvature.eigenvalues, curvature.eigenvectors, strict=True)
    image = transposed(tuple(_scaled(value, v) for value, v in pairs))
    factors = common(hessian_of(curvature))
    numbers = factors.factors if isinstance(factors, Product) else (factors,)
    product = Product((*numbers, given_matrix(transposed(curvature.eigenvectors))))
    return checked(chain(Product((H, V)), ("=", product), ("=", common(image))), scope)


def _scaled(value: Fraction, vector: Sequence[Fraction]) -> tuple[Fraction, ...]:
    return tuple(value * x for x in vector)
