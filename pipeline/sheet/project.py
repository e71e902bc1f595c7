"""The project around a sheet: the folder (a course repository) that may bring own kinds and templates."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.sheet.toml import Source, read_toml

SETTINGS = "corrige.toml"
"""The project file, with what holds for all sheets. It may be empty or absent: a folder `kinds`, `templates` or `fonts`
marks a project as well."""

FONTS = "fonts"
"""Folder of a project with fonts of its own."""


def project_of(sheet: Path) -> Path | None:
    """Return the project that a sheet belongs to: the nearest folder around it that is one.

    Looked at are the sheet's own folder and those above it as far as the current folder; and `x` for a sheet in
    `x/sheets`, from wherever the command is given. A kind is a program: nothing further up is trusted.
    """
    return next((candidate for candidate in project_candidates(sheet) if is_project(candidate)), None)


def is_project(folder: Path) -> bool:
    """Tell whether a folder brings something of its own."""
    has_templates = any((folder / "templates" / name).is_dir() for name in ("exercises", "layouts"))
    return has_templates or any((folder / name).is_dir() for name in ("kinds", FONTS)) or (folder / SETTINGS).is_file()


def project_candidates(sheet: Path) -> Iterator[Path]:
    """Yield the folders that may be the project of a sheet, in the order in which they are looked at."""
    here, folder = Path.cwd().resolve(), Path(sheet).resolve().parent
    yield folder
    if folder.name == "sheets":
        yield folder.parent
    for above in folder.parents:
        if not above.is_relative_to(here):
            return
        yield above


def read_settings(project: Path | None) -> Source:
    """Read a project's file; one that is not there, or has nothing in it, says nothing.

    Raises:
        InputError: Where it is no TOML; its place is seen from the current folder.
    """
    path = project / SETTINGS if project else Path(SETTINGS)
    if project is None or not path.is_file() or not path.read_bytes().strip():
        return Source(str(path), "", {})
    here = Path.cwd().resolve()
    return read_toml(path.relative_to(here) if path.is_relative_to(here) else path)


def logo_paths(sheet: Source, settings: Source) -> tuple[Path, ...]:
    """Return the logos that a sheet and its project's file name, before either is validated."""
    themes = [(Path(source.file).parent, source.data.get("theme")) for source in (sheet, settings)]
    return tuple(
        folder / theme["logo"]
        for folder, theme in themes
        if isinstance(theme, Mapping) and isinstance(theme.get("logo"), str)
    )
