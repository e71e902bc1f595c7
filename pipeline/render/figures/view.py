"""A window of the plane and the paper it is drawn on: from coordinates to points of 1/72 inch and back."""

import re
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from pipeline.exercises.figures import Window
from pipeline.render.figures.frame import axes_size


@dataclass(frozen=True)
class View:
    """Linear axes.

    Attributes:
        window: x from, x to, y from, y to.
        size: Width and height of the axes in points.
    """

    window: Window
    size: tuple[float, float]

    @classmethod
    def of(cls, axes: Axes, window: Window) -> "View":
        """Return the view of axes that have their place on the figure."""
        width, height = axes_size(axes)
        return cls(window, (72 * width, 72 * height))

    def on_paper(self, points: np.ndarray) -> np.ndarray:
        """Return places in points from the lower left corner; shapes (…, 2)."""
        return np.asarray((points - self._corner) * self._scale)

    def in_plane(self, places: np.ndarray) -> np.ndarray:
        """Return coordinates; the inverse of `on_paper`."""
        return np.asarray(places / self._scale + self._corner)

    def coordinates(self, place: np.ndarray) -> tuple[float, float]:
        """Return the coordinates of one place, shape (2,)."""
        x, y = self.in_plane(place)
        return float(x), float(y)

    def border_distance(self, places: np.ndarray) -> np.ndarray:
        """Return how far inside the axes places lie, in points; shapes (…, 2) → (…)."""
        return np.asarray(np.minimum(places, np.array(self.size) - places).min(axis=-1))

    @property
    def _corner(self) -> np.ndarray:
        return np.array([self.window[0], self.window[2]])

    @property
    def _scale(self) -> np.ndarray:
        x_from, x_to, y_from, y_to = self.window
        return np.array(self.size) / (x_to - x_from, y_to - y_from)


_WIDTHS = {**dict.fromkeys("ijltfr.,:;()|'", 0.33), **dict.fromkeys("mwMW", 0.82), **dict.fromkeys("=<>", 1.3)}


def text_size(text: str, points: float) -> tuple[float, float]:
    """Estimate width and height of a label in points, without setting it."""
    seen = re.sub(r"\\(text|mathrm)\b|[${}_^]", "", text)
    letters = re.sub(r"\\[A-Za-z]+", "n", seen)
    return points * sum(_WIDTHS.get(letter, 0.52) for letter in letters), 1.1 * points
