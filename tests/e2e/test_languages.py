"""Sheets in other languages than English."""

import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conftest import Run

SHEET = """id = "w"
title = "W"
date = 2026-05-01
language = "{code}"
[[exercise]]
id = "valley"
kind = "critical-points"
points = 3
function = "2.5*(x_2 - x_1)^2 + (1 - 0.5*x_1)^2"
variables = ["x_1", "x_2"]
"""

SAYS = {
    "de": ("Aufgabe 1", "3 Punkte", "Stationäre Punkte", "1. Mai 2026", "Kriterium von Sylvester", "Summenregel"),
    "fr": ("Exercice 1", "3 points", "Points critiques", "1er mai 2026", "critère de Sylvester", "règle de la somme"),
}


@pytest.mark.parametrize("code", ["de", "fr"])
def test_a_sheet_in_another_language_builds_without_a_word_of_english(
    run_corrige: Run, tmp_path: Path, code: str
) -> None:
    """PDF and HTML, every formula proved with its decimal comma; numbers.json knows no language."""
    path = tmp_path / "w.toml"
    path.write_text(SHEET.format(code=code), encoding="utf-8")
    done = run_corrige("build", path, "-o", tmp_path / "out", "--format", "pdf,html,md", "--edition", "solution")
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / "out" / "w"
    html, page = ((folder / f"solution.{end}").read_text(encoding="utf-8") for end in ("html", "md"))
    assert f'<html lang="{code}">' in html
    assert [text for text in SAYS[code] if text not in html] == []
    assert "<mn>2,5</mn>" in html
    assert not re.search(r"\b(the|and|of|with|rule|stationary)\b", _without_formulas(page))
    assert "2{,}5" in page
    numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    (point,) = numbers["exercises"][0]["quantities"]["critical_points"]
    assert (point["classification"], point["at"]) == ("local minimum", ["2", "2"])
    assert json.loads((folder / "certificate.json").read_text(encoding="utf-8"))["pages"][0]["counts"]["refuted"] == 0


@pytest.mark.needs("tex")
@pytest.mark.parametrize(("code", "engine"), [("de", "pdflatex"), ("fr", "lualatex")])
def test_latex_sets_other_languages_too(run_corrige: Run, tmp_path: Path, code: str, engine: str) -> None:
    """The same words and decimal commas, with letters that the fonts have."""
    path = tmp_path / "w.toml"
    path.write_text(SHEET.format(code=code), encoding="utf-8")
    options = ("--format", "pdf", "--edition", "solution", "--pdf-engine", engine)
    done = run_corrige("build", path, "-o", tmp_path / "out", *options)
    assert (done.returncode, done.stderr) == (0, "")
    pages = PdfReader(tmp_path / "out/w/solution.pdf").pages
    text = " ".join("".join(page.extract_text() for page in pages).split())
    assert [said for said in SAYS[code] if said not in text] == []
    assert "2,5" in text
    assert "2.5" not in text


def _without_formulas(page: str) -> str:
    """Return the page without formulas, remarks in them aside, and without addresses."""
    remarks = " ".join(re.findall(r"\\text\{([^}]*)\}", page))
    return re.sub(r"\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)|\{[^}]*\}", " ", page, flags=re.DOTALL) + remarks


TOLD = "warning: exercise 'valley': no translation into 'de', so this stays English: Look at {1} for a while."
HINT = "         a catalogue can translate it: templates/locale/<language>/LC_MESSAGES/corrige.po beside the sheet\n"


def test_what_has_no_translation_stays_english_with_a_warning(run_corrige: Run, tmp_path: Path) -> None:
    """A project's own template that no catalogue knows is printed as it is, and named."""
    own = tmp_path / "templates/exercises/critical-points/statement.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text("Look at $\\VAR{name}$ for a while.\n", encoding="utf-8")
    (tmp_path / "w.toml").write_text(SHEET.format(code="de"), encoding="utf-8")
    done = run_corrige("build", "w.toml", "--format", "md", "--edition", "sheet", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == f"{TOLD}\n{HINT}"
    assert "Look at $f$ for a while." in (tmp_path / "outputs/w/sheet.md").read_text(encoding="utf-8")


def test_what_many_variants_warn_of_is_told_once(run_corrige: Run, tmp_path: Path) -> None:
    """The workers' warnings have the form of all others, with the number of variants."""
    own = tmp_path / "templates/exercises/critical-points/statement.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text("Look at $\\VAR{name}$ for a while.\n\n\\VAR{definition}\n", encoding="utf-8")
    drawn = SHEET.format(code="de").replace("2.5*", "a*") + "parameters.a = { default = 1, range = [1, 9] }\n"
    (tmp_path / "w.toml").write_text(drawn, encoding="utf-8")
    wanted = ("--count", "3", "--format", "html", "--edition", "sheet", "--workers", "1")
    done = run_corrige("variants", "w.toml", *wanted, "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, f"{TOLD} (in 3 variants)\n{HINT}")
