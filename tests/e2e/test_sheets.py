"""The sheets beside the first one: what they compute is what their sources say."""

from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

SHEETS = ("classic-test-functions", "degenerate-points", "functions-on-boxes", "three-variables")


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_agrees_with_its_sources(run_corrige: Run, root: Path, name: str) -> None:
    """All pages of the sheet are proved, and every reference value is what the program computes."""
    done = run_corrige("check", root / "sheets" / f"{name}.toml")
    assert (done.returncode, done.stderr) == (0, "")
    total = sum('" = ' in line for line in _lines(root / "sheets" / f"{name}.reference.toml"))
    assert f"{total} of {total} key numbers agree" in done.stdout


def test_every_value_of_a_reference_names_its_source() -> None:
    """Each file says where its values come from, as a whole or value by value."""
    for name in SHEETS:
        lines = _lines(ROOT / "sheets" / f"{name}.reference.toml")
        assert any(line.startswith("source = ") for line in lines), name


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
