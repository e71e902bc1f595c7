"""The theme in a Word document."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from pipeline.sheet.theme import Line, Logo, Theme
from pipeline.typeset.docx import docx_document
from tests.unit.typeset.sample import page

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LOGO = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
THEME = Theme(
    logo=Logo(LOGO, "svg", "Seal & <crown>", "1cm"),
    institution="X & Y",
    align="center",
    text_font="Libertinus Serif",
    accent="#7a0019",
    paper="#fff8e8",
    header=Line("{course}", "", "A & <B> {page}"),
)


def _parts(theme: Theme) -> dict[str, str]:
    """The XML of a document, by part."""
    plain = page()
    document = docx_document(replace(plain, title=replace(plain.title, theme=theme)))
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}


@pytest.fixture(scope="module")
def themed() -> dict[str, str]:
    """A document with much of a theme."""
    return _parts(THEME)


def test_every_part_is_well_formed_and_declared(themed: dict[str, str]) -> None:
    """Whatever characters a theme has; the header and the footer are known to the document."""
    for text in themed.values():
        ElementTree.fromstring(text)
    for name in ("header", "footer"):
        assert f'PartName="/word/{name}.xml"' in themed["[Content_Types].xml"]
        assert f'Id="{name}"' in themed["word/_rels/document.xml.rels"]
        assert f'<w:{name}Reference w:type="default" r:id="{name}" />' in themed["word/document.xml"]


def test_logo_and_institution_stand_above_the_title(themed: dict[str, str]) -> None:
    """In this order, where the title block stands."""
    body = ElementTree.fromstring(themed["word/document.xml"]).find(f"{W}body")
    assert body is not None
    styles = [style.get(f"{W}val") for style in body.iter(f"{W}pStyle")][:3]
    assert styles == ["Logo", "Institution", "Title"]
    places = [place.get(f"{W}val") for place in body.iter(f"{W}jc")][:2]
    assert places == ["center", "center"]
    assert "Seal &amp; &lt;crown&gt;" in themed["word/document.xml"]


def test_fonts_colours_and_lines_are_the_theme_s(themed: dict[str, str]) -> None:
    """Headings and links in the accent, the paper shown, words and numbers of pages in the header."""
    styles = themed["word/styles.xml"]
    assert "minorHAnsi" not in styles
    assert 'w:ascii="Libertinus Serif"' in styles
    assert styles.count('w:val="7A0019"') > 5
    assert '<w:background w:color="FFF8E8" />' in themed["word/document.xml"]
    assert "displayBackgroundShape" in themed["word/settings.xml"]
    assert "A &amp; &lt;B&gt;" in themed["word/header.xml"]
    assert 'w:instr="PAGE"' in themed["word/header.xml"]
    assert 'w:instr="NUMPAGES"' in themed["word/footer.xml"]


def test_without_a_theme_the_title_block_is_that_of_the_other_documents() -> None:
    """On the left, on A4, with title and numbers of pages at the bottom and nothing at the top."""
    usual = _parts(Theme())
    assert "word/header.xml" not in usual
    assert '<w:pgSz w:w="11906" w:h="16838" />' in usual["word/document.xml"]
    assert 'w:instr="PAGE"' in usual["word/footer.xml"]
    assert "background" not in usual["word/document.xml"]


def test_what_announces_something_stays_with_it(themed: dict[str, str]) -> None:
    """A paragraph before a displayed formula, or one that ends with a colon, is not the last on its page."""
    paragraphs = list(ElementTree.fromstring(themed["word/document.xml"]).iter(f"{W}p"))
    kept = [
        "".join(text.text or "" for text in p.iter(f"{W}t"))
        for p in paragraphs
        if p.find(f".//{W}keepNext") is not None
    ]
    assert kept == ["Let . Then:"]
