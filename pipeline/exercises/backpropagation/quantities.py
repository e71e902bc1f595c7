"""The quantities of the kind, nested as in numbers.json, and what each of them is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.exercises.backpropagation.backward import LayerGradient
from pipeline.exercises.backpropagation.forward import LayerValues
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.solve import Numbers
from pipeline.exercises.kinds import QuantityDoc
from pipeline.exercises.networks.real import Real, quantity

if TYPE_CHECKING:
    from pipeline.exercises.solution import Value

BIAS = "number, vector (units) or none"
WEIGHTS = "matrix (units, units before)"

DOCS = (
    QuantityDoc("layers[*].preactivation", "vector (units)", "Weighted sums, first pass; not for a batch of several."),
    QuantityDoc("layers[*].activation", "vector (units)", "What the units give, likewise."),
    QuantityDoc("layers[*].delta", "vector (units)", "Derivative of the loss by the preactivations, likewise."),
    QuantityDoc("layers[*].weight_gradient", WEIGHTS, "Derivative of the batch's loss by the weights, first pass."),
    QuantityDoc("layers[*].bias_gradient", BIAS, "Derivative of the batch's loss by the bias, first pass."),
    QuantityDoc("layers[*].updated_weights", WEIGHTS, "Weights after the first update."),
    QuantityDoc("layers[*].updated_bias", BIAS, "Bias after the first update."),
    QuantityDoc("samples[*].layers[*].preactivation", "vector (units)", "Weighted sums of this sample, first pass."),
    QuantityDoc("samples[*].layers[*].activation", "vector (units)", "What the units give for this sample."),
    QuantityDoc("samples[*].layers[*].delta", "vector (units)", "Derivative of the sample's own loss."),
    QuantityDoc("samples[*].loss", "number", "The sample's own loss, before the mean or the sum."),
    QuantityDoc("loss", "number", "Loss of the batch before the first update."),
    QuantityDoc("output_after", "vector (outputs)", "Outputs after the first update; a row a sample for several."),
    QuantityDoc("loss_after", "number", "Loss of the batch after the first update."),
    QuantityDoc("steps[*].weights", f"list (layers) of {WEIGHTS}", "Weights after this update."),
    QuantityDoc("steps[*].biases", f"list (layers) of {BIAS}", "Biases after this update."),
    QuantityDoc("steps[*].loss", "number", "Loss of the batch after this update."),
)
"""All paths, in the order of numbers.json."""


def quantities(network: Network, numbers: Numbers) -> "dict[str, Value]":
    """Return the quantities of the kind, nested as in numbers.json."""
    layers = range(network.depth)
    outputs = [_plain(sample.layers[-1].activations) for sample in numbers.passes[1].samples]
    return {
        "layers": [_layer(network, numbers, layer) for layer in layers],
        "samples": [_sample(numbers, sample) for sample in range(len(network.model.batch))],
        "loss": quantity(numbers.passes[0].loss),
        "output_after": outputs[0] if len(outputs) == 1 else outputs,
        "loss_after": quantity(numbers.passes[1].loss),
        "steps": [_step(network, numbers, step) for step in range(1, len(numbers.states))],
    }


def _layer(network: Network, numbers: Numbers, layer: int) -> "dict[str, Value]":
    gradient, is_single = numbers.total_gradients[layer], len(network.model.batch) == 1
    units = _units(numbers.forward.layers[layer], gradient) if is_single else {}
    return {
        **units,
        "weight_gradient": _matrix(gradient.weights),
        "bias_gradient": _bias(network, layer, gradient.biases),
        "updated_weights": _matrix(numbers.updated.matrices[layer]),
        "updated_bias": _bias(network, layer, numbers.updated.biases[layer]),
    }


def _units(values: LayerValues, gradient: LayerGradient) -> "dict[str, Value]":
    return {
        "preactivation": _plain(values.preactivations),
        "activation": _plain(values.activations),
        "delta": _plain(gradient.deltas),
    }


def _sample(numbers: Numbers, sample: int) -> "dict[str, Value]":
    forward = numbers.passes[0].samples[sample]
    pairs = zip(forward.layers, numbers.sample_gradients[sample], strict=True)
    return {"layers": [_units(*pair) for pair in pairs], "loss": quantity(forward.loss)}


def _step(network: Network, numbers: Numbers, step: int) -> "dict[str, Value]":
    weights = numbers.states[step].weights
    return {
        "weights": [_matrix(matrix) for matrix in weights.matrices],
        "biases": [_bias(network, layer, values) for layer, values in enumerate(weights.biases)],
        "loss": quantity(numbers.passes[step].loss),
    }


def _matrix(rows: tuple[tuple[Real, ...], ...]) -> "list[Value]":
    return [_plain(row) for row in rows]


def _plain(values: tuple[Real, ...]) -> "list[Value]":
    return [quantity(value) for value in values]


def _bias(network: Network, layer: int, values: tuple[Real, ...]) -> "Value":
    forms: dict[str, Callable[[], Value]] = {
        "none": lambda: None,
        "shared": lambda: quantity(values[0]),
        "per unit": lambda: _plain(values),
    }
    return forms[network.model.layer[layer].bias_form]()
