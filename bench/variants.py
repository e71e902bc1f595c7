"""What one more variant of a sheet costs in a process that has made some already, by stage, in CPU time on one core.

The way of a variant is that of `corrige variants`: parameters are drawn, exercises solved, templates filled, the page
is proved, figures are drawn, pandoc and Typst make the document. CPU time counts this process and pandoc's, since on
one core nothing runs beside anything else; `import sympy` is measured likewise. Typst keeps what it has set for some
thirty documents, so that memory grows until then.

    python -m bench.variants --count 12 --formats pdf
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from pipeline.parameters import draw_parameters
from pipeline.parameters.acceptance import Acceptance
from pipeline.publish.build import make_files, solve_variant
from pipeline.publish.fingerprint import Options
from pipeline.publish.stopwatch import Stopwatch
from pipeline.render.figures import drawn_here
from pipeline.render.figures.ahead import Studio
from pipeline.sheet.load import read_sheet
from pipeline.sheet.toml import read_toml

ROOT = Path(__file__).resolve().parent.parent
SHEET = ROOT / "bench" / "sheets" / "variants.toml"
WARM_UP = 2
"""Variants that are made and not counted."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print JSON: stage → median of its CPU seconds, the yardstick, pages and memory."""
    parser = argparse.ArgumentParser(prog="python -m bench.variants")
    parser.add_argument("sheet", nargs="?", type=Path, default=SHEET)
    parser.add_argument("--count", type=int, default=12, help="variants that are counted")
    parser.add_argument("--formats", default="pdf", help="pdf, html or both")
    parser.add_argument("--editions", default="solution", help="sheet, solution or both")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="corrige-bench-") as cache:
        os.environ["CORRIGE_CACHE"] = cache
        print(json.dumps(measure(options.sheet, options.count, options.formats, options.editions)))
    return 0


def measure(sheet: Path, count: int, formats: str, editions: str) -> dict[str, float]:
    """Return the median CPU seconds of each stage of a further variant, in all, and of importing SymPy beside it."""
    acceptance = Acceptance(read_sheet(read_toml(sheet)))
    found: dict[str, list[float]] = defaultdict(list)
    memory = 0.0
    for number in range(1, WARM_UP + count + 1):
        options = Options(tuple(formats.split(",")), tuple(editions.split(",")), None, str(number), "typst")  # type: ignore[arg-type] # words of the command line
        started = cpu(), children()
        watch = Stopwatch(clock=cpu)
        solved = solve_variant(acceptance, draw_parameters(acceptance.sheet, 0, str(number), acceptance), watch)
        make_files(solved, options, watch, Studio(draw=drawn_here))
        if number == WARM_UP:
            memory = resident()
        if number > WARM_UP:
            for stage, spent in watch.seconds.items():
                found[stage].append(spent)
            found["pandoc"].append(children() - started[1])
            found["whole"].append(cpu() - started[0] + children() - started[1])
            found["import sympy"].append(import_sympy())
    medians = {name: statistics.median(values) for name, values in found.items()}
    return {**medians, "memory growth per variant, MB": (resident() - memory) / count}


def cpu() -> float:
    """Return the CPU seconds of this process."""
    return time.process_time()


def children() -> float:
    """Return the CPU seconds of all processes that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def import_sympy() -> float:
    """Return the CPU seconds of a process that imports SymPy."""
    before = children()
    subprocess.run([sys.executable, "-c", "import sympy"], check=True)
    return children() - before


def resident() -> float:
    """Return the memory in use by this process, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    sys.exit(main())
