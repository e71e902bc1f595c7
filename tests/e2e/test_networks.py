"""Networks from other people's pages, from a sheet in TOML to numbers.json, by the real command."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.unit.exercises.backpropagation.networks import CASES
from tests.unit.exercises.backpropagation.test_solve import partner

Run = Callable[..., "subprocess.CompletedProcess[str]"]

LOSSES = {"half_se": "half squared error", "ce": "cross-entropy"}
TOLERANCE = Fraction(1, 10**13)


def toml(value: Any) -> str:
    """Return a value as TOML: numbers as they are written in the case."""
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def exercise(case: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the exercise that a case describes."""
    given = case["inputs"]
    yield f'[[exercise]]\nid = "{identifier(case)}"\nkind = "backpropagation"\nloss = "{LOSSES[given["loss"]]}"'
    yield f"inputs = {toml(given['x'])}\ntargets = {toml(given['t'])}"
    yield f"learning_rate = {given['eta']}\nupdate_bias = {toml(given['update_bias'])}"
    for layer in given["layers"]:
        yield f'[[exercise.layer]]\nweights = {toml(layer["W"])}\nactivation = "{layer["act"]}"'
        if layer["b"] is not None:
            yield f"bias = {toml(layer['b'])}"


def identifier(case: Mapping[str, Any]) -> str:
    """Return an id that a sheet may have."""
    return re.sub(r"[^a-z0-9]+", "-", str(case["id"]).lower())


def exact(value: Any) -> Any:
    """Return the texts of numbers.json as numbers."""
    if isinstance(value, Mapping):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return value if value is None else Fraction(value)


def test_published_networks_agree_from_sheet_to_numbers(run_corrige: Run, tmp_path: Path) -> None:
    """Every value that a case gives, the kind has and the file writes agrees to thirteen digits."""
    sheet = tmp_path / "networks.toml"
    text = "\n".join(['title = "Networks"', *(line for case in CASES for line in exercise(case))])
    sheet.write_text(text + "\n", encoding="utf-8")
    done = run_corrige("build", sheet, "-o", tmp_path / "out", "--format", "md")
    assert (done.returncode, done.stderr) == (0, "")
    written = json.loads((tmp_path / "out" / "networks" / "numbers.json").read_text(encoding="utf-8"))
    for case, found in zip(CASES, written["exercises"], strict=True):
        quantities = exact(found["quantities"])
        assert quantities["steps"][0]["loss"] == quantities["loss_after"]
        compared = 0
        for name, expected in case["true_values"].items():
            value = partner(name, quantities)
            if value is not None:
                compared += 1
                true = Fraction(expected)
                assert abs(value - true) <= TOLERANCE * max(Fraction(1), abs(true)), (case["id"], name)
        assert compared >= 12
