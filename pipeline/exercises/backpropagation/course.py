"""The table of several updates: how the loss develops."""

from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.later import after_step, placed, shown_updates
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.phrases import prose
from pipeline.exercises.backpropagation.tables import MOST_COLUMNS, meant
from pipeline.exercises.backpropagation.updates import learnt_symbols
from pipeline.exercises.networks.printed import shown
from pipeline.exercises.solution import Cell, Table
from pipeline.notation.build import number
from pipeline.notation.tree import Node, Symbol


def steps_table(board: Board) -> Table:
    """Return the loss, and a few weights, at the start and after every update that is shown."""
    network, numbers = board.network, board.numbers
    followed = _followed(network)
    rows: list[tuple[Cell, ...]] = []
    meanings: list[tuple[Node | str | None, ...]] = []
    for step in (0, *shown_updates(network.model.steps)):
        values = dict(placed(network, numbers.states[step].weights))
        loss = shown(numbers.passes[step].loss, board.places + 1).node
        rows.append((number(step), loss, *(board.value(values[name]).node for name in followed)))
        names = (network.symbols.total, *followed)
        meanings.append((number(step), *meant(*(after_step(name, step) if step else name for name in names))))
    is_whole = len(rows) == network.model.steps + 1
    caption = prose(f"The loss after {'every step' if is_whole else 'some of the steps'}.")
    head: tuple[Cell, ...] = ("step", network.symbols.total, *followed)
    return Table("steps", caption, head, tuple(rows), "r" + "d" * (len(head) - 1), tuple(meanings))


def _followed(network: Network) -> tuple[Symbol, ...]:
    """Return the weights that the table of updates follows: all of a few, else the first of each layer that learns."""
    every = learnt_symbols(network)
    if len(every) <= MOST_COLUMNS:
        return every
    firsts = [next((w for row in own.weights for w in row if w in every), None) for own in network.symbols.layers]
    return tuple(weight for weight in firsts[:MOST_COLUMNS] if weight is not None)
