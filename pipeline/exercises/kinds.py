"""The kinds of exercises, by name; a kind's module is imported when a sheet first asks for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pipeline.exercises.solution import Content, Solution, Value

MODULES: Mapping[str, str] = {
    "critical-points": "pipeline.exercises.critical_points",
    "error-surface": "pipeline.exercises.error_surface",
    "backpropagation": "pipeline.exercises.backpropagation",
    "activation-functions": "pipeline.exercises.activation_functions",
    "softmax-jacobian": "pipeline.exercises.softmax_jacobian",
    "vanishing-gradients": "pipeline.exercises.vanishing_gradients",
    "logistic-regression": "pipeline.exercises.logistic_regression",
}
"""Name of a kind → module that exports it as `KIND`."""


@dataclass(frozen=True)
class QuantityDoc:
    """What a quantity of a kind is.

    Attributes:
        path: As in numbers.json, `[*]` for "each": `critical_points[*].value`.
        shape: In words or as indices: `number`, `vector (n)`, `matrix (n, n)`, `word`.
        meaning: One sentence.
    """

    path: str
    shape: str
    meaning: str


@dataclass(frozen=True)
class Kind:
    """A kind of exercise: what a sheet may say, and how it is solved.

    Attributes:
        name: As in a sheet's `kind = "…"`.
        summary: One line for `corrige kinds`.
        model: The kind's own keys, a subclass of `fields.KindModel`.
        solve: From a validated model and the parameters' values to the solution.
        quantities: All paths that numbers.json can have for this kind.
        pose: From the same to what the statement alone names, without solving; None where it needs the solution.
        answer: From the same to the quantities alone, without a page; None where only solving gives them.
        templates: A folder with `exercises/<kind>/`, for a kind of an installed package; a project has its own.
        origin: The file or entry point that brings it; empty for a kind of this package. Filled in when it is loaded.
    """

    name: str
    summary: str
    model: "type[BaseModel]"
    solve: "Callable[[Any, Mapping[str, Any]], Solution]"
    quantities: tuple[QuantityDoc, ...]
    pose: "Callable[[Any, Mapping[str, Any]], Mapping[str, Content]] | None" = None
    answer: "Callable[[Any, Mapping[str, Any]], Mapping[str, Value]] | None" = None
    templates: Path | None = None
    origin: str = ""


def load_kind(name: str, project: Path | None = None) -> Kind:
    """Return the kind of this name: the project's own, else one of this package, else one of an installed package.

    Args:
        name: As in a sheet.
        project: Folder with `kinds/`; None for none.

    Raises:
        KeyError: Where there is no such kind.
        InputError: Where a kind from outside this package cannot be loaded.
    """
    from pipeline.exercises.own_kinds import installed_kinds, load_file, load_installed, project_kinds

    if (own := project_kinds(project)) and name in own:
        return load_file(name, own[name])
    if name in MODULES:
        kind = import_module(MODULES[name]).KIND
        assert isinstance(kind, Kind)
        return kind
    return load_installed(name, installed_kinds()[name])


def kind_names(project: Path | None = None) -> tuple[str, ...]:
    """Return the names of all kinds that a sheet of this project may have: this package's first."""
    from pipeline.exercises.own_kinds import installed_kinds, project_kinds

    return tuple(dict.fromkeys((*MODULES, *installed_kinds(), *project_kinds(project))))
