"""Pictures: reproducible, robust, reused."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.exercises.figures import (
    Arrow,
    Bars,
    Contour,
    Drawing,
    Edge,
    Figure,
    Lines,
    Mark,
    NetworkDiagram,
    Series,
    Surface,
)
from pipeline.notation.calculator import parse_expression
from pipeline.render.figures import INK, cache, drawn
from pipeline.render.figures.bars import SMALLEST, _lettering
from pipeline.render.figures.draw import draw
from pipeline.render.figures.levels import levels_around, linear_levels, number_text, with_levels
from pipeline.render.figures.lines import _across

NAMES = ("x", "y")
WINDOW = (-2.0, 2.0, -1.0, 3.0)


def contour(text: str, scale: str = "linear") -> Contour:
    """Level curves with one of everything on top."""
    return Contour(
        parse_expression(text), NAMES, WINDOW, scale,  # type: ignore[arg-type] # one of two words
        (Mark((1, 1), "$x^*$", "minimum"), Mark((0, 0), "", "saddle")),
        (Arrow((0, 0), (1, 1), r"$\lambda_1$", "rising"),), ((0, 0), (1, 1), (1, 2)),
        ((parse_expression("y - x^2"), "$y = x^2$"),),
    )  # fmt: skip


DRAWINGS: dict[str, Drawing] = {
    "contour": contour("x^2 - y^2"),
    "logarithmic": contour("100*(y - x^2)^2 + (1 - x)^2", "log"),
    "surface": Surface(parse_expression("exp(-x^2 - y^2)"), NAMES, WINDOW, "$f$", ((0, 0), (1, 1))),
    "lines": Lines((Series("a", ((0, 1), (1, math.nan), (2, 3))), Series("b_<ü", ((0, 1), (2, 9)), "dots")), "k", "E"),
    "lines with marks": Lines(
        (Series("", ((-1, 1), (0, 0), (1, 1))),),
        "$x$",
        "$f(x)$",
        marks=(Mark((0, 0), "$x^{(1)}$", "minimum"), Mark((1, 1), "", "terrace")),
    ),
    "bars": Bars(("before", "after"), (("w", (0.5, -0.25)), ("v", (1.0, 2.0))), "error"),
    "network": NetworkDiagram(
        (("$x_1$", "$x_2$"), ("$h$",)),
        ("inputs", "output"),
        (Edge(1, 0, 0, "$w_1$", 0.5), Edge(1, 1, 0, "", -2)),
        ("$b$",),
    ),
}


def figure(drawing: Drawing) -> Figure:
    """A figure of one panel."""
    return Figure("f", (drawing,), "c", "a")


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize(("output", "start"), [("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_every_drawing_has_the_same_bytes_each_time(name: str, output: cache.FigureFormat, start: bytes) -> None:
    """All types of drawing come out in all formats, reproducibly and undated."""
    image = draw(figure(DRAWINGS[name]), output)
    assert image.startswith(start)
    assert image == draw(figure(DRAWINGS[name]), output)
    assert b"Date" not in image


@pytest.mark.parametrize("name", DRAWINGS)
def test_text_is_ink(name: str) -> None:
    """Text and axes have the one colour that HTML replaces, as paths, so that no font is needed."""
    svg = draw(figure(DRAWINGS[name]), "svg").decode()
    assert INK in svg
    assert "<text" not in svg


@pytest.mark.parametrize("text", ["1", "1/0", "ln(x)", "x/(y - 1)", "exp(1000*x)", "10^300*x^3", "sqrt(-1 - x^2)"])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_no_function_breaks_a_picture(text: str, scale: str) -> None:
    """Constants, poles, overflow and places without a value leave a picture with what can be shown."""
    panels = (contour(text, scale), Surface(parse_expression(text), NAMES, WINDOW, "f"))
    assert draw(Figure("f", panels, "c", "a"), "svg").startswith(b"<?xml")


def test_a_label_that_cannot_be_set_is_plain_text() -> None:
    """LaTeX that matplotlib does not know does not stop the build."""
    drawing = Bars((r"$\undefined{x}_1$", "50 $"), (("w", (1.0, 2.0)),), "error")
    assert draw(figure(drawing), "svg").startswith(b"<?xml")


@pytest.mark.parametrize(
    ("value", "expected"), [(0.25, "0.25"), (-3.0, "−3"), (1e6, "$10^{6}$"), (-2.5e-7, r"$-2.5\cdot 10^{-7}$")]
)
def test_numbers_are_written_as_in_print(value: float, expected: str) -> None:
    """A true minus sign, and powers of ten instead of an e."""
    assert number_text(value) == expected


def test_steps_are_counted_in_whole_numbers() -> None:
    """An axis of whole numbers has no ticks between them; that of a rate has."""
    places = {
        name: [tick.at for tick in _across(np.array(values), Lines((), "k", "E")).ticks(200, 30)]
        for name, values in (("step", (0.0, 1.0, 3.0)), ("rate", (0.0, 0.25, 0.5)))
    }
    assert places["step"] == [0, 1, 2, 3]
    assert any(at != round(at) for at in places["rate"])


@pytest.mark.parametrize(("room", "digits"), [(40, 4), (16, 4), (13, 3), (10, 2), (2, 0)])
def test_values_of_bars_are_rounded_until_they_have_room(room: float, digits: int) -> None:
    """Four digits where they fit, then fewer, and none at all where nothing could be read."""
    drawing = Bars(("a", "b"), (("w", (0.2517, 0.3449)), ("v", (0.2439, 0.3789))), "error")
    lettering = _lettering(drawing, room)
    assert lettering.digits == digits
    assert lettering.size * digits == 0 or lettering.size >= SMALLEST


def test_levels_are_dense_among_marked_values_and_round() -> None:
    """Between a minimum of 0 and a saddle of 180 there are several levels, beyond them fewer, all of them round."""
    values = np.linspace(0, 4000, 1001)
    levels = levels_around(values, [0.0, 67.7, 181.6])
    assert sum(level < 181.6 for level in levels) >= 6
    assert sum(level > 400 for level in levels) <= 5
    assert all(level % 25 == 0 for level in levels)
    assert list(levels_around(values, [])) == list(linear_levels(values))
    alone = levels_around(values, [1.0, 1.0])
    assert sum(level < 1300 for level in alone) > sum(level > 1300 for level in alone) > 0


def test_the_level_of_a_saddle_takes_the_place_of_close_ones() -> None:
    """A further level stands among the others, those beside it too close to it are left out, none is added twice."""
    levels = np.array([0.0, 10.0, 20.0])
    assert list(with_levels(levels, [12.0])) == [0.0, 12.0, 20.0]
    assert list(with_levels(levels, [15.0])) == [0.0, 10.0, 15.0, 20.0]
    assert list(with_levels(levels, [10.0, 35.0])) == [0.0, 10.0, 20.0]


def test_a_known_figure_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unchanged figure comes from the cache, without its drawing code being loaded."""
    monkeypatch.setenv("CORRIGE_CACHE", str(tmp_path))
    first = drawn(figure(DRAWINGS["bars"]), "svg")
    monkeypatch.setitem(sys.modules, "pipeline.render.figures.draw", None)
    assert drawn(figure(DRAWINGS["bars"]), "svg") == first
    with pytest.raises(ImportError):
        drawn(figure(DRAWINGS["lines"]), "svg")


def test_a_cache_that_cannot_be_written_is_no_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full or forbidden cache folder does not stop a build."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CORRIGE_CACHE", str(tmp_path / "file"))
    assert drawn(figure(DRAWINGS["bars"]), "svg").startswith(b"<?xml")


def test_the_cache_is_where_it_was_asked_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`CORRIGE_CACHE` comes before `XDG_CACHE_HOME`."""
    monkeypatch.delenv("CORRIGE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.folder() == tmp_path / "xdg" / "corrige"
    monkeypatch.setenv("CORRIGE_CACHE", str(tmp_path / "own"))
    assert cache.folder() == tmp_path / "own"
