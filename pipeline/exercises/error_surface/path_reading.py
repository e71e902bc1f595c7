"""How the page of a plateau is read back: the function, gradient descent at any point, and the points of the path.

The update is decided at a point and a learning rate that are free, the numbers at the points of the path. A point of
the table is checked as one step from the point before it, with the gradient that `notation.meaning` finds.
"""

from collections.abc import Iterator, Sequence

from pipeline.equality.context import Context
from pipeline.exercises.decimals import exactly
from pipeline.exercises.descent import State
from pipeline.exercises.error_surface.model import Plateau
from pipeline.exercises.error_surface.symbols import ETA, coordinate, norm_at, update_from
from pipeline.exercises.naming import FunctionNames, point, vector
from pipeline.exercises.numerals import given_node
from pipeline.exercises.reading import Reading, canonical
from pipeline.notation.build import power
from pipeline.notation.meaning import Definition
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Component, Node, Number, Product, Symbol
from pipeline.notation.vocabulary import Vocabulary

FREE_RATE = Symbol("root of eta")
"""Where the learning rate has no value it is the square of a free number: any positive number."""

Meanings = tuple[tuple[Node | str | None, ...], ...]


def path_reading(plateau: Plateau, names: FunctionNames, states: Sequence[State]) -> Reading:
    """Return the key to the page of a path."""
    definitions = {
        plateau.name: Definition(tuple(map(canonical_name, names.variables)), canonical(plateau.function)),
        ETA.name: Definition((), power(FREE_RATE, 2)),
        **{name.name: Definition((), canonical(body)) for name, body in _points(names, len(states))},
    }
    values = {ETA.name: given_node(plateau.rate), **dict(_values(names, states))}
    context = Context(
        definitions={canonical_name(name): definition for name, definition in definitions.items()},
        values={canonical_name(name): Definition((), value) for name, value in values.items()},
        dimensions=frozenset(),
        rounding="full precision",
        defines="nothing",
    )
    return Reading(_vocabulary(plateau, names), context)


def _vocabulary(plateau: Plateau, names: FunctionNames) -> Vocabulary:
    own = {canonical_name(name) for name in (plateau.name, names.vector, *names.variables)}
    stems = {name.partition("_")[0].partition("^")[0] for name in own}
    name = canonical_name(plateau.name)
    words = frozenset(stem for stem in stems if len(stem) > 1)
    return Vocabulary(names=words, functions={"sigma": "sigmoid", name: name}, indices=frozenset())


def _points(names: FunctionNames, count: int) -> Iterator[tuple[Symbol, Node]]:
    """Yield the vector of variables, any point with free entries, and the two that are one step behind another."""
    if len(names.variables) > 1:
        yield Symbol(names.vector), point(names.symbols)
        for label in ("k", *range(count)):
            yield names.point(label), vector([coordinate(variable, label) for variable in names.variables])
    yield names.point("k+1"), update_from(names, "k")
    yield names.point(1), update_from(names, 0)


def _values(names: FunctionNames, states: Sequence[State]) -> Iterator[tuple[str, Node]]:
    """Yield the entries of the start, and all points from the second step on."""
    for variable, value in zip(names.variables, states[0].at, strict=True):
        yield coordinate(variable, 0).name, exactly(value)
    for k, state in enumerate(states[2:], 2):
        yield names.point(k).name, vector([exactly(x) for x in state.at])


def row_meaning(names: FunctionNames, k: int, last: int) -> tuple[Node | str | None, ...]:
    """Return what the cells of a row of the table have to be: the point from the one before it, the rest at the point.

    Args:
        names: The formulas.
        k: The number of the point.
        last: That of the last one, which no step leaves.
    """
    entries = list(_entries(names, k))
    length: Node | str = "–" if k == last else Product((ETA, norm_at(names, k)))
    cells = (Number(str(k)), *entries, names.value_at(k), norm_at(names, k))
    return (*map(canonical, cells), length if isinstance(length, str) else canonical(length))


def _entries(names: FunctionNames, k: int) -> Iterator[Node]:
    reached = update_from(names, k - 1) if k else names.point(0)
    if len(names.variables) == 1:
        yield reached
        return
    for place in range(1, len(names.variables) + 1):
        yield Component(reached, (Number(str(place)),))
