from pathlib import Path

import pytest

from pipeline.errors import InputError, LockError
from pipeline.parameters import draw_parameters
from pipeline.parameters.lock import Entry, Lock, locked_parameters, read_lock, restored
from tests.unit.parameters.conftest import Load

ALL = """[exercise.parameters]
a = { default = 1, range = [0, 9], step = 0.5 }
b = { default = 0.10, choice = [0.10, 0.25] }
c = { default = [[1], [2]], range = [1, 9] }
d = { default = "x", choice = ["x", "x^2", "leaky relu"] }
f = { default = [1, 2], choice = [[1, 2], [3, "1/3"]] }
g = "2*a"
h = 5
"""


def test_what_was_drawn_comes_back_from_the_lock(load: Load) -> None:
    """Every sort of value survives the file, with its literal digits, and computed ones are computed again."""
    sheet = load(e=ALL)
    for variant in range(1, 20):
        drawn = draw_parameters(sheet, 0, str(variant))
        lock = Lock("s", "", 0).with_entries(
            [Entry(drawn.id, locked_parameters(sheet, drawn), "s", "k", drawn.attempts)]
        )
        Path("s.lock").write_text(lock.text(), encoding="utf-8")
        found = restored(sheet, 0, read_lock(Path("s.lock")).entries[drawn.id])
        assert found == drawn
        assert repr(found.values) == repr(drawn.values)


def test_lines_are_sorted_by_id_and_the_same_entries_give_the_same_bytes() -> None:
    """2 comes before 10, words come last, and the order of adding does not matter."""
    entries = [Entry(name, {}, "s") for name in ("10", "ann", "2", "01")]
    one, two = Lock("s", "x", 3).with_entries(entries), Lock("s", "x", 3).with_entries(reversed(entries))
    assert one.text() == two.text()
    assert [line.split('"')[3] for line in one.text().splitlines()[1:]] == ["01", "2", "10", "ann"]


BAD = {
    "empty": "",
    "no header": '{"id": "1", "parameters": {}, "statement": ""}\n',
    "conflict": '{"format": 1, "sheet": "s", "sha256": "", "seed": 0}\n<<<<<<< HEAD\n',
    "twice": '{"format": 1, "seed": 0}\n' + 2 * '{"id": "1", "parameters": {}, "statement": ""}\n',
    "sorts": '{"format": 1, "seed": 0}\n{"id": 1, "parameters": {}, "statement": ""}\n',
    "future": '{"format": 2, "seed": 0}\n',
    "deep": '{"format": 1, "seed": 0}\n' + "[" * 100_000,
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_broken_lock_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    """Nothing is guessed: a damaged lock file ends with its place."""
    path = tmp_path / "s.lock"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_lock(path)
    assert caught.value.place is not None
    assert caught.value.place.line


def test_a_value_that_the_sheet_no_longer_allows_is_named(load: Load) -> None:
    """A lock that does not fit the sheet any more is an error of its own, with variant and parameter."""
    sheet = load(e="[exercise.parameters]\na = { default = 1, range = [0, 9] }\n")
    with pytest.raises(LockError, match="the parameter 'a' of exercise 'e' cannot be 12 any more, as in variant 'x'"):
        restored(sheet, 0, Entry("x", {"e": {"a": "12"}}, "s"))
    with pytest.raises(LockError, match="variant 'x' of the lock has no value of the parameter 'a' of exercise 'e'"):
        restored(sheet, 0, Entry("x", {}, "s"))
