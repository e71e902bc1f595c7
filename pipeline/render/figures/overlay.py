"""Points, arrows and a path on top of level curves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.exercises.figures import Arrow, Contour, Mark
from pipeline.render import words
from pipeline.render.figures.axes import ROW, Entry, legend_row, legend_rows
from pipeline.render.figures.ink import INK
from pipeline.render.figures.labelling import Box
from pipeline.render.figures.paper import LINES, MARKS, Dashes, Paper, Pen
from pipeline.render.figures.style import BLUE, MARKERS, SERIES, VERMILION, label
from pipeline.render.figures.view import View, text_size

ARROWS: dict[str, tuple[str, Dashes]] = {"rising": (VERMILION, "-"), "falling": (BLUE, "--"), "plain": (INK, "-")}

HEAD = (5.0, 1.9)
"""Length and half the width of an arrow's head."""

GAP = 6.0
"""Points between a mark and its label."""

SIZE = 9.0

BESIDE = 8.0
"""So far a legend may reach beyond its axes on both sides."""

TYPES = ("minimum", "maximum", "saddle", "terrace", "undecided")

Labelled = tuple[str, tuple[float, float], tuple[float, float]]
"""A text, the place that it belongs to, and the direction in which it had best stand from there."""

DIRECTIONS = tuple((x, y) for y in (1, -1, 0) for x in (1, -1, 0) if (x, y) != (0, 0))


@dataclass(frozen=True)
class Taken:
    """What the overlay covers, on paper.

    Attributes:
        points: Along lines and around marks, shape (points, 2).
        boxes: Of the labels.
    """

    points: np.ndarray
    boxes: tuple[Box, ...]


def draw(paper: Paper, drawing: Contour, view: View, lines: Sequence[np.ndarray]) -> Taken:
    """Draw path, arrows and marks, and the legend below the axes where one is needed.

    Args:
        paper: To draw on.
        drawing: What to draw.
        view: Of the axes.
        lines: Of levels and curves, on paper, shape (points, 2) each; labels keep away from them where they can.
    """
    if drawing.path:
        path = view.on_paper(np.array(drawing.path, dtype=float))
        paper.line(path, Pen(VERMILION, 0.9), layer=MARKS)
        paper.marks(path, "o", 2.6, Pen(VERMILION, 0.5, fill=VERMILION))
    for arrow in drawing.arrows:
        _arrow(paper, view, arrow)
    clutter = np.concatenate([np.empty((0, 2)), *lines])
    taken = draw_marks(paper, view, drawing.marks, _covered(drawing, view), clutter, _arrow_heads(drawing))
    if entries := legend_entries(drawing):
        middle, top = view.box.left + view.box.width / 2, view.box.bottom - 0.36 * 72
        for number, row in enumerate(legend_rows(entries, view.box.width + 2 * BESIDE)):
            legend_row(paper, row, middle, top - number * ROW)
    return taken


def draw_marks(
    paper: Paper,
    view: View,
    marks: Sequence[Mark],
    covered: np.ndarray,
    lines: np.ndarray,
    heads: Sequence[Labelled] = (),
) -> Taken:
    """Draw marks, and their labels and those of arrows where they cover least.

    Args:
        paper: To draw on.
        view: Of the axes.
        marks: To be drawn.
        covered: Points along what stands on top already, shape (points, 2).
        lines: Points along all other lines, shape (points, 2).
        heads: Labels of arrows.
    """
    for mark in marks:
        symbol, filling = MARKERS[mark.style]
        paper.marks([view.place(mark.at)], symbol, 5.5, Pen(INK, 0.7, fill=filling))
    around = np.array([(0, 0), (4, 0), (-4, 0), (0, 4), (0, -4)])
    covered = np.concatenate([covered, *(view.on_paper(np.array(mark.at)) + around for mark in marks)])
    clutter = np.concatenate([lines, covered])
    boxes: list[Box] = []
    for text, at, preferred in [*heads, *((mark.label, mark.at, (1.0, 1.0)) for mark in marks if mark.label)]:
        boxes.append(_labelled(paper, text, view, view.on_paper(np.array(at)), clutter, preferred))
        covered = np.concatenate([covered, _grid(boxes[-1])])
        clutter = np.concatenate([clutter, np.repeat(_grid(boxes[-1]), 3, axis=0)])
    return Taken(covered, tuple(boxes))


def _arrow(paper: Paper, view: View, arrow: Arrow) -> None:
    colour, dashes = ARROWS[arrow.style]
    start, end = (view.on_paper(np.array(point, dtype=float)) for point in (arrow.start, arrow.end))
    length = float(np.hypot(*(end - start)))
    if not length > 0:
        return
    along = (end - start) / length
    neck, aside = end - HEAD[0] * along, HEAD[1] * np.array([-along[1], along[0]])
    paper.line([start, neck], Pen(colour, 1.4, dashes), layer=LINES + 1)
    paper.area(np.array([end, neck + aside, neck - aside]), Pen(colour, 0.6, fill=colour), layer=LINES + 1)


def _covered(drawing: Contour, view: View) -> np.ndarray:
    """Return points along arrows and path, shape (points, 2)."""
    along = np.linspace(0, 1, 25)[:, None]
    segments = [(arrow.start, arrow.end) for arrow in drawing.arrows]
    segments += zip(drawing.path, drawing.path[1:], strict=False)
    lines = [view.on_paper(np.array(start) + along * (np.array(end) - np.array(start))) for start, end in segments]
    return np.concatenate([np.empty((0, 2)), *lines])


def _arrow_heads(drawing: Contour) -> list[Labelled]:
    """Return label, place and direction of all arrows with a label."""
    return [
        (arrow.label, arrow.end, (arrow.end[0] - arrow.start[0], arrow.end[1] - arrow.start[1]))
        for arrow in drawing.arrows
        if arrow.label
    ]


def _labelled(
    paper: Paper, text: str, view: View, at: np.ndarray, clutter: np.ndarray, preferred: tuple[float, float]
) -> Box:
    """Write a label beside a place where it covers least; return where it stands."""
    size = np.array(text_size(text, SIZE))
    wanted = np.array(preferred) / (float(np.hypot(*preferred)) or 1.0)

    def cost(direction: tuple[int, int]) -> float:
        centre = _centre(at, direction, size)
        covers = (np.abs(clutter - centre) < size / 2 + 1).all(axis=1).sum()
        outside = min(0.0, float(view.border_distance(np.stack([centre - size / 2, centre + size / 2])).min()))
        return float(covers - 10 * outside - 2 * (wanted @ np.array(direction) / np.hypot(*direction)))

    centre = _centre(at, min(DIRECTIONS, key=cost), size)
    paper.text((float(centre[0]), float(centre[1])), label(text), SIZE)
    return centre, size


def _grid(box: Box) -> np.ndarray:
    """Return points all over a box, shape (points, 2)."""
    centre, size = box
    steps = np.stack(np.meshgrid(np.linspace(-0.5, 0.5, 7), np.linspace(-0.5, 0.5, 4)), axis=-1).reshape(-1, 2)
    return centre + steps * size


def _centre(at: np.ndarray, direction: tuple[int, int], size: np.ndarray) -> np.ndarray:
    """Return the middle of a label that lies in a direction of a place."""
    slant = 0.75 if all(direction) else 1.0
    return at + np.array(direction) * (size / 2 + GAP * slant)


def legend_entries(drawing: Contour) -> list[Entry]:
    """Return what is explained beside the axes: named curves, marks without a label, and the types of several marks."""
    curves = [
        Entry(text, Pen(colour, 1.1, dashes))
        for (_, text), (colour, dashes, _) in zip(drawing.curves, SERIES[1:] * len(drawing.curves), strict=False)
        if text
    ]
    return [*curves, *mark_entries(drawing.marks)]


def mark_entries(marks: Sequence[Mark]) -> list[Entry]:
    """Return what the symbols mean: of marks without a label, and of stationary points where there are several."""
    several = len(marks) > 1
    present = {mark.style: None for mark in marks if not mark.label or (several and mark.style in TYPES)}
    silent = sorted(present, key=list(words.MARKS).index)
    called = words.MARKS | {mark.style: mark.name for mark in marks if mark.name}
    return [
        Entry(called[style], Pen(INK, 0.7, fill=MARKERS[style][1]), "symbol", MARKERS[style][0]) for style in silent
    ]
