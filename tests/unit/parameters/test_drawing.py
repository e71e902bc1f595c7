from fractions import Fraction
from typing import Any

import pytest

from pipeline.errors import ComputationError, InputError, UsageError, explain
from pipeline.exercises.formula import Formula
from pipeline.notation.writer import latex
from pipeline.parameters import draw_parameters
from pipeline.parameters.acceptance import Acceptance
from pipeline.sheet.load import instantiate
from tests.unit.parameters.conftest import Load

A = "[exercise.parameters]\na = { default = 1, range = [0, 99] }\n"
TWO = A + "b = { default = 5, range = [0, 10], step = 0.1 }\n"


def test_variant_0_is_the_published_sheet(load: Load) -> None:
    """Nothing is drawn in variant 0, whatever the seed, and no constraint is asked."""
    sheet = load(e='require = ["a > 50"]\n' + TWO)
    assert draw_parameters(sheet, 99, "0").values == {"e": {"a": 1, "b": 5}}


def test_draws_do_not_change_from_release_to_release(load: Load) -> None:
    """The same names give the same values for ever; these were drawn by the first release."""
    assert draw_parameters(load(e=TWO), 0, "1").values == {"e": {"a": 49, "b": Fraction(57, 10)}}


def test_a_draw_depends_on_its_own_names_only(load: Load) -> None:
    """Adding, removing and reordering exercises, parameters and constraints of others leaves every draw as it was."""
    b = "b = { default = 5, range = [0, 10], step = 0.1 }\n"
    few = load(e='require = ["a > 50"]\n' + A)
    shared = "[parameters]\ns = { default = 1, range = [1, 9] }\n"
    many = load(d='require = ["a < 20"]\n' + A, e='require = ["a > 50"]\n[exercise.parameters]\n' + b + A[22:] + shared)
    for variant in map(str, range(1, 30)):
        alone, among = (draw_parameters(sheet, 3, variant).values["e"]["a"] for sheet in (few, many))
        assert alone == among
        assert isinstance(alone, Fraction)
        assert alone > 50


def test_other_variants_change_no_draw(load: Load) -> None:
    """What was drawn before has no part in a draw, also where one memory of the constraints serves all."""
    sheet = load(e='require = ["integer(a/3)"]\n' + A)
    acceptance = Acceptance(sheet)
    together = [draw_parameters(sheet, 0, str(k), acceptance) for k in range(1, 40)]
    assert [draw_parameters(sheet, 0, str(k)) for k in reversed(range(1, 40))] == together[::-1]


def test_a_parameter_of_the_sheet_is_drawn_once(load: Load) -> None:
    """Every exercise sees the same value of a shared parameter."""
    sheet = load(d="", e="[parameters]\ns = { default = 1, range = [0, 99] }\n")
    for variant in map(str, range(1, 20)):
        drawn = draw_parameters(sheet, 0, variant).values
        assert drawn["d"]["s"] == drawn["e"]["s"]


@pytest.mark.parametrize("variant", ["", "a\nb", "x" * 1001])
def test_a_variants_id_is_printable_text(load: Load, variant: str) -> None:
    """Anything else is refused before a key is made of it."""
    with pytest.raises(UsageError, match="^a variant's id has 1 to 1000 printable characters$"):
        draw_parameters(load(e=""), 0, variant)


@pytest.mark.parametrize(
    ("parameters", "require", "is_met"),
    [
        ("w = { default = 1, range = [-2, 2] }", "w != 0", lambda w: w != 0),
        ("w = { default = 1, choice = [-1, 1] }", "w < 0", lambda w: w == -1),
        ("w = { default = [1, 2], range = [1, 9] }", "w[*] > 3", lambda w: min(w) > 3),
        ("w = { default = [[1], [2]], choice = [1, 2, 3] }", "w[0][0] < w[1][0]", lambda w: w[0][0] < w[1][0]),
        ("w = [{ default = 1, range = [0, 9] }, 4]", "w[0] + w[1] == 10", lambda w: w == (6, 4)),
        ('w = { default = "1/3", range = ["1/3", 3], step = "1/3" }', "integer(w)", lambda w: w.denominator == 1),
        ('w = { default = "x", choice = ["x", "x^2", "x - 1"] }', 'w == "x^2"', lambda w: w == Formula("x^2")),
    ],
)
def test_every_sort_of_parameter_can_be_drawn_and_constrained(
    load: Load, parameters: str, require: str, is_met: object
) -> None:
    """Integers, decimals, fractions, signs, vectors, matrices and functions meet their constraints in every variant."""
    sheet = load(e=f"require = ['{require}']\n[exercise.parameters]\n{parameters}\n")
    assert callable(is_met)
    for variant in range(1, 20):
        assert is_met(draw_parameters(sheet, 0, str(variant)).values["e"]["w"])


def test_constraints_may_ask_for_quantities(load: Load) -> None:
    """A path means what solving gives; with [*] every entry has to do."""
    text = 'rate = "a/7"\nstart = ["a", "2*a"]\nrequire = ["integer(rate)", "start[*] < 100"]\n'
    with pytest.raises(InputError, match="unknown name 'start"):
        load(e=text + A)
    sheet = load(e=text.replace(', "start[*] < 100"', "") + A)
    drawn = [draw_parameters(sheet, 0, str(k)).values["e"]["a"] for k in range(1, 20)]
    assert all(isinstance(a, Fraction) and (a / 7).denominator == 1 for a in drawn)


def test_the_sheet_may_constrain_several_exercises(load: Load) -> None:
    """The sheet's own constraints name an exercise by its id, with underscores."""
    shared = "[parameters]\ns = { default = 1, range = [1, 3] }\n"
    sheet = load('require = ["d_1.a < e.a", "s > 1"]\n', **{"d-1": A, "e": A + shared})
    for variant in range(1, 20):
        drawn = draw_parameters(sheet, 0, str(variant)).values
        assert drawn["d-1"]["a"] < drawn["e"]["a"]  # type: ignore[operator]
        assert drawn["e"]["s"] > 1  # type: ignore[operator]


def test_a_parameter_may_be_computed_from_others(load: Load) -> None:
    """A string over parameters has the value of its formula, in the defaults and in every draw."""
    sheet = load(e='rate = "c"\n' + A + 'b = "2*a"\nc = "b + 1"\n')
    assert sheet.exercises[0].default_model.rate == 3  # type: ignore[attr-defined]
    values = draw_parameters(sheet, 0, "1").values["e"]
    assert values["c"] == 2 * values["a"] + 1  # type: ignore[operator]


def test_a_function_may_be_picked_from_a_list(load: Load) -> None:
    """The picked expression stands in the function, and a picked word in a key that takes words."""
    text = 'symbol = "h"\nlayer = [{ weights = [[1]], activation = "act" }]\n[exercise.parameters]\n'
    text += 'g = { default = "x", choice = ["x^2", "-x"] }\nact = { default = "sigmoid", choice = ["tanh", "relu"] }\n'
    sheet = load(function="2*g + 1", e=text)
    seen = set()
    for variant in range(20):
        values = draw_parameters(sheet, 0, str(variant)).values["e"]
        model: Any = instantiate(sheet, sheet.exercises[0], values)
        seen.add((latex(model.function), model.layer[0].activation))
    assert {function for function, _ in seen} == {"2x + 1", "2x^2 + 1", r"2 \cdot (-x) + 1"}
    assert {word for _, word in seen} == {"sigmoid", "tanh", "relu"}


def test_constraints_that_are_too_strict_are_told_with_their_shares(load: Load) -> None:
    """The error says which constraint refused how many draws, and where it stands."""
    sheet = load(e='require = ["a > 49", "a < 50"]\n' + A)
    with pytest.raises(ComputationError) as caught:
        draw_parameters(sheet, 0, "7")
    lines = explain(caught.value).splitlines()
    assert lines[0] == (
        "error: s.toml:7:11: the constraints of exercise 'e' are too strict: none of 1000 draws met them (variant '7')"
    )
    shares = [line.split(" refused ") for line in lines if " refused " in line]
    assert sorted(text.strip() for text, _ in shares) == ["a < 50", "a > 49"]
    assert sum(int(rest.split()[0]) for _, rest in shares) == 1000


def test_constraints_over_several_exercises_that_are_too_strict_are_told_apart(load: Load) -> None:
    """A rare one is met after many draws; an impossible one is told with the draws of whole sheets that it refused."""
    rare = load('require = ["d.a == e.a"]\n', d=A, e=A)
    values = draw_parameters(rare, 0, "1").values
    assert values["d"]["a"] == values["e"]["a"]
    with pytest.raises(ComputationError) as caught:
        draw_parameters(load('require = ["d.a > e.a + 99"]\n', d=A, e=A), 0, "1")
    lines = explain(caught.value).splitlines()
    assert lines[0].startswith("error: s.toml:2:11: the constraints of the sheet are too strict: none of 1000 draws")
    assert lines[-1].strip() == "d.a > e.a + 99 refused 1000 (100.0%)"


def test_a_constraint_on_a_shared_parameter_alone_redraws_it(load: Load) -> None:
    """An exercise that cannot go on with the shared values makes the sheet draw them again."""
    shared = "[parameters]\ns = { default = 1, range = [1, 20] }\n"
    sheet = load(d=A, e='require = ["s > 15"]\n' + shared)
    for variant in range(1, 10):
        values = draw_parameters(sheet, 0, str(variant)).values
        assert values["e"]["s"] > 15  # type: ignore[operator]
        assert values["d"]["a"] == draw_parameters(load(d=A), 0, str(variant)).values["d"]["a"]


def test_a_formula_without_a_value_refuses_the_draw(load: Load) -> None:
    """A division by zero in a computed parameter is a draw that is not taken."""
    sheet = load(e='[exercise.parameters]\na = { default = 1, range = [0, 1] }\nb = "1/a"\n')
    assert {draw_parameters(sheet, 0, str(k)).values["e"]["a"] for k in range(1, 20)} == {1}


MISTAKES = {
    "syntax": ('require = ["a >"]', "the constraint ends too early in require[0]"),
    "a value": ('require = ["a + 1"]', "this is a value, and nothing that can hold in require[0]"),
    "no list": ('require = "a > 1"', "require must be a list of constraints, not 'a > 1'"),
    "unknown": ('require = ["c > 1"]', "unknown name 'c' in require[0]"),
    "unknown below": ('require = ["a > 1", "rates[0] > 1"]', "unknown name 'rates[0]' in require[1]"),
    "function": ('require = ["eval(a) > 1"]', "'eval' is not a function of constraints in require[0]"),
}


@pytest.mark.parametrize(("line", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_in_constraints_are_told_with_their_place(load: Load, line: str, sentence: str) -> None:
    """A constraint is read when the sheet is loaded, and a mistake in it is an error with line and column."""
    with pytest.raises(InputError) as caught:
        load(e=line + "\n" + A)
    assert caught.value.message == sentence
    assert caught.value.place is not None
    assert caught.value.place.line == 7
