"""Kind `vanishing-gradients`: what a chain of layers makes of a gradient, in formulas, numbers and pictures."""

from collections.abc import Mapping
from fractions import Fraction

from pipeline.exercises.kinds import Kind, QuantityDoc
from pipeline.exercises.networks.real import BITS
from pipeline.exercises.solution import Solution, Value
from pipeline.exercises.vanishing_gradients.content import page_content
from pipeline.exercises.vanishing_gradients.lines import Lines
from pipeline.exercises.vanishing_gradients.model import VanishingGradients
from pipeline.exercises.vanishing_gradients.names import Names, chains
from pipeline.exercises.vanishing_gradients.numbers import Layer, Numbers, compute
from pipeline.exercises.vanishing_gradients.reading import page_reading
from pipeline.notation.evaluate import precision


def solve(model: VanishingGradients, parameters: Mapping[str, Fraction]) -> Solution:
    """Return the solved exercise."""
    del parameters
    with precision(BITS[0]):
        worked = [(names, compute(names)) for names in chains(model)]
        return Solution(_quantities(worked), page_content(worked), page_reading(model))


def _quantities(worked: list[tuple[Names, Numbers]]) -> dict[str, Value]:
    names, numbers = worked[0]
    return {
        "layers": [_layer(layer) for layer in numbers.layers],
        "input_gradient": numbers.input_gradient,
        "bound": Lines(names, numbers).bound_value(),
        "comparison": [
            {"activation": other.activation, "input_gradient": found.input_gradient} for other, found in worked[1:]
        ],
    }


def _layer(layer: Layer) -> dict[str, Value]:
    return {
        "preactivation": layer.preactivation,
        "activation": layer.activation,
        "slope": layer.slope,
        "factor": layer.factor,
        "delta": layer.delta,
        "weight_gradient": layer.weight_gradient,
    }


KIND = Kind(
    name="vanishing-gradients",
    summary="a chain of layers: the gradient as a product over the depth, and when it vanishes or explodes",
    model=VanishingGradients,
    solve=solve,
    quantities=(
        QuantityDoc("layers[*].preactivation", "number", "Weighted sum of the layer."),
        QuantityDoc("layers[*].activation", "number", "What its unit gives."),
        QuantityDoc("layers[*].slope", "number", "Derivative of the activation by the weighted sum."),
        QuantityDoc("layers[*].factor", "number", "Weight times slope: derivative by the activation before."),
        QuantityDoc("layers[*].delta", "number", "Derivative of the last activation by the weighted sum."),
        QuantityDoc("layers[*].weight_gradient", "number", "Derivative of the last activation by the weight."),
        QuantityDoc(
            "input_gradient", "number", "Derivative of the last activation by the input: product of all factors."
        ),
        QuantityDoc("bound", "number", "What the size of that is at most, for any input and biases."),
        QuantityDoc("comparison[*].activation", "word", "Another activation in the same chain."),
        QuantityDoc(
            "comparison[*].input_gradient", "number", "Derivative of the last activation by the input with it."
        ),
    ),
)
