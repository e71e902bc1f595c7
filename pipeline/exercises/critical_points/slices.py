"""Slices through a function of three variables: level curves in planes through its stationary points."""

from collections.abc import Sequence

from pipeline.derivation.substitute import substitute
from pipeline.exercises.critical_points.at_point import PLACES
from pipeline.exercises.critical_points.marks import Shown, in_words, limits_around, marks_of
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.figures import Contour, Figure
from pipeline.notation.build import number
from pipeline.notation.writer import latex

MAX_SLICES = 3
TOGETHER = 1e-9
"""Points whose coordinates differ by less lie in one slice."""


def slices(problem: Problem, points: Sequence[Shown]) -> Figure:
    """Return up to MAX_SLICES planes side by side in which one variable has the value that it has at points."""
    names = problem.names
    places = [own.at for own in points]
    across = _across(places)
    first, second = (i for i in range(3) if i != across)
    levels = _levels(places, across)
    limits = limits_around(problem, places)
    panels = []
    for level in levels:
        here = [own for own in points if abs(own.at[across] - level) < TOGETHER]
        function = substitute(problem.function, {names.variables[across]: number(f"{level:.12f}")})
        panels.append(
            Contour(
                function,
                (names.variables[first], names.variables[second]),
                (*limits[first], *limits[second]),
                marks=marks_of(here, (first, second)),
            )
        )
    variable = latex(names.symbols[across])
    at = ", ".join(f"{level:.{PLACES}g}" for level in levels).replace("-", "−")
    name = latex(names.function_symbol)
    caption = f"A slice through ${name}$" if len(panels) == 1 else f"Slices through ${name}$"
    caption += f" at ${variable}$ = {at}"
    what = "the stationary points" + (" and extrema on the boundary" if problem.region.sides else "")
    caption += f", with {what} that lie in {'it' if len(panels) == 1 else 'them'}." if points else "."
    alt = f"Level curves where the {('first', 'second', 'third')[across]} variable is {at}. {in_words(points)}"
    return Figure("slices", tuple(panels), caption, alt, min(1.0, 0.4 + 0.3 * (len(panels) - 1)))


def _across(places: Sequence[Sequence[float]]) -> int:
    """Return the variable that takes the fewest values at the points; the last of those."""
    return min((2, 1, 0), key=lambda i: len(_distinct(places, i)))


def _distinct(places: Sequence[Sequence[float]], axis: int) -> list[float]:
    values: list[float] = []
    for value in sorted(at[axis] for at in places):
        if not values or value - values[-1] > TOGETHER:
            values.append(value)
    return values


def _levels(places: Sequence[Sequence[float]], axis: int) -> list[float]:
    """Return the values of the variable at the points: the least, a middle one and the largest where there are many."""
    values = _distinct(places, axis) or [0.0]
    if len(values) <= MAX_SLICES:
        return values
    return [values[0], values[len(values) // 2], values[-1]]
