"""Coordinates of points: algebraic numbers, closed forms like π/3 or ln 2, and numbers known by what they solve."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from flint import arb, arb_mat, fmpq

from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.box import Box, ends_of
from pipeline.notation import expression as ex
from pipeline.notation.build import number
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning
from pipeline.notation.rounding import decimal_text
from pipeline.notation.tree import Node

START_BITS = 53
MAX_BITS = 4_096
MAX_STEPS = 60


class Coordinate(Protocol):
    """A real number, known to any number of digits."""

    @property
    def rational(self) -> fmpq | None:
        """The value where it is rational."""

    def ball(self, bits: int) -> arb:
        """Return a ball with about `bits` correct bits."""

    def node(self) -> Node | None:
        """Return the number as a person writes it, exactly; None where there is no short way."""

    def decimal(self, places: int) -> Node:
        """Return the number rounded to so many decimals."""


def rounded_decimal(ball_at: Callable[[int], arb], places: int) -> Node:
    """Return a number that is no tie, rounded to so many decimals."""
    bits = 4 * places + 128
    with precision(bits):
        units = (ball_at(bits) * arb(10) ** places + fmpq(1, 2)).floor().unique_fmpz()
    if units is None:
        raise ComputationError("a coordinate of a stationary point could not be rounded")
    return number(decimal_text(units, places))


@dataclass(frozen=True)
class ClosedForm:
    """An irrational number written with π, logarithms, roots.

    Attributes:
        written: The formula, without variables.
    """

    written: Node

    @property
    def rational(self) -> fmpq | None:
        """None: a rational number is represented as such."""
        return None

    def ball(self, bits: int) -> arb:
        """Return a ball with about `bits` correct bits."""
        with precision(bits + 32):
            return ball(meaning(self.written))

    def node(self) -> Node | None:
        """Return the formula."""
        return self.written

    def decimal(self, places: int) -> Node:
        """Return the number rounded to so many decimals."""
        return rounded_decimal(self.ball, places)


class Root:
    """The only zero of n equations in a box, refined as far as is asked for.

    Attributes:
        variables: Names.
        equations: n expressions.
        box: Ends of its sides.
    """

    def __init__(self, variables: tuple[str, ...], equations: Sequence[Expr], box: Box, near: Sequence[float]) -> None:
        self.variables = variables
        self.equations = tuple(equations)
        self.slopes = tuple(tuple(ex.derivative(g, name) for name in variables) for g in equations)
        self.box = box
        self.near: list[arb] = [arb(x) for x in near]
        self.known: dict[int, list[arb]] = {}

    def balls(self, bits: int) -> list[arb]:
        """Return balls around the coordinates, proved to contain the zero.

        Raises:
            ComputationError: Where MAX_STEPS Newton steps do not lead there.
        """
        for have in sorted(self.known):
            if have >= bits:
                return self.known[have]
        with precision(2 * bits + 64):
            self.near = self._approached(bits)
            self.known[bits] = self._enclosed(bits)
        return self.known[bits]

    def _approached(self, bits: int) -> list[arb]:
        near = [x.mid() for x in self.near]
        goal = arb(2) ** (-bits - 16)
        for _ in range(MAX_STEPS):
            step = self._step(near)
            near = [(x - d).mid() for x, d in zip(near, step, strict=True)]
            if all(abs(d) < goal * (1 + abs(x)) for x, d in zip(near, step, strict=True)):
                return near
        raise ComputationError("a stationary point could not be computed to the digits that are needed")

    def _step(self, at: Sequence[arb]) -> list[arb]:
        slopes = self._slopes_at(at)
        values = arb_mat(len(at), 1, self._values_at(at))
        try:
            return [entry.mid() for entry in slopes.solve(values).entries()]
        except ZeroDivisionError:
            raise ComputationError("a stationary point could not be told from its neighbours") from None

    def _values_at(self, at: Sequence[arb]) -> list[arb]:
        values = dict(zip(self.variables, at, strict=True))
        return [ball(g, values) for g in self.equations]

    def _slopes_at(self, at: Sequence[arb]) -> arb_mat:
        values = dict(zip(self.variables, at, strict=True))
        return arb_mat(len(at), len(at), [ball(entry, values) for row in self.slopes for entry in row])

    def _enclosed(self, bits: int) -> list[arb]:
        """Return a small box into which Krawczyk's operator maps it: it contains a zero, which is the only one."""
        size = arb(2) ** (-bits - 8)
        for _ in range(8):
            outer = [x + arb(0, 1) * size * (1 + abs(x)) for x in self.near]
            image = self._krawczyk(outer)
            if all(o.contains_interior(i) for o, i in zip(outer, image, strict=True)):
                return image
            size = size * 16
        raise ComputationError("a stationary point could not be proved at the precision that is needed")

    def _krawczyk(self, outer: Sequence[arb]) -> list[arb]:
        n = len(outer)
        middle = [x.mid() for x in outer]
        inverse = self._slopes_at(middle).inv().mid()
        identity = arb_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
        moved = inverse * arb_mat(n, 1, self._values_at(middle))
        spread = (identity - inverse * self._slopes_at(outer)) * arb_mat(
            n, 1, [o - m for o, m in zip(outer, middle, strict=True)]
        )
        return [m - moved[i, 0] + spread[i, 0] for i, m in enumerate(middle)]

    def is_in(self, box: Box) -> bool:
        """Tell whether the zero lies inside a box for sure."""
        return all(low < a and b < high for (a, b), (low, high) in zip(map(ends_of, self.balls(64)), box, strict=True))


@dataclass(frozen=True)
class Enclosed:
    """A coordinate of a zero that has no closed form.

    Attributes:
        root: The zero.
        position: Which of its coordinates.
    """

    root: Root
    position: int

    @property
    def rational(self) -> fmpq | None:
        """None: whether it is rational is not known."""
        return None

    def ball(self, bits: int) -> arb:
        """Return a ball with about `bits` correct bits."""
        return self.root.balls(bits)[self.position]

    def node(self) -> Node | None:
        """None: there is no short way to write it."""
        return None

    def decimal(self, places: int) -> Node:
        """Return the number rounded to so many decimals."""
        return rounded_decimal(self.ball, places)
