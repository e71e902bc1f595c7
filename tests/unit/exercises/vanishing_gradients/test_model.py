from pathlib import Path

import pytest

from tests.pages import complaint

GOOD = 'activation = "tanh"\nweights = [1, 2]\ninput = 0.5\n'


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"tanh"', '"softmax"', "s.toml:8:14: activation cannot be 'softmax'"),
        ("[1, 2]", "1", "s.toml:9:11: there must be 2 to 40 layers, not 0"),
        ("[1, 2]", "[1]", "s.toml:9:11: there must be 2 to 40 layers, not 1"),
        ("[1, 2]", "1\ndepth = 41", "s.toml:10:9: there must be 2 to 40 layers, not 41"),
        ("[1, 2]", "[1, 2]\ndepth = 3", "s.toml:9:11: weights has 2 numbers for 3 layers"),
        ("[1, 2]", "[1, 2]\nbias = [1]", "s.toml:10:8: bias has 1 number for 2 layers"),
        ("[1, 2]", "[1, 200]", "s.toml:9:15: weights[1] must lie between -100 and 100"),
        ("0.5", "-101", "s.toml:10:9: input must lie between -100 and 100"),
        ("0.5", '0\ncompare = ["relu", "relu"]', "s.toml:11:20: 'relu' is compared twice"),
        ("0.5", '0\ncompare = ["tanh"]', "s.toml:11:12: 'tanh' is compared twice"),
        ("0.5", "0\ndecimals = 10", "s.toml:11:12: decimals must be 4 to 9"),
        (
            "0.5",
            "0\n[exercise.parameters]\nw = 1",
            "s.toml:4:3: a parameter cannot be called 'w': the page uses that itself",
        ),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """What is wrong, and where: depth, lists that do not fit, sizes, repetitions, names that clash."""
    assert complaint("vanishing-gradients", GOOD.replace(old, new, 1), tmp_path) == sentence
