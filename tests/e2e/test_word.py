"""The Word document as another program opens it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.needs import program


@pytest.fixture(scope="module")
def document(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Assignment 03's solution for Word."""
    folder = tmp_path_factory.mktemp("word")
    sheet = root / "sheets" / "assignment-03.toml"
    command = [sys.executable, "-m", "pipeline", "build", str(sheet), "-o", str(folder)]
    options = ["--format", "docx", "--edition", "solution"]
    subprocess.run([*command, *options], cwd=root, capture_output=True, check=True)
    return folder / "assignment-03" / "solution.docx"


def test_formulas_figures_and_tables_are_word_s_own(document: Path) -> None:
    """Equations can be edited, figures are pictures inside, tables are tables."""
    with zipfile.ZipFile(document) as archive:
        text = archive.read("word/document.xml").decode()
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
    assert text.count("<m:oMath>") > 300
    assert text.count("<w:tbl>") >= 4
    assert len(pictures) >= 6


@pytest.mark.needs("office")
def test_another_program_reads_every_formula(document: Path, tmp_path: Path) -> None:
    """LibreOffice marks what it cannot make sense of with ¿, and a lost alignment with ∧."""
    command = [program("office"), f"-env:UserInstallation={tmp_path.as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(document)], capture_output=True, check=True, timeout=180)
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "solution.pdf").pages)
    assert "Rosenbrock" in text
    assert "¿" not in text
    assert "∧" not in text
