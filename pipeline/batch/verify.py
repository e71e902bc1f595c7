"""`corrige variants --verify`: derives everything in a lock file once more, and names what changed."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.batch.dispatch import dispatch
from pipeline.batch.executors import Crew
from pipeline.batch.job import one_at_a_time, statements_of
from pipeline.batch.space import CHOSEN_AT
from pipeline.batch.statement import Statements
from pipeline.batch.store import key_hash
from pipeline.errors import CorrigeError, LockError
from pipeline.parameters.drawing import draw_parameters
from pipeline.parameters.lock import Entry, Lock, restored
from pipeline.parameters.variant import Variant
from pipeline.sheet.domains import value_text
from pipeline.sheet.toml import Source

CHUNK = 8


@dataclass(frozen=True)
class Checked:
    """What became of one line of a lock file.

    Attributes:
        id: Of the variant.
        changes: What is not as it was, one sentence each; empty where all is.
    """

    id: str
    changes: tuple[str, ...] = ()


def verify_lock(source: Source, lock: Lock, crew: Crew, announce: Callable[[int, int], None]) -> list[Checked]:
    """Return for every line what changed, in the order of the file.

    Args:
        source: The sheet's file.
        lock: As it was read.
        crew: Who works.
        announce: Called with how many lines are done, and of how many.
    """
    entries = list(lock.entries.values())
    found: dict[str, Checked] = {}
    for checked in dispatch(crew, partial(check_entries, source, lock.seed), entries, CHUNK, _lost):
        found[checked.id] = checked
        announce(len(found), len(entries))
    return [found[entry.id] for entry in entries]


def _lost(entry: Entry) -> Checked:
    return Checked(entry.id, ("the worker that derived it died each time",))


def check_entries(source: Source, seed: int, entries: Sequence[Entry]) -> list[Checked]:
    """Derive some lines of a lock file once more."""
    with one_at_a_time():
        statements = statements_of(source)
        return [Checked(entry.id, tuple(_changes(statements, seed, entry))) for entry in entries]


def _changes(statements: Statements, seed: int, entry: Entry) -> list[str]:
    sheet = statements.acceptance.sheet
    try:
        variant = restored(sheet, seed, entry)
        changes = [*_drawn_otherwise(statements, seed, entry, variant), *_refused(statements, variant)]
        if statements.of_sheet(variant) != entry.statement:
            changes.append("the problems read otherwise")
        if entry.key and _key(statements, variant) != entry.key:
            changes.append("the answers are others")
    except LockError as error:
        return [error.message]
    except CorrigeError as error:
        return [f"it cannot be solved any more: {error.message}"]
    return changes


def _drawn_otherwise(statements: Statements, seed: int, entry: Entry, variant: Variant) -> list[str]:
    """Name the parameters that a draw would give other values now; a variant that was not drawn has none."""
    if CHOSEN_AT in entry.attempts:
        return []
    acceptance = statements.acceptance
    try:
        now = draw_parameters(acceptance.sheet, seed, entry.id, acceptance, entry.attempts)
    except CorrigeError as error:
        return [f"it cannot be drawn any more: {error.message}"]
    return [
        f"{exercise}.{name} is {value_text(value)}, and would be drawn as {value_text(now.values[exercise][name])} now"
        for exercise, own in variant.values.items()
        for name, value in own.items()
        if now.values[exercise][name] != value
    ]


def _refused(statements: Statements, variant: Variant) -> list[str]:
    acceptance = statements.acceptance
    refusals = [acceptance.refusal(one, variant.values[one.id]) for one in acceptance.sheet.exercises]
    refusals.append(acceptance.whole_refusal(variant.values))
    return [f"it does not meet {refusal} any more" for refusal in refusals if refusal]


def _key(statements: Statements, variant: Variant) -> str:
    from pipeline.publish.numbers import numbers_json

    sheet = statements.acceptance.sheet
    solutions = {one.id: statements.acceptance.solution(one, variant.values[one.id]) for one in sheet.exercises}
    return key_hash(json.loads(numbers_json(sheet, variant, solutions)))
