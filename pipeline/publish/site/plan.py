"""What belongs on the site at a moment: the sheets of a project folder, and which of their solutions are due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.errors import InputError, Place, UsageError
from pipeline.sheet.load import load_sheet
from pipeline.sheet.model import Sheet


@dataclass(frozen=True)
class Entry:
    """A sheet on the site.

    Attributes:
        path: Its file.
        sheet: As it was understood.
        is_released: Whether its solution is due.
    """

    path: Path
    sheet: Sheet
    is_released: bool


def find_sheets(project: Path) -> tuple[Path, ...]:
    """Return the sheets of a project folder: `sheets/*.toml` without the references, by name.

    As in a shell, `*` begins with no dot: what an editor keeps beside a file is no sheet, nor is a hidden draft.

    Raises:
        InputError: Where there are none.
    """
    folder = project / "sheets"
    listed = (path for path in sorted(folder.glob("*.toml")) if not path.name.startswith("."))
    found = tuple(path for path in listed if not path.name.endswith(".reference.toml"))
    if not found:
        raise InputError("there are no sheets", place=Place(str(folder)), hint="corrige new sheet NAME writes one")
    return found


def plan_site(paths: Iterable[Path], now: datetime) -> tuple[Entry, ...]:
    """Load the sheets and say of each whether its solution is due; one without `release` never is.

    Args:
        paths: Of the sheets.
        now: With its offset from UTC.

    Raises:
        InputError: Where a sheet is malformed, or its release has no offset.
    """
    sheets = [(path, load_sheet(path)) for path in paths]
    return tuple(Entry(path, sheet, sheet.release is not None and sheet.release <= now) for path, sheet in sheets)


def by_course(entries: Sequence[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Return the entries of each course in the order of their days; what has words for a day comes last."""
    courses = sorted({entry.sheet.course for entry in entries}, key=str.casefold)
    return tuple((course, tuple(sorted(_of(course, entries), key=_when))) for course in courses)


def _of(course: str, entries: Sequence[Entry]) -> Iterable[Entry]:
    return (entry for entry in entries if entry.sheet.course == course)


def _when(entry: Entry) -> tuple[int, str, str]:
    day = entry.sheet.date
    if isinstance(day, date):
        return 0, day.isoformat(), entry.sheet.id
    return 1 if day else 2, "", entry.sheet.id


def read_moment(text: str) -> datetime:
    """Return a moment as the command line gives it.

    Raises:
        UsageError: Where it is no moment, or has no offset from UTC.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        hint = "--at 2026-12-01T08:00:00+01:00"
        raise UsageError(f"'{text}' is no day and time", hint=hint) from None
    if moment.tzinfo is None:
        hint = f"add one: {moment.isoformat()}+01:00, or {moment.isoformat()}Z for UTC itself"
        raise UsageError(f"'{text}' has no offset from UTC", hint=hint)
    return moment
