"""Named values side by side; bars carry their values where these are legible, so that no one has to measure them."""

from functools import partial
from typing import NamedTuple

import numpy as np

from pipeline.exercises.figures import Bars
from pipeline.render.figures.axes import THIN, Axes, Entry, Scale, legend_row
from pipeline.render.figures.frame import Frame
from pipeline.render.figures.levels import number_text
from pipeline.render.figures.paper import AREAS, LINES, Box, Paper, Pen, text_size, widest
from pipeline.render.figures.style import SERIES, label

HATCHES: tuple[tuple[int, ...], ...] = ((), (45,), (0,), (45, -45))
"""Directions of the lines that fill the bars of a series, in degrees."""

SPACING = 4.0
"""Between two of these lines."""

NUMBER, SMALLEST = 8.0, 5.5
"""Sizes of the letters of names and values."""

DIGITS = (4, 3, 2)
"""Numbers of digits that values are tried with, until those of neighbouring bars do not touch."""

BELOW, BETWEEN = 6.0, 3.0
"""Between axis and names, and between names and legend."""


def frame(drawing: Bars, width: float) -> Frame:
    """Return the room for the panel."""
    bottom = 0.28 if len(drawing.series) < 2 else 0.5
    return Frame((width - 0.7) * 0.62 + bottom + 0.2, bottom=bottom, top=0.2)


def draw(paper: Paper, box: Box, drawing: Bars) -> None:
    """Draw the groups, left to right as given."""
    count, groups = len(drawing.series), len(drawing.groups)
    width = 0.6 / count
    axes = Axes(paper, box, Scale(-0.33 - 0.03 * groups, groups - 1 + 0.33 + 0.03 * groups), _heights(drawing))
    room = 0.9 * width * float(box.width) / (axes.x.high - axes.x.low)
    lettering = _lettering(drawing, room if count > 1 else 2 * room)
    for number, (_, values) in enumerate(drawing.series):
        for group, value in enumerate(values):
            middle = group + (number - (count - 1) / 2) * width
            _bar(axes, number, middle, 0.9 * width, value, lettering)
    paper.line(axes.places((axes.x.low, axes.x.high), (0.0, 0.0)), THIN)
    names = [label(name) for name in drawing.groups]
    axes.frame(("", drawing.y_label), horizontal=[])
    for group, name in enumerate(names):
        at = axes.places([group], [axes.y.low])[0]
        paper.text((float(at[0]), box.bottom - BELOW), name, NUMBER, up="top")
    if count > 1:
        entries = [
            Entry(name, Pen(SERIES[number % len(SERIES)][0]), "patch", draw=partial(_filled, number=number))
            for number, (name, _) in enumerate(drawing.series)
        ]
        tallest = max((text_size(name, NUMBER).height for name in names), default=0.0)
        legend_row(paper, entries, box.left + box.width / 2, box.bottom - BELOW - tallest - BETWEEN)


def _heights(drawing: Bars) -> Scale:
    """Return the vertical scale: from zero, unless values lie below."""
    values = [value for _, series in drawing.series for value in series if np.isfinite(value)]
    low, high = min([0.0, *values]), max([0.0, *values])
    room = 0.05 * ((high - low) or 1.0)
    return Scale(low - room if low < 0 else 0.0, high + room if high > 0 or low == high else 0.0)


class Lettering(NamedTuple):
    """How values are written: the size of the letters, 0 for not at all, and the number of digits."""

    size: float
    digits: int


def _lettering(drawing: Bars, room: float) -> Lettering:
    """Return the most digits with which the values of neighbouring bars do not touch and can still be read.

    Args:
        drawing: The bars.
        room: For a value, across, in points.
    """
    values = [value for _, series in drawing.series for value in series if np.isfinite(value)]
    for digits in DIGITS:
        texts = [label(number_text(value, digits)) for value in values]
        size = NUMBER * min(1.0, room / max(1.0, widest(texts, NUMBER)))
        if size >= SMALLEST:
            return Lettering(size, digits)
    return Lettering(0.0, 0)


def _bar(axes: Axes, number: int, middle: float, width: float, value: float, lettering: Lettering) -> None:
    """Draw a bar from zero to its value, and write the value at its end."""
    if not np.isfinite(value):
        return
    (left, zero), (right, end) = axes.places((middle - width / 2, middle + width / 2), (0.0, value))
    _filled(axes.paper, Box(left, min(zero, end), right - left, abs(end - zero)), number)
    if lettering.size:
        up = value >= 0
        text = label(number_text(value, lettering.digits))
        place = ((left + right) / 2, end + (2 if up else -2))
        axes.paper.text(place, text, lettering.size, up="bottom" if up else "top")


def _filled(paper: Paper, box: Box, number: int) -> None:
    """Fill a box in the colour and with the lines of a series."""
    colour = SERIES[number % len(SERIES)][0]
    corners = np.array(
        [(box.left, box.bottom), (box.right, box.bottom), (box.right, box.top), (box.left, box.top)], dtype=float
    )
    paper.area(corners, Pen(colour, 0.8, fill=colour, alpha=0.75), layer=AREAS)
    for angle in HATCHES[number % len(HATCHES)]:
        paper.lines(_hatch(box, angle), Pen(colour, 0.9), layer=LINES)


def _hatch(box: Box, angle: int) -> list[np.ndarray]:
    """Return parallel lines across a box."""
    along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    across = np.array([-along[1], along[0]])
    centre = np.array([box.left + box.width / 2, box.bottom + box.height / 2])
    reach = int(np.hypot(box.width, box.height) / 2 / SPACING)
    found = [_clipped(box, centre + number * SPACING * across, along) for number in range(-reach, reach + 1)]
    return [line for line in found if line is not None]


def _clipped(box: Box, point: np.ndarray, along: np.ndarray) -> np.ndarray | None:
    """Return the part within a box of the line through a point, shape (2, 2), or None."""
    first, last = -np.inf, np.inf
    for at, step, low, size in zip(point, along, box[:2], box[2:], strict=True):
        if abs(step) < 1e-9:
            if not low < at < low + size:
                return None
            continue
        ends = sorted(((low - at) / step, (low + size - at) / step))
        first, last = max(first, ends[0]), min(last, ends[1])
    return np.array([point + first * along, point + last * along]) if first < last else None
