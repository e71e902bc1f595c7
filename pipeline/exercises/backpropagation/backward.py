"""The reverse pass in numbers: δ per unit, then the gradient of every weight and bias, reduced over the samples."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flint import arb, fmpq

from pipeline.exercises.backpropagation.forward import Forward, LayerValues
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.weights import Weights
from pipeline.exercises.backpropagation.zeros import Zeros
from pipeline.exercises.networks.real import ONE, Real, dot, exact, sign, times, total
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


def run_backward(
    network: Network, position: int, weights: Weights, forward: Forward, zeros: Zeros
) -> tuple[LayerGradient, ...]:
    """Return the gradients of a sample's loss, first layer to last.

    Args:
        network: Layers and loss.
        position: Of the sample, from 0.
        weights: Those that the forward pass was made with.
        forward: Of this sample.
        zeros: What is known to be exactly 0.

    Raises:
        VagueError: Where a value is not known well enough at the current precision.
    """
    model, sample = network.model, network.model.batch[position]
    signals = [tuple(map(exact, sample.inputs)), *(layer.activations for layer in forward.layers)]
    upstream = loss_slopes(model.loss, tuple(map(exact, sample.targets)), signals[-1])
    found: list[LayerGradient] = []
    for layer in reversed(range(network.depth)):
        pulled = pull(model.layer[layer].activation, forward.layers[layer], upstream)
        deltas = tuple(zeros.delta(layer, unit, value) for unit, value in enumerate(pulled))
        found.insert(0, _layer_gradient(network, layer, deltas, signals[layer], zeros))
        upstream = tuple(dot(deltas, column) for column in zip(*weights.matrices[layer], strict=True))
    return tuple(found)


def _layer_gradient(
    network: Network, position: int, deltas: tuple[Real, ...], signal: tuple[Real, ...], zeros: Zeros
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
            return LayerGradient(deltas, weights, (zeros.bias(position, total(deltas)),))


def reduced(network: Network, samples: Sequence[tuple[LayerGradient, ...]], zeros: Zeros) -> tuple[LayerGradient, ...]:
    """Return the gradients of the batch's loss; δ belongs to a sample, so there is none for several of them."""
    if len(samples) == 1:
        return samples[0]
    share, found = exact(network.model.share), []
    for own, parts in zip(network.symbols.layers, zip(*samples, strict=True), strict=True):

        def mean(symbol: Symbol, values: Iterable[Real]) -> Real:
            return zeros.total(symbol, times(share, total(values)))

        rows = zip(*(part.weights for part in parts), strict=True)
        weights = tuple(
            tuple(map(mean, symbols, zip(*row, strict=True))) for symbols, row in zip(own.weights, rows, strict=True)
        )
        found.append(
            LayerGradient((), weights, tuple(map(mean, own.biases, zip(*(p.biases for p in parts), strict=True))))
        )
    return tuple(found)


def spread(gradients: Sequence[LayerGradient], like: Weights) -> Weights:
    """Return the gradients in the shape of the weights: that of a shared bias once for every unit."""
    return Weights(
        tuple(layer.weights for layer in gradients),
        tuple(
            layer.biases if len(layer.biases) == len(biases) else layer.biases * len(biases)
            for layer, biases in zip(gradients, like.biases, strict=True)
        ),
    )


def _leaky_slope(z: Real) -> Real:
    return ONE if sign(z, "a weighted sum before leaky ReLU") > 0 else LEAKY_SLOPE


def _sigmoid_slope(z: Real, a: Real) -> Real:
    if isinstance(a, fmpq):
        return a * (1 - a)
    # σ(z)σ(−z) keeps its digits where 1 − σ(z) has lost them.
    return a / (1 + arb(z).exp())


SLOPES: Mapping[str, Callable[[Real, Real], Real]] = {
    "sigmoid": _sigmoid_slope,
    "tanh": lambda z, a: ONE if z == 0 else 1 / arb(z).cosh() ** 2,
    "relu": lambda z, a: fmpq(int(sign(z, "a weighted sum before ReLU") > 0)),
    "leaky relu": lambda z, a: _leaky_slope(z),
    "softplus": lambda z, a: fmpq(1, 2) if z == 0 else 1 / (1 + (-arb(z)).exp()),
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
