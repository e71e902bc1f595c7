"""The pages that the site adds: its index, one page a student; and what it adds to a sheet's page: the way back."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pipeline.publish.site.plan import Entry, by_course
from pipeline.render import words
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

STATEMENTS: Final = {"sheet.html": "Exercises", "sheet.pdf": "PDF"}
SOLUTIONS: Final = {"solution.html": "Solution", "solution.pdf": "PDF"}
"""What the documents of a sheet are called, in their order."""


def index_page(
    title: str,
    entries: Sequence[Entry],
    files: Collection[str],
    folders: "Folders",
    *,
    theme: Theme = USUAL,
    head: str = "",
) -> bytes:
    """Return a page with the sheets by course and day, each with its documents.

    Args:
        title: Of the page.
        entries: Its sheets.
        files: Paths of the documents, as the page sees them.
        folders: Where the layout is looked for.
        theme: Of the course.
        head: More for the head of the page.
    """
    from pipeline.render.environment import environment, template_errors

    courses = [
        {"name": course, "sheets": [_row(entry, files) for entry in sheets]} for course, sheets in by_course(entries)
    ]
    look = {"theme": theme, "style": style(theme), "logo": data_address(theme.logo) if theme.logo else ""}
    context = {"title": title, "courses": courses, "head": head, **look}
    jinja = environment(*folders)
    jinja.filters.update(html=html_text)
    with template_errors(context, "the index of the site"):
        return jinja.get_template("layouts/site.html.j2").render(context).encode()


def index_words(entries: Sequence[Entry]) -> str:
    """Return all words that come from the sheets to an index: they are public."""
    rows = (_row(entry, ()) for entry in entries)
    return "\n\n".join(f"{row['title']}\n\n{row['date']}\n\n{row['due']}" for row in rows)


def _row(entry: Entry, files: Collection[str]) -> Mapping[str, Any]:
    sheet = entry.sheet
    waits = sheet.release is not None and not entry.is_released
    return {
        "id": sheet.id,
        "title": sheet.title,
        "date": words.day(sheet.date),
        "statements": _links(sheet.id, STATEMENTS, files),
        "solutions": _links(sheet.id, SOLUTIONS, files),
        "due": moment(sheet.release) if waits and sheet.release else "",
    }


def _links(folder: str, names: Mapping[str, str], files: Collection[str]) -> list[tuple[str, str]]:
    return [(f"{folder}/{name}", said) for name, said in names.items() if f"{folder}/{name}" in files]


def moment(when: datetime) -> str:
    """Return `1 December 2026, 08:00 (UTC+01:00)`."""
    offset = when.strftime("%z")
    zone = f"UTC{offset[:3]}:{offset[3:5]}" if offset.strip("+-0") else "UTC"
    return f"{words.day(when.date())}, {when:%H:%M} ({zone})"


def with_way(page: bytes, links: Sequence[tuple[str, str]], *, head: str = "") -> bytes:
    """Return a sheet's page with links above it.

    Args:
        page: As it was typeset.
        links: Address and words.
        head: More for the head of the page.
    """
    way = "\n".join(f'<a href="{html_text(address)}">{html_text(said)}</a>' for address, said in links)
    nav = f'\n<nav class="site-way" aria-label="Site">\n{way}\n</nav>'
    text = _HEAD_END.sub(lambda end: head + STYLE + end[0], page.decode("utf-8"), count=1)
    return _BODY.sub(lambda body: body[0] + nav, text, count=1).encode()
