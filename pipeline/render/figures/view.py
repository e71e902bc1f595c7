"""A window of the plane and the box of paper that shows it: from coordinates to points of 1/72 inch."""

import re
from dataclasses import dataclass

import numpy as np

from pipeline.exercises.figures import Window
from pipeline.render.figures.paper import Box


@dataclass(frozen=True)
class View:
    """Linear axes.

    Attributes:
        window: x from, x to, y from, y to.
        box: Of the axes.
    """

    window: Window
    box: Box

    def on_paper(self, points: np.ndarray) -> np.ndarray:
        """Return places on the paper; shapes (…, 2)."""
        return np.asarray((points - self._corner) * self._scale + self.box[:2])

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return the place of one point on the paper."""
        x, y = self.on_paper(np.array(point))
        return float(x), float(y)

    def border_distance(self, places: np.ndarray) -> np.ndarray:
        """Return how far inside the box places lie, in points; shapes (…, 2) → (…)."""
        inside = places - np.array(self.box[:2])
        return np.asarray(np.minimum(inside, np.array(self.box[2:]) - inside).min(axis=-1))

    @property
    def _corner(self) -> np.ndarray:
        return np.array([self.window[0], self.window[2]])

    @property
    def _scale(self) -> np.ndarray:
        x_from, x_to, y_from, y_to = self.window
        return np.array(self.box[2:]) / (x_to - x_from, y_to - y_from)


_WIDTHS = {**dict.fromkeys("ijltfr.,:;()|'", 0.33), **dict.fromkeys("mwMW", 0.82), **dict.fromkeys("=<>", 1.3)}


def text_size(text: str, points: float) -> tuple[float, float]:
    """Estimate width and height of a label in points, without setting it."""
    seen = re.sub(r"\\(text|mathrm)\b|[${}_^]", "", text)
    letters = re.sub(r"\\[A-Za-z]+", "n", seen)
    return points * sum(_WIDTHS.get(letter, 0.52) for letter in letters), 1.1 * points
