"""Curves over common axes, each named in a legend."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from pipeline.exercises.figures import Lines, Series
from pipeline.render.figures import overlay
from pipeline.render.figures.axes import Axes, Entry, Scale, around, legend_column
from pipeline.render.figures.frame import Frame
from pipeline.render.figures.paper import Box, Paper, Pen
from pipeline.render.figures.style import SERIES
from pipeline.render.figures.view import View

MARK = 3.5


def frame(drawing: Lines, width: float) -> Frame:
    """Return the room for the panel."""
    plain = Frame(0)
    return Frame((width - plain.left - plain.right) * 0.62 + plain.bottom + plain.top)


def draw(paper: Paper, box: Box, drawing: Lines) -> None:
    """Draw every series, and marks on linear axes; points that are not finite interrupt a curve."""
    points = [np.array(series.points, dtype=float).reshape(-1, 2) for series in drawing.series]
    every = np.concatenate([np.empty((0, 2)), *points, *(np.array([mark.at]) for mark in drawing.marks)])
    seen = every[np.isfinite(every).all(axis=1)]
    axes = Axes(paper, box, _across(seen[:, 0], drawing), around(seen[:, 1], drawing.y_scale))
    entries, places = [], [np.empty((0, 2))]
    for series, own, look in zip(drawing.series, points, SERIES * len(drawing.series), strict=False):
        places.append(axes.places(own[:, 0], own[:, 1]))
        entries.append(_series(paper, box, series, places[-1], look))
    axes.frame((drawing.x_label, drawing.y_label))
    if drawing.marks:
        view = View((axes.x.low, axes.x.high, axes.y.low, axes.y.high), box)
        taken = overlay.draw_marks(paper, view, drawing.marks, np.empty((0, 2)), _seen(_along(places)))
        places.append(taken.points)
        entries += overlay.mark_entries(drawing.marks)
    named = [entry for entry in entries if entry.text]
    if len(named) > 1:
        legend_column(paper, named, box, _along(places))


def _across(values: np.ndarray, drawing: Lines) -> Scale:
    """Return the horizontal scale; of whole numbers, which count something, no others are marked."""
    is_count = bool((values == np.round(values)).all())
    return replace(around(values, drawing.x_scale), marked="at whole numbers" if is_count else "anywhere")


def _series(paper: Paper, box: Box, series: Series, places: np.ndarray, look: tuple) -> Entry:  # type: ignore[type-arg]
    """Draw one series; return its line of the legend."""
    colour, dashes, symbol = look
    pen, filled = Pen(colour, 1.2, dashes), Pen(colour, 0.8, fill=colour)
    if series.style != "dots":
        paper.line(places, pen, within=box)
    if series.style == "line":
        return Entry(series.label, pen)
    paper.marks(places[np.isfinite(places).all(axis=1)], symbol, MARK, filled)
    return (
        Entry(series.label, filled, "symbol", symbol)
        if series.style == "dots"
        else Entry(series.label, pen, "line", symbol)
    )


def _seen(points: np.ndarray) -> np.ndarray:
    return np.asarray(points[np.isfinite(points).all(axis=1)])


def _along(lines: list[np.ndarray]) -> np.ndarray:
    """Return points along lines, also between those that they are drawn through, shape (points, 2)."""
    between = [a + share * (b - a) for line in lines for a, b in pairwise(line) for share in (0.25, 0.5, 0.75)]
    return np.concatenate([*lines, np.array(between).reshape(-1, 2)])
