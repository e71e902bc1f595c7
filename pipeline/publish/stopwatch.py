"""How long each stage of a command took; for the user's eyes only, never in an output."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter, process_time


def processor_seconds() -> float:
    """Return the processor time of this process and of those that it has waited for: what work costs on any machine."""
    if sys.platform == "win32":
        return process_time()
    import resource

    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + others.ru_utime + others.ru_stime


class Stopwatch:
    """Times the stages of one command and says which one runs.

    Attributes:
        seconds: Stage → time so far by the clock, wall time by default, in the order in which the stages first ran.
    """

    def __init__(
        self, announce: Callable[[str], None] = lambda stage: None, clock: Callable[[], float] = perf_counter
    ) -> None:
        """Start with no stage; `announce` is called with the name of each stage that begins."""
        self.seconds: dict[str, float] = {}
        self._announce = announce
        self._clock = clock

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time until the block is left as time of a stage."""
        self._announce(name)
        start = self._clock()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + self._clock() - start
