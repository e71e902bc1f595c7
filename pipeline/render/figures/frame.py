"""Room around the axes of a panel, in inches; fixed, so that nothing has to be drawn twice to find out."""

from dataclasses import dataclass


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
