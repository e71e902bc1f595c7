"""Draws the parameters of a variant, each by a key of its own, until the sheet's constraints are met.

Adding, removing or reordering exercises, parameters or variants leaves every other draw as it was, because a draw
depends on names only, and the refused draws of an exercise are counted for this exercise alone. Only a constraint on
parameters of the whole sheet reaches further. Variant `0` is the published sheet: nothing is drawn.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from math import prod
from types import MappingProxyType

from pipeline.errors import ComputationError, Place
from pipeline.exercises.exact import EvaluationError
from pipeline.exercises.formula import resolved
from pipeline.parameters.acceptance import Acceptance
from pipeline.parameters.keyed import draw_index
from pipeline.parameters.variant import PUBLISHED, Values, Variant, check_id
from pipeline.sheet.domains import Domain, ParameterValue
from pipeline.sheet.model import Exercise, Sheet

MAX_DRAWS = 1000
"""Draws of an exercise's parameters before we say that its constraints are too strict."""

MAX_SOLVED = 500
"""The same where every draw has to be solved."""

MAX_WHOLE = 1000
"""Draws of the whole sheet before we say that the constraints over several exercises are too strict."""

MAX_SAMPLED = 2000
"""Draws that are enough to tell how many the constraints refuse."""

MAX_SHARED = 50
"""Draws of the sheet's own parameters, for each of which every exercise is tried as often as that."""

WHOLE = "*"
"""Counts the draws of the whole sheet, which constraints over several exercises refuse."""

NOTHING: Mapping[str, int] = MappingProxyType({})


def draw_parameters(
    sheet: Sheet, seed: int, variant: str, acceptance: Acceptance | None = None, start: Mapping[str, int] = NOTHING
) -> Variant:
    """Draw every parameter of a sheet.

    A parameter of the sheet is drawn once and has the same value in all exercises.

    Args:
        sheet: The sheet.
        seed: 0 or more.
        variant: Its id: any printable text.
        acceptance: Of the sheet; keeps what it has worked out from variant to variant.
        start: Exercise id → attempt to begin with, as in `Variant.attempts`; 0 where there is none.

    Raises:
        UsageError: Where the id is empty, too long or not printable.
        ComputationError: Where the constraints refuse too many draws; it says how many and which.
        CorrigeError: Where a constraint asks for the answer of an exercise that cannot be solved.
    """
    check_id(variant)
    if variant == PUBLISHED:
        return Variant(variant, seed, {exercise.id: exercise.defaults for exercise in sheet.exercises})
    return _Drawing(sheet, seed, variant, acceptance or Acceptance(sheet)).drawn(dict(start))


def allowed_share(sheet: Sheet, seed: int, variants: Iterable[str], acceptance: Acceptance) -> float:
    """Return the share of all drawings that the constraints allow, as drawing some variants shows.

    What is refused is counted for the shared parameters, for each exercise and for the whole sheet, each among those
    draws that got so far, and the shares are multiplied.

    Raises:
        ComputationError: Where no draw of the shared parameters is allowed.
        CorrigeError: Where a constraint asks for the answer of an exercise that cannot be solved.
    """
    draws: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for variant in variants:
        drawing = _Drawing(sheet, seed, variant, acceptance)
        values, _, blamed = drawing.sheet_from({})
        if not blamed:
            drawing.refuses_whole(values)
        draws.update(drawing.draws)
        refused.update({scope: counts.total() for scope, counts in drawing.refusals.items()})
        if draws.total() > MAX_SAMPLED:
            break
    return prod(1 - refused[scope] / count for scope, count in draws.items())


class _Drawing:
    """The draws of one variant, and how often each constraint refused one."""

    def __init__(self, sheet: Sheet, seed: int, variant: str, acceptance: Acceptance) -> None:
        self.sheet = sheet
        self.seed = seed
        self.variant = variant
        self.acceptance = acceptance
        self.draws: Counter[str] = Counter()
        self.refusals: dict[str, Counter[str]] = {}

    def drawn(self, start: Mapping[str, int]) -> Variant:
        """Draw whole sheets until one meets all constraints."""
        most_dead_ends = MAX_SHARED if _size(self.sheet.parameters.values()) > 1 else 1
        most_refused = MAX_WHOLE if self.is_free() else 1
        dead_ends = refused = 0
        while True:
            values, attempts, blamed = self.sheet_from(start)
            if blamed:  # the fault of the shared parameters; the other exercises draw as they did
                dead_ends, start = dead_ends + 1, {**start, "": attempts[""] + 1}
            elif self.refuses_whole(values):
                refused, start = refused + 1, {key: at + 1 for key, at in attempts.items()}
            else:
                return Variant(self.variant, self.seed, values, {key: at for key, at in attempts.items() if at})
            if dead_ends == most_dead_ends or refused == most_refused:
                raise self.too_strict(blamed or WHOLE)

    def sheet_from(self, start: Mapping[str, int]) -> tuple[dict[str, Values], dict[str, int], str]:
        """Draw the sheet once; also the attempts that were taken, and the exercise in which there was no way on."""
        shared, attempt = self.shared(start.get("", 0))
        values: dict[str, Values] = {}
        attempts = {"": attempt}
        for exercise in self.sheet.exercises:
            found = self.exercise(exercise, shared, start.get(exercise.id, 0))
            if found is None:
                return values, attempts, exercise.id
            values[exercise.id], attempts[exercise.id] = found
        return values, attempts, ""

    def refuses_whole(self, values: Mapping[str, Values]) -> bool:
        """Tell whether a constraint over several exercises fails."""
        refusal = self.acceptance.whole_refusal(values)
        self.count(WHOLE, refusal)
        return bool(refusal)

    def is_free(self) -> bool:
        """Tell whether drawing the whole sheet once more can change anything."""
        domains = [*self.sheet.parameters.values()]
        if self.sheet.require:
            domains += [domain for exercise in self.sheet.exercises for domain in exercise.parameters.values()]
        return _size(domains) > 1

    def shared(self, start: int) -> tuple[Values, int]:
        """Return values of the sheet's own parameters that its constraints allow, and the attempt that found them."""
        domains = self.sheet.parameters
        for attempt in range(start, start + (MAX_DRAWS if _size(domains.values()) > 1 else 1)):
            values = {name: self.value("", name, domain, attempt) for name, domain in domains.items()}
            if not self.counted("", values, self.acceptance.shared_refusal):
                return values, attempt
        raise self.too_strict("")

    def exercise(self, exercise: Exercise, shared: Values, start: int) -> tuple[Values, int] | None:
        """Return values that the exercise's constraints allow, and the attempt that found them."""
        own = [domain for name, domain in exercise.parameters.items() if name not in shared]
        most = MAX_SOLVED if self.acceptance.needs_solving(exercise) else MAX_DRAWS
        for attempt in range(start, start + (most if _size(own) > 1 else 1)):
            values = {
                name: shared[name] if name in shared else self.value(exercise.id, name, domain, attempt)
                for name, domain in exercise.parameters.items()
            }
            if not self.counted(exercise.id, values, partial(self.acceptance.refusal, exercise)):
                return resolved(values), attempt
        return None

    def counted(self, scope: str, values: Values, refusal: Callable[[Values], str]) -> str:
        """Return what refuses values, and count it; a formula without a value refuses them too."""
        try:
            found = refusal(resolved(values))
        except EvaluationError as error:
            found = str(error)
        self.count(scope, found)
        return found

    def value(self, exercise: str, parameter: str, domain: Domain, attempt: int) -> ParameterValue:
        """Draw one value; `exercise` is empty for a parameter of the sheet."""
        parts = (str(self.seed), self.sheet.id, exercise, parameter, self.variant, str(attempt))
        return domain.value(draw_index(parts, domain.size))

    def count(self, scope: str, refusal: str) -> None:
        """Count a draw, and what refused it."""
        self.draws[scope] += 1
        if refusal:
            self.refusals.setdefault(scope, Counter())[refusal] += 1

    def too_strict(self, scope: str) -> ComputationError:
        """Return the error that says which constraints leave nothing, and how rare they made it."""
        draws, refusals = self.draws[scope], self.refusals.get(scope, Counter())
        met = draws - refusals.total()
        whose = f"exercise '{scope}'" if scope not in {"", WHOLE} else "the sheet"
        share = f"{met} of {draws} draws" if met else f"none of {draws} draws"
        message = f"the constraints of {whose} are too strict: {share} met them (variant '{self.variant}')"
        told = [f"{text} refused {count} ({count / draws:.1%})" for text, count in refusals.most_common(5)]
        return ComputationError(message, place=self.place(scope), hint="\n".join(told))

    def place(self, scope: str) -> Place:
        """Return where the constraints of an exercise, or of the sheet, stand."""
        is_sheet = scope in {"", WHOLE}
        return self.sheet.source.place(("require",)) if is_sheet else self.sheet.place_of(scope, "require")


def _size(domains: Iterable[Domain]) -> int:
    return prod(domain.size for domain in domains)
