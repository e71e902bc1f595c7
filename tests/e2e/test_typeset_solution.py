"""The published sheets as their readers get it: nothing over the margins, in any engine."""

import dataclasses
import re
import subprocess
from pathlib import Path

import html5lib
import pytest
from page import validate_pdf_bytes
from pypdf import PdfReader

from tests.conftest import Run
from tests.text_boxes import CENTIMETRE, outside

MARGINS = (2.3 * CENTIMETRE, 2.3 * CENTIMETRE, 2.3 * CENTIMETRE, 1.2 * CENTIMETRE)
"""Left, right, top, and bottom below the footer."""


@dataclasses.dataclass(frozen=True)
class Published:
    """The folder that a build wrote."""

    folder: Path

    @classmethod
    def build(cls, run: Run, sheet: Path, folder: Path, *options: str) -> "Published":
        """Build the sheet into a folder."""
        done = run("build", sheet, "-o", folder, *options)
        assert done.returncode == 0, done.stderr
        return cls(folder / sheet.stem)


@pytest.fixture(params=["assignment-03", "activation-functions"])
def sheet(root: Path, request: pytest.FixtureRequest) -> Path:
    """Each of the project's own sheets."""
    return root / "sheets" / f"{request.param}.toml"


def test_pdf_stays_within_its_margins_and_is_for_everyone(run_corrige: Run, sheet: Path, tmp_path: Path) -> None:
    """Every run of text on every page of both editions; a checker of its own finds all rules of PDF/UA-1 kept."""
    published = Published.build(run_corrige, sheet, tmp_path, "--format", "pdf")
    for edition in ("sheet", "solution"):
        pdf = (published.folder / f"{edition}.pdf").read_bytes()
        assert outside(pdf, MARGINS) == []
        assert [failure.message for failure in validate_pdf_bytes(pdf, profile="ua1").failures] == []


def test_pdf_numbers_its_figures_and_tables_once(run_corrige: Run, sheet: Path, tmp_path: Path) -> None:
    """Figure 1, Figure 2, … in order, each with one caption; pages are counted."""
    published = Published.build(run_corrige, sheet, tmp_path, "--format", "pdf", "--edition", "solution")
    pages = [page.extract_text() for page in PdfReader(published.folder / "solution.pdf").pages]
    text = "\n".join(pages)
    for word in ("Figure", "Table"):
        numbers = [int(number) for number in re.findall(rf"^{word} (\d+)\. ", text, re.MULTILINE)]
        assert numbers
        assert numbers == list(range(1, len(numbers) + 1))
    assert f"1 / {len(pages)}" in pages[0]


def test_html_is_one_well_formed_file(run_corrige: Run, sheet: Path, tmp_path: Path) -> None:
    """A strict parser accepts both editions; they need nothing beside them."""
    published = Published.build(run_corrige, sheet, tmp_path, "--format", "html")
    for edition in ("sheet", "solution"):
        html = (published.folder / f"{edition}.html").read_text(encoding="utf-8")
        html5lib.HTMLParser(strict=True).parse(html)
        assert "<img" not in html
        assert re.findall(r'\ssrc="([^"]*)"', html) == []
        names = re.findall(r'\sid="([^"]+)"', html)
        assert len(names) == len(set(names))


@pytest.mark.needs("tex")
@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_tex_engine_makes_the_same_pages(run_corrige: Run, sheet: Path, tmp_path: Path, engine: str) -> None:
    """Within the margins, and byte by byte the same when made again."""
    options = ("--format", "pdf", "--edition", "solution", "--pdf-engine", engine)
    first, second = (
        (Published.build(run_corrige, sheet, tmp_path / name, *options).folder / "solution.pdf").read_bytes()
        for name in ("first", "second")
    )
    assert first == second
    assert outside(first, MARGINS) == []


@pytest.mark.needs("tex")
def test_tex_document_compiles_where_it_lies(run_corrige: Run, sheet: Path, tmp_path: Path) -> None:
    """By hand, without corrige, its figures beside it, and no line is too long."""
    published = Published.build(run_corrige, sheet, tmp_path, "--format", "tex", "--edition", "solution")
    command = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "solution.tex"]
    done = subprocess.run(command, cwd=published.folder, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    overfull = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", done.stdout)]
    assert [points for points in overfull if points > 2] == []
