"""The pages that the site adds: its index, one page a student; and what it adds to a sheet's page: the way back."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pipeline.publish.site.plan import Entry, by_course
from pipeline.render import words
from pipeline.render.language.language import ENGLISH, Language
from pipeline.sheet.model import Sheet
from pipeline.sheet.theme import USUAL, Theme
from pipeline.typeset.layout import html_text
from pipeline.typeset.look import data_address, style

if TYPE_CHECKING:
    from pipeline.render.locations import Folders

_HEAD_END: Final = re.compile(r"</head>")
_BODY: Final = re.compile(r"<body[^>]*>")

PRIVATE: Final = '<meta name="robots" content="noindex, nofollow">\n<meta name="referrer" content="no-referrer">\n'
"""For pages that no search engine may list, and whose address no other site may learn."""

STYLE: Final = (
    "<style>.site-way { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; margin: 0 0 1.6rem; font-size: 0.9rem; }"
    " @media print { .site-way { display: none; } }</style>\n"
)

STATEMENTS: Final = {"sheet.html": words.EXERCISES, "sheet.pdf": words.EXERCISES_PDF}
SOLUTIONS: Final = {"solution.html": words.SOLUTION, "solution.pdf": words.SOLUTION_PDF}
"""What the documents of a sheet are called, in their order."""


@dataclass(frozen=True)
class Masthead:
    """What all pages have that the site adds.

    Attributes:
        folders: Where layouts are looked for.
        title: Of the site; empty for the usual one.
        language: Of what is said.
        theme: Of the course.
    """

    folders: "Folders"
    title: str = ""
    language: Language = ENGLISH
    theme: Theme = USUAL


@dataclass(frozen=True)
class Document:
    """A link to a document: its address, its words, and its name for who sees nothing else of the page."""

    address: str
    said: str
    name: str


def index_page(masthead: Masthead, entries: Sequence[Entry], files: Collection[str], *, head: str = "") -> bytes:
    """Return a page with the sheets by course and day, each with its documents.

    Args:
        masthead: Of the site.
        entries: Its sheets.
        files: Paths of the documents, as the page sees them.
        head: More for the head of the page.
    """
    from pipeline.render.environment import environment, template_errors

    language, theme = masthead.language, masthead.theme
    title = masthead.title or language.say(words.SHEETS)
    courses = [
        {"name": course, "sheets": [_row(entry, files, language) for entry in sheets]}
        for course, sheets in by_course(entries)
    ]
    look = {"theme": theme, "style": style(theme), "logo": data_address(theme.logo) if theme.logo else ""}
    context = {"title": title, "language": language.code, "courses": courses, "head": head, **look}
    jinja = environment(*masthead.folders)
    jinja.filters.update(html=html_text)
    with template_errors(context, "the index of the site"):
        return jinja.get_template("layouts/site.html.j2").render(context).encode()


def index_words(entries: Sequence[Entry], language: Language) -> str:
    """Return all words that come from the sheets to an index: they are public."""
    rows = (_row(entry, (), language) for entry in entries)
    return "\n\n".join(f"{row['title']}\n\n{row['date']}\n\n{row['due']}" for row in rows)


def head_words(sheet: Sheet) -> tuple[str, ...]:
    """Return the words of a sheet's own that stand around its exercises, on every page of it: they are public."""
    bands = filter(None, (sheet.theme.header, sheet.theme.footer))
    parts = (part for band in bands for part in (band.left, band.center, band.right))
    return sheet.course, sheet.author, sheet.theme.institution, *parts


def _row(entry: Entry, files: Collection[str], language: Language) -> Mapping[str, Any]:
    sheet = entry.sheet
    waits = sheet.release is not None and not entry.is_released
    return {
        "id": sheet.id,
        "title": sheet.title,
        "language": sheet.language if sheet.language != language.code else "",
        "date": words.day(sheet.date, language),
        "statements": _documents(sheet, STATEMENTS, files, language),
        "solutions": _documents(sheet, SOLUTIONS, files, language),
        "due": due(sheet.release, language) if waits and sheet.release else "",
    }


def _documents(sheet: Sheet, names: Mapping[str, str], files: Collection[str], language: Language) -> list[Document]:
    """Return the links to the documents that there are; beside the page, `PDF` says enough."""
    return [
        Document(
            f"{sheet.id}/{name}",
            "PDF" if name.endswith(".pdf") else language.say(word),
            language.say(words.OF_A_SHEET[word]).replace("{1}", sheet.title),
        )
        for name, word in names.items()
        if f"{sheet.id}/{name}" in files
    ]


def due(release: datetime, language: Language = ENGLISH) -> str:
    """Return `solution from 1 December 2026, 08:00 (UTC+01:00)`."""
    return language.say(words.DUE).replace("{1}", moment(release, language))


def moment(when: datetime, language: Language = ENGLISH) -> str:
    """Return `1 December 2026, 08:00 (UTC+01:00)`."""
    offset = when.strftime("%z")
    zone = f"UTC{offset[:3]}:{offset[3:5]}" if offset.strip("+-0") else "UTC"
    return f"{words.day(when.date(), language)}, {when:%H:%M} ({zone})"


def with_way(page: bytes, links: Sequence[tuple[str, str]], language: Language = ENGLISH, *, head: str = "") -> bytes:
    """Return a sheet's page with links above it.

    Args:
        page: As it was typeset.
        links: Address and words.
        language: Of the page.
        head: More for the head of the page.
    """
    way = "\n".join(f'<a href="{html_text(address)}">{html_text(said)}</a>' for address, said in links)
    nav = f'\n<nav class="site-way" aria-label="{html_text(language.say(words.SITE))}">\n{way}\n</nav>'
    text = _HEAD_END.sub(lambda end: head + STYLE + end[0], page.decode("utf-8"), count=1)
    return _BODY.sub(lambda body: body[0] + nav, text, count=1).encode()
