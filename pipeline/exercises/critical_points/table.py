"""All stationary points in one table, exact where short, else rounded."""

from collections.abc import Sequence
from typing import Protocol

from flint import arb, fmpq

from pipeline.exercises.critical_points.at_point import Setting
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.exercises.critical_points.minors import leading_minor
from pipeline.exercises.critical_points.polynomials import exact_number
from pipeline.exercises.critical_points.precise import canonical, exactly
from pipeline.exercises.critical_points.stationary import StationaryPoint
from pipeline.exercises.naming import point
from pipeline.exercises.solution import Cell, Prose, Table
from pipeline.notation import expression as ex
from pipeline.notation.build import ZERO, number
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.rounding import decimal_text, rounded
from pipeline.notation.tree import Call, Node, Prime

PLACES = 4
BITS = 256
NONE = "–"
MAX_MINORS = 3
"""With more variables the table has no room for minors."""


class Valued(Protocol):
    """A point at which expressions have values."""

    @property
    def at(self) -> tuple[Coordinate, ...]:
        """The coordinates."""

    def value_of(self, expr: Expr) -> Expr | arb:
        """Return the value of an expression: a constant expression where that is known, else a ball."""

    def is_zero(self, expr: Expr) -> bool | None:
        """Decide whether an expression vanishes; None where that is not known."""


def points_table(settings: Sequence[Setting]) -> Table:
    """Return the table: name, coordinates, value, leading principal minors of the Hessian, type."""
    problem = settings[0].problem
    names = problem.names
    size = len(names.variables)
    minors: tuple[Node, ...] = tuple(problem.letters.minor(k) for k in range(1, size + 1))
    if size == 1:
        minors = (Prime(names.function_symbol, 2, names.symbols),)
    if size > MAX_MINORS:
        minors = ()
    tests = "second derivative" if size == 1 else "leading principal minors"
    told = f"value, {tests} and type" if minors else "value and type"
    return Table(
        "points",
        Prose(("The stationary points of ", names.function_symbol, f", with {told}.")),
        ("point", *names.symbols, names.applied, *minors, "type"),
        tuple(map(_row, settings)),
        "l" + "d" * (size + 1 + len(minors)) + "l",
        tuple(map(_meanings, settings)),
    )


def _row(setting: Setting) -> tuple[Cell, ...]:
    found = setting.found
    coordinates = (coordinate_cell(value) for value in found.at)
    values = [value_cell(found, expr) for expr in _results(found)]
    return (setting.name, *coordinates, *values, *_gaps(found), _type(setting))


def _gaps(found: StationaryPoint) -> list[str]:
    """Return dashes for minors where second derivatives have no values."""
    size = len(found.at)
    return [NONE] * (size if size <= MAX_MINORS and found.finding.by == "rough" else 0)


def _type(setting: Setting) -> str:
    """Return the type in words: in one variable there is no saddle but a terrace."""
    kind = setting.found.classification
    return "terrace point" if kind == "saddle" and len(setting.found.at) == 1 else kind


def _meanings(setting: Setting) -> tuple[Node | str | None, ...]:
    """Return what the cells of a row have to be: made of the sheet's function at the point.

    That a value at a point without a short exact form is zero is known by algebra, not from the point's decimals.
    """
    problem, found, name = setting.problem, setting.found, setting.name
    coordinates = [exactly(value) for value in found.at]
    functions = (problem.names.function, *(problem.letters.minor(k + 1).name for k in range(len(found.at))))
    values = (canonical(Call(function, (name,))) for function in functions)
    meant = (
        ZERO if found.value_of(expr) is ex.ZERO else value for expr, value in zip(_results(found), values, strict=False)
    )
    return (point(coordinates), *coordinates, *meant, *_gaps(found), _type(setting))


def _results(found: StationaryPoint) -> list[Expr]:
    """Return the function and its leading principal minors, if there is room for them."""
    if found.finding.by == "rough":
        return [found.calculus.function]
    hessian = found.calculus.hessian if len(found.at) <= MAX_MINORS else ()
    return [found.calculus.function, *(leading_minor(hessian, k) for k in range(1, len(hessian) + 1))]


def coordinate_cell(value: Coordinate) -> Cell:
    """Return a coordinate, exact where it is rational, else rounded."""
    if value.rational is not None:
        return exact_number(value.rational)
    return _rounded(value.ball(BITS))


def value_cell(found: Valued, expr: Expr) -> Cell:
    """Return the value of an expression at a point, exact where it is rational, else rounded.

    At a point that the page has by its decimals other numbers than 0 are shown rounded, too: these decimals do not
    show that they are exact.
    """
    value = found.value_of(expr)
    if isinstance(value, ex.Const) and value.value != 0 and any(coordinate.node() is None for coordinate in found.at):
        return rounded(value, PLACES)
    if isinstance(value, ex.Const):
        return exact_number(value.value)
    if isinstance(value, arb):
        tie = _tie(found, expr, value)
        return _rounded(value) if tie is None else rounded(ex.Const(tie), PLACES)
    with precision(BITS):
        return _rounded(ball(value))


def _tie(found: Valued, expr: Expr, value: arb) -> fmpq | None:
    """Return the value where it lies exactly in the middle between two decimals, which no ball can show."""
    with precision(BITS):
        middle = (value * 10**PLACES + arb(fmpq(1, 2))).unique_fmpz()
    if middle is None:
        return None
    tie = (fmpq(middle) - fmpq(1, 2)) / 10**PLACES
    return tie if found.is_zero(ex.sub(expr, ex.Const(tie))) else None


def _rounded(value: arb) -> Cell:
    with precision(BITS):
        units = (value * 10**PLACES + arb(fmpq(1, 2))).floor().unique_fmpz()
    return "?" if units is None else number(decimal_text(units, PLACES))
