"""What pictures of stationary points share: the part of space that is shown, symbols by type, and their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from pipeline.exercises.critical_points.at_point import Setting
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.figures import Mark, MarkStyle
from pipeline.notation.tree import Node
from pipeline.notation.writer import latex

STYLES: dict[str, MarkStyle] = {
    "local minimum": "minimum",
    "local maximum": "maximum",
    "saddle": "saddle",
    "undecided": "undecided",
}
NOUNS: dict[str, str] = {
    "saddle": "saddle point",
    "terrace": "terrace point",
    "undecided": "undecided stationary point",
}
SMALLEST_HALF = 2.0
MARGIN = 0.65
MAX_LABELS = 10
"""More points than this are told by their symbols only."""

ROUND = 20
"""The ends of a window are multiples of about this share of it."""

TINY = 1e-9

FLOAT_BITS = 64

Limits = tuple[float, float]


@dataclass(frozen=True)
class Shown:
    """A point of a picture.

    Attributes:
        name: On the page.
        at: Coordinates.
        classification: As numbers.json has it.
    """

    name: Node
    at: tuple[float, ...]
    classification: str

    @property
    def style(self) -> MarkStyle:
        """Its symbol: in one variable there is no saddle but a terrace."""
        return "terrace" if self.classification == "saddle" and len(self.at) == 1 else STYLES[self.classification]

    @property
    def in_words(self) -> str:
        """Type and place."""
        noun = NOUNS.get(self.style, self.classification)
        return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun} at ({', '.join(f'{x:.4g}' for x in self.at)})"


def shown(setting: Setting) -> Shown:
    """Return a stationary point as it is shown."""
    return Shown(setting.name, place(setting.found.at), setting.found.classification)


def place(at: Sequence[Coordinate]) -> tuple[float, ...]:
    """Return the coordinates as floats."""
    return tuple(float(coordinate.ball(FLOAT_BITS).mid()) for coordinate in at)


def limits_around(problem: Problem, places: Sequence[Sequence[float]]) -> list[Limits]:
    """Return for each variable what is shown: the box that was asked for, else all points with some room.

    Around one point, and where there is none, the window reaches to the origin.
    """
    names = problem.names.variables
    if problem.region.sides is not None:
        return [(float(low.mid()), float(high.mid())) for low, high in (side.balls() for side in problem.region.sides)]
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
    return [_round_limits(middle - half, middle + half) for middle, half in zip(middles, halves, strict=True)]


def _round_limits(low: float, high: float) -> Limits:
    """Move both ends outwards to round numbers: multiples of 1, 2 or 5 times a power of ten."""
    about = (high - low) / ROUND
    power = 10.0 ** floor(log10(about))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= about)
    places = max(0, -floor(log10(step)))
    return round(floor(low / step + TINY) * step, places), round(ceil(high / step - TINY) * step, places)


def marks_of(points: Sequence[Shown], axes: tuple[int, int] = (0, 1)) -> tuple[Mark, ...]:
    """Return a symbol for each point by its type, with its name where there are not too many."""
    named = len(points) <= MAX_LABELS
    return tuple(
        Mark((own.at[axes[0]], own.at[axes[1]]), f"${latex(own.name)}$" if named else "", own.style) for own in points
    )


def in_words(points: Sequence[Shown]) -> str:
    """Return the points and their types in words."""
    if not points:
        return "No isolated stationary point is marked."
    return f"Marked: {'; '.join(own.in_words for own in points)}."
