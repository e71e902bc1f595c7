"""Settles all draws before anything is built: in the roster's order, no two alike, those in the lock as they were."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NoReturn

from pipeline.batch.job import Drawn
from pipeline.batch.roster import Student
from pipeline.batch.space import Space
from pipeline.batch.statement import Statements
from pipeline.errors import ComputationError, LockError, Place
from pipeline.parameters.drawing import draw_parameters
from pipeline.parameters.lock import Entry, Lock, locked_parameters, restored
from pipeline.parameters.variant import Variant

MAX_REDRAWS = 50
"""Draws that may collide with a sheet that somebody has, before we look through all that are left."""

Draw = Callable[[Sequence[str]], Mapping[str, Drawn]]
"""Draws some variants, each as if it were alone."""


@dataclass(frozen=True)
class Settled:
    """A student with a variant nobody else has.

    Attributes:
        student: Who gets it.
        variant: None where it could not be drawn.
        statement: Hash of its problems.
        failure, exit_code: Why it could not be drawn, as a user reads it.
        origin: Whether it stood in the lock file, or was drawn now.
    """

    student: Student
    variant: Variant | None
    statement: str = ""
    failure: str = ""
    exit_code: int = 0
    origin: str = "drawn"


@dataclass(frozen=True)
class Earlier:
    """What was given away before.

    Attributes:
        lock: Of this sheet; its variants stay as they are.
        others: Name of a file → the lock in it; no variant may have a statement that stands there.
        changed: What is done where problems in the lock read otherwise now: refuse, or take note of the new ones.
    """

    lock: Lock | None
    others: Mapping[str, Lock]
    changed: Literal["refuse", "accept"] = "refuse"


def settle(
    statements: Statements, seed: int, students: Sequence[Student], earlier: Earlier, draw: Draw
) -> list[Settled]:
    """Return every student with parameters of their own.

    Args:
        statements: Of the sheet.
        seed: Of the draws.
        students: In the roster's order; the first come first served.
        earlier: What was given away before.
        draw: Draws those that are new; collisions are seen to here.

    Raises:
        LockError: Where the problems of a variant in the lock have changed, or two locks have a sheet in common.
        ComputationError: Where the sheet has too few distinct variants.
    """
    return _Settling(statements, seed, earlier).settle(students, draw)


class _Settling:
    """Who has which statement so far."""

    def __init__(self, statements: Statements, seed: int, earlier: Earlier) -> None:
        self.statements = statements
        self.acceptance = statements.acceptance
        self.space = Space(statements)
        self.seed = seed
        self.earlier = earlier
        self.entries = earlier.lock.entries if earlier.lock else {}
        self.taken = {
            entry.statement: f"variant '{entry.id}' of {name}"
            for name, lock in earlier.others.items()
            for entry in lock.entries.values()
        }

    def settle(self, students: Sequence[Student], draw: Draw) -> list[Settled]:
        old = {student.id: self.locked(student) for student in students if student.id in self.entries}
        new = [student for student in students if student.id not in self.entries]
        self.check_bound(len(new), students)
        self.keep_places(old)
        drawn = draw([student.id for student in new]) if new else {}
        fresh = {}
        for position, student in enumerate(new):
            fresh[student.id] = self.settled(student, drawn[student.id], position, students)
        return [old.get(student.id) or fresh[student.id] for student in students]

    def locked(self, student: Student) -> Settled:
        """Return the variant that a student has in the lock."""
        entry = self.entries[student.id]
        variant = restored(self.acceptance.sheet, self.seed, entry)
        statement = self.statements.of_sheet(variant)
        if statement != entry.statement and self.earlier.changed == "refuse":
            hint = "corrige variants --verify names all that changed; --relock keeps the draws with their new problems"
            raise LockError(f"the problems of variant '{student.id}' are not those of the lock any more", hint=hint)
        return Settled(student, variant, statement, origin="lock")

    def keep_places(self, old: Mapping[str, Settled]) -> None:
        """Give away what stands in the lock, also to those who are not in the roster any more."""
        statements = {name: found.statement for name, found in old.items()}
        for entry in self.entries.values():
            statement = statements.get(entry.id, entry.statement)
            if statement in self.taken:
                message = f"variant '{entry.id}' of the lock has the same problems as {self.taken[statement]}"
                raise LockError(message, hint="remove its line from the lock, and it is drawn anew")
            self.taken[statement] = f"variant '{entry.id}' of the lock"

    def settled(self, student: Student, drawn: Drawn, done: int, students: Sequence[Student]) -> Settled:
        """Return the student's first draw, or the next one that nobody has."""
        if drawn.variant is None or drawn.failure:
            return Settled(student, None, failure=drawn.failure, exit_code=drawn.exit_code)
        variant, statement = drawn.variant, drawn.statement
        for _ in range(MAX_REDRAWS):
            if statement not in self.taken:
                break
            variant = self.redrawn(variant)
            statement = self.statements.of_sheet(variant)
        if statement in self.taken:
            found = self.space.free(student.id, self.seed, self.taken)
            if found is None:
                self.too_small(done, students)
            variant, statement = found, self.statements.of_sheet(found)
        self.taken[statement] = f"variant '{student.id}'"
        return Settled(student, variant, statement)

    def redrawn(self, variant: Variant) -> Variant:
        """Draw every part of a variant once more."""
        scopes = ("", *(exercise.id for exercise in self.acceptance.sheet.exercises))
        start = {scope: variant.attempts.get(scope, 0) + 1 for scope in scopes}
        return draw_parameters(self.acceptance.sheet, self.seed, variant.id, self.acceptance, start)

    def check_bound(self, new: int, students: Sequence[Student]) -> None:
        """Refuse at once what cannot be done, however the draws fall."""
        bound = self.space.drawings
        if bound < len(self.entries) + new:
            self.refuse(f"at most {bound}", students)

    def too_small(self, done: int, students: Sequence[Student]) -> NoReturn:
        if not self.space.is_enumerable():
            self.refuse(f"about {len(self.entries) + done} that drawing at random finds", students)
        self.refuse(str(len(self.entries) + done), students)

    def refuse(self, count: str, students: Sequence[Student]) -> NoReturn:
        asked = len({*self.entries, *(student.id for student in students)})
        earlier = sum(len(lock.entries) for lock in self.earlier.others.values())
        spared = f", besides the {earlier} of earlier locks" if earlier else ""
        locked = f" ({len(self.entries)} of them in the lock)" if self.entries else ""
        noun = "variant" if count in ("1", "at most 1") else "variants"
        raise ComputationError(
            f"the space is too small: the sheet has {count} distinct {noun}{spared}, and {asked} are asked for{locked}",
            place=Place(self.acceptance.sheet.source.file),
            hint="give parameters more values, or loosen the constraints; corrige variants SHEET --space counts them",
        )


def entries_of(statements: Statements, settled: Sequence[Settled], keys: Mapping[str, str]) -> list[Entry]:
    """Return the lock's lines for all variants whose key is known.

    Args:
        statements: Of the sheet.
        settled: All variants.
        keys: Id → hash of the quantities.
    """
    sheet = statements.acceptance.sheet
    return [
        Entry(
            one.variant.id,
            locked_parameters(sheet, one.variant),
            one.statement,
            keys[one.variant.id],
            one.variant.attempts,
        )
        for one in settled
        if one.variant is not None and one.variant.id in keys
    ]


def with_seed(lock: Lock | None, sheet_id: str, sha256: str, seed: int) -> Lock:
    """Return the lock to be written: the old one with the sheet's new hash, or an empty one."""
    return replace(lock, sha256=sha256) if lock is not None else Lock(sheet_id, sha256, seed)
