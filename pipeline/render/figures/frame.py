"""Room around the axes of a panel, in inches; fixed, so that nothing has to be drawn twice to find out."""

from dataclasses import dataclass

from matplotlib.axes import Axes


@dataclass(frozen=True)
class Frame:
    """A panel's height and the margins within it.

    Attributes:
        height: Of the panel, margins included.
        left, right, bottom, top: From the panel's edge to its axes.
    """

    height: float
    left: float = 0.55
    right: float = 0.12
    bottom: float = 0.42
    top: float = 0.1


def axes_size(axes: Axes) -> tuple[float, float]:
    """Return width and height in inches of axes that have their place on a figure."""
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes belong to no figure")
    place = axes.get_position()
    return figure.get_figwidth() * place.width, figure.get_figheight() * place.height
