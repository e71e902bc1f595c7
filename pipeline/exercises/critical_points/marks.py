"""What pictures of stationary points share: the part of space that is shown, symbols by type, and their words."""

from collections.abc import Sequence

from pipeline.exercises.critical_points.at_point import Setting
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.stationary import StationaryPoint
from pipeline.exercises.figures import Mark
from pipeline.notation.writer import latex

STYLES = {"local minimum": "minimum", "local maximum": "maximum", "saddle": "saddle", "undecided": "undecided"}
SMALLEST_HALF = 2.0
MARGIN = 0.65
MAX_LABELS = 10
"""More points than this are told by their symbols only."""

FLOAT_BITS = 64

Limits = tuple[float, float]


def place(found: StationaryPoint) -> tuple[float, ...]:
    """Return the coordinates as floats."""
    return tuple(float(coordinate.ball(FLOAT_BITS).mid()) for coordinate in found.at)


def limits_around(problem: Problem, places: Sequence[Sequence[float]]) -> list[Limits]:
    """Return for each variable what is shown: the box that was asked for, else all points with some room.

    Around one point, and where there is none, the window reaches to the origin.
    """
    names = problem.names.variables
    if problem.region.sides is not None:
        return list(problem.region.box(names))
    if not places:
        return [(-SMALLEST_HALF, SMALLEST_HALF) for _ in names]
    limits = [(min(axis), max(axis)) for axis in zip(*places, strict=True)]
    extents = [high - low for low, high in limits]
    largest = max(extents)
    if largest == 0:
        half = max(SMALLEST_HALF, *(abs(x) for x in places[0]))
        halves = [half] * len(limits)
    else:
        halves = [max(MARGIN * extent, MARGIN * largest / 2) for extent in extents]
    middles = ((low + high) / 2 for low, high in limits)
    return [(middle - half, middle + half) for middle, half in zip(middles, halves, strict=True)]


def marks_of(settings: Sequence[Setting], axes: tuple[int, int] = (0, 1)) -> tuple[Mark, ...]:
    """Return a symbol for each point by its type, with its name where there are not too many."""
    found = []
    for setting in settings:
        at = place(setting.found)
        label = f"${latex(setting.name)}$" if len(settings) <= MAX_LABELS else ""
        style = STYLES[setting.found.classification]
        found.append(Mark((at[axes[0]], at[axes[1]]), label, style))  # type: ignore[arg-type]
    return tuple(found)


def in_words(settings: Sequence[Setting]) -> str:
    """Return the points and their types in words."""
    if not settings:
        return "No isolated stationary point is marked."
    shown = [
        f"{_with_article(setting)} at ({', '.join(f'{x:.4g}' for x in place(setting.found))})" for setting in settings
    ]
    return f"Marked: {'; '.join(shown)}."


def _with_article(setting: Setting) -> str:
    kind = setting.found.classification
    saddle = "terrace point" if len(setting.found.at) == 1 else "saddle point"
    noun = {"saddle": saddle, "undecided": "undecided stationary point"}.get(kind, kind)
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
