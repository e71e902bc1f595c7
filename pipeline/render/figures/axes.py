"""Two axes around a box: scales, ticks with round numbers, names, and a legend."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from matplotlib.ticker import MaxNLocator

from pipeline.render.figures.frame import Frame
from pipeline.render.figures.ink import INK
from pipeline.render.figures.levels import MINUS, number_text
from pipeline.render.figures.paper import LINES, MARKS, Box, Dashes, Paper, Pen, Symbol, text_size, widest
from pipeline.render.figures.style import label

THIN = Pen(INK, 0.6)
TICK, MINOR_TICK = 2.5, 1.8
"""Lengths."""

SPACE = 3.5
"""Between a tick and its number, in points as everything here; nearly as much before the axis' name."""

APART = (30.0, 22.5)
"""Between two ticks, across and up, at least about so much."""

NUMBERS, NAMES = 8.0, 9.0
"""Sizes of the letters."""


@dataclass(frozen=True)
class Scale:
    """One axis.

    Attributes:
        low, high: Its ends; both positive on a logarithmic scale.
        kind: Equal steps for equal differences, or for equal ratios.
        marked: Whether its ticks stand anywhere or, for what is counted, at whole numbers only.
    """

    low: float
    high: float
    kind: Literal["linear", "log"] = "linear"
    marked: Literal["anywhere", "at whole numbers"] = "anywhere"

    def share(self, values: np.ndarray) -> np.ndarray:
        """Return how far along the axis values lie: 0 at the low end, 1 at the high one."""
        low, high = self._inner(np.array([self.low, self.high]))
        return np.asarray((self._inner(np.asarray(values, dtype=float)) - low) / (high - low))

    def _inner(self, values: np.ndarray) -> np.ndarray:
        if self.kind == "linear":
            return values
        with np.errstate(all="ignore"):
            return np.asarray(np.log10(values))

    def ticks(self, length: float, apart: float) -> "list[Tick]":
        """Return ticks with round numbers on an axis of this length in points, about so far apart or farther."""
        if self.kind == "log":
            return _ticks_of_decades(self.low, self.high)
        whole = self.marked == "at whole numbers"
        locator = MaxNLocator(max(5, round(length / apart)), steps=[1, 2, 5, 10], integer=whole)
        places = locator.tick_values(self.low, self.high)
        margin = 1e-9 * (self.high - self.low)
        inside = [float(at) for at in places if self.low - margin <= at <= self.high + margin]
        return [Tick(at, text) for at, text in zip(inside, evenly_written(inside), strict=True)]


@dataclass(frozen=True)
class Tick:
    """A place on an axis; without text a small one."""

    at: float
    text: str = ""


def around(values: np.ndarray, kind: Literal["linear", "log"] = "linear", margin: float = 0.05) -> Scale:
    """Return a scale that shows all finite values, with some room at both ends."""
    seen = values[np.isfinite(values) & ((values > 0) | (kind == "linear"))]
    if len(seen) == 0:
        return Scale(0.1, 1.0, kind) if kind == "log" else Scale(0.0, 1.0)
    low, high = float(seen.min()), float(seen.max())
    if kind == "log":
        room = max((np.log10(high) - np.log10(low)) * margin, 0.02)
        return Scale(low * 10**-room, high * 10**room, kind)
    room = (high - low) * margin or abs(high) * margin or 1.0
    return Scale(low - room, high + room)


def _ticks_of_decades(low: float, high: float) -> list[Tick]:
    """Return the powers of ten, numbered, and steps between them; these are numbered too where powers are few."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    whole = [power for power in powers if low <= 10.0**power <= high]
    every = 1 + len(whole) // 8
    numbered = {2, 5} if len(whole) < 3 else set()
    found = []
    for power in powers:
        for factor in range(1, 10):
            at = factor * 10.0**power
            if low <= at <= high:
                shown = factor in numbered or (factor == 1 and power % every == 0)
                found.append(Tick(at, number_text(at) if shown else ""))
    return found


def evenly_written(values: Sequence[float]) -> list[str]:
    """Return the numbers of an axis, all with the same decimals."""
    texts = [f"{value:.10g}" for value in values]
    places = max((len(text.partition(".")[2]) for text in texts), default=0)
    if places > 5 or any("e" in text for text in texts) or max(map(abs, values), default=0) >= 1e5:
        return [number_text(value) for value in values]
    return [f"{value + 0.0:.{places}f}".replace("-", MINUS) for value in values]


@dataclass(frozen=True)
class Axes:
    """A box on the paper with a scale on each side."""

    paper: Paper
    box: Box
    x: Scale
    y: Scale

    def places(self, x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray) -> np.ndarray:
        """Return places on the paper, shape (n, 2); nan where a value has none."""
        across = self.box.left + self.box.width * self.x.share(np.asarray(x))
        up = self.box.bottom + self.box.height * self.y.share(np.asarray(y))
        return np.where(np.isfinite(places := np.stack([across, up], axis=-1)), places, np.nan)

    def frame(self, names: tuple[str, str], *, horizontal: Sequence[Tick] | None = None) -> None:
        """Draw both axes with their ticks, and name them.

        Args:
            names: Of the horizontal and the vertical axis; empty for none.
            horizontal: Ticks of the horizontal axis, round numbers by default.
        """
        box = self.box
        vertical = self.y.ticks(box.height, APART[1])
        horizontal = self.x.ticks(box.width, APART[0]) if horizontal is None else horizontal
        corners = [(box.left, box.top), (box.left, box.bottom), (box.right, box.bottom)]
        self.paper.line(corners, THIN)
        below = self._numbers_below(horizontal)
        beside = self._numbers_beside(vertical)
        across, up = names
        if across:
            self.paper.text((box.left + box.width / 2, box.bottom - below - 3), label(across), NAMES, up="top")
        if up:
            self._name_beside(up, beside + 3)

    def _numbers_below(self, ticks: Sequence[Tick]) -> float:
        """Draw the ticks of the horizontal axis; return how much room they take."""
        box = self.box
        for tick, share in zip(ticks, self.x.share(np.array([tick.at for tick in ticks])), strict=True):
            at = box.left + box.width * float(share)
            length = TICK if tick.text else MINOR_TICK
            self.paper.line([(at, box.bottom), (at, box.bottom - length)], THIN)
            if tick.text:
                self.paper.text((at, box.bottom - TICK - SPACE), label(tick.text), NUMBERS, up="top")
        return (
            TICK + SPACE + max((text_size(label(tick.text), NUMBERS).height for tick in ticks if tick.text), default=0)
        )

    def _numbers_beside(self, ticks: Sequence[Tick]) -> float:
        """Draw the ticks of the vertical axis; return how much room they take."""
        box = self.box
        for tick, share in zip(ticks, self.y.share(np.array([tick.at for tick in ticks])), strict=True):
            at = box.bottom + box.height * float(share)
            length = TICK if tick.text else MINOR_TICK
            self.paper.line([(box.left, at), (box.left - length, at)], THIN)
            if tick.text:
                place = (box.left - TICK - SPACE, at)
                self.paper.text(place, label(tick.text), NUMBERS, across="right", up="middle of letters")
        return TICK + SPACE + widest([label(tick.text) for tick in ticks if tick.text], NUMBERS)

    def _name_beside(self, name: str, beside: float) -> None:
        """Name the vertical axis, left of its numbers; upright where the name is short and has room."""
        left, middle = self.box.left - beside, self.box.bottom + self.box.height / 2
        is_short = len(re.sub(r"\\[a-z]+|[${}_^]", "", name)) <= 4
        if is_short and text_size(label(name), NAMES).width <= Frame(0).left * 72 - beside:
            self.paper.text((left, middle), label(name), NAMES, across="right")
        else:
            self.paper.text((left, middle), label(name), NAMES, up="bottom", angle=90)


@dataclass(frozen=True)
class Entry:
    """A line of a legend: a text, and what it explains.

    Attributes:
        text: As for `label`.
        pen: Of the line, or of the patch or symbol.
        sample: `line`, `patch`, or a symbol by itself.
        symbol: On the line, if any.
        draw: Draws into a patch, for what a pen cannot say.
    """

    text: str
    pen: Pen
    sample: Literal["line", "patch", "symbol"] = "line"
    symbol: Symbol | None = None
    draw: Callable[[Paper, Box], None] | None = None


HANDLE, GAP, BETWEEN = 1.8 * NUMBERS, 0.8 * NUMBERS, 2.0 * NUMBERS
"""Widths of a sample, of the space behind it, and of the space between two entries of a row."""

ROW = 1.45 * NUMBERS
"""Height of an entry."""


def legend_rows(entries: Sequence[Entry], room: float) -> list[list[Entry]]:
    """Return the rows of a legend, each as long as there is room for it."""
    rows: list[list[Entry]] = []
    for entry in entries:
        if rows and _row_width([*rows[-1], entry]) <= room:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return rows


def _row_width(entries: Sequence[Entry]) -> float:
    return sum(_width(entry) for entry in entries) + BETWEEN * (len(entries) - 1)


def legend_row(paper: Paper, entries: Sequence[Entry], middle: float, top: float) -> None:
    """Write a legend in one row below axes."""
    left = middle - _row_width(entries) / 2
    for entry in entries:
        _entry(paper, entry, left, top - ROW / 2)
        left += _width(entry) + BETWEEN


def legend_column(paper: Paper, entries: Sequence[Entry], box: Box, points: np.ndarray) -> None:
    """Write a legend inside axes, where it covers fewest points, shape (n, 2)."""
    width, height = max(map(_width, entries)), ROW * len(entries)
    inset = 0.5 * NUMBERS

    def covered(corner: tuple[float, float]) -> int:
        low = np.array(corner) - inset
        high = low + np.array([width, height]) + 2 * inset
        return int(((points > low) & (points < high)).all(axis=1).sum())

    # The corners first, so that they are taken where nothing is in the way anywhere.
    shares = (1.0, 0.0, 0.5, 0.25, 0.75)
    free = (box.width - width - 2 * inset, box.height - height - 2 * inset)
    corners = [
        (box.left + inset + x * free[0], box.bottom + inset + y * free[1])
        for x, y in sorted(product(shares, repeat=2), key=lambda at: max(map(shares.index, at)))
    ]
    left, bottom = min(corners, key=covered)
    for number, entry in enumerate(entries):
        _entry(paper, entry, left, bottom + height - (number + 0.5) * ROW)


def _width(entry: Entry) -> float:
    return HANDLE + GAP + text_size(label(entry.text), NUMBERS).width


def _entry(paper: Paper, entry: Entry, left: float, middle: float) -> None:
    centre = (left + HANDLE / 2, middle)
    if entry.sample == "line" and entry.pen.width:
        paper.line([(left, middle), (left + HANDLE, middle)], entry.pen, layer=LINES)
    if entry.sample == "patch":
        patch = Box(left, middle - 0.35 * NUMBERS, HANDLE, 0.7 * NUMBERS)
        if entry.draw:
            entry.draw(paper, patch)
    if entry.symbol:
        is_alone = entry.sample == "symbol"
        pen = entry.pen if is_alone else Pen(entry.pen.colour, 1.0, fill=entry.pen.colour)
        paper.marks([centre], entry.symbol, 5.0 if is_alone else 3.5, pen, layer=MARKS)
    paper.text((left + HANDLE + GAP, middle), label(entry.text), NUMBERS, across="left", up="middle of letters")


def dashed(colour: str, dashes: Dashes, width: float = 1.2) -> Pen:
    """Return the pen of a series."""
    return Pen(colour, width, dashes)
