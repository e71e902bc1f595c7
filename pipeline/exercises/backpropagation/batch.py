"""The tables of a batch: its samples, and what the forward pass makes of them."""

from collections.abc import Iterator

from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.network import Network, in_sample
from pipeline.exercises.backpropagation.phrases import prose
from pipeline.exercises.backpropagation.tables import MOST_COLUMNS, meant
from pipeline.exercises.networks.printed import shown
from pipeline.exercises.networks.real import Real
from pipeline.exercises.numerals import given_node
from pipeline.exercises.reading import canonical
from pipeline.exercises.solution import Cell, Table
from pipeline.notation.build import number
from pipeline.notation.tree import Node, Symbol


def data_table(network: Network) -> Table:
    """Return inputs and targets of every sample of a batch."""
    names = (*network.symbols.inputs, *network.symbols.targets)
    rows: list[tuple[Cell, ...]] = []
    meanings: list[tuple[Node | str | None, ...]] = []
    for sample in range(len(network.symbols.losses)):
        own = [in_sample(name, sample) for name in names]
        rows.append((number(sample + 1), *(given_node(network.givens[name.name]) for name in own)))
        meanings.append((number(sample + 1), *map(canonical, own)))
    caption = prose("The samples.")
    return Table("data", caption, ("sample", *names), tuple(rows), "r" + "d" * len(names), tuple(meanings))


def sample_table(board: Board) -> Table:
    """Return what every sample of a batch gives: all units side by side, or outputs and loss of many."""
    symbols = board.network.symbols
    if len(symbols.losses) <= MOST_COLUMNS:
        return _units_by_sample(board)
    outputs = symbols.layers[-1].activations
    rows: list[tuple[Cell, ...]] = []
    meanings: list[tuple[Node | str | None, ...]] = []
    for sample, (loss, run) in enumerate(zip(symbols.losses, board.numbers.passes[0].samples, strict=True)):
        values = (*run.layers[-1].activations, run.loss)
        rows.append((number(sample + 1), *(board.value(value).node for value in values)))
        meanings.append((number(sample + 1), *meant(*(in_sample(name, sample) for name in outputs), loss)))
    head: tuple[Cell, ...] = ("sample", *outputs, "its loss")
    caption = prose("Outputs and loss of every sample.")
    return Table("samples", caption, head, tuple(rows), "r" + "d" * (len(outputs) + 1), tuple(meanings))


def _units_by_sample(board: Board) -> Table:
    symbols = board.network.symbols
    columns = [dict(_unit_values(board, sample)) for sample in range(len(symbols.losses))]
    rows: list[tuple[Cell, ...]] = []
    meanings: list[tuple[Node | str | None, ...]] = []
    for name in columns[0]:
        rows.append((name, *(board.value(column[name]).node for column in columns)))
        meanings.append(meant(name, *(in_sample(name, sample) for sample in range(len(columns)))))
    head = ("quantity", *(f"sample {sample + 1}" for sample in range(len(columns))))
    values = [shown(sample.loss, board.places).node for sample in board.numbers.passes[0].samples]
    rows.append(("loss", *values))
    meanings.append(("loss", *meant(*symbols.losses)))
    caption = prose("The forward pass of every sample.")
    return Table("samples", caption, head, tuple(rows), "l" + "d" * len(columns), tuple(meanings))


def _unit_values(board: Board, sample: int) -> Iterator[tuple[Symbol, Real]]:
    run = board.numbers.passes[0].samples[sample]
    for layer, (own, values) in enumerate(zip(board.network.symbols.layers, run.layers, strict=True)):
        yield from zip(own.preactivations, values.preactivations, strict=True)
        if board.network.has_activation(layer):
            yield from zip(own.activations, values.activations, strict=True)
