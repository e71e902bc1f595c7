"""What a figure shows, as plain data; `render/figures.py` draws it. No matplotlib here.

All coordinates are floats: a picture is no proof.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, overload

from pipeline.notation.tree import Node

if TYPE_CHECKING:
    from pipeline.exercises.solution import Prose

Point = tuple[float, float]
Window = tuple[float, float, float, float]
"""x from, x to, y from, y to."""


MarkStyle = Literal["minimum", "maximum", "saddle", "terrace", "undecided", "start", "end", "class 0", "class 1"]


@dataclass(frozen=True)
class Mark:
    """A point worth seeing.

    Attributes:
        at: In the coordinates of the axes.
        label: Plain text or `$…$` in TeX; empty for none.
        style: Which symbol: by type of stationary point, step of a path, or class of a sample.
        name: What a legend calls it; by default the English words for its style.
    """

    at: Point
    label: str
    style: MarkStyle
    name: str = ""


@dataclass(frozen=True)
class Arrow:
    """A direction drawn from a point, with a label at its head."""

    start: Point
    end: Point
    label: str = ""
    style: Literal["rising", "falling", "plain"] = "plain"


@dataclass(frozen=True)
class Contour:
    """Level curves of a function of two variables.

    Attributes:
        function: The tree to evaluate; its two variables are named by `variables`.
        variables: Names of the symbols on the horizontal and the vertical axis.
        window: Part of the plane shown.
        scale: `linear`, or `log` for levels spaced by powers of ten above the least value shown.
        marks, arrows: Drawn on top.
        path: Points joined by a line (a descent); empty for none.
        curves: Further implicit curves drawn as lines: (tree that vanishes on the curve, label).
    """

    function: Node
    variables: tuple[str, str]
    window: Window
    scale: Literal["linear", "log"] = "linear"
    marks: tuple[Mark, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    path: tuple[Point, ...] = ()
    curves: tuple[tuple[Node, str], ...] = ()


@dataclass(frozen=True)
class Surface:
    """The graph of a function of two variables over a window, seen from above at an angle."""

    function: Node
    variables: tuple[str, str]
    window: Window
    value_label: str
    path: tuple[Point, ...] = ()


class LaterPoints(Sequence[Point]):
    """Points that are computed when somebody looks at them: many a page leaves the picture out."""

    def __init__(self, find: Callable[[], Iterable[Point]]) -> None:
        """Take what computes them, once."""
        self._find = find

    @cached_property
    def _found(self) -> tuple[Point, ...]:
        return tuple(self._find())

    @overload
    def __getitem__(self, place: int) -> Point: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Point, ...]: ...
    def __getitem__(self, place: int | slice) -> Point | tuple[Point, ...]:
        """Return one of them, or some."""
        return self._found[place]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found)

    def __eq__(self, other: object) -> bool:
        """Compare the points, with those of a tuple too."""
        return isinstance(other, LaterPoints | tuple) and self._found == tuple(other)

    def __hash__(self) -> int:
        """Agree with the tuple of them."""
        return hash(self._found)

    def __repr__(self) -> str:
        """Return that of the tuple of them, by which a picture of an earlier run is found."""
        return repr(self._found)

    def __reduce__(self) -> tuple[type[tuple[Point, ...]], tuple[tuple[Point, ...]]]:
        """Send the points alone to another process."""
        return tuple, (self._found,)


@dataclass(frozen=True)
class Series:
    """One line of a plot: a label and its points in order."""

    label: str
    points: tuple[Point, ...] | LaterPoints
    style: Literal["line", "marked", "dots"] = "line"


@dataclass(frozen=True)
class Lines:
    """One or more curves over common axes.

    Attributes:
        series: The curves.
        x_label, y_label: Names of the axes.
        x_scale, y_scale: Linear, or logarithmic.
        marks: Points drawn on top.
    """

    series: tuple[Series, ...]
    x_label: str
    y_label: str
    x_scale: Literal["linear", "log"] = "linear"
    y_scale: Literal["linear", "log"] = "linear"
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Bars:
    """Named values side by side, in groups (before, after)."""

    groups: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    y_label: str


@dataclass(frozen=True)
class Edge:
    """A connection between two units, layer by layer, with its weight.

    Attributes:
        layer: Index of the layer that the edge leads into, from 1 (layer 0 holds the inputs).
        source, target: Unit numbers within their layers, from 0.
        label: Plain text or `$…$`; empty where it would not be legible.
        strength: Decides colour and width (signed), scaled by the largest.
    """

    layer: int
    source: int
    target: int
    label: str
    strength: float


@dataclass(frozen=True)
class NetworkDiagram:
    """Units in columns, inputs left, outputs right.

    Attributes:
        layers: Labels of the units (`$x_1$`), one tuple a layer, inputs first.
        titles: Words under the columns, one a layer.
        edges: All connections.
        biases: One label per layer after the inputs, empty for none.
    """

    layers: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    edges: tuple[Edge, ...]
    biases: tuple[str, ...] = ()


Drawing = Contour | Surface | Lines | Bars | NetworkDiagram


@dataclass(frozen=True)
class Figure:
    """A captioned picture.

    Attributes:
        name: Unique within the exercise; the file's stem.
        drawing: One panel, or several side by side.
        caption: One or two sentences, `$…$` allowed in plain text.
        alt: What a reader who cannot see it has to know, made from the data; formulas in it are spoken.
        width: Share of the text width, 0 to 1.
        decimal: Sign in the numbers at the axes.
    """

    name: str
    drawing: tuple[Drawing, ...]
    caption: "str | Prose"
    alt: "str | Prose"
    width: float = field(default=0.7)
    decimal: Literal[".", ","] = "."
