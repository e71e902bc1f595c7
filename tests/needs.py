"""Programs that pip cannot supply: skip by name where one is absent, never silently where it was promised."""

import os
import shutil
from pathlib import Path

import pytest

VALIDATORS = Path(__file__).resolve().parent / "browser" / "validators"
"""`npm ci` in this folder installs what judges the HTML pages."""

PROGRAMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "tex": (("pdflatex",), ("lualatex",)),
    "browser": (("chromium", "chromium-browser", "google-chrome"),),
    "office": (("soffice", "libreoffice"),),
    "validators": (("node",), ("java",), (str(VALIDATORS / "node_modules/.bin/html-validate"),)),
}
"""For each need, what has to be there: of every group one."""

ABSENT = "needs {tool}: {program} is not installed"


def required() -> frozenset[str]:
    """The needs that CORRIGE_REQUIRE promises to be met."""
    names = frozenset(filter(None, (name.strip() for name in os.environ.get("CORRIGE_REQUIRE", "").split(","))))
    if unknown := names - PROGRAMS.keys():
        raise pytest.UsageError(f"CORRIGE_REQUIRE names {sorted(unknown)}; known are {sorted(PROGRAMS)}")
    return names


def missing_program(tool: str) -> str | None:
    """The first program that `tool` lacks on this machine, or None."""
    return next((group[0] for group in PROGRAMS[tool] if not any(map(shutil.which, group))), None)


def program(tool: str) -> str:
    """Path of the first program of a need; for tests that call it."""
    paths = (shutil.which(name) for name in PROGRAMS[tool][0])
    return next(path for path in paths if path)


def pytest_configure(config: pytest.Config) -> None:
    """A mistyped CORRIGE_REQUIRE stops the run: it would otherwise hide skips."""
    required()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose program is absent; fail it where that program is required."""
    for mark in item.iter_markers("needs"):
        for tool in mark.args:
            program = missing_program(tool)
            if program is None:
                continue
            if tool in required():
                pytest.fail(ABSENT.format(tool=tool, program=program) + ", but CORRIGE_REQUIRE names it", pytrace=False)
            pytest.skip(ABSENT.format(tool=tool, program=program))


def _allowed(reason: str) -> bool:
    optional = PROGRAMS.keys() - required()
    return any(f"needs {tool}:" in reason for tool in optional)


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """With CORRIGE_REQUIRE set, a skip for any other reason than an optional program is a failure."""
    if report.outcome != "skipped" or hasattr(report, "wasxfail") or not required():
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not _allowed(reason):
        report.outcome = "failed"
        report.longrepr = f"skipped, and CORRIGE_REQUIRE allows no such skip: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """Let no skip hide a test."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):  # type: ignore[no-untyped-def]
    """Let no skip hide a whole file."""
    report = yield
    _refuse_skip(report)
    return report
