"""The reverse pass in numbers: δ per unit, then the gradient of every weight and bias, then the step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from flint import arb, fmpq

from pipeline.exercises.backpropagation.forward import Forward, LayerValues, Weights
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.networks.real import ONE, Real, dot, exact, settled, sign, times, total
from pipeline.notation.expression import LEAKY_SLOPE
from pipeline.notation.tree import Symbol


@dataclass(frozen=True)
class LayerGradient:
    """Derivatives of the loss by what belongs to a layer.

    Attributes:
        deltas: By the preactivations, one per unit.
        weights: Shape (units, units before).
        biases: One per unit, or one where the layer shares its bias; empty where it has none.
    """

    deltas: tuple[Real, ...]
    weights: tuple[tuple[Real, ...], ...]
    biases: tuple[Real, ...]


def run_backward(network: Network, weights: Weights, forward: Forward) -> tuple[LayerGradient, ...]:
    """Return the gradients of all layers, first to last.

    Raises:
        VagueError: Where a value is not known well enough at the current precision.
    """
    model = network.model
    inputs, targets = model.sample
    signals = [tuple(map(exact, inputs)), *(layer.activations for layer in forward.layers)]
    upstream = loss_slopes(model.loss, tuple(map(exact, targets)), signals[-1])
    found: list[LayerGradient] = []
    for position in reversed(range(network.depth)):
        pulled = pull(model.layer[position].activation, forward.layers[position], upstream)
        deltas = _settled_deltas(network, position, pulled)
        found.insert(0, _layer_gradient(network, position, deltas, signals[position]))
        upstream = tuple(dot(deltas, column) for column in zip(*weights.matrices[position], strict=True))
    return tuple(found)


def _settled_deltas(network: Network, position: int, deltas: Sequence[Real]) -> tuple[Real, ...]:
    symbols = network.symbols.layers[position].preactivations
    return tuple(
        settled(value, _name(network, symbol), partial(network.delta_vanishes, position, unit))
        for unit, (value, symbol) in enumerate(zip(deltas, symbols, strict=True))
    )


def _name(network: Network, symbol: Symbol) -> str:
    return f"∂{network.symbols.loss.name}/∂{symbol.name}"


def _shared_bias(network: Network, position: int, deltas: tuple[Real, ...]) -> Real:
    bias = network.symbols.layers[position].biases[0]
    return settled(total(deltas), _name(network, bias), lambda: network.vanishes(network.by(bias)))


def _layer_gradient(
    network: Network, position: int, deltas: tuple[Real, ...], signal: tuple[Real, ...]
) -> LayerGradient:
    weights = tuple(tuple(times(delta, value) for value in signal) for delta in deltas)
    layer = network.model.layer[position]
    match layer.bias_form:
        case "none":
            return LayerGradient(deltas, weights, ())
        case "per unit":
            return LayerGradient(deltas, weights, deltas)
        case "shared" if layer.activation == "softmax":
            # Softmax does not change when all its inputs shift, so this is exactly 0.
            return LayerGradient(deltas, weights, (fmpq(0),))
        case "shared":
            return LayerGradient(deltas, weights, (_shared_bias(network, position, deltas),))


def _leaky_slope(z: Real) -> Real:
    return ONE if sign(z, "a weighted sum before leaky ReLU") > 0 else LEAKY_SLOPE


def _sigmoid_slope(z: Real, a: Real) -> Real:
    # σ(z)σ(−z) keeps its digits where 1 − σ(z) has lost them.
    return a / (1 + arb(z).exp())


SLOPES: Mapping[str, Callable[[Real, Real], Real]] = {
    "sigmoid": _sigmoid_slope,
    "tanh": lambda z, a: ONE if z == 0 else 1 / arb(z).cosh() ** 2,
    "relu": lambda z, a: fmpq(int(sign(z, "a weighted sum before ReLU") > 0)),
    "leaky relu": lambda z, a: _leaky_slope(z),
    "softplus": lambda z, a: 1 / (1 + (-arb(z)).exp()),
    "linear": lambda z, a: ONE,
}


def pull(activation: str, values: LayerValues, upstream: Sequence[Real]) -> tuple[Real, ...]:
    """Return the derivatives by the preactivations from those by the activations, one per unit."""
    z, a = values.preactivations, values.activations
    if activation == "softmax":
        if len(a) == 1:
            return (fmpq(0),)  # a single softmax unit gives 1, whatever comes in
        mean = dot(upstream, a)
        return tuple(times(own, slope - mean) for own, slope in zip(a, upstream, strict=True))
    slopes = (SLOPES[activation](*pair) for pair in zip(z, a, strict=True))
    return tuple(times(slope, above) for slope, above in zip(slopes, upstream, strict=True))


def _quotient(target: Real, output: Real) -> Real:
    return fmpq(0) if target == 0 else target / output


LOSS_SLOPES: Mapping[str, Callable[[Real, Real, int], Real]] = {
    "half squared error": lambda y, a, m: a - y,
    "squared error": lambda y, a, m: 2 * (a - y),
    "mean squared error": lambda y, a, m: fmpq(2, m) * (a - y),
    "cross-entropy": lambda y, a, m: -_quotient(y, a),
    "binary cross-entropy": lambda y, a, m: _quotient(ONE - y, ONE - a) - _quotient(y, a),
}


def loss_slopes(loss: str, targets: Sequence[Real], outputs: Sequence[Real]) -> tuple[Real, ...]:
    """Return the derivatives of the loss by the outputs."""
    return tuple(LOSS_SLOPES[loss](y, a, len(outputs)) for y, a in zip(targets, outputs, strict=True))


def step(network: Network, weights: Weights, gradients: Sequence[LayerGradient]) -> Weights:
    """Return the weights after one gradient step, w − η · gradient."""
    rate = exact(network.model.learning_rate)
    matrices = tuple(
        tuple(
            tuple(w - times(rate, g) for w, g in zip(row, slopes, strict=True))
            for row, slopes in zip(matrix, gradient.weights, strict=True)
        )
        for matrix, gradient in zip(weights.matrices, gradients, strict=True)
    )
    pairs = zip(weights.biases, gradients, strict=True)
    return Weights(matrices, tuple(_stepped_biases(network, *pair) for pair in pairs))


def _stepped_biases(network: Network, biases: tuple[Real, ...], gradient: LayerGradient) -> tuple[Real, ...]:
    if not network.model.update_bias:
        return biases
    rate = exact(network.model.learning_rate)
    slopes = gradient.biases if len(gradient.biases) == len(biases) else gradient.biases * len(biases)
    return tuple(b - times(rate, g) for b, g in zip(biases, slopes, strict=True))
