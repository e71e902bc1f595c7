"""Where the labels of level curves stand: on the curve, as far as possible from everything else."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.render.figures.levels import number_text
from pipeline.render.figures.view import View, text_size

Box = tuple[np.ndarray, np.ndarray]
"""Centre and size on paper, each shape (2,)."""

SIZE = 6.5
"""Points of the labels."""

CANDIDATES = 48
"""Places tried on each level."""


@dataclass(frozen=True)
class LevelLabel:
    """A number on a level curve.

    Attributes:
        text: The level.
        at: Place on paper in points, shape (2,).
        angle: In degrees, never upside down.
        line: Which of the level's lines.
    """

    text: str
    at: np.ndarray
    angle: float
    line: int


def place_labels(
    view: View, levels: np.ndarray, on_paper: Sequence[list[np.ndarray]], obstacles: Sequence[np.ndarray]
) -> list[LevelLabel | None]:
    """Choose a place for each level's label, or None where there is none without touching something.

    Args:
        view: The axes.
        levels: Shape (levels,).
        on_paper: Of each level, shape (points, 2) a line.
        obstacles: What else is drawn, shape (points, 2) each, on paper.
    """
    labels: list[LevelLabel | None] = []
    fixed, others = [np.empty((0, 2)), *obstacles], np.empty((0, 2))
    for position, (level, places) in enumerate(zip(levels, on_paper, strict=True)):
        neighbours = [line[::2] for other in (position - 1, position + 1) for line in _at(on_paper, other)]
        label = _best(view, number_text(float(level)), places, np.concatenate([*fixed, *neighbours]), others)
        labels.append(label)
        if label:
            others = np.concatenate([others, label.at[None, :] + np.array([[-6, 0], [0, 0], [6, 0]])])
    return labels


def _at(levels: Sequence[list[np.ndarray]], position: int) -> list[np.ndarray]:
    return levels[position] if 0 <= position < len(levels) else []


def _best(
    view: View, text: str, places: Sequence[np.ndarray], drawn: np.ndarray, labels: np.ndarray
) -> LevelLabel | None:
    """Return the place farthest from what is drawn and, more so, from other labels; None where all are too near."""
    half = text_size(text, SIZE)[0] / 2
    best: LevelLabel | None = None
    most = SIZE * 0.6
    for number, line in enumerate(places):
        candidates = np.arange(0, len(line), max(1, len(line) // CANDIDATES))
        inside = view.border_distance(line[candidates])
        free = np.minimum(_distance(line[candidates], drawn), inside - half)
        free = np.minimum(free, _distance(line[candidates], labels) - SIZE)
        free = np.minimum(free, 24) - 4 * _steepness(line, candidates)
        if len(line) > 2 and free.max() > most and _length(line) > 8 * half:
            most = float(free.max())
            index = int(candidates[free.argmax()])
            best = LevelLabel(text, line[index], _angle(line, index), number)
    return best


def _distance(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the distance of each point to the nearest of the others; shapes (n, 2), (m, 2) → (n,)."""
    if len(others) == 0:
        return np.full(len(points), np.inf)
    x, y = (points[:, axis, None] - others[None, :, axis] for axis in (0, 1))
    return np.asarray(np.sqrt((x * x + y * y).min(axis=1)))


def _length(line: np.ndarray) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _steepness(line: np.ndarray, indices: np.ndarray) -> np.ndarray:
    """Return the sine of the angle between a line and the horizontal, at some of its points."""
    x, y = (line[np.minimum(len(line) - 1, indices + 2)] - line[np.maximum(0, indices - 2)]).T
    length = np.hypot(x, y)
    return np.asarray(np.abs(y) / np.where(length > 0, length, 1))


def _angle(line: np.ndarray, index: int) -> float:
    """Return the direction of a line at one of its points, between -90 and 90 degrees."""
    before, after = line[max(0, index - 2)], line[min(len(line) - 1, index + 2)]
    angle = float(np.degrees(np.arctan2(*(after - before)[::-1])))
    return (angle + 90) % 180 - 90


def cut(lines: Sequence[np.ndarray], label: LevelLabel | None, boxes: Sequence[Box]) -> list[np.ndarray]:
    """Return a level's lines with gaps where its label and where other texts stand, all on paper.

    Args:
        lines: Shape (points, 2) each.
        label: Of this level, if it has one.
        boxes: Centre and size of every other text.
    """
    pieces = []
    for number, places in enumerate(lines):
        hidden = np.zeros(len(places), dtype=bool)
        for centre, size in boxes:
            hidden |= (np.abs(places - centre) < size / 2 + 1).all(axis=1)
        if label and number == label.line:
            hidden |= np.hypot(*(places - label.at).T) < text_size(label.text, SIZE)[0] / 2 + 1.5
        pieces += _runs(places, ~hidden)
    return pieces


def _runs(line: np.ndarray, seen: np.ndarray) -> list[np.ndarray]:
    """Return the stretches of a line whose points are all seen."""
    changes = np.flatnonzero(np.diff(seen)) + 1
    starts = [0, *changes]
    parts = np.split(line, changes)
    return [part for start, part in zip(starts, parts, strict=True) if seen[start] and len(part) > 1]
