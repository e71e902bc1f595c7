"""Points, arrows and a path on top of level curves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from pipeline.exercises.figures import Arrow, Contour, Mark
from pipeline.render import words
from pipeline.render.figures.ink import INK
from pipeline.render.figures.labelling import Box
from pipeline.render.figures.style import BLUE, MARKERS, SERIES, VERMILION, label
from pipeline.render.figures.view import View, text_size

ARROWS = {"rising": (VERMILION, "-"), "falling": (BLUE, "--"), "plain": (INK, "-")}

GAP = 6.0
"""Points between a mark and its label."""

SIZE = 9.0

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


def draw(axes: Axes, drawing: Contour, view: View, lines: Sequence[np.ndarray]) -> Taken:
    """Draw path, arrows and marks, and the legend below the axes where one is needed.

    Args:
        axes: Already with limits.
        drawing: What to draw.
        view: Of the axes.
        lines: Of levels and curves, on paper, shape (points, 2) each; labels keep away from them where they can.
    """
    if drawing.path:
        axes.plot(*zip(*drawing.path, strict=True), "-o", color=VERMILION, markersize=2.6, linewidth=0.9, zorder=4)
    for arrow in drawing.arrows:
        _arrow(axes, arrow)
    for mark in drawing.marks:
        _mark(axes, mark)
    covered = _covered(drawing, view)
    clutter = np.concatenate([np.empty((0, 2)), *lines, covered])
    boxes: list[Box] = []
    for text, at, preferred in _texts(drawing):
        boxes.append(_labelled(axes, text, view, view.on_paper(np.array(at)), clutter, preferred))
        covered = np.concatenate([covered, _grid(boxes[-1])])
        clutter = np.concatenate([clutter, np.repeat(_grid(boxes[-1]), 3, axis=0)])
    if entries := legend_entries(drawing):
        below = -(0.36 * 72) / view.size[1]
        axes.legend(handles=entries, loc="upper center", bbox_to_anchor=(0.5, below), ncols=len(entries))
    return Taken(covered, tuple(boxes))


def _mark(axes: Axes, mark: Mark) -> None:
    symbol, filling = MARKERS[mark.style]
    axes.plot(
        *mark.at, symbol, markersize=5.5, markerfacecolor=filling, markeredgecolor=INK, markeredgewidth=0.7, zorder=6,
        clip_on=False,
    )  # fmt: skip


def _arrow(axes: Axes, arrow: Arrow) -> None:
    colour, dashes = ARROWS[arrow.style]
    shape = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.4, "linestyle": dashes, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", xy=arrow.end, xytext=arrow.start, zorder=5, arrowprops=shape)


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
    axes: Axes, text: str, view: View, at: np.ndarray, clutter: np.ndarray, preferred: tuple[float, float]
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
    axes.text(*view.coordinates(centre), label(text), ha="center", va="center", zorder=7)
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


def legend_entries(drawing: Contour) -> list[Line2D]:
    """Return what can only be explained beside the axes: named curves, and marks without a label."""
    curves = [
        Line2D([], [], color=colour, linestyle=dashes, linewidth=1.1, label=label(text))
        for (_, text), (colour, dashes, _) in zip(drawing.curves, SERIES[1:] * len(drawing.curves), strict=False)
        if text
    ]
    silent = dict.fromkeys(mark.style for mark in drawing.marks if not mark.label)
    marks = [
        Line2D([], [], linestyle="", marker=MARKERS[style][0], markersize=5, markerfacecolor=MARKERS[style][1],
               markeredgecolor=INK, markeredgewidth=0.7, label=words.MARKS[style])
        for style in silent
    ]  # fmt: skip
    return [*curves, *marks]
