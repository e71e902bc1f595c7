"""Networks that several test files use."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from flint import arb

from pipeline.exercises.backpropagation.model import Backpropagation
from pipeline.exercises.backpropagation.network import build_network
from pipeline.exercises.backpropagation.quantities import quantities
from pipeline.exercises.backpropagation.solve import compute
from pipeline.exercises.numerals import Written, as_fraction
from pipeline.exercises.quantities import find_quantities

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("public_networks.json").read_text(encoding="utf-8"))
"""Public networks with true values to 17 digits; each names its source as `id` and `title`."""

_LOSSES = {"half_se": "half squared error", "ce": "cross-entropy"}


def exact(value: Any) -> Any:
    """Turn the texts of nested lists into exact numbers, as the sheet reader does."""
    return [exact(item) for item in value] if isinstance(value, list | tuple) else Written(str(value))


def layer(weights: Sequence[Sequence[Any]], activation: str, bias: Any = None, /, **names: str) -> dict[str, Any]:
    """Return one layer of a sheet."""
    keys = {"weights": exact(list(map(list, weights))), "activation": activation, "names": names}
    return keys if bias is None else keys | {"bias": exact(bias)}


def network(*layers: Mapping[str, Any], **keys: Any) -> Backpropagation:
    """Return a validated model; what is not said is as plain as possible."""
    width = len(layers[0]["weights"][0])
    defaults = {
        "inputs": ["0.5"] * width,
        "targets": ["0.25"] * len(layers[-1]["weights"]),
        "loss": "half squared error",
        "learning_rate": "0.5",
    }
    given = (defaults if "samples" not in keys else {"learning_rate": "0.5"}) | keys
    numbers = {key: exact(given[key]) for key in ("inputs", "targets", "learning_rate") if key in given}
    return Backpropagation.model_validate({**given, **numbers, "layer": list(layers)})


def small(**keys: Any) -> Backpropagation:
    """Return a 2-2-2 network with named quantities, a shared bias per layer and softmax outputs."""
    hidden = layer([["0.3", "-0.1"], ["0.2", "0.7"]], "sigmoid", "0.2", preactivation="z", activation="h")
    output = layer([["0.6", "-0.5"], ["0.4", "0.1"]], "softmax", "0.1", preactivation="o", activation=r"\text{net}")
    names = {"weights": "w", "bias": "b", "loss": "E"}
    return network(hidden, output, **({"inputs": ["0.5", "-1"], "targets": ["0.3", "0.7"], "names": names} | keys))


def batch(**keys: Any) -> Backpropagation:
    """Return a 2-2-1 network with three samples."""
    rows = ((["0.5", "-1"], ["1"]), (["1", "0.4"], ["0"]), (["-0.3", "0.8"], ["1"]))
    samples = [{"inputs": exact(inputs), "targets": exact(targets)} for inputs, targets in rows]
    layers = [
        layer([["0.3", "-0.1"], ["0.2", "0.7"]], "tanh", ["0.1", "0.2"]),
        layer([["0.6", "-0.5"]], "sigmoid", "0.1"),
    ]
    return network(*layers, **({"samples": samples, "loss": "binary cross-entropy"} | keys))


def public(case: Mapping[str, Any]) -> Backpropagation:
    """Return the model of a public case."""
    given = case["inputs"]
    layers = [layer(item["W"], item["act"], item["b"]) for item in given["layers"]]
    return network(
        *layers,
        inputs=given["x"],
        targets=given["t"],
        loss=_LOSSES[given["loss"]],
        learning_rate=given["eta"],
        update_bias=given["update_bias"],
    )


def solved(model: Backpropagation) -> dict[str, Any]:
    """Return the quantities of a model."""
    built = build_network(model)
    return quantities(built, compute(built))


def number(value: Any) -> Fraction:
    """Return a quantity as a rational, the middle of its ball where it is one."""
    return as_fraction(value.mid()) if isinstance(value, arb) else Fraction(value)


def numbers(found: Mapping[str, Any], path: str) -> list[float]:
    """Return the numbers of a path, flattened."""
    return [float(number(value)) for _, part in find_quantities(found, path) for value in _flat(part)]


def _flat(value: Any) -> list[Any]:
    return [item for part in value for item in _flat(part)] if isinstance(value, list | tuple) else [value]
