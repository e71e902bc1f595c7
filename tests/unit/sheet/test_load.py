from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.errors import InputError, explain
from pipeline.exercises.fields import KindModel
from pipeline.exercises.numerals import Written, given_node
from pipeline.notation.tree import Number
from pipeline.sheet.load import instantiate, load_sheet
from tests.unit.sheet.conftest import HEAD

Write = Callable[..., Path]


def _explained(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_sheet(path)
    return explain(caught.value)


def _model(path: Path) -> KindModel:
    return load_sheet(path).exercises[0].default_model


def test_a_sheet_comes_in_with_its_title_block_and_exercises(write: Write) -> None:
    """Keys arrive as written; what is absent has its default, the id being the file's stem."""
    text = HEAD.replace('"T"', '"T"\ncourse = "C"\ndate = 2026-11-19').replace('id = "a"', 'id = "a"\npoints = 1.5')
    sheet = load_sheet(write(text, "week-2.toml"))
    assert (sheet.id, sheet.title, sheet.course, sheet.date) == ("week-2", "T", "C", date(2026, 11, 19))
    assert (sheet.seed, sheet.language, sheet.author) == (0, "en", "")
    assert [(e.id, e.kind.name, e.points, e.space) for e in sheet.exercises] == [("a", "toy", Fraction(3, 2), "")]


def test_numbers_are_exact_and_keep_their_digits(write: Write) -> None:
    """0.10 is one tenth, and is printed with its zero."""
    rate = _model(write(HEAD + "rate = 0.10")).rate  # type: ignore[attr-defined]
    assert rate == Fraction(1, 10)
    assert isinstance(rate, Written)
    assert given_node(rate) == Number("0.10")


def test_a_number_may_be_a_string_over_the_parameters(write: Write) -> None:
    """Strings in calculator syntax are evaluated exactly; vectors and matrices may be named."""
    text = HEAD + 'rate = "a/3 + 1"\nstart = "v"\n[exercise.parameters]\na = 2\nv = [1, "1/2"]\n'
    model = _model(write(text))
    assert (model.rate, model.start) == (Fraction(5, 3), (1, Fraction(1, 2)))  # type: ignore[attr-defined]


def test_the_sheets_parameters_and_detail_reach_its_exercises(write: Write) -> None:
    """[parameters] and detail at the top hold for every exercise."""
    text = 'detail = "full"\n' + HEAD + 'rate = "c"\n[parameters]\nc = 7\n'
    model = _model(write(text))
    assert (model.rate, model.detail) == (7, "full")  # type: ignore[attr-defined]


def test_a_model_is_validated_anew_with_other_values(write: Write) -> None:
    """instantiate puts a variant's values in, and an error names them."""
    sheet = load_sheet(write(HEAD + 'steps = "n"\n[exercise.parameters]\nn = { default = 1, choice = [1, 0] }\n'))
    exercise = sheet.exercises[0]
    assert instantiate(sheet, exercise, {"n": Fraction(4)}).steps == 4  # type: ignore[attr-defined]
    with pytest.raises(InputError) as caught:
        instantiate(sheet, exercise, {"n": Fraction(0)})
    assert explain(caught.value) == (
        "error: s.toml:7:9: steps must be a whole number from 1 on, not 'n' (with n = 0)\n"
        '       steps = "n"\n'
        "               ^^^"
    )


CASES = {
    "empty": (" \n", "error: s.toml: the file is empty"),
    "no exercise": ('title = "T"', "error: s.toml:1: the sheet has no exercise\n       add an [[exercise]]"),
    "unquoted": (
        HEAD.replace('"x"\n', "x^2\n"),
        "error: s.toml:5:12: this is not TOML: invalid value\n"
        "       function = x^2\n"
        "                  ^\n"
        '       text and expressions stand in quotes: function = "x^2"',
    ),
    "moment without seconds": (
        "release = 2026-12-01T08:00+01:00\n" + HEAD,
        "error: s.toml:1:21: this is not TOML: expected newline or end of document after a statement\n"
        "       release = 2026-12-01T08:00+01:00\n"
        "                           ^\n"
        "       a day is written 2026-12-01, a moment 2026-12-01T08:00:00+01:00",
    ),
    "unknown key": (
        HEAD + 'detial = "full"',
        "error: s.toml:7:1: unknown key 'detial'\n"
        '       detial = "full"\n'
        "       ^^^^^^\n"
        "       did you mean 'detail'? keys are detail, function, variables, rate, start, steps, fails, symbol, layer, "
        "id, kind, title, points, space, parameters and require",
    ),
    "unknown key at the top": (
        "seeds = 1\n" + HEAD,
        "error: s.toml:1:1: unknown key 'seeds'\n"
        "       seeds = 1\n"
        "       ^^^^^\n"
        "       did you mean 'seed'? keys are id, title, course, author, intro, date, language, release, seed, detail, "
        "parameters, require, equal_work, theme and exercise",
    ),
    "unknown language": (
        'language = "es"\n' + HEAD,
        "error: s.toml:1:12: language cannot be 'es'\n"
        '       language = "es"\n'
        "                  ^^^^\n"
        "       values are en, de and fr",
    ),
    "unknown key in a table": (
        HEAD + "[[exercise.layer]]\nweigths = [[1]]",
        "error: s.toml:8:1: unknown key 'weigths' in layer[0]\n"
        "       weigths = [[1]]\n"
        "       ^^^^^^^\n"
        "       did you mean 'weights'? keys are weights, bias and activation",
    ),
    "missing key": (
        HEAD.replace('kind = "toy"\n', ""),
        "error: s.toml:2:3: the key 'kind' is missing\n       [[exercise]]\n         ^^^^^^^^",
    ),
    "missing key in a table": (
        HEAD + "[[exercise.layer]]\nweights = [[1]]\n[[exercise.layer]]\nbias = 1",
        "error: s.toml:9:3: the key 'weights' is missing in layer[1]\n"
        "       [[exercise.layer]]\n"
        "         ^^^^^^^^^^^^^^",
    ),
    "unknown kind": (
        HEAD.replace('"toy"', '"critical-point"'),
        "error: s.toml:4:8: unknown kind 'critical-point'\n"
        '       kind = "critical-point"\n'
        "              ^^^^^^^^^^^^^^^^\n"
        "       did you mean 'critical-points'? kinds are toy and critical-points",
    ),
    "unknown name": (
        HEAD.replace('"x"\n', '"x1^2 + x3"\n').replace('["x"]', '["x1", "x2"]'),
        "error: s.toml:5:20: unknown name 'x3' in function\n"
        '       function = "x1^2 + x3"\n'
        "                          ^^\n"
        "       declared variables are x1 and x2",
    ),
    "unknown name after an escape": (
        HEAD.replace('"x"\n', '"\\u0078 + q"\n'),
        "error: s.toml:5:22: unknown name 'q' in function\n"
        '       function = "\\u0078 + q"\n'
        "                            ^\n"
        "       the declared variable is x",
    ),
    "unknown name on a joined line": (
        HEAD.replace('"x"\n', '"""\nx + \\\n   q"""\n'),
        "error: s.toml:7:4: unknown name 'q' in function\n"
        '          q"""\n'
        "          ^\n"
        "       the declared variable is x",
    ),
    "syntax of an expression": (
        HEAD.replace('"x"\n', '"x +* 3"\n'),
        "error: s.toml:5:16: '*' does not fit here in function\n"
        '       function = "x +* 3"\n'
        "                      ^\n"
        "       a number, a name or a bracket is missing",
    ),
    "tower of powers": (
        HEAD + 'rate = "9^9^9"',
        'error: s.toml:7:10: the exponent is larger than 400 in rate\n       rate = "9^9^9"\n                ^',
    ),
    "code": (
        HEAD + "rate = \"__import__('os')\"",
        "error: s.toml:7:9: the character '_' has no meaning here in rate\n"
        "       rate = \"__import__('os')\"\n"
        "               ^",
    ),
    "infinity": (
        HEAD + "rate = inf",
        "error: s.toml:7:8: inf is not a finite number\n       rate = inf\n              ^^^",
    ),
    "nan": (HEAD + "rate = nan", "error: s.toml:7:8: nan is not a finite number\n       rate = nan\n              ^^^"),
    "huge exponent": (
        HEAD + "rate = 1e999999999",
        "error: s.toml:7:8: 1e999999999 has an exponent beyond ±400\n"
        "       rate = 1e999999999\n"
        "              ^^^^^^^^^^^",
    ),
    "thousands of digits": (HEAD + "rate = " + "1" * 5000, "error: s.toml:7:8: a number has too many digits"),
    "true for a number": (
        HEAD + "rate = true",
        "error: s.toml:7:8: rate must be a number, not true\n       rate = true\n              ^^^^",
    ),
    "a list for a number": (
        HEAD + "rate = [1]",
        "error: s.toml:7:8: rate must be a number, not a list\n       rate = [1]\n              ^^^",
    ),
    "rows of unequal length": (
        HEAD + "[[exercise.layer]]\nweights = [[1, 2],\n           [3]]",
        "error: s.toml:9:12: layer[0].weights[1] has 1 entry, but the first row has 2\n"
        "                  [3]]\n"
        "                  ^^^\n"
        "       all rows of a matrix are equally long",
    ),
    "unknown word": (
        HEAD + '[[exercise.layer]]\nweights = [[1]]\nactivation = "sigmod"',
        "error: s.toml:9:14: layer[0].activation cannot be 'sigmod'\n"
        '       activation = "sigmod"\n'
        "                    ^^^^^^^^\n"
        "       did you mean 'sigmoid'? values are sigmoid, tanh and relu",
    ),
    "other spelling": (
        HEAD + '[[exercise.layer]]\nweights = [[1]]\nactivation = "ReLU"',
        "error: s.toml:9:14: layer[0].activation cannot be 'ReLU'\n"
        '       activation = "ReLU"\n'
        "                    ^^^^^^\n"
        "       did you mean 'relu'? values are sigmoid, tanh and relu",
    ),
    "another name": (
        HEAD + '[[exercise.layer]]\nweights = [[1]]\nactivation = "logistic"',
        "error: s.toml:9:14: layer[0].activation cannot be 'logistic'\n"
        '       activation = "logistic"\n'
        "                    ^^^^^^^^^^\n"
        "       did you mean 'sigmoid'? values are sigmoid, tanh and relu",
    ),
    "LaTeX in double quotes": (
        HEAD + 'symbol = "\\text{net}"',
        "error: s.toml:7:11: \\t in double quotes is a control character\n"
        '       symbol = "\\text{net}"\n'
        "                 ^^\n"
        "       for LaTeX use single quotes, or write each backslash twice",
    ),
    "duplicate id": (
        HEAD + HEAD[HEAD.index("[[") :],
        "error: s.toml:8:6: two exercises have the id 'a'\n"
        '       id = "a"\n'
        "            ^^^\n"
        "       the first stands on line 2",
    ),
    "unsafe id": (
        HEAD.replace('"a"', '"../a"'),
        "error: s.toml:3:6: id cannot be '../a'\n"
        '       id = "../a"\n'
        "            ^^^^^^\n"
        "       it names files and folders: letters a to z, digits and hyphens",
    ),
    "reserved id": (
        HEAD.replace('"a"', '"con"'),
        "error: s.toml:3:6: id cannot be 'con', which some systems keep for themselves\n"
        '       id = "con"\n'
        "            ^^^^^\n"
        "       it names files and folders: letters a to z, digits and hyphens",
    ),
    "release without offset": (
        "release = 2026-12-01T08:00:00\n" + HEAD,
        "error: s.toml:1:11: release has no offset from UTC\n"
        "       release = 2026-12-01T08:00:00\n"
        "                 ^^^^^^^^^^^^^^^^^^^\n"
        "       add one: 2026-12-01T08:00:00+01:00, or 2026-12-01T08:00:00Z for UTC itself",
    ),
    "parameter of both": (
        HEAD + "[exercise.parameters]\na = 2\n[parameters]\na = 1",
        "error: s.toml:8:1: the sheet has a parameter 'a' already\n       a = 2\n       ^\n       choose another name",
    ),
    "empty range": (
        HEAD + "[exercise.parameters]\na = { default = 1, range = [3, 1] }",
        "error: s.toml:8:28: parameters.a.range is empty: its low end is above its high end\n"
        "       a = { default = 1, range = [3, 1] }\n"
        "                                  ^^^^^^",
    ),
    "two equal choices": (
        HEAD + "[exercise.parameters]\na = { default = 1, choice = [1, 1.0] }",
        "error: s.toml:8:33: parameters.a.choice[1] stands in the list twice\n"
        "       a = { default = 1, choice = [1, 1.0] }\n"
        "                                       ^^^",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), CASES.values(), ids=CASES)
def test_each_mistake_has_its_sentence_place_and_hint(write: Write, text: str, sentence: str) -> None:
    """Every mistake in a sheet is told in one sentence, with the caret under its cause."""
    assert _explained(write(text)) == sentence


HOSTILE = {
    "brackets": "a = " + "[" * 3000 + "]" * 3000,
    "keys": ".".join("a" * 3000) + " = 1",
    "expression": HEAD + 'rate = "' + "(" * 5000 + '"',
    "long expression": HEAD + 'rate = "' + "1+" * 50000 + '1"',
    "powers of parameters": HEAD + 'rate = "a^a^a"\n[exercise.parameters]\na = 400',
    "hexadecimal": HEAD + "rate = 0x" + "f" * 100_000,
    "NUL": HEAD + "rate = \0",
    "no value": HEAD + "rate =",
    "dotted exercise": 'title = "T"\nexercise.id = "a"',
    "list of numbers": 'title = "T"\nexercise = [1]',
    "date": HEAD + "rate = 9999-99-99",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_sheets_get_an_error_and_no_more(write: Write, text: str) -> None:
    """Nesting, size and nonsense end in an InputError with the name of the file."""
    assert _explained(write(text)).startswith("error: s.toml")


def test_unreadable_files_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder, a missing, a binary and a forbidden file each have a sentence."""
    monkeypatch.chdir(tmp_path)
    Path("week-1.toml").write_bytes(b"title = 1\n\xff")
    Path("big.toml").write_bytes(b"#" * 1_000_001)
    assert _explained(Path("week-1.toml")) == (
        "error: week-1.toml:2: the file is not UTF-8 text\n       save it in this encoding in your editor"
    )
    assert _explained(Path("week1.toml")) == (
        "error: week1.toml: there is no such file\n       did you mean week-1.toml?"
    )
    assert _explained(Path()) == "error: .: this is a folder, not a file\n       sheets in it: big.toml, week-1.toml"
    assert _explained(Path("big.toml")) == "error: big.toml: the file is larger than 1000 kB"
    assert _explained(Path("/dev/null")) == "error: /dev/null: this is not a regular file"

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert _explained(Path("week-1.toml")) == "error: week-1.toml: the file cannot be read: permission denied"


def test_byte_order_marks_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    """A sheet saved on Windows reads the same."""
    path = tmp_path / "w.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert load_sheet(path).exercises[0].id == "a"


def test_a_sheet_without_a_title_is_called_like_its_id(write: Write) -> None:
    """`week-2.toml` is “Week 2”."""
    assert load_sheet(write(HEAD.replace('title = "T"\n', ""), name="week-2.toml")).title == "Week 2"
