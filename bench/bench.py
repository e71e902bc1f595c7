"""Measure how long the commands take, as ratios to `python -c 'import sympy'` in the same run.

The runs of all commands are interleaved, so that a machine that grows slower meets all of them alike, and the median
of each is taken. Budgets are printed with pass or fail; the exit code is 1 where one is missed. This is no test: a
clock is no proof of anything, and a loaded machine may miss a budget that an idle one keeps.

    make bench
    make bench ARGS="--runs 9"
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHEET = ROOT / "sheets" / "assignment-03.toml"
CORRIGE = (sys.executable, "-m", "pipeline")
SOLUTION_PDF = ("--format", "pdf", "--edition", "solution")


@dataclass(frozen=True)
class Case:
    """One command that is timed.

    Attributes:
        name: As the table shows it.
        command: Program and arguments.
        budget: Greatest allowed multiple of the yardstick's median, or None for the yardstick.
        prepare: Called before each run, outside the measured time.
    """

    name: str
    command: tuple[str, ...]
    budget: float | None
    prepare: Callable[[], object] = field(default=lambda: None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and print its tables.

    Returns:
        0 where every budget is kept, 1 where one is missed.
    """
    parser = argparse.ArgumentParser(
        prog="make bench", description="Ratios to `import sympy`, medians of several runs."
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (default 5)")
    parser.add_argument("sheet", nargs="?", type=Path, default=SHEET, help="sheet to build (default: assignment-03)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="corrige-bench-") as folder:
        cases, cold = make_cases(options.sheet.resolve(), Path(folder))
        seconds = measure(cases, options.runs)
        kept = print_ratios(cases, seconds, options.runs)
        print_stages(cold)
    return 0 if kept else 1


def make_cases(sheet: Path, folder: Path) -> tuple[list[Case], Case]:
    """The yardstick and the commands with their budgets; also the cold build alone, for its table of stages.

    The cold build finds an empty cache and an empty output folder each time; the unchanged rebuild has its own of both,
    filled once beforehand.
    """
    out, warm = folder / "cold", folder / "warm"
    cold = Case(
        "corrige build, cold",
        (
            "env",
            f"XDG_CACHE_HOME={out / 'cache'}",
            *CORRIGE,
            "build",
            *SOLUTION_PDF,
            str(sheet),
            "-o",
            str(out / "out"),
        ),
        5.0,
        lambda: shutil.rmtree(out, ignore_errors=True),
    )
    rebuild = ("env", f"XDG_CACHE_HOME={warm / 'cache'}", *CORRIGE, "build", *SOLUTION_PDF, str(sheet))
    unchanged = Case("corrige build, unchanged", (*rebuild, "-o", str(warm / "out")), 1.0)
    cases = [
        Case("python -c 'import sympy'", (sys.executable, "-c", "import sympy"), None),
        Case("corrige --help", (*CORRIGE, "--help"), 0.5),
        unchanged,
        cold,
    ]
    return cases, cold


def measure(cases: Sequence[Case], runs: int) -> dict[str, list[float]]:
    """Wall time of every run in seconds, by name; one run of each beforehand is thrown away."""
    seconds: dict[str, list[float]] = {case.name: [] for case in cases}
    for count in range(runs + 1):
        for case in cases:
            elapsed = run(case)
            if count:
                seconds[case.name].append(elapsed)
    return seconds


def run(case: Case, *extra: str, show: bool = False) -> float:
    """Run a case once and return its wall time in seconds.

    Raises:
        SystemExit: Where the command fails; what it said is printed.
    """
    case.prepare()
    start = time.perf_counter()
    done = subprocess.run(
        (*case.command, *extra),
        cwd=ROOT,
        env=os.environ | {"NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    elapsed = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{case.name} failed with exit code {done.returncode}\n{done.stdout}{done.stderr}")
    if show:
        print(done.stdout + done.stderr)
    return elapsed


def print_ratios(cases: Sequence[Case], seconds: dict[str, list[float]], runs: int) -> bool:
    """Print medians, spreads, ratios and budgets; return whether every budget is kept."""
    yardstick = statistics.median(seconds[cases[0].name])
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, median of {runs} interleaved runs\n")
    print(f"{'command':28} {'median':>9} {'min … max':>17} {'ratio':>7} {'budget':>7}")
    kept = True
    for case in cases:
        times = seconds[case.name]
        median = statistics.median(times)
        ratio = median / yardstick
        line = f"{case.name:28} {median:8.3f}s {min(times):7.3f} … {max(times):6.3f}s {ratio:6.2f}×"
        if case.budget is not None:
            kept &= ratio <= case.budget
            line += f" {case.budget:6.1f}×  {'pass' if ratio <= case.budget else 'FAIL'}"
        print(line)
    return kept


def print_stages(cold: Case) -> None:
    """Print the table of stages of one more cold build."""
    print("\nstages of a cold build")
    run(cold, "--timings", show=True)


if __name__ == "__main__":
    sys.exit(main())
