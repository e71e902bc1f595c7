"""The pages of one sheet while it is being written: the last good ones, and what is wrong now."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import CorrigeError, explain
from pipeline.publish.build import Solved, check_references, make_files, solve_sheet
from pipeline.publish.fingerprint import Options, digest, look_digest, own_kinds_digest
from pipeline.publish.stopwatch import Stopwatch
from pipeline.sheet.toml import Source, read_toml

if TYPE_CHECKING:
    from pipeline.render.figures.ahead import Studio


@dataclass(frozen=True)
class State:
    """What the browser shows.

    Attributes:
        version: Grows with every build, good or bad.
        files: Of the last good build, by name; empty where there was none yet.
        error: What a user reads of the current mistake; empty where all is well.
        seconds: That the build took.
    """

    version: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)
    error: str = ""
    seconds: float = 0.0


class Session:
    """Builds a sheet again and again, and tells who waits for it.

    What a change does not touch is not done again: as long as the sheet and its kinds are the same, the answers are.
    """

    def __init__(self, sheet: Path, options: Options) -> None:
        """Prepare; nothing is built before `rebuild`."""
        self.sheet = sheet
        self.options = options
        self.state = State()
        self.is_closed = False
        self._changed = threading.Condition()
        self._solved: tuple[str, Solved] | None = None

    def rebuild(self, drawing: "Studio") -> State:
        """Build the pages; after a failure the last good ones stay."""
        watch = Stopwatch()
        try:
            solved = self._solve(watch)
            check = partial(check_references, self.sheet, solved)
            files: Mapping[str, bytes] = make_files(solved, self.options, watch, drawing, check=check)
            error = ""
        except CorrigeError as known:
            files, error = self.state.files, explain(known)
        except Exception as unknown:  # the preview goes on, whatever happens to one build
            files, error = self.state.files, _bug(unknown)
        with self._changed:
            self.state = State(self.state.version + 1, files, error, sum(watch.seconds.values()))
            self._changed.notify_all()
        return self.state

    def wait(self, version: int, seconds: float) -> State:
        """Return the state once it is another than the one that a browser has, or after some time."""
        with self._changed:
            self._changed.wait_for(lambda: self.is_closed or self.state.version != version, seconds)
            return self.state

    def close(self) -> None:
        """Let everybody who waits go."""
        with self._changed:
            self.is_closed = True
            self._changed.notify_all()

    def _solve(self, watch: Stopwatch) -> Solved:
        source = read_toml(self.sheet)
        identity = _identity(source, self.sheet)
        if self._solved is None or self._solved[0] != identity:
            self._solved = None
            self._solved = identity, solve_sheet(source, self.options, watch)
        return self._solved[1]


def _identity(source: Source, sheet: Path) -> str:
    """Return what a solved sheet depends on in one run of the program: file, lock, its project's kinds, its theme."""
    from pipeline.parameters.lock import lock_path

    lock = lock_path(sheet)
    theme = look_digest(source)
    return f"{source.sha256} {own_kinds_digest(sheet)} {theme} {digest(lock.read_bytes()) if lock.is_file() else ''}"


def _bug(error: Exception) -> str:
    return f"error: this is a mistake in corrige: {type(error).__name__}: {error}\n       corrige build shows where"


@contextmanager
def closing(session: Session) -> Iterator[Session]:
    """Close a session at the end."""
    try:
        yield session
    finally:
        session.close()
