"""The kind `backpropagation`: one gradient step through a small network, by hand."""

from collections.abc import Mapping
from fractions import Fraction

from pipeline.exercises.backpropagation.board import blackboard
from pipeline.exercises.backpropagation.content import page_content
from pipeline.exercises.backpropagation.model import Backpropagation
from pipeline.exercises.backpropagation.network import build_network
from pipeline.exercises.backpropagation.reading import page_reading
from pipeline.exercises.backpropagation.solve import compute, quantities
from pipeline.exercises.kinds import Kind, QuantityDoc
from pipeline.exercises.networks.real import BITS
from pipeline.exercises.solution import Solution
from pipeline.notation.evaluate import precision


def solve(model: Backpropagation, _: Mapping[str, Fraction]) -> Solution:
    """Return the solved exercise.

    Args:
        model: With the variant's numbers in place.

    Raises:
        ComputationError: Where a value overflows, has no logarithm, or is not known to enough digits.
        RefutedError: Never, unless a formula is wrong.
    """
    network = build_network(model)
    numbers = compute(network)
    with precision(BITS[-1]):
        content = page_content(blackboard(network, numbers))
    return Solution(quantities(network, numbers), content, page_reading(network))


KIND = Kind(
    name="backpropagation",
    summary="Forward pass, every gradient by the chain rule, one update and the loss after it, for any small network.",
    model=Backpropagation,
    solve=solve,
    quantities=(
        QuantityDoc("layers[*].preactivation", "vector (units)", "Weighted sums of the layer, first pass."),
        QuantityDoc("layers[*].activation", "vector (units)", "What the units give, first pass."),
        QuantityDoc("layers[*].delta", "vector (units)", "Derivative of the loss by the preactivations."),
        QuantityDoc("layers[*].weight_gradient", "matrix (units, units before)", "Derivative of the loss by weights."),
        QuantityDoc("layers[*].bias_gradient", "number, vector (units) or none", "Derivative of the loss by the bias."),
        QuantityDoc("layers[*].updated_weights", "matrix (units, units before)", "Weights after the update."),
        QuantityDoc("layers[*].updated_bias", "number, vector (units) or none", "Bias after the update."),
        QuantityDoc("loss", "number", "Loss before the update."),
        QuantityDoc("output_after", "vector (outputs)", "Activations of the last layer after the update."),
        QuantityDoc("loss_after", "number", "Loss after the update."),
    ),
)
