"""What a worker does with a few variants: plain data in, bytes out; nothing is read from or written to a disk.

A worker keeps what all variants of a sheet share: the loaded sheet, its constraints' verdicts, templates, fonts.
"""

import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import CorrigeError, explain
from pipeline.parameters.variant import Variant
from pipeline.publish.fingerprint import Options
from pipeline.sheet.toml import Source

if TYPE_CHECKING:
    from pipeline.batch.statement import Statements
    from pipeline.parameters.acceptance import Acceptance
    from pipeline.publish.build import Solved
    from pipeline.render.page import Recipient

OUR_BUG = 70

_TURN = threading.RLock()


def one_at_a_time() -> AbstractContextManager[bool]:
    """Return what to hold while working.

    Ball arithmetic has one precision a process: a worker with several threads does one thing at a time.
    """
    return _TURN


@dataclass(frozen=True)
class Order:
    """One variant to be made.

    Attributes:
        variant: Its parameters are settled.
        recipient: For whom it is.
    """

    variant: Variant
    recipient: "Recipient"


@dataclass(frozen=True)
class Made:
    """What became of one variant.

    Attributes:
        id: Of the variant.
        files: By relative path; empty where it failed, or where nothing was to be typeset.
        work: Exercise id → rules, steps and digits.
        seconds: Stage → time.
        failure: The whole error as a user reads it; empty where all went well.
        exit_code: Of the failure.
    """

    id: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    work: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    failure: str = ""
    exit_code: int = 0


@dataclass(frozen=True)
class Drawn:
    """A variant whose parameters are drawn.

    Attributes:
        id: Of the variant.
        variant: None where there is none.
        statement: Hash of its problems; empty where they cannot be posed.
        failure, exit_code: As in `Made`.
    """

    id: str
    variant: Variant | None = None
    statement: str = ""
    failure: str = ""
    exit_code: int = 0


def draw_variants(source: Source, seed: int, ids: Sequence[str]) -> tuple[Drawn, ...]:
    """Draw the parameters of some variants, each as if it were alone."""
    with one_at_a_time():
        return tuple(_draw(statements_of(source), seed, identity) for identity in ids)


def make_variants(source: Source, options: Options, orders: Sequence[Order]) -> tuple[Made, ...]:
    """Solve, prove and typeset some variants."""
    with one_at_a_time():
        return tuple(_guarded(source, options, order, "documents") for order in orders)


def try_variants(source: Source, options: Options, orders: Sequence[Order]) -> tuple[Made, ...]:
    """Solve and prove some variants; nothing is typeset."""
    with one_at_a_time():
        return tuple(_guarded(source, options, order, "proof") for order in orders)


@dataclass(frozen=True, eq=False)
class _Known:
    """A sheet's file, equal to any other with the same name and bytes."""

    source: Source

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[str, str]:
        return self.source.file, self.source.sha256


def statements_of(source: Source) -> "Statements":
    """Return what is known of a sheet in this process; the first call loads it."""
    return _statements(_Known(source))


@lru_cache(maxsize=2)
def _statements(known: _Known) -> "Statements":
    from pipeline.batch.statement import Statements
    from pipeline.parameters.acceptance import Acceptance
    from pipeline.sheet.load import read_sheet

    return Statements(Acceptance(read_sheet(known.source)))


def _draw(statements: "Statements", seed: int, identity: str) -> Drawn:
    from pipeline.parameters import draw_parameters

    acceptance = statements.acceptance
    variant = None
    try:
        variant = draw_parameters(acceptance.sheet, seed, identity, acceptance)
        return Drawn(identity, variant, statements.of_sheet(variant))
    except CorrigeError as error:
        return Drawn(identity, variant, failure=explain(error), exit_code=error.exit_code)


def _guarded(source: Source, options: Options, order: Order, extent: Literal["documents", "proof"]) -> Made:
    """Make one variant; whatever goes wrong is its own affair and stops no other."""
    try:
        return _make(statements_of(source).acceptance, options, order, extent)
    except CorrigeError as error:
        return Made(order.variant.id, failure=explain(error), exit_code=error.exit_code)
    except Exception as error:  # a mistake of ours in one variant must not cost the others
        import traceback

        told = f"error: this is a mistake in corrige: {type(error).__name__}: {error}\n{traceback.format_exc()}"
        return Made(order.variant.id, failure=told.rstrip(), exit_code=OUR_BUG)


def _make(acceptance: "Acceptance", options: Options, order: Order, extent: Literal["documents", "proof"]) -> Made:
    from pipeline.publish.build import make_files, prove_pages, solve_variant, write_pages
    from pipeline.publish.stopwatch import Stopwatch
    from pipeline.render.figures.ahead import studio

    watch = Stopwatch()
    solved = solve_variant(acceptance, order.variant, watch)
    files: Mapping[str, bytes] = {}
    if extent == "proof":
        drafts = write_pages(solved, options, watch, order.recipient)
        with watch.stage("verify"):
            prove_pages(drafts, solved)
    else:
        with studio() as drawing:
            files = _needed(make_files(solved, options, watch, drawing, recipient=order.recipient), options)
    return Made(order.variant.id, files, _work(solved), watch.seconds)


def _needed(files: Mapping[str, bytes], options: Options) -> dict[str, bytes]:
    """Leave out the pictures where no document names them: PDF and HTML have theirs inside."""
    names_pictures = not {"md", "tex"}.isdisjoint(options.formats)
    return {name: content for name, content in files.items() if names_pictures or not name.startswith("figures/")}


def _work(solved: "Solved") -> dict[str, dict[str, Any]]:
    from pipeline.exercises.work import work_of

    return {name: asdict(work_of(solution)) for name, solution in solved.solutions.items()}
