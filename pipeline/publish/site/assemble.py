"""The files of the site, from the folders of outputs: of a solution only what is due, and then all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.publish.build import language_of
from pipeline.publish.site.leaks import Traces, prose_of, secrets_of
from pipeline.publish.site.pages import (
    PRIVATE,
    SOLUTIONS,
    STATEMENTS,
    Masthead,
    head_words,
    index_page,
    index_words,
    with_way,
)
from pipeline.publish.site.plan import Entry
from pipeline.publish.site.students import FOLDER, Own, address_list, own_sheets, token
from pipeline.render import words
from pipeline.render.language.language import Language

STATEMENT_FILES: Final = ("sheet.html", "sheet.pdf")
SOLUTION_FILES: Final = ("solution.html", "solution.pdf", "certificate.json", "numbers.json")
"""All that may leave a folder of outputs; a solution's page links to its certificate."""


@dataclass(frozen=True)
class Site:
    """A site before it is written.

    Attributes:
        files: By path.
        addresses: Of the students, as CSV; None where none have sheets of their own.
        secrets: For each part of the site, by the beginning of its paths, what it must not say.
        students: Number of students with sheets of their own.
    """

    files: Mapping[str, bytes]
    addresses: bytes | None = None
    secrets: Mapping[str, Traces] = field(default_factory=dict)
    students: int = 0


def public_site(masthead: Masthead, entries: Sequence[Entry], outputs: Path) -> Site:
    """Return the part that everybody may see.

    Args:
        masthead: Of the site.
        entries: Its sheets, built.
        outputs: Folder with one folder a sheet.
    """
    files: dict[str, bytes] = {}
    for entry in entries:
        files |= _documents(outputs / entry.sheet.id, entry, "../index.html")
    files["index.html"] = index_page(masthead, entries, files)
    return Site(files, secrets={"": _secrets(entries, outputs, masthead.language)})


def _documents(folder: Path, entry: Entry, back: str, *, head: str = "") -> dict[str, bytes]:
    """Return what may leave one folder of outputs, by its path on the site."""
    allowed = (*STATEMENT_FILES, *(SOLUTION_FILES if entry.is_released else ()))
    names = [name for name in allowed if (folder / name).is_file()]
    language = language_of(entry.sheet)
    links = [(address, language.say(said)) for address, said in ((back, words.ALL_SHEETS), *_others(names))]
    found = {}
    for name in names:
        content = (folder / name).read_bytes()
        ways = [(address, said) for address, said in links if address != name]
        found[f"{entry.sheet.id}/{name}"] = (
            with_way(content, ways, language, head=head) if name.endswith(".html") else content
        )
    return found


def _others(names: Sequence[str]) -> list[tuple[str, str]]:
    said = {**STATEMENTS, **SOLUTIONS}
    return [(name, said[name]) for name in said if name in names]


def _secrets(entries: Sequence[Entry], outputs: Path, language: Language) -> Traces:
    public = [index_words(entries, language)]
    hidden: list[str] = []
    for entry in entries:
        folder = outputs / entry.sheet.id
        public += [_text(folder / "sheet.md"), *head_words(entry.sheet)]
        answers = [_text(folder / "solution.md"), _text(folder / "numbers.json")]
        if entry.is_released:  # what its figures and its certificate say is public, too
            public += [*answers, prose_of(folder / "solution.html"), _text(folder / "certificate.json")]
        else:
            hidden += answers
    return secrets_of(hidden, public)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def students_site(masthead: Masthead, entries: Sequence[Entry], outputs: Path, secret: bytes, url: str) -> Site:
    """Return the part that only students have the addresses of: a folder each, that nothing links to.

    Args:
        masthead: Of the site.
        entries: The sheets.
        outputs: Folder with one folder a sheet.
        secret: That keys the addresses.
        url: Of the site, for the list of addresses.
    """
    files: dict[str, bytes] = {}
    secrets: dict[str, Traces] = {}
    known: dict[str, Own] = {}
    having: dict[str, list[Entry]] = {}
    for entry in entries:
        for own in own_sheets(outputs / entry.sheet.id):
            place = f"{FOLDER}/{token(secret, own.student)}/"
            documents = _documents(own.folder, entry, "../index.html", head=PRIVATE)
            files |= {place + path: content for path, content in documents.items()}
            known.setdefault(own.student, own)
            having.setdefault(own.student, []).append(entry)
            if not entry.is_released:
                secrets[f"{place}{entry.sheet.id}/"] = _own_secrets(own)
    for student, sheets in having.items():
        place = f"{FOLDER}/{token(secret, student)}/"
        inside = [path.removeprefix(place) for path in files if path.startswith(place)]
        files[f"{place}index.html"] = index_page(masthead, sheets, inside, head=PRIVATE)
    if having:  # where a server would list the folder otherwise, addresses and all
        back = [("../index.html", masthead.language.say(words.ALL_SHEETS))]
        files[f"{FOLDER}/index.html"] = with_way(index_page(masthead, (), ()), back, masthead.language, head=PRIVATE)
    rows = [(own, token(secret, student)) for student, own in known.items()]
    return Site(files, address_list(rows, url) if rows else None, secrets, len(rows))


def _own_secrets(own: Own) -> Traces:
    """Return what a student's solution has and the sheet has not, from whatever was made of them."""
    return secrets_of(
        [*_prose(own.folder, "solution"), prose_of(own.folder / "numbers.json")], _prose(own.folder, "sheet")
    )


def _prose(folder: Path, edition: str) -> list[str]:
    """Return what an edition says: by its page, which is read much faster than its PDF."""
    page = folder / f"{edition}.html"
    return [prose_of(page if page.is_file() else folder / f"{edition}.pdf")]
