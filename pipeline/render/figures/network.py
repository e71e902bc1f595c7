"""Units in columns, connections between neighbouring columns, biases from a unit of their own above each layer.

A connection's colour and line tell its sign, its width its size. Its label sits on it near its source, where the
connections out of one unit lie apart, each at its own distance, so that labels of crossing lines do not meet.
"""

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from pipeline.exercises.figures import Edge, NetworkDiagram
from pipeline.render.figures.frame import Frame, axes_size
from pipeline.render.figures.ink import INK
from pipeline.render.figures.style import BLUE, VERMILION, label

RADIUS: Final = 0.21
ROW: Final = 0.78
TALLEST: Final = 3.9
"""Inches, as everything here: radius of a unit, distance between two units of a column, height of a column."""

Point = tuple[float, float]


def frame(drawing: NetworkDiagram, width: float) -> Frame:
    """Return the room for the panel: as tall as the largest layer wants."""
    del width
    return Frame(_height(drawing), left=0, right=0, bottom=0, top=0)


def draw(axes: Axes, drawing: NetworkDiagram) -> None:
    """Draw connections, then units, then words."""
    width = axes_size(axes)[0]
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(0, _height(drawing))
    places = _places(drawing, width)
    _connections(axes, drawing, places)
    _biases(axes, drawing, places)
    for column, names in zip(places, drawing.layers, strict=True):
        for at, name in zip(column, names, strict=True):
            _unit(axes, at, name, _radius(drawing))
    for column, title in zip(places, drawing.titles, strict=False):
        axes.text(column[0][0], 0.1, label(title), ha="center", va="center", fontsize=8.5)


def _height(drawing: NetworkDiagram) -> float:
    return _rows(drawing) * _row(drawing) + (0.36 if any(drawing.biases) else 0.0) + _base(drawing)


def _rows(drawing: NetworkDiagram) -> int:
    return max(len(layer) for layer in drawing.layers)


def _row(drawing: NetworkDiagram) -> float:
    return min(ROW, TALLEST / _rows(drawing))


def _radius(drawing: NetworkDiagram) -> float:
    return min(RADIUS, 0.42 * _row(drawing))


def _base(drawing: NetworkDiagram) -> float:
    return 0.2 if any(drawing.titles) else 0.0


def _places(drawing: NetworkDiagram, width: float) -> list[list[Point]]:
    """Return the centre of every unit, top to bottom, layer by layer."""
    columns = np.linspace(0.55, width - 0.55, len(drawing.layers))
    middle = _base(drawing) + _rows(drawing) * _row(drawing) / 2
    return [
        [(float(x), middle + ((len(layer) - 1) / 2 - row) * _row(drawing)) for row in range(len(layer))]
        for x, layer in zip(columns, drawing.layers, strict=True)
    ]


def _connections(axes: Axes, drawing: NetworkDiagram, places: list[list[Point]]) -> None:
    largest = max((abs(edge.strength) for edge in drawing.edges), default=0.0) or 1.0
    for edge in drawing.edges:
        start, end = places[edge.layer - 1][edge.source], places[edge.layer][edge.target]
        colour, dashes = (BLUE, "-") if edge.strength >= 0 else (VERMILION, "--")
        ends = _shortened(start, end, _radius(drawing), _radius(drawing))
        axes.plot(
            *zip(*ends, strict=True), color=colour, linestyle=dashes,
            linewidth=0.5 + 1.3 * abs(edge.strength) / largest,
        )  # fmt: skip
        if edge.label:
            _on_line(axes, edge, start, end)


def _on_line(axes: Axes, edge: Edge, start: Point, end: Point) -> None:
    """Write a label along a connection, on its upper side."""
    share = 0.3
    across, up = end[0] - start[0], end[1] - start[1]
    length = float(np.hypot(across, up))
    lift = 0.085
    at = (start[0] + share * across - lift * up / length, start[1] + share * up + lift * across / length)
    axes.text(
        *at, label(edge.label), ha="center", va="center", fontsize=7.5,
        rotation=float(np.degrees(np.arctan2(up, across))), rotation_mode="anchor",
    )  # fmt: skip


def _biases(axes: Axes, drawing: NetworkDiagram, places: list[list[Point]]) -> None:
    """Draw a small square above each layer with a bias, and a dotted line to each of its units."""
    top = _height(drawing) - 0.12
    for text, column, before in zip(drawing.biases, places[1:], places, strict=False):
        if not text:
            continue
        corner = (0.42 * before[0][0] + 0.58 * column[0][0], top)
        for unit in column:
            ends = _shortened(corner, unit, 0.12, _radius(drawing))
            axes.plot(*zip(*ends, strict=True), color=INK, linewidth=0.6, linestyle=":")
        axes.text(
            *corner, label(text), ha="center", va="center", fontsize=8,
            bbox={"boxstyle": "square,pad=0.25", "facecolor": "none", "edgecolor": INK, "linewidth": 0.6},
        )  # fmt: skip


def _unit(axes: Axes, at: Point, name: str, radius: float) -> None:
    axes.add_patch(Circle(at, radius, facecolor="none", edgecolor=INK, linewidth=0.9))
    axes.text(*at, label(name), ha="center", va="center", fontsize=min(9, 9 * radius / 0.18))


def _shortened(start: Point, end: Point, by_start: float, by_end: float) -> tuple[Point, Point]:
    """Return a line without its ends, so that nothing has to hide what lies within a unit."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = float(np.hypot(across, up))
    first, last = by_start / length, 1 - by_end / length
    return (start[0] + first * across, start[1] + first * up), (start[0] + last * across, start[1] + last * up)
