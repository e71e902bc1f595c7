"""Wording of the pages that are published."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.golden.plugin import Golden


@pytest.mark.parametrize("edition", ["sheet", "solution"])
def test_the_pages_of_assignment_03_keep_their_wording(
    run_corrige: Run, golden: Golden, root: Path, tmp_path: Path, edition: str
) -> None:
    """Both editions of Assignment 03 read as they were last accepted."""
    sheet = root / "sheets" / "assignment-03.toml"
    done = run_corrige("build", sheet, "--format", "md", "--edition", edition, "-o", tmp_path)
    assert done.returncode == 0, done.stderr
    golden(f"assignment-03-{edition}.md", (tmp_path / "assignment-03" / f"{edition}.md").read_text(encoding="utf-8"))
