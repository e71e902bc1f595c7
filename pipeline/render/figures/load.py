"""Imports matplotlib so that neither the machine's fonts nor a user's settings decide how a figure looks.

Unless told otherwise, matplotlib reads every font of the machine on its first import (seconds, once per machine).
Here it knows its own fonts only, and keeps their list apart from the user's.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.render.figures.cache import folder
from pipeline.render.figures.fonts import write_font_list


def load_matplotlib() -> None:
    """Import what drawing needs. Where matplotlib is imported already, its fonts stay as they are."""
    settings = _settings()
    write_font_list(settings)
    with _environment(MPL_IGNORE_SYSTEM_FONTS="1", MPLCONFIGDIR=str(settings)):
        import matplotlib.font_manager  # noqa: F401


def _settings() -> Path:
    """Return a folder that can be written; matplotlib complains aloud about any other."""
    wanted = folder() / "matplotlib"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _passing_folder()
    return wanted if os.access(wanted, os.W_OK) else _passing_folder()


def _passing_folder() -> Path:
    passing = tempfile.mkdtemp(prefix="corrige-")
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return Path(passing)


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set variables of the environment for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
