import dataclasses
import io
import shutil
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from pypdf import PdfReader

from pipeline.errors import MissingToolError, TemplateError, ToolFailedError, explain
from pipeline.render.page import Page
from pipeline.typeset.documents import typeset_page
from pipeline.typeset.tex_engine import TexEngine, tex_pdf
from tests.text_boxes import CENTIMETRE, outside
from tests.unit.typeset.sample import MARKDOWN, NAME, page, proved

MARGINS = (2.3 * CENTIMETRE, 2.3 * CENTIMETRE, 2.3 * CENTIMETRE, 1.2 * CENTIMETRE)
ENGINES: list[TexEngine] = ["pdflatex", "lualatex"]


def drawn(markdown: str = MARKDOWN, title: str = NAME) -> Page:
    """The sample page with figures that TeX can read."""
    file = io.BytesIO()
    Figure(figsize=(2, 1)).savefig(file, format="pdf", metadata={"CreationDate": None})
    plain = page(markdown, title, author=NAME)
    return dataclasses.replace(
        plain, figures=tuple(dataclasses.replace(figure, pdf=file.getvalue()) for figure in plain.figures)
    )


def test_document_is_complete() -> None:
    """From the class to the end, with figures by path and side remarks by name."""
    text = typeset_page(proved(page()), ["tex"])["solution.tex"].decode()
    assert text.startswith("%")
    assert text.rstrip().endswith(r"\end{document}")
    assert "{figures/solution/saddle-error.pdf}" in text
    assert r"&& \remark{\text{definition}} \\" in text
    assert r"\vspace*{4cm}" in text


def test_user_text_is_escaped() -> None:
    """A title that looks like a command stands there as words."""
    text = typeset_page(proved(page(title=NAME)), ["tex"])["solution.tex"].decode()
    assert r"\input{x}" not in text
    assert r"\textbackslash{}input\{x\}" in text


def test_missing_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 50, with the packages and the way without them."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(MissingToolError) as caught:
        typeset_page(proved(page()), ["pdf"], "xelatex")
    assert explain(caught.value) == (
        "error: xelatex is not installed\n"
        "       on Debian: apt install texlive-xetex texlive-latex-recommended texlive-fonts-recommended lmodern;"
        " without --pdf-engine nothing has to be installed"
    )


@pytest.mark.needs("tex")
@pytest.mark.parametrize("engine", ENGINES)
def test_page_compiles_within_its_margins_and_reproducibly(engine: TexEngine) -> None:
    """Mathematical characters in prose and names included."""
    first, second = (typeset_page(proved(drawn()), ["pdf"], engine)["solution.pdf"] for _ in range(2))
    assert first == second
    assert outside(first, MARGINS) == []
    reader = PdfReader(io.BytesIO(first))
    assert reader.metadata is not None
    assert reader.metadata.title == NAME
    text = "".join(reader.pages[0].extract_text().split())
    assert "2≤3,é,ø,σand“quotes”" in text
    assert "Figure1.TheerrorE" in "".join("".join(p.extract_text().split()) for p in reader.pages).replace("𝐸", "E")


@pytest.mark.needs("tex")
def test_far_too_wide_formula_is_an_error_in_tex_too() -> None:
    """The same promise as with Typst."""
    wide = "$$" + " + ".join(["x_1 x_2"] * 40) + "$$"
    with pytest.raises(TemplateError, match=r"a formula is wider than the page: x_1 x_2 \+"):
        typeset_page(proved(drawn(wide)), ["pdf"], "pdflatex")


@pytest.mark.needs("tex")
@pytest.mark.parametrize("engine", ENGINES)
def test_a_character_that_the_fonts_lack_is_an_error_that_names_it(engine: TexEngine) -> None:
    """A name never vanishes, though TeX itself would only note it in its log."""
    with pytest.raises(ToolFailedError, match=rf"^{engine} has no character 雷 \(U\+96F7\)"):
        typeset_page(proved(page("One line.", author="雷 Ann")), ["pdf"], engine=engine)


@pytest.mark.needs("tex")
def test_failure_shows_the_last_lines_of_the_log() -> None:
    """An engine that fails says where."""
    with pytest.raises(ToolFailedError, match="pdflatex failed") as caught:
        tex_pdf("\\documentclass{article}\\begin{document}\\nonsense\\end{document}", {}, "pdflatex")
    assert "Undefined control sequence" in caught.value.hint


@pytest.mark.needs("tex")
@pytest.mark.parametrize("engine", ENGINES)
def test_shell_and_files_outside_are_out_of_reach(engine: TexEngine, tmp_path: Path) -> None:
    """A document runs no command and writes nothing but its own files."""
    whole = r"\documentclass{article}\begin{document}%s x\end{document}"
    tex_pdf(whole % r"\immediate\write18{touch escaped}\IfFileExists{escaped}{\errmessage{ran}}{}", {}, engine)
    with pytest.raises(ToolFailedError):
        tex_pdf(whole % rf"\newwrite\f\immediate\openout\f={tmp_path}/escaped.tex", {}, engine)
    assert list(tmp_path.iterdir()) == []
