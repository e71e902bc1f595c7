import dataclasses
import io
import re
import zipfile
from html import unescape

from matplotlib.figure import Figure

from pipeline.typeset.documents import typeset_page
from tests.unit.typeset.sample import NAME, page, proved


def test_files_are_named_after_the_edition() -> None:
    """`solution.pdf` beside `solution.html`; Markdown is the page itself."""
    made = typeset_page(proved(page()), ["pdf", "html", "md", "tex"])
    assert sorted(made) == ["solution.html", "solution.md", "solution.pdf", "solution.tex"]
    assert made["solution.md"].decode() == page().markdown


def test_word_document_holds_title_formulas_and_pictures() -> None:
    """Formulas are Word's own, figures are inside, the bytes repeat."""
    file = io.BytesIO()
    Figure(figsize=(1, 1)).savefig(file, format="png")
    plain = page(title=NAME)
    full = dataclasses.replace(
        plain, figures=tuple(dataclasses.replace(figure, png=file.getvalue()) for figure in plain.figures)
    )
    document = typeset_page(proved(full), ["docx"])["solution.docx"]
    assert document == typeset_page(proved(full), ["docx"])["solution.docx"]
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        text = archive.read("word/document.xml").decode()
        assert sum(name.endswith(".png") for name in archive.namelist()) >= 1
    assert "<m:oMath" in text
    assert NAME in unescape(re.sub(r"<[^>]*>", "", text))
