"""Change one thing at a time in the mathematics of a solution and count how often the page's own proof notices.

make mutants
make mutants ARGS="--seed 7 --count 2000 sheets/other.toml"
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.mutants.report import LEAST_MUTANTS, drops, faults, listed, table, write_survivors
from bench.mutants.run import Run, run_mutants

SHEET = Path(__file__).resolve().parents[2] / "sheets" / "assignment-03.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the mutants of each sheet and print what became of them.

    Returns:
        0 where the proof is strong enough for every sheet, else 1.
    """
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__.splitlines()[0])
    parser.add_argument("sheets", nargs="*", type=Path, default=[SHEET], help="sheets (default: assignment-03)")
    parser.add_argument("--seed", type=int, default=0, help="which mutants (default 0)")
    parser.add_argument("--count", type=int, default=600, help=f"how many a sheet, at least {LEAST_MUTANTS}")
    parser.add_argument("--jobs", type=int, help="processes (default: one a core)")
    parser.add_argument("--survivors", type=Path, help="folder for one list of survivors per kind of exercise")
    options = parser.parse_args(arguments)
    if options.count < LEAST_MUTANTS:
        parser.error(f"fewer than {LEAST_MUTANTS} mutants say little")
    passed = True
    for sheet in options.sheets:
        start = time.perf_counter()
        run = run_mutants(sheet, options.count, options.seed, options.jobs)
        if options.survivors:
            write_survivors(run, options.survivors)
        passed &= show(run, f"{sheet.stem}, seed {options.seed}, {time.perf_counter() - start:.0f} s")
    return 0 if passed else 1


def show(run: Run, title: str) -> bool:
    """Print the tables, the drops and the survivors of a run; return whether it passes."""
    print(f"{title}\n")
    for name, group in (
        ("change", lambda result: result.mutant.change.kind),
        ("place", lambda result: result.mutant.site.place),
        ("exercise", lambda result: result.mutant.exercise),
    ):
        print("\n".join(table(name, run.results, group)), "\n")
    print("\n".join(drops(run)), "\n")
    for fate in ("unknown", "survived"):
        print(f"{fate}\n" + "\n".join(f"  {line}" for line in listed(run.with_fate(fate))), "\n")
    found = faults(run)
    open_ones = len(run.with_fate("open"))
    if open_ones:
        print(f"{open_ones} mutants of formulas that are not proved yet were not judged")
    print(
        "\n".join(f"FAIL: {fault}" for fault in found)
        or f"pass: {run.rate:.1%} refuted or unreadable, {run.drops:.1%} dropped"
    )
    return not found


if __name__ == "__main__":
    sys.exit(main())
