"""What an output depends on, as hashes; nothing heavy is imported, so that an unchanged build is known at once."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.render.page import Edition
    from pipeline.sheet.toml import Source
    from pipeline.typeset.documents import Engine, Format

PACKAGES = (
    *("corrige", "pypandoc-binary", "typst", "python-flint", "sympy", "matplotlib", "contourpy", "numpy"),
    *("Jinja2", "pydantic"),
)
"""Distributions whose version can change the bytes of an output."""


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line.

    Attributes:
        formats: In the order of the program, without duplicates.
        editions: Likewise.
        seed: That the parameters are drawn with; None for the sheet's own.
        variant: Its id.
        engine: That makes PDF.
        settings: Parameters set one by one, `rosenbrock.b=3`; they take the place of a drawing.
    """

    formats: "tuple[Format, ...]"
    editions: "tuple[Edition, ...]"
    seed: int | None
    variant: str
    engine: "Engine"
    settings: tuple[str, ...] = ()


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return sha256(content).hexdigest()


def inputs(sheet: "Source", reference: Path, options: Options) -> dict[str, Any]:
    """Return everything that a build of a sheet depends on, for its manifest.

    No machine's path, no clock: the same inputs give the same manifest everywhere.
    """
    from pipeline.render.locations import templates_root

    own = own_files(sheet)
    package = Path(__file__).resolve().parents[1]
    lists = {"formats": list(options.formats), "editions": list(options.editions), "settings": list(options.settings)}
    described = {**asdict(options), **lists}
    return {
        "sheet": {"file": Path(sheet.file).name, "sha256": sheet.sha256},
        "reference": {"sha256": digest(reference.read_bytes())} if reference.is_file() else None,
        "templates": folder_digest(templates_root(), "*"),
        "program": folder_digest(package, "*.py"),
        "options": described,
        "lock": _locked(sheet, options.variant),
        "versions": versions(),
        **({"project": own} if own else {}),
    }


def _locked(sheet: "Source", variant: str) -> str | None:
    """Return a hash of the lock file beside a sheet, on which the drawing of a variant may depend."""
    beside = Path(sheet.file).with_suffix(".lock")
    return digest(beside.read_bytes()) if variant != "0" and beside.is_file() else None


def own_files(sheet: "Source") -> str:
    """Return one hash over all that a sheet's project brings, and the logo; empty where there is nothing of it."""
    from pipeline.render.locations import templates_root
    from pipeline.sheet.project import project_of

    project = project_of(Path(sheet.file))
    folders = [project / name for name in ("kinds", "templates")] if project else []
    brought = [folder for folder in folders if folder.is_dir() and folder.resolve() != templates_root().resolve()]
    parts = [*(folder_digest(folder, "*") for folder in brought), look_digest(sheet)]
    return digest("".join(parts).encode()) if any(parts) else ""


def look_digest(sheet: "Source") -> str:
    """Return one hash over the files of a sheet's theme: its project's settings and fonts, the logo."""
    from pipeline.sheet.project import FONTS, logo_paths, project_of, read_settings

    project = project_of(Path(sheet.file))
    settings = read_settings(project)
    files = [Path(settings.file), *logo_paths(sheet, settings)] if settings.sha256 else [*logo_paths(sheet, settings)]
    fonts = [folder_digest(project / FONTS, "*")] if project and (project / FONTS).is_dir() else []
    parts = [*(digest(path.read_bytes()) for path in files if path.is_file()), *fonts]
    return digest("".join(parts).encode()) if parts else ""


def own_kinds_digest(sheet: Path) -> str:
    """Return the project of a sheet with one hash over the kinds that it brings."""
    from pipeline.sheet.project import project_of

    project = project_of(sheet)
    folder = project / "kinds" if project else None
    return f"{project} {folder_digest(folder, '*') if folder and folder.is_dir() else ''}"


def folder_digest(folder: Path, pattern: str) -> str:
    """Return one hash over the names and contents of a folder's files."""
    lines = [
        f"{path.relative_to(folder).as_posix()} {digest(path.read_bytes())}"
        for path in sorted(folder.rglob(pattern))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return digest("\n".join(lines).encode())


def versions() -> Mapping[str, str]:
    """Return the versions of the program and of what its outputs are made with, by distribution."""
    from importlib.metadata import PackageNotFoundError

    found = {}
    for name in PACKAGES:
        try:
            found[name] = _version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _version(name: str) -> str:
    """Return the version of a distribution; `importlib.metadata.version` parses its whole description for it."""
    from importlib.metadata import distribution

    installed = distribution(name)
    line = re.search(r"^Version: *(\S+)", installed.read_text("METADATA") or "", re.MULTILINE)
    return line[1] if line else installed.version
