"""How long after a template is saved its page is served by `corrige preview`, beside a build from nothing.

Saving and building take turns, so that a machine that grows slower meets both alike. The time begins before the file
is written and ends when the new page has been read, as a browser does it: it is told of the change, then asks.

    python -m bench.preview --runs 5
"""

import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHEET = ROOT / "sheets" / "assignment-03.toml"
TEMPLATE = Path("templates", "exercises", "critical-points", "statement.md.j2")
CORRIGE = (sys.executable, "-m", "pipeline")
PATIENCE = 120
"""Seconds after which a preview that says nothing is given up."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print JSON: seconds of the median of each."""
    parser = argparse.ArgumentParser(prog="python -m bench.preview")
    parser.add_argument("--runs", type=int, default=5, help="changes and builds (default 5)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="corrige-bench-") as folder:
        print(json.dumps(measure(Path(folder), options.runs)))
    return 0


def measure(folder: Path, runs: int) -> dict[str, float]:
    """Return the medians in seconds; the first of each is thrown away."""
    course = _course(folder)
    cold, changed = [], []
    with _preview(course) as port, _told(port) as states:
        next(states)
        for count in range(runs + 1):
            cold.append(_build(course))
            changed.append(_change(course, port, states, f"Look{count} at the function"))
    return {"cold build": statistics.median(cold[1:]), "changed template": statistics.median(changed[1:])}


def _course(folder: Path) -> Path:
    """Write a course whose template can be changed."""
    (folder / TEMPLATE).parent.mkdir(parents=True)
    shutil.copy(ROOT / TEMPLATE, folder / TEMPLATE)
    shutil.copy(SHEET, folder)
    return folder


def _environment(course: Path, cache: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(course / cache), "PYTHONUNBUFFERED": "1"}


def _build(course: Path) -> float:
    """Return the seconds of a build of the same pages with an empty cache."""
    shutil.rmtree(course / "empty", ignore_errors=True)
    command = (*CORRIGE, "build", SHEET.name, "--format", "html", "--force", "--quiet")
    start = time.perf_counter()
    subprocess.run(command, cwd=course, env=_environment(course, "empty"), check=True)
    return time.perf_counter() - start


def _change(course: Path, port: int, states: Iterator[str], words: str) -> float:
    """Return the seconds from saving a template to having read the page with it.

    Raises:
        SystemExit: Where the page does not have it.
    """
    text = (course / TEMPLATE).read_text(encoding="utf-8")
    start = time.perf_counter()
    (course / TEMPLATE).write_text(re.sub(r"(Consider|Look\d+ at) the function", words, text), encoding="utf-8")
    next(states)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/sheet.html")
        page = connection.getresponse().read().decode()
    elapsed = time.perf_counter() - start
    if words not in page:
        raise SystemExit("the preview did not show the change")
    return elapsed


@contextmanager
def _preview(course: Path) -> Iterator[int]:
    """Run the preview; give the port once the first page is there.

    Raises:
        SystemExit: Where it does not start.
    """
    command = (*CORRIGE, "preview", SHEET.name)
    with subprocess.Popen(
        command,
        cwd=course,
        env=_environment(course, "cache"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = iter(process.stdout.readline, "")
            address = next((found for line in said if (found := re.match(r"http://127\.0\.0\.1:(\d+)/", line))), None)
            if address is None:
                raise SystemExit("the preview did not start")
            yield int(address[1])
        finally:
            process.terminate()


@contextmanager
def _told(port: int) -> Iterator[Iterator[str]]:
    """Give the states that a browser is told of, one after the other."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/events")
        with connection.getresponse() as answer:
            yield (line.decode() for line in iter(answer.readline, b"") if line.startswith(b"data: "))


if __name__ == "__main__":
    sys.exit(main())
