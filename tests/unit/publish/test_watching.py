"""What the preview takes for a change of its sheet."""

from pathlib import Path

import pytest

from pipeline.publish.preview.watching import Watcher, watched_flatly


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ("sheets/week.1.toml", True),
        ("sheets/week.1.reference.toml", True),
        ("sheets/week.1.lock", True),
        ("shared/valley.toml", True),
        ("sheets/week.toml", False),
        ("sheets/week.12.toml", False),
        ("shared/other.toml", False),
        ("sheets/week.1.toml~", False),
        ("corrige.toml", True),
    ],
)
def test_a_sheet_may_be_a_link_and_have_dots_in_its_name(changed: str, counts: bool, tmp_path: Path) -> None:
    """The file that it leads to counts, as do reference values and lock beside its own name; other sheets do not."""
    for folder in ("sheets", "shared"):
        (tmp_path / folder).mkdir()
    (tmp_path / "shared/valley.toml").write_text('title = "Valley"\n', encoding="utf-8")
    sheet = tmp_path / "sheets/week.1.toml"
    sheet.symlink_to("../shared/valley.toml")
    watcher = Watcher(sheet)
    try:
        assert watcher._counts(tmp_path / changed) is counts
        assert {tmp_path / "sheets", tmp_path / "shared"} <= set(watched_flatly(sheet))
    finally:
        watcher.stop()
