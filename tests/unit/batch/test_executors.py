import subprocess
import sys
from pathlib import Path

SLOW_END = """
import multiprocessing.synchronize
import threading
import time

from pipeline.batch.executors import local_crew
from pipeline.cli.program import _leave

remove = multiprocessing.synchronize.sem_unlink


def remove_slowly(name):
    remove(name)
    time.sleep(0.05)


if __name__ == "__main__":
    multiprocessing.synchronize.sem_unlink = remove_slowly
    with local_crew(1) as crew:
        print(crew.executor.submit(pow, 2, 3).result())
    while threading.active_count() > 1:
        time.sleep(0.001)
    _leave(0)
"""


def test_nothing_of_the_workers_is_left_when_the_process_ends(tmp_path: Path) -> None:
    """Semaphores are given back before the fast end, also where that takes a while: Python would warn of a leak."""
    script = tmp_path / "slow_end.py"
    script.write_text(SLOW_END)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "8\n", "")
