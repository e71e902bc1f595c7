"""The local derivatives that the chain rule multiplies: of the loss, within a unit, of a weighted sum."""

from flint import fmpq

from pipeline.derivation.differentiate import differentiate
from pipeline.exercises.backpropagation.backward import loss_slopes, pull
from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.formulas import loss_slope, paths, slope_formula
from pipeline.exercises.backpropagation.network import partial, weighted_sum
from pipeline.exercises.networks.printed import Shown
from pipeline.exercises.networks.real import exact
from pipeline.notation.tree import Chain, Link, Node, Symbol


def loss_factors(board: Board) -> list[Chain]:
    """Return ∂E/∂a of the outputs: the first by rule, the others at once, each with its value."""
    return [
        _loss_factor(board, output)
        for output in range(min(len(board.network.symbols.targets), board.network.model.full_formulas))
    ]


def _loss_factor(board: Board, output: int) -> Chain:
    network = board.network
    variable = network.symbols.layers[-1].activations[output]
    target = loss_slope(network, output)
    first = network.by(variable)
    symbolic: tuple[Link, ...] = (Link("=", target),)
    if output == 0:
        body = network.formula(network.symbols.loss)
        worked = differentiate(body, variable).chain(first, network.model.detail)
        symbolic = ending(worked.links, target)
    targets, outputs = network.model.sample[1], board.numbers.forward.layers[-1].activations
    value = loss_slopes(network.model.loss, tuple(map(exact, targets)), outputs)[output]
    return board.line(first, symbolic, value=board.value(value))


def ending(links: tuple[Link, ...], target: Node) -> tuple[Link, ...]:
    """Return the members up to the form that is wanted, which is added where it does not occur."""
    for position, link in enumerate(links):
        if link.node == target:
            return links[: position + 1]
    kept = links[:-1] if links[-1].remark == "collect terms" else links
    return (*kept, Link("=", target))


def slope_factors(board: Board, layer: int) -> list[Chain]:
    """Return ∂a/∂z for every path within a layer, with its value."""
    network, own = board.network, board.network.symbols.layers[layer]
    pairs = [(of, by) for by in range(len(own.deltas)) for of in paths(network, layer, by)]
    return [_slope_factor(board, layer, *pair) for pair in pairs[: network.model.full_formulas]]


def _slope_factor(board: Board, layer: int, of: int, by: int) -> Chain:
    own = board.network.symbols.layers[layer]
    formula = slope_formula(board.network, layer, of, by)
    first = partial(own.activations[of], own.preactivations[by])
    return board.line(first, (Link("=", formula),), value=_slope_value(board, layer, of, by))


def _slope_value(board: Board, layer: int, of: int, by: int) -> Shown:
    activation, values = board.network.model.layer[layer].activation, board.numbers.forward.layers[layer]
    unit = tuple(fmpq(int(k == of)) for k in range(len(values.activations)))
    return board.value(pull(activation, values, unit)[by])


def sum_factors(board: Board, layer: int) -> list[Chain]:
    """Return, by rule, ∂z/∂w for the first weight of a layer, and ∂z/∂a for what the layer before feeds into it."""
    network, own = board.network, board.network.symbols.layers[layer]
    sources = network.symbols.sources(layer)
    found = [_sum_factor(board, layer, own.weights[0][0])]
    if layer:
        found.append(_sum_factor(board, layer, sources[0]))
    if own.biases:
        found.append(_sum_factor(board, layer, own.biases[0]))
    return found


def _sum_factor(board: Board, layer: int, variable: Symbol) -> Chain:
    own, sources = board.network.symbols.layers[layer], board.network.symbols.sources(layer)
    worked = differentiate(weighted_sum(own, sources, 0), variable)
    return worked.chain(partial(own.preactivations[0], variable), "normal")
