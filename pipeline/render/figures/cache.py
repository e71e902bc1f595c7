"""Pictures of earlier runs, found by what decides their bytes: the figure, the drawing code, the versions.

A cache that cannot be read or written is as good as an empty one.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pipeline.exercises.figures import Figure

FigureFormat = Literal["svg", "pdf", "png"]


def kept(figure: "Figure", output: FigureFormat) -> bytes | None:
    """Return the picture of an earlier run, or None."""
    try:
        return _file(figure, output).read_bytes() or None
    except OSError:
        return None


def keep(figure: "Figure", output: FigureFormat, image: bytes) -> None:
    """Keep a picture for later runs; another process may do the same at the same time."""
    file = _file(figure, output)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(image)
            Path(temporary).replace(file)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


def folder() -> Path:
    """Return where caches lie: `$CORRIGE_CACHE`, else `corrige` in the user's cache folder."""
    if chosen := os.environ.get("CORRIGE_CACHE"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "corrige"


def _file(figure: "Figure", output: FigureFormat) -> Path:
    described = f"{_drawing_code()}\n{figure.width!r}\n{figure.drawing!r}"
    return folder() / "figures" / f"{hashlib.sha256(described.encode()).hexdigest()}.{output}"


@cache
def _drawing_code() -> str:
    """Return a hash of everything besides the figure that decides how it looks."""
    package = Path(__file__).resolve().parents[2]
    sources = [*sorted(Path(__file__).parent.glob("*.py")), *sorted((package / "notation").glob("*.py"))]
    digest = hashlib.sha256()
    for source in [*sources, package / "render" / "words.py"]:
        digest.update(source.read_bytes())
    return " ".join([digest.hexdigest(), *map(version, ("matplotlib", "numpy", "contourpy"))])
