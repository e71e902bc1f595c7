"""`corrige stress`: boundary values first, then draws; solves and proves each, typesets nothing."""

import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations

from pipeline.batch.dispatch import dispatch
from pipeline.batch.executors import Crew
from pipeline.batch.job import Drawn, Made, Order, draw_variants, statements_of, try_variants
from pipeline.errors import CorrigeError
from pipeline.exercises.exact import EvaluationError
from pipeline.exercises.formula import resolved
from pipeline.parameters.acceptance import Acceptance
from pipeline.parameters.chosen import settings_of
from pipeline.parameters.variant import Values, Variant
from pipeline.publish.fingerprint import Options
from pipeline.publish.junit import Case, Suite
from pipeline.render.page import EVERYBODY
from pipeline.sheet.domains import Domain, ParameterValue
from pipeline.sheet.model import Sheet
from pipeline.sheet.toml import Source

CHUNK = 4
MAX_PAIRS = 400
"""Pairs of parameters that are put to their ends together."""

Key = tuple[str, str]
"""Exercise id (empty for a parameter of the sheet) and name."""


@dataclass(frozen=True)
class Trial:
    """One variant that was tried.

    Attributes:
        id: `boundary 3`, or the id of a draw, which `--variant` builds alone.
        parameters: As `--set` takes them.
        failure: The whole error as a user reads it; empty where all is well.
        command: What builds this variant alone.
        seconds: Spent on it.
    """

    id: str
    parameters: tuple[str, ...]
    failure: str
    command: str
    seconds: float


@dataclass(frozen=True)
class Tried:
    """All trials, how many boundary values the constraints refused, and what so many trials warned of."""

    trials: tuple[Trial, ...]
    refused: int
    warnings: Mapping[str, int] = field(default_factory=dict)

    @property
    def failures(self) -> list[Trial]:
        """Those that failed."""
        return [trial for trial in self.trials if trial.failure]


def suite_of(sheet: str, tried: Tried) -> Suite:
    """Return the trials as cases of a report: the parameters as properties, a failure with how to rebuild it."""
    return Suite(f"corrige stress {sheet}", sheet, [_case(trial) for trial in tried.trials])


def _case(trial: Trial) -> Case:
    failure = f"{trial.failure}\n\nrebuild it alone:\n{trial.command}" if trial.failure else ""
    properties = {name: value for name, _, value in (setting.partition("=") for setting in trial.parameters)}
    return Case(trial.id, trial.seconds, failure, "variant", properties)


def stress(
    source: Source, options: Options, count: int, crew: Crew, announce: Callable[[str, int, int, int], None]
) -> Tried:
    """Try a number of variants of a sheet.

    Args:
        source: The sheet's file.
        options: Seed and editions.
        count: How many; boundary values come first, draws fill up.
        crew: Who works.
        announce: Called with what is going on, how many are done, of how many, and how many have failed.

    Raises:
        CorrigeError: Where the sheet cannot be loaded.
    """
    acceptance = statements_of(source).acceptance
    seed = acceptance.sheet.seed if options.seed is None else options.seed
    corners, refused = _allowed(acceptance, seed)
    corners = corners[:count]
    trials: list[Trial] = []
    variants, broken = _draws(source, seed, [str(k) for k in range(1, count - len(corners) + 1)], crew, announce)
    trials += [_trial(acceptance.sheet, source, seed, Variant(made.id, seed, {}), made) for made in broken]
    orders = [Order(variant, EVERYBODY) for variant in (*corners, *variants)]
    by_id = {order.variant.id: order.variant for order in orders}
    failed, warnings = len(broken), Counter[str]()
    announce("trying", failed, count, failed)
    for made in dispatch(crew, partial(try_variants, source, options), orders, CHUNK, _lost):
        trials.append(_trial(acceptance.sheet, source, seed, by_id[made.id], made))
        failed += bool(made.failure)
        warnings.update(made.warnings)
        announce("trying", len(trials), count, failed)
    order = {identity: position for position, identity in enumerate(by_id)}
    return Tried(tuple(sorted(trials, key=lambda trial: order.get(trial.id, -1))), refused, warnings)


def _lost(order: Order) -> Made:
    return Made(order.variant.id, failure="error: the worker died each time over this variant", exit_code=20)


def _draws(
    source: Source, seed: int, ids: Sequence[str], crew: Crew, announce: Callable[[str, int, int, int], None]
) -> tuple[list[Variant], list[Made]]:
    drawn: dict[str, Drawn] = {}
    for one in dispatch(crew, partial(draw_variants, source, seed), ids, CHUNK, _undrawn):
        drawn[one.id] = one
        announce("drawing", len(drawn), len(ids), 0)
    variants = [found for identity in ids if (found := drawn[identity].variant) is not None]
    broken = [Made(one.id, failure=one.failure) for one in (drawn[identity] for identity in ids) if one.variant is None]
    return variants, broken


def _undrawn(identity: str) -> Drawn:
    return Drawn(identity, failure="error: the worker died each time over this draw", exit_code=20)


def _trial(sheet: Sheet, source: Source, seed: int, variant: Variant, made: Made) -> Trial:
    settings = tuple(settings_of(sheet, variant)) if variant.values else ()
    words = ["corrige", "build", source.file, "-o", "trial"]
    if variant.id.startswith(BOUNDARY):
        words += [word for setting in settings for word in ("--set", setting)]
    else:
        words += ["--variant", variant.id, "--seed", str(seed)]
    seconds = round(sum(made.seconds.values()), 3)
    return Trial(variant.id, settings, made.failure, " ".join(map(shlex.quote, words)), seconds)


BOUNDARY = "boundary "


def _allowed(acceptance: Acceptance, seed: int) -> tuple[list[Variant], int]:
    """Return the boundary values that the constraints allow, and how many they refuse."""
    sheet = acceptance.sheet
    variants: list[Variant] = []
    refused, seen = 0, set()
    for chosen in _corners(sheet):
        try:
            values = {one.id: resolved(_values(sheet, one.id, chosen)) for one in sheet.exercises}
        except EvaluationError:
            refused += 1
            continue
        key = repr(values)
        if key in seen:
            continue
        seen.add(key)
        if _is_allowed(acceptance, values):
            variants.append(Variant(f"{BOUNDARY}{len(variants) + 1}", seed, values))
        else:
            refused += 1
    return variants, refused


def _is_allowed(acceptance: Acceptance, values: Mapping[str, Values]) -> bool:
    sheet = acceptance.sheet
    shared = {name: next(iter(values.values()))[name] for name in sheet.parameters}
    try:
        own = [acceptance.refusal(one, values[one.id]) for one in sheet.exercises]
        return not (acceptance.shared_refusal(shared) or any(own) or acceptance.whole_refusal(values))
    except CorrigeError:
        return True  # what cannot be solved is to be told as a failure


def _corners(sheet: Sheet) -> Iterator[dict[Key, ParameterValue]]:
    """Yield values at the ends of their domains: one parameter at a time, all together, then in pairs."""
    domains = _drawable(sheet)
    yield {}
    for key, domain in domains.items():
        for value in domain.boundaries():
            yield {key: value}
    for end in range(3):
        yield {key: (bounds := domain.boundaries())[min(end, len(bounds) - 1)] for key, domain in domains.items()}
    pairs = 0
    for (first, one), (second, other) in combinations(domains.items(), 2):
        for left in one.boundaries()[:2]:
            for right in other.boundaries()[:2]:
                pairs += 1
                if pairs > MAX_PAIRS:
                    return
                yield {first: left, second: right}


def _drawable(sheet: Sheet) -> dict[Key, Domain]:
    found: dict[Key, Domain] = {("", name): domain for name, domain in sheet.parameters.items() if domain.size > 1}
    for exercise in sheet.exercises:
        for name, domain in exercise.parameters.items():
            if domain.size > 1 and name not in sheet.parameters:
                found[exercise.id, name] = domain
    return found


def _values(sheet: Sheet, exercise_id: str, chosen: dict[Key, ParameterValue]) -> dict[str, ParameterValue]:
    exercise = next(one for one in sheet.exercises if one.id == exercise_id)
    return {
        name: chosen.get(("" if name in sheet.parameters else exercise_id, name), domain.default)
        for name, domain in exercise.parameters.items()
    }
