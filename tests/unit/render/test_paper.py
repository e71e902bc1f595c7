"""Drawing without matplotlib's axes: places, sizes, ticks, legends."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from pipeline.render.figures.axes import Axes, Scale, around, evenly_written, legend_column
from pipeline.render.figures.axes import Entry as LegendEntry
from pipeline.render.figures.bars import _hatch
from pipeline.render.figures.draw import _svg
from pipeline.render.figures.paper import FONTS, Across, Box, Paper, Pen, Up, text_size, widest
from pipeline.render.figures.style import look

BOX = Box(50, 40, 300, 200)


def ink(figure: Figure, drawn: Paper | None = None) -> np.ndarray:
    """The box of what is not white, in pixels: left, top, right, bottom."""
    canvas: Any = FigureCanvasAgg(figure)
    if drawn is None:
        canvas.draw()
    else:
        drawn.put_on(canvas.get_renderer())
    rows, columns = np.nonzero(np.asarray(canvas.buffer_rgba())[..., 3] > 40)
    return np.array([columns.min(), rows.min(), columns.max(), rows.max()])


@pytest.mark.parametrize("across", ["left", "center", "right"])
@pytest.mark.parametrize(
    ("up", "theirs"),
    [
        ("top", "top"),
        ("center", "center"),
        ("baseline", "baseline"),
        ("bottom", "bottom"),
        ("middle of letters", "center_baseline"),
    ],
)
@pytest.mark.parametrize(("text", "angle"), [("0.25", 0), ("$w_1$", 0), ("gap", 30), ("$x^{12}$", -50)])
def test_texts_stand_where_matplotlib_puts_them(across: Across, up: Up, theirs: str, text: str, angle: float) -> None:
    """Their ink lies on that of matplotlib's own text with the same alignment, to a pixel of 1/200 inch or two."""
    with look():
        figure = Figure(figsize=(4, 3), dpi=200)
        figure.patch.set_alpha(0)
        figure.text(
            0.5, 0.5, text, ha=across, va=theirs, fontsize=9, rotation=angle, rotation_mode="anchor",
            fontfamily=list(FONTS), math_fontfamily="cm",
        )  # fmt: skip
        paper = Paper(288, 216)
        paper.text((144, 108), text, 9, across=across, up=up, angle=angle)
        empty = Figure(figsize=(4, 3), dpi=200)
        assert np.abs(ink(figure) - ink(empty, paper)).max() <= 2


def test_lines_are_cut_off_at_the_box_and_interrupted_where_nothing_is() -> None:
    """A place that is not finite makes a gap; SVG has a clip path for the box."""
    paper = Paper(100, 100)
    paper.line([(0, 0), (10, 10), (math.nan, 1), (20, 20), (30, 10)], Pen(), within=Box(0, 0, 50, 50))
    with look():
        svg = _svg(paper).decode()
    assert "clip-path" in svg
    assert svg.split(' d="')[1].count("M") == 2


def test_layers_decide_what_lies_on_top() -> None:
    """What was drawn first into a higher layer covers what comes later into a lower one."""
    paper = Paper(100, 100)
    paper.line([(0, 0), (1, 1)], Pen("#111111"), layer=3)
    paper.line([(0, 0), (1, 1)], Pen("#222222"), layer=1)
    with look():
        svg = _svg(paper).decode()
    assert svg.index("#222222") < svg.index("#111111")


@pytest.mark.parametrize(
    ("scale", "values", "shares"),
    [
        (Scale(0, 10), [0, 5, 10], [0, 0.5, 1]),
        (Scale(-1, 1), [-1, 0, 2], [0, 0.5, 1.5]),
        (Scale(0.01, 100, "log"), [0.01, 1, 100], [0, 0.5, 1]),
    ],
)
def test_scales_are_linear_or_logarithmic(scale: Scale, values: Sequence[float], shares: Sequence[float]) -> None:
    """Ends are 0 and 1, whatever lies between in equal differences or ratios."""
    assert scale.share(np.array(values)) == pytest.approx(shares)


def test_a_logarithmic_axis_shows_nothing_that_is_not_positive() -> None:
    """Zero and negative values have no place; they neither stretch the axis nor stop the picture."""
    scale = around(np.array([-1.0, 0.0, 1e-3, 10.0, math.inf]), "log")
    assert 5e-4 < scale.low < 1e-3
    assert 10 < scale.high < 20
    places = Axes(Paper(400, 300), BOX, Scale(0, 1), scale).places([0, 1, 0.5], [0.0, -1.0, 0.1])
    assert np.isnan(places[:2, 1]).all()
    assert np.isfinite(places[2]).all()


@pytest.mark.parametrize("values", [[], [math.nan], [3.0], [0.0, 0.0], [-2.0, -2.0], [1e-300, 2e-300], [-1e150, 1e150]])
@pytest.mark.parametrize("kind", ["linear", "log"])
def test_every_range_of_values_has_an_axis(values: list[float], kind: str) -> None:
    """No values, one value, extreme values: an axis with two different ends and ticks within."""
    scale = around(np.array(values), kind)  # type: ignore[arg-type] # one of two words
    assert scale.low < scale.high
    ticks = scale.ticks(200, 30)
    room = 1e-6 * (scale.high - scale.low)
    assert all(scale.low - room <= tick.at <= scale.high + room for tick in ticks)


@pytest.mark.parametrize(
    ("low", "high", "numbers"),
    [
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-2, 3, ["−2", "−1", "0", "1", "2", "3"]),
        (0, 250, ["0", "50", "100", "150", "200", "250"]),
    ],
)
def test_ticks_have_round_numbers(low: float, high: float, numbers: list[str]) -> None:
    """All with the same decimals, as many as the finest needs."""
    assert [tick.text for tick in Scale(low, high).ticks(150, 30)] == numbers


def test_numbers_of_a_logarithmic_axis() -> None:
    """Powers of ten over many decades; steps of 1, 2 and 5 where there are few."""
    few = [tick.text for tick in Scale(0.009, 0.25, "log").ticks(150, 30) if tick.text]
    many = [tick.text for tick in Scale(1e-6, 1e3, "log").ticks(150, 30) if tick.text]
    assert few == ["0.01", "0.02", "0.05", "0.1", "0.2"]
    assert 3 <= len(many) <= 9
    assert "$10^{-6}$" in many


def test_very_large_and_very_small_numbers_are_written_as_powers() -> None:
    """No axis is a row of zeros."""
    assert evenly_written([0.0, 2e6]) == ["0", r"$2\cdot 10^{6}$"]
    assert evenly_written([0.0, 2.5e-8]) == ["0", r"$2.5\cdot 10^{-8}$"]


def test_a_legend_keeps_away_from_curves() -> None:
    """It stands where no point of a curve lies, if there is such a place."""
    entries = [LegendEntry("one", Pen()), LegendEntry("two", Pen())]
    upper_right = np.array([(x, y) for x in range(200, 350, 5) for y in range(140, 240, 5)], dtype=float)
    paper = Paper(400, 300)
    legend_column(paper, entries, BOX, upper_right)
    with look():
        svg = _svg(paper).decode()
    places = [tuple(map(float, found)) for found in re.findall(r"translate\(([\d.]+) ([\d.]+)\)", svg)]
    assert places
    assert not any(x > 200 and 300 - y > 140 for x, y in places)


@pytest.mark.parametrize("angle", [0, 45, -45, 30])
def test_hatching_stays_within_its_bar(angle: int) -> None:
    """Every line ends on the edge, at the angle that was asked for."""
    box = Box(10, 20, 30, 47)
    lines = _hatch(box, angle)
    assert len(lines) > 5
    for line in lines:
        assert (line >= np.array(box[:2]) - 1e-9).all()
        assert (line <= np.array([box.right, box.top]) + 1e-9).all()
        across, up = line[1] - line[0]
        assert math.degrees(math.atan2(up, across)) == pytest.approx(angle, abs=1e-6)


def test_the_widest_text_counts() -> None:
    """The room for the numbers of an axis is that of the widest."""
    assert widest(["1", "1000", "10"], 8) == text_size("1000", 8).width
    assert widest([], 8) == 0.0
