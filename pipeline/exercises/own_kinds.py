"""Kinds from outside the package: files in a project's `kinds/`, and entry points of installed packages.

Such a kind is Python and runs as such: a project's `kinds/` is trusted like any program that one starts. Nothing is
imported before a sheet asks for the kind, or all kinds are listed.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from importlib.metadata import EntryPoint, entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

from pipeline.errors import ComputationError, CorrigeError, InputError, Place
from pipeline.exercises.kinds import Kind

if TYPE_CHECKING:
    from pipeline.exercises.solution import Content, Solution, Value

GROUP = "corrige.kinds"
"""Group of the entry points: `[project.entry-points."corrige.kinds"]`, then `"my-kind" = "my_package.my_kind"`."""


def project_kinds(project: Path | None) -> Mapping[str, Path]:
    """Return the kinds of a project by name: `kinds/my_kind.py` or `kinds/my_kind/__init__.py` brings `my-kind`."""
    folder = project / "kinds" if project else None
    if folder is None or not folder.is_dir():
        return {}
    files = [*folder.glob("*.py"), *folder.glob("*/__init__.py")]
    named = {(path.parent if path.name == "__init__.py" else path).stem.replace("_", "-"): path for path in files}
    return {name: named[name] for name in sorted(named) if not name.startswith("-")}


def installed_kinds() -> Mapping[str, EntryPoint]:
    """Return the kinds that installed packages bring, by name."""
    return {entry.name: entry for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name)}


def load_file(name: str, path: Path) -> Kind:
    """Return the kind that a file of the project exports as `KIND`.

    Args:
        name: As in the sheet.
        path: The module, or the `__init__.py` of its package.

    Raises:
        InputError: Where it cannot be imported or exports no kind of this name.
    """
    try:
        module = _imported(path)
    except (Exception, SystemExit) as error:
        raise InputError(f"the kind '{name}' cannot be loaded: {said(error)}", place=place_of(error, path)) from error
    return _exported(name, module, shown(path))


def load_installed(name: str, entry: EntryPoint) -> Kind:
    """Return the kind that an installed package brings; errors as for `load_file`."""
    try:
        found = entry.load()
    except (Exception, SystemExit) as error:
        raise InputError(f"the kind '{name}' cannot be loaded: {said(error)}", place=Place(entry.value)) from error
    return _checked(name, found, entry.value) if isinstance(found, Kind) else _exported(name, found, entry.value)


def _imported(path: Path) -> ModuleType:
    """Import a file under a name that changes with its content, so that an edited kind is a new module."""
    identity = _module_name(path)
    if identity in sys.modules:
        return sys.modules[identity]
    inside = [str(path.parent)] if path.name == "__init__.py" else None
    spec = spec_from_file_location(identity, path, submodule_search_locations=inside)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[identity] = module  # pydantic looks a model's module up there
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[identity]
        raise
    return module


def _module_name(path: Path) -> str:
    files = sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path]
    digest = sha256(str(path.resolve()).encode())
    for file in files:
        digest.update(file.read_bytes())
    return f"corrige_kind_{digest.hexdigest()[:16]}"


def _exported(name: str, module: object, source: str) -> Kind:
    if not hasattr(module, "KIND"):
        hint = f"KIND = Kind('{name}', …), see CONTRIBUTING.md, 'Add a kind in six steps'"
        raise InputError(f"there is no KIND for '{name}' in it", place=Place(source), hint=hint)
    return _checked(name, module.KIND, source)


def _checked(name: str, kind: object, source: str) -> Kind:
    if not isinstance(kind, Kind):
        raise InputError(f"KIND is a {type(kind).__name__}, not a Kind", place=Place(source))
    if kind.name != name:
        hint = "the file's name with dashes for underscores is the kind's name"
        raise InputError(f"KIND is called '{kind.name}', and '{name}' was expected", place=Place(source), hint=hint)
    from pipeline.exercises.outside import kind_problem

    if problem := kind_problem(kind):
        raise InputError(f"the kind '{name}' cannot be used: {problem}", place=Place(source))
    return replace(
        kind,
        origin=source,
        solve=partial(_solve, kind, source),
        pose=partial(_pose, kind, source) if kind.pose else None,
        answer=partial(_answer, kind, source) if kind.answer else None,
    )


def _solve(kind: Kind, source: str, model: Any, parameters: Mapping[str, Any]) -> "Solution":
    """Solve an exercise; errors as for `failing`, also where the solution is none."""
    from pipeline.exercises.outside import solution_problem

    with failing(kind, source):
        solution = kind.solve(model, parameters)
    _refuse(solution_problem(solution, kind), kind, source)
    return solution


def _pose(kind: Kind, source: str, model: Any, parameters: Mapping[str, Any]) -> "Mapping[str, Content]":
    """Return what the statement alone names; errors as for `_solve`."""
    from pipeline.exercises.outside import content_problem

    assert kind.pose is not None
    with failing(kind, source):
        content = kind.pose(model, parameters)
    _refuse(content_problem(content), kind, source)
    return content


def _answer(kind: Kind, source: str, model: Any, parameters: Mapping[str, Any]) -> "Mapping[str, Value]":
    """Return the quantities alone; errors as for `_solve`."""
    from pipeline.exercises.outside import quantities_problem

    assert kind.answer is not None
    with failing(kind, source):
        quantities = kind.answer(model, parameters)
    _refuse(quantities_problem(quantities, kind), kind, source)
    return quantities


@contextmanager
def failing(kind: Kind, source: str) -> Iterator[None]:
    """Tell whatever goes wrong inside as the mistake of a kind from outside.

    Raises:
        ComputationError: With the line of the kind's file.
    """
    try:
        yield
    except CorrigeError:
        raise
    except (Exception, SystemExit) as error:
        message = f"the kind '{kind.name}' failed: {said(error)}"
        raise ComputationError(message, place=place_of(error, Path(source)), hint="mend the kind") from error


def _refuse(problem: str, kind: Kind, source: str) -> None:
    if problem:
        raise ComputationError(f"the kind '{kind.name}' failed: {problem}", place=Place(source), hint="mend the kind")


def said(error: BaseException) -> str:
    """Return an exception of someone else's code in one line."""
    return f"{type(error).__name__}: {error}".splitlines()[0].rstrip(".: ")


def place_of(error: BaseException, path: Path) -> Place:
    """Return the innermost line of the kind's own files that an exception passed, or the line of a syntax error."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return Place(shown(Path(error.filename)), error.lineno)
    folder = path.parent.resolve()
    found = Place(shown(path))
    traceback: TracebackType | None = error.__traceback__
    while traceback is not None:
        file = Path(traceback.tb_frame.f_code.co_filename)
        if file.resolve().is_relative_to(folder):
            found = Place(shown(file), traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


def shown(path: Path) -> str:
    """Return a path as the user would type it: relative to the current folder where it lies below it."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
