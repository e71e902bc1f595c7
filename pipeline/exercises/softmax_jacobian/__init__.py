"""Kind `softmax-jacobian`: the derivatives of softmax as a matrix, what they have in common, and the cross-entropy."""

from collections.abc import Mapping
from fractions import Fraction

from pipeline.exercises.kinds import Kind, QuantityDoc
from pipeline.exercises.networks.real import BITS
from pipeline.exercises.softmax_jacobian.content import page_content
from pipeline.exercises.softmax_jacobian.model import SoftmaxJacobian
from pipeline.exercises.softmax_jacobian.names import Names
from pipeline.exercises.softmax_jacobian.numbers import Numbers, compute
from pipeline.exercises.softmax_jacobian.reading import page_reading
from pipeline.exercises.solution import Solution, Value
from pipeline.notation.evaluate import precision


def solve(model: SoftmaxJacobian, parameters: Mapping[str, Fraction]) -> Solution:
    """Return the solved exercise."""
    del parameters
    names = Names(model)
    numbers = compute(names)
    with precision(BITS[0]):
        content = page_content(names, numbers)
    return Solution(_quantities(numbers), content, page_reading(names))


def _quantities(numbers: Numbers) -> dict[str, Value]:
    found: dict[str, Value] = {"softmax": list(numbers.softmax), "jacobian": [list(row) for row in numbers.jacobian]}
    if numbers.loss is None:
        return found
    return found | {"loss": numbers.loss, "gradient": list(numbers.gradient)}


KIND = Kind(
    name="softmax-jacobian",
    summary="derivatives of softmax by rule and as a matrix, what holds for it, and the gradient of the cross-entropy",
    model=SoftmaxJacobian,
    solve=solve,
    quantities=(
        QuantityDoc("softmax[*]", "vector (outputs)", "What softmax gives for the inputs."),
        QuantityDoc("jacobian[*][*]", "matrix (outputs, inputs)", "Derivative of output i by input j."),
        QuantityDoc("loss", "number", "Cross-entropy, where the sheet has targets."),
        QuantityDoc("gradient[*]", "vector (inputs)", "Derivative of the cross-entropy by each input."),
    ),
)
