"""How fast whole variants of Assignment 03 are made by one worker and by two, and what each stage takes.

Both editions as PDF and HTML, by the real command, in an empty folder each time; the wall time is that of the command
less that of a run which finds everything done. Runs with one and with two workers alternate, so that a busy machine
meets both.

    python -m bench.scaling --count 8 --runs 3
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHEET = ROOT / "sheets" / "assignment-03.toml"
WORKERS = (1, 2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.scaling")
    parser.add_argument("sheet", nargs="?", type=Path, default=SHEET)
    parser.add_argument("--count", type=int, default=8, help="variants in a run (default 8)")
    parser.add_argument("--runs", type=int, default=2, help="runs with each number of workers (default 2)")
    options = parser.parse_args(arguments)
    seconds: dict[int, list[float]] = {workers: [] for workers in WORKERS}
    stages: dict[str, float] = {}
    for _ in range(options.runs):
        for workers in WORKERS:
            spent, stages = measured(options.sheet.resolve(), options.count, workers)
            seconds[workers].append(spent)
    print_scaling(seconds, options.count)
    print_stages(stages)
    return 0


def measured(sheet: Path, count: int, workers: int) -> tuple[float, dict[str, float]]:
    """Return the wall time of making variants, and the workers' time by stage."""
    with tempfile.TemporaryDirectory(prefix="corrige-bench-") as folder:
        whole, told = run(sheet, count, workers, Path(folder))
        idle, _ = run(sheet, count, workers, Path(folder))
    return whole - idle, dict(told["seconds"])


def run(sheet: Path, count: int, workers: int, folder: Path) -> tuple[float, dict[str, dict[str, float]]]:
    """Run the command once and return its wall time and what it tells.

    Raises:
        SystemExit: Where it fails; what it said is printed.
    """
    command = [sys.executable, "-m", "pipeline", "variants", str(sheet), "--count", str(count), "--json"]
    command += ["--workers", str(workers), "-o", str(folder / "out"), "--lock", str(folder / "lock")]
    environment = os.environ | {"CORRIGE_CACHE": str(folder / "cache")}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    spent = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"corrige variants failed with exit code {done.returncode}\n{done.stdout}{done.stderr}")
    told: dict[str, dict[str, float]] = json.loads(done.stdout)
    return spent, told


def print_scaling(seconds: dict[int, list[float]], count: int) -> None:
    """Print variants a minute, and the gain over one worker."""
    first = statistics.median(seconds[WORKERS[0]])
    print(f"\nfull variants of Assignment 03 (two editions, PDF and HTML), {count} in a run")
    for workers, times in seconds.items():
        median = statistics.median(times)
        print(f"  {workers} worker{'s' * (workers > 1):1}  {60 * count / median:6.1f} a minute  {first / median:5.2f}×")


def print_stages(stages: dict[str, float]) -> None:
    """Print the share of each stage in the workers' time."""
    total = sum(stages.values())
    for stage, spent in sorted(stages.items(), key=lambda item: -item[1]):
        print(f"  {stage:10} {spent / total:4.0%}")


if __name__ == "__main__":
    sys.exit(main())
