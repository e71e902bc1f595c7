"""Addresses that nobody can guess: a keyed hash of the student's id with a secret from the environment."""

import base64
import csv
import hmac
import io
import json
import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pipeline.errors import UsageError
from pipeline.publish.manifest import read_manifest
from pipeline.publish.spreadsheet import plain_cell

SECRET: Final = "CORRIGE_SECRET"
"""Name of the environment variable."""

LEAST_SECRET: Final = 16
LEAST_DIFFERENT: Final = 6
"""Characters, and different ones among them: `aaaaaaaaaaaaaaaa` is soon guessed."""

TOKEN_LENGTH: Final = 26
"""Characters of an address, five bits each: 130 bits."""

FOLDER: Final = "own_sheets"
"""Folder of the site that holds one folder a student; no sheet can have this id."""


@dataclass(frozen=True)
class Own:
    """What one student has of one sheet.

    Attributes:
        student: The id.
        folder: Where the documents lie.
        columns: Of the roster: name and whatever else.
    """

    student: str
    folder: Path
    columns: Mapping[str, str] = field(default_factory=dict)


def secret_from_environment() -> bytes:
    """Return the secret.

    Raises:
        UsageError: Where it is missing or short enough to be guessed.
    """
    secret = os.environ.get(SECRET, "").strip()
    hint = f"choose one and keep it: export {SECRET}=$(openssl rand -hex 32); without it: --no-students"
    if not secret:
        raise UsageError(f"addresses of students need a secret, and {SECRET} is not set", hint=hint)
    if len(secret) < LEAST_SECRET:
        raise UsageError(f"{SECRET} has {len(secret)} characters, fewer than {LEAST_SECRET}", hint=hint)
    if len(set(secret)) < LEAST_DIFFERENT:
        raise UsageError(
            f"{SECRET} has {len(set(secret))} different characters, fewer than {LEAST_DIFFERENT}", hint=hint
        )
    return secret.encode()


def token(secret: bytes, student: str) -> str:
    """Return the part of a student's address that cannot be guessed; the same for all sheets of a course.

    Source: HMAC-SHA256 (RFC 2104), in the lower-case base 32 of RFC 4648.
    """
    identity = unicodedata.normalize("NFC", student).encode()
    digest = hmac.digest(secret, b"corrige student\0" + identity, "sha256")
    return base64.b32encode(digest).decode("ascii").lower()[:TOKEN_LENGTH]


def own_sheets(output: Path) -> tuple[Own, ...]:
    """Return what `corrige variants` made of a sheet, by student.

    Args:
        output: The sheet's folder of outputs; the students' lie in `variants/`.
    """
    variants = output / "variants"
    if not variants.is_dir():
        return ()
    listed = _listed(variants)
    folders = sorted(entry for entry in variants.iterdir() if any(entry.glob("sheet.*")))
    return tuple(
        Own(listed.get(folder.name, folder.name), folder, _columns(folder))
        for folder in folders
        if not listed or folder.name in listed
    )


def made_from(output: Path) -> str:
    """Return the hash of the sheet that the students' sheets were made from; empty where nobody has said so."""
    return str(_manifest(output / "variants").get("sheet", ""))


def _listed(variants: Path) -> Mapping[str, str]:
    """Return folder → id as the manifest of the variants has it; empty where there is none."""
    try:
        return {str(one["folder"]): str(one["id"]) for one in _manifest(variants)["variants"]}
    except (KeyError, TypeError):
        return {}


def _manifest(variants: Path) -> Mapping[str, Any]:
    try:
        content = json.loads((variants / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _columns(folder: Path) -> Mapping[str, str]:
    manifest: Mapping[str, Any] = read_manifest(folder) or {}
    recipient = manifest.get("inputs", {}).get("recipient") or {}
    columns = recipient.get("columns") if isinstance(recipient, dict) else None
    return {str(name): str(value) for name, value in columns.items()} if isinstance(columns, dict) else {}


def address_list(students: Iterable[tuple[Own, str]], url: str) -> bytes:
    """Return the addresses as CSV for a mail merge: id, the roster's columns, address.

    Args:
        students: Each with the token of the address.
        url: Of the site, before the addresses.
    """
    rows = sorted(students, key=lambda row: row[0].student)
    columns = list(dict.fromkeys(name for own, _ in rows for name in own.columns if name != "id"))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["id", *columns, "address"])
    base = url.rstrip("/") + "/" if url else ""
    for own, secret_part in rows:
        cells = [plain_cell(cell) for cell in (own.student, *(own.columns.get(name, "") for name in columns))]
        writer.writerow([*cells, f"{base}{FOLDER}/{secret_part}/"])
    return text.getvalue().encode()
