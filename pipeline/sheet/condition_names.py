"""Every name in a constraint has to be a parameter or a quantity that the kind computes."""

import re
from collections.abc import Mapping, Sequence
from typing import NoReturn

from pipeline.exercises.fields import FieldError
from pipeline.exercises.kinds import Kind
from pipeline.sheet.complaints import field_error, nearest_hint
from pipeline.sheet.conditions import Condition, Lookup, Step
from pipeline.sheet.domains import Domain
from pipeline.sheet.model import Exercise
from pipeline.sheet.toml import KeyPath, Source

_KEY = re.compile(r"[A-Za-z_]\w*")


def check_conditions(
    source: Source, path: KeyPath, conditions: Sequence[Condition], parameters: Mapping[str, Domain], kind: Kind
) -> None:
    """Refuse a name in an exercise's constraints that is neither a parameter nor a quantity of its kind.

    Raises:
        InputError: With the place of the name.
    """
    for index, condition in enumerate(conditions):
        for lookup in condition.lookups:
            if lookup.name not in parameters and not is_quantity(lookup.steps, kind):
                known = [*parameters, *paths(kind)]
                _fail(source, (*path, index), lookup, lookup.steps, known, "it is no parameter and no quantity")


def check_sheet_conditions(
    source: Source, conditions: Sequence[Condition], shared: Mapping[str, Domain], exercises: Sequence[Exercise]
) -> None:
    """Refuse a name in the sheet's own constraints: its parameters are known, and `exercise_id.name`.

    Raises:
        InputError: With the place of the name.
    """
    by_name = {spelt(exercise.id): exercise for exercise in exercises}
    for index, condition in enumerate(conditions):
        for lookup in condition.lookups:
            path = ("require", index)
            if lookup.name in shared:
                continue
            exercise = by_name.get(lookup.name)
            if exercise is None:
                said = "the sheet has no such parameter and no such exercise"
                _fail(source, path, lookup, lookup.steps, [*shared, *by_name], said)
            below = lookup.steps[1:]
            if not below or (below[0] not in exercise.parameters and not is_quantity(below, exercise.kind)):
                known = [*exercise.parameters, *paths(exercise.kind)]
                _fail(source, path, lookup, below, known, f"exercise '{exercise.id}' has no such parameter or quantity")


def spelt(exercise_id: str) -> str:
    """Return an exercise's id as a name: `chain-rule` is `chain_rule` in a constraint."""
    return exercise_id.replace("-", "_")


def is_quantity(steps: Sequence[Step], kind: Kind) -> bool:
    """Tell whether a path leads to a quantity of a kind, or to a list of some."""
    keys = [step for step in steps if isinstance(step, str) and step != "*"]
    return any(_KEY.findall(path)[: len(keys)] == keys for path in paths(kind))


def paths(kind: Kind) -> list[str]:
    """Return the paths of a kind's quantities."""
    return [document.path for document in kind.quantities]


def _fail(
    source: Source, path: KeyPath, lookup: Lookup, steps: Sequence[Step], known: Sequence[str], said: str
) -> NoReturn:
    shown = "".join(f"[{step}]" if isinstance(step, int) or step == "*" else f".{step}" for step in steps).lstrip(".")
    hint = f"{said}; {nearest_hint(shown, known, 'name')}"
    column, length = lookup.start + 1, lookup.end - lookup.start
    error = FieldError(f"unknown name '{shown or lookup.name}' in {{key}}", hint=hint, column=column, length=length)
    raise field_error(error, source, path, path[:-2] if path[0] == "exercise" else ())
