"""All numbers of the exercise: forward, backward, the step, forward again."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pipeline.exercises.backpropagation.backward import LayerGradient, run_backward, step
from pipeline.exercises.backpropagation.check import check_gradients
from pipeline.exercises.backpropagation.forward import Forward, Weights, initial_weights, run_forward
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.networks.real import Real, quantity, settled, with_enough_bits

if TYPE_CHECKING:
    from pipeline.exercises.solution import Value


@dataclass(frozen=True)
class Numbers:
    """What one update of the network gives.

    Attributes:
        weights: Before the update.
        forward: With them.
        gradients: Per layer.
        updated: The weights after it.
        after: The forward pass with those.
    """

    weights: Weights
    forward: Forward
    gradients: tuple[LayerGradient, ...]
    updated: Weights
    after: Forward


def compute(network: Network) -> Numbers:
    """Return the numbers, every gradient found in two ways.

    Raises:
        ComputationError: Where a value overflows, has no logarithm, or is not known to enough digits.
        RefutedError: Where the two ways differ (never, unless a formula is wrong).
    """
    return with_enough_bits(lambda: _compute(network))


def _compute(network: Network) -> Numbers:
    weights = initial_weights(network.model)
    forward = run_forward(network.model, weights, lambda layer, sums: _settled_sums(network, layer, sums))
    gradients = run_backward(network, weights, forward)
    check_gradients(network, weights, gradients)
    updated = step(network, weights, gradients)
    after = run_forward(network.model, updated, lambda layer, sums: _clear_sums(network, layer, sums))
    return Numbers(weights, _with_settled_loss(network, forward), gradients, updated, after)


def _settled_sums(network: Network, layer: int, sums: tuple[Real, ...]) -> tuple[Real, ...]:
    pairs = zip(sums, network.symbols.layers[layer].preactivations, strict=True)
    return tuple(settled(value, symbol.name, partial(network.vanishes, symbol)) for value, symbol in pairs)


def _clear_sums(network: Network, layer: int, sums: tuple[Real, ...]) -> tuple[Real, ...]:
    """Return the sums of the second pass, whose weights are no longer rational: nothing there can be proved 0."""
    pairs = zip(sums, network.symbols.layers[layer].preactivations, strict=True)
    return tuple(settled(value, f"{symbol.name} after the update", lambda: False) for value, symbol in pairs)


def _with_settled_loss(network: Network, forward: Forward) -> Forward:
    symbol = network.symbols.loss
    return Forward(forward.layers, settled(forward.loss, symbol.name, partial(network.vanishes, symbol)))


def quantities(network: Network, numbers: Numbers) -> "dict[str, Value]":
    """Return the quantities of the kind, nested as in numbers.json."""
    return {
        "layers": [_layer(network, numbers, position) for position in range(network.depth)],
        "loss": quantity(numbers.forward.loss),
        "output_after": _plain(numbers.after.layers[-1].activations),
        "loss_after": quantity(numbers.after.loss),
    }


def _layer(network: Network, numbers: Numbers, position: int) -> "dict[str, Value]":
    values, gradient = numbers.forward.layers[position], numbers.gradients[position]
    return {
        "preactivation": _plain(values.preactivations),
        "activation": _plain(values.activations),
        "delta": _plain(gradient.deltas),
        "weight_gradient": [_plain(row) for row in gradient.weights],
        "bias_gradient": _bias(network, position, gradient.biases),
        "updated_weights": [_plain(row) for row in numbers.updated.matrices[position]],
        "updated_bias": _bias(network, position, numbers.updated.biases[position]),
    }


def _plain(values: tuple[Real, ...]) -> "list[Value]":
    return [quantity(value) for value in values]


def _bias(network: Network, position: int, values: tuple[Real, ...]) -> "Value":
    match network.model.layer[position].bias_form:
        case "none":
            return None
        case "shared":
            return quantity(values[0])
        case "per unit":
            return _plain(values)
