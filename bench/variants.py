"""What one more variant of a sheet costs in a process that has made some already, by stage, in processor time.

The way of a variant is that of `corrige variants`: a worker draws the parameters of a chunk, solves, fills templates,
converts all pages of the chunk by one pandoc a format, proves every page, draws figures and makes the documents. The
time counts this process and pandoc's, since on one core nothing runs beside anything else; `import sympy` is measured
likewise, between the chunks. Typst keeps what it has set for some thirty documents, so that memory grows until then.

    python -m bench.variants --chunks 3 --formats pdf
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from pipeline.batch.job import Order, collect_seldom, draw_variants, make_variants
from pipeline.batch.run import MAX_CHUNK
from pipeline.publish.fingerprint import Options
from pipeline.publish.stopwatch import processor_seconds
from pipeline.render.page import Recipient
from pipeline.sheet.toml import Source, read_toml

ROOT = Path(__file__).resolve().parent.parent
SHEET = ROOT / "bench" / "sheets" / "three-pages" / "variants.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print JSON: stage → its seconds for one variant, the yardstick, and memory."""
    parser = argparse.ArgumentParser(prog="python -m bench.variants")
    parser.add_argument("sheet", nargs="?", type=Path, default=SHEET)
    parser.add_argument("--chunks", type=int, default=3, help=f"chunks of {MAX_CHUNK} variants that are counted")
    parser.add_argument("--formats", default="pdf", help="pdf, html or both")
    parser.add_argument("--editions", default="solution", help="sheet, solution or both")
    options = parser.parse_args(arguments)
    collect_seldom()  # as a worker begins
    wanted = Options(tuple(options.formats.split(",")), tuple(options.editions.split(",")), None, "0", "typst")
    with tempfile.TemporaryDirectory(prefix="corrige-bench-") as cache:
        os.environ["CORRIGE_CACHE"] = cache
        print(json.dumps(measure(read_toml(options.sheet), wanted, options.chunks)))
    return 0


def measure(source: Source, options: Options, chunks: int) -> dict[str, float]:
    """Return what one variant takes in each stage and in all, the median over chunks, and what importing SymPy takes.

    The first chunk is thrown away.
    """
    make_chunk(source, options, 0)
    memory, found = resident(), defaultdict(list)
    for number in range(1, chunks + 1):
        for stage, spent in make_chunk(source, options, number).items():
            found[stage].append(spent / MAX_CHUNK)
        found["import sympy"] += [import_sympy() for _ in range(3)]
    growth = (resident() - memory) / (chunks * MAX_CHUNK)
    medians = {name: statistics.median(values) for name, values in found.items()}
    return {**medians, "memory growth per variant, MB": growth}


def make_chunk(source: Source, options: Options, number: int) -> dict[str, float]:
    """Make the variants of a chunk; return stage → seconds of all of them, and the whole.

    Raises:
        SystemExit: Where one fails.
    """
    start = processor_seconds()
    ids = [str(number * MAX_CHUNK + k) for k in range(1, MAX_CHUNK + 1)]
    drawn = draw_variants(source, 0, ids)
    orders = [Order(one.variant, Recipient(one.id, one.id, {"id": one.id, "name": ""})) for one in drawn if one.variant]
    made = make_variants(source, options, orders)
    whole = processor_seconds() - start
    if failures := [
        failure for failure in (*(one.failure for one in drawn), *(one.failure for one in made)) if failure
    ]:
        raise SystemExit(failures[0])
    stages: dict[str, float] = defaultdict(float)
    for stage, spent in (item for one in made for item in one.seconds.items()):
        stages[stage] += spent
    return {**stages, "rest": whole - sum(stages.values()), "whole": whole}


def import_sympy() -> float:
    """Return the processor time of a process that imports SymPy."""
    before = processor_seconds()
    subprocess.run([sys.executable, "-c", "import sympy"], check=True)
    return processor_seconds() - before


def resident() -> float:
    """Return the memory in use by this process, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    sys.exit(main())
