from pathlib import Path

import pytest

from tests.pages import complaint

GOOD = "inputs = [1, 2]\n"


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ("inputs = [1]\n", "s.toml:8:10: inputs must be 2 to 6 numbers, not 1"),
        ("inputs = [1, 2, 3, 4, 5, 6, 7]\n", "s.toml:8:10: inputs must be 2 to 6 numbers, not 7"),
        ("inputs = [1, 501]\n", "s.toml:8:14: inputs[1] must lie between -500 and 500"),
        (GOOD + "temperature = 0\n", "s.toml:9:15: temperature must be positive"),
        (GOOD + "temperature = 0.001\n", "s.toml:9:15: temperature makes the inputs larger than 500"),
        (GOOD + "targets = [1]\n", "s.toml:9:11: targets has 1 number for 2 inputs"),
        (GOOD + "targets = [0.5, 0.6]\n", "s.toml:9:11: targets must add up to 1, not to 11/10"),
        (GOOD + "targets = [1.5, -0.5]\n", "s.toml:9:17: targets[1] must not be negative"),
        (GOOD + "decimals = 3\n", "s.toml:9:12: decimals must be 4 to 9"),
        (GOOD + 'names = { inputs = "zz" }\n', "s.toml:9:20: names.inputs must be a single letter, not 'zz'"),
        (GOOD + 'names = { outputs = "v" }\n', "s.toml:9:21: names.outputs cannot be 'v': the page uses it itself"),
        (GOOD + 'names = { outputs = "z" }\n', "s.toml:9:21: inputs and outputs are both called 'z'"),
        (GOOD + 'names = { output = "z" }\n', "s.toml:9:11: unknown key 'output' in names"),
        (GOOD + "[exercise.parameters]\ns = 2\n", "s.toml:4:3: 's' is a parameter and cannot be names.outputs"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(tmp_path: Path, keys: str, sentence: str) -> None:
    """What is wrong, and where: sizes, ranges, a target that is no distribution, names that clash."""
    assert complaint("softmax-jacobian", keys, tmp_path) == sentence
