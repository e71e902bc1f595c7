"""Branch and prune: all zeros of n equations in n variables on a box, each isolated, and a proof that these are all.

A box is dropped where an equation, or one of its restrictions, cannot hold on it (value test), where the same follows
from the slopes (mean value form), or where the interval Newton operator of Krawczyk leads out of it. Where that
operator leads inside, the box around has exactly one zero. Everything else is cut in two. Sides may be unbounded.

Source: Neumaier, *Interval Methods for Systems of Equations* (1990), chapter 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.exercises.critical_points.box import Box
from pipeline.exercises.critical_points.intervals import (
    Flags,
    Floats,
    Intervals,
    add,
    displacement,
    multiply,
    near_point,
    number,
)
from pipeline.exercises.critical_points.tape import Tape, tape_of
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_BOXES = 400_000
"""So many boxes are looked at before the search is given up."""

MAX_WORK = 60_000_000
"""So many operations on intervals are carried out before the search is given up, one for each box."""

MAX_UNBOUNDED = 40_000, 200
"""The same where a side is unbounded, and so many boxes with a zero."""

MAX_LEFT = 4_000
"""So many boxes too small to be cut are kept before the search is given up."""

MAX_ROOTS = 3_000
"""A search that has found so many boxes with a zero is given up: there may be infinitely many."""

GENERATION = 8_192
SMALLEST = 2.0**-36
"""Relative to the size of its ends a side is not cut further, if nothing else is said."""

MAX_ORDERS = {1: 4, 2: 2}
"""By number of variables: how often equations are differentiated for unbounded boxes, if not once."""

INFLATION = 0.2
FARTHEST = 1e12
"""An unbounded side that starts beyond is not cut further."""


@dataclass(frozen=True)
class Equations:
    """Equations on the part of space where restrictions hold.

    Attributes:
        variables: Names, n of them.
        zero: n expressions that are to vanish.
        positive: Expressions that are positive wherever a zero counts.
        rewritten: The same expressions in other forms, for unbounded boxes.
    """

    variables: tuple[str, ...]
    zero: tuple[Expr, ...]
    positive: tuple[Expr, ...] = ()
    rewritten: tuple[Expr, ...] = ()


@dataclass
class Search:
    """What a search has found.

    Attributes:
        roots: Boxes that contain exactly one zero each, and an approximation to it; one zero may have several boxes.
        left: Boxes about which nothing is known.
        looked_at: How many boxes were looked at.
        work: About how many operations on intervals that took.
        dropped: How many of them each test has dropped: `value`, `slope`, `newton`.
        inside: How many lay inside a box whose only zero is known.
        multiple: How many zeros of higher order were recognised where boxes were left.
    """

    roots: list[tuple[Box, tuple[float, ...]]] = field(default_factory=list)
    left: list[Box] = field(default_factory=list)
    looked_at: int = 0
    work: int = 0
    dropped: dict[str, int] = field(default_factory=lambda: {"value": 0, "slope": 0, "newton": 0})
    inside: int = 0
    multiple: int = 0

    def add(self, other: "Search") -> None:
        """Take over what a search on a part of the box has found."""
        self.roots.extend(other.roots)
        self.left.extend(other.left)
        self.looked_at += other.looked_at
        self.work += other.work
        self.dropped = {test: count + other.dropped[test] for test, count in self.dropped.items()}
        self.inside += other.inside


@dataclass(frozen=True)
class _Tapes:
    """The equations and restrictions; the slopes; the equations for points; their derivatives, all forms of them."""

    values: Tape
    slopes: Tape
    zero: Tape
    levels: tuple[Tape, ...]
    positive_from: int
    positive_until: int
    size: int

    @property
    def operations(self) -> int:
        """How many operations one box takes, at most: slopes and values are computed twice."""
        return sum(len(tape.steps) for tape in (self.values, self.slopes, self.slopes, self.zero, self.zero))


def branch_and_prune(equations: Equations, box: Box, smallest: float = SMALLEST) -> Search:
    """Search a box for all zeros.

    Args:
        equations: As many as there are variables.
        box: Lower and upper end for each variable; ±∞ is allowed.
        smallest: Relative to the size of its ends a side is not cut further.
    """
    is_far = not np.isfinite(box).all()
    tapes = _tapes(equations, is_far=is_far)
    low, high = (np.array([[side[end]] for side in box]) for end in (0, 1))
    search = Search()
    most, roots = MAX_UNBOUNDED if is_far else (MAX_BOXES, MAX_ROOTS)
    while low.shape[1]:
        if (
            search.looked_at >= most
            or search.work >= MAX_WORK
            or len(search.left) >= MAX_LEFT
            or len(search.roots) >= roots
        ):
            search.left.extend(_boxes(low, high))
            return search
        now, later = slice(0, GENERATION), slice(GENERATION, None)
        rest = low[:, later], high[:, later]
        search.looked_at += low[:, now].shape[1]
        search.work += low[:, now].shape[1] * tapes.operations
        low, high = _pruned(tapes, low[:, now], high[:, now], search)
        low, high = _cut(low, high, search, smallest)
        low, high = np.hstack((low, rest[0])), np.hstack((high, rest[1]))
    return search


def _tapes(equations: Equations, *, is_far: bool) -> _Tapes:
    names = equations.variables
    slopes = _slopes_of(equations.zero, names)
    values = (*equations.zero, *equations.positive, *equations.rewritten)
    size = len(names)
    return _Tapes(
        tape_of(values, names, is_far=is_far),
        tape_of(slopes, names),
        tape_of(equations.zero, names),
        _levels((*equations.zero, *equations.rewritten), names, is_far=is_far),
        size,
        size + len(equations.positive),
        size,
    )


def _slopes_of(expressions: Sequence[Expr], names: tuple[str, ...]) -> list[Expr]:
    return [ex.derivative(expr, name) for expr in expressions for name in names]


def _levels(expressions: Sequence[Expr], names: tuple[str, ...], *, is_far: bool) -> tuple[Tape, ...]:
    """Return expressions and their derivatives of as many orders as MAX_ORDERS says for this number of variables."""
    found = [tape_of(expressions, names, is_far=is_far)]
    for _ in range(MAX_ORDERS.get(len(names), 1)):
        expressions = _slopes_of(expressions, names)
        found.append(tape_of(expressions, names, is_far=is_far))
    return tuple(found)


def _pruned(tapes: _Tapes, low: Floats, high: Floats, search: Search) -> tuple[Floats, Floats]:
    keep = _may_hold(tapes, low, high)
    low, high = _kept(low, high, keep, search, "value")
    if not low.shape[1]:
        return low, high
    keep = _may_hold_by_slopes(tapes, low, high)
    low, high = _kept(low, high, keep, search, "slope")
    bounded = np.isfinite(low).all(axis=0) & np.isfinite(high).all(axis=0)
    if not bounded.any():
        return low, high
    narrowed = _newton(tapes, low[:, bounded], high[:, bounded], search)
    return np.hstack((narrowed[0], low[:, ~bounded])), np.hstack((narrowed[1], high[:, ~bounded]))


def _kept(low: Floats, high: Floats, keep: Flags, search: Search, test: str) -> tuple[Floats, Floats]:
    search.dropped[test] += int((~keep).sum())
    return low[:, keep], high[:, keep]


def _may_hold(tapes: _Tapes, low: Floats, high: Floats) -> Flags:
    values, nowhere = tapes.values.run(low, high)
    keep = ~nowhere
    for i, value in enumerate(values):
        is_restriction = tapes.positive_from <= i < tapes.positive_until
        keep = keep & (value.high > 0 if is_restriction else value.contains_zero())
    return keep


def _may_hold_by_slopes(tapes: _Tapes, low: Floats, high: Floats) -> Flags:
    """Expand around a point of the box: g(x) = g(m) + slopes · (x − m) has to reach zero.

    Around an end where the side is unbounded, so that a function that rises from there on is seen to stay positive.
    """
    base = near_point(low, high)
    steps = [displacement(low[j], high[j], base[j]) for j in range(tapes.size)]
    if np.isfinite(low).all() and np.isfinite(high).all():
        bounds = _expanded(tapes.zero.run(base, base)[0], tapes.slopes.run(low, high)[0], steps)
    else:
        bounds = _by_levels(tapes, low, high, base, steps)
    keep = np.ones(low.shape[1], dtype=bool)
    for total in bounds:
        keep &= total.contains_zero()
    return keep


def _by_levels(tapes: _Tapes, low: Floats, high: Floats, base: Floats, steps: Sequence[Intervals]) -> list[Intervals]:
    """Return bounds of the equations on unbounded boxes, by expanding the slopes, too, and their derivatives.

    So e^x − x² is seen to stay positive: its third derivative is positive, so from some x on the second one is, …
    """
    bounds = list(tapes.levels[-1].run(low, high)[0])
    for tape in reversed(tapes.levels[:-1]):
        expanded = _expanded(tape.run(base, base)[0], bounds, steps)
        bounds = [_meet(a, b) for a, b in zip(tape.run(low, high)[0], expanded, strict=True)]
    return bounds


def _expanded(at_base: Sequence[Intervals], slopes: Sequence[Intervals], steps: Sequence[Intervals]) -> list[Intervals]:
    """Return value at the base + slopes · steps, for each of several functions."""
    found = []
    with np.errstate(all="ignore"):
        for i, total in enumerate(at_base):
            for j, step in enumerate(steps):
                total = add(total, multiply(slopes[i * len(steps) + j], step))  # noqa: PLW2901
            found.append(total)
    return found


def _meet(a: Intervals, b: Intervals) -> Intervals:
    return Intervals(np.fmax(a.low, b.low), np.fmin(a.high, b.high))


def _newton(tapes: _Tapes, low: Floats, high: Floats, search: Search) -> tuple[Floats, Floats]:
    """Apply Krawczyk's operator to boxes made a little larger, so that a zero on a common side is inside of one."""
    around = INFLATION * (high - low)
    outer_low, outer_high = low - around, high + around
    image = _krawczyk(tapes, outer_low, outer_high)
    lower, upper = np.array([side.low for side in image]), np.array([side.high for side in image])
    unique = ((lower > outer_low) & (upper < outer_high)).all(axis=0)
    apart = ((lower > high) | (upper < low)).any(axis=0)
    # No zero is in the box itself where the image leaves it, even if the larger box around has one.
    for k in np.flatnonzero(unique & ~apart):
        box = tuple((float(outer_low[j, k]), float(outer_high[j, k])) for j in range(tapes.size))
        search.roots.append((box, tuple(float(lower[j, k] + upper[j, k]) / 2 for j in range(tapes.size))))
    search.dropped["newton"] += int((apart).sum())
    search.inside += int((unique & ~apart).sum())
    keep = ~unique & ~apart
    narrowed = np.maximum(low, lower), np.minimum(high, upper)
    return narrowed[0][:, keep], narrowed[1][:, keep]


def _krawczyk(tapes: _Tapes, low: Floats, high: Floats) -> list[Intervals]:
    """Return K(X) = m − Y g(m) + (I − Y G(X)) (X − m), which contains all zeros in X."""
    n = tapes.size
    middle = low + (high - low) / 2
    at_middle, _ = tapes.zero.run(middle, middle)
    slopes, nowhere = tapes.slopes.run(low, high)
    inverse = _inverses(slopes, n)
    image = []
    with np.errstate(all="ignore"):
        steps = [displacement(low[j], high[j], middle[j]) for j in range(n)]
        for i in range(n):
            total = Intervals(middle[i], middle[i])
            for j in range(n):
                weight = number(-inverse[i, j])
                total = add(total, multiply(weight, at_middle[j]))
                total = add(total, multiply(_row(inverse, slopes, i, j, n), steps[j]))
            image.append(_unless(nowhere, total))
    return image


def _row(inverse: Floats, slopes: Sequence[Intervals], i: int, j: int, n: int) -> Intervals:
    """Return entry (i, j) of I − Y G."""
    ones = np.full(inverse.shape[2], float(i == j))
    total = Intervals(ones, ones)
    for k in range(n):
        weight = number(-inverse[i, k])
        total = add(total, multiply(weight, slopes[k * n + j]))
    return total


def _unless(nowhere: Flags, value: Intervals) -> Intervals:
    unclear = nowhere | np.isnan(value.low) | np.isnan(value.high)
    return Intervals(np.where(unclear, -np.inf, value.low), np.where(unclear, np.inf, value.high))


def _inverses(slopes: Sequence[Intervals], n: int) -> Floats:
    """Return approximate inverses of the middles of the slopes, shape (n, n, boxes); nan where there is none."""
    with np.errstate(all="ignore"):
        middles = np.array([[slopes[i * n + j].middle for j in range(n)] for i in range(n)])
    matrices = np.moveaxis(middles, 2, 0)
    usable = np.isfinite(matrices).all(axis=(1, 2))
    inverse = np.full(matrices.shape, np.nan)
    good = matrices[usable]
    with np.errstate(all="ignore"):
        regular = np.abs(np.linalg.det(good)) > 0
        found = np.full(good.shape, np.nan)
        found[regular] = np.linalg.inv(good[regular])
    inverse[usable] = found
    return np.moveaxis(inverse, 0, 2)


def _cut(low: Floats, high: Floats, search: Search, smallest: float) -> tuple[Floats, Floats]:
    """Cut every box across its longest side; boxes too small or too far away for that are left over."""
    if not low.shape[1]:
        return low, high
    length = _lengths(low, high)
    side = length.argmax(axis=0)
    columns = np.arange(low.shape[1])
    final = length[side, columns] <= smallest
    search.left.extend(_boxes(low[:, final], high[:, final]))
    low, high, side = low[:, ~final], high[:, ~final], side[~final]
    columns = np.arange(low.shape[1])
    middle = _cutting_point(low[side, columns], high[side, columns])
    left, right = high.copy(), low.copy()
    left[side, columns] = middle
    right[side, columns] = middle
    return np.hstack((low, right)), np.hstack((left, high))


def _lengths(low: Floats, high: Floats) -> Floats:
    """Return the sides' lengths, relative to their distance from zero where that is large."""
    with np.errstate(all="ignore"):
        size = np.maximum(1.0, np.minimum(np.abs(low), np.abs(high)))
        length = (high - low) / size
    too_far = (np.isinf(low) & (high <= -FARTHEST)) | (np.isinf(high) & (low >= FARTHEST))
    return np.where(too_far, 0.0, np.where(np.isnan(length), np.inf, length))


def _cutting_point(low: Floats, high: Floats) -> Floats:
    with np.errstate(all="ignore"):
        middle = low + (high - low) / 2
    beyond = np.where(low > 0, 4 * low, 1.0)
    before = np.where(high < 0, 4 * high, -1.0)
    unbounded = np.where(
        np.isinf(low) & np.isinf(high), 0.0, np.where(np.isinf(high), np.where(low < 0, 0.0, beyond), before)
    )
    unbounded = np.where(np.isinf(low) & ~np.isinf(high), np.where(high > 0, 0.0, before), unbounded)
    return np.where(np.isfinite(low) & np.isfinite(high), middle, unbounded)


def _boxes(low: Floats, high: Floats) -> list[Box]:
    sides = [list(zip(a, b, strict=True)) for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    return list(zip(*sides, strict=True))
