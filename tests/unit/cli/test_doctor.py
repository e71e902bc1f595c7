import re
from pathlib import Path

import pytest

from pipeline.cli import doctor as module
from pipeline.cli.program import run


def test_every_tool_is_listed_with_what_it_adds(capsys: pytest.CaptureFixture[str]) -> None:
    """A line a tool, required ones with a version; a missing one is followed by the way to get it."""
    assert run(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[1] for line in lines if line[0] in "✓–"]
    assert names[:3] == ["python", "pandoc", "typst"]
    assert {"lualatex", "watchfiles", "distributed"} <= set(names)
    assert all(re.search(r"\d+\.\d+", line) for line in lines if "required:" in line)
    missing = [position for position, line in enumerate(lines) if line.startswith("–")]
    assert all(lines[position + 1].startswith("  ") for position in missing)


def test_a_missing_optional_tool_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Without TeX the line says what it would add and how to get it; the exit code stays 0."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["doctor"]) == 0
    assert re.search(r"– lualatex +missing +optional: .*--pdf-engine lualatex\n +apt install", capsys.readouterr().out)


def test_a_missing_required_tool_ends_with_50(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What no build can do without is told by name."""
    real = module._package
    monkeypatch.setattr(module, "_package", lambda name: "" if name == "typst" else real(name))
    assert run(["doctor"]) == 50
    assert capsys.readouterr().err.startswith("error: required and not installed: typst\n")
