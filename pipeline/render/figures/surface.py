"""The graph of a function of two variables, seen from above at an angle.

Drawn as a mesh of quadrilaterals, the far ones first, in an orthographic projection: no more than a surface needs.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.exercises.figures import Surface
from pipeline.notation.evaluate import compile_numpy
from pipeline.notation.vocabulary import symbol_latex
from pipeline.render.figures.contour import sampled
from pipeline.render.figures.frame import Frame
from pipeline.render.figures.ink import INK
from pipeline.render.figures.levels import number_text
from pipeline.render.figures.paper import AREAS, MARKS, Across, Box, Paper, Pen, Up
from pipeline.render.figures.style import VERMILION, label

MESH = 24
"""Quadrilaterals each way."""

TINY = 1e-9

MESH_LINE = "#3f6f98"

TURN, LIFT = np.radians(-58.0), np.radians(28.0)
"""Direction of view: around the vertical axis, and above the horizon."""

HEIGHT = 0.62
"""Of the box, in sides of its base."""


def frame(drawing: Surface, width: float) -> Frame:
    """Return the room for the panel, labels included."""
    del drawing
    return Frame(width * 0.758, left=0, right=0, bottom=0, top=0)


BESIDE: dict[str, tuple[tuple[float, float], Across, Up]] = {
    "below": ((-2, -4), "right", "top"),
    "right": ((4, -2), "left", "top"),
    "left": ((-4, 0), "right", "center"),
}
"""How far from its place a label stands, and which of its sides is there."""

LEFT, RIGHT, BOTTOM, TOP = -0.98, 0.92, -0.80, 0.64
"""What of the projection is shown."""


@dataclass(frozen=True)
class Projection:
    """Places in the box of the surface, each coordinate from 0 to 1, as places on the paper."""

    box: Box

    def __call__(self, x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
        """Return places on the paper, shape (…, 2)."""
        across, up, _ = projected(x, y, z)
        scale = min(self.box.width / (RIGHT - LEFT), self.box.height / (TOP - BOTTOM))
        middle = np.array([self.box.left + self.box.width / 2, self.box.bottom + self.box.height / 2])
        shift = np.stack([across - (LEFT + RIGHT) / 2, up - (BOTTOM + TOP) / 2], axis=-1)
        return np.asarray(middle + scale * shift)


def draw(paper: Paper, box: Box, drawing: Surface) -> None:
    """Draw box, surface, path and labels."""
    project = Projection(box)
    values = sampled(drawing.function, drawing.variables, drawing.window, MESH + 1).values
    low, high = _range(values)
    _box(paper, project)
    _mesh(paper, project, (values - low) / (high - low))
    _path(paper, project, drawing, low, high)
    _labels(paper, project, drawing, low, high)


def _range(values: np.ndarray) -> tuple[float, float]:
    """Return least and largest finite value; a range of one where there is no other."""
    finite = values[np.isfinite(values)]
    low = float(finite.min()) if len(finite) else 0.0
    high = float(finite.max()) if len(finite) and finite.max() > low else low + 1.0
    # What is left of a zero after rounding would be written in scientific notation.
    return (0.0 if abs(low) < TINY * high else low), (0.0 if abs(high) < TINY * abs(low) else high)


def projected(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return horizontal and vertical place on paper, and the distance towards the viewer.

    Args:
        x: Coordinate in the box, from 0 to 1; the three have equal shapes.
        y: Likewise.
        z: Likewise.
    """
    x, y, z = np.asarray(x) - 0.5, np.asarray(y) - 0.5, (np.asarray(z) - 0.5) * HEIGHT
    across = -np.sin(TURN) * x + np.cos(TURN) * y
    near = np.cos(TURN) * x + np.sin(TURN) * y
    return across, np.cos(LIFT) * z - np.sin(LIFT) * near, np.cos(LIFT) * near + np.sin(LIFT) * z


def _mesh(paper: Paper, project: Projection, heights: np.ndarray) -> None:
    steps = np.linspace(0, 1, MESH + 1)
    x, y = np.meshgrid(steps, steps)
    places = project(x, y, heights)
    quads = np.stack([_corners(places[..., 0]), _corners(places[..., 1])], axis=-1)
    depth, level = _corners(projected(x, y, heights)[2]).sum(axis=1), _corners(heights).mean(axis=1)
    order = [i for i in np.argsort(depth, kind="stable") if np.isfinite(depth[i])]
    for quad, shade in zip(quads[order], _shades(level[order]), strict=True):
        paper.area(quad, Pen(MESH_LINE, 0.3, fill=shade))


def _corners(grid: np.ndarray) -> np.ndarray:
    """Return the values at the four corners of every cell, in turn; shapes (n + 1, n + 1) → (n·n, 4)."""
    return np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], axis=-1).reshape(-1, 4)


def _shades(level: np.ndarray) -> list[str]:
    low, high = np.array([0x2A, 0x78, 0xB8]), np.array([0xDC, 0xEB, 0xF6])
    shades = np.rint(low + np.clip(level, 0, 1)[:, None] * (high - low)).astype(int)
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in shades.tolist()]


def _box(paper: Paper, project: Projection) -> None:
    """Draw the base and the two walls at the back, as thin lines."""
    walls = [
        [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 0)],
        [(0, 0, 0), (0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 1, 0)],
        [(0, 1, 0), (0, 1, 1)],
    ]
    for wall in walls:
        paper.line(project(*np.array(wall, dtype=float).T), Pen(INK, 0.5, alpha=0.55), layer=AREAS - 1)


def _path(paper: Paper, project: Projection, drawing: Surface, low: float, high: float) -> None:
    """Draw the path on the surface: start hollow, end filled."""
    if not drawing.path:
        return
    points = np.array(drawing.path, dtype=float)
    heights = compile_numpy(drawing.function, drawing.variables)(points[:, 0], points[:, 1])
    places = project(*_inside(points, drawing), (heights - low) / (high - low) + 0.01)
    seen = places[np.isfinite(places).all(axis=1)]
    paper.line(places, Pen(VERMILION, 1.1), layer=MARKS)
    paper.marks(seen, "o", 3, Pen(VERMILION, 1.0, fill=VERMILION))
    paper.marks(seen[:1], "o", 5, Pen(VERMILION, 1.0, fill="#ffffff"))


def _inside(points: np.ndarray, drawing: Surface) -> tuple[np.ndarray, np.ndarray]:
    x_from, x_to, y_from, y_to = drawing.window
    return (points[:, 0] - x_from) / (x_to - x_from), (points[:, 1] - y_from) / (y_to - y_from)


def _end(value: float) -> str:
    """Write an end of an axis with up to three digits."""
    return number_text(float(f"{value:.3g}"))


def _labels(paper: Paper, project: Projection, drawing: Surface, low: float, high: float) -> None:
    """Name the axes and write where each begins and ends."""
    x_from, x_to, y_from, y_to = drawing.window
    horizontal, vertical = (f"${symbol_latex(name)}$" for name in drawing.variables)
    for text, at, beside in (
        (_end(x_from), (0.04, 0, 0), "below"),
        (horizontal, (0.5, -0.02, 0), "below"),
        (_end(x_to), (0.96, 0, 0), "below"),
        (_end(y_from), (1, 0.05, 0), "right"),
        (vertical, (1.02, 0.5, 0), "right"),
        (_end(y_to), (1, 0.97, 0), "right"),
        (_end(low), (0, 0, 0.03), "left"),
        (drawing.value_label, (0, 0, 0.5), "left"),
        (_end(high), (0, 0, 0.97), "left"),
    ):
        x, y = project(*np.array(at, dtype=float))
        shift, across, up = BESIDE[beside]
        size = 8 if "$" not in text else 9
        paper.text((float(x) + shift[0], float(y) + shift[1]), label(text), size, across=across, up=up)
