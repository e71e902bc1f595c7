"""Writes an output folder: the new one appears whole, or the old one stays.

Everything is written into a folder beside the target, which then changes places with it. A run that is killed at any
moment leaves the old folder or the new one under the target's name, never a mixture; what lies about besides
is cleared away by the next run, after whatever in it is not ours has been carried back.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from pipeline.errors import Place, WriteError
from pipeline.publish.manifest import NAME, read_manifest
from pipeline.publish.swap import exchange

VARIANTS = "variants"
"""Folder within a sheet's outputs that `corrige variants` fills; a build carries it over."""

_PARTIAL = ".{}.partial"
_OLD = ".{}.old"


def publish_files(target: Path, files: Mapping[str, bytes]) -> None:
    """Replace an output folder.

    Files in the old folder that its manifest does not list (notes, the variants) are carried over.

    Args:
        target: The folder; it may be absent, empty, or one that we wrote.
        files: All its files by relative path, the manifest among them.

    Raises:
        WriteError: Where writing fails or the folder is not ours; what was there before is untouched.
    """
    real = Path(os.path.realpath(target))
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        with _only_writer(real.parent):
            recover(real)
            _check_ours(real, files, target)
            _replace(real, files)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"the outputs cannot be written: {reason}"
        raise WriteError(message, place=Place(str(target)), hint="earlier outputs are untouched") from None


def recover(target: Path) -> None:
    """Finish or undo what a killed run left beside a target; nothing that is not ours is lost."""
    partial, old = _beside(target, _PARTIAL), _beside(target, _OLD)
    if old.is_dir() and not target.exists():
        old.rename(target)
    for leftover in (old, partial):
        if leftover.is_dir():
            _carry(leftover, target)
            shutil.rmtree(leftover)


def _beside(target: Path, pattern: str) -> Path:
    return target.with_name(pattern.format(target.name))


@contextlib.contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """Let one process at a time write into a folder; the lock ends with the process, however that ends."""
    try:
        import fcntl
    except ImportError:  # a system without it: two builds of one sheet at the same time are then on their own
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _check_ours(target: Path, files: Mapping[str, bytes], shown: Path) -> None:
    """Refuse to replace what we did not write, or to put an output where someone's own file stands."""
    if not target.exists():
        return
    if not target.is_dir():
        raise WriteError("this is a file, and the outputs need a folder here", place=Place(str(shown)))
    owned = _owned(target)
    if not owned and any(entry.name != VARIANTS for entry in target.iterdir()):
        hint = "choose another folder with -o, or move it away"
        raise WriteError("this folder holds files that corrige did not write", place=Place(str(shown)), hint=hint)
    for path in _foreign(target, owned, _folders(owned | files.keys())):
        is_file = not (target / path).is_dir()
        if path in files or (is_file and path in _folders(files)):
            hint = "corrige did not write it; move it away"
            raise WriteError("this is in the way of an output", place=Place(str(shown / path)), hint=hint)


def _owned(folder: Path) -> frozenset[str]:
    """Return the paths that the folder's manifest lists; none where it was not written by us, or not to its end."""
    manifest = read_manifest(folder)
    return frozenset({NAME, *manifest["outputs"]}) if manifest else frozenset()


def _folders(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(str(parent) for path in paths for parent in PurePosixPath(path).parents)


def _foreign(folder: Path, owned: frozenset[str], opened: frozenset[str], below: str = "") -> Iterator[str]:
    """Yield what is not ours: files, and whole folders except the `opened` ones, which are looked into."""
    for entry in sorted((folder / below).iterdir()):
        path = f"{below}/{entry.name}" if below else entry.name
        if path in opened and entry.is_dir() and not entry.is_symlink():
            yield from _foreign(folder, owned, opened, path)
        elif path not in owned:
            yield path


def _replace(target: Path, files: Mapping[str, bytes]) -> None:
    partial = _beside(target, _PARTIAL)
    try:
        # The manifest comes last: a folder that has one is whole.
        for path in sorted(files, key=lambda name: (name == NAME, name)):
            file = partial / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(files[path])
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _put_in_place(target, partial)


def _variants(folder: Path) -> Iterator[str]:
    if (folder / VARIANTS).is_dir():
        yield VARIANTS


def _put_in_place(target: Path, partial: Path) -> None:
    if not target.exists():
        partial.rename(target)
        return
    replaced = partial
    if not exchange(partial, target):
        replaced = _beside(target, _OLD)
        target.rename(replaced)
        partial.rename(target)
    _carry(replaced, target)
    # What cannot be deleted now is deleted by the next run.
    shutil.rmtree(replaced, ignore_errors=True)


def _carry(replaced: Path, target: Path) -> None:
    """Move what is not ours from a replaced folder into its successor.

    A folder without a manifest was never finished and is ours as a whole, except for the variants in it.
    """
    owned = _owned(replaced)
    foreign = _foreign(replaced, owned, _folders(owned | _owned(target))) if owned else _variants(replaced)
    for path in list(foreign):
        if not (target / path).exists():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (replaced / path).rename(target / path)
