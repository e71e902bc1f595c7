"""How the page of a network is read back: its names, its definitions, its numbers, and what the update makes of them.

Everything that the page says is decided against this: a unit's formula against the network of the sheet, a number
against the values of the sheet, a line after the update against the network with the new weights.
"""

from collections.abc import Iterator, Mapping

from pipeline.equality.context import Context
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.networks.lecture import softmax_of_any_size
from pipeline.exercises.networks.written import WRITTEN_FUNCTIONS
from pipeline.exercises.numerals import given_node
from pipeline.exercises.reading import Reading
from pipeline.notation.build import ONE, difference, sum_of
from pipeline.notation.meaning import Definition
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Indexed, Node, Product, Symbol, children, with_children
from pipeline.notation.vocabulary import Vocabulary

SCRIPTS = ("_", "^")


def page_reading(network: Network) -> Reading:
    """Return the key to the page of a network."""
    return Reading(_vocabulary(network), page_context(network))


def page_context(network: Network) -> Context:
    """Return what the sheet and the mathematics give; all names canonical."""
    before = {name: Definition((), body) for name, body in network.formulas.items()}
    after = dict(_after(network))
    letters = network.letters
    softmax = Definition((letters.indices[0],), softmax_of_any_size(letters))
    learnt = {symbol.name for symbol in learnt_symbols(network)}
    return Context(
        definitions=_canonical({**before, **after, **dict(_adding_up(network))}),
        values=_canonical({name: Definition((), given_node(value)) for name, value in network.givens.items()}),
        families={letters.softmax: softmax} if network.has_softmax else {},
        dimensions=frozenset({letters.size} if network.has_softmax else ()),
        updates={canonical_name(name): canonical(stepped(network, Symbol(name))) for name in learnt},
        rounding="full precision",
        defines="nothing",
    )


def _adding_up(network: Network) -> Iterator[tuple[str, Definition]]:
    """Yield the last target as 1 minus the others where the loss takes them for probabilities of classes."""
    *others, last = network.symbols.targets
    if network.model.loss == "cross-entropy" and others:
        yield last.name, Definition((), difference(ONE, sum_of(others)))


def learnt_symbols(network: Network) -> tuple[Symbol, ...]:
    """Return every weight, and every bias where biases learn, each once."""
    found: list[Symbol] = []
    for own in network.symbols.layers:
        found += [weight for row in own.weights for weight in row]
        found += own.biases if network.model.update_bias else ()
    return tuple(dict.fromkeys(found))


def stepped(network: Network, symbol: Symbol) -> Node:
    """Return w − η ∂E/∂w."""
    return difference(symbol, Product((network.symbols.rate, network.by(symbol))))


def afterwards(symbol: Symbol) -> Symbol:
    """Return the name of a quantity after the update; no page can write it, so it clashes with none."""
    return Symbol(f"{symbol.name} after")


def after_update(network: Network, symbol: Symbol) -> Symbol:
    """Return the name of a weight or bias after the update, which is its own where it does not learn."""
    return afterwards(symbol) if symbol in learnt_symbols(network) else symbol


def _after(network: Network) -> Iterator[tuple[str, Definition]]:
    """Yield what everything is after the update: stepped weights, and the same units over them."""
    learnt = learnt_symbols(network)
    for symbol in learnt:
        yield afterwards(symbol).name, Definition((), stepped(network, symbol))
    changed = {name: f"{name} after" for name in (*network.formulas, *(symbol.name for symbol in learnt))}
    deltas = {delta.name for own in network.symbols.layers for delta in own.deltas}
    for name, body in network.formulas.items():
        if name not in deltas:
            yield changed[name], Definition((), renamed(body, changed))


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """Return the formula with names replaced."""
    if isinstance(node, Symbol):
        return Symbol(names.get(node.name, node.name))
    return with_children(node, tuple(renamed(child, names) for child in children(node)))


def canonical(node: Node) -> Node:
    """Return the formula with every name in its canonical form."""
    match node:
        case Symbol(name):
            return Symbol(canonical_name(name))
        case Indexed(base, indices, joint):
            return Indexed(canonical_name(base), tuple(map(canonical, indices)), joint)
        case _:
            return with_children(node, tuple(canonical(child) for child in children(node)))


def _canonical(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    return {canonical_name(name): Definition((), canonical(given.body)) for name, given in definitions.items()}


def _vocabulary(network: Network) -> Vocabulary:
    names = {canonical_name(name) for name in (*network.givens, *network.formulas)}
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
