import os
import signal
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection

import pytest

from pipeline.batch import dispatch as dispatching
from pipeline.batch.dispatch import dispatch
from pipeline.batch.executors import local_crew


def _square(items: Sequence[int]) -> list[int]:
    return [item * item for item in items]


def _square_or_die(items: Sequence[int]) -> list[int]:
    if 7 in items:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return [item * item for item in items]


def _lost(item: int) -> int:
    return -item


def test_every_item_has_its_result() -> None:
    """All results come, whatever the size of the chunks."""
    with local_crew(2) as crew:
        for chunk in (1, 3, 100):
            assert sorted(dispatch(crew, _square, range(20), chunk, _lost)) == [k * k for k in range(20)]
        assert list(dispatch(crew, _square, [], 4, _lost)) == []


def test_a_worker_that_dies_costs_only_the_item_that_kills_it() -> None:
    """The item is given up after several workers have died over it alone; all others have their results."""
    with local_crew(2) as crew:
        assert sorted(dispatch(crew, _square_or_die, range(1, 16), 4, _lost)) == sorted(
            -k if k == 7 else k * k for k in range(1, 16)
        )


def _square_or_die_telling(items: Sequence[int]) -> list[int]:
    """Die with half of the result told: nobody else can tell one any more."""
    if 7 in items:
        Connection._send = _send_half  # type: ignore[attr-defined]
    return [item * item for item in items]


def _send_half(connection: Connection, buffer: memoryview, write: object = None) -> None:
    os.write(connection.fileno(), bytes(buffer)[: len(buffer) // 2])
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_dies_while_it_tells_its_result_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others wait for it to end its sentence, and so does who listens: all are replaced."""
    monkeypatch.setattr(dispatching, "LOOK_SECONDS", 0.2)
    with local_crew(2) as crew:
        assert sorted(dispatch(crew, _square_or_die_telling, range(1, 16), 4, _lost)) == sorted(
            -k if k == 7 else k * k for k in range(1, 16)
        )


def _tell_half_and_wait(items: Sequence[int]) -> list[int]:
    Connection._send = _send_half_and_wait  # type: ignore[attr-defined]
    return list(items)


def _send_half_and_wait(connection: Connection, buffer: memoryview, write: object = None) -> None:
    os.write(connection.fileno(), bytes(buffer)[: len(buffer) // 2])
    time.sleep(60)


def test_a_crew_is_dismissed_in_the_middle_of_a_result() -> None:
    """As Ctrl-C does; the thread that was listening ends, else the process never would."""
    with local_crew(1) as crew:
        crew.executor.submit(_tell_half_and_wait, [1])
        manager = crew.executor._executor_manager_thread  # type: ignore[attr-defined]
        time.sleep(1.0)
    assert not manager.is_alive()


def test_the_workers_end_with_the_crew() -> None:
    """No process is left when the crew is left, also in the middle of the work."""
    with local_crew(2) as crew:
        results = dispatch(crew, _square, range(100), 1, _lost)
        next(results)
        executor = crew.executor
        assert isinstance(executor, ProcessPoolExecutor)
        processes = list(executor._processes.values())
    assert processes
    for process in processes:
        process.join(5)
        assert not process.is_alive()


def _fail(items: Sequence[int]) -> list[int]:
    raise ValueError(str(items[0]))


def test_an_error_in_the_work_is_an_error_here() -> None:
    """What a worker raises is not swallowed."""
    with local_crew(1) as crew, pytest.raises(ValueError, match="^3$"):
        list(dispatch(crew, _fail, [3], 1, _lost))
