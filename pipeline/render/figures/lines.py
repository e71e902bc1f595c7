"""Curves over common axes, each named where it ends or in a legend."""

from matplotlib.axes import Axes

from pipeline.exercises.figures import Lines
from pipeline.render.figures.frame import Frame
from pipeline.render.figures.style import SERIES, few_ticks, label, name_axes


def frame(drawing: Lines, width: float) -> Frame:
    """Return the room for the panel."""
    plain = Frame(0)
    return Frame((width - plain.left - plain.right) * 0.62 + plain.bottom + plain.top)


def draw(axes: Axes, drawing: Lines) -> None:
    """Draw every series; points that are not finite interrupt a curve."""
    for series, (colour, dashes, marker) in zip(drawing.series, SERIES * len(drawing.series), strict=False):
        x, y = zip(*series.points, strict=True) if series.points else ((), ())
        axes.plot(
            x, y, color=colour, label=label(series.label), markersize=3.5,
            linestyle="" if series.style == "dots" else dashes,
            marker="" if series.style == "line" else marker,
        )  # fmt: skip
    axes.set_xscale(drawing.x_scale)
    axes.set_yscale(drawing.y_scale)
    few_ticks(axes)
    name_axes(axes, drawing.x_label, drawing.y_label)
    if sum(bool(series.label) for series in drawing.series) > 1:
        axes.legend(loc="best")
