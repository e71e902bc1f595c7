"""The updates in numbers: from weights and their gradient to the next weights, by one of the methods."""

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from flint import arb, fmpq

from pipeline.errors import ComputationError
from pipeline.exercises.backpropagation.model import Backpropagation
from pipeline.exercises.backpropagation.optimiser import Optimiser
from pipeline.exercises.backpropagation.weights import Weights, combined, initial_weights, learning, zeros_like
from pipeline.exercises.networks.real import ONE, ZERO, Real, exact, is_zero, root, shortened, times


@dataclass(frozen=True)
class State:
    """What an optimiser knows between two updates.

    Attributes:
        weights: As they are now.
        first: Momentum's velocity, or Adam's mean of the gradients; 0 at the start.
        second: Adam's mean of their squares; 0 at the start.
        updates: How many there have been.
    """

    weights: Weights
    first: Weights
    second: Weights
    updates: int = 0


def initial_state(model: Backpropagation) -> State:
    """Return the weights of the sheet, at rest."""
    weights = initial_weights(model)
    return State(weights, zeros_like(weights), zeros_like(weights))


def advance(model: Backpropagation, state: State, gradient: Weights) -> State:
    """Return the state after one update; what is fixed keeps its value.

    Args:
        model: The optimiser, the learning rate, and what learns.
        state: Before.
        gradient: Of the loss, in the shape of the weights.

    Raises:
        ComputationError: Where Adam without ε divides 0 by 0.
    """
    count, optimiser = state.updates + 1, model.optimiser
    slopes = decayed(optimiser, state.weights, gradient)
    first, second = state.first, state.second
    match optimiser.method:
        case "gradient":
            direction = first = slopes
        case "momentum":
            mu = exact(optimiser.momentum)
            direction = first = combined(lambda v, g: times(mu, v) + g, first, slopes)
        case "adam":
            first = combined(partial(_mean, exact(optimiser.beta1)), first, slopes)
            second = combined(partial(_mean, exact(optimiser.beta2)), second, combined(lambda g: times(g, g), slopes))
            direction = combined(partial(_adam_direction, optimiser, count), first, second)
    rate = exact(model.learning_rate)
    moved = combined(
        lambda w, d, learns: shortened(w - times(rate, d)) if learns else w, state.weights, direction, learning(model)
    )
    return State(moved, combined(shortened, first), combined(shortened, second), count)


def decayed(optimiser: Optimiser, weights: Weights, gradient: Weights) -> Weights:
    """Return the gradient with the weight decay added."""
    rate = exact(optimiser.weight_decay)
    added = combined(lambda g, w: g + times(rate, w), gradient, weights)
    return added if optimiser.decay_bias else Weights(added.matrices, gradient.biases)


def _mean(beta: fmpq, before: Real, new: Real) -> Real:
    return times(beta, before) + times(ONE - beta, new)


def _adam_direction(optimiser: Optimiser, count: int, first: Real, second: Real) -> Real:
    """Return m̂ / (√v̂ + ε), the means freed from their start at 0."""
    mean, square = (
        value / (ONE - exact(Fraction(beta) ** count))
        for value, beta in ((first, optimiser.beta1), (second, optimiser.beta2))
    )
    if is_zero(mean):
        if is_zero(square) and optimiser.epsilon == 0:
            hint = "with an epsilon above 0 such a weight stays as it is"
            raise ComputationError("Adam without epsilon divides by 0, because a gradient is 0", hint=hint)
        return ZERO
    below = root(square) + exact(optimiser.epsilon)
    if isinstance(below, arb) and below.contains(0):
        raise ComputationError("Adam divides by a number that cannot be told from 0")
    return mean / below
