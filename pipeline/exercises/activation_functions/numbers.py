"""The functions and their derivatives at the points of the sheet: numbers, and the lines and tables that show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from pipeline.exercises.activation_functions.functions import Studied
from pipeline.exercises.networks.printed import Shown, given, put_in, shown, shown_activation
from pipeline.exercises.networks.values import value_of
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Cell, Prose, Table
from pipeline.notation.build import chain
from pipeline.notation.tree import Chain, Link, Node, RelationSign, Symbol

Number = Fraction | arb

ARGUMENT, VALUE = Symbol("argument"), Symbol("value")
"""Stand for numbers until these are put in."""


@dataclass(frozen=True)
class Row:
    """A function at all points.

    Attributes:
        function: Which.
        points: Of the sheet.
        values, slopes: One number per point.
    """

    function: Studied
    points: tuple[Fraction, ...]
    values: tuple[Number, ...]
    slopes: tuple[Number, ...]


def evaluated(function: Studied, points: Sequence[Fraction]) -> Row:
    """Return a function's values and slopes; at a kink the slope to the left."""
    places = [given_node(point) for point in points]
    mathematics = function.mathematics
    values = tuple(value_of(mathematics.at(place)) for place in places)
    slopes = tuple(value_of(mathematics.derivative(place)) for place in places)
    return Row(function, tuple(points), values, slopes)


def example(row: Row, place: int, decimals: int) -> tuple[Chain, Chain]:
    """Return value and slope at one point, with the numbers put in."""
    function, point = row.function, given(row.points[place])
    value = shown_activation(row.values[place], decimals)
    formula = function.mathematics.definition(point.node)
    first = _ending(chain(function.of(point.node)), formula, value)
    return first, _slope_line(function, point, value, shown(row.slopes[place], decimals))


def _ending(before: Chain, formula: Node, value: Shown) -> Chain:
    """Return the chain with a formula and its value, once where they are the same."""
    links = [Link("=", formula)] if formula != value.node else []
    return Chain(before.first, (*before.links, *links, Link(value.relation, value.node)))


def _slope_line(function: Studied, point: Shown, value: Shown, slope: Shown) -> Chain:
    """Return φ'(t) = φ(t)(1 − φ(t)) ≈ numbers ≈ value, each member once."""
    symbolic = function.mathematics.derivative(point.node)
    formula = function.mathematics.slope(ARGUMENT, VALUE)
    numbers = put_in(formula, {ARGUMENT.name: point, VALUE.name: value})
    links = [Link("=", symbolic)]
    links += [numbers] if numbers.node != symbolic else []
    relation: RelationSign = "≈" if "≈" in (slope.relation, links[-1].relation) else "="
    kept = [link for link in links if link.node != slope.node]
    return Chain(function.slope(point.node), (*kept, Link(relation, slope.node)))


def table(name: str, rows: Sequence[Row], variable: Symbol, decimals: int) -> Table:
    """Return all functions (`values`) or all derivatives (`slopes`) at all points."""
    points = rows[0].points
    at = [given_node(point) for point in points]
    body = tuple((place, *(_cell(row, name, position, decimals) for row in rows)) for position, place in enumerate(at))
    meanings = tuple((place, *(_meaning(row.function, name, place) for row in rows)) for place in at)
    head: list[Cell] = [variable, *(_meaning(row.function, name, variable) for row in rows)]
    what = "The functions" if name == "values" else "The derivatives"
    return Table(name, Prose((f"{what} at the given points.",)), tuple(head), body, "d" * len(head), meanings)


def _meaning(function: Studied, name: str, place: Node) -> Node:
    return function.of(place) if name == "values" else function.slope(place)


def _cell(row: Row, name: str, position: int, decimals: int) -> Node:
    return shown((row.values if name == "values" else row.slopes)[position], decimals).node
