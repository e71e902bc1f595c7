"""The whole page."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.exercises.figures import Bars, Figure
from pipeline.exercises.solution import Content, Solution
from pipeline.notation.tree import Chain, Link, Number, Symbol
from pipeline.render.locations import templates_root
from pipeline.render.page import COUNTS, Page
from pipeline.render.render import render_page
from pipeline.sheet.theme import USUAL

BARS = (Bars(("before", "after"), (("E", (2.0, 1.0)),), "error"),)
CONTENT: dict[str, Content] = {
    "f": Symbol("x_1"),
    "chain": Chain(Symbol("x_1"), (Link("=", Number("2")),)),
    "seen": Figure("seen", BARS, "Seen.", "two bars"),
    "unseen": Figure("unseen", BARS, "Not seen.", "two bars"),
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Templates with a kind `toy`, and an empty cache."""
    monkeypatch.setenv("CORRIGE_CACHE", str(tmp_path / "cache"))
    copytree(templates_root() / "layouts", tmp_path / "layouts")
    folder = tmp_path / "exercises" / "toy"
    folder.mkdir(parents=True)
    (folder / "statement.md.j2").write_text("Find $\\VAR{f}$.\n", encoding="utf-8")
    (folder / "solution.md.j2").write_text(
        "\\VAR{chain}\n\n\\VAR{seen.block}\n\nSee \\VAR{seen.ref}.\n", encoding="utf-8"
    )
    return tmp_path


def sheet(**changes: Any) -> Any:
    """A sheet with one exercise of the kind `toy`."""
    exercise = {
        "id": "one",
        "kind": SimpleNamespace(name="toy"),
        "title": "A_B",
        "points": Fraction(3, 2),
        "space": "4cm",
    }
    head = {
        "id": "s",
        "title": "T",
        "course": "",
        "author": "",
        "date": date(2026, 11, 19),
        "intro": "",
        "language": "en",
        "theme": USUAL,
    }
    return SimpleNamespace(**head, exercises=(SimpleNamespace(**exercise | changes),))


def page(root: Path, edition: Any, **changes: Any) -> Page:
    """Render that sheet."""
    return render_page(sheet(**changes), [Solution({}, CONTENT)], edition, root=root)


def test_the_sheet_has_statements_and_room(root: Path) -> None:
    """The sheet edition holds heading, statement and room for the answer, and no solution."""
    assert page(root, "sheet").markdown == (
        "::: {#one .exercise}\n\n## Exercise 1: A\\_B (1.5 points)\n\nFind $x_1$.\n\n"
        '::: {.answer-space height="4cm"}\n:::\n\n:::\n'
    )


def test_the_solution_has_both(root: Path) -> None:
    """The solution edition repeats the statement and adds the solution, with its figures numbered."""
    assert page(root, "solution").markdown == (
        "::: {#one .exercise}\n\n## Exercise 1: A\\_B (1.5 points)\n\nFind $x_1$.\n\n"
        "::: {.solution}\n\n### Solution\n\n"
        '$$\nx_1 = 2\n$$\n\n![**Figure 1.** Seen.](figures/solution/one-seen.svg){alt="two bars" width=70%}\n\n'
        "See Figure 1.\n\n:::\n\n:::\n\n"
        f"::: {{.certificate}}\n\n[{COUNTS}](certificate.json)\n\n:::\n"
    )


def test_only_figures_on_the_page_are_drawn(root: Path) -> None:
    """A figure that no template names is not shipped, on either edition."""
    assert [figure.path for figure in page(root, "solution").figures] == ["figures/solution/one-seen"]
    assert page(root, "sheet").figures == ()


@pytest.mark.parametrize(("points", "expected"), [(None, ""), (Fraction(1), "1 point"), (Fraction(6), "6 points")])
def test_only_points_that_exist_are_printed(root: Path, points: Fraction | None, expected: str) -> None:
    """The total appears where exercises have points."""
    rendered = page(root, "sheet", points=points)
    assert rendered.title.points == expected
    assert ("point" in rendered.markdown) == bool(expected)


def test_dates_do_not_depend_on_the_machine(root: Path) -> None:
    """Days are written out in English whatever the locale."""
    assert page(root, "sheet").title.date == "19 November 2026"


def test_a_kind_may_be_written_in_latex(root: Path) -> None:
    """A template in LaTeX becomes Markdown, with formulas, displays and figures in their places."""
    (root / "exercises" / "toy" / "solution.tex.j2").write_text(
        "\\section{Why}\nLook at \\emph{this} $\\VAR{f}$:\n\n\\VAR{chain}\n\n\\VAR{seen.block}\n", encoding="utf-8"
    )
    markdown = page(root, "solution").markdown
    assert "Look at *this* $x_1$:\n\n$$\nx_1 = 2\n$$\n\n![**Figure 1.** Seen.]" in markdown
