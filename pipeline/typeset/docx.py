"""A Word document by pandoc, for those who have to hand one in."""

import base64
import json

from pipeline.render.escape import markdown_text
from pipeline.render.page import Page, TitleBlock
from pipeline.render.pandoc import start_pandoc
from pipeline.typeset.layout import edition_of


def docx_document(page: Page) -> bytes:
    """Return the document; its figures are pixels.

    Args:
        page: With a PNG in every figure.
    """
    markdown = page.markdown
    for figure in page.figures:
        picture = base64.b64encode(figure.png).decode("ascii")
        markdown = markdown.replace(f"]({figure.path}.svg)", f"](data:image/png;base64,{picture})")
    subtitle = " · ".join(
        filter(
            None,
            (
                page.title.student,
                edition_of(page),
                page.title.course,
                page.title.points,
                page.title.stamp,
            ),
        )
    )
    return start_pandoc(front_matter(page.title, subtitle) + markdown, "docx", page.folders).data


def front_matter(title: TitleBlock, subtitle: str) -> str:
    """Return the title block as pandoc's metadata; JSON strings are YAML, so every character stays itself."""
    fields = {
        "title": title.title, "subtitle": subtitle, "author": title.author, "date": title.date, "lang": title.language,
    }  # fmt: skip
    lines = [f"{name}: {json.dumps(_literal(text), ensure_ascii=False)}" for name, text in fields.items() if text]
    return "\n".join(["---", *lines, "---", "", ""])


def _literal(text: str) -> str:
    """Metadata is read as Markdown."""
    return markdown_text(text)
