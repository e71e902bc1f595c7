"""The forward pass in numbers, to hundreds of bits, exact where the values are rational."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flint import arb, fmpq

from pipeline.errors import ComputationError
from pipeline.exercises.backpropagation.model import Backpropagation, Sample
from pipeline.exercises.backpropagation.weights import Weights
from pipeline.exercises.networks.real import ONE, SMALLER, ZERO, Real, dot, exact, is_extreme, sign, times, total
from pipeline.notation.expression import LEAKY_SLOPE


@dataclass(frozen=True)
class LayerValues:
    """What a layer computes: one number per unit."""

    preactivations: tuple[Real, ...]
    activations: tuple[Real, ...]


@dataclass(frozen=True)
class Forward:
    """The values of all layers, and of the loss."""

    layers: tuple[LayerValues, ...]
    loss: Real


Settle = Callable[[int, tuple[Real, ...]], tuple[Real, ...]]
"""From a layer's position and its weighted sums to the same sums, each known to enough digits."""


def run_forward(model: Backpropagation, sample: Sample, weights: Weights, settle: Settle) -> Forward:
    """Return the values of all units and of the sample's loss.

    Args:
        model: Layers and loss.
        sample: Inputs and targets.
        weights: Those of the sheet, or updated ones.
        settle: Looks at every weighted sum before it is used.

    Raises:
        ComputationError: Where a logarithm has no value, or a number overflows.
        VagueError: Where the precision is too low to tell on which side of a kink a value lies.
    """
    signal: tuple[Real, ...] = tuple(map(exact, sample.inputs))
    layers: list[LayerValues] = []
    for position, layer in enumerate(model.layer):
        sums = settle(position, _weighted_sums(weights, position, signal))
        signal = activate(layer.activation, sums)
        if any(map(is_extreme, signal)):
            where = f"the {layer.activation} units of layer {position + 1}"
            raise ComputationError(f"{where} overflow: exponentials of their weighted sums are extreme", hint=SMALLER)
        layers.append(LayerValues(sums, signal))
    return Forward(tuple(layers), loss_value(model.loss, tuple(map(exact, sample.targets)), signal))


def _weighted_sums(weights: Weights, position: int, signal: tuple[Real, ...]) -> tuple[Real, ...]:
    matrix = weights.matrices[position]
    biases = weights.biases[position] or (ZERO,) * len(matrix)
    return tuple(dot(row, signal) + bias for row, bias in zip(matrix, biases, strict=True))


def _sigmoid(z: Real) -> Real:
    return fmpq(1, 2) if z == 0 else 1 / (1 + (-arb(z)).exp())


def _tanh(z: Real) -> Real:
    return ZERO if z == 0 else arb(z).tanh()


def _relu(z: Real) -> Real:
    return z if sign(z, "a weighted sum before ReLU") > 0 else ZERO


def _leaky_relu(z: Real) -> Real:
    return z if sign(z, "a weighted sum before leaky ReLU") > 0 else times(LEAKY_SLOPE, z)


ELEMENTWISE: Mapping[str, Callable[[Real], Real]] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "relu": _relu,
    "leaky relu": _leaky_relu,
    "softplus": lambda z: arb(z).exp().log1p(),
    "linear": lambda z: z,
}


def activate(name: str, sums: Sequence[Real]) -> tuple[Real, ...]:
    """Return the activations of a layer from its weighted sums."""
    if name != "softmax":
        return tuple(ELEMENTWISE[name](z) for z in sums)
    if len(sums) == 1 or all(isinstance(z, fmpq) and z == sums[0] for z in sums):
        return (fmpq(1, len(sums)),) * len(sums)
    exponentials = [arb(z).exp() for z in sums]
    return tuple(value / sum(exponentials[1:], exponentials[0]) for value in exponentials)


def _squares(targets: Sequence[Real], outputs: Sequence[Real]) -> Real:
    return total(times(y - a, y - a) for y, a in zip(targets, outputs, strict=True))


def _times_log(factor: Real, value: Real) -> Real:
    """Return factor · ln value; where the factor is 0 it is enough that nothing speaks against the logarithm."""
    is_positive = value > 0 if factor != 0 else not value <= 0
    if not is_positive and sign(value, "an output of which the loss takes the logarithm") <= 0:
        raise ComputationError(
            "the loss takes the logarithm of an output that is not positive",
            hint="cross-entropy goes with softmax outputs, binary cross-entropy with sigmoid outputs",
        )
    return ZERO if factor == 0 or value == 1 else factor * arb(value).log()


def _cross_entropy(targets: Sequence[Real], outputs: Sequence[Real]) -> Real:
    return -total(_times_log(y, a) for y, a in zip(targets, outputs, strict=True))


def _binary_cross_entropy(targets: Sequence[Real], outputs: Sequence[Real]) -> Real:
    pairs = list(zip(targets, outputs, strict=True))
    return -total(_times_log(y, a) + _times_log(ONE - y, ONE - a) for y, a in pairs)


LOSSES: Mapping[str, Callable[[Sequence[Real], Sequence[Real]], Real]] = {
    "half squared error": lambda y, a: times(fmpq(1, 2), _squares(y, a)),
    "squared error": _squares,
    "mean squared error": lambda y, a: times(fmpq(1, len(a)), _squares(y, a)),
    "cross-entropy": _cross_entropy,
    "binary cross-entropy": _binary_cross_entropy,
}


def loss_value(name: str, targets: Sequence[Real], outputs: Sequence[Real]) -> Real:
    """Return the loss of one sample."""
    return LOSSES[name](targets, outputs)
