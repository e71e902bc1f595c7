from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipeline.sheet.load import load_sheet
from pipeline.sheet.model import Sheet

Load = Callable[..., Sheet]


@pytest.fixture(autouse=True)
def toy_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sheets have exercises of the kind `toy`, whose quantities are its rate and its start."""
    modules: Mapping[str, str] = {"toy": "tests.toy_kind"}
    monkeypatch.setattr("pipeline.exercises.kinds.MODULES", modules)


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load a sheet with these exercises; each is a text that follows `function` and `variables`."""
    monkeypatch.chdir(tmp_path)

    def load(head: str = "", function: str = "x", **exercises: str) -> Sheet:
        tables = [
            f'[[exercise]]\nid = "{name}"\nkind = "toy"\nfunction = "{function}"\nvariables = ["x"]\n{text}'
            for name, text in exercises.items()
        ]
        Path("s.toml").write_text('title = "T"\n' + head + "\n".join(tables), encoding="utf-8")
        return load_sheet(Path("s.toml"))

    return load
