"""The first update on the page: the batch's gradient of single weights, and their new values."""

import re
from collections.abc import Mapping, Sequence

from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.network import Network, batch_formula, partial
from pipeline.exercises.backpropagation.symbols import indexed
from pipeline.exercises.backpropagation.tables import MOST_COLUMNS, Learnt, learnt, new_value, sample_slopes
from pipeline.exercises.backpropagation.updates import decays, first_update, learnt_symbols
from pipeline.exercises.networks.printed import Shown, numeric_links
from pipeline.exercises.networks.real import Real, exact, is_zero, times
from pipeline.notation.build import ONE, number
from pipeline.notation.tree import BigSum, Chain, Derivative, Indexed, Link, Node, Symbol, children, with_children


def examples(board: Board) -> list[Learnt]:
    """Return what the update is written out for: of each layer the first weight that moves, else the first."""
    learns, found = set(learnt_symbols(board.network)), []
    items = {item.symbol: item for item in learnt(board)}
    for own in board.network.symbols.layers:
        row = [items[weight] for weights in own.weights for weight in weights if weight in learns]
        moving = [item for item in row if not is_zero(item.gradient)]
        found += (moving or row)[:1]
    return found


# -- the batch -------------------------------------------------------------------------------------


def batch_loss_line(board: Board) -> Chain:
    """Return the loss of the batch from those of its samples."""
    symbols, value = board.network.symbols, board.printed[board.network.symbols.total.name]
    formula = over_samples(board.network, symbols.losses)
    if formula is None or len(symbols.losses) > MOST_COLUMNS:
        return Chain(symbols.total, (*((Link("=", formula),) if formula else ()), Link(value.relation, value.node)))
    return board.line(symbols.total, (Link("=", formula),), value=value)


def batch_gradient_line(board: Board, item: Learnt) -> Chain:
    """Return the derivative of the batch's loss by a weight from those of the samples' losses."""
    symbols, value = board.network.symbols, board.gradient(item.gradient)
    first = board.network.total_by(item.symbol)
    slopes = [partial(loss, item.symbol) for loss in symbols.losses]
    formula = over_samples(board.network, slopes, item.symbol)
    if formula is None or len(slopes) > MOST_COLUMNS:
        return Chain(first, (*((Link("=", formula),) if formula else ()), Link(value.relation, value.node)))
    known: dict[Node, Real] = {
        slope: dict(sample_slopes(board, sample))[item.symbol] for sample, slope in enumerate(slopes)
    }
    numbers = {slope: board.gradient(number) for slope, number in known.items()}
    return Chain(first, (Link("=", formula), *_numbers(board, formula, value, numbers)))


def over_samples(network: Network, parts: Sequence[Node], variable: Symbol | None = None) -> Node | None:
    """Return the mean or sum over the samples: written out for a few, else with an index where the name has room."""
    name = network.symbols.total.name
    if len(parts) <= MOST_COLUMNS:
        return batch_formula(network.model, parts)
    written, wanted = (re.sub(r"[{}]", "", text) for text in (indexed(name, len(parts)), f"{name}_{len(parts)}"))
    if written != wanted:
        return None
    index = network.letters.places[0]
    one: Node = Indexed(name, (index,))
    body = one if variable is None else Derivative(one, (variable,), "quotient")
    return batch_formula(network.model, [BigSum(index, ONE, number(len(parts)), body)])


def _numbers(board: Board, formula: Node, value: Shown, slopes: Mapping[Node, Shown]) -> tuple[Link, ...]:
    """Return the numbers put in, those of derivatives as well."""
    holders = {slope: Symbol(f"number {place}") for place, slope in enumerate(slopes)}
    held = _replaced(formula, holders)
    return numeric_links(
        held, value, {**board.printed, **{holders[slope].name: known for slope, known in slopes.items()}}
    )


def _replaced(node: Node, others: Mapping[Node, Symbol]) -> Node:
    if node in others:
        return others[node]
    return with_children(node, tuple(_replaced(child, others) for child in children(node)))


# -- the step --------------------------------------------------------------------------------------


def update_lines(board: Board, item: Learnt) -> list[Chain]:
    """Return how one weight gets its new value: what the method needs, then w ← … ≈ numbers ≈ value."""
    update = first_update(board.network, item.symbol)
    slopes: dict[Node, Shown] = {board.network.total_by(item.symbol): board.gradient(item.gradient)}
    lines = []
    for (name, formula), value in zip(update.quantities, _values(board, item), strict=True):
        lines.append(Chain(name, (Link("=", formula), *_numbers(board, formula, value, slopes))))
        slopes[name] = value
    links = _numbers(board, update.new, new_value(board, item), slopes)
    return [*lines, Chain(item.symbol, (Link("←", update.new), *links))]


def _values(board: Board, item: Learnt) -> list[Shown]:
    """Return the values of what the method needs, in the order of `first_update`."""
    network, optimiser = board.network, board.network.model.optimiser
    slope, values = item.gradient, []
    if decays(network, item.symbol):
        slope = slope + times(exact(optimiser.weight_decay), item.old)
        values.append(slope)
    if optimiser.method == "momentum":
        values.append(slope)
    if optimiser.method == "adam":
        square = times(slope, slope)
        parts = ((optimiser.beta1, slope), (optimiser.beta2, square))
        values += [*(times(exact(1 - beta), value) for beta, value in parts), slope, square]
    return [board.gradient(value) for value in values]
