"""Points, arrows and a path on top of level curves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.exercises.figures import Arrow, Contour
from pipeline.render import words
from pipeline.render.figures.axes import Entry, legend_row
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

TYPES = ("minimum", "maximum", "saddle", "undecided")

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
    for mark in drawing.marks:
        symbol, filling = MARKERS[mark.style]
        paper.marks([view.place(mark.at)], symbol, 5.5, Pen(INK, 0.7, fill=filling))
    covered = _covered(drawing, view)
    clutter = np.concatenate([np.empty((0, 2)), *lines, covered])
    boxes: list[Box] = []
    for text, at, preferred in _texts(drawing):
        boxes.append(_labelled(paper, text, view, view.on_paper(np.array(at)), clutter, preferred))
        covered = np.concatenate([covered, _grid(boxes[-1])])
        clutter = np.concatenate([clutter, np.repeat(_grid(boxes[-1]), 3, axis=0)])
    if entries := legend_entries(drawing):
        legend_row(paper, entries, view.box.left + view.box.width / 2, view.box.bottom - 0.36 * 72)
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
    """Return points along everything that was drawn, shape (points, 2)."""
    along = np.linspace(0, 1, 25)[:, None]
    segments = [(arrow.start, arrow.end) for arrow in drawing.arrows]
    segments += zip(drawing.path, drawing.path[1:], strict=False)
    lines = [view.on_paper(np.array(start) + along * (np.array(end) - np.array(start))) for start, end in segments]
    around = np.array([(0, 0), (4, 0), (-4, 0), (0, 4), (0, -4)])
    marks = [view.on_paper(np.array(mark.at)) + around for mark in drawing.marks]
    return np.concatenate([np.empty((0, 2)), *lines, *marks])


def _texts(drawing: Contour) -> list[tuple[str, tuple[float, float], tuple[float, float]]]:
    """Return label, place and preferred direction of everything with a label."""
    arrows = [
        (arrow.label, arrow.end, (arrow.end[0] - arrow.start[0], arrow.end[1] - arrow.start[1]))
        for arrow in drawing.arrows
        if arrow.label
    ]
    return arrows + [(mark.label, mark.at, (1.0, 1.0)) for mark in drawing.marks if mark.label]


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
    several = len(drawing.marks) > 1
    silent = dict.fromkeys(mark.style for mark in drawing.marks if not mark.label or (several and mark.style in TYPES))
    marks = [
        Entry(words.MARKS[style], Pen(INK, 0.7, fill=MARKERS[style][1]), "symbol", MARKERS[style][0])
        for style in silent
    ]
    return [*curves, *marks]
