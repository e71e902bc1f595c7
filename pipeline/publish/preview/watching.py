"""What a sheet depends on, and when it changes."""

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

from pipeline.errors import MissingToolError
from pipeline.render.locations import templates_root
from pipeline.sheet.project import project_of

ENDINGS = (".toml", ".py", ".j2", ".css", ".lua", ".js", ".woff2", ".lock")


def check_installed() -> None:
    """Refuse to go on without the package that watches files.

    Raises:
        MissingToolError: With what to install.
    """
    from importlib.util import find_spec

    if find_spec("watchfiles") is None:
        raise MissingToolError("corrige preview needs the package watchfiles", hint='pip install "corrige[preview]"')


def watched(sheet: Path) -> tuple[Path, ...]:
    """Return the folders to watch: the sheet's, the project's kinds and templates, the built-in templates."""
    project = project_of(sheet)
    own = [project / name for name in ("kinds", "templates")] if project else []
    folders = [sheet.resolve().parent, *own, templates_root()]
    return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))


class Watcher:
    """Watches from the moment it is made, so that what is saved during a build is not missed."""

    def __init__(self, sheet: Path) -> None:
        """Begin to watch what a sheet depends on."""
        self._sheet = sheet
        self._stop = Event()
        self._found: SimpleQueue[tuple[str, ...]] = SimpleQueue()
        Thread(target=self._watch, daemon=True).start()

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

    def _watch(self) -> None:
        from watchfiles import watch

        beside = self._sheet.resolve().parent
        for found in watch(*watched(self._sheet), stop_event=self._stop, debounce=400, step=30):
            paths = [path for path in (Path(name) for _, name in found) if path.suffix in ENDINGS]
            names = {path.name for path in paths if path.parent != beside or _is_own(path, self._sheet)}
            if names:
                self._found.put(tuple(sorted(names)))


def _is_own(path: Path, sheet: Path) -> bool:
    """Tell whether a file beside the sheet belongs to it: the sheet itself, its references, its lock."""
    return path.name.split(".")[0] == sheet.stem
