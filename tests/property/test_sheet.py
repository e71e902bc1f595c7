from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError, explain
from pipeline.sheet.load import load_sheet
from pipeline.sheet.positions import decoded_offsets

SHEET = r"""title = "T"
seed = 3
[parameters]
c = { default = 2, range = [1, 3], step = 0.5 }
[[exercise]]
id = "a"
kind = "toy"
points = 1.5
function = "x^2 + c*sin(y_1)"
variables = ["x", "y_1"]
rate = "c/3"
start = [1, 2.50, "c"]
symbol = '\text{net}'
[exercise.parameters]
m = [[1, 2], [3, 4]]
[[exercise.layer]]
weights = "m"
bias = [1, 2]
activation = "tanh"
"""

CHARACTERS = "\"'[]{}=.,#\n\\-+eE0123456789abcxyz_ *^()\té😀"

Edit = tuple[int, int, str]


def _edited(edits: list[Edit]) -> str:
    text = SHEET
    for position, length, new in edits:
        start = position % len(text)
        text = text[:start] + new + text[start + length :]
    return text


@pytest.fixture
def toy_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sheets have exercises of the kind `toy`."""
    monkeypatch.setattr("pipeline.exercises.kinds.MODULES", {"toy": "tests.toy_kind"})


@pytest.mark.usefixtures("toy_kinds")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 3), st.text(CHARACTERS, max_size=2)), min_size=1, max_size=3
    )
)
def test_a_damaged_sheet_is_read_or_told_with_its_place(tmp_path: Path, edits: list[Edit]) -> None:
    """Whatever characters are changed, there is a sheet or one error with a line, and the caret stands in that line."""
    path = tmp_path / "s.toml"
    path.write_text(_edited(edits), encoding="utf-8")
    error = _error(path)
    if error is None:
        return
    place = error.place
    assert place is not None
    assert place.line is not None
    assert not place.text or place.text == path.read_text(encoding="utf-8").split("\n")[place.line - 1]
    assert "{key}" not in explain(error)


def _error(path: Path) -> InputError | None:
    try:
        load_sheet(path)
    except InputError as error:
        return error
    return None


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_every_character_of_a_string_is_found_in_its_token(text: str) -> None:
    """In a token with every character escaped, positions are ten apart, wherever the string stands."""
    token = '"' + "".join(f"\\U{ord(c):08x}" for c in text) + '"'
    assert decoded_offsets(token) == [1 + 10 * k for k in range(len(text) + 1)]
