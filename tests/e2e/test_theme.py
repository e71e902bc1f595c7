"""Pages with a theme: what of it stands on PDF, HTML and LaTeX, and that a change of it is noticed."""

import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

Run = Callable[..., subprocess.CompletedProcess[str]]

SHEET = """title = "Bowls"
date = "May"
[[exercise]]
id = "bowl"
kind = "critical-points"
points = 3
function = "x^2 + y^2 - 2*x"
variables = ["x", "y"]
"""
PROJECT = """course = "Calculus"
author = "A. Lecturer"
[theme]
logo = "logo.svg"
logo_alt = "Seal"
institution = "University of X & Y"
accent = "#7a0019"
text_font = "STIXGeneral"
header = { left = "{course}", center = "Winter", right = "{author}" }
footer = { left = "{title}, {edition}", right = "page {page} of {pages}" }
facts = ["points", "date"]
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path fill="#070" d="M0 0h40v20z"/></svg>'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with a project file, a logo and a font of its own."""
    import matplotlib

    folder = tmp_path / "course"
    (folder / "sheets").mkdir(parents=True)
    (folder / "fonts").mkdir()
    (folder / "sheets/bowls.toml").write_text(SHEET, encoding="utf-8")
    (folder / "corrige.toml").write_text(PROJECT, encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    for name in ("STIXGeneral.ttf", "STIXGeneralBol.ttf", "STIXGeneralItalic.ttf"):
        source = Path(matplotlib.get_data_path()) / "fonts/ttf" / name
        (folder / "fonts" / name).write_bytes(source.read_bytes())
    return folder


def _build(run_corrige: Run, course: Path, *more: str) -> Path:
    done = run_corrige("build", "sheets/bowls.toml", *more, cwd=course)
    assert (done.returncode, done.stderr) == (0, "")
    return course / "outputs/bowls"


def test_the_pdf_has_header_footer_logo_font_and_title_block(run_corrige: Run, course: Path) -> None:
    """Header and footer with their numbers on every page, the logo with its words, the course's own font embedded."""
    output = _build(run_corrige, course, "--format", "pdf", "--edition", "solution")
    reader = PdfReader(io.BytesIO((output / "solution.pdf").read_bytes()))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert all(words in page for words in ("Calculus", "Winter", "A. Lecturer", "Bowls, Worked solution"))
        assert f"page {number} of {len(pages)}" in page
    assert "University of X & Y" in pages[0]
    assert re.search(r"Bowls 3 points\s+·\s+May", pages[0])
    assert reader.metadata is not None
    assert reader.metadata.author == "A. Lecturer"
    fonts = {str(font) for page in reader.pages for font in _fonts(page)}
    assert any("STIXGeneral" in font for font in fonts)
    assert "Seal" in _alternatives(reader)


def _fonts(page: object) -> list[str]:
    resources = page["/Resources"]["/Font"]  # type: ignore[index]
    return [resources[name]["/BaseFont"] for name in resources]


def _alternatives(reader: PdfReader) -> list[str]:
    from pypdf.generic import DictionaryObject, IndirectObject

    count = int(str(reader.trailer["/Size"]))
    items = (IndirectObject(number, 0, reader).get_object() for number in range(1, count))
    return [str(item["/Alt"]) for item in items if isinstance(item, DictionaryObject) and "/Alt" in item]


def test_the_html_has_all_of_it_in_one_file(run_corrige: Run, course: Path) -> None:
    """Header, institution, logo and font are in the page; what has page numbers is not for the web."""
    output = _build(run_corrige, course, "--format", "html", "--edition", "sheet")
    page = (output / "sheet.html").read_text(encoding="utf-8")
    assert '<p class="institution">University of X &amp; Y</p>' in page
    assert re.search(r'<img class="logo" src="data:image/svg\+xml;base64,[\w+/=]+" alt="Seal"', page)
    assert page.count("@font-face") == 4
    assert '--serif: "STIXGeneral", serif;' in page
    assert "--accent: #7a0019;" in page
    assert "page 1" not in page
    assert re.findall(r"<li>(.*?)</li>", page.partition("</header>")[0]) == ["3 points", "May"]


def test_a_change_of_the_theme_is_noticed(run_corrige: Run, course: Path) -> None:
    """The project's file, the logo, a font: each makes the sheet anew; without a change it is up to date."""
    arguments = ("build", "sheets/bowls.toml", "--format", "html", "--edition", "sheet")
    run_corrige(*arguments, cwd=course)
    assert run_corrige(*arguments, cwd=course).stdout == "outputs/bowls: up to date\n"
    for name, old, new in (("corrige.toml", "#7a0019", "#003366"), ("logo.svg", "#070", "#700")):
        text = (course / name).read_text(encoding="utf-8")
        (course / name).write_text(text.replace(old, new), encoding="utf-8")
        assert "up to date" not in run_corrige(*arguments, cwd=course).stdout
    (course / "fonts/STIXGeneralItalic.ttf").unlink()
    assert "up to date" not in run_corrige(*arguments, cwd=course).stdout


def test_the_site_of_a_course_has_its_theme(run_corrige: Run, course: Path) -> None:
    """Its index has the colours, the institution and the logo of the project's file."""
    done = run_corrige("publish", cwd=course)
    assert (done.returncode, done.stderr) == (0, "")
    index = (course / "site/index.html").read_text(encoding="utf-8")
    assert all(
        part in index for part in ("--accent: #7a0019;", "University of X &amp; Y", 'class="logo"', 'alt="Seal"')
    )


@pytest.mark.needs("tex")
def test_latex_has_the_theme_too(run_corrige: Run, course: Path) -> None:
    """By lualatex; fonts and logo lie beside the document, which compiles where it stands."""
    more = ("--format", "pdf,tex", "--edition", "sheet", "--pdf-engine", "lualatex")
    output = _build(run_corrige, course, *more)
    reader = PdfReader(io.BytesIO((output / "sheet.pdf").read_bytes()))
    text = " ".join(reader.pages[0].extract_text().split())
    assert all(words in text for words in ("Calculus", "Winter", "University of X & Y", "page 1 of 1"))
    assert any("STIXGeneral" in font for font in _fonts(reader.pages[0]))
    assert (output / "figures/logo.pdf").is_file()
    assert (output / "fonts/STIXGeneral.ttf").is_file()


def test_pdflatex_cannot_set_a_theme_s_font(run_corrige: Run, course: Path) -> None:
    """One sentence says which font, and which engines can; exit code 2."""
    done = run_corrige("build", "sheets/bowls.toml", "--format", "pdf", "--pdf-engine", "pdflatex", cwd=course)
    assert (done.returncode, done.stderr) == (
        2,
        "error: pdflatex cannot set the font 'STIXGeneral' of the theme\n"
        "       make the PDF with --pdf-engine lualatex or xelatex, or by Typst\n",
    )
