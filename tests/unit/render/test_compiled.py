"""Templates that were compiled before."""

from pathlib import Path

import jinja2
import pytest

from pipeline.render import compiled, environment
from pipeline.render.compiled import bytecode


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one template."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.md.j2").write_text(r"one \VAR{x}", encoding="utf-8")
    monkeypatch.setattr(compiled, "templates_root", lambda: tmp_path / "templates")
    return tmp_path / "templates"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Names of the templates that Jinja compiles, in order."""
    done: list[str | None] = []
    generate = jinja2.Environment._generate

    def noticed(self: jinja2.Environment, source: object, name: str | None, *rest: object, **more: object) -> object:
        done.append(name)
        return generate(self, source, name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(jinja2.Environment, "_generate", noticed)
    return done


def test_a_template_is_compiled_once(root: Path, compilations: list[str | None]) -> None:
    """The second process finds it compiled; an edited one is compiled anew."""
    for _ in range(2):
        assert environment.environment(root).get_template("a.md.j2").render(x="1") == "one 1"
    assert compilations == ["a.md.j2"]
    (root / "a.md.j2").write_text(r"two \VAR{x}", encoding="utf-8")
    assert environment.environment(root).get_template("a.md.j2").render(x="1") == "two 1"
    assert len(compilations) == 2


def test_templates_of_a_project_are_not_kept(root: Path, tmp_path: Path, compilations: list[str | None]) -> None:
    """They are no part of the installation, even where they stand for one of its templates."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.md.j2").write_text(r"own \VAR{x}", encoding="utf-8")
    for _ in range(2):
        assert environment.environment(tmp_path / "own", root).get_template("a.md.j2").render(x="1") == "own 1"
    assert len(compilations) == 2
    assert not (root / "__pycache__").exists()


def test_an_installation_that_cannot_be_written_works(root: Path) -> None:
    """Nothing is kept where the folder's name is taken."""
    (root / "__pycache__").write_text("in the way", encoding="utf-8")
    assert environment.environment(root).get_template("a.md.j2").render(x="1") == "one 1"


def test_other_settings_have_other_bytecode(root: Path, tmp_path: Path) -> None:
    """What another module would compile is kept under another name."""
    (tmp_path / "other.py").write_text("x = 1", encoding="utf-8")
    names = {bytecode(Path(module), "text").pattern for module in (environment.__file__, tmp_path / "other.py")}  # type: ignore[attr-defined]
    assert len(names) == 2
