"""Where points are asked for: all of space, or a box with exact sides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from flint import arb

from pipeline.exercises.critical_points.algebra import Range
from pipeline.exercises.critical_points.box import Box, ends_of
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Node

BITS = 256

Place = Literal["inside", "boundary", "outside"]


@dataclass(frozen=True)
class Side:
    """The range of one variable.

    Attributes:
        low, high: Constant formulas, low < high.
    """

    low: Node
    high: Node

    @property
    def ends(self) -> tuple[Expr, Expr]:
        """Both ends."""
        return meaning(self.low), meaning(self.high)

    def balls(self) -> tuple[arb, arb]:
        """Both ends as balls."""
        with precision(BITS):
            low, high = (ball(end) for end in self.ends)
        return low, high

    def place(self, coordinate: Coordinate) -> Place:
        """Tell where a coordinate lies; what BITS bits cannot tell from an end lies on the boundary."""
        low, high = self.balls()
        with precision(BITS):
            value = coordinate.ball(BITS)
            if value < low or value > high:
                return "outside"
            return "inside" if value > low and value < high else "boundary"


@dataclass(frozen=True)
class Region:
    """A box, or all of space.

    Attributes:
        variables: Names.
        sides: One per variable; None for all of space.
    """

    variables: tuple[str, ...]
    sides: tuple[Side, ...] | None = None

    def ranges(self) -> Mapping[str, Range]:
        """Return what is asked for in each variable."""
        if self.sides is None:
            return dict.fromkeys(self.variables, (None, None))
        return {name: side.balls() for name, side in zip(self.variables, self.sides, strict=True)}

    def box_node(self) -> tuple[tuple[Node, Node], ...] | None:
        """Return the ends of the sides as formulas; None for all of space."""
        return None if self.sides is None else tuple((side.low, side.high) for side in self.sides)

    def within(self, names: Sequence[str]) -> "Region":
        """Return the region of some of the variables."""
        if self.sides is None:
            return Region(tuple(names))
        known = dict(zip(self.variables, self.sides, strict=True))
        return Region(tuple(names), tuple(known[name] for name in names))

    def box(self, names: Sequence[str]) -> Box:
        """Return floats around the sides of some variables."""
        if self.sides is None:
            return tuple((-inf, inf) for _ in names)
        known = dict(zip(self.variables, self.sides, strict=True))
        return tuple((ends_of(known[name].balls()[0])[0], ends_of(known[name].balls()[1])[1]) for name in names)

    def place(self, at: Sequence[Coordinate]) -> Place:
        """Tell where a point lies."""
        if self.sides is None:
            return "inside"
        places = {side.place(coordinate) for side, coordinate in zip(self.sides, at, strict=True)}
        return "outside" if "outside" in places else "boundary" if "boundary" in places else "inside"


def everywhere(variables: tuple[str, ...]) -> Region:
    """Return all of space."""
    return Region(variables)
