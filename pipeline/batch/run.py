"""`corrige variants`: settle all draws, build what is missing, write keys, index and lock."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pipeline.batch.dispatch import dispatch
from pipeline.batch.executors import Crew
from pipeline.batch.job import Drawn, Made, Order, draw_variants, make_variants, statements_of
from pipeline.batch.roster import Roster
from pipeline.batch.settle import Earlier, Settled, entries_of, settle, with_seed
from pipeline.batch.statement import Statements
from pipeline.batch.store import Store, key_hash, put_file
from pipeline.batch.tables import spread, write_tables
from pipeline.errors import ComputationError, LockError
from pipeline.parameters.lock import Lock, read_lock
from pipeline.publish.fingerprint import Options
from pipeline.publish.outputs import VARIANTS
from pipeline.sheet.toml import Source

DRAW_CHUNK = 16
MAX_CHUNK = 24

Phase = Literal["drawing", "building", "merging"]
Announce = Callable[[Phase, int, int, int], None]
"""Called with what is going on, how many are done, of how many, and how many have failed; also when it begins."""


@dataclass(frozen=True)
class Request:
    """What was asked for.

    Attributes:
        source: The sheet's file.
        options: Formats, editions, engine; the seed is settled.
        roster: Who gets a variant.
        output: Folder for the outputs of all sheets.
        lock: Where the lock file is or will be.
        distinct_from: Lock files of earlier years.
        changed: What is done where problems in the lock read otherwise now.
        reuse: Whether variants that are up to date stay as they are.
        merges: Whether all sheets become one PDF for the printer.
    """

    source: Source
    options: Options
    roster: Roster
    output: Path
    lock: Path
    distinct_from: tuple[Path, ...] = ()
    changed: Literal["refuse", "accept"] = "refuse"
    reuse: Literal["unchanged", "nothing"] = "unchanged"
    merges: bool = False


@dataclass
class Outcome:
    """What a run has come to.

    Attributes:
        folder: Where the variants lie.
        lock: The lock file.
        total: Number of variants asked for.
        built: Ids of those made in this run.
        kept: Ids of those that were there already.
        failures: Id → the error as a user reads it.
        notes: What else has to be said.
        warnings: What has no translation → in how many of the variants made in this run.
        work: Spread of the work, exercise by exercise.
        seconds: Stage → processor time of all workers.
    """

    folder: Path
    lock: Path
    total: int
    built: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    work: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def make_all(request: Request, crew: Crew, announce: Announce) -> Outcome:
    """Make a variant for everybody in the roster.

    Raises:
        ComputationError: Where the sheet has too few distinct variants; nothing is written then.
        LockError: Where the lock and the sheet do not agree.
        WriteError: Where the disk is full; whole variants stay, and the next run goes on from there.
    """
    statements = statements_of(request.source)
    sheet = statements.acceptance.sheet
    seed = sheet.seed if request.options.seed is None else request.options.seed
    lock = open_lock(request.lock, sheet.id, seed)
    settled = settle_all(request, statements, seed, lock, crew, announce)
    store = Store(request.output / sheet.id / VARIANTS, request.source, request.options, seed)
    store.sweep()
    outcome = Outcome(store.folder, request.lock, len(settled), notes=list(request.roster.notes))
    _build(request, store, settled, crew, announce, outcome)
    order = {one.student.id: place for place, one in enumerate(settled)}
    outcome.built.sort(key=order.__getitem__)
    done = [one for one in settled if one.student.id not in outcome.failures]
    _finish(request, store, statements, lock, done, outcome, announce)
    return outcome


def open_lock(path: Path, sheet_id: str, seed: int) -> Lock | None:
    """Return the lock that is there, or None.

    Raises:
        InputError: Where it is no lock file.
        LockError: Where it belongs to another sheet or another seed.
    """
    if not path.exists():
        return None
    lock = read_lock(path)
    if lock.sheet != sheet_id:
        raise LockError(
            f"{path} is the lock of sheet '{lock.sheet}', not of '{sheet_id}'", hint="name another with --lock"
        )
    if lock.seed != seed:
        message = f"{path} was drawn with seed {lock.seed}, and {seed} is asked for"
        raise LockError(message, hint="name another file with --lock, or remove the lock to draw everybody anew")
    return lock


def settle_all(
    request: Request, statements: Statements, seed: int, lock: Lock | None, crew: Crew, announce: Announce
) -> list[Settled]:
    """Return everybody with parameters of their own; nothing has been written yet."""
    sheet_id = statements.acceptance.sheet.id
    others = {str(path): read_lock(path) for path in request.distinct_from}
    earlier = Earlier(lock, others, request.changed)

    def draw(ids: Sequence[str]) -> dict[str, Drawn]:
        work = partial(draw_variants, request.source, seed)
        drawn: dict[str, Drawn] = {}
        announce("drawing", 0, len(ids), 0)
        for one in dispatch(crew, work, ids, DRAW_CHUNK, _lost_draw):
            drawn[one.id] = one
            announce("drawing", len(drawn), len(ids), 0)
        return drawn

    settled = settle(statements, seed, request.roster.students, earlier, draw)
    if all(one.variant is None for one in settled):
        failure = settled[0].failure.removeprefix("error: ")
        message = f"no variant of sheet '{sheet_id}' could be drawn; in variant '{settled[0].student.id}'"
        raise ComputationError(message, hint=failure)
    return settled


def _lost_draw(identity: str) -> Drawn:
    return Drawn(identity, failure=_lost_text(identity), exit_code=20)


def _lost_text(identity: str) -> str:
    hint = "       it may have run out of memory; the others are not affected"
    return f"error: the worker that made variant '{identity}' died each time\n{hint}"


def _lost(order: Order) -> Made:
    return Made(order.variant.id, failure=_lost_text(order.variant.id), exit_code=20)


def _build(
    request: Request, store: Store, settled: Sequence[Settled], crew: Crew, announce: Announce, outcome: Outcome
) -> None:
    """Build the variants that are missing or stale; each is written as soon as it is there."""
    missing = {}
    for one in settled:
        if one.variant is None:
            outcome.failures[one.student.id] = one.failure
        elif request.reuse == "unchanged" and store.is_done(one):
            outcome.kept.append(one.student.id)
        else:
            missing[one.student.id] = one
    announce("building", len(outcome.kept) + len(outcome.failures), len(settled), len(outcome.failures))
    for made in _made(request, store, list(missing.values()), crew):
        if made.failure:
            outcome.failures[made.id] = made.failure
        else:
            store.keep(missing[made.id], made.files, made.work)
            outcome.built.append(made.id)
        outcome.warnings.update(made.warnings)
        for stage, spent in made.seconds.items():
            outcome.seconds[stage] = outcome.seconds.get(stage, 0.0) + spent
        done = len(outcome.kept) + len(outcome.built) + len(outcome.failures)
        announce("building", done, len(settled), len(outcome.failures))


def _made(request: Request, store: Store, missing: Sequence[Settled], crew: Crew) -> Iterator[Made]:
    orders = [Order(one.variant, store.recipient(one.student)) for one in missing if one.variant is not None]
    if orders:
        work = partial(make_variants, request.source, request.options)
        yield from dispatch(crew, work, orders, chunk_size(len(orders), crew.size), _lost)


def chunk_size(count: int, workers: int) -> int:
    """Return how many variants go to a worker at once: what starts once a chunk is shared, and all end together."""
    return max(1, min(MAX_CHUNK, count // (4 * workers)))


def _finish(
    request: Request,
    store: Store,
    statements: Statements,
    lock: Lock | None,
    done: Sequence[Settled],
    outcome: Outcome,
    announce: Announce,
) -> None:
    """Write what lies beside the folders, and the lock last."""
    sheet = statements.acceptance.sheet
    more = _merged(request, store, done, announce) if request.merges else []
    write_tables(store, sheet.title, done, more)
    keys = {one.student.id: key_hash(store.numbers(one.student)) for one in done}
    seed = store.seed
    kept = with_seed(lock, sheet.id, request.source.sha256, seed).with_entries(entries_of(statements, done, keys))
    put_file(request.lock, kept.text().encode())
    outcome.work = spread(store.manifest(one.student).get("work", {}) for one in done)
    strangers = store.strangers([one.student for one in done])
    if strangers:
        few = ", ".join(strangers[:5]) + (", …" if len(strangers) > 5 else "")
        outcome.notes.append(f"{len(strangers)} folders of earlier runs are no part of this one: {few}")


def _merged(request: Request, store: Store, done: Sequence[Settled], announce: Announce) -> list[str]:
    from pipeline.batch.merge import merge_all

    return merge_all(store, request.options, [one.student for one in done], partial(announce, "merging"))
