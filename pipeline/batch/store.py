"""Folders of variants: written whole or not at all, and found again by the next run."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.batch.folders import folder_names
from pipeline.batch.roster import Student
from pipeline.batch.settle import Settled
from pipeline.errors import Place, WriteError
from pipeline.publish.fingerprint import Options, digest, folder_digest, own_files, versions
from pipeline.publish.manifest import NAME, is_current, manifest_json, read_manifest
from pipeline.publish.outputs import publish_files
from pipeline.render.page import Recipient
from pipeline.sheet.toml import Source

VERSION_LENGTH = 8
"""Characters of the sheet's hash that a footer shows."""


class Store:
    """The folder `outputs/<sheet>/variants`."""

    def __init__(self, folder: Path, source: Source, options: Options, seed: int) -> None:
        self.folder = folder
        self.source = source
        self.options = options
        self.seed = seed
        self._common = _common_inputs(source, options, seed)

    def is_done(self, settled: Settled) -> bool:
        """Tell whether a variant's folder holds, byte for byte, what would be built."""
        return is_current(self.folder / settled.student.folder, self.inputs(settled))

    def inputs(self, settled: Settled) -> dict[str, Any]:
        """Return all that a variant's documents are made from."""
        assert settled.variant is not None
        values = {
            exercise: {name: repr_value(value) for name, value in own.items()}
            for exercise, own in settled.variant.values.items()
        }
        recipient = self.recipient(settled.student)
        who = {"label": recipient.label, "stamp": recipient.stamp, "columns": dict(recipient.columns)}
        return {**self._common, "variant": settled.variant.id, "parameters": values, "recipient": who}

    def recipient(self, student: Student) -> Recipient:
        """Return for whom a student's sheet is made, and what stands in its footer."""
        version = self.source.sha256[:VERSION_LENGTH]
        stamp = f"variant {shown(student.id)} · seed {self.seed} · version {version}"
        label = f"{student.name} · {shown(student.id)}" if student.name else f"Variant {shown(student.id)}"
        columns = {"id": student.id, "name": student.name, **student.columns}
        return Recipient(label, stamp, columns)

    def keep(self, settled: Settled, files: Mapping[str, bytes], work: Mapping[str, Any]) -> None:
        """Write the folder of a variant; it appears whole.

        Raises:
            WriteError: Where the disk is full or the folder is not ours.
        """
        manifest = manifest_json(self.inputs(settled), files, work)
        publish_files(self.folder / settled.student.folder, {**files, NAME: manifest})

    def put(self, name: str, content: bytes) -> None:
        """Write a file beside the folders; the old one stays until the new one is whole."""
        put_file(self.folder / name, content)

    def manifest(self, student: Student) -> Mapping[str, Any]:
        """Return the manifest of a variant that is there."""
        return read_manifest(self.folder / student.folder) or {}

    def numbers(self, student: Student) -> Mapping[str, Any]:
        """Return numbers.json of a variant that is there."""
        content: Mapping[str, Any] = json.loads((self.folder / student.folder / "numbers.json").read_bytes())
        return content

    def strangers(self, students: Sequence[Student]) -> list[str]:
        """Return the folders of variants of earlier runs that are not part of this one."""
        own = {student.folder for student in students}
        return sorted(entry.name for entry in self._folders() if entry.name not in own and entry.name[0] != ".")

    def sweep(self) -> None:
        """Clear away what killed runs have left half-written."""
        for entry in self._folders():
            if entry.name.startswith(".") and entry.name.endswith(".partial"):
                shutil.rmtree(entry, ignore_errors=True)
        for leftover in self.folder.glob(".*.new") if self.folder.is_dir() else ():
            with suppress(OSError):
                leftover.unlink()

    def _folders(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (entry for entry in self.folder.iterdir() if entry.is_dir())


def put_file(path: Path, content: bytes) -> None:
    """Write a file; the old one stays until the new one is whole.

    Raises:
        WriteError: Where writing fails.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"writing failed: {reason}", place=Place(str(path))) from None


def repr_value(value: object) -> Any:
    """Return a parameter as a manifest has it: with its literal digits, which a page shows."""
    return [repr_value(item) for item in value] if isinstance(value, tuple) else getattr(value, "text", str(value))


def shown(identity: str) -> str:
    """Return an id as a page shows it."""
    return identity if len(identity) <= 40 else f"{identity[:39]}…"


def folder_of(identity: str) -> str:
    """Return the folder that one id alone would have."""
    return folder_names([identity])[0][0]


def _common_inputs(source: Source, options: Options, seed: int) -> dict[str, Any]:
    from pipeline.render.locations import templates_root

    package = Path(__file__).resolve().parents[1]
    own = own_files(source)
    return {
        "sheet": {"file": Path(source.file).name, "sha256": source.sha256},
        "templates": folder_digest(templates_root(), "*"),
        "program": folder_digest(package, "*.py"),
        "options": {"formats": list(options.formats), "editions": list(options.editions), "engine": options.engine},
        "seed": seed,
        "versions": versions(),
        **({"project": own} if own else {}),
    }


def key_hash(numbers: Mapping[str, Any]) -> str:
    """Return the hash of a variant's quantities: the same answers have the same hash."""
    exercises = [{"id": one["id"], "quantities": one["quantities"]} for one in numbers["exercises"]]
    return digest(json.dumps(exercises, ensure_ascii=False, sort_keys=True).encode())
