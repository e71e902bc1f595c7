"""Golden files: wording kept as readable text, compared as a whole, accepted with one command.

A test in `tests/golden` asks for the fixture `golden` and calls `golden("rosenbrock-solution.md", text)`. The file of
that name stands in `tests/golden/expected/`. Where the text differs, the test fails, and the end of the run names one
HTML page with old beside new. `make golden` (`pytest --golden=accept`) writes the new text, and shows the same page.
"""

import difflib
import html
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, cast

import pytest

Change = tuple[str, str, str]
"""Name of the file, old text, new text."""

EXPECTED = Path(__file__).resolve().parent / "expected"
CHANGES = pytest.StashKey[list[Change]]()
STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color-scheme:light dark}
td,th{font:13px/1.4 ui-monospace,monospace;white-space:pre-wrap;vertical-align:top;padding:0 .4rem}
table{border-collapse:collapse;width:100%}td[nowrap]{white-space:pre-wrap}.diff_header,.diff_next{opacity:.5;width:2rem}
.diff_add{background:#3a74}.diff_chg{background:#c903}.diff_sub{background:#c333}"""


class Golden(Protocol):
    """Compare `text` with the golden file `name`; `name` is a file name without folders."""

    def __call__(self, name: str, text: str) -> None:
        """Pass, fail, or accept."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden=accept` writes what `--golden=compare` would complain about."""
    parser.addoption("--golden", choices=["compare", "accept"], default="compare", help="golden files")
    parser.addoption("--golden-folder", type=Path, default=EXPECTED, help="where the golden files stand")


def pytest_configure(config: pytest.Config) -> None:
    """Start with no differences."""
    config.stash[CHANGES] = []


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare text with a golden file, or accept it as the new one."""
    folder: Path = request.config.getoption("--golden-folder")

    def check(name: str, text: str) -> None:
        file = folder / name
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        if old == text and file.exists():
            return
        # user_properties travel from the workers of a parallel run to the process that reports
        request.node.user_properties.append(("golden", (name, old, text)))
        if request.config.getoption("--golden") == "compare":
            pytest.fail(f"{name} differs; `make golden` accepts\n{_difference(name, old, text)}", pytrace=False)
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")

    return check


class _Changes:
    """Gathers the differences of all workers."""

    def __init__(self, changes: list[Change]) -> None:
        self.changes = changes

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.changes += [cast(Change, value) for key, value in report.user_properties if key == "golden"]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Listen for differences."""
    session.config.pluginmanager.register(_Changes(session.config.stash[CHANGES]), "golden-changes")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the page with old beside new; after accepting, show each difference here too."""
    changes = config.stash[CHANGES]
    if not changes:
        return
    accepted = config.getoption("--golden") == "accept"
    terminalreporter.section("golden files: " + ("accepted" if accepted else "old and new"))
    if accepted:
        for change in changes:
            terminalreporter.write_line(_difference(*change))
    terminalreporter.write_line(f"old beside new: {_write_page(changes).as_uri()}")


def _difference(name: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), f"{name} (old)", f"{name} (new)", lineterm="")
    return "\n".join(lines)


def _write_page(changes: Iterable[Change]) -> Path:
    """Write one HTML page into a new temporary folder and return its path."""
    table = difflib.HtmlDiff(wrapcolumn=90)
    parts = [
        f"<h2>{html.escape(name)}</h2>"
        + table.make_table(old.splitlines(), new.splitlines(), "old", "new", context=True, numlines=3)
        for name, old, new in changes
    ]
    page = Path(tempfile.mkdtemp(prefix="corrige-golden-")) / "index.html"
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>Golden files</title><style>{STYLE}</style>"
    page.write_text(f"{head}<h1>Golden files: old beside new</h1>{''.join(parts)}", encoding="utf-8")
    return page
