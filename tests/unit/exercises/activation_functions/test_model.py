from pathlib import Path

import pytest

from tests.pages import complaint

GOOD = 'functions = ["sigmoid", "relu"]\nat = [0, 1]\n'


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"relu"', '"rely"', "s.toml:8:25: functions[1] cannot be 'rely'"),
        ('"sigmoid", "relu"', "", "s.toml:8:13: functions has 0 entries; at least 1 must stand there"),
        ('"relu"', '"sigmoid"', "s.toml:8:25: 'sigmoid' stands twice in functions[1]"),
        ("[0, 1]", "[0, 1, 0]", "s.toml:9:13: 0 stands twice in at[2]"),
        ("[0, 1]", "[]", "s.toml:9:6: at must be a list of numbers, not an empty list"),
        ("[0, 1]", "[0, 1000]", "s.toml:9:10: at[1] must lie between -500 and 500"),
        ("[0, 1]", f"{list(range(13))}", "s.toml:9:6: at has 13 numbers, more than 12"),
        ("[0, 1]", '[0]\nvariable = "e"', "s.toml:10:12: variable must be a single letter other than e, not 'e'"),
        ("[0, 1]", '[0]\nvariable = "h"', "s.toml:10:12: variable cannot be 'h': it is a small step from 0"),
        ("[0, 1]", "[0]\ndecimals = 10", "s.toml:10:12: decimals must not be larger than 9"),
        ("[0, 1]", "[0]\nplaces = 3", "s.toml:10:1: unknown key 'places'"),
        ("at = [0, 1]\n", "", "s.toml:4:3: the key 'at' is missing"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """What is wrong, and where; a wrong name of a function comes with the nearest one."""
    assert complaint("activation-functions", GOOD.replace(old, new, 1), tmp_path) == sentence
