"""The tables of the solution: all gradients, the update, and the forward pass before and after it."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.formulas import added
from pipeline.exercises.backpropagation.phrases import prose
from pipeline.exercises.backpropagation.reading import after_update, afterwards, canonical
from pipeline.exercises.networks.printed import MOST_PLACES, Shown, shown
from pipeline.exercises.networks.real import Real, bounds
from pipeline.exercises.solution import Cell, Table
from pipeline.notation.build import ZERO, chain, product_of
from pipeline.notation.tree import Node, Symbol


@dataclass(frozen=True)
class Learnt:
    """A weight or a bias with everything that the tables say about it.

    Attributes:
        symbol: Its name.
        formula: Its gradient with δ.
        old, gradient, new: Values.
    """

    symbol: Symbol
    formula: Node
    old: Real
    gradient: Real
    new: Real


def learnt(board: Board) -> list[Learnt]:
    """Return all weights and biases, layer by layer, weights before biases."""
    return [item for layer in range(board.network.depth) for item in (*_weights(board, layer), *_biases(board, layer))]


def _weights(board: Board, layer: int) -> Iterator[Learnt]:
    own, numbers = board.network.symbols.layers[layer], board.numbers
    sources = board.network.symbols.sources(layer)
    for unit, row in enumerate(own.weights):
        for source, symbol in enumerate(row):
            yield Learnt(
                symbol,
                product_of((own.deltas[unit], sources[source])),
                numbers.weights.matrices[layer][unit][source],
                numbers.gradients[layer].weights[unit][source],
                numbers.updated.matrices[layer][unit][source],
            )


def _biases(board: Board, layer: int) -> Iterator[Learnt]:
    own, numbers = board.network.symbols.layers[layer], board.numbers
    old, gradient, new = numbers.weights.biases[layer], numbers.gradients[layer].biases, numbers.updated.biases[layer]
    if board.network.model.layer[layer].bias_form == "shared":
        vanishes = board.network.model.layer[layer].activation == "softmax"
        yield Learnt(own.biases[0], ZERO if vanishes else added(list(own.deltas)), old[0], gradient[0], new[0])
        return
    for unit, symbol in enumerate(own.biases):
        yield Learnt(symbol, own.deltas[unit], old[unit], gradient[unit], new[unit])


def gradient_table(board: Board) -> Table:
    """Return the derivative of the loss by every weight and bias: with δ, and its value."""
    rows = tuple((item.symbol, item.formula, board.gradient(item.gradient).node) for item in learnt(board))
    caption = prose("The derivative of ", board.network.symbols.loss, " by every ", _what_learns(board), ".")
    meanings = tuple(_meant(item.symbol, *[board.network.by(item.symbol)] * 2) for item in learnt(board))
    return Table("gradients", caption, ("by", "derivative", "value"), rows, "lld", meanings)


def _meant(*nodes: Node) -> tuple[Node, ...]:
    """Return what the cells of a row have to be, in the names of the context."""
    return tuple(map(canonical, nodes))


def _what_learns(board: Board) -> str:
    return "weight and bias" if any(own.biases for own in board.network.symbols.layers) else "weight"


def new_value(board: Board, item: Learnt) -> Shown:
    """Return the updated value with enough decimals to tell it from the old one."""
    return shown(item.new, places_to_tell_apart(item.old, item.new, board.places))


def places_to_tell_apart(old: Real, new: Real, places: int) -> int:
    """Return the number of decimals, at least `places`, at which two numbers differ visibly."""
    change = abs(bounds(new)[0] - bounds(old)[0])
    while change and places < MOST_PLACES and change * 10**places < 1:
        places += 1
    return places


def update_table(board: Board) -> Table:
    """Return old value, gradient and new value of everything that is learnt."""
    rows = tuple(_update_row(board, item) for item in learnt(board))
    rate = board.network.symbols.rate
    caption = prose("One step of gradient descent with ", chain(rate, ("=", board.printed[rate.name].node)), ".")
    meanings = tuple(
        _meant(item.symbol, item.symbol, board.network.by(item.symbol), after_update(board.network, item.symbol))
        for item in learnt(board)
    )
    return Table("update", caption, ("quantity", "before", "gradient", "after"), rows, "lddd", meanings)


def _update_row(board: Board, item: Learnt) -> tuple[Cell, ...]:
    old = board.printed[item.symbol.name].node
    return item.symbol, old, board.gradient(item.gradient).node, new_value(board, item).node


def forward_table(board: Board) -> Table:
    """Return weighted sums, activations and loss before and after the update."""
    rows: list[tuple[Symbol, Node, Node]] = []
    for own, before, after in zip(
        board.network.symbols.layers, board.numbers.forward.layers, board.numbers.after.layers, strict=True
    ):
        rows += _rows(board, own.preactivations, before.preactivations, after.preactivations)
        if before.activations != before.preactivations:
            rows += _rows(board, own.activations, before.activations, after.activations)
    first, second = losses(board)
    rows.append((board.network.symbols.loss, first.node, second.node))
    caption = prose("The forward pass before and after the update.")
    meanings = tuple(_meant(name, name, afterwards(name)) for name, _, _ in rows)
    return Table("forward", caption, ("quantity", "before", "after"), tuple(rows), "ldd", meanings)


def _rows(
    board: Board, symbols: tuple[Symbol, ...], before: tuple[Real, ...], after: tuple[Real, ...]
) -> list[tuple[Symbol, Node, Node]]:
    triples = zip(symbols, before, after, strict=True)
    return [(symbol, board.value(old).node, board.value(new).node) for symbol, old, new in triples]


def losses(board: Board) -> tuple[Shown, Shown]:
    """Return the loss before and after, with enough decimals to tell them apart."""
    old, new = board.numbers.forward.loss, board.numbers.after.loss
    places = places_to_tell_apart(old, new, board.places + 1)
    return shown(old, places), shown(new, places)
