"""Labels of connections: each at its own line, clear of everything else."""

import math
from itertools import combinations, product

import numpy as np
import pytest

from pipeline.render.figures.along_edges import SIZE, EdgeLabel, place_edge_labels
from pipeline.render.figures.paper import text_size

RADIUS = 15.0


def fan(sources: int, targets: int) -> list[np.ndarray]:
    """Return all lines between two columns of units."""
    columns = [
        [(x, 56 * (row - (count - 1) / 2)) for row in range(count)] for x, count in ((0, sources), (145, targets))
    ]
    return [np.array(pair) for pair in product(*columns)]


def placed(lines: list[np.ndarray], text: str) -> list[EdgeLabel]:
    """Return the labels of all lines."""
    return list(place_edge_labels([(text, line) for line in lines], lines, RADIUS))


def distance(point: np.ndarray, line: np.ndarray) -> float:
    """Return the distance from a point to a line through two."""
    across, up = line[1] - line[0]
    return float(abs(across * (point[1] - line[0][1]) - up * (point[0] - line[0][0])) / math.hypot(across, up))


@pytest.mark.parametrize(("sources", "targets"), [(1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 4)])
@pytest.mark.parametrize("text", ["$w_{12}$", "$W^{(1)}_{12}$"])
def test_labels_stand_at_their_own_lines_and_do_not_meet(sources: int, targets: int, text: str) -> None:
    """Half a label's height and a little from the own line, and no two labels nearer than they are high."""
    lines = fan(sources, targets)
    labels, height = placed(lines, text), text_size(text, SIZE).height
    for found, line in zip(labels, lines, strict=True):
        assert height / 2 < distance(np.array(found.at), line) < height / 2 + 3
        assert RADIUS < found.at[0] < 145 - RADIUS
    for a, b in combinations(labels, 2):
        assert math.dist(a.at, b.at) > 0.8 * height


def test_crossing_lines_do_not_strike_labels_through() -> None:
    """With two units on both sides no label touches any line."""
    lines = fan(2, 2)
    for found in placed(lines, "$w_1$"):
        assert min(distance(point, line) for point in found.body for line in lines) > 1
