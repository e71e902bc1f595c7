"""The path as a table, with as many digits as it takes to see what happens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from pipeline.exercises.decimals import Real, as_ball, as_float, decimal, places_for, significant
from pipeline.exercises.descent import State
from pipeline.exercises.error_surface.model import Plateau
from pipeline.exercises.error_surface.path_reading import row_meaning
from pipeline.exercises.error_surface.symbols import ETA, coordinate, norm_at
from pipeline.exercises.naming import FunctionNames
from pipeline.exercises.solution import Cell, Prose, Table
from pipeline.notation.build import number, number_value
from pipeline.notation.tree import Node, Product, Symbol

MOST_ROWS = 21

SIGNIFICANT = 4
"""Digits where powers of ten are used."""


@dataclass(frozen=True)
class Digits:
    """Decimals of each kind of number on the page; None stands for SIGNIFICANT digits and powers of ten."""

    at: int | None
    value: int | None
    slope: int | None
    length: int | None

    def place(self, x: Real) -> Node:
        """Return a coordinate."""
        return written(x, self.at)

    def height(self, x: Real) -> Node:
        """Return a value of the function."""
        return written(x, self.value)

    def steepness(self, x: Real) -> Node:
        """Return an entry of a gradient, or its norm."""
        return written(x, self.slope)

    def shows_place(self, x: Real) -> bool:
        """Tell whether `place` prints the number exactly."""
        return is_exact(x, self.at)

    def shows_steepness(self, x: Real) -> bool:
        """Tell whether `steepness` prints the number exactly."""
        return is_exact(x, self.slope)


def is_exact(x: Real, places: int | None) -> bool:
    """Tell whether nothing of a number is lost where it is printed."""
    return isinstance(x, Fraction) and number_value(written(x, places)) == x


def written(x: Real, places: int | None) -> Node:
    """Return a number with so many decimals, or with SIGNIFICANT digits for None."""
    return significant(x, SIGNIFICANT) if places is None else decimal(x, places)


def digits_of(states: Sequence[State], rate: Fraction) -> Digits:
    """Return decimals with which successive points and values differ visibly, and every norm has three digits."""
    pairs = list(pairwise(states))
    moves = (as_float(b) - as_float(a) for s, t in pairs for a, b in zip(s.at, t.at, strict=True))
    falls = (as_float(t.value) - as_float(s.value) for s, t in pairs)
    norms = [as_float(state.gradient_norm) for state in states]
    return Digits(
        _enough(moves, (as_float(x) for state in states for x in state.at)),
        _enough(falls, (as_float(state.value) for state in states)),
        places_for(norms, 3),
        places_for([float(rate) * norm for norm in norms], 3),
    )


def _enough(changes: Iterable[float], values: Iterable[float]) -> int | None:
    """Return decimals that show changes; very small changes do not show, and very large values want powers of ten."""
    largest = max((abs(value) for value in values), default=0.0)
    seen = [change for change in changes if abs(change) > 1e-7]
    return None if largest >= 10**6 or 0 < largest < 1e-5 else places_for(seen, 1)


def path_table(plateau: Plateau, names: FunctionNames, states: Sequence[State], digits: Digits) -> Table:
    """Return the path: number, point, value, norm of the gradient, length of the step that follows."""
    head: list[Cell] = [Symbol("k"), *(coordinate(name, "k") for name in names.variables)]
    head += [names.value_at("k"), norm_at(names, "k"), Product((ETA, norm_at(names, "k")))]
    shown = [*range(0, plateau.steps, -(-plateau.steps // (MOST_ROWS - 1))), plateau.steps]
    rows = tuple(_row(plateau, k, states[k], digits) for k in shown)
    meanings = tuple(row_meaning(names, k, plateau.steps) for k in shown)
    return Table("path", _caption(names), tuple(head), rows, "r" + "d" * (len(head) - 1), meanings)


def _row(plateau: Plateau, k: int, state: State, digits: Digits) -> tuple[Cell, ...]:
    step = as_ball(plateau.rate) * as_ball(state.gradient_norm)
    length: Cell = "–" if k == plateau.steps else written(step, digits.length)
    places = (digits.place(x) for x in state.at)
    return (number(k), *places, digits.height(state.value), digits.steepness(state.gradient_norm), length)


def _caption(names: FunctionNames) -> Prose:
    parts = ("Gradient descent on ", Symbol(names.function), ": point, value, norm of the gradient, and length of the ")
    return Prose((*parts, "step that leads to the next point. Rounded."))
