"""The kind `backpropagation`: gradient steps through a small network, by hand."""

from collections.abc import Mapping
from fractions import Fraction

from pipeline.exercises.backpropagation.board import blackboard
from pipeline.exercises.backpropagation.content import page_content, posed_content
from pipeline.exercises.backpropagation.model import Backpropagation
from pipeline.exercises.backpropagation.network import build_network
from pipeline.exercises.backpropagation.quantities import DOCS, quantities
from pipeline.exercises.backpropagation.reading import page_reading
from pipeline.exercises.backpropagation.solve import compute
from pipeline.exercises.kinds import Kind
from pipeline.exercises.networks.real import BITS
from pipeline.exercises.solution import Content, Solution, Value
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
    return Solution(quantities(network, numbers), content, page_reading(network, numbers))


def pose(model: Backpropagation, _: Mapping[str, Fraction]) -> dict[str, Content]:
    """Return what the statement names."""
    return posed_content(build_network(model))


def answer(model: Backpropagation, _: Mapping[str, Fraction]) -> dict[str, Value]:
    """Return the quantities alone; raises as `solve` does."""
    network = build_network(model)
    return quantities(network, compute(network))


KIND = Kind(
    name="backpropagation",
    summary="a small network by hand: forward pass, every gradient by the chain rule, updates and the loss after them",
    model=Backpropagation,
    solve=solve,
    quantities=DOCS,
    pose=pose,
    answer=answer,
)
