"""`corrige publish`: builds what has changed, puts the site together, checks all of it, and only then writes it."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pipeline.errors import Place, UsageError, WriteError
from pipeline.publish.build import build_sheet, check_distinct
from pipeline.publish.fingerprint import Options
from pipeline.publish.site.assemble import Site, public_site, students_site
from pipeline.publish.site.leaks import check_leaks
from pipeline.publish.site.links import check_links
from pipeline.publish.site.pages import Masthead
from pipeline.publish.site.plan import Entry, find_sheets, plan_site
from pipeline.publish.site.students import made_from, own_sheets, secret_from_environment
from pipeline.publish.stopwatch import Stopwatch
from pipeline.publish.swap import exchange
from pipeline.render.language.language import load_language
from pipeline.render.locations import template_folders
from pipeline.sheet.load import load_language_of, load_theme
from pipeline.sheet.model import LanguageCode

MARK: Final = ".corrige-site"
"""A file that says that the folder is ours to replace."""

BUILD: Final = Options(("pdf", "html", "md"), ("sheet", "solution"), None, "0", "typst")
"""As `corrige build` by default, so that both share their outputs."""


@dataclass(frozen=True)
class Request:
    """What is to be published.

    Attributes:
        project: Folder with `sheets/`; outputs go to its `outputs/`.
        target: Folder of the site.
        now: The moment that decides which solutions are due.
        title: Of the index; empty for the usual one.
        url: Of the site, for the list of addresses; may be empty.
        students: Whether their own sheets are published.
        addresses: Where the list of addresses goes; outside the site.
    """

    project: Path
    target: Path
    now: datetime
    title: str
    url: str
    students: Literal["publish", "leave out"]
    addresses: Path


@dataclass(frozen=True)
class Published:
    """What was published.

    Attributes:
        entries: The sheets.
        statuses: Sheet id → `built` or `up to date`.
        files: Number of files on the site.
        students: Number of students with sheets of their own.
        outdated: The sheets that have changed since the students' were made of them.
    """

    entries: tuple[Entry, ...]
    statuses: Mapping[str, str]
    files: int
    students: int
    outdated: tuple[Path, ...] = ()


def publish_site(request: Request, announce: Callable[[str], None] = lambda _stage: None) -> Published:
    """Build, check and write the site.

    Raises:
        UsageError: Where students have sheets of their own and there is no secret.
        SiteError: Where the site says something of a solution that is not due, or has a broken link.
        CorrigeError: Where a sheet cannot be built; the site that was there is untouched.
    """
    _check_addresses(request)
    paths = find_sheets(request.project)
    check_distinct(paths)
    entries = plan_site(paths, request.now)
    outputs = request.project / "outputs"
    secret = _secret(request, entries, outputs)
    statuses = {}
    for entry in entries:
        built = build_sheet(entry.path, outputs, BUILD, Stopwatch(announce), reuse="unchanged")
        statuses[entry.sheet.id] = built.status
    announce("site")
    folders = template_folders([request.project / "templates"])
    language = load_language(index_language(request.project, entries), folders)
    masthead = Masthead(folders, request.title, language, load_theme(request.project))
    parts = [public_site(masthead, entries, outputs)]
    if secret is not None:
        parts.append(students_site(masthead, entries, outputs, secret, request.url))
    files = {path: content for part in parts for path, content in part.files.items()}
    announce("check")
    _check(parts, files)
    write_site(request.target, files)
    _write_addresses(request, parts)
    outdated = tuple(entry.path for entry in entries if secret is not None and _is_outdated(entry, outputs))
    return Published(entries, statuses, len(files), sum(part.students for part in parts), outdated)


def _is_outdated(entry: Entry, outputs: Path) -> bool:
    return made_from(outputs / entry.sheet.id) not in ("", entry.sheet.source.sha256)


def _check_addresses(request: Request) -> None:
    """Refuse to put the list of addresses where everybody finds it.

    Raises:
        UsageError: Where it would lie in the site.
    """
    if request.addresses.resolve().is_relative_to(request.target.resolve()):
        message = f"the list of addresses would be part of the site: {request.addresses}"
        raise UsageError(message, hint="choose another file with --addresses")


def index_language(project: Path, entries: tuple[Entry, ...]) -> LanguageCode:
    """Return the language of the index: the project's, else the one that all sheets have, else English."""
    spoken = {entry.sheet.language for entry in entries}
    return load_language_of(project) or (spoken.pop() if len(spoken) == 1 else "en")


def _secret(request: Request, entries: tuple[Entry, ...], outputs: Path) -> bytes | None:
    """Return the secret where somebody has a sheet of their own; asked for before anything is built."""
    has_own = any(own_sheets(outputs / entry.sheet.id) for entry in entries)
    return secret_from_environment() if has_own and request.students == "publish" else None


def _check(parts: list[Site], files: Mapping[str, bytes]) -> None:
    check_links(files)
    for part in parts:
        for beginning, secrets in part.secrets.items():
            check_leaks({path: content for path, content in part.files.items() if path.startswith(beginning)}, secrets)


def _write_addresses(request: Request, parts: list[Site]) -> None:
    from pipeline.publish.starts import write_bytes

    for part in parts:
        if part.addresses is not None:
            write_bytes(request.addresses, part.addresses)


def write_site(target: Path, files: Mapping[str, bytes]) -> None:
    """Put the site in the place of the one that was there, whole.

    Raises:
        WriteError: Where the folder holds anything but a site of ours, or writing fails; it is then untouched.
    """
    real = Path(os.path.realpath(target))
    if real.exists() and not (real / MARK).is_file() and (not real.is_dir() or any(real.iterdir())):
        hint = "choose another folder with -o, or move it away"
        raise WriteError("this is no site that corrige wrote", place=Place(str(target)), hint=hint)
    if any((folder / MARK).is_file() for folder in real.parents):
        hint = (
            "the next corrige publish would remove it, and until then it would be published too: choose another folder"
        )
        raise WriteError("this folder is part of another site", place=Place(str(target)), hint=hint)
    partial = real.with_name(f".{real.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        for path, content in {**files, MARK: b"Made by corrige publish, which replaces this folder.\n"}.items():
            file = partial / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        _swap(partial, real)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"the site cannot be written: {reason}", place=Place(str(target))) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _swap(partial: Path, real: Path) -> None:
    if not real.exists():
        partial.rename(real)
    elif not exchange(partial, real):
        shutil.rmtree(real)
        partial.rename(real)
