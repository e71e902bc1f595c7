"""Part `curvature`: how a function changes near a stationary point, read off the eigenvalues of its Hessian."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from pipeline.derivation.checked import checked
from pipeline.exercises.error_surface import eigen
from pipeline.exercises.error_surface.curvature_figure import curvature_figure
from pipeline.exercises.error_surface.curvature_reading import ETA, Way, change_meanings, curvature_reading, how_many
from pipeline.exercises.error_surface.model import Curvature
from pipeline.exercises.error_surface.spectrum import changes_of, positions, type_of
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Cell, Content, Measured, Prose, Solution, Table
from pipeline.exercises.spoken import counted
from pipeline.notation.build import (
    ONE,
    TWO,
    chain,
    decimal_number,
    difference,
    number,
    power,
    product_of,
    quotient,
    sum_of,
)
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import Call, Chain, Node, Product, Symbol
from pipeline.notation.tree import Fraction as Quotient

EPSILON = Symbol(r"\varepsilon")

SIGNS: Mapping[Way, Callable[[Fraction], bool]] = {
    "negative": lambda value: value < 0,
    "positive": lambda value: value > 0,
    "zero": lambda value: value == 0,
}


def solve_curvature(curvature: Curvature) -> Solution:
    """Return the solved exercise."""
    scope = eigen.scope_of(curvature)
    return Solution(
        quantities={"change": [list(row) for row in changes_of(curvature)]},
        content={
            **pose_curvature(curvature),
            "units": [Prose((unit,)) for unit in eigen.unit_chains(curvature, scope)],
            "orthogonal": eigen.orthogonality_chain(curvature, scope),
            "hessian": eigen.hessian_chain(curvature, scope),
            "check": eigen.check_chain(curvature, scope),
            **_directions(curvature),
            **_contrasts(curvature, scope),
            **_escape(curvature, scope),
            "table": _table(curvature),
            "figure": curvature_figure(curvature),
        },
        reading=curvature_reading(curvature),
    )


def pose_curvature(curvature: Curvature) -> dict[str, Content]:
    """Return what the statement names."""
    return {"part": "curvature", **_givens(curvature)}


def _givens(curvature: Curvature) -> dict[str, Content]:
    values, vectors = enumerate(curvature.eigenvalues, 1), enumerate(curvature.eigenvectors, 1)
    return {
        "about": curvature.about,
        "name": Symbol(curvature.name),
        "size": str(len(curvature.eigenvalues)),
        "size_word": _count(len(curvature.eigenvalues), number(len(curvature.eigenvalues))),
        "eigenvalues": [Prose((chain(eigen.eigenvalue(i), ("=", given_node(value))),)) for i, value in values],
        "eigenvectors": [Prose((chain(eigen.given_vector(i), ("=", eigen.row_node(v))),)) for i, v in vectors],
        "epsilons": [Prose((chain(EPSILON, ("=", given_node(epsilon))),)) for epsilon in curvature.epsilons],
    }


def _directions(curvature: Curvature) -> dict[str, Content]:
    """Return the type of the point, and which directions fall fastest, rise fastest, or do neither."""
    values = curvature.eigenvalues
    low, high = positions(values, min(values)), positions(values, max(values))
    return {
        "type": type_of(values),
        "lowest": [_pair(i) for i in low],
        "highest": [_pair(i) for i in high],
        "lowest_value": given_node(min(values)),
        "highest_value": given_node(max(values)),
        "all_equal": "yes" if min(values) == max(values) else "",
        "signs": {way: _signs(curvature, way) for way in SIGNS},
    }


def _signs(curvature: Curvature, way: Way) -> Content:
    """Return how many eigenvalues have this sign, with the verb that belongs to it; empty for none."""
    count = sum(SIGNS[way](value) for value in curvature.eigenvalues)
    said = {"count": _count(count, how_many(curvature, way)), "verb": "is" if count == 1 else "are"}
    return said if count else ""


def _count(count: int, meaning: Node) -> Measured:
    return Measured(counted(count), meaning)


def _pair(position: int) -> dict[str, Content]:
    return {"q": eigen.unit_vector(position), "value": eigen.eigenvalue(position)}


def _contrasts(curvature: Curvature, scope: Scope) -> dict[str, Content]:
    """Return, for the eigenvalue of largest size, how often it outdoes each of the others at the same ε."""
    values = curvature.eigenvalues
    largest = max(range(len(values)), key=lambda i: abs(values[i]))
    others = [i for i, value in enumerate(values) if value and abs(value) != abs(values[largest])]
    return {
        "strongest": _pair(largest + 1) | {"way": _way(values[largest])},
        "contrasts": [_contrast(values, largest, i, scope) for i in others],
    }


def _contrast(values: Sequence[Fraction], largest: int, other: int, scope: Scope) -> Content:
    sizes = (Call("abs", (eigen.eigenvalue(place + 1),)) for place in (largest, other))
    ratio = decimal_number(abs(values[largest]) / abs(values[other]))
    numbers = quotient(given_node(abs(values[largest])), given_node(abs(values[other])))
    shown = checked(eigen.equal(Quotient(*sizes), numbers, ratio), scope)
    return {**_pair(other + 1), "way": _way(values[other]), "ratio": Prose((shown,))}


def _way(value: Fraction) -> str:
    return "falls" if value < 0 else "rises" if value > 0 else "stays"


def _escape(curvature: Curvature, scope: Scope) -> dict[str, Content]:
    """Return the mean curvature, and what a step of gradient descent with η = 1/max|λ| does along each q_i."""
    values = curvature.eigenvalues
    largest = max(map(abs, values))
    return {
        "mean": _mean(values, scope),
        "mean_sign": _way(Fraction(sum(values))),
        "rate": Prose((chain(ETA, ("=", number(1 / largest))),)) if largest else "",
        "factors": [Prose((factor,)) for factor in _factors(values, 1 / largest, scope)] if largest else [],
    }


def _mean(values: Sequence[Fraction], scope: Scope) -> Chain:
    symbolic = sum_of(eigen.eigenvalue(i) for i in range(1, len(values) + 1))
    count = number(len(values))
    numbers = quotient(sum_of(map(given_node, values)), count)
    result = number(Fraction(sum(values), len(values)))
    return checked(eigen.equal(quotient(symbolic, count), numbers, result), scope)


def _factors(values: Sequence[Fraction], rate: Fraction, scope: Scope) -> list[Chain]:
    """Return 1 − ηλ_i = … for each eigenvalue."""
    known = scope.defining(ETA.name, Definition((), number(rate)))
    return [checked(chain(_factor(i), ("=", number(1 - rate * value))), known) for i, value in enumerate(values, 1)]


def _factor(position: int) -> Node:
    return difference(ONE, product_of((ETA, eigen.eigenvalue(position))))


def _table(curvature: Curvature) -> Table:
    head: list[Cell] = [Symbol("i"), Symbol("lambda_i")]
    head += [chain(EPSILON, ("=", given_node(epsilon))) for epsilon in curvature.epsilons]
    rows = tuple(
        (number(i), given_node(value), *(decimal_number(change) for change in row))
        for i, (value, row) in enumerate(zip(curvature.eigenvalues, changes_of(curvature), strict=True), 1)
    )
    half = product_of((quotient(ONE, TWO), power(EPSILON, 2), Symbol("lambda_i")))
    way = (" of the quadratic model on the way from ", Symbol("x^*"), " to ", _target(), ".")
    caption = Prose(("The change ", half, *way))
    align = "cd" + "d" * len(curvature.epsilons)
    return Table("changes", caption, tuple(head), rows, align, change_meanings(curvature))


def _target() -> Node:
    return sum_of((Symbol("x^*"), Product((EPSILON, Symbol("q_i")))))
