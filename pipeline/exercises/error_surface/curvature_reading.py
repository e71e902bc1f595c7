"""How the page on curvature is read back: the given vectors, any eigenvalues, any unit vector, the quadratic model.

What is said of all eigenvalues and of all directions is decided with eigenvalues and directions that are free; the
numbers with those of the sheet.
"""

from collections.abc import Iterator
from typing import Literal

from pipeline.equality.context import Context
from pipeline.exercises.error_surface import eigen
from pipeline.exercises.error_surface.model import Curvature
from pipeline.exercises.error_surface.spectrum import square
from pipeline.exercises.numerals import given_node
from pipeline.exercises.reading import Reading
from pipeline.notation.build import ONE, TWO, column, difference, neg, number, power, quotient, sum_of
from pipeline.notation.meaning import Definition
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import BigSum, Call, Indexed, Node, Number, Product, Sum, Symbol, Term, Transpose
from pipeline.notation.vocabulary import Vocabulary

STATIONARY = Symbol("x^*")
ETA = Symbol("eta")
Way = Literal["negative", "positive", "zero"]
I = Symbol("i")


def curvature_reading(curvature: Curvature) -> Reading:
    """Return the key to the page of a Hessian."""
    size = len(curvature.eigenvalues)
    name = canonical_name(curvature.name)
    definitions = {
        **{symbol.name: Definition((), body) for symbol, body in _vectors(curvature)},
        **{symbol.name: Definition((), body) for symbol, body in _direction(size)},
        name: Definition(_entries("x", size), _function(size)),
        "m": Definition(_entries("p", size), _model(name)),
    }
    context = Context(
        definitions=definitions,
        values={symbol.name: Definition((), value) for symbol, value in _values(curvature)},
        ranges={"i": (1, size), "j": (1, size)},
        dimensions=frozenset(),
        solutions={"epsilon": tuple(map(given_node, curvature.epsilons))},
        rounding="full precision",
        defines="nothing",
    )
    return Reading(Vocabulary(functions={name: name, "m": "m"}, indices=frozenset("ij")), context)


def _vectors(curvature: Curvature) -> Iterator[tuple[Symbol, Node]]:
    """Yield the given eigenvectors, the same with length one, the matrix of all, and H from its eigenvalues."""
    vectors = curvature.eigenvectors
    for place, v in enumerate(vectors, 1):
        length = eigen.root(square(v))
        yield eigen.given_vector(place), column(map(given_node, v))
        yield eigen.unit_vector(place), column(quotient(given_node(x), length) for x in v)
    yield eigen.V, eigen.given_matrix(eigen.transposed(vectors))
    share = _any("q")
    yield eigen.H, _over_all(len(vectors), Product((_any("lambda"), share, Transpose(share))))


def _any(base: str) -> Indexed:
    return Indexed(base, (I,))


def _over_all(size: int, body: Node) -> Node:
    return BigSum(I, ONE, number(size), body)


def _direction(size: int) -> Iterator[tuple[Symbol, Node]]:
    """Yield the shares of any unit vector, the vector, any displacement and the stationary point.

    The shares are the stereographic image of free numbers: all points of the unit sphere but one. A relation between
    continuous functions that holds at all of these holds there too.
    """
    free = [Symbol(f"free share {place}") for place in range(1, size)]
    length = sum_of((ONE, *(power(symbol, 2) for symbol in free)))
    shares = [quotient(Product((TWO, symbol)), length) for symbol in free]
    last = quotient(difference(length, TWO), length) if free else _either_sign()
    for place, share in enumerate((*shares, last), 1):
        yield Symbol(f"c_{place}"), share
    yield Symbol("q"), _over_all(size, Product((_any("c"), _any("q"))))
    yield Symbol("p"), column(map(Symbol, _entries("p", size)))
    yield STATIONARY, column(map(Symbol, _entries(STATIONARY.name, size)))


def _either_sign() -> Node:
    """Return 1 or −1: the unit vectors of the line."""
    free = Symbol("free share 1")
    return quotient(free, Call("abs", (free,)))


def _entries(base: str, size: int) -> tuple[str, ...]:
    return tuple(f"{base}_{place}" for place in range(1, size + 1))


def _function(size: int) -> Node:
    """Return any function with this stationary point and Hessian: a value there and a term of third order are free."""
    away = Sum((Term(1, column(map(Symbol, _entries("x", size)))), Term(-1, STATIONARY)))
    entries = (difference(Symbol(f"x_{i}"), Symbol(f"{STATIONARY.name}_{i}")) for i in range(1, size + 1))
    third = Product((Symbol("third order"), power(sum_of(entries), 3)))
    return sum_of((Symbol("value at the point"), _half_form(away), third))


def _model(name: str) -> Node:
    return sum_of((Call(name, (STATIONARY,)), _half_form(Symbol("p"))))


def _half_form(vector: Node) -> Node:
    return Product((quotient(ONE, TWO), Transpose(vector), eigen.H, vector))


def _values(curvature: Curvature) -> Iterator[tuple[Symbol, Node]]:
    """Yield the eigenvalues and the learning rate."""
    for place, value in enumerate(curvature.eigenvalues, 1):
        yield eigen.eigenvalue(place), given_node(value)
    largest = max(map(abs, curvature.eigenvalues))
    if largest:
        yield ETA, number(1 / largest)


def change_meanings(curvature: Curvature) -> tuple[tuple[Node | str | None, ...], ...]:
    """Return what the cells of the table of changes have to be: i, λ_i, and ½ε²λ_i for each ε."""
    places = range(1, len(curvature.eigenvalues) + 1)
    return tuple((Number(str(i)), eigen.eigenvalue(i), *_changes(curvature, i)) for i in places)


def _changes(curvature: Curvature, place: int) -> Iterator[Node]:
    for epsilon in curvature.epsilons:
        yield Product((quotient(ONE, TWO), power(given_node(epsilon), 2), eigen.eigenvalue(place)))


def how_many(curvature: Curvature, way: Way) -> Node:
    r"""Return the number of eigenvalues of one sign as a formula: $\sum_i \operatorname{step}(-\lambda_i)$."""
    value = _any("lambda")
    size = len(curvature.eigenvalues)
    below, above = (_over_all(size, Call("step", (signed,))) for signed in (neg(value), value))
    match way:
        case "negative":
            return below
        case "positive":
            return above
        case "zero":
            return Sum((Term(1, number(size)), Term(-1, below), Term(-1, above)))
