from pathlib import Path

import pytest

from tests.pages import complaint

GOOD = "samples = [{ inputs = [1, 2], target = 0 }]\nweights = [0, 0]\nlearning_rate = 1\nsteps = 2\n"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[0, 0]", "[0]", "s.toml:8:23: samples[0].inputs has 2 numbers for 1 weight"),
        ("[0, 0]", "[0, 101]", "s.toml:9:15: weights[1] must lie between -100 and 100"),
        ("[0, 0]", "[0, 0]\nbias = -200", "s.toml:10:8: bias must lie between -100 and 100"),
        ("target = 0", "target = 0.5", "s.toml:8:40: samples[0].target must be 0 or 1, not 1/2"),
        ("target = 0", "class = 0", "s.toml:8:31: unknown key 'class' in samples[0]"),
        ("[1, 2]", "[1, 200]", "s.toml:8:27: samples[0].inputs[1] must lie between -100 and 100"),
        ("[{ inputs = [1, 2], target = 0 }]", "[]", "s.toml:8:11: samples has 0 entries; at least 1 must stand there"),
        ("rate = 1", "rate = 0", "s.toml:10:17: learning_rate must be positive"),
        ("rate = 1", "rate = 1000", "s.toml:10:17: learning_rate must not be above 100"),
        ("steps = 2", "steps = 500", "s.toml:11:9: steps must not be larger than 200"),
        ("steps = 2", 'steps = 2\nreduction = "max"', "s.toml:12:13: reduction cannot be 'max'"),
        ("[0, 0]", "[0, 0, 0, 0, 0]", "s.toml:9:11: weights must be 1 to 4 numbers, not 5"),
        (
            "steps = 2",
            "steps = 2\n[exercise.parameters]\nx = 1",
            "s.toml:4:3: a parameter cannot be called 'x': the page uses that itself",
        ),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """What is wrong, and where: shapes, classes, ranges, names that clash."""
    assert complaint("logistic-regression", GOOD.replace(old, new, 1), tmp_path) == sentence
