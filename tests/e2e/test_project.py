"""A course repository brings kinds and templates: the six steps of CONTRIBUTING.md, from outside the package."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
New = Callable[..., subprocess.CompletedProcess[str]]

SHEET = """title = "T"
[[exercise]]
id = "line"
kind = "tangent-line"
function = "x^3 - 2*x"
at = 2
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """An empty folder to be made a course repository."""
    folder = tmp_path / "course"
    folder.mkdir()
    return folder


@pytest.fixture
def corrige(run_corrige: Run, course: Path) -> New:
    """Run the command in the course repository."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_corrige(*arguments, cwd=course)

    return run


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_a_new_sheet_builds_as_it_stands(corrige: New, course: Path) -> None:
    """`corrige new sheet` writes a sheet that builds; a second one of the name is refused, and the first untouched."""
    assert corrige("new", "sheet", "week-1").returncode == 0
    assert corrige("build", "sheets/week-1.toml", "--format", "md").returncode == 0
    _edit(course / "sheets/week-1.toml", 'title = "Week 1"', 'title = "Mine"')
    again = corrige("new", "sheet", "week-1")
    assert (again.returncode, again.stderr.splitlines()[0]) == (
        52,
        "error: sheets/week-1.toml: this is there already, and nothing is overwritten",
    )
    assert 'title = "Mine"' in (course / "sheets/week-1.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["../x", "Week 1", "", "con"])
def test_a_sheet_with_an_impossible_name_is_refused(name: str, corrige: New, course: Path) -> None:
    """A name that cannot be a file everywhere is a usage error, and nothing is written."""
    done = corrige("new", "sheet", name)
    assert (done.returncode, list(course.iterdir())) == (2, [])


def test_a_new_kind_hides_no_other(corrige: New, course: Path) -> None:
    """The name of a kind that comes with the package is refused, and nothing is written."""
    done = corrige("new", "kind", "softmax-jacobian")
    assert (done.returncode, list(course.iterdir())) == (2, [])
    assert done.stderr.startswith("error: there is a kind 'softmax-jacobian' already\n")


def test_six_steps_from_outside(corrige: New, course: Path) -> None:
    """A kind made by `corrige new kind`, changed in model, solution, prose, is proved and compared like any other."""
    assert corrige("new", "kind", "tangent-line").returncode == 0
    _change_to_slopes(course)
    _write(course / "sheets/slopes.toml", SHEET)
    # The derivative of x³ − 2x at 2 is 3·4 − 2 by the rules of calculus.
    _write(course / "sheets/slopes.reference.toml", 'source = "by hand"\n[line]\nslope = "10"\n')
    assert "tangent-line" in corrige("kinds").stdout
    described = corrige("kinds", "tangent-line").stdout
    assert "slope  number  Derivative at the point." in described
    assert re.search(r"^  at +number +required +Where", described, re.MULTILINE)
    checked = corrige("check", "sheets/slopes.toml")
    assert (checked.returncode, "1 of 1 key numbers agree" in checked.stdout) == (0, True), checked.stderr
    built = corrige("build", "sheets/slopes.toml")
    assert (built.returncode, built.stderr) == (0, "")
    numbers = json.loads((course / "outputs/slopes/numbers.json").read_text(encoding="utf-8"))
    assert numbers["exercises"][0]["quantities"] == {"slope": "10"}
    _edit(course / "sheets/slopes.reference.toml", "10", "11")
    assert corrige("check", "sheets/slopes.toml").returncode == 30


def _change_to_slopes(course: Path) -> None:
    """Make the start compute the derivative, by the package's own rules."""
    kind = course / "kinds/tangent_line.py"
    _edit(kind, 'quantities={"value": value}', 'quantities={"slope": value}')
    _edit(kind, "evaluate(function, {", "evaluate(slope, {")
    _edit(
        kind,
        "    try:\n",
        "    slope = differentiate(function, Symbol(model.variable)).result\n    try:\n",
    )
    _edit(
        kind,
        'chain(Call(model.name, (point,)), ("=", inserted)',
        'chain(Prime(Symbol(model.name), 1, (point,)), ("=", inserted)',
    )
    _edit(kind, "substitute(function, {model", "substitute(slope, {model")
    _edit(
        kind,
        'QuantityDoc("value", "number", "Value of the function at the point.")',
        'QuantityDoc("slope", "number", "Derivative at the point.")',
    )
    _edit(kind, "import Call, Symbol", "import Call, Prime, Symbol")
    _edit(
        kind,
        "from pipeline.derivation.substitute",
        "from pipeline.derivation.differentiate import differentiate\nfrom pipeline.derivation.substitute",
    )
    _edit(
        course / "templates/exercises/tangent-line/statement.md.j2",
        "Compute $\\VAR{asked}$ by hand.",
        "Compute its slope at the given point.",
    )


def test_prose_of_an_own_kind_is_proved(corrige: New, course: Path) -> None:
    """A false equation in a template of the project ends with 31 and the formula."""
    corrige("new", "kind", "tangent-line")
    _write(course / "sheets/a.toml", SHEET)
    _edit(course / "templates/exercises/tangent-line/solution.md.j2", "\\VAR{work}", "$f(2) = 5$\n\n\\VAR{work}")
    done = corrige("build", "sheets/a.toml", "--format", "md")
    assert done.returncode == 31
    assert "f(2) = 5" in done.stderr


PROSE = "exercises/critical-points/solution.md.j2"
LOAD = "{file}:{line}: the kind 'tangent-line' cannot be loaded: "
FAIL = "{file}:{line}: the kind 'tangent-line' failed: "


@pytest.mark.parametrize(
    ("old", "new", "code", "sentence"),
    [
        ("KIND = Kind(", "KIND = Kind((", 10, LOAD + "Syntax"),
        ('="tangent-line"', '="tangent"', 10, "{file}: KIND is called 'tangent', and 'tangent-line' was expected"),
        ("KIND = Kind(", "KINDS = Kind(", 10, "{file}: there is no KIND for 'tangent-line' in it"),
        ("import chain, number", "import chains", 10, LOAD + "ImportError"),
        ("    point = given", "    1 / 0\n    point = given", 20, FAIL + "ZeroDivisionError"),
        ("KIND = Kind(", "raise SystemExit\nKIND = Kind(", 10, LOAD + "SystemExit"),
    ],
)  # fmt: skip
def test_a_broken_kind_is_told_with_its_file(
    old: str, new: str, code: int, sentence: str, corrige: New, course: Path
) -> None:
    """A mistake in someone's kind is told as that: file and line, no traceback, and not as a mistake of corrige."""
    corrige("new", "kind", "tangent-line")
    _write(course / "sheets/a.toml", SHEET)
    kind = course / "kinds/tangent_line.py"
    _edit(kind, old, new)
    done = corrige("build", "sheets/a.toml", "--format", "md")
    lines = kind.read_text(encoding="utf-8").splitlines()
    changed = next(number for number, line in enumerate(lines, 1) if new.strip().splitlines()[0] in line)
    expected = "error: " + sentence.format(file="kinds/tangent_line.py", line=changed)
    assert (done.returncode, done.stderr.startswith(expected)) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


def test_the_list_of_kinds_goes_on_after_a_broken_one(corrige: New, course: Path) -> None:
    """What can be loaded is listed; the other is told, and the exit code says so."""
    _write(course / "kinds/broken.py", "1 / 0\n")
    corrige("new", "kind", "tangent-line")
    done = corrige("kinds")
    assert done.returncode == 10
    assert done.stderr.startswith("error: kinds/broken.py:1: the kind 'broken' cannot be loaded: ZeroDivisionError")
    assert "tangent-line" in done.stdout


def test_the_project_is_found_from_anywhere(run_corrige: Run, corrige: New, course: Path, tmp_path: Path) -> None:
    """A sheet in course/sheets has the course's kinds wherever the command is given."""
    corrige("new", "kind", "tangent-line")
    _write(course / "sheets/a.toml", SHEET)
    assert run_corrige("build", course / "sheets/a.toml", "--format", "md", "-o", tmp_path / "out").returncode == 0


def test_nothing_above_the_current_folder_is_run(run_corrige: Run, tmp_path: Path) -> None:
    """A folder `kinds` beside the current folder's parents is no business of a sheet here."""
    _write(tmp_path / "kinds/tangent_line.py", "raise SystemExit(99)\n")
    _write(tmp_path / "deep/down/a.toml", SHEET)
    done = run_corrige("build", "a.toml", cwd=tmp_path / "deep/down")
    assert (done.returncode, done.stderr.splitlines()[0]) == (10, "error: a.toml:4:8: unknown kind 'tangent-line'")


def test_an_installed_package_brings_a_kind_with_its_templates(
    corrige: New, run_corrige: Run, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry point of the group corrige.kinds is a kind; the templates stand in the package."""
    corrige("new", "kind", "tangent-line")
    package = tmp_path / "site/somebody"
    package.mkdir(parents=True)
    (course / "templates").rename(package / "templates")
    (course / "kinds/tangent_line.py").rename(package / "__init__.py")
    (course / "kinds").rmdir()
    _edit(
        package / "__init__.py",
        '    name="tangent-line",',
        '    name="tangent-line",\n    templates=Path(__file__).parent / "templates",',
    )
    _edit(package / "__init__.py", "from typing import Any", "from pathlib import Path\nfrom typing import Any")
    _write(tmp_path / "site/somebody-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: somebody\nVersion: 1.0\n")
    entry = "[corrige.kinds]\ntangent-line = somebody:KIND\n"
    _write(tmp_path / "site/somebody-1.0.dist-info/entry_points.txt", entry)
    _write(course / "a.toml", SHEET)
    command = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); from pipeline.cli import main; main(sys.argv[1:])"
    )
    done = _python(command, "build", "a.toml", "--format", "md", cwd=course)
    assert (done.returncode, done.stderr) == (0, "")
    assert "f(2)" in (course / "outputs/a/solution.md").read_text(encoding="utf-8")
    assert "tangent-line" in _python(command, "kinds", cwd=course).stdout


def _python(command: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    import os
    import sys

    root = Path(__file__).resolve().parents[2]
    return subprocess.run(
        [sys.executable, "-c", command, *arguments],
        cwd=cwd, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


BUILT_IN = """title = "T"
[[exercise]]
id = "bowl"
kind = "critical-points"
function = "a*x^2"
variables = ["x"]
[exercise.parameters]
a = { default = 1, choice = [2, 3] }
"""


def test_a_template_of_the_course_takes_the_place_of_a_built_in_one(corrige: New, course: Path) -> None:
    """By the same path: prose of a kind, the layout of a format, the style sheet; others stay; a change is noticed."""
    _write(course / "sheets/a.toml", BUILT_IN)
    assert corrige("build", "sheets/a.toml", "--format", "html").returncode == 0
    _write(course / "templates/exercises/critical-points/statement.md.j2", "Study \\VAR{definition}\n")
    _write(course / "templates/layouts/style.css", "body { color: rebeccapurple }\n")
    assert "up to date" not in corrige("build", "sheets/a.toml", "--format", "html").stdout
    page = (course / "outputs/a/solution.html").read_text(encoding="utf-8")
    assert ("Study" in page, "rebeccapurple" in page, "stationary" in page) == (True, True, True)
    assert corrige("build", "sheets/a.toml", "--format", "html").stdout.endswith("up to date\n")


@pytest.mark.parametrize("variant", ["0", "7"])
@pytest.mark.parametrize(
    ("template", "text", "sentence"),
    [
        (PROSE, "one\n\\VAR{definitin}\n", "unknown name 'definitin' in the template of exercise 'bowl'"),
        (PROSE, "one\n\\BLOCK{if x}\n", "Unexpected end of template"),
        ("layouts/page.md.j2", "one\n\\VAR{exercise.id}\n", "unknown name 'exercise' in the template of sheet 'a'"),
        ("layouts/sheet.html.j2", "one\n\\VAR{titel.title}\n", "unknown name 'titel' in the template of sheet 'a'"),
        ("layouts/sheet.html.j2", "one\n\\BLOCK{endfor}\n", "Encountered unknown tag 'endfor'"),
    ],
)  # fmt: skip
def test_an_error_in_a_template_says_where(
    variant: str, template: str, text: str, sentence: str, corrige: New, course: Path
) -> None:
    """File and line of the template, the exercise or sheet, and in a variant run the variant; exit code 40."""
    _write(course / "sheets/a.toml", BUILT_IN)
    _write(course / "templates" / template, text)
    done = corrige("build", "sheets/a.toml", "--format", "html", "--variant", variant)
    first = done.stderr.splitlines()[0]
    assert (done.returncode, first.startswith(f"error: templates/{template}:2:")) == (40, True), done.stderr
    assert sentence in first
    assert ("exercise 'bowl'" in first) == template.startswith("exercises/")
    assert ("in variant '7'" in first) == (variant == "7")
