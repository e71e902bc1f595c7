import pytest

from pipeline.render.moulds import Marks, Mould, marked_numbers, marks_for


def test_marks_are_numbers_that_the_text_does_not_contain() -> None:
    """Else what stands there would be taken for one."""
    assert marks_for("a 97031 b 97032").begin == "97033"


@pytest.mark.parametrize(
    ("formula", "marked", "numbers"),
    [
        ("x_1 = 0.25", "x_1 = 97031.0000", ("0.25",)),
        ("802 - 2 x^{12}", "970310000 - 2 x^{970310001}", ("802", "12")),
        ("97031", "970320000", ("97031",)),
        ("x_1 + 2", "x_1 + 2", ()),
    ],
)
def test_longer_numbers_give_way_to_marks(formula: str, marked: str, numbers: tuple[str, ...]) -> None:
    """Decimals to decimals, whole numbers to whole ones; single digits stay."""
    text, found, _ = marked_numbers(formula)
    assert (text, found) == (marked, numbers)


def test_a_mould_gives_back_the_text_with_other_numbers() -> None:
    """One number may stand in several gaps."""
    mould = Marks("97031").mould("a 970310001 b 97031.0000 c 970310001.")
    assert mould == Mould(("a ", " b ", " c ", "."), (1, 0, 1))
    assert mould.filled(("x", "y")) == "a y b x c y."


@pytest.mark.parametrize("text", ["9703100001", "97031", "97031.00012", "97 03100", "1970310001", "97031.0001.5"])
def test_a_mark_that_was_changed_leaves_no_mould(text: str) -> None:
    """Digits around it, or missing ones, mean that it was no text of its own."""
    mould = Marks("97031").mould(text)
    assert mould is None or mould.pieces == (text,)
