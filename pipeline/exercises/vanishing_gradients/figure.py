"""The picture: δ over the layers, and the gradient by the input over the size of the weights."""

from collections.abc import Sequence
from fractions import Fraction
from math import exp, log1p, nan, tanh
from typing import Literal

from pipeline.exercises.decimals import as_float
from pipeline.exercises.figures import Figure, Lines, Series
from pipeline.exercises.solution import Prose
from pipeline.exercises.vanishing_gradients.names import Names
from pipeline.exercises.vanishing_gradients.numbers import Numbers
from pipeline.exercises.wording import listed, prose

SAMPLES = 120
LEAST, LEAST_BY_WEIGHT = 1e-30, 1e-9
"""Smaller gradients are left out of a panel."""


def figure(chains: Sequence[tuple[Names, Numbers]]) -> Figure:
    """Return the figure."""
    equal = chains[0][0].model.has_equal_weights
    panels = (_by_layer(chains), _by_weight([names for names, _ in chains]))
    horizontal = "the weight" if equal else "a factor that all weights are multiplied with"
    caption = (
        r"Left: the size of $\delta_l$, layer by layer. Right: the size of $\frac{\partial a_L}{\partial a_0}$ over "
        f"{horizontal}. Both vertical axes are logarithmic."
    )
    return Figure("gradients", panels, caption, _alt(chains), 1.0)


def _by_layer(chains: Sequence[tuple[Names, Numbers]]) -> Lines:
    series = tuple(Series(names.function.word, tuple(_points(numbers)), "marked") for names, numbers in chains)
    return Lines(series, "layer $l$", r"$|\delta_l|$", y_scale=_scale(series))


def _points(numbers: Numbers) -> list[tuple[float, float]]:
    return [(float(place), _visible(abs(as_float(layer.delta)))) for place, layer in enumerate(numbers.layers, 1)]


def _visible(size: float, least: float = LEAST) -> float:
    return size if size > least else nan


def _scale(series: Sequence[Series]) -> Literal["linear", "log"]:
    """Return log where there is anything to show on it."""
    return "log" if any(y == y for own in series for _, y in own.points) else "linear"  # noqa: PLR0124


def _by_weight(chains: Sequence[Names]) -> Lines:
    model = chains[0].model
    given = float(model.all_weights[0]) if model.has_equal_weights else 1.0
    reach = max(6.0, 1.5 * abs(given))
    sign = -1 if given < 0 else 1
    grid = [sign * reach * step / SAMPLES for step in range(1, SAMPLES + 1)]
    series = tuple(
        Series(names.function.word, tuple((x, _visible(abs(_gradient(names, x)), LEAST_BY_WEIGHT)) for x in grid))
        for names in chains
    )
    label = "$w$" if model.has_equal_weights else "factor"
    return Lines(series, label, r"$|\partial a_L / \partial a_0|$", y_scale=_scale(series))


def _gradient(names: Names, factor: float) -> float:
    """Return ∂a_L/∂a_0 in floats, with the weight in the place of the given one, or with all weights scaled."""
    model = names.model
    weights = [factor] * model.layers if model.has_equal_weights else [factor * float(w) for w in model.all_weights]
    biases = model.all_biases or (Fraction(0),) * model.layers
    signal, gradient = float(model.input), 1.0
    for weight, bias in zip(weights, biases, strict=True):
        z = weight * signal + float(bias)
        signal, slope = unit(names.activation, z)
        gradient *= weight * slope
    return gradient


def unit(activation: str, z: float) -> tuple[float, float]:
    """Return activation and slope of a unit in floats; very large arguments count as saturated."""
    bounded = min(max(z, -300.0), 300.0)
    sigmoid = 1 / (1 + exp(-bounded))
    match activation:
        case "sigmoid":
            return sigmoid, sigmoid * (1 - sigmoid)
        case "tanh":
            return tanh(bounded), 1 - tanh(bounded) ** 2
        case "relu":
            return max(z, 0.0), float(z > 0)
        case "leaky relu":
            return (z, 1.0) if z > 0 else (0.01 * z, 0.01)
        case "softplus":
            return max(z, 0.0) + log1p(exp(-abs(bounded))), sigmoid
        case _:
            return z, 1.0


def _alt(chains: Sequence[tuple[Names, Numbers]]) -> Prose:
    found = [
        prose(
            "With " if place == 0 else "with ",
            Prose((names.function.word,)),
            f" the size of delta goes from {_size(numbers, 0)} in the first layer to {_size(numbers, -1)} in the last",
        )
        for place, (names, numbers) in enumerate(chains)
    ]
    return prose(listed(found, "; ", "; "), ".")


def _size(numbers: Numbers, place: int) -> str:
    return f"{abs(as_float(numbers.layers[place].delta)):.2g}"
