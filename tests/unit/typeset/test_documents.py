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


def test_word_stacks_remarks_that_would_run_past_the_margin() -> None:
    """A short one, or one beside short formulas, stays on its line; fractions count once, also within one another."""
    long = r"(a + b)^2 \cdot (a - b)^2 + \frac{\frac{a}{b} + \frac{b}{a}}{a + b} \cdot (a + b)"
    chain = r"""$$
\begin{aligned}
f(a, b) &= %s && \text{rules of the constant factor and of the chain} \\
&= %s && \text{expanding}
\end{aligned}
$$"""

    def remarks(formula: str) -> list[str]:
        words = typeset_page(proved(page(chain % (formula, formula))), ["docx"])["solution.docx"]
        with zipfile.ZipFile(io.BytesIO(words)) as archive:
            text = archive.read("word/document.xml").decode()
        return [found for found in re.findall(r"<m:t[^>]*>([a-z ]{5,})</m:t>", text) if found.strip()]

    assert remarks("a + b") == ["rules of the constant factor and of the chain", "expanding"]
    stacked = remarks(long)
    assert stacked[-1] == "expanding"
    assert len(stacked) > 2
    assert " ".join(stacked[:-1]) == "rules of the constant factor and of the chain"
