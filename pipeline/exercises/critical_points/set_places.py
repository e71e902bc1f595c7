"""Whether a set of stationary points, given by equations, reaches a box at all."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pipeline.exercises.critical_points.box import Box
from pipeline.exercises.critical_points.minors import leading_minor
from pipeline.exercises.critical_points.tape import tape_of
from pipeline.notation.expression import Expr

if TYPE_CHECKING:
    from pipeline.exercises.critical_points.stationary import Calculus

MAX_BOXES = 20_000


ROOMS = (1.0, 0.25, 0.03125)
"""So far to each side of a strict extremum the Hessian is tried to be definite."""


def may_meet(
    equations: Sequence[Expr],
    variables: tuple[str, ...],
    box: Box,
    settled: Sequence[Box] = (),
    positive: Sequence[Expr] = (),
) -> bool:
    """Tell whether equations may have a common solution in a box; False is proved.

    Args:
        equations: Any number.
        variables: Names.
        box: Bounded sides.
        settled: Boxes in which all solutions are known and do not count.
        positive: Expressions that are positive at a solution that counts.
    """
    tape = tape_of((*equations, *positive), variables)
    low, high = (np.array([[side[end]] for side in box]) for end in (0, 1))
    looked_at = 0
    while low.shape[1]:
        looked_at += low.shape[1]
        if looked_at > MAX_BOXES:
            return True
        values, nowhere = tape.run(low, high)
        keep = ~nowhere
        for value in values[: len(equations)]:
            keep = keep & value.contains_zero()
        for value in values[len(equations) :]:
            keep = keep & (value.high > 0)
        for own in settled:
            ends = np.array(own)
            keep = keep & ~((low >= ends[:, :1]) & (high <= ends[:, 1:])).all(axis=0)
        low, high = low[:, keep], high[:, keep]
        side, columns = (high - low).argmax(axis=0), np.arange(low.shape[1])
        middle = (low[side, columns] + high[side, columns]) / 2
        left, right = high.copy(), low.copy()
        left[side, columns], right[side, columns] = middle, middle
        low, high = np.hstack((low, right)), np.hstack((left, high))
    return False


def room_around(calculus: "Calculus", at: Sequence[float]) -> Box | None:
    """Return a box around a strict extremum in which it is the only stationary point; None where none is seen.

    The Hessian is definite on the box: its leading principal minors keep the signs that Sylvester's criterion asks for.
    """
    size = len(calculus.variables)
    tape = tape_of([leading_minor(calculus.hessian, k) for k in range(1, size + 1)], calculus.variables)
    for room in ROOMS:
        box = tuple((x - room, x + room) for x in at)
        low, high = (np.array([[side[end]] for side in box]) for end in (0, 1))
        minors, nowhere = tape.run(low, high)
        positive = all(bool((minor.low > 0).all()) for minor in minors)
        negative = all(
            bool(((minor.high < 0) if k % 2 == 0 else (minor.low > 0)).all()) for k, minor in enumerate(minors)
        )
        if not nowhere.any() and (positive or negative):
            return box
    return None
