"""Wording of the pages that are published."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.golden.plugin import Golden


@pytest.mark.parametrize("name", ["assignment-03", "activation-functions"])
@pytest.mark.parametrize("edition", ["sheet", "solution"])
def test_the_pages_keep_their_wording(
    run_corrige: Run, golden: Golden, root: Path, tmp_path: Path, name: str, edition: str
) -> None:
    """Both editions of each sheet read as they were last accepted."""
    done = run_corrige(
        "build", root / "sheets" / f"{name}.toml", "--format", "md", "--edition", edition, "-o", tmp_path
    )
    assert done.returncode == 0, done.stderr
    golden(f"{name}-{edition}.md", (tmp_path / name / f"{edition}.md").read_text(encoding="utf-8"))
