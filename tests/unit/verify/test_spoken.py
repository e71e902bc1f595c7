import pytest

from pipeline.exercises.spoken import counted, ordinal
from pipeline.verify.spoken import in_digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [("six", "6"), ("Seventh", "7"), ("no", "0"), ("21st", "21"), ("112th", "112"), ("0.5", "0.5"), ("many", "many")],
)
def test_numbers_in_words_become_digits(text: str, digits: str) -> None:
    """Cardinals and ordinals; anything else stays as it is."""
    assert in_digits(text) == digits


@pytest.mark.parametrize("text", ["21th", "11st", "112nd"])
def test_a_wrong_ending_is_not_read(text: str) -> None:
    """21th is no number."""
    assert in_digits(text) == text


def test_what_the_kinds_write_is_read() -> None:
    """Words and ordinals of all sizes come back."""
    assert [in_digits(counted(n)) for n in range(40)] == [str(n) for n in range(40)]
    assert [in_digits(ordinal(n)) for n in range(1, 130)] == [str(n) for n in range(1, 130)]
