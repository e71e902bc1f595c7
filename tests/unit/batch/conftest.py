from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.batch.statement import Statements
from pipeline.parameters.acceptance import Acceptance
from pipeline.sheet.load import read_sheet
from pipeline.sheet.toml import read_toml

Load = Callable[..., Statements]

BOWL = """[[exercise]]
id = "{name}"
kind = "critical-points"
function = "{function}"
variables = ["x", "y"]
"""


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load a sheet of exercises on stationary points: each name stands for a function and a text after it."""
    monkeypatch.chdir(tmp_path)

    def load(head: str = "", **exercises: tuple[str, str]) -> Statements:
        tables = [
            BOWL.format(name=name.replace("_", "-"), function=function) + more
            for name, (function, more) in exercises.items()
        ]
        Path("s.toml").write_text('title = "T"\n' + head + "\n".join(tables), encoding="utf-8")
        return Statements(Acceptance(read_sheet(read_toml(Path("s.toml")))))

    return load
