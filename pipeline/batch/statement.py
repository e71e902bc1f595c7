"""What two variants must not have in common: the problems themselves, as a hash."""

import re
from collections import OrderedDict
from hashlib import sha256
from typing import Any

from pipeline.exercises.solution import Solution
from pipeline.parameters.acceptance import Acceptance
from pipeline.parameters.variant import Values, Variant
from pipeline.render.content import block_markdown
from pipeline.render.exercise import fill_exercise
from pipeline.render.locations import Folders, template_folders
from pipeline.sheet.load import instantiate
from pipeline.sheet.model import Exercise

MAX_KEPT = 50_000

_KEY = re.compile(r' key="[^"]*"')
"""What the page's proof finds a number by; it counts the numbers of the whole solution."""


class Statements:
    """Hashes of the statements of a sheet; each exercise is posed once for each of its drawings.

    Names of students, ids, the seed and the footer have no part in it, nor have titles and points.
    """

    def __init__(self, acceptance: Acceptance) -> None:
        self.acceptance = acceptance
        self._kept: OrderedDict[Any, str] = OrderedDict()

    def of_sheet(self, variant: Variant) -> str:
        """Return the hash of all problems of a variant."""
        parts = [self.of_exercise(one, variant.values[one.id]) for one in self.acceptance.sheet.exercises]
        return combined(parts)

    def of_exercise(self, exercise: Exercise, values: Values) -> str:
        """Return the hash of one problem.

        Raises:
            CorrigeError: Where the values do not fit, or the exercise has to be solved first and cannot be.
        """
        key = (exercise.id, tuple(values.items()))
        if key not in self._kept:
            folders = template_folders(self.acceptance.sheet.templates)
            self._kept[key] = _hash(folders, exercise, self._posed(exercise, values))
            if len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _posed(self, exercise: Exercise, values: Values) -> Solution:
        if exercise.kind.pose is None:
            return self.acceptance.solution(exercise, values)
        model = instantiate(self.acceptance.sheet, exercise, values)
        return Solution({}, exercise.kind.pose(model, values))


def combined(parts: list[str]) -> str:
    """Return one hash of several."""
    return sha256("\n".join(parts).encode()).hexdigest()


def _hash(folders: Folders, exercise: Exercise, posed: Solution) -> str:
    filled = fill_exercise(folders, exercise.kind.name, exercise.id, posed, ("statement",))
    text = _KEY.sub("", filled.parts["statement"])
    # Written out here, since their numbers depend on what else a solution prepares, and that shows nowhere.
    for block in filled.blocks.values():
        if block.marker in text:
            text = text.replace(block.marker, block_markdown(block, block.kind, ""))
        text = text.replace(block.reference, block.kind)
    return sha256(text.encode()).hexdigest()
