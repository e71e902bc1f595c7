"""Figures in one look: drawn with matplotlib where they are new, taken from the cache where they are not."""

from pipeline.exercises.figures import Figure
from pipeline.render.figures.cache import FigureFormat, keep, kept
from pipeline.render.figures.ink import INK

__all__ = ["INK", "FigureFormat", "drawn"]


def drawn(figure: Figure, output: FigureFormat) -> bytes:
    """Return the picture in a format; equal figures give equal bytes.

    matplotlib is imported only where no earlier run has left the picture.
    """
    known = kept(figure, output)
    if known is not None:
        return known
    from pipeline.render.figures.draw import draw

    image = draw(figure, output)
    keep(figure, output, image)
    return image
