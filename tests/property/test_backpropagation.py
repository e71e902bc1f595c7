"""What must hold for every network, each against a method of its own."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import autograd.numpy as np
import mpmath
import pytest
from autograd import grad
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.equality.verdict import Refuted, Unknown
from pipeline.errors import ComputationError
from pipeline.exercises.backpropagation import KIND
from pipeline.exercises.backpropagation.model import Backpropagation, Layer
from pipeline.notation.writer import latex
from tests.unit.exercises.backpropagation.networks import layer, network, number, numbers, solved
from tests.unit.exercises.backpropagation.test_content import chains
from tests.unit.exercises.backpropagation.test_reading import judged

SMOOTH = ("sigmoid", "tanh", "softplus", "linear", "softmax")
PIECEWISE = ("relu", "leaky relu")
SQUARES = ("half squared error", "squared error", "mean squared error")

MARGIN = 1e-4

few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])

weight = st.integers(-300, 300).filter(lambda n: n % 10 != 0).map(lambda n: f"{n / 100:.2f}")
"""Two decimals that are never round, so that no weighted sum is 0 by accident."""


def matrix(rows: int, columns: int) -> st.SearchStrategy[list[list[str]]]:
    """Draw the weights of a layer."""
    return st.lists(st.lists(weight, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


@st.composite
def layers(draw: st.DrawFn, sizes: tuple[int, ...], activations: tuple[str, ...]) -> list[dict[str, Any]]:
    """Draw the layers of a network with these sizes, inputs first."""
    found = []
    for before, units in pairwise(sizes):
        bias = draw(st.one_of(st.none(), weight, st.lists(weight, min_size=units, max_size=units)))
        found.append(layer(draw(matrix(units, before)), draw(st.sampled_from(activations)), bias))
    return found


@st.composite
def networks(draw: st.DrawFn, activations: tuple[str, ...] = SMOOTH + PIECEWISE) -> Backpropagation:
    """Draw a network of one to three layers with up to three units each."""
    sizes = tuple(draw(st.lists(st.integers(1, 3), min_size=2, max_size=4)))
    inner = draw(layers(sizes, activations))
    loss = draw(st.sampled_from((*SQUARES, "cross-entropy", "binary cross-entropy")))
    targets = draw(st.lists(st.sampled_from(("0", "0.25", "0.9", "1")), min_size=sizes[-1], max_size=sizes[-1]))
    if loss == "cross-entropy":
        inner[-1] |= {"activation": "softmax"}
        targets = ["1", *["0"] * (sizes[-1] - 1)]
    if loss == "binary cross-entropy":
        inner[-1] |= {"activation": "sigmoid"}
    inputs = draw(st.lists(weight, min_size=sizes[0], max_size=sizes[0]))
    return network(*inner, inputs=inputs, targets=targets, loss=loss, learning_rate="0.1")


# -- the loss once more, for any library of numbers -------------------------------------------------


def parameters(model: Backpropagation) -> list[float]:
    """Return all weights and biases in the order of the quantities: per layer the weights, then the biases."""
    found: list[float] = []
    for item in model.layer:
        found += [float(value) for row in item.weights for value in row]
        found += [float(value) for value in (item.biases[:1] if item.bias_form == "shared" else item.biases)]
    return found


def worked(model: Backpropagation) -> dict[str, Any]:
    """Return the quantities of a model; where its update leads to exponentials that overflow, another is drawn."""
    try:
        return solved(model)
    except ComputationError as error:
        assume(" overflow" not in error.message)
        raise


def gradients(model: Backpropagation) -> list[float]:
    """Return the computed gradients in the same order."""
    found = worked(model)
    values: list[float] = []
    for position, item in enumerate(model.layer):
        values += numbers(found, f"layers[{position}].weight_gradient")
        values += numbers(found, f"layers[{position}].bias_gradient") if item.bias_form != "none" else []
    return values


def outputs(model: Backpropagation, flat: Any, library: Any, activate: Callable[[str, Any, Any], Any]) -> list[Any]:
    """Return the outputs of the network with these weights and biases, by any library."""
    inputs, _ = model.sample
    signal: list[Any] = [float(value) for value in inputs]
    at = 0
    for item in model.layer:
        width, units = len(signal), item.units
        rows = [[flat[at + k * width + j] for j in range(width)] for k in range(units)]
        at += width * units
        count = {"none": 0, "shared": 1, "per unit": units}[item.bias_form]
        biases = [flat[at + min(k, count - 1)] if count else 0.0 for k in range(units)]
        at += count
        sums = [sum(w * s for w, s in zip(row, signal, strict=True)) + b for row, b in zip(rows, biases, strict=True)]
        signal = activate(item.activation, sums, library)
    return signal


def activate(name: str, sums: list[Any], library: Any) -> list[Any]:
    """Return the activations of a layer."""
    if name == "softmax":
        exponentials = [library.exp(z) for z in sums]
        return [value / sum(exponentials) for value in exponentials]
    functions: dict[str, Callable[[Any], Any]] = {
        "sigmoid": lambda z: 1 / (1 + library.exp(-z)),
        "tanh": library.tanh,
        "relu": lambda z: z if z > 0 else 0 * z,
        "leaky relu": lambda z: z if z > 0 else 0.01 * z,
        "softplus": lambda z: library.log(1 + library.exp(z)),
        "linear": lambda z: z,
    }
    return [functions[name](z) for z in sums]


def loss(model: Backpropagation, flat: Any, library: Any) -> Any:
    """Return the loss as a function of all weights and biases."""
    targets = [float(value) for value in model.sample[1]]
    found = outputs(model, flat, library, activate)
    pairs = list(zip(targets, found, strict=True))
    squares = sum((y - a) ** 2 for y, a in pairs)
    match model.loss:
        case "half squared error":
            return squares / 2
        case "squared error":
            return squares
        case "mean squared error":
            return squares / len(pairs)
        case "cross-entropy":
            return -sum(y * library.log(a) for y, a in pairs if y)
        case "binary cross-entropy":
            positive = sum(y * library.log(a) for y, a in pairs if y)
            return -positive - sum((1 - y) * library.log(1 - a) for y, a in pairs if y != 1)


def close(found: list[float], expected: list[float], tolerance: float) -> None:
    """Compare relative to the largest entry, since autodiff itself has rounding errors."""
    size = max(1.0, *(abs(value) for value in expected))
    for a, b in zip(found, expected, strict=True):
        assert abs(a - b) <= tolerance * size


@few
@given(networks())
def test_gradients_agree_with_automatic_differentiation(model: Backpropagation) -> None:
    """autograd differentiates the loss, written anew, to the same numbers."""
    found = outputs(model, parameters(model), np, activate)
    # Floats lose the digits of 1 - a where an output is close to 1; complex steps below have them.
    assume("entropy" not in model.loss or all(MARGIN < a < 1 - MARGIN or a == 1 for a in found))
    expected = grad(lambda flat: loss(model, flat, np))(np.array(parameters(model)))
    close(gradients(model), [float(value) for value in expected], 1e-9)


@few
@given(networks(("sigmoid", "tanh", "linear", "softmax")))
def test_gradients_agree_with_complex_steps(model: Backpropagation) -> None:
    """An imaginary step of 1e-60 gives the derivative to the full precision of mpmath."""
    with mpmath.workdps(80):
        step = mpmath.mpf(10) ** -60
        flat = [mpmath.mpf(value) for value in parameters(model)]
        expected = []
        for position, value in enumerate(flat):
            moved = [*flat[:position], mpmath.mpc(value, step), *flat[position + 1 :]]
            expected.append(float(mpmath.im(loss(model, moved, mpmath)) / step))
    close(gradients(model), expected, 1e-13)


@few
@given(networks(), st.randoms(use_true_random=False))
def test_permuting_hidden_units_permutes_the_gradients(model: Backpropagation, random: Any) -> None:
    """The order of the units of a layer is a matter of drawing."""
    if len(model.layer) < 2:
        return
    first, second = model.layer[:2]
    order = list(range(first.units))
    random.shuffle(order)
    moved: dict[str, Any] = {"weights": tuple(first.weights[k] for k in order)}
    if isinstance(first.bias, tuple):
        moved["bias"] = tuple(first.bias[k] for k in order)
    turned = {"weights": tuple(tuple(row[k] for k in order) for row in second.weights)}
    inner = (first.model_copy(update=moved), second.model_copy(update=turned), *model.layer[2:])
    permuted = model.model_copy(update={"layer": inner})
    before, after = worked(model), worked(permuted)
    for key in ("weight_gradient", "activation", "delta"):
        rows = [before["layers"][0][key][k] for k in order]
        close(_flat(after["layers"][0][key]), _flat(rows), 1e-15)
    columns = [[row[k] for k in order] for row in before["layers"][1]["weight_gradient"]]
    close(_flat(after["layers"][1]["weight_gradient"]), _flat(columns), 1e-15)
    close([float(number(after["loss_after"]))], [float(number(before["loss_after"]))], 1e-15)


def _flat(value: Any) -> list[float]:
    return [x for item in value for x in _flat(item)] if isinstance(value, list) else [float(number(value))]


@few
@given(matrix(3, 2), matrix(2, 3), weight, st.sampled_from(SMOOTH))
def test_a_shared_bias_has_the_sum_of_the_gradients_of_equal_biases(
    inner: list[list[str]], outer: list[list[str]], bias: str, activation: str
) -> None:
    """One bias for all units moves the loss as much as all biases moved together."""
    last = layer(outer, "sigmoid")
    shared, own = (worked(network(layer(inner, activation, b), last)) for b in (bias, [bias] * 3))
    total = sum(numbers(own, "layers[0].bias_gradient"))
    close(numbers(shared, "layers[0].bias_gradient"), [total], 1e-14)
    close(numbers(shared, "layers[0].weight_gradient"), numbers(own, "layers[0].weight_gradient"), 1e-15)


@few
@given(networks())
def test_a_linear_layer_of_ones_and_zeros_can_be_left_out(model: Backpropagation) -> None:
    """Passing every output on unchanged changes no gradient before it."""
    size = model.layer[-1].units
    identity = layer([[str(int(j == k)) for j in range(size)] for k in range(size)], "linear")
    still = model.model_copy(update={"learning_rate": Fraction(0)})
    longer = still.model_copy(update={"layer": (*model.layer, Layer.model_validate(identity))})
    close(gradients(longer)[: len(parameters(model))], gradients(still), 1e-15)


@few
@given(networks(SMOOTH))
def test_twice_the_loss_has_twice_the_gradients(model: Backpropagation) -> None:
    """The squared error is twice the half squared error, and so is every gradient."""
    half, whole = (
        gradients(model.model_copy(update={"loss": name})) for name in ("half squared error", "squared error")
    )
    close(whole, [2 * value for value in half], 1e-15)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(networks())
def test_every_page_is_made_of_proved_lines(model: Backpropagation) -> None:
    """Whatever the network, no line of its page is refuted or left open."""
    solution = KIND.solve(model, {})
    lines = [chain for name, item in solution.content.items() if name != "softmax" for chain in chains(item)]
    verdicts = [verdict for chain in lines for verdict in judged(latex(chain), solution.reading)]
    assert verdicts
    assert [verdict for verdict in verdicts if isinstance(verdict, Refuted | Unknown)] == []
