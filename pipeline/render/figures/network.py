"""Units in columns, connections between neighbouring columns, biases from a unit of their own above each layer.

A connection's colour and line tell its sign, its width its size. Its label stands along it, near its source where the
connections out of one unit lie apart.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from pipeline.exercises.figures import Edge, NetworkDiagram
from pipeline.render.figures.along_edges import SIZE, place_edge_labels
from pipeline.render.figures.frame import Frame
from pipeline.render.figures.ink import INK
from pipeline.render.figures.paper import LINES, Box, Dashes, Paper, Pen, text_size
from pipeline.render.figures.style import BLUE, VERMILION, label

RADIUS: Final = 0.21
ROW: Final = 0.78
TALLEST: Final = 3.9
"""In inches: radius of a unit, distance between two units of a column, height of a column."""

INCH: Final = 72.0

BIAS: Final = 8.0
"""Size of a bias' letters."""

Point = tuple[float, float]


def frame(drawing: NetworkDiagram, width: float) -> Frame:
    """Return the room for the panel: as tall as the largest layer wants."""
    del width
    return Frame(_height(drawing), left=0, right=0, bottom=0, top=0)


def draw(paper: Paper, box: Box, drawing: NetworkDiagram) -> None:
    """Draw connections, then units, then words."""
    places = _places(drawing, box)
    top = box.top - 0.12 * INCH
    _connections(paper, drawing, places)
    _labels(paper, drawing, places, top)
    _biases(paper, drawing, places, top)
    for column, names in zip(places, drawing.layers, strict=True):
        for at, name in zip(column, names, strict=True):
            _unit(paper, at, name, _radius(drawing))
    for column, title in zip(places, drawing.titles, strict=False):
        paper.text((column[0][0], box.bottom + _base(drawing) / 2 * INCH), label(title), 8.5)


def _height(drawing: NetworkDiagram) -> float:
    return _rows(drawing) * _row(drawing) + (0.36 if any(drawing.biases) else 0.0) + _base(drawing)


def _rows(drawing: NetworkDiagram) -> int:
    return max(len(layer) for layer in drawing.layers)


def _row(drawing: NetworkDiagram) -> float:
    return min(ROW, TALLEST / _rows(drawing))


def _radius(drawing: NetworkDiagram) -> float:
    return min(RADIUS, 0.42 * _row(drawing))


def _base(drawing: NetworkDiagram) -> float:
    lines = max((title.count("\n") + 1 for title in drawing.titles if title), default=0)
    return 0.06 + 0.15 * lines if lines else 0.0


def _places(drawing: NetworkDiagram, box: Box) -> list[list[Point]]:
    """Return the centre of every unit on the paper, top to bottom, layer by layer."""
    columns = np.linspace(box.left + 0.55 * INCH, box.right - 0.55 * INCH, len(drawing.layers))
    row = _row(drawing) * INCH
    middle = box.bottom + _base(drawing) * INCH + _rows(drawing) * row / 2
    return [
        [(float(x), middle + ((len(layer) - 1) / 2 - number) * row) for number in range(len(layer))]
        for x, layer in zip(columns, drawing.layers, strict=True)
    ]


def _connections(paper: Paper, drawing: NetworkDiagram, places: list[list[Point]]) -> None:
    """Draw the lines between units."""
    largest = max((abs(edge.strength) for edge in drawing.edges), default=0.0) or 1.0
    for edge in drawing.edges:
        start, end = _ends(edge, places)
        look: tuple[str, Dashes] = (BLUE, "-") if edge.strength >= 0 else (VERMILION, "--")
        ends = _shortened(start, end, _radius(drawing) * INCH, _radius(drawing) * INCH)
        paper.line(ends, Pen(look[0], 0.5 + 1.3 * abs(edge.strength) / largest, look[1]))


def _ends(edge: Edge, places: list[list[Point]]) -> tuple[Point, Point]:
    return places[edge.layer - 1][edge.source], places[edge.layer][edge.target]


def _labels(paper: Paper, drawing: NetworkDiagram, places: list[list[Point]], top: float) -> None:
    """Write the names of the connections along their lines."""
    lines = [np.array(_ends(edge, places)) for edge in drawing.edges]
    labels = [(label(edge.label), line) for edge, line in zip(drawing.edges, lines, strict=True) if edge.label]
    dotted = [np.array((corner, unit)) for _, corner, column in _corners(drawing, places, top) for unit in column]
    for found in place_edge_labels(labels, [*lines, *dotted], _radius(drawing) * INCH):
        paper.text(found.at, found.text, SIZE, angle=found.angle)


def _corners(
    drawing: NetworkDiagram, places: list[list[Point]], top: float
) -> Iterator[tuple[str, Point, list[Point]]]:
    """Yield of each layer with a bias its label, the place of the label, and the layer's units."""
    for text, column, before in zip(drawing.biases, places[1:], places, strict=False):
        if text:
            yield text, (0.42 * before[0][0] + 0.58 * column[0][0], top), column


def _biases(paper: Paper, drawing: NetworkDiagram, places: list[list[Point]], top: float) -> None:
    """Draw a small square above each layer with a bias, and a dotted line to each of its units."""
    for text, corner, column in _corners(drawing, places, top):
        for unit in column:
            paper.line(_shortened(corner, unit, 0.12 * INCH, _radius(drawing) * INCH), Pen(INK, 0.6, ":"))
        paper.text(corner, label(text), BIAS)
        _square(paper, corner, label(text))


def _square(paper: Paper, middle: Point, text: str) -> None:
    """Draw a frame around a text."""
    size = text_size(text, BIAS)
    half = np.array([size.width / 2, size.height / 2]) + 0.25 * BIAS
    corners = np.array(middle) + half * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    paper.area(corners, Pen(INK, 0.6), layer=LINES)


def _unit(paper: Paper, at: Point, name: str, radius: float) -> None:
    paper.circle(at, radius * INCH, Pen(INK, 0.9))
    paper.text(at, label(name), min(9, 9 * radius / 0.18))


def _shortened(start: Point, end: Point, by_start: float, by_end: float) -> tuple[Point, Point]:
    """Return a line without its ends, so that nothing has to hide what lies within a unit."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = float(np.hypot(across, up))
    first, last = by_start / length, 1 - by_end / length
    return (start[0] + first * across, start[1] + first * up), (start[0] + last * across, start[1] + last * up)
