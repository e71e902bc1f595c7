"""A Word document by pandoc, for those who have to hand one in."""

import base64
import json

from pipeline.render.escape import markdown_text
from pipeline.render.page import Page, TitleBlock
from pipeline.render.pandoc import start_pandoc
from pipeline.sheet.theme import Theme
from pipeline.typeset.docx_look import dressed
from pipeline.typeset.layout import edition_of
from pipeline.typeset.look import logo_png


def docx_document(page: Page) -> bytes:
    """Return the document; its figures are pixels.

    Args:
        page: With a PNG in every figure.
    """
    markdown = page.markdown
    for figure in page.figures:
        picture = base64.b64encode(figure.png).decode("ascii")
        markdown = markdown.replace(f"]({figure.path}.svg)", f"](data:image/png;base64,{picture})")
    title = page.title
    known = {"edition": edition_of(page), "points": title.points}
    facts = [known[name] for name in title.theme.facts if name in known]
    subtitle = " · ".join(filter(None, (title.student, title.course, *facts, title.stamp)))
    text = front_matter(title, subtitle) + above_title(title.theme) + markdown
    return dressed(start_pandoc(text, "docx", page.folders).data, page)


def above_title(theme: Theme) -> str:
    """Return the logo and the institution as paragraphs of their own styles, which are moved above the title."""
    parts = []
    if theme.logo:
        address = f"data:image/png;base64,{base64.b64encode(logo_png(theme.logo)).decode('ascii')}"
        parts.append(("Logo", f"![{markdown_text(theme.logo.alt)}]({address}){{height={theme.logo.height}}}\\ "))
    if theme.institution:
        parts.append(("Institution", markdown_text(theme.institution)))
    return "".join(f'::: {{custom-style="{style}"}}\n{text}\n:::\n\n' for style, text in parts)


def front_matter(title: TitleBlock, subtitle: str) -> str:
    """Return the title block as pandoc's metadata; JSON strings are YAML, so every character stays itself."""
    shown = title.theme.facts
    fields = {
        "title": title.title,
        "subtitle": subtitle,
        "author": title.author if "author" in shown else "",
        "date": title.date if "date" in shown else "",
        "lang": title.language,
    }
    lines = [f"{name}: {json.dumps(_literal(text), ensure_ascii=False)}" for name, text in fields.items() if text]
    return "\n".join(["---", *lines, "---", "", ""])


def _literal(text: str) -> str:
    """Metadata is read as Markdown."""
    return markdown_text(text)
