"""Measure how long the commands take, as ratios to `python -c 'import sympy'` in the same run.

The runs of all commands are interleaved, so that a machine that grows slower meets all of them alike, and the median
of each is taken. Budgets are printed with pass or fail; the exit code is 1 where one is missed. This is no test: a
clock is no proof of anything, and a loaded machine may miss a budget that an idle one keeps.

What the page's proof adds to a cold build is the difference to the build without a proof that runs after it
(`unproved.py`). Processor time, of a command and all processes that it starts, says how much work that is, whatever
else the machine does. What one more variant of a sheet costs (`variants.py`), and how soon a change is on screen
(`preview.py`), are measured in the same run.

    make bench
    make bench ARGS="--runs 9"
"""

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipeline.publish.stopwatch import processor_seconds

ROOT = Path(__file__).resolve().parent.parent
SHEET = ROOT / "sheets" / "assignment-03.toml"
LONG = ROOT / "bench" / "sheets" / "variants.toml"
CORRIGE = (sys.executable, "-m", "pipeline")
SOLUTION_PDF = ("--format", "pdf", "--edition", "solution")
COLD = "corrige build, cold"
UNPROVED = "the same without a proof"

VARIANTS = (
    ("one more variant as PDF", 0.5, ("--formats", "pdf")),
    ("one more variant as HTML", 0.35, ("--formats", "html")),
    ("one more variant as PDF, at full length", None, ("--formats", "pdf", str(LONG))),
    ("one more Assignment 03, both editions, PDF and HTML", None,
     ("--formats", "pdf,html", "--editions", "sheet,solution", str(SHEET))),
)  # fmt: skip
"""Title, greatest allowed multiple of the yardstick, arguments of `bench.variants`."""


@dataclass(frozen=True)
class Case:
    """One command that is timed.

    Attributes:
        name: As the table shows it.
        command: Program and arguments.
        budget: Greatest allowed multiple of the yardstick's median, or None for the yardstick.
        prepare: Called before each run, outside the measured time.
        has_timings: Whether the command is to print its stages.
    """

    name: str
    command: tuple[str, ...]
    budget: float | None
    prepare: Callable[[], object] = field(default=lambda: None)
    has_timings: bool = False


@dataclass(frozen=True)
class Measured:
    """The runs of a case, in seconds: wall and processor time of each, and stage → wall time of each."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    stages: dict[str, list[float]] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and print its tables.

    Returns:
        0 where every budget is kept, 1 where one is missed.
    """
    parser = argparse.ArgumentParser(
        prog="make bench", description="Ratios to `import sympy`, medians of several runs."
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (default 5)")
    parser.add_argument("--chunks", type=int, default=3, help="chunks of variants that are counted (default 3)")
    parser.add_argument("sheet", nargs="?", type=Path, default=SHEET, help="sheet to build (default: assignment-03)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="corrige-bench-") as folder:
        cases = make_cases(options.sheet.resolve(), Path(folder))
        measured = measure(cases, options.runs)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, median of {options.runs} interleaved runs\n")
    kept = print_ratios(cases, measured)
    print_stages(measured[COLD])
    kept &= print_preview(options.runs)
    return 0 if kept & print_variants(options.chunks) else 1


def make_cases(sheet: Path, folder: Path) -> list[Case]:
    """The yardstick and the commands with their budgets.

    The cold build finds an empty cache and an empty output folder each time; the unchanged rebuild has its own of both,
    filled once beforehand.
    """
    out, warm = folder / "cold", folder / "warm"
    build = ("build", *SOLUTION_PDF, str(sheet), "-o", str(out / "out"), "--timings")
    empty = ("env", f"XDG_CACHE_HOME={out / 'cache'}")

    def cold(name: str, budget: float | None, *program: str) -> Case:
        clear = partial(shutil.rmtree, out, ignore_errors=True)
        return Case(name, (*empty, *program, *build), budget, clear, has_timings=True)

    rebuild = ("env", f"XDG_CACHE_HOME={warm / 'cache'}", *CORRIGE, "build", *SOLUTION_PDF, str(sheet))
    unchanged = Case("corrige build, unchanged", (*rebuild, "-o", str(warm / "out")), 1.0)
    return [
        Case("python -c 'import sympy'", (sys.executable, "-c", "import sympy"), None),
        Case("corrige --help", (*CORRIGE, "--help"), 0.5),
        unchanged,
        cold(COLD, 5.0, *CORRIGE),
        cold(UNPROVED, None, sys.executable, "-m", "bench.unproved"),
    ]


def measure(cases: Sequence[Case], runs: int) -> dict[str, Measured]:
    """Run everything in turn, by name; one run of each beforehand is thrown away."""
    found = {case.name: Measured() for case in cases}
    for count in range(runs + 1):
        for case in cases:
            before = processor_seconds()
            elapsed, told = run(case)
            if not count:
                continue
            found[case.name].seconds.append(elapsed)
            found[case.name].processor.append(processor_seconds() - before)
            for stage, spent in _stages(told) if case.has_timings else ():
                found[case.name].stages.setdefault(stage, []).append(spent)
    return found


def run(case: Case) -> tuple[float, str]:
    """Run a case once; return its wall time in seconds and what it said.

    Raises:
        SystemExit: Where the command fails; what it said is printed.
    """
    case.prepare()
    start = time.perf_counter()
    done = subprocess.run(
        case.command,
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
    return elapsed, done.stderr


def _stages(told: str) -> Iterator[tuple[str, float]]:
    """Read the table that `--timings` prints."""
    for stage, spent in re.findall(r"^ *([a-z]+) +([\d.]+) s ", told, re.MULTILINE):
        yield stage, float(spent)


def print_ratios(cases: Sequence[Case], measured: Mapping[str, Measured]) -> bool:
    """Print medians, spreads, ratios and budgets; return whether every budget is kept."""
    unit = measured[cases[0].name]
    print(f"{'command':28} {'median':>9} {'min … max':>17} {'processor':>10} {'ratio':>7} {'budget':>7}")
    rows = [(case.name, measured[case.name], case.budget) for case in cases]
    rows.append(("  so a proof adds", _difference(measured[COLD], measured[UNPROVED]), 1.0))
    kept = True
    for name, found, budget in rows:
        times, median = found.seconds, statistics.median(found.seconds)
        work = statistics.median(found.processor) / statistics.median(unit.processor)
        line = f"{name:28} {median:8.3f}s {min(times):7.3f} … {max(times):6.3f}s {work:9.2f}×"
        kept &= _print_ratio(line, median / statistics.median(unit.seconds), budget)
    return kept


def _difference(more: Measured, less: Measured) -> Measured:
    """Return what each run of one case takes more than the run of another after it."""
    wall, work = (
        [a - b for a, b in zip(longer, shorter, strict=True)]
        for longer, shorter in ((more.seconds, less.seconds), (more.processor, less.processor))
    )
    return Measured(wall, work)


def _print_ratio(line: str, ratio: float, budget: float | None) -> bool:
    """Print a line with a ratio and whether it is within its budget; return that."""
    is_kept = budget is None or ratio <= budget
    verdict = "" if budget is None else f" {budget:6.2f}×  {'pass' if is_kept else 'FAIL'}"
    print(f"{line} {ratio:6.2f}×{verdict}")
    return is_kept


def print_stages(cold: Measured) -> None:
    """Print the stages of the cold builds; what is spent before, between and after them is the rest."""
    print("\nstages of a cold build, medians")
    stages = {stage: statistics.median(times) for stage, times in cold.stages.items() if stage != "total"}
    whole = statistics.median(cold.seconds)
    for stage, spent in (*stages.items(), ("rest", whole - sum(stages.values())), ("whole", whole)):
        print(f"  {stage:10} {spent:7.3f} s  {spent / whole:4.0%}")


def measured_by(module: str, *arguments: str) -> dict[str, float]:
    """Run a measurement in a process of its own; return the figures that it prints as JSON.

    Raises:
        SystemExit: Where it fails; what it said is printed.
    """
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:])} failed\n{done.stdout}{done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def print_preview(runs: int) -> bool:
    """Print how soon a change in a template is on screen; return whether that is within 0.6 of a cold build."""
    found = measured_by("bench.preview", "--runs", str(runs))
    cold, changed = found["cold build"], found["changed template"]
    print(f"\ncorrige preview: HTML of both editions, medians; the ratio is to a cold build, {cold:.3f} s")
    return _print_ratio(f"  a changed template is on screen after {changed:7.3f} s", changed / cold, 0.6)


def print_variants(chunks: int) -> bool:
    """Print what one more variant costs, by stage; return whether every budget is kept."""
    kept = True
    for title, budget, arguments in VARIANTS:
        found = measured_by("bench.variants", "--chunks", str(chunks), *arguments)
        growth, yardstick = (found.pop(name) for name in ("memory growth per variant, MB", "import sympy"))
        print(f"\n{title}: processor time, median of {chunks} chunks; `import sympy` {yardstick:.3f} s")
        for stage, spent in found.items():
            line = f"  {stage:10} {spent:7.3f} s"
            kept &= _print_ratio(line, spent / yardstick, budget if stage == "whole" else None)
        print(f"  memory grew by {growth:.2f} MB a variant")
    return kept


if __name__ == "__main__":
    sys.exit(main())
