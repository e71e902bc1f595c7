"""The repository keeps its word: what the documents, the Makefile and the lock files say is so."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline.cli.program import corrige
from pipeline.errors import CorrigeError
from pipeline.exercises.kinds import MODULES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "outputs/README.md")
NUMBER = re.compile(r"(?<![\w.#])\d+(?:\.\d+)?(?![\w]|\.\d)")


def _error_classes(base: type[CorrigeError] = CorrigeError) -> Iterator[type[CorrigeError]]:
    yield base
    for child in base.__subclasses__():
        yield from _error_classes(child)


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def _shell_lines(text: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def _command_lines() -> list[str]:
    lines = [line for name in DOCUMENTS for line in _shell_lines((ROOT / name).read_text(encoding="utf-8"))]
    lines += re.findall(r"\bcorrige [a-z][^\n`]*", MAKEFILE) + re.findall(r"`(corrige [a-z][^`\n]*)`", README)
    return [line.removeprefix("$ ").removeprefix(".venv/bin/") for line in lines]


# Documents


def test_the_readme_lists_every_exit_code_once() -> None:
    """The README's table of exit codes holds the code of every error class, 0 and 130, and no other."""
    listed = [int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)]
    assert sorted(listed) == sorted({0, 130} | {error.exit_code for error in _error_classes()})


def test_every_cause_has_its_own_exit_code() -> None:
    """No two error classes that define an exit code share it; a narrower class has its parent's."""
    defined = [error for error in _error_classes() if "exit_code" in vars(error)]
    assert len({error.exit_code for error in defined}) == len(defined)


def test_documented_make_targets_exist() -> None:
    """Each `make TARGET` in the documents is a target of the Makefile."""
    texts = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS)
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", texts, re.MULTILINE))
    assert named - _targets() == set()


@pytest.mark.parametrize("line", [line for line in _command_lines() if line.startswith("corrige ")])
def test_documented_commands_exist(line: str) -> None:
    """Each `corrige COMMAND --option` in the documents and the Makefile exists, with these options."""
    words = line.split()
    with click.Context(corrige) as context:
        command = corrige if words[1].startswith("-") else corrige.get_command(context, words[1])
        if isinstance(command, click.Group) and command is not corrige and len(words) > 2:
            command = command.get_command(context, words[2])
        assert command, line
        known = {option for parameter in command.get_params(context) for option in parameter.opts}
    assert {word.split("=")[0] for word in words[1:] if word.startswith("-")} - known == set(), line


def test_the_readme_lists_every_kind() -> None:
    """The README's table of kinds holds each registered kind, and no other."""
    assert set(re.findall(r"^\| `([a-z-]+)` \|", README, re.MULTILINE)) == set(MODULES)


def test_the_readme_s_python_runs() -> None:
    """The Python in the README runs as it stands, from the checkout."""
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "critical_points" in done.stdout
    assert "1 error, 0 warnings, 0 advice\n3 relations: 1 proved" in done.stdout


def test_links_in_the_documents_lead_somewhere() -> None:
    """Each relative link and picture in the documents is a file of the repository."""
    for name in DOCUMENTS:
        file = ROOT / name
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8")):
            assert (file.parent / link).exists(), f"{name}: {link}"


def test_the_map_names_every_module() -> None:
    """The map in ARCHITECTURE.md lists the modules and packages of pipeline/, no more and no fewer."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "pipeline").rglob("*.py")
        if path.name not in {"__init__.py", "__main__.py"}
    }
    assert _mapped_modules() == found


def _mapped_modules() -> set[str]:
    """Paths of the tree under `pipeline/`, read from its indentation (two spaces a level)."""
    match = re.search(r"^```\n(pipeline/\n.*?)^```", ARCHITECTURE, re.MULTILINE | re.DOTALL)
    assert match, "ARCHITECTURE.md has no map"
    folders: list[str] = []
    modules = set()
    for line in match[1].splitlines():
        if not (entry := re.match(r"( *)([\w.]+\.py|\w+/)(?= |$)", line)):
            continue
        del folders[len(entry[1]) // 2 :]
        if entry[2].endswith("/"):
            folders.append(entry[2])
        else:
            modules.add("".join(folders) + entry[2])
    return modules


def test_the_changelog_knows_this_version() -> None:
    """CHANGELOG.md has a section for the version of pyproject.toml, or for what is unreleased."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[(Unreleased|{re.escape(PROJECT['project']['version'])})\]", changelog, re.MULTILINE)


# Makefile and lock files


def _make(*arguments: str) -> str:
    """Run make as from a shell: what `make test ARGS=…` was called with does not count here."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "ARGS"))}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=True).stdout


def test_make_alone_explains_every_target() -> None:
    """`make` prints each target of the Makefile with a sentence."""
    explained = dict(re.findall(r"^  make (\w+) +(\S.*)$", _make(), re.MULTILINE))
    assert explained.keys() == _targets()
    promised = {"help", "report", "test", "check", "format", "lint", "types", "bench", "golden", "clean"}
    assert explained.keys() >= promised


def test_make_report_builds_every_sheet() -> None:
    """`make report` builds all files in sheets/ except the references."""
    line = next(line for line in _make("--dry-run", "report").splitlines() if "corrige build" in line)
    sheets = {p.relative_to(ROOT).as_posix() for p in (ROOT / "sheets").glob("*.toml")}
    assert set(line.split("build")[1].split()) == {s for s in sheets if not s.endswith(".reference.toml")}


def _pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith(("#", "-r requirements.lock"))]
    return {str(canonicalize_name(pin.split("==")[0])): pin for pin in pins}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_pin_exact_versions_and_no_place(name: str) -> None:
    """Each line of a lock file is `name==version`: no range, no address, no path."""
    loose = [pin for pin in _pins(name).values() if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", pin)]
    assert loose == []


def test_lock_files_hold_every_dependency() -> None:
    """What pyproject.toml asks for is pinned, and the pin is in the range that it asks for."""
    run, dev = _pins("requirements.lock"), _pins("requirements.lock") | _pins("requirements-dev.lock")
    project = PROJECT["project"]
    assert list(_unmet(project["dependencies"], run)) == []
    assert list(_unmet(project["optional-dependencies"]["dev"], dev)) == []


def _unmet(requirements: Iterable[str], pins: dict[str, str]) -> Iterator[str]:
    for requirement in map(Requirement, requirements):
        pin = pins.get(str(canonicalize_name(requirement.name)), "==0")
        if pin.split("==")[1] not in requirement.specifier:
            yield str(requirement)


# The package


def test_declared_dependencies_are_those_imported() -> None:
    """pipeline/ imports the standard library, itself, and what pyproject.toml declares."""
    names = {"python-flint": "flint", "pypandoc-binary": "pypandoc"}
    project = PROJECT["project"]
    optional = [r for extra in ("cluster", "preview") for r in project["optional-dependencies"][extra]]
    declared = {Requirement(r).name for r in [*project["dependencies"], *optional]}
    allowed = {names.get(name, name.replace("-", "_")) for name in declared} | {"pipeline"} | sys.stdlib_module_names
    assert {name for _, name in _imports()} - allowed == set()


def _imports() -> Iterator[tuple[Path, str]]:
    for path in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name.split(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield path, node.module.split(".")[0]


def _values(node: object) -> Iterator[str]:
    """Numbers of a TOML document as written; a reference's `source` is words, and a date is no value."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in {"source", "title", "intro", "date", "release", "id"}:
                yield from _values(value)
    elif isinstance(node, list):
        for value in node:
            yield from _values(value)
    elif isinstance(node, (int, str)) and not isinstance(node, bool):
        yield from NUMBER.findall(str(node).lstrip("=-+"))


def _significant_digits(number: str) -> int:
    digits = number.replace(".", "").lstrip("0")
    return len(digits if "." in number else digits.rstrip("0"))


def _assignment_values() -> set[str]:
    values: set[str] = set()
    for name in ("assignment-03.toml", "assignment-03.reference.toml"):
        text = (ROOT / "sheets" / name).read_text(encoding="utf-8")
        values |= set(_values(tomllib.loads(text, parse_float=str)))
    return {value for value in values if _significant_digits(value) >= 3}


def test_no_value_of_the_assignment_stands_in_the_code() -> None:
    """No number of Assignment 03 with three or more significant digits is written in pipeline/ or templates/."""
    values = _assignment_values()
    assert len(values) > 20
    found = [f"{file}:{line}: {number}" for file, line, number in _numbers_in_sources() if number in values]
    assert not found, "\n".join(found)


def _numbers_in_sources() -> Iterator[tuple[str, int, str]]:
    for folder in ("pipeline", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if not path.is_file() or path.suffix == ".pyc":
                continue
            try:
                lines = path.read_text(encoding="utf-8").splitlines()
            except UnicodeDecodeError:
                continue  # a font
            for count, line in enumerate(lines, 1):
                yield from ((path.relative_to(ROOT).as_posix(), count, number) for number in NUMBER.findall(line))


def test_help_imports_no_heavy_library() -> None:
    """`corrige --help` imports none of the libraries that compute, draw or typeset."""
    command = [sys.executable, "-X", "importtime", "-m", "pipeline", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "click" in loaded
    assert (
        loaded & {"sympy", "numpy", "matplotlib", "flint", "pydantic", "typst", "pypandoc", "jinja2", "rich"} == set()
    )
