"""Level curves of a function of two variables, with what is worth seeing on top."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from contourpy import LineType, contour_generator

from pipeline.exercises.figures import Contour, Point, Window
from pipeline.notation.evaluate import compile_numpy
from pipeline.notation.tree import Node
from pipeline.notation.vocabulary import symbol_latex
from pipeline.render.figures import overlay
from pipeline.render.figures.axes import ROW, Axes, Scale, legend_rows
from pipeline.render.figures.frame import Frame
from pipeline.render.figures.labelling import SIZE, LevelLabel, cut, place_labels
from pipeline.render.figures.levels import levels_around, log_levels, with_levels
from pipeline.render.figures.paper import CURVES, Box, Paper, Pen
from pipeline.render.figures.style import SERIES
from pipeline.render.figures.view import View

GRID = 160
"""Points each way; more cannot be told apart at the printed size."""

MAX_SADDLES = 3
"""The level curves through so many saddle points are shown, if their values differ."""

LOW, HIGH = (0x1F, 0x6C, 0xAE), (0x9F, 0xC6, 0xE3)
"""Colours of the lowest and the highest level."""

LEGEND = 0.24
"""Inches."""


@dataclass(frozen=True)
class Field:
    """A function on a grid.

    Attributes:
        x, y: Shape (count,).
        values: Shape (count, count), rows along y; nan where the function is not finite.
    """

    x: np.ndarray
    y: np.ndarray
    values: np.ndarray

    @property
    def is_flat(self) -> bool:
        """Tell whether there is nothing to draw: no finite value, or one value only."""
        finite = self.values[np.isfinite(self.values)]
        return len(finite) == 0 or bool(finite.max() == finite.min())

    def lines(self, levels: Iterable[float]) -> list[list[np.ndarray]]:
        """Return the lines of each level, shape (points, 2) a line."""
        generator = contour_generator(self.x, self.y, self.values, line_type=LineType.Separate)
        return [cast("list[np.ndarray]", generator.lines(float(level))) for level in levels]


def sampled(function: Node, variables: tuple[str, str], window: tuple[float, ...], count: int) -> Field:
    """Evaluate a tree on a grid.

    Args:
        function: Of the two variables.
        variables: Horizontal and vertical.
        window: x from, x to, y from, y to.
        count: Points each way.
    """
    x = np.linspace(window[0], window[1], count)
    y = np.linspace(window[2], window[3], count)
    evaluate: Callable[..., np.ndarray] = compile_numpy(function, variables)
    values = np.broadcast_to(evaluate(x[None, :], y[:, None]), (count, count))
    return Field(x, y, np.where(np.isfinite(values), np.clip(values, -1e150, 1e150), np.nan))


def frame(drawing: Contour, width: float) -> Frame:
    """Return the room for the panel: true proportions (a circle is a circle) unless the window is very long."""
    plain = Frame(0)
    x_from, x_to, y_from, y_to = drawing.window
    ratio = (y_to - y_from) / (x_to - x_from)
    shape = ratio if 0.4 < ratio < 1.25 else 0.75
    inner = width - plain.left - plain.right
    rows = legend_rows(overlay.legend_entries(drawing), inner * 72 + 2 * overlay.BESIDE)
    bottom = plain.bottom + (LEGEND + ROW / 72 * (len(rows) - 1) if rows else 0)
    return Frame(inner * shape + bottom + plain.top, bottom=bottom)


def draw(paper: Paper, box: Box, drawing: Contour) -> None:
    """Draw levels, curves, path, arrows and marks, in this order."""
    view = View(drawing.window, box)
    levels, found = _levels(drawing)
    lines = [[view.on_paper(line) for line in level] for level in found]
    curves = _curves(paper, view, drawing)
    taken = overlay.draw(paper, drawing, view, [*(line for level in lines for line in level), *curves])
    labels = place_labels(view, levels, lines, [taken.points, *curves])
    for position, (level, label) in enumerate(zip(lines, labels, strict=True)):
        _level(paper, cut(level, label, taken.boxes), label, position / max(1, len(lines) - 1))
    x, y = Scale(*drawing.window[:2]), Scale(*drawing.window[2:])
    horizontal, vertical = (f"${symbol_latex(name)}$" for name in drawing.variables)
    Axes(paper, box, x, y).frame((horizontal, vertical))


def _levels(drawing: Contour) -> tuple[np.ndarray, list[list[np.ndarray]]]:
    """Return the levels, ascending, and the lines of each, shape (points, 2) a line."""
    field = sampled(drawing.function, drawing.variables, drawing.window, GRID)
    if field.is_flat:
        return np.array([]), []
    typed = [mark.at for mark in drawing.marks if mark.style in overlay.TYPES]
    marked = _values_at(drawing, [at for at in typed if _is_within(drawing.window, at)])
    levels = log_levels(field.values) if drawing.scale == "log" else levels_around(field.values, marked)
    saddles = _values_at(drawing, [mark.at for mark in drawing.marks if mark.style == "saddle"])
    levels = with_levels(levels, saddles[:MAX_SADDLES])
    return levels, field.lines(levels)


def _is_within(window: Window, at: Point) -> bool:
    """Tell whether a point lies inside of a window; what lies on its frame says nothing of the inside."""
    return window[0] < at[0] < window[1] and window[2] < at[1] < window[3]


def _values_at(drawing: Contour, points: Sequence[Point]) -> list[float]:
    """Return the different finite values at points."""
    if not points:
        return []
    evaluate: Callable[..., np.ndarray] = compile_numpy(drawing.function, drawing.variables)
    values = np.atleast_1d(evaluate(*np.array(points).T))
    return list(dict.fromkeys(float(f"{value:.9g}") for value in values if np.isfinite(value)))


def _level(paper: Paper, lines: list[np.ndarray], label: LevelLabel | None, share: float) -> None:
    """Draw one level: paler and thinner the higher its share of the way up."""
    paper.lines(lines, Pen(_between(share), 1.1 - 0.4 * share))
    if label:
        at = (float(label.at[0]), float(label.at[1]))
        paper.text(at, label.text, SIZE, up="middle of letters", angle=label.angle)


def _between(share: float) -> str:
    return "#" + "".join(f"{round(low + share * (high - low)):02x}" for low, high in zip(LOW, HIGH, strict=True))


def _curves(paper: Paper, view: View, drawing: Contour) -> list[np.ndarray]:
    """Draw the implicit curves; return their lines on paper."""
    found: list[np.ndarray] = []
    for number, (curve, _) in enumerate(drawing.curves):
        field = sampled(curve, drawing.variables, drawing.window, GRID)
        lines = [] if field.is_flat else [view.on_paper(line) for line in field.lines([0.0])[0]]
        colour, dashes, _ = SERIES[1 + number % (len(SERIES) - 1)]
        paper.lines(lines, Pen(colour, 1.3, dashes), layer=CURVES)
        found += lines
    return found
