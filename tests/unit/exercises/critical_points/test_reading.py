"""Pages on stationary points prove themselves: everything on them is decided, and what is changed is found."""

from functools import cache
from pathlib import Path

import pytest

from pipeline.publish.build import solve_sheet, write_pages
from pipeline.publish.fingerprint import Options
from pipeline.publish.stopwatch import Stopwatch
from pipeline.sheet.toml import read_toml
from pipeline.verify.page import Key, Row, check_page
from tests.unit.exercises.critical_points.cases import CASES

OPTIONS = Options(formats=("md",), editions=("sheet", "solution"), engine="typst", seed=None, variant="0")

FURTHER = {
    "four variables": ("x_1^2 + 2*x_2^2 + 3*x_3^2 + 4*x_4^2 - x_1*x_2 + x_3*x_4 - x_1", "x_1 x_2 x_3 x_4", ""),
    "the page's own letters": ("lambda^2 + p^2 - 4*lambda + lambda*p", "lambda p", 'name = "M"'),
    "index letters": ("d^2 + i^2 - 2*d*i + i^4", "d i", 'name = "J"'),
    "long names": ("rate^2 - 2*rate + width_12^2", "rate width_12", 'name = "E_{total}"'),
    "both tests": ("x^2 + 3*x*y + y^2 + x", "x y", 'test = "both"'),
    "cubic eigenvalues": ("x^2 + y^2 + 3*z^2 + x*y + y*z + x", "x y z", 'test = "eigenvalues"'),
    "cubic coordinates": ("x^4 - 3*x^2 + x + y^2 - x*y", "x y", ""),
    "full derivations": ("x^2*y + y^3/3 - y", "x y", 'detail = "full"'),
    "a quotient": ("x*y/(1 + x^2 + y^2)", "x y", ""),
    "an interval": ("exp(-x/5)*sin(x)", "x", 'domain = [[0, "2*pi"]]'),
    "a rectangle": ("x*y*(3 - x - y)", "x y", "domain = [[0, 2], [0, 2]]"),
    "a rectangle with sets": ("x^2*sin(y)", "x y", 'domain = [[-1, 1], [0, "pi"]]'),
    "a box in space": ("x^2 + y^2 + z^2 - 2*x*y*z", "x y z", "domain = [[-1, 2], [-1, 2], [-1, 2]]"),
    "sets of saddles": ("x*y*z*(1 - x - y - z)", "x y z", ""),
    "a root with a variable put in": ("sqrt(56*x^2 - 8*y^2 - 16*x - 31) + 1 - 8*x", "x y", ""),
    "eigenvalues of which one is exact": ("0.25*x^4 - 0.5*x^2 + 0.1*x + 0.5*y^2", "x y", ""),
    "equations of degree fifteen": ("(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2", "x y", ""),
    "multiple eigenvalues": ("x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y", "x y", 'test = "eigenvalues"'),
    "an absolute value": ("abs(x^2 - 1)*(x - 1)", "x", ""),
    "a root of squares": ("cos(sqrt(x^2 + y^2)) + x*y", "x y", "domain = [[-1, 1], [-1, 1]]"),
    "minors that are zero by one coordinate": ("(x - 3*log(x))*(y^2 - 3*y)", "x y", ""),
    "a tip": ("sqrt(x^2 + y^2) + 2*x + y^2", "x y", "domain = [[-1, 1], [-1, 1]]"),
    "rational minors at points without a formula": ("x^2 + y^2 + z^2 + 1/(x*y*z)", "x y z", ""),
    "a set of changing type": ("sin(x*y)", "x y", ""),
    "decimals": ("0.5*x_1^2 + 0.25*x_2^2 - 0.1*x_1*x_2 + 0.3*x_1", "x_1 x_2", ""),
}

FUNCTIONS = {case.name: (case.function, case.variables, "") for case in CASES} | FURTHER


@cache
def pages(folder: Path, function: str, variables: str, keys: str) -> tuple[tuple[str, Key], ...]:
    """Return the Markdown of both editions of a sheet with one exercise, each with its key."""
    sheet = folder / "sheet.toml"
    names = ", ".join(f'"{name}"' for name in variables.split())
    sheet.write_text(
        'id = "sheet"\ntitle = "Sheet"\n[[exercise]]\nid = "one"\nkind = "critical-points"\n'
        f'function = "{function}"\nvariables = [{names}]\n{keys}\n',
        encoding="utf-8",
    )
    watch = Stopwatch()
    solved = solve_sheet(read_toml(sheet), OPTIONS, watch)
    readings = {name: solution.reading for name, solution in solved.solutions.items()}
    drafts = write_pages(solved, OPTIONS, watch)
    return tuple((draft.markdown, Key(readings, draft.tables, draft.measured)) for draft in drafts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for sheets."""
    return tmp_path_factory.mktemp("sheets")


def unproved(rows: tuple[Row, ...]) -> list[tuple[str, str, str]]:
    """Return what is neither proved nor agrees to the digits shown."""
    return [(row.text, row.outcome, row.detail) for row in rows if row.outcome not in ("proved", "consistent")]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_everything_on_the_page_is_decided_and_nothing_is_taken_as_a_definition(name: str, folder: Path) -> None:
    """Both editions, whatever the function, its names and its points: all relations and numbers hold."""
    for markdown, key in pages(folder, *FUNCTIONS[name]):
        assert unproved(check_page(markdown, key)) == []


ROSENBROCK = ("100*(x_2 - x_1^2)^2 + (1 - x_1)^2", "x_1 x_2", "")
SEVERAL = ("(w_1^2 - 1)^2 + (w_2 - 3)^2", "w_1 w_2", "")
IRRATIONAL = ("x^4 - 3*x^2 + x + y^2 - x*y", "x y", "")
EXPONENTIAL = ("(x - y)*exp(-(x^2 + y^2))", "x y", "")


@pytest.mark.parametrize(
    ("function", "old", "new"),
    [
        (ROSENBROCK, "f(x_1, x_2) = 100(", "f(x_1, x_2) = 101("),
        (ROSENBROCK, r"= 2(x_1 - 1)", r"= 2(x_1 + 1)"),
        (ROSENBROCK, r"\Leftrightarrow x_1 = 1", r"\Leftrightarrow x_1 = 2"),
        (ROSENBROCK, "For $x_1 = 1$", "For $x_7 = 1$"),
        (ROSENBROCK, "For $x_1 = 1$", "For $x_1 = 7$"),
        (ROSENBROCK, "= 400(1 - x_2)", "= 401(1 - x_2)"),
        (ROSENBROCK, "x^* = (1, 1)^T", "x^* = (1, 2)^T"),
        (ROSENBROCK, "M_2 = ", "M_1 = "),
        (ROSENBROCK, "M_2 = ", "M_4 = "),
        (ROSENBROCK, "= 400 > 0", "= 400 < 0"),
        (ROSENBROCK, r"f(x_1, x_2) \ge 0", r"f(x_1, x_2) \ge 1"),
        (ROSENBROCK, r"f(x_1, x_2) \ge 0", r"f(x_1, x_2) \le 0"),
        (SEVERAL, r"\in \{-1, 0, 1\}", r"\in \{-1, 0, 2\}"),
        (SEVERAL, r"\in \{-1, 0, 1\}", r"\in \{-1, 0\}"),
        (SEVERAL, r"\in \{-1, 0, 1\}", r"= \{-1, 0, 1\}"),
        (SEVERAL, r"\lambda_1^{(1)} = 8", r"\lambda_1^{(2)} = 8"),
        (SEVERAL, "exactly [3]", "exactly [4]"),
        (SEVERAL, "| $w^{(1)}$ | $-1$", "| $w^{(2)}$ | $-1$"),
        (SEVERAL, "| local minimum |", "| saddle |"),
        (IRRATIONAL, r"x \approx 0.1562", r"x \approx 0.1563"),
        (IRRATIONAL, "$0.1562$", "$0.1662$"),
        (IRRATIONAL, "+ 2 = 0", "+ 3 = 0"),
        (EXPONENTIAL, "p_1(x, y) = 1", "p_1(x, y) = 2"),
        (EXPONENTIAL, r"2x^2 \, p_2(x, y)", r"2x^2 \, p_1(x, y)"),
        (EXPONENTIAL, "$-0.6065$", "$-0.6066$"),
    ],
)
def test_a_mistake_is_found(function: tuple[str, str, str], old: str, new: str, folder: Path) -> None:
    """A wrong digit, sign, name, index or relation, in formulas, tables and prose, does not pass."""
    markdown, key = pages(folder, *function)[1]
    if old not in markdown:
        pytest.fail(f"'{old}' is not on the page")
    assert unproved(check_page(markdown.replace(old, new, 1), key))
