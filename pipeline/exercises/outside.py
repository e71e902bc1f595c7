"""What a kind from outside the package brings is looked at before it is used: its mistakes are told as its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from flint import arb

from pipeline.exercises.fields import KindModel
from pipeline.exercises.figures import Figure
from pipeline.exercises.kinds import Kind, QuantityDoc
from pipeline.exercises.quantities import leaf_paths
from pipeline.exercises.reading import Reading
from pipeline.exercises.solution import Display, Measured, Prose, Solution, Table
from pipeline.notation.tree import Node

_PIECES: Final = (str, Measured, Node, Prose, Display, Table, Figure)


def kind_problem(kind: Any) -> str:
    """Say what is wrong with a kind as it is registered; empty where nothing is."""
    if not (isinstance(kind.model, type) and issubclass(kind.model, KindModel)):
        return "its model is no class derived from KindModel"
    if not isinstance(kind.summary, str) or not kind.summary.strip():
        return "its summary is no line of text"
    if not all(isinstance(row, QuantityDoc) for row in kind.quantities):
        return "its quantities are no tuple of QuantityDoc(path, shape, meaning)"
    return next((f"its {name} cannot be called" for name in _CALLED if not _is_callable(getattr(kind, name))), "")


_CALLED: Final = ("solve", "pose", "answer")


def _is_callable(part: object) -> bool:
    return part is None or callable(part)


def solution_problem(solution: Any, kind: Kind) -> str:
    """Say what is wrong with what a kind's `solve` gave; empty where nothing is."""
    if not isinstance(solution, Solution):
        return f"solve gave a {type(solution).__name__}, no Solution"
    reading: Any = solution.reading
    if not isinstance(reading, Reading):
        return f"the reading is a {type(reading).__name__}, no Reading"
    return quantities_problem(solution.quantities, kind) or content_problem(solution.content)


def quantities_problem(quantities: object, kind: Kind) -> str:
    """Say what is wrong with quantities: values that are not exact, paths that the kind does not list."""
    if not isinstance(quantities, Mapping):
        return f"the quantities are a {type(quantities).__name__}, no mapping from names"
    for path, leaf in _leaves(quantities, ""):
        if not isinstance(leaf, Fraction | arb | str | int | None):
            exact = "numbers are exact Fractions, or arb around the true value"
            return f"the quantity '{path}' is a {type(leaf).__name__}: {exact}"
    listed = [row.path for row in kind.quantities]
    unknown = next((path for path in leaf_paths(quantities) if not _is_listed(path, listed)), "")
    return f"the quantity '{unknown}' is not among the kind's quantities" if unknown else ""


def _leaves(value: Any, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]")
    else:
        yield path, value


def _is_listed(path: str, listed: Sequence[str]) -> bool:
    """Tell whether a path, or a list or table that it lies in, is documented."""
    general = re.sub(r"\[\d+\]", "[*]", path)
    return any(general == one or general.startswith((f"{one}.", f"{one}[")) for one in listed)


def content_problem(content: object, path: str = "") -> str:
    """Say which part of the content cannot stand on a page; empty where all can."""
    if isinstance(content, _PIECES):
        return ""
    if isinstance(content, Mapping):
        return next(
            filter(None, (content_problem(item, f"{path}.{name}".strip(".")) for name, item in content.items())), ""
        )
    if isinstance(content, Sequence):
        return next(filter(None, (content_problem(item, f"{path}[{place}]") for place, item in enumerate(content))), "")
    return f"the content '{path}' is a {type(content).__name__}: a page takes text, nodes, displays, tables and figures"
