"""What must hold for batches and for several updates, each against a method of its own."""

from fractions import Fraction
from typing import Any

import autograd.numpy as np
from autograd import grad
from autograd.misc.optimizers import adam
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.exercises.backpropagation.model import Backpropagation
from tests.property.test_backpropagation import SMOOTH, close, loss, networks, parameters, weight, worked
from tests.unit.exercises.backpropagation.networks import exact, number, numbers

few = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])

RATE = 0.1


def remade(model: Backpropagation, **keys: Any) -> Backpropagation:
    """Return the model with other keys, validated as it was not before."""
    own = {
        name: getattr(model, name) for name in ("loss", "learning_rate", "reduction", "steps", "samples", "optimiser")
    }
    own |= {} if model.samples else {"inputs": model.inputs, "targets": model.targets}
    changed = {**own, "layer": model.layer, **keys}
    return Backpropagation.model_validate({key: value for key, value in changed.items() if value is not None})


@st.composite
def batches(draw: st.DrawFn) -> Backpropagation:
    """Draw a network of squares with one to four samples."""
    model = draw(networks(SMOOTH))
    assume("entropy" not in model.loss)
    inputs, targets = model.sample
    rows = draw(st.integers(1, 4))
    samples = [
        {
            "inputs": exact(draw(st.lists(weight, min_size=len(inputs), max_size=len(inputs)))),
            "targets": exact(draw(st.lists(weight, min_size=len(targets), max_size=len(targets)))),
        }
        for _ in range(rows)
    ]
    reduction = draw(st.sampled_from(("mean", "sum")))
    return remade(model, samples=samples, reduction=reduction, inputs=None, targets=None)


def batch_loss(model: Backpropagation, flat: Any) -> Any:
    """Return the loss of the batch by NumPy, as a function of all weights and biases."""
    singles = [
        model.model_copy(update={"samples": None, "inputs": sample.inputs, "targets": sample.targets})
        for sample in model.batch
    ]
    total = sum(loss(single, flat, np) for single in singles)
    return total / len(singles) if model.reduction == "mean" else total


def after(model: Backpropagation, step: int) -> list[float]:
    """Return all weights and biases after a step in the order of `parameters`."""
    found = worked(model)
    values: list[float] = []
    for layer, item in enumerate(model.layer):
        values += numbers(found, f"steps[{step}].weights[{layer}]")
        values += numbers(found, f"steps[{step}].biases[{layer}]") if item.bias_form != "none" else []
    return values


def slope(model: Backpropagation) -> Any:
    """Return the gradient of the loss by automatic differentiation."""
    return grad(lambda flat: batch_loss(model, flat))


@few
@given(batches(), st.sampled_from(("0", "0.5", "0.9")), st.sampled_from(("0", "0.01")))
def test_momentum_moves_as_numpy_does(model: Backpropagation, momentum: str, decay: str) -> None:
    """Three steps of v ← μv + g + λw, w ← w − ηv with gradients by automatic differentiation."""
    optimiser = {"method": "momentum", "momentum": exact(momentum), "weight_decay": exact(decay)}
    flat = np.array(parameters(model))
    velocity = np.zeros_like(flat)
    for _ in range(3):
        velocity = float(momentum) * velocity + slope(model)(flat) + float(decay) * flat
        flat = flat - RATE * velocity
    close(after(remade(model, optimiser=optimiser, steps=3), 2), list(map(float, flat)), 1e-9)


@few
@given(batches())
def test_adam_moves_as_autograds_adam_does(model: Backpropagation) -> None:
    """Three steps with the optimiser of the autograd package."""
    optimiser = {"method": "adam", "beta1": exact("0.8"), "beta2": exact("0.95"), "epsilon": exact("1e-3")}
    start = np.array(parameters(model))
    expected = adam(lambda flat, _: slope(model)(flat), start, None, 3, RATE, 0.8, 0.95, 1e-3)
    close(after(remade(model, optimiser=optimiser, steps=3), 2), list(map(float, expected)), 1e-8)


@few
@given(networks())
def test_a_batch_of_one_is_the_sample_itself(model: Backpropagation) -> None:
    """Every quantity is the same, not only nearly so."""
    inputs, targets = model.sample
    alone = remade(model, samples=[{"inputs": inputs, "targets": targets}], inputs=None, targets=None)
    assert _plain(worked(alone)) == _plain(worked(remade(model)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return None if value is None else number(value)


def gradients(model: Backpropagation) -> list[float]:
    """Return all gradients of the batch's loss."""
    found, values = worked(model), list[float]()
    for layer, item in enumerate(model.layer):
        values += numbers(found, f"layers[{layer}].weight_gradient")
        values += numbers(found, f"layers[{layer}].bias_gradient") if item.bias_form != "none" else []
    return values


@few
@given(batches())
def test_every_sample_twice_has_the_same_mean_and_twice_the_sum(model: Backpropagation) -> None:
    """And the order of the samples does not matter."""
    samples = [{"inputs": sample.inputs, "targets": sample.targets} for sample in model.batch]
    factor = 1 if model.reduction == "mean" else 2
    twice = remade(model, samples=[*samples, *reversed(samples)])
    close(gradients(twice), [factor * value for value in gradients(model)], 1e-15)


@few
@given(batches())
def test_the_mean_is_the_sum_divided_by_the_number_of_samples(model: Backpropagation) -> None:
    """Scaling the loss scales every gradient."""
    mean, total = (gradients(remade(model, reduction=name)) for name in ("mean", "sum"))
    close([value * len(model.batch) for value in mean], total, 1e-15)


@few
@given(batches(), st.sampled_from(("gradient", "momentum", "adam")))
def test_fixed_weights_and_kept_biases_stay(model: Backpropagation, method: str) -> None:
    """Exactly, through every update; the others move as if nothing were fixed, in the first one."""
    first = model.layer[0].model_copy(update={"fixed": True})
    optimiser = {"method": method}
    held = remade(model, layer=(first, *model.layer[1:]), optimiser=optimiser, steps=2)
    found, free = worked(held), worked(remade(model, optimiser=optimiser))
    for step in found["steps"]:
        assert step["weights"][0] == [[Fraction(value) for value in row] for row in model.layer[0].weights]
    assert _plain(found["layers"][1:]) == _plain(free["layers"][1:])
