"""Kind `logistic-regression`: one neuron that tells two classes apart, its gradient, its descent, its convex loss."""

from collections.abc import Mapping
from fractions import Fraction

from pipeline.exercises.descent import State
from pipeline.exercises.kinds import Kind, QuantityDoc
from pipeline.exercises.logistic_regression.content import page_content
from pipeline.exercises.logistic_regression.model import LogisticRegression
from pipeline.exercises.logistic_regression.names import Names
from pipeline.exercises.logistic_regression.numbers import Numbers, SampleValues, compute
from pipeline.exercises.logistic_regression.reading import page_reading
from pipeline.exercises.networks.real import BITS
from pipeline.exercises.solution import Solution, Value
from pipeline.notation.evaluate import precision


def solve(model: LogisticRegression, parameters: Mapping[str, Fraction]) -> Solution:
    """Return the solved exercise."""
    del parameters
    names = Names(model)
    with precision(BITS[0]):
        numbers = compute(names)
        return Solution(_quantities(names, numbers), page_content(names, numbers), page_reading(names))


def _quantities(names: Names, numbers: Numbers) -> dict[str, Value]:
    size = len(names.inputs)
    return {
        "samples": [_sample(sample) for sample in numbers.samples],
        "loss": numbers.loss,
        "gradient": list(numbers.gradient[:size]),
        "bias_gradient": numbers.gradient[-1] if names.has_bias else None,
        "hessian": [list(row) for row in numbers.hessian],
        "steps": [_step(names, state) for state in numbers.path[1:]],
        "correct": Fraction(numbers.correct),
    }


def _sample(sample: SampleValues) -> dict[str, Value]:
    return {
        "preactivation": sample.preactivation,
        "probability": sample.probability,
        "error": sample.error,
        "loss": sample.loss,
    }


def _step(names: Names, state: State) -> dict[str, Value]:
    size = len(names.inputs)
    bias = state.at[-1] if names.has_bias else None
    return {"weights": list(state.at[:size]), "bias": bias, "loss": state.value}


KIND = Kind(
    name="logistic-regression",
    summary="one neuron for two classes: gradient of the cross-entropy, descent, decision boundary, convexity",
    model=LogisticRegression,
    solve=solve,
    quantities=(
        QuantityDoc("samples[*].preactivation", "number", "Weighted sum of the sample at the start."),
        QuantityDoc("samples[*].probability", "number", "What the neuron gives for it at the start."),
        QuantityDoc(
            "samples[*].error", "number", "Probability minus target: derivative of its loss by the weighted sum."
        ),
        QuantityDoc("samples[*].loss", "number", "Binary cross-entropy of the sample at the start."),
        QuantityDoc("loss", "number", "Sum or mean of the losses at the start."),
        QuantityDoc("gradient[*]", "vector (inputs)", "Derivative of the loss by each weight at the start."),
        QuantityDoc("bias_gradient", "number or none", "Derivative of the loss by the bias at the start."),
        QuantityDoc(
            "hessian[*][*]", "matrix (parameters)", "Second derivatives at the start, weights first, then the bias."
        ),
        QuantityDoc("steps[*].weights", "vector (inputs)", "Weights after step k + 1."),
        QuantityDoc("steps[*].bias", "number or none", "Bias after step k + 1."),
        QuantityDoc("steps[*].loss", "number", "Loss after step k + 1."),
        QuantityDoc("correct", "number", "Samples on the right side of the boundary after the last step."),
    ),
)
