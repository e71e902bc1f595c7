"""Figures in one look: drawn with matplotlib where they are new, taken from the cache where they are not."""

from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.render.figures.cache import FigureFormat, keep, kept
from pipeline.render.figures.ink import INK

if TYPE_CHECKING:
    from pipeline.exercises.figures import Figure

__all__ = ["INK", "FigureFormat", "drawn", "drawn_here"]


def drawn(figure: "Figure", output: FigureFormat) -> bytes:
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


@lru_cache(maxsize=32)
def drawn_here(figure: "Figure", output: FigureFormat) -> bytes:
    """Return the picture without asking or filling the cache of earlier runs: for figures that nobody draws again.

    What the variants of a sheet have in common is still drawn once.
    """
    from pipeline.render.figures.draw import draw

    return draw(figure, output)
