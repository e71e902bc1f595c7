"""The tables of the solution: all gradients, the update, and the forward pass before and after it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.formulas import added
from pipeline.exercises.backpropagation.later import after_step, placed
from pipeline.exercises.backpropagation.network import partial
from pipeline.exercises.backpropagation.phrases import prose
from pipeline.exercises.backpropagation.updates import learnt_symbols
from pipeline.exercises.networks.printed import MOST_PLACES, Shown, shown
from pipeline.exercises.networks.real import Real, bounds
from pipeline.exercises.reading import canonical
from pipeline.exercises.solution import Cell, Prose, Table
from pipeline.notation.build import ZERO, chain, product_of
from pipeline.notation.tree import Node, Symbol

MOST_COLUMNS = 5
"""Columns of numbers that fit beside each other."""

MOST_ROWS = 12
"""Samples that a table lists where it could do without them."""


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
                numbers.total_gradients[layer].weights[unit][source],
                numbers.updated.matrices[layer][unit][source],
            )


def _biases(board: Board, layer: int) -> Iterator[Learnt]:
    own, numbers = board.network.symbols.layers[layer], board.numbers
    old, gradient, new = (
        numbers.weights.biases[layer],
        numbers.total_gradients[layer].biases,
        numbers.updated.biases[layer],
    )
    if board.network.model.layer[layer].bias_form == "shared":
        vanishes = board.network.model.layer[layer].activation == "softmax"
        yield Learnt(own.biases[0], ZERO if vanishes else added(list(own.deltas)), old[0], gradient[0], new[0])
        return
    for unit, symbol in enumerate(own.biases):
        yield Learnt(symbol, own.deltas[unit], old[unit], gradient[unit], new[unit])


def gradient_table(board: Board) -> Table:
    """Return the derivative of the loss by every weight and bias: with δ and its value, or sample by sample."""
    network, items = board.network, learnt(board)
    caption = prose("The derivative of ", network.symbols.total, " by every ", _what_learns(board), ".")
    if len(network.symbols.losses) == 1:
        rows = tuple((item.symbol, item.formula, board.gradient(item.gradient).node) for item in items)
        meanings = tuple(meant(item.symbol, *[network.by(item.symbol)] * 2) for item in items)
        return Table("gradients", caption, ("by", "derivative", "value"), rows, "lld", meanings)
    return _gradients_by_sample(board, items, caption)


def _gradients_by_sample(board: Board, items: list[Learnt], caption: Prose) -> Table:
    """Return a column for every sample of a few, and one for the batch."""
    symbols = board.network.symbols
    samples = range(len(symbols.losses)) if len(symbols.losses) <= MOST_COLUMNS else ()
    parts = [dict(sample_slopes(board, sample)) for sample in samples]
    losses = (*(symbols.losses[sample] for sample in samples), symbols.total)
    rows: list[tuple[Cell, ...]] = []
    for item in items:
        values = (*(part[item.symbol] for part in parts), item.gradient)
        rows.append((item.symbol, *(board.gradient(value).node for value in values)))
    meanings = tuple(meant(item.symbol, *(partial(loss, item.symbol) for loss in losses)) for item in items)
    return Table("gradients", caption, ("by", *losses), tuple(rows), "l" + "d" * len(losses), meanings)


def sample_slopes(board: Board, sample: int) -> Iterator[tuple[Symbol, Real]]:
    """Yield the derivative of a sample's loss by every weight and bias."""
    for own, gradient in zip(board.network.symbols.layers, board.numbers.sample_gradients[sample], strict=True):
        for symbols, row in zip(own.weights, gradient.weights, strict=True):
            yield from zip(symbols, row, strict=True)
        yield from zip(own.biases, gradient.biases, strict=False)


def meant(*nodes: Node) -> tuple[Node, ...]:
    """Return what the cells of a row have to be, in the names of the context."""
    return tuple(map(canonical, nodes))


def _what_learns(board: Board) -> str:
    return "weight and bias" if any(own.biases for own in board.network.symbols.layers) else "weight"


def new_value(board: Board, item: Learnt) -> Shown:
    """Return the updated value with enough decimals to tell it from the old one."""
    return told_apart(board, item.old, item.new)


def told_apart(board: Board, old: Real, new: Real) -> Shown:
    """Return a new value with enough decimals to tell it from the old one."""
    return shown(new, places_to_tell_apart(old, new, board.places))


def places_to_tell_apart(old: Real, new: Real, places: int) -> int:
    """Return the number of decimals, at least `places`, at which two numbers differ visibly."""
    change = abs(bounds(new)[0] - bounds(old)[0])
    while change and places < MOST_PLACES and change * 10**places < 1:
        places += 1
    return places


METHODS = {
    "gradient": "gradient descent",
    "momentum": "gradient descent with momentum",
    "adam": "Adam",
}


def update_table(board: Board) -> Table:
    """Return old value, gradient and new value of everything that may learn, and the last value of several updates."""
    network, last = board.network, board.network.model.steps
    shown_steps = (1, last) if last > 1 else (1,)
    rate = network.symbols.rate
    caption = prose(
        f"{'The first step' if last > 1 else 'One step'} of {METHODS[network.model.optimiser.method]} with ",
        chain(rate, ("=", board.printed[rate.name].node)),
        f", and the values after {last} steps." if last > 1 else ".",
    )
    values = [dict(placed(network, board.numbers.states[step].weights)) for step in shown_steps]
    learns = set(learnt_symbols(network))
    rows, meanings = [], []
    for item in learnt(board):
        name = item.symbol
        rows.append(_update_row(board, item, [step[name] for step in values]))
        after = (after_step(name, step) if name in learns else name for step in shown_steps)
        meanings.append(meant(name, name, network.total_by(name), *after))
    head = ("quantity", "before", "gradient", *(f"after {step}" if last > 1 else "after" for step in shown_steps))
    return Table("update", caption, head, tuple(rows), "l" + "d" * (len(head) - 1), tuple(meanings))


def _update_row(board: Board, item: Learnt, values: Iterable[Real]) -> tuple[Cell, ...]:
    old = board.printed[item.symbol.name].node
    stays = bounds(item.old)
    new = (old if bounds(value) == stays else told_apart(board, item.old, value).node for value in values)
    return item.symbol, old, board.gradient(item.gradient).node, *new


def forward_table(board: Board) -> Table:
    """Return weighted sums, activations and loss before and after the update; for a batch the losses alone."""
    network, numbers = board.network, board.numbers
    rows: list[tuple[Symbol, Node, Node]] = []
    if len(network.symbols.losses) == 1:
        after = numbers.passes[1].samples[0]
        layers = zip(network.symbols.layers, numbers.forward.layers, after.layers, strict=True)
        for layer, (own, before, now) in enumerate(layers):
            rows += _rows(board, own.preactivations, before.preactivations, now.preactivations)
            if network.has_activation(layer):
                rows += _rows(board, own.activations, before.activations, now.activations)
    elif len(network.symbols.losses) <= MOST_ROWS:
        values = ([sample.loss for sample in run.samples] for run in numbers.passes[:2])
        for symbol, old, new in zip(network.symbols.losses, *values, strict=True):
            first, second = apart(board, old, new)
            rows.append((symbol, first.node, second.node))
    first, second = losses(board)
    rows.append((network.symbols.total, first.node, second.node))
    caption = prose("The forward pass before and after the update.")
    meanings = tuple(meant(name, name, after_step(name, 1)) for name, _, _ in rows)
    return Table("forward", caption, ("quantity", "before", "after"), tuple(rows), "ldd", meanings)


def apart(board: Board, old: Real, new: Real) -> tuple[Shown, Shown]:
    """Return two losses with enough decimals to tell them apart."""
    places = places_to_tell_apart(old, new, board.places + 1)
    return shown(old, places), shown(new, places)


def _rows(
    board: Board, symbols: tuple[Symbol, ...], before: tuple[Real, ...], after: tuple[Real, ...]
) -> list[tuple[Symbol, Node, Node]]:
    triples = zip(symbols, before, after, strict=True)
    return [(symbol, board.value(old).node, board.value(new).node) for symbol, old, new in triples]


def losses(board: Board) -> tuple[Shown, Shown]:
    """Return the loss before and after the first update, with enough decimals to tell them apart."""
    return apart(board, board.numbers.passes[0].loss, board.numbers.passes[1].loss)
