"""A figure's panels side by side, each drawn by the module of its type, saved to bytes that depend on nothing else."""

import io
import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple, cast

from pipeline.exercises import figures as spec
from pipeline.render.figures.cache import FigureFormat
from pipeline.render.figures.load import load_matplotlib

load_matplotlib()

from matplotlib.backends.backend_svg import RendererSVG  # noqa: E402 - only now may matplotlib be imported
from matplotlib.textpath import text_to_path  # noqa: E402

from pipeline.render.figures import bars, contour, lines, network, surface  # noqa: E402
from pipeline.render.figures.frame import Frame  # noqa: E402
from pipeline.render.figures.paper import Box, Paper  # noqa: E402
from pipeline.render.figures.style import TEXT_WIDTH, look  # noqa: E402

INCH: Final = 72.0

GAP = 0.15
"""Between panels, in inches."""


class Drawer(NamedTuple):
    """How a type of drawing is drawn: the room it takes at a width in inches, and the drawing itself in a box."""

    frame: Callable[[Any, float], Frame]
    draw: Callable[[Paper, Box, Any], None]


DRAWERS: Final[dict[type, Drawer]] = {
    spec.Contour: Drawer(contour.frame, contour.draw),
    spec.Surface: Drawer(surface.frame, surface.draw),
    spec.Lines: Drawer(lines.frame, lines.draw),
    spec.Bars: Drawer(bars.frame, bars.draw),
    spec.NetworkDiagram: Drawer(network.frame, network.draw),
}

_UNDATED: Final[dict[FigureFormat, dict[str, None]]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
    "png": {"Software": None},
}
_PATH = re.compile(rb' d="[^"]*"')
_DECIMALS = re.compile(rb"(?<=\.\d\d)\d+")


def draw(figure: spec.Figure, output: FigureFormat) -> bytes:
    """Return the figure as SVG, PDF or PNG; equal figures give equal bytes."""
    with look():
        paper = _laid_out(figure)
        return _shorter(_svg(paper)) if output == "svg" else _saved(paper, output)


def _svg(paper: Paper) -> bytes:
    """Write SVG without a figure around the paper: importing one takes longer than drawing on it."""
    stream = io.StringIO()
    renderer: Any = cast("Any", RendererSVG)(paper.width, paper.height, stream, image_dpi=72, metadata=_UNDATED["svg"])
    renderer._text2path = text_to_path  # which has laid out most texts already, to measure them
    paper.put_on(renderer)
    renderer.finalize()
    return stream.getvalue().encode()


def _saved(paper: Paper, output: FigureFormat) -> bytes:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

    class Drawing(Artist):
        def draw(self, renderer: Any) -> None:
            paper.put_on(renderer)

    sheet = Figure(figsize=(paper.width / INCH, paper.height / INCH))
    sheet.add_artist(Drawing())
    stream = io.BytesIO()
    sheet.savefig(stream, format=output, dpi=200 if output == "png" else 72, metadata=_UNDATED[output])
    return stream.getvalue()


def _shorter(svg: bytes) -> bytes:
    """Return the SVG with paths to the hundredth of a point: half the size, and the same to the eye."""
    return _PATH.sub(lambda path: _DECIMALS.sub(b"", path.group()), svg)


def _laid_out(figure: spec.Figure) -> Paper:
    """Return the paper with every panel drawn, centred beside each other."""
    count = len(figure.drawing)
    whole = TEXT_WIDTH * figure.width
    panel = (whole - GAP * (count - 1)) / count
    drawers = [DRAWERS[type(drawing)] for drawing in figure.drawing]
    frames = [drawer.frame(drawing, panel) for drawer, drawing in zip(drawers, figure.drawing, strict=True)]
    height = max(frame.height for frame in frames)
    paper = Paper(whole * INCH, height * INCH, figure.decimal)
    for position, (drawer, drawing, frame) in enumerate(zip(drawers, figure.drawing, frames, strict=True)):
        left = position * (panel + GAP) + frame.left
        bottom = (height - frame.height) / 2 + frame.bottom
        inner = (panel - frame.left - frame.right, frame.height - frame.bottom - frame.top)
        drawer.draw(paper, Box(*(INCH * edge for edge in (left, bottom, *inner))), drawing)
    return paper
