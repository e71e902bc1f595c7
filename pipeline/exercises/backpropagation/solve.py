"""All numbers of the exercise: forward and backward for every sample, the updates, forward again."""

from dataclasses import dataclass, replace
from functools import partial

from pipeline.exercises.backpropagation.backward import LayerGradient, reduced, run_backward, spread
from pipeline.exercises.backpropagation.check import check_gradients, check_together
from pipeline.exercises.backpropagation.forward import Forward, run_forward
from pipeline.exercises.backpropagation.learning import State, advance, initial_state
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.weights import Weights, combined
from pipeline.exercises.backpropagation.zeros import Zeros
from pipeline.exercises.networks.real import Real, exact, is_negligible, settled, times, total, with_enough_bits


@dataclass(frozen=True)
class Pass:
    """The network with certain weights over all samples.

    Attributes:
        samples: The forward pass of each.
        loss: Of the batch.
    """

    samples: tuple[Forward, ...]
    loss: Real


@dataclass(frozen=True)
class Numbers:
    """What the updates of the network give.

    Attributes:
        sample_gradients: Per sample and layer, of the sample's own loss.
        total_gradients: Per layer, of the batch's loss.
        states: The weights at the start and after every update, shape (updates + 1).
        passes: The samples with each of these weights.
    """

    sample_gradients: tuple[tuple[LayerGradient, ...], ...]
    total_gradients: tuple[LayerGradient, ...]
    states: tuple[State, ...]
    passes: tuple[Pass, ...]

    @property
    def weights(self) -> Weights:
        """Weights and biases before the first update."""
        return self.states[0].weights

    @property
    def updated(self) -> Weights:
        """Weights and biases after the first update."""
        return self.states[1].weights

    @property
    def forward(self) -> Forward:
        """The sample that is worked out in full, before the first update."""
        return self.passes[0].samples[0]

    @property
    def gradients(self) -> tuple[LayerGradient, ...]:
        """Those of this sample's loss, per layer."""
        return self.sample_gradients[0]


def compute(network: Network) -> Numbers:
    """Return the numbers, every gradient found in two ways.

    Raises:
        ComputationError: Where a value overflows, has no logarithm, or is not known to enough digits.
        RefutedError: Where the two ways differ (never, unless a formula is wrong).
    """
    return with_enough_bits(lambda: _compute(network))


def _compute(network: Network) -> Numbers:
    states = [initial_state(network.model)]
    passes = [run_samples(network, states[0].weights, first=True)]
    gradients, totals = _slopes(network, states[0].weights, passes[0], first=True)
    check_gradients(network, states[0].weights, totals)
    following = totals
    for left in reversed(range(network.model.steps)):
        states.append(_next_state(network, states[-1], following))
        passes.append(run_samples(network, states[-1].weights, first=False))
        if left:
            _, following = _slopes(network, states[-1].weights, passes[-1], first=False)
            check_together(network, states[-1].weights, following)
    return Numbers(gradients, totals, tuple(states), tuple(passes))


def run_samples(network: Network, weights: Weights, *, first: bool) -> Pass:
    """Return the forward pass of every sample, and the loss of the batch.

    Args:
        network: Layers and samples.
        weights: To be used.
        first: Whether they are those of the sheet.
    """
    model, symbols = network.model, network.symbols
    found = []
    for position, (sample, loss) in enumerate(zip(model.batch, symbols.losses, strict=True)):
        zeros = Zeros(network, position, first)
        forward = run_forward(model, sample, weights, zeros.sums)
        found.append(Forward(forward.layers, zeros.loss(loss, forward.loss)))
    whole = times(exact(model.share), total(forward.loss for forward in found))
    return Pass(tuple(found), Zeros(network, 0, first).loss(symbols.total, whole))


SampleGradients = tuple[tuple[LayerGradient, ...], ...]


def _slopes(
    network: Network, weights: Weights, whole: Pass, *, first: bool
) -> tuple[SampleGradients, tuple[LayerGradient, ...]]:
    """Return the gradients of every sample's loss, and those of the batch's."""
    samples = tuple(
        run_backward(network, position, weights, forward, Zeros(network, position, first))
        for position, forward in enumerate(whole.samples)
    )
    return samples, reduced(network, samples, Zeros(network, 0, first))


def _next_state(network: Network, state: State, gradients: tuple[LayerGradient, ...]) -> State:
    """Return the state after an update, with enough digits of every weight; what cannot be told from 0 is 0."""
    moved = advance(network.model, state, spread(gradients, state.weights))
    return replace(moved, weights=combined(_known_weight, moved.weights))


def _known_weight(value: Real) -> Real:
    return settled(value, "a weight after the update", partial(is_negligible, value))
