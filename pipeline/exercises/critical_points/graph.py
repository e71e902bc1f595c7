"""The graph of a function of one variable, with its stationary points by type."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.exercises.critical_points.marks import Shown, in_words, limits_around, marks_of
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.figures import Figure, Lines, Point, Series
from pipeline.notation.evaluate import compile_numpy
from pipeline.notation.writer import latex

SAMPLES = 401
TALLEST = 0.5
"""How far beyond most of its values a graph is followed, in their range: a pole would leave nothing else to be seen."""

RARE = 0.1
"""Share of the values at each end of their range that are not most of them."""


def graph(problem: Problem, points: Sequence[Shown]) -> Figure:
    """Return the figure; the curve is interrupted where the function is not defined or leaves the window."""
    names = problem.names
    evaluate = compile_numpy(problem.function, names.variables)
    ((left, right),) = limits_around(problem, [own.at for own in points])
    grid = [left + (right - left) * i / (SAMPLES - 1) for i in range(SAMPLES)]
    heights = [float(evaluate([own.at[0]])[0]) for own in points]
    curve = _within(list(zip(grid, (float(v) for v in evaluate(grid)), strict=True)), heights)
    marks = zip(marks_of(points, (0, 0)), heights, strict=True)
    drawing = Lines(
        (Series("", curve),),
        f"${latex(names.symbols[0])}$",
        f"${latex(names.applied)}$",
        marks=tuple(replace(mark, at=(mark.at[0], height)) for mark, height in marks),
    )
    caption = f"The graph of ${latex(names.function_symbol)}$" + (" with its stationary points" if points else "")
    caption += " and extrema at the ends." if problem.region.sides and points else "."
    return Figure("graph", (drawing,), caption, in_words(points), 0.6)


def _within(points: Sequence[Point], heights: Sequence[float]) -> tuple[Point, ...]:
    """Return the curve with gaps where it is not finite, goes too far, or jumps from one side to the other."""
    finite = sorted(y for _, y in points if abs(y) < float("inf"))
    if not finite:
        return ()
    rare = int(RARE * len(finite))
    low, high = finite[rare], finite[-1 - rare]
    low, high = min([low, *heights]), max([high, *heights])
    room = TALLEST * ((high - low) or 1.0)
    kept = [(x, y if low - room <= y <= high + room else float("nan")) for x, y in points]
    jumps = {i for i, ((_, a), (_, b)) in enumerate(pairwise(kept)) if abs(a - b) > room}
    return tuple((x, float("nan") if i in jumps else y) for i, (x, y) in enumerate(kept))
