"""The theme of a page in its Word document: paper, fonts, colours, header and footer, put into what pandoc wrote."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Final
from xml.sax.saxutils import quoteattr

from pipeline.render.page import Page
from pipeline.sheet.theme import Theme
from pipeline.typeset.look import Row, look

Change = Callable[[str], str]

WIDTH, HEIGHT, MARGIN = 11906, 16838, 1304
"""Of A4 with margins of 2.3 cm, in twentieths of a point."""

SIZES: Final = {"56": "44", "40": "30", "32": "25", "28": "22", "24": "21"}
"""Pandoc's sizes and ours, in halves of a point: text of 10.5, so that formulas with remarks fit on their lines."""

MOVED: Final = ("Institution", "Logo")
"""Styles of paragraphs that belong above the title, the first of them last."""

_LEAD: Final = re.compile(
    r'(<w:pStyle w:val="(?:FirstParagraph|BodyText)" />)(</w:pPr>(?!<m:oMathPara>)(?:(?!</w:p>).)*'
    r"(?::</w:t></w:r></w:p>|</w:p>(?=\s*<w:p><w:pPr>(?:<[^<>]*>)*</w:pPr><m:oMathPara>)))",
    re.DOTALL,
)
"""A paragraph that announces something: it ends with a colon, or a displayed formula goes on with its sentence."""

_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def dressed(document: bytes, page: Page) -> bytes:
    """Return a document with the look of its theme; the same bytes give the same bytes.

    Args:
        document: As pandoc wrote it.
        page: With its title block, which has the theme.

    Source:
        ISO/IEC 29500-1, sections 11.3 (parts), 17.6 (sections), 17.7 (styles).
    """
    theme, seen = page.title.theme, look(page, "word")
    rows = {name: seen[name] for name in ("header", "footer") if seen[name] is not None}
    changes: Mapping[str, Change] = {
        "word/styles.xml": lambda text: _styles(text, theme),
        "word/document.xml": lambda text: _document(text, theme, rows),
        "word/settings.xml": lambda text: _settings(text, theme),
        "word/_rels/document.xml.rels": lambda text: text.replace(
            "</Relationships>", "".join(map(_relationship, rows)) + "</Relationships>"
        ),
        "[Content_Types].xml": lambda text: text.replace("</Types>", "".join(map(_content_type, rows)) + "</Types>"),
    }
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content, change = old.read(info), changes.get(info.filename)
            new.writestr(info, change(content.decode("utf-8")).encode() if change else content)
        for name, row in rows.items():
            info = zipfile.ZipInfo(f"word/{name}.xml")
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, _line(name, row))
    return output.getvalue()


def _styles(text: str, theme: Theme) -> str:
    """Return the styles with fonts, sizes, colours and the place of the title block."""
    text = re.sub(r'(<w:sz(?:Cs)? w:val=")(\d+)"', lambda m: f'{m[1]}{SIZES.get(m[2], m[2])}"', text)
    for role, family in (("minor", theme.text_font), ("major", theme.heading_font or theme.text_font)):
        if family:
            name = quoteattr(family)
            fonts = f"<w:rFonts w:ascii={name} w:hAnsi={name} w:cs={name} />"
            text = re.sub(rf"<w:rFonts [^>]*{role}HAnsi[^>]*>", lambda _, fonts=fonts: fonts, text)  # type: ignore[misc]
    if theme.accent:
        text = re.sub(r'<w:color w:themeColor="accent1"[^>]*>', _colour(theme.accent), text)
        text = _in_style(text, "Title", "<w:rPr>", f"<w:rPr>{_colour(theme.accent)}")
    if theme.text:
        text = re.sub(r'<w:color w:themeColor="text1"[^>]*>', _colour(theme.text), text)
        text = text.replace("<w:rPrDefault>\n      <w:rPr>", f"<w:rPrDefault><w:rPr>{_colour(theme.text)}", 1)
    for style in ("Title", "Subtitle", "Author", "Date"):
        text = _in_style(text, style, '<w:jc w:val="center" />', f'<w:jc w:val="{theme.align}" />')
    return text


def _in_style(text: str, style: str, old: str, new: str) -> str:
    """Replace something once within one style."""
    found = re.search(rf'<w:style [^>]*w:styleId="{style}".*?</w:style>', text, re.DOTALL)
    return text if found is None else text.replace(found[0], found[0].replace(old, new, 1), 1)


def _colour(colour: str) -> str:
    return f'<w:color w:val="{colour.removeprefix("#").upper()}" />'


def _document(text: str, theme: Theme, rows: Mapping[str, Row]) -> str:
    """Return the text with its paper and title block, and no announcement alone at a page's end."""
    text = _LEAD.sub(r"\1<w:keepNext />\2", text)
    named = "".join(f'<w:{name}Reference w:type="default" r:id="{name}" />' for name in rows)
    sides = " ".join(f'w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    paper = f'<w:pgSz w:w="{WIDTH}" w:h="{HEIGHT}" /><w:pgMar {sides} w:header="624" w:footer="624" w:gutter="0" />'
    before, begin, section = text.rpartition("<w:sectPr>")
    text = before + begin + named + section.replace("</w:sectPr>", f"{paper}</w:sectPr>", 1)
    for style in MOVED:
        if found := re.search(rf'<w:p>\s*<w:pPr>\s*<w:pStyle w:val="{style}" />.*?</w:p>', text, re.DOTALL):
            aligned = found[0].replace("</w:pPr>", f'<w:jc w:val="{theme.align}" /></w:pPr>', 1)
            text = text.replace(found[0], "", 1).replace("<w:body>", f"<w:body>{aligned}", 1)
    background = f'<w:background w:color="{theme.paper[1:].upper()}" />' if theme.paper else ""
    return text.replace("<w:body>", f"{background}<w:body>", 1)


def _settings(text: str, theme: Theme) -> str:
    """Let the colour of the paper be seen."""
    return re.sub("<w:zoom [^>]*>", r"\g<0><w:displayBackgroundShape />", text, count=1) if theme.paper else text


def _line(name: str, row: Row) -> str:
    """Return the part with a header or a footer: left, in the middle, right."""
    tag = {"header": "w:hdr", "footer": "w:ftr"}[name]
    stops = (
        f'<w:tab w:val="center" w:pos="{WIDTH // 2 - MARGIN}" /><w:tab w:val="right" w:pos="{WIDTH - 2 * MARGIN}" />'
    )
    tab = "<w:r><w:tab /></w:r>"
    paragraph = f"<w:p><w:pPr><w:tabs>{stops}</w:tabs></w:pPr>{row.left}{tab}{row.center}{tab}{row.right}</w:p>"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<{tag} xmlns:w="{_WORD}">{paragraph}</{tag}>'


def _relationship(name: str) -> str:
    return f'<Relationship Type="{_OFFICE}/{name}" Id="{name}" Target="{name}.xml" />'


def _content_type(name: str) -> str:
    return f'<Override PartName="/word/{name}.xml" ContentType="{_PARTS}.{name}+xml" />'
