"""A sheet of paper to draw on: lines, areas, markers and words in points, the lower left corner at (0, 0).

matplotlib's renderers put them into SVG, PDF or PNG. Its axes and artists, made for figures that change while one looks
at them, are left out: they take several times as long as everything else.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, cast

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Bbox

from pipeline.render.figures.ink import INK

Dashes = Literal["-", "--", "-.", ":"]
Symbol = Literal["o", "s", "^", "D", "v", "P"]
Across = Literal["left", "center", "right"]
Up = Literal["top", "center", "baseline", "bottom", "middle of letters"]

AREAS, LINES, CURVES, MARKS, WORDS = range(5)
"""Layers, the lowest first."""

FONTS: Final = ("cmr10", "STIXGeneral")

_DASHES: Final[dict[Dashes, tuple[float, ...]]] = {"--": (3.7, 1.6), "-.": (6.4, 1.6, 1.0, 1.6), ":": (1.0, 1.65)}
"""On and off, in widths of the line."""

_SQUARE: Final = Path([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], closed=True)
_TRIANGLE: Final = Path([(0, 1), (-1, -1), (1, -1), (0, 1)], closed=True)
_CROSS: Final = [
    *((-0.4, 1), (-0.4, 0.4), (-1, 0.4), (-1, -0.4), (-0.4, -0.4), (-0.4, -1)),
    *((0.4, -1), (0.4, -0.4), (1, -0.4), (1, 0.4), (0.4, 0.4), (0.4, 1), (-0.4, 1)),
]
_SYMBOLS: Final[dict[Symbol, Path]] = {
    "o": Path.unit_circle(),
    "s": _SQUARE,
    "^": _TRIANGLE,
    "D": _SQUARE.transformed(Affine2D().rotate_deg(45)),
    "v": _TRIANGLE.transformed(Affine2D().rotate_deg(180)),
    "P": Path(_CROSS, closed=True),
}
"""Markers about two units wide."""


_POINT = re.compile(r"(?<=\d)\.(?=\d)")


class Box(NamedTuple):
    """A rectangle on the paper."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.bottom + self.height


class TextSize(NamedTuple):
    """Width, height and depth below the baseline of a text; the height includes the depth."""

    width: float
    height: float
    depth: float


@dataclass(frozen=True)
class Pen:
    """How a path is drawn.

    Attributes:
        colour: Of the line; empty for none.
        width: Of the line, in points.
        dashes: Of the line.
        fill: Colour of the area; empty for none.
        alpha: Opacity.
    """

    colour: str = INK
    width: float = 1.0
    dashes: Dashes = "-"
    fill: str = ""
    alpha: float = 1.0


@dataclass
class Paper:
    """What has been drawn so far.

    Attributes:
        width, height: In points.
        decimal: Sign that takes the place of the point in numbers.
    """

    width: float
    height: float
    decimal: str = "."
    _strokes: list[tuple[int, Callable[[RendererBase], None]]] = field(default_factory=list)

    def line(self, points: Any, pen: Pen, *, layer: int = LINES, within: Box | None = None) -> None:
        """Draw a line through points, shape (n, 2); places that are not finite interrupt it."""
        self.path(Path(np.asarray(points, dtype=float)), pen, layer=layer, within=within)

    def lines(self, lines: Sequence[np.ndarray], pen: Pen, *, layer: int = LINES) -> None:
        """Draw several lines, shape (n, 2) each, as one path."""
        if lines:
            codes = np.full(sum(map(len, lines)), Path.LINETO, dtype=Path.code_type)
            codes[np.cumsum([0, *map(len, lines[:-1])])] = Path.MOVETO
            self.path(Path(np.concatenate(lines), codes), pen, layer=layer)

    def area(self, corners: Any, pen: Pen, *, layer: int = AREAS) -> None:
        """Draw a polygon with these corners, shape (n, 2)."""
        self.path(Path(np.concatenate([corners, corners[:1]]), closed=True), pen, layer=layer)

    def circle(self, at: tuple[float, float], radius: float, pen: Pen, *, layer: int = LINES) -> None:
        """Draw a circle."""
        self.path(Path.unit_circle(), pen, Affine2D().scale(radius).translate(*at), layer=layer)

    def path(
        self,
        path: Path,
        pen: Pen,
        transform: Affine2D | None = None,
        *,
        layer: int = LINES,
        within: Box | None = None,
    ) -> None:
        """Draw any path; `within` cuts off what lies outside a box."""

        def stroke(renderer: RendererBase) -> None:
            context = _context(renderer, pen, within)
            placed = (transform or Affine2D()) + Affine2D().scale(_pixels(renderer))
            renderer.draw_path(context, path, placed, to_rgb(pen.fill) if pen.fill else None)

        self._strokes.append((layer, stroke))

    def marks(self, places: Any, symbol: Symbol, size: float, pen: Pen, *, layer: int = MARKS) -> None:
        """Draw a symbol at each place, shape (n, 2); `size` in points across."""
        points = Path(np.asarray(places, dtype=float).reshape(-1, 2))

        def stroke(renderer: RendererBase) -> None:
            scale = _pixels(renderer)
            shape = Affine2D().scale(scale * size / 2)
            fill = to_rgb(pen.fill) if pen.fill else None
            context = _context(renderer, pen, None)
            renderer.draw_markers(context, _SYMBOLS[symbol], shape, points, Affine2D().scale(scale), fill)

        self._strokes.append((layer, stroke))

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        *,
        across: Across = "center",
        up: Up = "center",
        angle: float = 0.0,
        layer: int = WORDS,
    ) -> None:
        """Write a text; `at` is the place on it that `across` and `up` name, about which `angle` degrees turn it.

        Lines of a text of several are centred about that place as one line would be.
        """
        first, *others = _with_sign(text, self.decimal).split("\n")
        if others:
            step = 1.15 * text_size("lp", size).height
            for number, line in enumerate((first, *others)):
                self.text(
                    (at[0], at[1] + (len(others) / 2 - number) * step), line, size, across=across, up=up, layer=layer
                )
            return
        text = first
        measured = text_size(text, size)
        beside = {"left": 0.0, "center": measured.width / 2, "right": measured.width}[across]
        above = _above(measured, up)
        turn = np.radians(angle)
        x = at[0] - beside * np.cos(turn) + above * np.sin(turn)
        y = at[1] - beside * np.sin(turn) - above * np.cos(turn)

        def stroke(renderer: RendererBase) -> None:
            scale = _pixels(renderer)
            down = self.height - y if renderer.flipy() else y
            context = _context(renderer, Pen(), None)
            renderer.draw_text(context, scale * x, scale * down, text, _font(size), angle, ismath=_is_formula(text))

        self._strokes.append((layer, stroke))

    def put_on(self, renderer: RendererBase) -> None:
        """Draw everything, layer by layer, each in the order in which it was drawn."""
        for _, stroke in sorted(self._strokes, key=lambda one: one[0]):
            stroke(renderer)


def _pixels(renderer: RendererBase) -> float:
    """Return how many units of a renderer a point is."""
    return cast("float", renderer.points_to_pixels(1.0))


def _context(renderer: RendererBase, pen: Pen, within: Box | None) -> Any:
    context = renderer.new_gc()
    context.set_linewidth(pen.width if pen.colour else 0.0)
    context.set_foreground(pen.colour or INK)
    context.set_alpha(pen.alpha)
    context.set_joinstyle("round")
    context.set_capstyle("round" if pen.dashes == "-" else "butt")
    if pen.dashes != "-":
        context.set_dashes(0, [pen.width * part for part in _DASHES[pen.dashes]])
    if within is not None:
        context.set_clip_rectangle(Bbox.from_bounds(*(_pixels(renderer) * edge for edge in within)))
    return context


def _above(measured: TextSize, up: Up) -> float:
    """Return how far above the baseline a place on a text lies."""
    ascent = measured.height - measured.depth
    places: dict[Up, float] = {
        "baseline": 0.0,
        "bottom": -measured.depth,
        "top": ascent,
        "center": (ascent - measured.depth) / 2,
        "middle of letters": ascent / 2,
    }
    return places[up]


def _with_sign(text: str, decimal: str) -> str:
    """Return a text with the decimal sign in its numbers; inside a formula it takes no space behind it."""
    if decimal == ".":
        return text
    pieces = text.split("$")
    signs = (decimal, f"{{{decimal}}}") if len(pieces) % 2 else (decimal, decimal)
    return "$".join(_POINT.sub(signs[place % 2], piece) for place, piece in enumerate(pieces))


@lru_cache(maxsize=1024)
def text_size(text: str, points: float) -> TextSize:
    """Return the size of a text in points; a line is at least as high and as deep as its font's letters."""
    if "\n" in text and _is_formula(text):
        lines = [text_size(line, points) for line in text.split("\n")]
        return TextSize(max(line.width for line in lines), lines[0].height, lines[0].depth)
    width, height, depth = text_to_path.get_text_width_height_descent(text, _font(points), ismath=_is_formula(text))
    if text == "lp":
        return TextSize(width, height, depth)
    usual = text_size("lp", points)
    deep = max(depth, usual.depth)
    return TextSize(width, max(height - depth, usual.height - usual.depth) + deep, deep)


@lru_cache(maxsize=32)
def _font(points: float) -> FontProperties:
    return FontProperties(family=list(FONTS), size=points, math_fontfamily="cm")


def _is_formula(text: str) -> bool:
    return "$" in text


def widest(texts: Sequence[str], points: float) -> float:
    """Return the width of the widest text, 0 where there is none."""
    return max((text_size(text, points).width for text in texts), default=0.0)
