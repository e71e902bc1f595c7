import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import content_of

Run = Callable[..., "subprocess.CompletedProcess[str]"]

SHEET = """title = "Bowls"
[[exercise]]
id = "bowl"
kind = "critical-points"
function = "a*x^2 + y^2 - b*x"
variables = ["x", "y"]
[exercise.parameters]
a = { default = 1, range = [1, 9] }
b = { default = 2, range = [2, 90], step = 2 }
"""
ARGUMENTS = ("--format", "html", "--edition", "sheet")


class Cluster:
    """A Dask scheduler and its workers: processes of this machine, each with an empty folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
        while not self.file.exists() or not self.file.read_text(encoding="utf-8").strip():
            time.sleep(0.1)
        self.address = json.loads(self.file.read_text(encoding="utf-8"))["address"]

    def add_worker(self) -> "subprocess.Popen[bytes]":
        """Start one worker of one thread."""
        return self._start("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")

    def _start(self, what: str, *options: str) -> "subprocess.Popen[bytes]":
        own = self.folder / f"{what}-{len(self.processes)}"
        own.mkdir()
        command = [sys.executable, "-m", "dask", what, "--scheduler-file", str(self.file), *options]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "XDG_CACHE_HOME": str(own)}
        process = subprocess.Popen(
            command, cwd=own, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.processes.append(process)
        return process

    def stop(self) -> None:
        """End all processes."""
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler without workers."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder)
    yield made
    made.stop()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet of one small exercise."""
    path = tmp_path / "bowls.toml"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_a_cluster_gives_the_same_bytes_also_when_a_worker_is_killed(
    run_corrige: Run, cluster: Cluster, sheet: Path, tmp_path: Path
) -> None:
    """Two workers on a real local cluster, one killed in the middle: every variant is there, as from this machine."""
    victim, _ = cluster.add_worker(), cluster.add_worker()
    command = [sys.executable, "-m", "pipeline", "variants", str(sheet), "--count", "12", *ARGUMENTS]
    command += ["-o", str(tmp_path / "far"), "--lock", str(tmp_path / "far.lock"), "--scheduler", cluster.address]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        folder = tmp_path / "far/bowls/variants"
        while process.poll() is None and not (folder.is_dir() and any(folder.glob("0*"))):
            time.sleep(0.05)
        victim.kill()
        said = process.stderr.read()
    assert process.returncode == 0, said
    near = ("--count", 12, *ARGUMENTS, "-o", tmp_path / "near", "--lock", tmp_path / "near.lock")
    assert run_corrige("variants", sheet, *near).returncode == 0
    assert content_of(tmp_path / "far") == content_of(tmp_path / "near")
    assert (tmp_path / "far.lock").read_bytes() == (tmp_path / "near.lock").read_bytes()


def test_a_cluster_that_is_not_there_is_told(run_corrige: Run, sheet: Path) -> None:
    """No scheduler at the address ends with 51, and the hint says how to start one."""
    done = run_corrige("variants", sheet, "--count", 2, "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 51
    assert "error: no Dask scheduler answers at tcp://127.0.0.1:9" in done.stderr
    assert "dask worker tcp://127.0.0.1:9 --nthreads 1" in done.stderr
    done = run_corrige("variants", sheet, "--count", 2, "--scheduler", "x", "--workers", 2)
    assert done.returncode == 2
