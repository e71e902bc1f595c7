"""The documents around a page's body, from `templates/layouts`; every word from a user is escaped here."""

import functools
import re
from typing import Final, Literal

import jinja2
from markupsafe import escape

from pipeline.render.environment import environment, template_errors
from pipeline.render.escape import clean, latex_text
from pipeline.render.language.language import Language, load_language
from pipeline.render.locations import Folders
from pipeline.render.page import Page

Layout = Literal["sheet.typ.j2", "sheet.tex.j2", "sheet.html.j2", "style.css"]

_EDITIONS: Final = {"sheet": "Exercises", "solution": "Worked solution"}
"""What the title block and the footer call an edition."""

BABEL: Final = {"de": "ngerman", "fr": "french"}
"""LaTeX's names of languages, for its hyphenation where it is installed."""


_MATHEMATICAL: Final = re.compile("[\u0370-\u03ff\u2070-\u209f\u2100-\u22ff]+")
"""Greek, raised and lowered digits, letterlike symbols, arrows, operators; as in page.lua."""


def fill_layout(layout: Layout, page: Page, body: str, **more: object) -> str:
    """Return the whole document.

    Args:
        layout: Which one.
        page: Gives the title block.
        body: In the language of the layout; printed as it is.
        more: What only this layout has.

    Raises:
        TemplateError: Where a layout of the project is malformed or names what does not exist.
    """
    language = language_of(page)
    context = {
        "title": page.title,
        "edition": edition_of(page),
        "decimal": language.decimal,
        "babel": BABEL.get(page.title.language, ""),
        "language": page.title.language.partition("-")[0],
        "body": body,
        **more,
    }
    with template_errors(context, f"sheet '{page.title.sheet_id}'"):
        return _layouts(page.folders).get_template(f"layouts/{layout}").render(context)


def language_of(page: Page) -> Language:
    """Return the language of a page, with the catalogues beside its templates."""
    return load_language(page.title.language, page.folders)


def edition_of(page: Page) -> str:
    """Return what title block and footer call the edition, in the language of the page."""
    return language_of(page).say(_EDITIONS[page.edition])


def typst_string(text: str) -> str:
    """Return the text as a string literal of Typst, which prints it as it stands."""
    return '"' + clean(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_literal(text: str | bytes) -> str:
    """Return a text as a string literal of Typst, every character as it is."""
    whole = text.decode("utf-8") if isinstance(text, bytes) else text
    return '"' + whole.replace("\\", "\\\\").replace('"', '\\"') + '"'


def html_text(text: str) -> str:
    """Return HTML that prints the text as it stands, also inside a quoted attribute."""
    return str(escape(clean(text)))


def latex_prose(text: str) -> str:
    """Return LaTeX that prints the text as it stands, mathematical characters in a font that has them."""
    return _MATHEMATICAL.sub(r"{\\symbols \g<0>}", latex_text(text))


@functools.cache
def _layouts(folders: Folders) -> jinja2.Environment:
    jinja = environment(*folders)
    jinja.filters.update(
        typst=typst_string, typst_literal=typst_literal, html=html_text, latex=latex_text, latex_prose=latex_prose
    )
    return jinja
