"""Draws figures in another process while this one goes on solving and proving.

matplotlib takes as long to import as all the rest of a small build; so where there is more than one processor, a
process of its own begins with that before the first figure is known, and before this one imports anything for the
sheet. On a single one it would only be in the way.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.render.figures import FigureFormat, drawn
from pipeline.render.figures.cache import kept

if TYPE_CHECKING:
    from pipeline.exercises.figures import Figure
    from pipeline.exercises.solution import Content

Wanted = tuple["Figure", FigureFormat]
Draw = Callable[["Figure", FigureFormat], bytes]


class Studio:
    """Figures that are being drawn elsewhere, in the order in which they were begun.

    Pictures come back in that order and are kept until somebody asks for them. Where the other process has died, or
    never was, figures are drawn here.
    """

    def __init__(self, worker: "subprocess.Popen[bytes] | None" = None, draw: Draw = drawn) -> None:
        """Take over a process that runs `worker.py`, if there is one; `draw` is what draws here."""
        self._worker = worker
        self._draw = draw
        self._begun: list[Wanted] = []
        self._done: list[bytes | Exception] = []

    def begin(self, figure: "Figure", output: FigureFormat) -> None:
        """Start drawing, unless an earlier run has left the picture."""
        if self._worker is None or (figure, output) in self._begun or kept(figure, output) is not None:
            return
        assert self._worker.stdin is not None
        with suppress(OSError):  # it has died, which is met again in `picture`
            pickle.dump((figure, output), self._worker.stdin)
            self._worker.stdin.flush()
            self._begun.append((figure, output))

    def picture(self, figure: "Figure", output: FigureFormat) -> bytes:
        """Return the picture, waiting for it where it was begun.

        Raises:
            Exception: Whatever drawing it raised.
        """
        wanted = (figure, output)
        while wanted in self._begun[len(self._done) :]:
            if not self._receive():
                return self._draw(figure, output)
        if wanted not in self._begun:
            return self._draw(figure, output)
        answer = self._done[self._begun.index(wanted)]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _receive(self) -> bool:
        """Wait for the next picture; tell whether there is one."""
        if self._worker is None:
            return False
        assert self._worker.stdout is not None
        try:
            self._done.append(pickle.load(self._worker.stdout))
        except (EOFError, OSError, pickle.UnpicklingError):
            return False
        return True

    def close(self) -> None:
        """Give up what nobody has waited for."""
        if self._worker is not None:
            worker, self._worker = self._worker, None
            worker.kill()
            with suppress(OSError):
                worker.communicate()


@contextmanager
def studio() -> Iterator[Studio]:
    """Provide a studio that is closed at the end."""
    open_studio = Studio(_start_worker() if processors() > 1 else None)
    try:
        yield open_studio
    finally:
        open_studio.close()


def figures_in(content: "Content | Mapping[str, Content]") -> "Iterator[Figure]":
    """Yield the figures of a solution's content, in its order."""
    from pipeline.exercises.figures import Figure

    if isinstance(content, Figure):
        yield content
    elif isinstance(content, Mapping):
        for item in content.values():
            yield from figures_in(item)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for item in content:
            yield from figures_in(item)


def _start_worker() -> "subprocess.Popen[bytes] | None":
    """Start it with our own modules, in a group of its own: an interrupt is for us to deal with."""
    root = str(Path(__file__).resolve().parents[3])
    search = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-P", "-m", "pipeline.render.figures.worker"]
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": search},
            process_group=0 if os.name == "posix" else None,
        )
    except OSError:
        return None


def processors() -> int:
    """Return how many processors we may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
