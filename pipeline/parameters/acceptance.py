"""Which values a sheet's constraints allow; what was worked out once is remembered."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from pipeline.errors import CorrigeError
from pipeline.exercises.solution import Solution, Value
from pipeline.exercises.work import work_of
from pipeline.parameters.evaluation import Look, find, holds
from pipeline.parameters.variant import Values
from pipeline.sheet.condition_names import spelt
from pipeline.sheet.conditions import Condition, Lookup
from pipeline.sheet.load import instantiate, placed
from pipeline.sheet.model import Exercise, Sheet

EQUAL_WORK: Final = "equal_work"
"""What refuses a draw that takes other work than the published sheet."""

MAX_VERDICTS = 20_000
MAX_SOLUTIONS = 32

Result = TypeVar("Result")
_Key = tuple[str, tuple[tuple[str, Any], ...]]


class Acceptance:
    """The constraints of one sheet, and the solutions that they needed."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._verdicts: OrderedDict[_Key, str] = OrderedDict()
        self._solutions: OrderedDict[_Key, Solution] = OrderedDict()
        self._answers: OrderedDict[_Key, Mapping[str, Value]] = OrderedDict()

    def refusal(self, exercise: Exercise, values: Values) -> str:
        """Return the first constraint of an exercise that values fail; empty where they meet all.

        Raises:
            CorrigeError: Where the exercise cannot be solved, and a constraint asks for its quantities.
        """
        if not exercise.require and not self.sheet.equal_work:
            return ""
        key = _key(exercise, values)
        if key not in self._verdicts:
            _remember(self._verdicts, key, self._refusal(exercise, values), MAX_VERDICTS)
        return self._verdicts[key]

    def shared_refusal(self, shared: Values) -> str:
        """Return the first of the sheet's constraints over its parameters alone that they fail."""
        for condition in self.sheet.require:
            if self._is_shared(condition) and not holds(condition.claim, lambda path: find(shared, path.steps)):
                return condition.text
        return ""

    def whole_refusal(self, values: Mapping[str, Values]) -> str:
        """Return the first of the sheet's constraints over several exercises that a whole drawing fails."""
        for condition in self.sheet.require:
            look = partial(self._find, values=values)
            if not self._is_shared(condition) and not holds(condition.claim, look):
                return _told(condition, look)
        return ""

    def solution(self, exercise: Exercise, values: Values) -> Solution:
        """Return the solved exercise.

        Raises:
            CorrigeError: With the place of the exercise, where it cannot be solved.
        """
        key = _key(exercise, values)
        if key not in self._solutions:
            solution = self._asked(exercise, exercise.kind.solve, values)
            _remember(self._solutions, key, solution, MAX_SOLUTIONS)
        return self._solutions[key]

    def _asked(self, exercise: Exercise, ask: Callable[[Any, Values], Result], values: Values) -> Result:
        """Return what a kind makes of an exercise; an error without a place gets that of the exercise."""
        model = instantiate(self.sheet, exercise, values)
        try:
            return ask(model, values)
        except CorrigeError as error:
            if exercise.kind.origin and error.place:  # a file of the kind, which does not say whose exercise it was
                error.message += f", in exercise '{exercise.id}'"
            raise placed(error, self.sheet.place_of(exercise.id)) from error.__cause__

    def needs_solving(self, exercise: Exercise) -> bool:
        """Tell whether the constraints of an exercise ask for more than its parameters."""
        return self.sheet.equal_work or any(_asks_quantities(condition, exercise) for condition in exercise.require)

    def _refusal(self, exercise: Exercise, values: Values) -> str:
        # What parameters alone decide comes first: it costs nothing.
        for condition in sorted(exercise.require, key=lambda condition: _asks_quantities(condition, exercise)):
            look = partial(self._looked_up, exercise=exercise, values=values)
            if not holds(condition.claim, look):
                return _told(condition, look)
        return "" if self._is_equal_work(exercise, values) else EQUAL_WORK

    def _is_equal_work(self, exercise: Exercise, values: Values) -> bool:
        if not self.sheet.equal_work or values == exercise.defaults:
            return True
        published = work_of(self.solution(exercise, exercise.defaults))
        return work_of(self.solution(exercise, values)).is_like(published)

    def _looked_up(self, path: Lookup, exercise: Exercise, values: Values) -> Any:
        if path.name in exercise.parameters:
            return find(values, path.steps)
        return find(self._quantities(exercise, values), path.steps)

    def _quantities(self, exercise: Exercise, values: Values) -> Mapping[str, Value]:
        """Return what is computed, without a page where the kind can do that."""
        key = _key(exercise, values)
        if key in self._solutions or exercise.kind.answer is None or self.sheet.equal_work:
            return self.solution(exercise, values).quantities
        if key not in self._answers:
            found = self._asked(exercise, exercise.kind.answer, values)
            _remember(self._answers, key, found, MAX_SOLUTIONS)
        return self._answers[key]

    def _find(self, path: Lookup, values: Mapping[str, Values]) -> Any:
        if path.name in self.sheet.parameters:
            return find(next(iter(values.values())), path.steps)
        exercise = next(one for one in self.sheet.exercises if spelt(one.id) == path.name)
        own = values[exercise.id]
        below = path.steps[1:]
        return find(own if below[0] in own else self._quantities(exercise, own), below)

    def _is_shared(self, condition: Condition) -> bool:
        return all(lookup.name in self.sheet.parameters for lookup in condition.lookups)


def _asks_quantities(condition: Condition, exercise: Exercise) -> bool:
    return any(lookup.name not in exercise.parameters for lookup in condition.lookups)


def _told(condition: Condition, look: Look) -> str:
    """Return a constraint that does not hold, and which of its paths leads nowhere."""
    for path in condition.lookups:
        if _is_nothing(look(path)):
            return f"{condition.text} ({condition.text[path.start : path.end]} has no value)"
    return condition.text


def _is_nothing(found: object) -> bool:
    return found is None or (isinstance(found, list) and bool(found) and all(map(_is_nothing, found)))


def _key(exercise: Exercise, values: Values) -> _Key:
    return exercise.id, tuple(values.items())


def _remember(kept: OrderedDict[_Key, Any], key: _Key, value: object, most: int) -> None:
    kept[key] = value
    if len(kept) > most:
        kept.popitem(last=False)
