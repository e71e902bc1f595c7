"""The numbers that are learnt, and arithmetic on all of them at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.exercises.backpropagation.model import Backpropagation
from pipeline.exercises.networks.real import ONE, ZERO, Real, exact


@dataclass(frozen=True)
class Weights:
    """One number for every weight and every unit's bias; also gradients and velocities have this shape.

    Attributes:
        matrices: Per layer, shape (units, units before).
        biases: Per layer one number per unit, the same throughout where it is shared; empty where there is none.
    """

    matrices: tuple[tuple[tuple[Real, ...], ...], ...]
    biases: tuple[tuple[Real, ...], ...]


def initial_weights(model: Backpropagation) -> Weights:
    """Return the weights of the sheet."""
    return Weights(
        tuple(tuple(tuple(exact(value) for value in row) for row in layer.weights) for layer in model.layer),
        tuple(tuple(exact(value) for value in layer.biases) for layer in model.layer),
    )


def combined(function: Callable[..., Any], *parts: Weights) -> Weights:
    """Return the function of corresponding numbers."""

    def rows(*vectors: tuple[Real, ...]) -> tuple[Real, ...]:
        return tuple(map(function, *vectors))

    matrices = zip(*(part.matrices for part in parts), strict=True)
    biases = zip(*(part.biases for part in parts), strict=True)
    return Weights(
        tuple(tuple(map(rows, *layers)) for layers in matrices),
        tuple(rows(*layers) for layers in biases),
    )


def zeros_like(weights: Weights) -> Weights:
    """Return a 0 for every number."""
    return combined(lambda _: ZERO, weights)


def learning(model: Backpropagation) -> Weights:
    """Return 1 for every number that takes part in the updates, 0 for those that stay."""
    return Weights(
        tuple(
            tuple(
                tuple(ONE if layer.learns(unit, source) else ZERO for source in range(len(row)))
                for unit, row in enumerate(layer.weights)
            )
            for layer in model.layer
        ),
        tuple(
            (ONE if bias_learns(model, position) else ZERO,) * len(layer.biases)
            for position, layer in enumerate(model.layer)
        ),
    )


def bias_learns(model: Backpropagation, layer: int) -> bool:
    """Tell whether the biases of a layer (from 0) take part in the updates."""
    return model.update_bias and model.layer[layer].fixed is not True
