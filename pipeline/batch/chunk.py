"""A few variants made together: pandoc is started once a format for all of them.

A variant that goes wrong takes no other with it: it drops out where it fails, and where pandoc complains about the lot,
each is converted alone.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

from pipeline.batch.job import OUR_BUG, Made, Order, statements_of, warnings_kept
from pipeline.errors import CorrigeError, explain
from pipeline.exercises.work import work_of
from pipeline.publish.build import Solved, finish_files, make_files, prove_pages, solve_variant, write_pages
from pipeline.publish.fingerprint import Options
from pipeline.publish.stopwatch import Stopwatch, processor_seconds
from pipeline.sheet.toml import Source

if TYPE_CHECKING:
    from pipeline.render.render import Draft
    from pipeline.typeset.documents import Conversions

Extent = Literal["documents", "proof"]
Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Written:
    """A variant whose pages are written and not proved yet.

    Attributes:
        order: What was asked for.
        solved: The sheet with its answers.
        drafts: One a page.
        watch: Has timed the stages so far.
    """

    order: Order
    solved: Solved
    drafts: "tuple[Draft, ...]"
    watch: Stopwatch


def make_chunk(source: Source, options: Options, orders: Sequence[Order], extent: Extent) -> tuple[Made, ...]:
    """Return what became of each variant, in their order.

    Args:
        source: The sheet's file.
        options: Formats, editions and engine.
        orders: The variants.
        extent: Whether they are typeset, or only solved and proved.
    """
    notes: dict[str, dict[str, None]] = {order.variant.id: {} for order in orders}
    outcomes = [_guarded(order, partial(_write, source, options, order), notes) for order in orders]
    written = [outcome for outcome in outcomes if isinstance(outcome, Written)]
    finish = _prove if extent == "proof" else _typeset
    made = {
        one.order.variant.id: _guarded(one.order, partial(finish, one, started, options), notes)
        for one, started in zip(written, _converted(written, options, extent), strict=True)
    }
    results = (made[outcome.order.variant.id] if isinstance(outcome, Written) else outcome for outcome in outcomes)
    return tuple(replace(result, warnings=tuple(notes[result.id])) for result in results)


def _guarded(order: Order, work: Callable[[], Outcome], notes: Mapping[str, dict[str, None]]) -> Outcome | Made:
    """Do a part of the work on a variant; whatever goes wrong is its own affair and stops no other."""
    try:
        with warnings_kept(notes[order.variant.id]):
            return work()
    except CorrigeError as error:
        return Made(order.variant.id, failure=explain(error), exit_code=error.exit_code)
    except Exception as error:  # a mistake of ours in one variant must not cost the others
        import traceback

        told = f"error: this is a mistake in corrige: {type(error).__name__}: {error}\n{traceback.format_exc()}"
        return Made(order.variant.id, failure=told.rstrip(), exit_code=OUR_BUG)


def _write(source: Source, options: Options, order: Order) -> Written:
    acceptance, watch = statements_of(source).acceptance, Stopwatch(clock=processor_seconds)
    solved = solve_variant(acceptance, order.variant, watch)
    return Written(order, solved, write_pages(solved, options, watch, order.recipient), watch)


def _converted(written: Sequence[Written], options: Options, extent: Extent) -> "list[Sequence[Conversions] | None]":
    """Return what pandoc makes of the pages of each variant; None for each that has to be converted alone."""
    from pipeline.typeset.documents import start_together, targets_of

    alone: list[Sequence[Conversions] | None] = [None] * len(written)
    if not written:
        return alone
    pages = [draft for one in written for draft in one.drafts]
    targets = () if extent == "proof" else targets_of(options.formats, options.engine)
    with written[0].watch.stage("pandoc"), suppress(CorrigeError):
        processes, parts = start_together([page.markdown for page in pages], targets or ("plain",), pages[0].folders)
        for process in processes:
            _ = process.documents
        shared = iter(parts)
        return [[next(shared) for _ in one.drafts] for one in written]
    return alone


def _prove(one: Written, started: "Sequence[Conversions] | None", options: Options) -> Made:
    with one.watch.stage("verify"):
        prove_pages(one.drafts, one.solved, started or ())
    return _made(one, {})


def _typeset(one: Written, started: "Sequence[Conversions] | None", options: Options) -> Made:
    from pipeline.render.figures import drawn_here
    from pipeline.render.figures.ahead import Studio

    drawing = Studio(draw=drawn_here)  # in this process: there is one for each processor, with matplotlib loaded by now
    if started is None:
        files = make_files(one.solved, options, one.watch, drawing, recipient=one.order.recipient)
    else:
        files = finish_files(one.solved, one.drafts, started, options, one.watch, drawing)
    return _made(one, _needed(files, options))


def _made(one: Written, files: Mapping[str, bytes]) -> Made:
    work = {name: asdict(work_of(solution)) for name, solution in one.solved.solutions.items()}
    return Made(one.order.variant.id, files, work, one.watch.seconds)


def _needed(files: Mapping[str, bytes], options: Options) -> dict[str, bytes]:
    """Leave out the pictures where no document names them: PDF and HTML have theirs inside."""
    names_pictures = not {"md", "tex"}.isdisjoint(options.formats)
    return {name: content for name, content in files.items() if names_pictures or not name.startswith("figures/")}
