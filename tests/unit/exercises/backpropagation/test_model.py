from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.exercises.backpropagation.model import Backpropagation
from pipeline.exercises.fields import FieldError
from tests.unit.exercises.backpropagation.networks import exact, layer, network, small

ONE = layer([["0.1", "0.2"]], "sigmoid")
ROW = {"inputs": exact(["1", "0"]), "targets": exact(["1"])}
MISPLACED = "{key} belongs to the method 'momentum', but the method is 'gradient'"
OUTSIDE = "{key} names the weight [1, 3], but the layer has 1 row of 2 weights"


def refusal(**keys: Any) -> FieldError:
    """Return what is wrong with a network of one sigmoid unit that has these keys."""
    layers = keys.pop("layers", [ONE])
    with pytest.raises(ValidationError) as caught:
        network(*layers, **keys)
    error = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(error, FieldError)
    return error


@pytest.mark.parametrize(
    ("keys", "message", "path"),
    [
        ({"targets": ["1", "0"]}, "{key} has 2 entries, but the network has 1 output", ("targets",)),
        ({"inputs": ["1"]}, "each row of {key} has 2 weights, but there is 1 input", ("layer", 0, "weights")),
        (
            {"layers": [layer([["1", "1"]], "tanh", ["0", "1"])]},
            "{key} has 2 entries, but the layer has 1 unit",
            ("layer", 0, "bias"),
        ),
        (
            {"layers": [ONE, layer([["1", "1"]], "tanh")]},
            "each row of {key} has 2 weights, but there is 1 unit in layer[0]",
            ("layer", 1, "weights"),
        ),
        ({"targets": ["0.5"], "loss": "cross-entropy"}, "{key} must add up to 1 for cross-entropy", ("targets",)),
        ({"targets": ["2"], "loss": "binary cross-entropy"}, "{key} is no probability", ("targets", 0)),
        ({"learning_rate": "-1"}, "{key} must not be negative", ()),
        ({"optimiser": {"momentum": "0.9"}}, MISPLACED, ("momentum",)),
        (
            {"optimiser": {"method": "momentum", "momentum": "1"}},
            "{key} must be at least 0 and less than 1",
            ("momentum",),
        ),
        ({"optimiser": {"method": "adam", "epsilon": "-1"}}, "{key} must not be negative", ("epsilon",)),
        ({"layers": [{**ONE, "fixed": [[1, 3]]}]}, OUTSIDE, ("layer", 0, "fixed", 0)),
        ({"layers": [{**ONE, "fixed": [1]}]}, "{key} must be true, false or a list of pairs, not a list", ()),
        ({"decimals": 13}, "{key} must be at most 12", ()),
        ({"names": {"loss": "x_1"}}, "two quantities would be called 'x_1'", ("names",)),
    ],
)
def test_what_does_not_fit_together_is_refused(keys: dict[str, Any], message: str, path: tuple[str | int, ...]) -> None:
    """Each mistake has its own sentence, which blames one key."""
    error = refusal(**keys)
    assert error.message == message
    assert error.path == path
    assert error.hint or message.startswith("{key} must be at most")


@pytest.mark.parametrize(
    ("samples", "message", "path"),
    [
        ([ROW, {**ROW, "inputs": exact(["1"])}], "{key} has 1 entry, but the first sample has 2", "inputs"),
        ([ROW, {**ROW, "targets": exact(["1", "0"])}], "{key} has 2 entries, but the network has 1 output", "targets"),
        ([ROW, {**ROW, "targets": exact(["2"])}], "{key} is no probability", "targets"),
    ],
)
def test_a_sample_that_does_not_fit_is_named(samples: list[Any], message: str, path: str) -> None:
    """The second of two samples is the wrong one, and the path leads to it."""
    keys = {"samples": samples, "loss": "binary cross-entropy", "learning_rate": 1, "layer": [ONE]}
    with pytest.raises(ValidationError) as caught:
        Backpropagation.model_validate(keys)
    error = caught.value.errors()[0]["ctx"]["error"]
    assert error.message == message
    assert error.path[:3] == ("samples", 1, path)


def test_one_sample_cannot_stand_beside_several() -> None:
    """Either inputs and targets, or samples: the key that is too much is to blame."""
    keys = {"samples": [ROW], "inputs": exact(["1", "0"]), "loss": "squared error", "learning_rate": 1, "layer": [ONE]}
    with pytest.raises(ValidationError) as caught:
        Backpropagation.model_validate(keys)
    error = caught.value.errors()[0]["ctx"]["error"]
    assert (error.message, error.path, error.of) == ("{key} cannot stand beside samples", ("inputs",), "key")


def test_a_plain_gradient_step_may_be_spelt_out() -> None:
    """`steps = 1` and the method `gradient` say what happens anyway."""
    assert small(steps=1, optimiser={"method": "gradient"}).steps == 1


@pytest.mark.parametrize("steps", [0, 1001])
def test_the_number_of_steps_has_bounds(steps: int) -> None:
    """No step at all, and more than a page can speak of, are refused."""
    with pytest.raises(ValidationError):
        small(steps=steps)


def test_layers_are_required() -> None:
    """A network has at least one layer."""
    with pytest.raises(ValidationError, match="layer"):
        Backpropagation.model_validate({"inputs": [1], "targets": [1], "loss": "squared error", "learning_rate": 1})


def test_a_missing_sample_is_named() -> None:
    """Inputs and targets may be absent only where there are samples."""
    with pytest.raises(ValidationError) as caught:
        Backpropagation.model_validate({"targets": [1], "loss": "squared error", "learning_rate": 1, "layer": [ONE]})
    assert caught.value.errors()[0]["ctx"]["error"].message == "the key 'inputs' is missing"
