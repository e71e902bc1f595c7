import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from pipeline.errors import ComputationError
from pipeline.exercises.backpropagation import KIND
from pipeline.exercises.quantities import find_quantities, leaf_paths
from tests.unit.exercises.backpropagation.networks import CASES, layer, network, number, public, small, solved

TOLERANCE = Fraction(1, 10**13)

PATHS = {
    "z": "layers[{layer}].preactivation",
    "a": "layers[{layer}].activation",
    "delta": "layers[{layer}].delta",
    "gW": "layers[{layer}].weight_gradient",
    "gb": "layers[{layer}].bias_gradient",
    "W+": "layers[{layer}].updated_weights",
    "b+": "layers[{layer}].updated_bias",
}
"""Names of the public cases → paths of the quantities."""


def partner(name: str, found: Mapping[str, Any]) -> Any:
    """Return the quantity that a name of a public case means; None where the kind has none like it."""
    if name in ("loss", "loss_after"):
        return found[name]
    match = re.fullmatch(r"(z|a|delta|gW|gb|W|b)(\d)(\+|_shared|_after)?((?:\[\d\])*)", name)
    if match is None:
        return None
    kind, position, suffix, indices = match[1], int(match[2]) - 1, match[3] or "", match[4]
    if suffix == "_after":
        is_last = position == len(found["layers"]) - 1
        return next(iter(find_quantities(found, f"output_after{indices}")))[1] if is_last else None
    path = PATHS[kind + suffix.removesuffix("_shared")].format(layer=position)
    (whole,) = (value for _, value in find_quantities(found, path))
    if not isinstance(whole, list):
        return None if suffix == "" else whole
    if suffix == "_shared":
        return None
    (value,) = (value for _, value in find_quantities(found, path + indices))
    return value


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_public_networks_agree_with_their_true_values(case: dict[str, Any]) -> None:
    """Every value that a public case gives and the kind has agrees to thirteen digits."""
    found = solved(public(case))
    compared = 0
    for name, text in case["true_values"].items():
        value = partner(name, found)
        if value is not None:
            compared += 1
            assert abs(number(value) - Fraction(text)) <= TOLERANCE * max(Fraction(1), abs(Fraction(text))), name
    assert compared >= 12


def test_a_shared_bias_before_softmax_has_the_exact_gradient_zero() -> None:
    """The gradient is the rational 0, not a tiny ball, and the bias stays as it is."""
    last = solved(small())["layers"][-1]
    assert last["bias_gradient"] == 0
    assert isinstance(last["bias_gradient"], Fraction)
    assert last["updated_bias"] == Fraction(1, 10)


def test_bias_quantities_have_the_shape_of_the_bias() -> None:
    """A shared bias gives a number, one per unit a list, none gives null."""
    found = solved(
        network(
            layer([["0.1"], ["0.2"]], "tanh", ["0.1", "0.3"]),
            layer([["0.3", "0.4"]], "sigmoid", "0.2"),
            layer([["1"]], "linear"),
            inputs=["1"],
        )
    )
    per_unit, shared, none = (item["bias_gradient"] for item in found["layers"])
    assert len(per_unit) == 2
    assert not isinstance(shared, list)
    assert none is None


def test_biases_that_are_kept_keep_their_values() -> None:
    """With update_bias = false there still is a gradient, and no step along it."""
    first = solved(small(update_bias=False))["layers"][0]
    assert number(first["bias_gradient"]) != 0
    assert first["updated_bias"] == Fraction(1, 5)


def test_linear_networks_stay_rational() -> None:
    """Without transcendental functions every quantity is an exact rational."""
    found = solved(network(layer([["0.5", "2"]], "linear"), inputs=["1", "3"], targets=["6"]))
    assert found["layers"][0]["weight_gradient"] == [[Fraction(1, 2), Fraction(3, 2)]]
    assert found["loss"] == Fraction(1, 8)


def test_a_relu_at_its_kink_passes_nothing_back() -> None:
    """At 0 the slope to the left counts, so the gradient is exactly 0 there."""
    found = solved(network(layer([["1", "-1"]], "relu"), layer([["2"]], "linear"), inputs=["1", "1"]))
    assert found["layers"][0]["delta"] == [0]


def test_gradients_that_cancel_are_exactly_zero() -> None:
    """Equal weights out of a hidden unit into softmax cancel; that is proved, not rounded."""
    hidden = layer([["0.3", "0.4"], ["0.1", "0.2"]], "sigmoid", "0.1")
    output = layer([["0.5", "0.2"], ["0.5", "0.3"]], "softmax", "0.1")
    found = solved(network(hidden, output, targets=["1", "0"]))
    assert found["layers"][0]["delta"][0] == 0
    assert number(found["layers"][0]["delta"][1]) != 0


def test_saturated_units_keep_their_digits() -> None:
    """A sigmoid far out has a slope of 1e-174 that is known to seventeen digits all the same."""
    found = solved(network(layer([["400"]], "sigmoid"), inputs=["1"], targets=["0.5"]))
    delta = found["layers"][0]["delta"][0]
    assert 0 < number(delta) < Fraction(1, 10**170)
    assert delta.rel_accuracy_bits() >= 80


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            lambda: network(layer([["-1"]], "linear"), inputs=["1"], targets=["1"], loss="cross-entropy"),
            "the loss takes the logarithm of an output that is not positive",
        ),
        (
            lambda: network(layer([["1"]], "linear"), inputs=["2"], targets=["0.5"], loss="binary cross-entropy"),
            "the loss takes the logarithm of an output that is not positive",
        ),
        (
            lambda: network(layer([["-1e5"]], "softplus"), inputs=["1"]),
            "the softplus units of layer 1 overflow: exponentials of their weighted sums are extreme",
        ),
        (
            lambda: network(layer([["1e30"]], "sigmoid"), inputs=["1"]),
            "∂E/∂z^{(1)}_1 is so close to 0 that all its digits would be zeros",
        ),
        (
            lambda: network(layer([["1"]], "linear"), learning_rate="1000", steps=1000),
            "E after the update overflows",
        ),
    ],
)
def test_numbers_that_do_not_exist_are_said_in_a_sentence(model: Any, message: str) -> None:
    """A logarithm without a value and an overflow are errors of the sheet, not tracebacks."""
    with pytest.raises(ComputationError) as caught:
        solved(model())
    assert caught.value.message == message


def test_every_quantity_is_documented() -> None:
    """The kind lists exactly the quantities that it computes."""
    paths = {re.sub(r"(\[\d+\])+", "[*]", path) for path in leaf_paths(solved(small()))}
    paths = {path.removesuffix("[*]") for path in paths}
    assert paths == {item.path for item in KIND.quantities}


def test_a_loss_that_has_no_value_after_the_step_is_said() -> None:
    """A linear output can leave the range of the logarithm with its first step."""
    model = network(layer([["1"]], "linear"), inputs=["0.4"], targets=["1"], loss="binary cross-entropy")
    with pytest.raises(ComputationError, match="the loss takes the logarithm of an output that is not positive"):
        solved(model.model_copy(update={"learning_rate": Fraction(10)}))
