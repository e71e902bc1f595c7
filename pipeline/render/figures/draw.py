"""A figure's panels side by side, each drawn by the module of its type, saved to bytes that depend on nothing else."""

import io
import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from pipeline.exercises import figures as spec
from pipeline.render.figures.cache import FigureFormat
from pipeline.render.figures.load import load_matplotlib

load_matplotlib()

from matplotlib.axes import Axes  # noqa: E402 - only now may matplotlib be imported
from matplotlib.figure import Figure  # noqa: E402

from pipeline.render.figures import bars, contour, lines, network, surface  # noqa: E402
from pipeline.render.figures.frame import Frame  # noqa: E402
from pipeline.render.figures.style import TEXT_WIDTH, look  # noqa: E402

GAP = 0.15
"""Between panels, in inches."""


class Drawer(NamedTuple):
    """How a type of drawing is drawn: the room it takes at a width in inches, and the drawing itself."""

    frame: Callable[[Any, float], Frame]
    draw: Callable[[Axes, Any], None]


DRAWERS: Final[dict[type, Drawer]] = {
    spec.Contour: Drawer(contour.frame, contour.draw),
    spec.Surface: Drawer(surface.frame, surface.draw),
    spec.Lines: Drawer(lines.frame, lines.draw),
    spec.Bars: Drawer(bars.frame, bars.draw),
    spec.NetworkDiagram: Drawer(network.frame, network.draw),
}

_UNDATED: Final = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
    "png": {"Software": None},
}
_PATH = re.compile(rb' d="[^"]*"')
_DECIMALS = re.compile(rb"(?<=\.\d\d)\d+")


def draw(figure: spec.Figure, output: FigureFormat) -> bytes:
    """Return the figure as SVG, PDF or PNG; equal figures give equal bytes."""
    with look():
        sheet = _laid_out(figure)
        stream = io.BytesIO()
        sheet.savefig(stream, format=output, dpi=200 if output == "png" else 72, metadata=_UNDATED[output])
    return _shorter(stream.getvalue()) if output == "svg" else stream.getvalue()


def _shorter(svg: bytes) -> bytes:
    """Return the SVG with paths to the hundredth of a point: half the size, and the same to the eye."""
    return _PATH.sub(lambda path: _DECIMALS.sub(b"", path.group()), svg)


def _laid_out(figure: spec.Figure) -> Figure:
    """Return a canvas with every panel drawn, centred beside each other."""
    count = len(figure.drawing)
    whole = TEXT_WIDTH * figure.width
    panel = (whole - GAP * (count - 1)) / count
    drawers = [DRAWERS[type(drawing)] for drawing in figure.drawing]
    frames = [drawer.frame(drawing, panel) for drawer, drawing in zip(drawers, figure.drawing, strict=True)]
    height = max(frame.height for frame in frames)
    sheet = Figure(figsize=(whole, height))
    for position, (drawer, drawing, frame) in enumerate(zip(drawers, figure.drawing, frames, strict=True)):
        left = position * (panel + GAP) + frame.left
        inner = panel - frame.left - frame.right
        tall = frame.height - frame.bottom - frame.top
        bottom = (height - frame.height) / 2 + frame.bottom
        drawer.draw(sheet.add_axes((left / whole, bottom / height, inner / whole, tall / height)), drawing)
    return sheet
