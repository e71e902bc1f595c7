"""The numbers of a chain: forward, the factor of each layer, and the gradients."""

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import prod

from flint import arb

from pipeline.exercises.decimals import as_ball
from pipeline.exercises.networks.values import value_of
from pipeline.exercises.vanishing_gradients.names import Names, valued
from pipeline.notation.tree import Node

Number = Fraction | arb


@dataclass(frozen=True)
class Layer:
    """What a layer does.

    Attributes:
        preactivation: z_l.
        activation: a_l.
        slope: φ'(z_l).
        factor: w_l φ'(z_l), the derivative of a_l by a_{l−1}.
        delta: Derivative of the last activation by z_l.
        weight_gradient: Derivative of the last activation by w_l.
    """

    preactivation: Number
    activation: Number
    slope: Number
    factor: Number
    delta: Number
    weight_gradient: Number


@dataclass(frozen=True)
class Numbers:
    """A chain in numbers.

    Attributes:
        layers: From the first to the last.
        input_gradient: ∂a_L/∂a_0.
    """

    layers: tuple[Layer, ...]
    input_gradient: Number


def compute(names: Names) -> Numbers:
    """Return the numbers of a chain.

    Raises:
        ComputationError: Where a value cannot be told from 0.
    """
    scope, weights = valued(names.model), names.model.all_weights
    sums, signals, slopes = (
        [
            value_of(formula(layer), scope, f"the {what} of {names.function.word} layer {layer}")
            for layer in names.places
        ]
        for what, formula in (
            ("weighted sum", names.preactivation),
            ("activation", names.signal),
            ("slope", partial(slope_at, names)),
        )
    )
    deltas = [slopes[-1]]
    for weight, slope in zip(weights[:0:-1], slopes[-2::-1], strict=True):
        deltas.insert(0, multiplied(weight, slope, deltas[0]))
    factors = [multiplied(weight, slope) for weight, slope in zip(weights, slopes, strict=True)]
    gradients = [
        multiplied(delta, signal) for delta, signal in zip(deltas, [names.model.input, *signals], strict=False)
    ]
    layers = tuple(map(Layer, sums, signals, slopes, factors, deltas, gradients))
    return Numbers(layers, multiplied(weights[0], deltas[0]))


def slope_at(names: Names, layer: int) -> Node:
    """Return φ'(z_l) in simpler functions; at a kink the slope to the left."""
    return names.function.mathematics.derivative(names.preactivation(layer))


def multiplied(*factors: Number) -> Number:
    """Return the product: exact where all factors are, or one is 0."""
    exact = [factor for factor in factors if isinstance(factor, Fraction)]
    rational = Fraction(prod(exact))
    if len(exact) == len(factors) or not rational:
        return rational
    result = as_ball(rational)
    for factor in factors:
        result = result * factor if isinstance(factor, arb) else result
    return result
