import io
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from pipeline.errors import TemplateError
from pipeline.notation.vocabulary import Vocabulary
from pipeline.typeset.alternatives import alternatives, formula_in_words, worded
from pipeline.typeset.documents import typeset_page
from tests.unit.typeset.sample import page, proved

TWO_SCOPES = "$f(x)$\n\n::: {#one .exercise}\n\n$f(x)$\n\n:::\n\n::: {#two .exercise}\n\n$f(x)$ and $y$\n\n:::\n"
FUNCTION = {"one": Vocabulary(functions={"f": "f"})}


def test_words_depend_on_the_exercise() -> None:
    """The same formula is a value in one exercise and a product in the next."""
    found = alternatives(TWO_SCOPES, FUNCTION)
    assert found[""]["f(x)"] == found["two"]["f(x)"] == "f times open bracket x close bracket"
    assert found["one"]["f(x)"] == "f of x"


def test_each_formula_gets_the_words_of_its_exercise() -> None:
    """Where an exercise begins is marked in what pandoc made."""
    body = '#math.equation(block: false, alt: "f(x)", $1$)\n'
    made = worded(f"// exercise: two\n{body}// exercise: one\n{body}", alternatives(TWO_SCOPES, FUNCTION))
    assert made.index("f times") < made.index("f of x")


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"a = 1, \quad b = 2", "a equals 1, b equals 2"),
        (r"a = 1 \text{ and } b = 2", "a equals 1 and b equals 2"),
        ("\\begin{aligned} a &= 1 \\\\ b &= 2 \\end{aligned}", "a equals 1; b equals 2"),
        (r"x^2 > 0 \text{ for all } x \neq 0", "x squared is greater than 0 for all x is not equal to 0"),
    ],
)
def test_statements_of_a_formula_are_told_apart(latex: str, words: str) -> None:
    """By the words between them, or by a pause."""
    assert formula_in_words(latex) == words


def test_a_formula_that_cannot_be_read_is_an_error() -> None:
    """Nobody could hear it."""
    with pytest.raises(TemplateError, match=r"a formula cannot be read aloud, .*: \\frac\{1"):
        formula_in_words(r"\frac{1")


def test_the_pdf_holds_the_words_and_no_latex() -> None:
    """Every formula of a page is a structure element with words."""
    texts = list(alternative_texts(typeset_page(proved(page()), ["pdf"])["solution.pdf"]))
    assert "x sub 1 squared" in " ".join(texts)
    assert len(texts) > 10
    assert not [text for text in texts if set(text) & set("\\_{}")]


def alternative_texts(pdf: bytes) -> Iterator[str]:
    """Yield the alternative texts of a PDF in its order."""
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    pending = [root["/StructTreeRoot"]]
    while pending:
        element = pending.pop().get_object()
        if isinstance(element, list):
            pending += reversed(element)
        elif isinstance(element, dict):
            if "/Alt" in element:
                yield str(element["/Alt"])
            pending += [element["/K"]] if "/K" in element else []
