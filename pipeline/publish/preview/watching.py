"""What a sheet depends on, and when it changes."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Final

from pipeline.errors import CorrigeError, MissingToolError
from pipeline.render.locations import templates_root
from pipeline.sheet.project import SETTINGS, logo_paths, project_candidates, project_of, read_settings
from pipeline.sheet.toml import read_toml

ENDINGS: Final = (".toml", ".py", ".j2", ".css", ".lua", ".js", ".woff2", ".lock")
FONT_ENDINGS: Final = (".otf", ".ttf")
PICTURES: Final = (".svg", ".png", ".jpg", ".jpeg")
FOLDERS: Final = ("kinds", "templates", "fonts")
PAUSE, PATIENCE = 30, 400
"""Milliseconds: changes are told once nothing more has been saved for the first, after the second at the latest."""


def check_installed() -> None:
    """Refuse to go on without the package that watches files.

    Raises:
        MissingToolError: With what to install.
    """
    from importlib.util import find_spec

    if find_spec("watchfiles") is None:
        raise MissingToolError("corrige preview needs the package watchfiles", hint='pip install "corrige[preview]"')


def watched_deeply(sheet: Path) -> tuple[Path, ...]:
    """Return the folders of which all counts: the project's kinds, templates and fonts, the built-in templates."""
    project = project_of(sheet)
    own = [project / name for name in FOLDERS] if project else []
    return tuple(dict.fromkeys(folder for folder in (*own, templates_root()) if folder.is_dir()))


def watched_flatly(sheet: Path) -> tuple[Path, ...]:
    """Return the folders of which some entries count: the sheet's, all that may be a project, those of logos."""
    around = [file.parent for file in _files_of(sheet)]
    return tuple(dict.fromkeys([*around, *project_candidates(sheet), *_logo_folders(sheet)]))


def _files_of(sheet: Path) -> tuple[Path, ...]:
    """Return where the sheet stands: under its own name, and where that leads to if it is a link."""
    return sheet.parent.resolve() / sheet.name, sheet.resolve()


def _logo_folders(sheet: Path) -> tuple[Path, ...]:
    """Return the folders that hold a logo; none while the files that name it cannot be read."""
    try:
        logos = logo_paths(read_toml(sheet), read_settings(project_of(sheet)))
    except CorrigeError:
        return ()
    return tuple(folder for logo in logos if (folder := logo.resolve().parent).is_dir())


class Watcher:
    """Watches from the moment it is made, so that what is saved during a build is not missed."""

    def __init__(self, sheet: Path) -> None:
        """Begin to watch what a sheet depends on."""
        self._sheet = sheet
        self._stop = Event()
        self._moved = Event()
        self._found: SimpleQueue[tuple[str, ...]] = SimpleQueue()
        for watch in (self._watch_deeply, self._watch_flatly):
            Thread(target=watch, daemon=True).start()

    def changes(self) -> Iterator[tuple[str, ...]]:
        """Yield the names of the files that were changed, each time that some were; for ever.

        Raises:
            KeyboardInterrupt: When the user ends it.
        """
        while True:
            yield self._found.get()

    def stop(self) -> None:
        """End the watching."""
        self._stop.set()
        self._moved.set()

    def _watch_deeply(self) -> None:
        """Watch folders with all that they hold; which these are changes when a project gets its first template."""
        from watchfiles import watch

        while not self._stop.is_set():
            self._moved.clear()
            for found in watch(*watched_deeply(self._sheet), stop_event=self._moved, debounce=PATIENCE, step=PAUSE):
                self._tell(path for path in map(_path, found) if path.suffix in ENDINGS + FONT_ENDINGS)

    def _watch_flatly(self) -> None:
        """Watch folders without what lies deeper; which these are changes when the logo moves."""
        from watchfiles import watch

        while not self._stop.is_set():
            folders = watched_flatly(self._sheet)
            for found in watch(*folders, stop_event=self._stop, recursive=False, debounce=PATIENCE, step=PAUSE):
                paths = [path for path in map(_path, found) if self._counts(path)]
                if any(path.name in FOLDERS for path in paths):
                    self._moved.set()
                self._tell(paths)
                if watched_flatly(self._sheet) != folders:
                    break

    def _tell(self, paths: Iterable[Path]) -> None:
        if names := tuple(sorted({path.name for path in paths})):
            self._found.put(names)

    def _counts(self, path: Path) -> bool:
        """Tell whether an entry belongs to the sheet: itself, its references, its lock; the project's own; a logo."""
        own = _files_of(self._sheet)
        is_own = any(path.parent == file.parent and path.name.startswith(f"{file.stem}.") for file in own)
        return (is_own and path.suffix in ENDINGS) or path.name in (SETTINGS, *FOLDERS) or path.suffix in PICTURES


def _path(change: tuple[object, str]) -> Path:
    return Path(change[1])
