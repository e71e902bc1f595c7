"""A second way to every gradient: the loss as a power series in one weight, by forward mode.

The coefficient of t in E(w + t) is ∂E/∂w. It shares nothing with the reverse pass but the sheet: the loss is computed
anew over power series of balls, and the two balls have to meet.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from flint import arb, arb_series

from pipeline.errors import RefutedError
from pipeline.exercises.backpropagation.backward import LayerGradient
from pipeline.exercises.backpropagation.forward import Weights
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.networks.real import Real, VagueError, exact
from pipeline.notation.expression import LEAKY_SLOPE
from pipeline.notation.tree import Symbol

Seed = tuple[int, int, int | None] | None
"""Layer, unit and source of the weight that moves; None as source for a bias (unit −1: of all units)."""


def check_gradients(network: Network, weights: Weights, gradients: Sequence[LayerGradient]) -> None:
    """Compare every gradient with its value by forward mode.

    Raises:
        RefutedError: Where they differ.
        VagueError: Where the precision is too low to say.
    """
    for symbol, seed, gradient in _all_gradients(network, gradients):
        series = _loss(network, weights, seed)
        if not series[1].is_finite():
            raise VagueError(f"the gradient by {symbol.name}")
        if not arb(gradient).overlaps(series[1]):
            found = f"{arb(gradient).str(12, radius=False)} backwards, {series[1].str(12, radius=False)} forwards"
            raise RefutedError(f"the gradient by {symbol.name} is {found}")


def _all_gradients(network: Network, gradients: Sequence[LayerGradient]) -> Iterator[tuple[Symbol, Seed, Real]]:
    for position, (gradient, own) in enumerate(zip(gradients, network.symbols.layers, strict=True)):
        for unit, row in enumerate(gradient.weights):
            for source, value in enumerate(row):
                yield own.weights[unit][source], (position, unit, source), value
        is_shared = network.model.layer[position].bias_form == "shared"
        for unit, value in enumerate(gradient.biases):
            yield own.biases[unit], (position, -1 if is_shared else unit, None), value


def _constant(value: Real) -> arb_series:
    return arb_series([arb(value)], prec=2)


def _loss(network: Network, weights: Weights, seed: Seed) -> arb_series:
    inputs, targets = network.model.sample
    signal = [_constant(exact(value)) for value in inputs]
    for position, layer in enumerate(network.model.layer):
        sums = [_weighted_sum(weights, position, unit, signal, seed) for unit in range(layer.units)]
        signal = _activate(layer.activation, sums)
    return LOSSES[network.model.loss]([_constant(exact(value)) for value in targets], signal)


def _weighted_sum(weights: Weights, position: int, unit: int, signal: Sequence[arb_series], seed: Seed) -> arb_series:
    result = _constant(weights.biases[position][unit]) if weights.biases[position] else _constant(arb(0))
    for source, value in enumerate(weights.matrices[position][unit]):
        moving = arb_series([arb(value), 1], prec=2) if seed == (position, unit, source) else _constant(value)
        result = result + moving * signal[source]
    moves = seed in ((position, unit, None), (position, -1, None))
    return result + arb_series([0, 1], prec=2) if moves else result


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
