"""How the page of a network is read back: its names, its definitions, its numbers, and what the update makes of them.

Everything that the page says is decided against this: a unit's formula against the network of the sheet, a number
against the values of the sheet, a line after the update against the network with the new weights.
"""

from collections.abc import Iterator, Mapping

from pipeline.equality.context import Context
from pipeline.exercises.backpropagation.later import after_step, later_definitions
from pipeline.exercises.backpropagation.network import Network, in_sample, renamed
from pipeline.exercises.backpropagation.solve import Numbers
from pipeline.exercises.backpropagation.updates import (
    first_update,
    general_updates,
    learnt_symbols,
    simplified_update,
    stepped,
)
from pipeline.exercises.backpropagation.vectors import components, vectors_of
from pipeline.exercises.networks.lecture import softmax_of_any_size
from pipeline.exercises.networks.written import WRITTEN_FUNCTIONS
from pipeline.exercises.numerals import given_node
from pipeline.exercises.reading import Reading, canonical
from pipeline.notation.build import ONE, difference, sum_of
from pipeline.notation.meaning import Definition
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Derivative, Matrix, Node, Symbol
from pipeline.notation.vocabulary import Vocabulary

SCRIPTS = ("_", "^")


def page_reading(network: Network, numbers: Numbers) -> Reading:
    """Return the key to the page of a network."""
    return Reading(_vocabulary(network), page_context(network, numbers))


def page_context(network: Network, numbers: Numbers) -> Context:
    """Return what the sheet and the mathematics give; all names canonical."""
    before = {name: Definition((), body) for name, body in network.formulas.items()}
    letters = network.letters
    softmax = Definition((letters.indices[0],), softmax_of_any_size(letters))
    learnt = {symbol.name: first_update(network, symbol) for symbol in learnt_symbols(network)}
    towards = {name.name: Definition((), body) for own in learnt.values() for name, body in own.quantities}
    later = {name: Definition((), body) for name, body in later_definitions(network, numbers)}
    steps = {
        **general_updates(network),
        **{name: own.new for name, own in learnt.items()},
        **dict(_matrix_updates(network)),
    }
    return Context(
        definitions=_canonical(
            {
                **before,
                **dict(_vectors(network)),
                **towards,
                **dict(_after(network)),
                **later,
                **dict(_adding_up(network)),
            }
        ),
        values=_canonical({name: Definition((), given_node(value)) for name, value in network.givens.items()}),
        families={letters.softmax: softmax} if network.has_softmax else {},
        dimensions=frozenset({letters.size} if network.has_softmax else ()),
        updates={canonical_name(name): canonical(new) for name, new in steps.items()},
        rounding="full precision",
        defines="nothing",
    )


def _vectors(network: Network) -> Iterator[tuple[str, Definition]]:
    """Yield what vectors and matrices consist of, where the page has them."""
    if network.is_matrix:
        yield from ((vector.name, Definition((), Matrix(rows))) for vector, rows in components(network))


def _matrix_updates(network: Network) -> Iterator[tuple[str, Node]]:
    """Yield the plain step of every matrix of weights and vector of biases."""
    if network.is_matrix and network.model.optimiser.method == "gradient":
        names = [name for layer in vectors_of(network).layers for name in (layer.weights, layer.bias) if name]
        yield from ((name.name, stepped(network, name, network.total_by(name))) for name in names)


def _adding_up(network: Network) -> Iterator[tuple[str, Definition]]:
    """Yield the last target as 1 minus the others where the loss takes them for probabilities of classes."""
    *others, last = network.symbols.targets
    if network.model.loss == "cross-entropy" and others:
        for sample in range(len(network.symbols.losses)):
            rest = sum_of(in_sample(other, sample) for other in others)
            yield in_sample(last, sample).name, Definition((), difference(ONE, rest))


def _after(network: Network) -> Iterator[tuple[str, Definition]]:
    """Yield what everything is after the update: new weights, and the same units over them."""
    learnt = learnt_symbols(network)
    for symbol in learnt:
        yield after_step(symbol, 1).name, Definition((), simplified_update(network, symbol))
    changed = {
        name: after_step(Symbol(name), 1).name for name in (*network.formulas, *(symbol.name for symbol in learnt))
    }
    units = [name for name, body in network.formulas.items() if not isinstance(body, Derivative)]
    for name in units:
        yield changed[name], Definition((), renamed(network.formulas[name], changed))


def _canonical(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    return {canonical_name(name): Definition((), canonical(given.body)) for name, given in definitions.items()}


def _vocabulary(network: Network) -> Vocabulary:
    vectors = (vector.name for vector, _ in components(network)) if network.is_matrix else ()
    names = {canonical_name(name) for name in (*network.givens, *network.formulas, *vectors)}
    bases = {_base(name) for name in names}
    return Vocabulary(
        names=frozenset(base for base in bases if len(base) > 1),
        functions=WRITTEN_FUNCTIONS,
        indices=frozenset(network.letters.indices),
    )


def _base(name: str) -> str:
    for mark in SCRIPTS:
        name = name.partition(mark)[0]
    return name
