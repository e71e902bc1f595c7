"""How many distinct variants a sheet has; and one that is still free where drawing at random does not find it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from math import prod

from pipeline.batch.statement import Statements, combined
from pipeline.exercises.exact import EvaluationError
from pipeline.exercises.formula import resolved
from pipeline.parameters.drawing import allowed_share
from pipeline.parameters.keyed import draw_index
from pipeline.parameters.variant import Values, Variant
from pipeline.sheet.domains import Domain, ParameterValue
from pipeline.sheet.model import Exercise

MAX_POSED = 20_000
"""Drawings of one exercise that are written down to be compared."""

MAX_SOLVED = 1_000
"""The same where a constraint needs each of them solved."""

MAX_SHARED = 500
MAX_WHOLE = 200_000
"""Drawings of the whole sheet that are looked at one by one."""

SAMPLE = 200

Allowed = tuple[Values, str]
"""Values that the constraints allow, and the hash of the problem that they give."""


@dataclass(frozen=True)
class ExerciseSpace:
    """The drawings of one exercise.

    Attributes:
        id: Of the exercise.
        drawings: Number of values that its own parameters can take together.
        distinct: Number of different problems that meet the constraints; None where that was not counted.
    """

    id: str
    drawings: int
    distinct: int | None


@dataclass(frozen=True)
class Size:
    """How many distinct variants a sheet has.

    Attributes:
        exact: None where it was not counted.
        estimate: Where it was not: drawings times the share of a sample that the constraints allow.
        drawings: All values of all parameters, before the constraints.
        at_least: Different sheets that were counted for certain.
        exercises: One by one, for the first values of the shared parameters.
        share: Of the sample; 1 where everything was counted.
    """

    exact: int | None
    estimate: int
    drawings: int
    at_least: int
    exercises: tuple[ExerciseSpace, ...]
    share: float


class Space:
    """All drawings of a sheet."""

    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        self.acceptance = statements.acceptance
        self.sheet = statements.acceptance.sheet

    @property
    def drawings(self) -> int:
        """Number of values that all parameters can take together: no more variants are possible."""
        own = prod(_size(self._own(exercise)) for exercise in self.sheet.exercises)
        return own * _size(self.sheet.parameters)

    def size(self, seed: int) -> Size:
        """Count the distinct variants, or estimate their number from a seeded sample.

        Raises:
            CorrigeError: Where an exercise cannot be solved, and a constraint asks for its quantities.
        """
        exact = self._count() if self.is_enumerable() else None
        first = next(islice(self._shared(), MAX_WHOLE), None)
        exercises = tuple(self._exercise_space(exercise, first) for exercise in self.sheet.exercises)
        if exact is not None:
            return Size(exact, exact, self.drawings, exact, exercises, 1.0)
        share = allowed_share(self.sheet, seed, (f"sample {k}" for k in range(SAMPLE)), self.acceptance)
        at_least = (
            1
            if self._has_whole_conditions()
            else prod(1 if own.distinct is None else own.distinct for own in exercises)
        )
        at_least = at_least if share else 0
        return Size(None, max(round(self.drawings * share), at_least), self.drawings, at_least, exercises, share)

    def is_enumerable(self) -> bool:
        """Tell whether every exercise is small enough to be written down drawing by drawing."""
        return _size(self.sheet.parameters) <= MAX_SHARED and all(map(self._is_small, self.sheet.exercises))

    def free(self, variant: str, seed: int, taken: Mapping[str, str]) -> Variant | None:
        """Return a variant whose problems nobody has yet, beginning at a place that depends on its name.

        Args:
            variant: Its id.
            seed: Of the draws.
            taken: Hashes of statements that are given away.

        Returns:
            None where there is none, or where there are too many drawings to look at.
        """
        if not self.is_enumerable():
            return None
        looked = 0
        for shared in self._shared():
            lists = [self._allowed(exercise, shared) for exercise in self.sheet.exercises]
            total = prod(map(len, lists))
            start = draw_index((str(seed), self.sheet.id, "", "", variant, "free"), total) if total else 0
            for step in range(total):
                looked += 1
                if looked > MAX_WHOLE:
                    return None
                chosen = _at(lists, (start + step) % total)
                values = {one.id: own for one, (own, _) in zip(self.sheet.exercises, chosen, strict=True)}
                is_new = combined([statement for _, statement in chosen]) not in taken
                if is_new and not self.acceptance.whole_refusal(values):
                    return Variant(variant, seed, values, {CHOSEN_AT: step + 1})
        return None

    def _count(self) -> int | None:
        """Count the different sheets; None where too many would have to be held against each other."""
        if self._has_whole_conditions():
            return self._count_one_by_one()
        groups = [
            [frozenset(hashed for _, hashed in self._allowed(one, shared)) for one in self.sheet.exercises]
            for shared in self._shared()
        ]
        if not _are_disjoint(groups):
            return self._count_one_by_one()
        return sum(prod(map(len, sets)) for sets in groups)

    def _count_one_by_one(self) -> int | None:
        seen: set[str] = set()
        looked = 0
        for shared in self._shared():
            lists = [self._allowed(exercise, shared) for exercise in self.sheet.exercises]
            looked += prod(map(len, lists))
            if looked > MAX_WHOLE:
                return None
            for chosen in product(*lists):
                values = {one.id: own for one, (own, _) in zip(self.sheet.exercises, chosen, strict=True)}
                if not self.acceptance.whole_refusal(values):
                    seen.add(combined([statement for _, statement in chosen]))
        return len(seen)

    def _has_whole_conditions(self) -> bool:
        shared = self.sheet.parameters
        return any(any(path.name not in shared for path in condition.lookups) for condition in self.sheet.require)

    def _exercise_space(self, exercise: Exercise, shared: Values | None) -> ExerciseSpace:
        own = _size(self._own(exercise))
        if shared is None:
            return ExerciseSpace(exercise.id, own, 0)
        if not self._is_small(exercise):
            return ExerciseSpace(exercise.id, own, None)
        return ExerciseSpace(exercise.id, own, len({hashed for _, hashed in self._allowed(exercise, shared)}))

    def _is_small(self, exercise: Exercise) -> bool:
        solves = self.acceptance.needs_solving(exercise) or exercise.kind.pose is None
        return _size(self._own(exercise)) <= (MAX_SOLVED if solves else MAX_POSED)

    def _allowed(self, exercise: Exercise, shared: Values) -> list[Allowed]:
        """Return the drawings that the exercise's constraints allow; what is worked out once is remembered."""
        found: list[Allowed] = []
        for own in _values(self._own(exercise)):
            try:
                values = resolved({name: shared[name] if name in shared else own[name] for name in exercise.parameters})
            except EvaluationError:
                continue
            if not self.acceptance.refusal(exercise, values):
                found.append((values, self.statements.of_exercise(exercise, values)))
        return found

    def _shared(self) -> Iterator[dict[str, ParameterValue]]:
        for shared in _values(self.sheet.parameters):
            if not self.acceptance.shared_refusal(resolved(shared)):
                yield shared

    def _own(self, exercise: Exercise) -> dict[str, Domain]:
        return {name: domain for name, domain in exercise.parameters.items() if name not in self.sheet.parameters}


CHOSEN_AT = "*"
"""Stands among the attempts of a variant that was not drawn, but found as one that nobody had."""


def _size(domains: Mapping[str, Domain]) -> int:
    return prod(domain.size for domain in domains.values())


def _values(domains: Mapping[str, Domain]) -> Iterator[dict[str, ParameterValue]]:
    for indices in product(*(range(domain.size) for domain in domains.values())):
        yield {name: domain.value(index) for (name, domain), index in zip(domains.items(), indices, strict=True)}


def _at(lists: list[list[Allowed]], index: int) -> tuple[Allowed, ...]:
    chosen = []
    for allowed in lists:
        index, position = divmod(index, len(allowed))
        chosen.append(allowed[position])
    return tuple(chosen)


def _are_disjoint(groups: list[list[frozenset[str]]]) -> bool:
    """Tell whether no two groups have a sheet in common: some exercise differs in whatever is drawn."""
    return all(
        any(one.isdisjoint(other) for one, other in zip(first, second, strict=True))
        for position, first in enumerate(groups)
        for second in groups[:position]
    )
