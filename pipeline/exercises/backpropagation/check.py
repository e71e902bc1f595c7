"""A second way to every gradient: the loss as a power series along a direction of the weights, by forward mode.

The coefficient of t in E(w + t·d) is Σ ∂E/∂w · d. It shares nothing with the reverse pass but the sheet: the loss of
the whole batch is computed anew over power series of balls, and the two balls have to meet.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count

from flint import arb, arb_series, fmpq

from pipeline.errors import RefutedError
from pipeline.exercises.backpropagation.backward import LayerGradient, spread
from pipeline.exercises.backpropagation.model import Sample
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.weights import Weights, combined, zeros_like
from pipeline.exercises.networks.real import ONE, ZERO, Real, VagueError, exact, times, total
from pipeline.notation.expression import LEAKY_SLOPE
from pipeline.notation.tree import Symbol

Place = tuple[int, int, int | None]
"""Layer, unit and source of a weight; None as source for a bias (unit −1: of all units)."""


def check_gradients(network: Network, weights: Weights, gradients: Sequence[LayerGradient]) -> None:
    """Compare every gradient with its value by forward mode, each by itself.

    Raises:
        RefutedError: Where they differ.
        VagueError: Where the precision is too low to say.
    """
    for symbol, place, gradient in _all_gradients(network, gradients):
        _compare(network, weights, _along(weights, place), gradient, symbol.name)


def check_together(network: Network, weights: Weights, gradients: Sequence[LayerGradient]) -> None:
    """Compare all gradients at once, along a direction that gives each a weight of its own.

    Raises:
        RefutedError: Where the sums differ; only errors that cancel in this direction would pass.
        VagueError: Where the precision is too low to say.
    """
    numbers = count(1)
    direction = combined(lambda _: 1 / fmpq(next(numbers)) + fmpq(1, 7), weights)
    own = spread(gradients, weights)
    for layer, form in enumerate(item.bias_form for item in network.model.layer):
        if form == "shared":
            first = direction.biases[layer][:1]
            same = first * len(direction.biases[layer])
            direction = Weights(direction.matrices, (*direction.biases[:layer], same, *direction.biases[layer + 1 :]))
            one = (own.biases[layer][0], *(ZERO,) * (len(same) - 1))
            own = Weights(own.matrices, (*own.biases[:layer], one, *own.biases[layer + 1 :]))
    _compare(network, weights, direction, total(_flat(combined(times, own, direction))), "all weights together")


def _flat(weights: Weights) -> Iterator[Real]:
    for matrix, biases in zip(weights.matrices, weights.biases, strict=True):
        for row in matrix:
            yield from row
        yield from biases


def _compare(network: Network, weights: Weights, direction: Weights, gradient: Real, name: str) -> None:
    moving = combined(lambda w, d: arb_series([arb(w), arb(d)], prec=2), weights, direction)
    slope = sum((_loss(network, sample, moving)[1] for sample in network.model.batch), arb(0)) * exact(
        network.model.share
    )
    if not slope.is_finite():
        raise VagueError(f"the gradient by {name}")
    if not arb(gradient).overlaps(slope):
        found = f"{arb(gradient).str(12, radius=False)} backwards, {slope.str(12, radius=False)} forwards"
        raise RefutedError(f"the gradient by {name} is {found}")


def _along(weights: Weights, place: Place) -> Weights:
    """Return 1 at one place, 0 at all others."""
    layer, unit, source = place
    zeros = zeros_like(weights)
    matrices, biases = ([[*rows] for rows in zeros.matrices], [[*row] for row in zeros.biases])
    if source is None:
        biases[layer] = [ONE if unit in (-1, k) else ZERO for k in range(len(biases[layer]))]
    else:
        row = zeros.matrices[layer][unit]
        matrices[layer][unit] = (*row[:source], ONE, *row[source + 1 :])
    return Weights(tuple(map(tuple, matrices)), tuple(map(tuple, biases)))


def _all_gradients(network: Network, gradients: Sequence[LayerGradient]) -> Iterator[tuple[Symbol, Place, Real]]:
    for position, (gradient, own) in enumerate(zip(gradients, network.symbols.layers, strict=True)):
        for unit, row in enumerate(gradient.weights):
            for source, value in enumerate(row):
                yield own.weights[unit][source], (position, unit, source), value
        is_shared = network.model.layer[position].bias_form == "shared"
        for unit, value in enumerate(gradient.biases):
            yield own.biases[unit], (position, -1 if is_shared else unit, None), value


def _constant(value: Real) -> arb_series:
    return arb_series([arb(value)], prec=2)


def _loss(network: Network, sample: Sample, weights: Weights) -> arb_series:
    """Return the loss of a sample; the weights are series here."""
    signal = [_constant(exact(value)) for value in sample.inputs]
    for layer, matrix, biases in zip(network.model.layer, weights.matrices, weights.biases, strict=True):
        sums = [sum((w * s for w, s in zip(row, signal, strict=True)), _constant(ZERO)) for row in matrix]
        sums = [z + bias for z, bias in zip(sums, biases, strict=True)] if biases else sums
        signal = _activate(layer.activation, sums)
    return LOSSES[network.model.loss]([_constant(exact(value)) for value in sample.targets], signal)


def _rectified(z: arb_series, slope: arb) -> arb_series:
    return z if z[0] > 0 else z * slope


def _tanh(z: arb_series) -> arb_series:
    return 1 - 2 / ((2 * z).exp() + 1)


ELEMENTWISE: Mapping[str, Callable[[arb_series], arb_series]] = {
    "sigmoid": lambda z: 1 / (1 + (-z).exp()),
    "tanh": _tanh,
    "relu": lambda z: _rectified(z, arb(0)),
    "leaky relu": lambda z: _rectified(z, arb(LEAKY_SLOPE)),
    "softplus": lambda z: (1 + z.exp()).log(),
    "linear": lambda z: z,
}


def _activate(name: str, sums: Sequence[arb_series]) -> list[arb_series]:
    if name != "softmax":
        return [ELEMENTWISE[name](z) for z in sums]
    exponentials = [z.exp() for z in sums]
    return [value / sum(exponentials[1:], exponentials[0]) for value in exponentials]


Series = Sequence[arb_series]


def _squares(targets: Series, outputs: Series) -> arb_series:
    return sum(((y - a) * (y - a) for y, a in zip(targets, outputs, strict=True)), _constant(arb(0)))


def _log(factor: arb_series, value: arb_series) -> arb_series:
    return factor * value.log() if factor[0] != 0 else _constant(arb(0))


def _cross_entropy(targets: Series, outputs: Series) -> arb_series:
    return -sum((_log(y, a) for y, a in zip(targets, outputs, strict=True)), _constant(arb(0)))


def _binary(targets: Series, outputs: Series) -> arb_series:
    terms = (_log(y, a) + _log(1 - y, 1 - a) for y, a in zip(targets, outputs, strict=True))
    return -sum(terms, _constant(arb(0)))


LOSSES: Mapping[str, Callable[[Series, Series], arb_series]] = {
    "half squared error": lambda y, a: _squares(y, a) / 2,
    "squared error": _squares,
    "mean squared error": lambda y, a: _squares(y, a) / len(a),
    "cross-entropy": _cross_entropy,
    "binary cross-entropy": _binary,
}
