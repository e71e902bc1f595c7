"""Where the labels of connections stand: along their own line, clear of the others and of each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from pipeline.render.figures.paper import text_size

SIZE = 7.5
"""Points of the letters."""

SHARES = (0.3, 0.24, 0.36, 0.42, 0.2, 0.5, 0.58, 0.66)
"""Places tried on a line, as shares of the way from source to target; near the source lines lie apart."""

CLEAR = 2.0
"""Distance from everything else, in points, that is enough."""

LIFT = 2.2
"""Between a label and its own line."""

GRID = np.array(list(product((-0.5, -0.25, 0.0, 0.25, 0.5), (-0.5, 0.0, 0.5))))
"""Points of a label that distances are measured from, as shares of its width and height."""


@dataclass(frozen=True)
class EdgeLabel:
    """A label and its place.

    Attributes:
        text: To be written.
        at: The middle of the label, on paper.
        angle: In degrees.
        body: Points spread over it, shape (15, 2).
    """

    text: str
    at: tuple[float, float]
    angle: float
    body: np.ndarray


def place_edge_labels(
    labels: Sequence[tuple[str, np.ndarray]], lines: Sequence[np.ndarray], radius: float
) -> Iterator[EdgeLabel]:
    """Yield a place for each label: the first that is clear, or the clearest.

    Args:
        labels: Text and line, from centre to centre of two units, shape (2, 2), left to right.
        lines: All lines that are drawn, the labels' own among them, shape (2, 2) each.
        radius: Of the units, which a label keeps away from as well.
    """
    placed: list[EdgeLabel] = []
    for text, own in labels:
        others = np.array([line for line in lines if not np.array_equal(line, own)]).reshape(-1, 2, 2)
        best, most = None, -np.inf
        for candidate in _candidates(text, own):
            clearance = _clearance(candidate.body, own, others, placed, radius)
            if best is None or clearance > most:
                best, most = candidate, clearance
            if clearance >= CLEAR:
                break
        assert best is not None
        placed.append(best)
        yield best


def _candidates(text: str, line: np.ndarray) -> Iterator[EdgeLabel]:
    """Yield the places along a line, above it before below it."""
    size, way = text_size(text, SIZE), line[1] - line[0]
    along = way / np.hypot(*way)
    up = np.array([-along[1], along[0]])
    body = GRID * np.array([size.width, size.height]) @ np.array([along, up])
    angle = float(np.degrees(np.arctan2(along[1], along[0])))
    for side, share in product((1, -1), SHARES):
        at = line[0] + share * way + side * (size.height / 2 + LIFT) * up
        yield EdgeLabel(text, (float(at[0]), float(at[1])), angle, at + body)


def _clearance(
    body: np.ndarray, own: np.ndarray, others: np.ndarray, placed: Sequence[EdgeLabel], radius: float
) -> float:
    """Return the distance of a label to the nearest other line, label or unit.

    Points stand for labels and units, with gaps between them, so their distance counts half.
    """
    from_lines = _from_lines(body, others).min(initial=np.inf)
    from_labels = min((float(_between(body, label.body).min()) for label in placed), default=np.inf)
    from_units = float(_between(body, own).min()) - radius
    return min(float(from_lines), from_labels / 2, from_units / 2)


def _from_lines(points: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Return the distance of each point to each line; shapes (n, 2), (m, 2, 2) → (n, m)."""
    ways = lines[:, 1] - lines[:, 0]
    offsets = points[:, None, :] - lines[None, :, 0]
    shares = np.clip((offsets * ways).sum(axis=2) / (ways**2).sum(axis=1), 0.0, 1.0)
    return np.asarray(np.linalg.norm(offsets - shares[:, :, None] * ways, axis=2))


def _between(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the distance of each point to each other; shapes (n, 2), (m, 2) → (n, m)."""
    return np.asarray(np.linalg.norm(points[:, None, :] - others[None, :, :], axis=2))
