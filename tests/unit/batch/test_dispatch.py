import os
import signal
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

import pytest

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
