"""Named values side by side; every bar carries its value, so that no one has to measure it."""

import numpy as np
from matplotlib.axes import Axes

from pipeline.exercises.figures import Bars
from pipeline.render.figures.frame import Frame
from pipeline.render.figures.ink import INK
from pipeline.render.figures.levels import number_text
from pipeline.render.figures.style import SERIES, few_ticks, label, name_axes

HATCHES = ("", "////", "....", "xxxx")


def frame(drawing: Bars, width: float) -> Frame:
    """Return the room for the panel."""
    bottom = 0.28 if len(drawing.series) < 2 else 0.5
    return Frame((width - 0.7) * 0.62 + bottom + 0.2, bottom=bottom, top=0.2)


def draw(axes: Axes, drawing: Bars) -> None:
    """Draw the groups, left to right as given."""
    count = len(drawing.series)
    width = 0.6 / count
    places = np.arange(len(drawing.groups))
    for number, (name, values) in enumerate(drawing.series):
        colour = SERIES[number % len(SERIES)][0]
        at = places + (number - (count - 1) / 2) * width
        bars = axes.bar(
            at, values, width * 0.9, color=colour, alpha=0.75, hatch=HATCHES[number % len(HATCHES)], edgecolor=colour,
            label=label(name),
        )  # fmt: skip
        axes.bar_label(bars, [number_text(value) for value in values], padding=2, fontsize=8)
    axes.axhline(0, color=INK, linewidth=0.6)
    few_ticks(axes)
    axes.set_xticks(places, [label(name) for name in drawing.groups])
    axes.tick_params(axis="x", length=0)
    name_axes(axes, "", drawing.y_label)
    if count > 1:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=count)
