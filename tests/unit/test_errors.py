import inspect

import pytest

from pipeline import errors
from pipeline.errors import CorrigeError, InputError, Place, explain

CODES = {
    "UsageError": 2,
    "InputError": 10,
    "ComputationError": 20,
    "ReferenceMismatchError": 30,
    "RefutedError": 31,
    "CheckError": 32,
    "LockError": 32,
    "TemplateError": 40,
    "MissingToolError": 50,
    "ToolFailedError": 51,
    "WriteError": 52,
}


def test_every_cause_has_its_own_exit_code() -> None:
    """The codes are those of the README; a narrower class has the code of the wider one."""
    classes = inspect.getmembers(errors, lambda entry: inspect.isclass(entry) and issubclass(entry, CorrigeError))
    assert {name: entry.exit_code for name, entry in classes if name != "CorrigeError"} == CODES


@pytest.mark.parametrize(
    ("place", "hint", "text"),
    [
        (None, "", "error: m"),
        (Place("f"), "", "error: f: m"),
        (Place("f", 3), "do this\nor that", "error: f:3: m\n       do this\n       or that"),
        (Place("f", 3, 2, "abc", 2), "h", "error: f:3:2: m\n       abc\n        ^^\n       h"),
        (Place("f", 3, 2, "\tabc"), "", "error: f:3:2: m\n       \tabc\n       \t^"),
    ],
)
def test_an_error_is_a_sentence_with_place_caret_and_hint(place: Place | None, hint: str, text: str) -> None:
    """What is known is shown, and the caret stands under the right character, also after a tab."""
    assert explain(InputError("m", place=place, hint=hint)) == text
