"""The backward pass on the page: from the last layer to the first, one part per layer."""

from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.formulas import (
    added,
    delta_formula,
    derivative_paths,
    paths,
    simplifications,
    slope_formula,
    upstream,
)
from pipeline.exercises.backpropagation.network import partial
from pipeline.notation.build import ZERO, product_of
from pipeline.notation.tree import Chain, Link, Node

MOST_LONG = 6
"""A gradient is written out in full, not only with δ, where its layer has no more weights than this."""


def first_weight(board: Board, layer: int) -> Chain:
    """Return the gradient of a layer's first weight in full: derivatives along the paths, symbols, numbers."""
    network, own = board.network, board.network.symbols.layers[layer]
    weight, source = own.weights[0][0], network.symbols.sources(layer)[0]
    links = [Link("=", derivative_paths(network, layer, 0, weight), "chain rule")]
    if layer < network.depth - 1 and network.depth == 2 and not _shortens(board):
        links.append(Link("=", _long_formula(board, layer, 0, source)))
    links.append(Link("=", _formula(board, layer, 0, source)))
    value = board.gradient(board.numbers.gradients[layer].weights[0][0])
    return board.line(network.by(weight), tuple(links), value=value)


def _shortens(board: Board) -> bool:
    """Tell whether δ of the outputs has a shorter form than the sum over paths."""
    return simplifications(board.network, 0)[1] is not None


def _formula(board: Board, layer: int, unit: int, source: Node) -> Node:
    """Return δ · source with δ written out over the layer's own paths."""
    network = board.network
    return added(
        [
            product_of((upstream(network, layer, of), slope_formula(network, layer, of, unit), source))
            for of in paths(network, layer, unit)
        ]
    )


def _long_formula(board: Board, layer: int, unit: int, source: Node) -> Node:
    """Return the same with the next layer's δ written out, too, one bracket for each unit of that layer."""
    network, following = board.network, board.network.symbols.layers[layer + 1]
    return added(
        [
            product_of((delta_formula(network, layer + 1, j), row[of], slope_formula(network, layer, of, unit), source))
            for of in paths(network, layer, unit)
            for j, row in enumerate(following.weights)
        ]
    )


def deltas(board: Board, layer: int) -> list[Chain]:
    """Return δ of every unit of a layer: its name, the sum over paths, symbols, numbers."""
    return [_delta(board, layer, unit) for unit in range(len(board.network.symbols.layers[layer].deltas))]


def _delta(board: Board, layer: int, unit: int) -> Chain:
    network, own = board.network, board.network.symbols.layers[layer]
    z = own.preactivations[unit]
    # The paths through the first unit have just been shown, with its first weight.
    by_paths = [Link("=", derivative_paths(network, layer, unit, None))] if unit else []
    links = [Link("=", network.by(z)), *by_paths, Link("=", delta_formula(network, layer, unit))]
    shorter, formula = simplifications(network, unit) if layer == network.depth - 1 else ((), None)
    if formula is not None and unit:
        # The first unit has shown how the sum over paths shortens; that is derived once.
        links, shorter = [Link("=", network.by(z))], ()
    value = board.gradient(board.numbers.gradients[layer].deltas[unit])
    # Output minus target has the decimals of a gradient only if the output has them, too.
    output = board.gradient(board.numbers.forward.layers[layer].activations[unit])
    finer = {} if formula is None else {own.activations[unit].name: output}
    return board.line(own.deltas[unit], (*links, *shorter), formula, value, finer)


def other_weights(board: Board, layer: int) -> list[Chain]:
    """Return the gradients of a layer's other weights, each by its path; nothing for a large layer."""
    own = board.network.symbols.layers[layer]
    places = [(unit, source) for unit, row in enumerate(own.weights) for source in range(len(row))]
    return (
        [_weight(board, layer, *place) for place in places[1:]]
        if len(places) <= board.network.model.full_formulas
        else []
    )


def _weight(board: Board, layer: int, unit: int, source: int) -> Chain:
    network, own = board.network, board.network.symbols.layers[layer]
    signal, weight = network.symbols.sources(layer)[source], own.weights[unit][source]
    links = [Link("=", product_of((own.deltas[unit], signal)))]
    if sum(map(len, own.weights)) <= MOST_LONG and not (layer == network.depth - 1 and _shortens(board)):
        links.insert(0, Link("=", _formula(board, layer, unit, signal)))
    value = board.gradient(board.numbers.gradients[layer].weights[unit][source])
    return board.line(network.by(weight), tuple(links), value=value)


def bias_lines(board: Board, layer: int) -> list[Chain]:
    """Return the gradients of a layer's biases: one sum over the units for a shared one, else one line per unit."""
    own, form = board.network.symbols.layers[layer], board.network.model.layer[layer].bias_form
    if form == "shared" and len(own.deltas) > 1:
        return [_shared_bias(board, layer)]
    return [_own_bias(board, layer, unit) for unit in range(len(own.biases[: board.network.model.full_formulas]))]


def _own_bias(board: Board, layer: int, unit: int) -> Chain:
    network, own = board.network, board.network.symbols.layers[layer]
    bias, z = own.biases[unit], own.preactivations[unit]
    symbolic = (Link("=", product_of((network.by(z), partial(z, bias)))), Link("=", own.deltas[unit]))
    return board.line(network.by(bias), symbolic, value=board.gradient(board.numbers.gradients[layer].biases[unit]))


def _shared_bias(board: Board, layer: int) -> Chain:
    network, own = board.network, board.network.symbols.layers[layer]
    bias = own.biases[0]
    by_paths = added([product_of((network.by(z), partial(z, bias))) for z in own.preactivations])
    symbolic: tuple[Link, ...] = (Link("=", by_paths, "chain rule"), Link("=", added(list(own.deltas))))
    if network.model.layer[layer].activation == "softmax":
        # Proved here in symbols: it holds for all weights, so no rounded numbers stand on the way to it.
        return board.line(network.by(bias), (*symbolic, Link("=", ZERO)))
    return board.line(network.by(bias), symbolic, value=board.gradient(board.numbers.gradients[layer].biases[0]))
