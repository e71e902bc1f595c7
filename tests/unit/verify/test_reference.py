from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import flint
import pytest
from flint import arb

from pipeline.errors import InputError, ReferenceMismatchError, explain
from pipeline.exercises.solution import Solution, Value
from pipeline.verify.reference import Comparison, check_agreement, compare, load_references

with flint.ctx.workprec(200):
    THIRD = arb(1) / 3

QUANTITIES: Mapping[str, Value] = {
    "x": Fraction(59628, 100000),
    "n": Fraction(802),
    "zero": Fraction(0),
    "ball": THIRD,
    "wide": arb(1, 1),
    "nan": arb("nan"),
    "word": "saddle",
    "flag": False,
    "none": None,
    "list": [Fraction(1), Fraction(1)],
}


def _compare(folder: Path, line: str, exercise: str = "e") -> tuple[Comparison, ...]:
    path = folder / "s.reference.toml"
    path.write_text(f"[{exercise}]\n{line}\n", encoding="utf-8")
    return compare(load_references(path), {"e": Solution(QUANTITIES)})


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ('x = "0.5963"', "agrees"),
        ('x = "0.596"', "agrees"),
        ('x = "0.5962"', "differs"),
        ('x = "-0.5963"', "differs"),
        ('x = "0.59630"', "differs"),
        ('x = "=0.59628"', "agrees"),
        ('x = "=0.5963"', "differs"),
        ('x = "5.963e-1"', "agrees"),
        ("x = 0.5963", "agrees"),
        ("n = 802", "agrees"),
        ('n = "802"', "agrees"),
        ('n = "802.0"', "agrees"),
        ('n = "803"', "differs"),
        ('zero = "0"', "agrees"),
        ('zero = "-0.0"', "agrees"),
        ('ball = "0.3333"', "agrees"),
        ('ball = "1/3"', "agrees"),
        ('ball = "=0.3333"', "differs"),
        ('wide = "1.0"', "differs"),
        ('word = "saddle"', "agrees"),
        ('word = "minimum"', "differs"),
        ("flag = false", "agrees"),
        ('flag = "true"', "differs"),
        ('x = "nan"', "not a number"),
        ('x = "-inf"', "not a number"),
        ('x = ""', "not a number"),
        ('nan = "nan"', "not a number"),
        ('nan = "1.0"', "not a number"),
        ('none = "0"', "not a number"),
        ('list = "1"', "not a number"),
        ('"list[*]" = "1"', "agrees"),
        ('"list[1]" = "1"', "agrees"),
        ('"list[2]" = "1"', "no such quantity"),
        ('y = "1"', "no such quantity"),
    ],
)
def test_a_reference_agrees_to_half_a_unit_in_its_last_digit(tmp_path: Path, line: str, verdict: str) -> None:
    """Decimals are rounded values, everything else is exact; nan, infinity and what is missing never agree."""
    assert {row.verdict for row in _compare(tmp_path, line)} == {verdict}


def test_the_difference_is_counted_in_units_of_the_last_digit(tmp_path: Path) -> None:
    """0.59628 is 0.8 units above 0.5962."""
    assert _compare(tmp_path, 'x = "0.5962"')[0].difference == Fraction(4, 5)


def test_a_star_means_every_entry(tmp_path: Path) -> None:
    """One line of references can hold for a whole list, with a row for each entry."""
    assert [row.path for row in _compare(tmp_path, '"list[*]" = "1"')] == ["list[0]", "list[1]"]


def test_the_first_difference_is_told_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names quantity, value and reference, and counts the others."""
    monkeypatch.chdir(tmp_path)
    rows = _compare(Path(), 'n = "802"\nx = "0.5962"\ny = "1"')
    with pytest.raises(ReferenceMismatchError) as caught:
        check_agreement(rows)
    assert explain(caught.value) == (
        "error: s.reference.toml:3:5: x of 'e' is 0.59628, but its reference is 0.5962; 1 more\n"
        '       x = "0.5962"\n'
        "           ^^^^^^^^"
    )


def test_a_reference_without_partner_has_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistyped path or exercise gets the nearest one that exists."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReferenceMismatchError) as caught:
        check_agreement(_compare(Path(), 'wrd = "1"'))
    assert explain(caught.value).endswith("there is no quantity 'wrd'; did you mean 'word'?")
    with pytest.raises(ReferenceMismatchError) as caught:
        check_agreement(_compare(Path(), 'x = "1"', exercise="ee"))
    assert explain(caught.value).endswith("there is no exercise 'ee'; did you mean 'e'?")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('x = "1"', "error: r.toml:1:1: 'x' is no table"),
        ('[e]\n"x y" = "1"', "error: r.toml:2:1: 'x y' is no path of a quantity with a value"),
        ("[e]\nx = { source = 's' }", "error: r.toml:2:1: 'x' is no path of a quantity with a value"),
        ("[e]\nx = { value = '1', sauce = 's' }", "error: r.toml:2:20: unknown key 'sauce'"),
        ("[e]\nx = 2026-01-01", "error: r.toml:2:5: a reference is a number or a word"),
        ("[e]\nx = { value = '1', source = 1 }", "error: r.toml:2:29: source must be text in quotes"),
    ],
)
def test_malformed_reference_files_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    """What is neither a value nor { value, source } is an input error with its place."""
    monkeypatch.chdir(tmp_path)
    Path("r.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_references(Path("r.toml"))
    assert explain(caught.value).splitlines()[0] == sentence


def test_a_reference_that_is_no_number_is_an_input_error(tmp_path: Path) -> None:
    """Text beside a number is a mistake in the file, not a difference."""
    with pytest.raises(InputError, match="^the reference 'about 1' is no number$"):
        _compare(tmp_path, 'x = "about 1"')


def test_every_line_knows_its_source(tmp_path: Path) -> None:
    """A source at the top holds for all lines that have none of their own."""
    path = tmp_path / "s.reference.toml"
    path.write_text('source = "book"\n[e]\nx = "1"\nn = { value = "2", source = "page 3" }', encoding="utf-8")
    assert [reference.source for reference in load_references(path)] == ["book", "page 3"]
