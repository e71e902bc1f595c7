"""The HTML of a real sheet as validators and an accessibility checker see it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.needs import program

pytestmark = [pytest.mark.needs("browser"), pytest.mark.needs("validators")]

VALIDATORS = Path(__file__).resolve().parent / "validators"
MODULES = VALIDATORS / "node_modules"

PAGES = ("sheet.html", "solution.html")


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Assignment 03 in HTML."""
    output = tmp_path_factory.mktemp("pages")
    sheet = root / "sheets" / "assignment-03.toml"
    command = [sys.executable, "-m", "pipeline", "build", str(sheet), "-o", str(output), "--format", "html"]
    subprocess.run(command, cwd=root, capture_output=True, check=True)
    return output / "assignment-03"


def run(*command: str | Path) -> str:
    """Return what a validator says; that it complains is no failure of its own."""
    done = subprocess.run(
        [str(word) for word in command], cwd=VALIDATORS, capture_output=True, text=True, timeout=300, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES)
def test_the_standard_checker_finds_nothing(folder: Path, page: str) -> None:
    """Elements, attributes, MathML, SVG and CSS are those of the standards, in places where they may stand."""
    assert run("java", "-jar", MODULES / "vnu-jar/build/dist/vnu.jar", folder / page) == ""


@pytest.mark.parametrize("page", PAGES)
def test_html_validate_finds_nothing(folder: Path, page: str) -> None:
    """Nor does a second checker with its rules for documents and accessibility."""
    assert run(MODULES / ".bin/html-validate", "-c", ".htmlvalidate.json", folder / page).strip() == ""


def test_a_mistake_would_be_found(folder: Path) -> None:
    """Both checkers see an element that is never closed and an image without words."""
    broken = folder / "broken.html"
    text = (folder / "sheet.html").read_text(encoding="utf-8")
    broken.write_text(text.replace("<main>", '<main><div><img src="x.png">', 1), encoding="utf-8")
    assert "Unclosed element" in run("java", "-jar", MODULES / "vnu-jar/build/dist/vnu.jar", broken)
    assert "error" in run(MODULES / ".bin/html-validate", "-c", ".htmlvalidate.json", broken)


def test_axe_finds_no_barrier_and_the_console_stays_empty(folder: Path) -> None:
    """On a phone and on a screen, in light and dark; and no page scrolls sideways."""
    complaints = json.loads(run("node", "axe.mjs", program("browser"), *(folder / page for page in PAGES)))
    assert complaints == []


THEMED = """title = "Bowls"
language = "fr"
[theme]
logo = "logo.svg"
institution = "University of X & Y"
accent = "#6f6f6f"
text = "#1a1a4d"
paper = "#fff8e8"
align = "center"
text_font = "Libertinus Serif"
header = { left = "{course}", center = "Winter", right = "{title}" }
footer = { left = "{title}", center = "{edition}", right = "{page}" }
[[exercise]]
id = "bowl"
kind = "critical-points"
function = "x^2 + y^2 - 2*x"
variables = ["x", "y"]
"""


def test_a_page_with_a_theme_passes_as_well(tmp_path: Path) -> None:
    """The faintest accent that is allowed on this paper, a logo without words, French, lines with empty parts."""
    (tmp_path / "bowls.toml").write_text(THEMED, encoding="utf-8")
    logo = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40v20z"/></svg>'
    (tmp_path / "logo.svg").write_text(logo, encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "build", "bowls.toml", "--format", "html"]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True)
    pages = [tmp_path / "outputs/bowls" / name for name in PAGES]
    assert run("java", "-jar", MODULES / "vnu-jar/build/dist/vnu.jar", *pages) == ""
    assert run(MODULES / ".bin/html-validate", "-c", ".htmlvalidate.json", *pages).strip() == ""
    assert json.loads(run("node", "axe.mjs", program("browser"), *pages)) == []
