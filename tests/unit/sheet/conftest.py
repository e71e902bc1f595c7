from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipeline.exercises import kinds

HEAD = 'title = "T"\n[[exercise]]\nid = "a"\nkind = "toy"\nfunction = "x"\nvariables = ["x"]\n'


@pytest.fixture(autouse=True)
def toy_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sheets have exercises of the kind `toy`, beside a kind that nobody loads."""
    modules: Mapping[str, str] = {"toy": "tests.toy_kind", "critical-points": "nowhere"}
    monkeypatch.setattr("pipeline.exercises.kinds.MODULES", modules)
    assert kinds.MODULES is modules


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Write a sheet into the current folder and return its relative path."""
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "s.toml") -> Path:
        Path(name).write_text(text, encoding="utf-8")
        return Path(name)

    return write
