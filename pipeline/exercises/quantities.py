"""Finds quantities by their paths: `layers[0].activation[1]`, with `[*]` for every entry of a list."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.exercises.solution import Value

_PATH = re.compile(r"[A-Za-z_]\w*(\[(\d{1,6}|\*)\])*(\.[A-Za-z_]\w*(\[(\d{1,6}|\*)\])*)*")
_STEP = re.compile(r"(\w+)|\[(\d+|\*)\]")

Step = str | int
"""A key, a position, or `*`."""


def is_path(text: str) -> bool:
    """Tell whether a text is written as a path."""
    return _PATH.fullmatch(text) is not None


def find_quantities(quantities: "Value", path: str) -> Iterator[tuple[str, "Value"]]:
    """Yield every leaf or list that a path means, with its own path; nothing where there is none.

    Args:
        quantities: As a solution has them.
        path: One for which `is_path` holds.
    """
    steps: list[Step] = []
    for name, position in _STEP.findall(path):
        steps.append(name or (position if position == "*" else int(position)))
    yield from _follow(quantities, tuple(steps), "")


def _follow(value: "Value", steps: tuple[Step, ...], path: str) -> Iterator[tuple[str, "Value"]]:
    if not steps:
        yield path, value
    elif isinstance(value, Mapping) and steps[0] in value:
        name = str(steps[0])
        yield from _follow(value[name], steps[1:], f"{path}.{name}" if path else name)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        wanted = range(len(value)) if steps[0] == "*" else (steps[0],)
        for index in wanted:
            if isinstance(index, int) and index < len(value):
                yield from _follow(value[index], steps[1:], f"{path}[{index}]")


def leaf_paths(value: "Value", path: str = "") -> Iterator[str]:
    """Yield the path of every leaf in the order of numbers.json."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from leaf_paths(item, f"{path}.{name}" if path else name)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, item in enumerate(value):
            yield from leaf_paths(item, f"{path}[{index}]")
    else:
        yield path
