"""Who gets a variant: the rows of a CSV file, or the numbers 1 to N."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.batch.folders import folder_names
from pipeline.errors import InputError, Place
from pipeline.parameters.variant import MAX_ID, PUBLISHED

MAX_BYTES: Final = 20_000_000
MAX_STUDENTS: Final = 100_000
DELIMITERS: Final = (",", ";", "\t", "|", ":")
_COLUMN = re.compile(r"\W+")


@dataclass(frozen=True)
class Student:
    """One who gets a variant.

    Attributes:
        id: Of the variant; every draw depends on it.
        folder: Name of the folder, safe on every system.
        name: Empty where nobody is named.
        columns: All columns of the roster by their names in templates: small letters, digits, underscores.
    """

    id: str
    folder: str
    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Roster:
    """Students in their order, and what had to be said about them."""

    students: tuple[Student, ...]
    notes: tuple[str, ...] = ()


def numbered(count: int) -> Roster:
    """Return the students 1 to N, in folders 0001 and so on."""
    return Roster(tuple(Student(str(k), f"{k:04d}") for k in range(1, count + 1)))


def read_roster(path: Path) -> Roster:
    """Read a CSV file with a header; `id` is needed, `name` and any other columns may be there.

    UTF-8 with or without a byte order mark; comma, semicolon, tab, bar or colon between the columns.

    Raises:
        InputError: With the line, where it cannot be read, or an id is missing, given twice or kept for the published
            sheet.
    """
    text = _text(path)
    rows = _rows(path, text)
    if not rows:
        raise InputError(
            "the roster is empty", place=Place(str(path)), hint="its first line names the columns: id,name"
        )
    (_, header), *body = rows
    columns = _columns(path, header)
    if len(body) > MAX_STUDENTS:
        raise InputError(f"the roster has {len(body)} students, more than {MAX_STUDENTS}", place=Place(str(path)))
    if not body:
        raise InputError("the roster names no students", place=Place(str(path)), hint="only its header is there")
    entries = [(line, _entry(path, line, columns, row)) for line, row in body]
    _check_ids(path, entries)
    folders, notes = folder_names([entry["id"] for _, entry in entries])
    students = (
        Student(entry["id"], folder, entry.get("name", ""), entry)
        for (_, entry), folder in zip(entries, folders, strict=True)
    )
    return Roster(tuple(students), tuple(notes))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"the roster is larger than {MAX_BYTES // 10**6} MB", place=Place(str(path)))
        content = path.read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "save it as “CSV UTF-8” in your spreadsheet"
        raise InputError("the roster is not UTF-8 text", place=Place(str(path), line), hint=hint) from None
    except OSError as error:
        raise InputError(
            f"the roster cannot be read: {(error.strerror or '').lower()}", place=Place(str(path))
        ) from None


def _rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, each with the line on which it ends."""
    if "\0" in text:
        raise InputError("the roster is no text file", place=Place(str(path)), hint="save the table as CSV")
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    rows = []
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        place = Place(str(path), reader.line_num)
        raise InputError(
            f"the roster is no CSV here: {error}", place=place, hint="a quotation mark is not closed"
        ) from None
    return rows


def _delimiter(header: str) -> str:
    """Return what stands between the columns of a header: what occurs most often, a comma where nothing does."""
    counts = {mark: header.count(mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def _columns(path: Path, header: Sequence[str]) -> list[str]:
    names = [_column_name(title) for title in header]
    place = Place(str(path), 1)
    if "id" not in names:
        hint = (
            f"its columns are {', '.join(title for title in header if title)}; the first line has to name them: id,name"
        )
        raise InputError("the roster has no column 'id'", place=place, hint=hint)
    for position, name in enumerate(names):
        if name and name in names[:position]:
            raise InputError(f"two columns of the roster are called '{name}'", place=place)
    return names


def _column_name(title: str) -> str:
    return _COLUMN.sub("_", title.strip().casefold()).strip("_")


def _entry(path: Path, line: int, columns: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    if len(row) > len(columns) and any(row[len(columns) :]):
        hint = "a cell with the delimiter in it needs quotation marks"
        message = f"this row has {len(row)} cells, and the header names {len(columns)}"
        raise InputError(message, place=Place(str(path), line), hint=hint)
    cells = [*row, *[""] * (len(columns) - len(row))]
    return {name: cell for name, cell in zip(columns, cells, strict=False) if name}


def _check_ids(path: Path, entries: Iterable[tuple[int, Mapping[str, str]]]) -> None:
    seen: dict[str, int] = {}
    for line, entry in entries:
        identity, place = entry["id"], Place(str(path), line)
        if not identity:
            raise InputError("this student has no id", place=place)
        if identity == PUBLISHED:
            hint = "variant 0 is the sheet that everybody knows; give this student another id"
            raise InputError("the id '0' is kept for the published sheet", place=place, hint=hint)
        if len(identity) > MAX_ID or not identity.isprintable():
            shown = f"{identity[:20]}…" if identity.isprintable() else ascii(identity[:20])
            raise InputError(f"the id {shown} is longer than {MAX_ID} characters or not printable", place=place)
        key = unicodedata.normalize("NFC", identity)
        if key in seen:
            hint = f"the first stands on line {seen[key]}"
            raise InputError(f"two students have the id '{identity}'", place=place, hint=hint)
        seen[key] = line
