"""Draws figures in other processes while this one goes on solving and typesetting.

matplotlib takes as long to import as all the rest of a small build; so the first figure that no earlier run has left
starts a process of its own. A second one would pay for the import again, and share two cores with the solving.
"""

import ctypes
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from pipeline.exercises.figures import Figure
from pipeline.exercises.solution import Content
from pipeline.render.figures import FigureFormat, drawn
from pipeline.render.figures.cache import kept

WORKERS = 1

PR_SET_PDEATHSIG = 1
"""Linux: the signal that a process gets when its parent dies; see prctl(2)."""


class Studio:
    """Figures that are being drawn, by figure and format."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._begun: dict[tuple[Figure, FigureFormat], Future[bytes]] = {}

    def begin(self, figure: Figure, output: FigureFormat) -> None:
        """Start drawing, unless an earlier run has left the picture or the system cannot fork safely."""
        if (figure, output) in self._begun or not _can_fork() or kept(figure, output) is not None:
            return
        if self._pool is None:
            self._pool = ProcessPoolExecutor(WORKERS, get_context("fork"), initializer=_follow_parent)
        self._begun[figure, output] = self._pool.submit(drawn, figure, output)

    def picture(self, figure: Figure, output: FigureFormat) -> bytes:
        """Return the picture, waiting for it where it was begun."""
        begun = self._begun.get((figure, output))
        return drawn(figure, output) if begun is None else begun.result()

    def close(self) -> None:
        """Give up what nobody has waited for."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def studio() -> Iterator[Studio]:
    """Provide a studio that is closed at the end."""
    open_studio = Studio()
    try:
        yield open_studio
    finally:
        open_studio.close()


def figures_in(content: Content | Mapping[str, Content]) -> Iterator[Figure]:
    """Yield the figures of a solution's content, in its order."""
    if isinstance(content, Figure):
        yield content
    elif isinstance(content, Mapping):
        for item in content.values():
            yield from figures_in(item)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for item in content:
            yield from figures_in(item)


def _can_fork() -> bool:
    """Tell whether a fork is safe: on Linux, as long as there is one thread only or all others are the pool's."""
    return sys.platform == "linux" and all(
        thread is threading.main_thread() or thread.name.startswith(("ExecutorManager", "QueueFeeder"))
        for thread in threading.enumerate()
    )


def _follow_parent() -> None:
    """Leave interrupts to the parent, and end with it even where it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
