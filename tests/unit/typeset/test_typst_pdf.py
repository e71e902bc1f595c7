import io
from dataclasses import replace

import pytest
from page import is_pdf_compliant_bytes, validate_pdf_bytes
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from pipeline.errors import TemplateError, ToolFailedError
from pipeline.sheet.model import LanguageCode
from pipeline.typeset.alternatives import OUTSIDE
from pipeline.typeset.documents import start_conversions, typeset_page
from pipeline.typeset.typst_pdf import typst_source
from tests.text_boxes import CENTIMETRE, outside
from tests.unit.typeset.sample import NAME, page, proved

MARGINS = (2.3 * CENTIMETRE, 2.3 * CENTIMETRE, 2.3 * CENTIMETRE, 1.2 * CENTIMETRE)
"""Left, right, top, and bottom below the footer."""


def pdf_of(markdown: str) -> bytes:
    """Typeset another text under the sample's title block."""
    return typeset_page(proved(page(markdown)), ["pdf"])["solution.pdf"]


def text_of(pdf: bytes) -> str:
    """The text of all pages."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_same_page_gives_the_same_bytes() -> None:
    """No clock, no counter, no order of a dictionary is in the file."""
    first, second = (typeset_page(proved(page()), ["pdf"])["solution.pdf"] for _ in range(2))
    assert first == second


def test_conversion_may_be_started_before() -> None:
    """What was started early is used, and gives the same."""
    started = start_conversions(page().markdown, ["pdf"])
    assert typeset_page(proved(page()), ["pdf"], started=started) == typeset_page(proved(page()), ["pdf"])


def test_title_block_is_text_and_metadata() -> None:
    """A user's words are printed as they are, and describe the file."""
    pdf = typeset_page(proved(page(title=NAME, author=NAME)), ["pdf"])["solution.pdf"]
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (NAME, NAME)
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    assert "".join(NAME.split()) in "".join(text_of(pdf).split())


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_independent_checker_finds_the_rules_of_accessibility_kept(language: LanguageCode) -> None:
    """Formulas, figures, tables, lists, headings and a user's odd words by the rules of ISO 14289-1, PDF/UA-1."""
    pdf = typeset_page(proved(page(title=NAME, author=NAME, language=language)), ["pdf"])["solution.pdf"]
    report = validate_pdf_bytes(pdf, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert report.rules.total > 100


@pytest.mark.parametrize("lost", ["/Lang", "/StructTreeRoot", "/MarkInfo"])
def test_the_checker_would_see_what_is_missing(lost: str) -> None:
    """Without its language, its tags, or the word that it has them, a document fails."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf_of("A sentence with $x$.")))
    del writer.root_object[NameObject(lost)]
    changed = io.BytesIO()
    writer.write(changed)
    assert not is_pdf_compliant_bytes(changed.getvalue(), profile="ua1")


def test_a_character_that_no_font_has_is_an_error_that_names_it() -> None:
    """A name never vanishes: where also the fonts of the machine lack a character, it is told."""
    with pytest.raises(ToolFailedError, match="^no font of this machine has the character"):
        typeset_page(proved(page(author="Ann \U0010fffd")), ["pdf"])


def test_what_differs_between_students_stands_in_no_rule() -> None:
    """Typst sets again what stands under a rule that has changed: the documents of two students share all rules."""

    def lines_for(student: str, body: str) -> list[str]:
        sample = page()
        own = replace(sample, title=replace(sample.title, student=student, stamp=f"for {student}"))
        return typst_source(own, body, {OUTSIDE: {}}).split("\n#eval(")[0].splitlines()

    one, other = lines_for("Ann", "= One"), lines_for("Ben", "= Two\n\nThree")
    differing = [first for first, second in zip(one, other, strict=True) if first != second]
    assert differing == ['#let student = "Ann"', '#metadata("for Ann")<stamp>']


def test_pdf_is_tagged() -> None:
    """A screen reader finds headings, tables and alt texts."""
    root = PdfReader(io.BytesIO(pdf_of("# One\n\n$x$"))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_captions_are_numbered_once() -> None:
    """The number stands in the caption already; Typst adds none."""
    text = text_of(typeset_page(proved(page()), ["pdf"])["solution.pdf"])
    assert text.count("Figure 1") == text.count("Table 1") == 1


def test_everything_stands_within_the_margins() -> None:
    """Title, text, tables, captions and formulas, side remarks too."""
    assert outside(typeset_page(proved(page()), ["pdf"])["solution.pdf"], MARGINS) == []


def test_formula_a_little_too_wide_is_set_smaller() -> None:
    """Up to a third; nothing runs over the margin."""
    pdf = pdf_of("$$" + " + ".join(["x_1 x_2"] * 19) + "$$")
    assert outside(pdf, MARGINS) == []


def test_formula_far_too_wide_is_an_error_that_shows_it() -> None:
    """Smaller than two thirds, seven points, would not be legible."""
    with pytest.raises(TemplateError, match=r"a formula takes \d+ % of the line: \\frac\{1\}\{2\} \+ x_1") as caught:
        pdf_of(r"$$\frac{1}{2} + " + " + ".join(["x_1 x_2"] * 40) + "$$")
    assert caught.value.hint == "break it into several lines"


def test_unknown_picture_is_an_error() -> None:
    """Typst reads no file: a picture is one of the page's figures."""
    with pytest.raises(TemplateError, match="shows '/etc/passwd', which is none of its figures"):
        pdf_of("![](/etc/passwd)")


def test_long_chain_and_long_table_continue_on_the_next_page() -> None:
    """What does not fit on a page is broken between its lines, with the table's head repeated."""
    chain = " \\\\\n".join(["a &= \\frac{1}{2}"] * 60)
    table = "| k | value |\n|--:|--:|\n" + "\n".join(f"| {k} | ${k}.5$ |" for k in range(90))
    pdf = pdf_of(f"$$\n\\begin{{aligned}}\n{chain}\n\\end{{aligned}}\n$$\n\n{table}\n\n: **Table 1.** Long.\n")
    assert outside(pdf, MARGINS) == []
    assert text_of(pdf).count("value") > 1


def test_nothing_is_parted_from_what_it_leads_to() -> None:
    """Wherever the page ends: heading and text, `…:` and formula, caption and table stay together."""
    follow = "## Heading\n\nIt leads to:\n\n$$\\text{formula}$$\n\nand the sentence\n\n$$\\text{continues}$$\n\n"
    follow += "| head | b |\n|--|--|\n| cell | 1 |\n| x | 2 |\n\n: Caption.\n"
    for lines in range(28, 46, 2):
        pdf = pdf_of("first line \\\n" * lines + "last line\n\n" + follow)
        for one, other in (
            ("Heading", "leads"),
            ("leads", "formula"),
            ("sentence", "continues"),
            ("Caption", "head"),
            ("head", "cell"),
        ):
            assert page_of(pdf, one) == page_of(pdf, other), (lines, one, other)


def page_of(pdf: bytes, word: str) -> int:
    """The first page that holds the word."""
    return next(n for n, page in enumerate(PdfReader(io.BytesIO(pdf)).pages) if word in page.extract_text())
