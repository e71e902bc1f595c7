"""The forward pass on the page: weighted sums, activations and the loss, each line symbols = numbers put in ≈ value."""

from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.symbols import indexed
from pipeline.exercises.networks.activations import activation_at
from pipeline.exercises.networks.losses import general_formula
from pipeline.notation.build import ONE
from pipeline.notation.tree import Chain, Link


def sum_lines(board: Board, layer: int) -> list[Chain]:
    """Return z = Σ w·x + b = numbers put in = value for the units of a layer."""
    network, own = board.network, board.network.symbols.layers[layer]
    return [board.line(z, (Link("=", network.formula(z)),), value=board.printed[z.name]) for z in own.preactivations]


def activation_lines(board: Board, layer: int) -> list[Chain]:
    """Return a = φ(z) = φ(number) ≈ value for the units of a layer."""
    own, name = board.network.symbols.layers[layer], board.network.model.layer[layer].activation
    found = []
    for unit, symbol in enumerate(own.activations):
        formula = activation_at(name, own.preactivations, unit)
        if name == "softmax" and len(own.activations) == 1:
            # A single softmax unit gives 1 for any number: putting a rounded one in would say less.
            found.append(Chain(symbol, (Link("=", formula), Link("=", ONE))))
            continue
        found.append(board.line(symbol, (Link("=", formula),), value=board.printed[symbol.name]))
    return found


def loss_line(board: Board) -> Chain:
    """Return E = Σ over an index = written out = numbers put in ≈ value."""
    network, symbol = board.network, board.network.symbols.loss
    links = [*loss_sum(board), Link("=", network.formula(symbol))]
    return board.line(symbol, tuple(links), value=board.printed[symbol.name])


def loss_sum(board: Board) -> list[Link]:
    """Return the loss as a sum over an index; nothing for one output, or where indices have two digits."""
    symbols, model = board.network.symbols, board.network.model
    count, base = len(symbols.targets), symbols.layers[-1].activation_base
    if count == 1 or any(indexed(name, count) != f"{name}_{count}" for name in (base, model.names.targets)):
        return []
    index = board.network.letters.places[0]
    return [Link("=", general_formula(model.loss, model.names.targets, base, count, index))]
