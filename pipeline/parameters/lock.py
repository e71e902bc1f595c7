"""The lock file: which variant has which parameters, one line each, to be kept beside the sheet.

A header line (format, sheet, seed), then one JSON object a line, sorted by id: what was drawn once stays so, whatever
happens to the roster or to other exercises.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, LockError, Place
from pipeline.exercises.exact import EvaluationError
from pipeline.exercises.formula import resolved
from pipeline.parameters.variant import Values, Variant
from pipeline.sheet.domains import Choice, Domain, Fixed, Grid, ParameterValue
from pipeline.sheet.model import Sheet

FORMAT = 1
MAX_LINE = 1_000_000


@dataclass(frozen=True)
class Entry:
    """One variant in a lock file.

    Attributes:
        id: Of the variant.
        parameters: Exercise id → parameter → value as JSON has it; those that are drawn.
        statement: Hash of the problems, without name, id, seed and footer.
        key: Hash of the quantities; empty as long as nobody has computed them.
        attempts: As in `Variant`.
    """

    id: str
    parameters: Mapping[str, Mapping[str, Any]]
    statement: str
    key: str = ""
    attempts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Lock:
    """A lock file.

    Attributes:
        sheet: Id of the sheet.
        sha256: Of the sheet's file.
        seed: That everything was drawn with.
        entries: By id.
    """

    sheet: str
    sha256: str
    seed: int
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def with_entries(self, entries: Iterable[Entry]) -> "Lock":
        """Return a lock that has these entries too; one that is there already is replaced."""
        return replace(self, entries={**self.entries, **{entry.id: entry for entry in entries}})

    def text(self) -> str:
        """Return the content of the file: the same entries give the same bytes."""
        header = {"format": FORMAT, "sheet": self.sheet, "sha256": self.sha256, "seed": self.seed}
        rows = [header, *(_row(self.entries[name]) for name in sorted(self.entries, key=_order))]
        return "".join(json.dumps(row, ensure_ascii=False, sort_keys=False) + "\n" for row in rows)


def lock_path(sheet: Path) -> Path:
    """Return where the lock of a sheet lies: `week-2.toml` → `week-2.lock`."""
    return sheet.with_suffix(".lock")


def read_lock(path: Path) -> Lock:
    """Read a lock file.

    Raises:
        InputError: With the line, where it is unreadable or no lock file of a format that we know.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise InputError(f"the lock file cannot be read: {reason.lower()}", place=Place(str(path))) from None
    rows = [_parsed(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows or rows[0].get("format") != FORMAT or not isinstance(rows[0].get("seed"), int):
        hint = "its first line has to be the header that `corrige variants` writes"
        raise InputError("this is no lock file", place=Place(str(path), 1), hint=hint)
    header = rows[0]
    entries = {}
    for number, row in enumerate(rows[1:], 2):
        entry = _entry(path, number, row)
        if entry.id in entries:
            raise InputError(f"the id '{entry.id}' stands in the lock twice", place=Place(str(path), number))
        entries[entry.id] = entry
    return Lock(str(header.get("sheet", "")), str(header.get("sha256", "")), header["seed"], entries)


def locked_parameters(sheet: Sheet, variant: Variant) -> dict[str, dict[str, Any]]:
    """Return the values that were drawn, as JSON has them."""
    return {
        exercise.id: drawn
        for exercise in sheet.exercises
        if (drawn := _drawn(exercise.parameters, variant.values[exercise.id]))
    }


def restored(sheet: Sheet, seed: int, entry: Entry) -> Variant:
    """Return the variant that a lock's entry describes.

    Raises:
        LockError: Where the sheet has a parameter that the entry lacks, or cannot have its value.
    """
    values = {}
    for exercise in sheet.exercises:
        known = entry.parameters.get(exercise.id, {})
        found = {
            name: _restored(entry, exercise.id, name, exercise.parameters[name], known) for name in exercise.parameters
        }
        try:
            values[exercise.id] = resolved(found)
        except EvaluationError as error:
            raise LockError(f"variant '{entry.id}' of the lock: {error} in exercise '{exercise.id}'") from None
    return Variant(entry.id, seed, values, entry.attempts)


def _restored(entry: Entry, exercise: str, name: str, domain: Domain, known: Mapping[str, Any]) -> ParameterValue:
    if domain.size == 1:
        return domain.value(0)
    if name not in known:
        message = f"variant '{entry.id}' of the lock has no value of the parameter '{name}' of exercise '{exercise}'"
        raise LockError(message, hint="the sheet has changed since; draw anew with another lock file")
    found = value_from_json(domain, known[name])
    if found is None:
        message = f"the parameter '{name}' of exercise '{exercise}' cannot be {known[name]} any more, as in variant "
        raise LockError(f"{message}'{entry.id}' of the lock", hint="the sheet has changed since")
    return found


def value_json(value: ParameterValue) -> Any:
    """Return a value as JSON has it: exact text, lists of it."""
    return [value_json(item) for item in value] if isinstance(value, tuple) else str(value)


def value_from_json(domain: Domain, data: Any) -> ParameterValue | None:
    """Return the value of a domain that is written so; None where it has none."""
    match domain:
        case Fixed(default):
            return default if value_json(default) == data else None
        case Choice(options=options):
            return next((option for option in options if value_json(option) == data), None)
        case Grid():
            number = _fraction(data)
            return number if number is not None and domain.contains(number) else None
    flat = _flat(data)
    if len(flat) != len(domain.entries):
        return None
    found = [value_from_json(entry, item) for entry, item in zip(domain.entries, flat, strict=True)]
    numbers = [number for number in found if isinstance(number, Fraction)]
    return domain.shaped(numbers) if len(numbers) == len(found) else None


def _flat(data: Any) -> list[Any]:
    return [item for row in data for item in _flat(row)] if isinstance(data, list) else [data]


def _fraction(data: Any) -> Fraction | None:
    try:
        return Fraction(data) if isinstance(data, str) and len(data) < 1000 else None
    except (ValueError, ZeroDivisionError):
        return None


def _drawn(domains: Mapping[str, Domain], values: Values) -> dict[str, Any]:
    return {name: value_json(values[name]) for name, domain in domains.items() if domain.size > 1}


def _row(entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = {"id": entry.id, "parameters": entry.parameters, "statement": entry.statement}
    row["key"] = entry.key
    return {**row, "attempts": entry.attempts} if entry.attempts else row


def _order(name: str) -> tuple[int, str]:
    """Sort 2 before 10, and numbers before words."""
    return (int(name), name) if name.isascii() and name.isdigit() and len(name) < 19 else (10**18, name)


def _parsed(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line) if len(line) < MAX_LINE else None
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        hint = "a merge may have left its marks here; `git checkout` brings the file back"
        raise InputError("this line of the lock file is no JSON object", place=Place(str(path), number), hint=hint)
    return row


def _entry(path: Path, number: int, row: Mapping[str, Any]) -> Entry:
    parameters, attempts = row.get("parameters"), row.get("attempts", {})
    texts = (row.get("id"), row.get("statement"), row.get("key", ""))
    is_whole = all(isinstance(text, str) for text in texts) and isinstance(attempts, dict)
    if (
        not is_whole
        or not isinstance(parameters, dict)
        or not all(isinstance(own, dict) for own in parameters.values())
    ):
        raise InputError("this line of the lock file lacks id, parameters or hashes", place=Place(str(path), number))
    return Entry(row["id"], parameters, row["statement"], row.get("key", ""), attempts)
