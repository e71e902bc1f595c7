"""Where the work is done: processes of this machine, or a Dask cluster; both are `concurrent.futures` executors."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from pipeline.errors import MissingToolError, ToolFailedError

CONNECT_SECONDS = 10

END_SECONDS = 5
"""What a process or thread that was told to end may take before it is left to itself."""


class Crew:
    """Those who work.

    Attributes:
        size: How many work at the same time.
    """

    def __init__(
        self,
        hire: Callable[[], Executor],
        dismiss: Callable[[Executor], None],
        size: int,
        has_lost_one: Callable[[Executor], bool] = lambda _: False,
    ) -> None:
        """Start with nobody.

        Args:
            hire: Starts an executor.
            dismiss: Ends one at once, whatever it is doing.
            size: How many work in it.
            has_lost_one: Tells whether a worker of one is dead.
        """
        self._hire = hire
        self._dismiss = dismiss
        self._has_lost_one = has_lost_one
        self._executor: Executor | None = None
        self.size = size

    @property
    def executor(self) -> Executor:
        """The executor; started when it is first asked for."""
        if self._executor is None:
            self._executor = self._hire()
        return self._executor

    @property
    def has_lost_one(self) -> bool:
        """Whether a worker is dead."""
        return self._executor is not None and self._has_lost_one(self._executor)

    def dismiss(self) -> None:
        """End the executor at once; the next one to ask gets another."""
        if self._executor is not None:
            self._dismiss(self._executor)
            self._executor = None


@contextmanager
def local_crew(workers: int) -> Iterator[Crew]:
    """Provide processes of this machine.

    They are not forked from this one, which may have threads, but started fresh or from a server that has none.
    """
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(method)
    crew = Crew(lambda: ProcessPoolExecutor(workers, context, initializer=_begin), _dismiss, workers, _has_lost_one)
    try:
        yield crew
    finally:
        crew.dismiss()


def _begin() -> None:
    """Leave interrupts to the parent, and end with it even where it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()
    from pipeline.batch.job import collect_seldom

    collect_seldom()


def _follow(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _has_lost_one(executor: Executor) -> bool:
    processes = dict(getattr(executor, "_processes", None) or {})
    return any(not process.is_alive() for process in processes.values())


def _dismiss(executor: Executor) -> None:
    processes = dict(getattr(executor, "_processes", None) or {})
    manager = getattr(executor, "_executor_manager_thread", None)
    results = getattr(executor, "_result_queue", None)
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes.values():
        with suppress(OSError, ValueError, AttributeError):
            process.kill()
    for process in processes.values():
        with suppress(OSError, ValueError, AssertionError):
            process.join(END_SECONDS)
    if results is not None:  # one who died in the middle of a result is listened to until nobody can tell the rest
        with suppress(OSError, AttributeError):
            results._writer.close()
    if manager is not None:  # it frees the queues' semaphores, which this process's end must not interrupt
        manager.join(END_SECONDS)


@contextmanager
def cluster_crew(address: str) -> Iterator[Crew]:
    """Provide the workers of a Dask cluster.

    Args:
        address: Of its scheduler, `tcp://host:8786`.

    Raises:
        MissingToolError: Where `distributed` is not installed.
        ToolFailedError: Where no scheduler answers, or it has no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        hint = "pip install 'corrige[cluster]'"
        raise MissingToolError("the package distributed is not installed", hint=hint) from None
    try:
        client: Any = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        hint = f"dask scheduler; dask worker {address} --nthreads 1"
        raise ToolFailedError(f"no Dask scheduler answers at {address}: {_said(error)}", hint=hint) from None
    with client:
        count = _workers(client)
        if not count:
            message = f"the Dask cluster at {address} has no workers"
            raise ToolFailedError(message, hint=f"dask worker {address} --nthreads 1")
        _check_versions(client)
        crew = Crew(lambda: client.get_executor(pure=False, retries=2), _leave, count)
        try:
            yield crew
        finally:
            crew.dismiss()


def _workers(client: Any) -> int:
    with suppress(Exception):  # a cluster that grows has its first worker a little later
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    return len(client.scheduler_info().get("workers", {}))


def program_digest() -> str:
    """Return a hash of this program and its templates, which a worker has to share."""
    from pipeline.publish.fingerprint import folder_digest
    from pipeline.render.locations import templates_root

    package = Path(__file__).resolve().parents[1]
    return folder_digest(package, "*.py") + folder_digest(templates_root(), "*")


def _check_versions(client: Any) -> None:
    """Refuse workers that would make other bytes than this machine.

    Raises:
        ToolFailedError: Where a worker lacks corrige, or has another version.
    """
    hint = "install the same corrige on every machine: pip install 'corrige[cluster]'"
    try:
        digests = client.run(program_digest)
    except Exception as error:  # whatever a worker says when it cannot import us
        raise ToolFailedError(f"a worker of the cluster cannot run corrige: {_said(error)}", hint=hint) from None
    others = sorted(worker for worker, digest in digests.items() if digest != program_digest())
    if others:
        raise ToolFailedError(f"the worker {others[0]} has another version of corrige", hint=hint)


def _leave(executor: Executor) -> None:
    executor.shutdown(wait=False)


def _said(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
