"""What a worker does with a few variants: plain data in, bytes out; nothing is read from or written to a disk.

A worker keeps what all variants of a sheet share: the loaded sheet, its constraints' verdicts, templates, fonts.
"""

import gc
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import CorrigeError, UntranslatedWarning, explain
from pipeline.parameters.variant import Variant
from pipeline.publish.fingerprint import Options
from pipeline.sheet.toml import Source

if TYPE_CHECKING:
    from pipeline.batch.statement import Statements
    from pipeline.render.page import Recipient

OUR_BUG = 70

_TURN = threading.RLock()


def collect_seldom() -> None:
    """Look for cycles of objects after many of them only.

    Nearly all that a variant leaves behind is freed by counting references; looking for cycles as often as usual costs
    a sixth of the time. A process of our own stays like that: to go back would mean to look through all at once.
    """
    gc.set_threshold(100_000, 20, 20)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold this while working.

    Ball arithmetic has one precision a process: a worker with several threads does one thing at a time.
    """
    with _TURN:
        usual = gc.get_threshold()
        collect_seldom()
        try:
            yield
        finally:
            gc.set_threshold(*usual)


@contextmanager
def warnings_kept(found: dict[str, None]) -> Iterator[None]:
    """Keep what has no translation for whoever gave the work, who tells it once; other warnings are as usual.

    Args:
        found: Gets the sentences of the warnings.
    """
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UntranslatedWarning)
        yield
    for one in told:
        if isinstance(one.message, UntranslatedWarning):
            found.setdefault(str(one.message))
        else:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)


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
        seconds: Stage → processor time.
        failure: The whole error as a user reads it; empty where all went well.
        exit_code: Of the failure.
        warnings: What stays English for want of a translation, in the words of a warning.
    """

    id: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    work: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    failure: str = ""
    exit_code: int = 0
    warnings: tuple[str, ...] = ()


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
    """Draw the parameters of some variants, each as if it were alone.

    What has no translation is told when the pages are made.
    """
    with one_at_a_time(), warnings_kept({}):
        return tuple(_draw(statements_of(source), seed, identity) for identity in ids)


def make_variants(source: Source, options: Options, orders: Sequence[Order]) -> tuple[Made, ...]:
    """Solve, prove and typeset some variants."""
    from pipeline.batch.chunk import make_chunk

    with one_at_a_time():
        return make_chunk(source, options, orders, "documents")


def try_variants(source: Source, options: Options, orders: Sequence[Order]) -> tuple[Made, ...]:
    """Solve and prove some variants; nothing is typeset."""
    from pipeline.batch.chunk import make_chunk

    with one_at_a_time():
        return make_chunk(source, options, orders, "proof")


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
