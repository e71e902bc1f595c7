"""Who works for the commands that make many variants, and how their progress is shown."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

import click

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.batch.executors import Crew

Show = Callable[[str, int, int, int], None]
"""Called with what is going on, how many are done, of how many, and how many have failed."""

SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def open_crew(workers: int | None, scheduler: str | None) -> "Iterator[Crew]":
    """Provide the crew that was asked for.

    Raises:
        UsageError: Where a cluster and a number of processes are both given.
    """
    from pipeline.batch.executors import cluster_crew, local_crew

    if scheduler is None:
        with local_crew(workers or available_cores()) as crew:
            yield crew
        return
    if workers is not None:
        raise UsageError("--workers and --scheduler do not go together", hint="a cluster has the workers that it has")
    with cluster_crew(scheduler) as crew:
        yield crew


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def progress_bar(title: str, *, is_quiet: bool) -> Iterator[Show]:
    """Show progress on stderr: a bar with rate and time left on a terminal, plain lines now and then elsewhere."""
    if is_quiet:
        yield lambda _phase, _done, _total, _failed: None
    elif sys.stderr.isatty():
        with _bar(title) as show:
            yield show
    else:
        yield _Lines(title).show


@contextmanager
def _bar(title: str) -> Iterator[Show]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("[red]{task.fields[failed]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks = {}
        rates: dict[str, _Rate] = {}

        def show(phase: str, done: int, total: int, failed: int) -> None:
            if phase not in tasks:
                tasks[phase] = progress.add_task(f"{title}: {phase}", total=total, rate="", failed="")
                rates[phase] = _Rate(done)
            told = f"{failed} failed" if failed else ""
            progress.update(tasks[phase], completed=done, total=total, rate=rates[phase].told(done), failed=told)

        yield show


class _Rate:
    """How many are done in a second since the work began."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.start = monotonic()

    def per_second(self, done: int) -> float:
        return (done - self.first) / max(monotonic() - self.start, 1e-3)

    def told(self, done: int) -> str:
        rate = self.per_second(done)
        return "" if rate <= 0 else f"{rate:.1f}/s" if rate >= 1 else f"{1 / rate:.1f} s each"


class _Lines:
    """Progress as plain lines, for logs."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.last = monotonic()
        self.rates: dict[str, _Rate] = {}

    def show(self, phase: str, done: int, total: int, failed: int) -> None:
        rate = self.rates.setdefault(phase, _Rate(done))
        now = monotonic()
        if done == rate.first or (done < total and now - self.last < SECONDS_BETWEEN_LINES):
            return
        if phase == "drawing" and now - rate.start < SECONDS_BETWEEN_LINES:
            return
        self.last = now
        speed = rate.per_second(done)
        left = f", {(total - done) / speed:.0f} s left" if speed > 0 and done < total else ""
        told = f", {failed} failed" if failed else ""
        click.echo(f"{self.title}: {phase} {done} of {total}{left}{told}", err=True)
