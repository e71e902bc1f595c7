"""The graph of a function of one variable, with its stationary points by type."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.exercises.critical_points.at_point import Setting
from pipeline.exercises.critical_points.marks import in_words, limits_around, place
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.figures import Figure, Lines, Point, Series
from pipeline.notation.evaluate import compile_numpy
from pipeline.notation.writer import latex

SAMPLES = 401
TALLEST = 3.0
"""How far beyond most of its values a graph is followed, in their range: a pole would leave nothing else to be seen."""

TYPES = {
    "local minimum": "local minimum",
    "local maximum": "local maximum",
    "saddle": "terrace point",
    "undecided": "undecided",
}


def graph(problem: Problem, settings: Sequence[Setting]) -> Figure:
    """Return the figure; the curve is interrupted where the function is not defined or leaves the window."""
    names = problem.names
    evaluate = compile_numpy(problem.function, names.variables)
    places = [place(setting.found) for setting in settings]
    ((left, right),) = limits_around(problem, places)
    grid = [left + (right - left) * i / (SAMPLES - 1) for i in range(SAMPLES)]
    heights = [float(evaluate([at[0]])[0]) for at in places]
    curve = _within(list(zip(grid, (float(v) for v in evaluate(grid)), strict=True)), heights)
    series = [Series(f"${latex(names.applied)}$", curve), *_dots(settings, heights)]
    drawing = Lines(tuple(series), f"${latex(names.symbols[0])}$", f"${latex(names.applied)}$")
    caption = f"The graph of ${latex(names.function_symbol)}$" + (" with its stationary points." if settings else ".")
    return Figure("graph", (drawing,), caption, in_words(settings), 0.6)


def _dots(settings: Sequence[Setting], heights: Sequence[float]) -> list[Series]:
    """Return one series a type, so that each has its own symbol and its own line in the legend."""
    by_type: dict[str, list[Point]] = {}
    for setting, height in zip(settings, heights, strict=True):
        by_type.setdefault(TYPES[setting.found.classification], []).append((place(setting.found)[0], height))
    return [Series(kind, tuple(points), "dots") for kind, points in sorted(by_type.items())]


def _within(points: Sequence[Point], heights: Sequence[float]) -> tuple[Point, ...]:
    """Return the curve with gaps where it is not finite, goes too far, or jumps from one side to the other."""
    finite = sorted(y for _, y in points if abs(y) < float("inf"))
    if not finite:
        return ()
    low, high = finite[len(finite) // 20], finite[-1 - len(finite) // 20]
    low, high = min([low, *heights]), max([high, *heights])
    room = TALLEST * ((high - low) or 1.0)
    kept = [(x, y if low - room <= y <= high + room else float("nan")) for x, y in points]
    jumps = {i for i, ((_, a), (_, b)) in enumerate(pairwise(kept)) if abs(a - b) > room}
    return tuple((x, float("nan") if i in jumps else y) for i, (x, y) in enumerate(kept))
