"""One stationary point on the page: numbers put into gradient and Hessian, the test, what it means.

Where the coordinates have a short exact form all numbers are exact; elsewhere they are rounded, and nothing is put in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from flint import arb, fmpq_mat

from pipeline.derivation.checked import checked
from pipeline.exercises.critical_points.constants import Constant, simplified
from pipeline.exercises.critical_points.exact_places import exact_expr, vanishes_identically
from pipeline.exercises.critical_points.finding import sign_of, value_at
from pipeline.exercises.critical_points.lines import Derivatives, matrix, numbers_in, without_repetition
from pipeline.exercises.critical_points.minors import determinant, leading_minor
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.polynomials import exact_number
from pipeline.exercises.critical_points.stationary import StationaryPoint
from pipeline.exercises.naming import point, vector
from pipeline.notation import expression as ex
from pipeline.notation.build import ZERO, chain, difference, number, power
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.layout import LINE, within_the_line
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.rounding import decimal_text
from pipeline.notation.tree import (
    Chain,
    Determinant,
    EvaluatedAt,
    Link,
    Matrix,
    Node,
    Number,
    Prime,
    Product,
    Symbol,
    Transpose,
    Tuple,
)
from pipeline.notation.width import RELATION, width

PLACES = 4
BITS = 256
MAX_WIDTH = 14.0
"""A wider exact number is rounded on the page."""

ROUNDED_ZERO = Number("0." + "0" * PLACES)
"""Where a point is known by decimals, that a value is exactly zero cannot be seen from them."""

Constants = tuple[tuple[Constant, ...], ...]


@dataclass(frozen=True)
class Setting:
    """A point in its exercise.

    Attributes:
        problem: The function.
        derivatives: Its derivations.
        found: The point.
        label: `*`, or its number.
    """

    problem: Problem
    derivatives: Derivatives
    found: StationaryPoint
    label: str

    @property
    def name(self) -> Symbol:
        """The point's name."""
        return self.problem.names.point(self.label)

    @cached_property
    def coordinates(self) -> tuple[Node, ...] | None:
        """The coordinates exactly, or None where one of them has no short exact form."""
        nodes = tuple(value.node() for value in self.found.at)
        exact = tuple(node for node in nodes if node is not None and width(node) <= MAX_WIDTH)
        return exact if len(exact) == len(nodes) else None

    @property
    def scope(self) -> Scope:
        """What holds here: the function, and the point's name."""
        scope = self.problem.scope
        if self.coordinates is None:
            return scope
        own = {self.name.name: Definition((), point(self.coordinates))}
        return Scope({**scope.definitions, **own})

    def put_in(self, node: Node) -> Node:
        """Return a formula with the exact coordinates in place."""
        assert self.coordinates is not None
        return numbers_in(node, self.problem.names.symbols, self.coordinates)

    def constant(self, expr: Expr) -> Constant | None:
        """Return the exact value of an expression here, if it is short enough to be shown."""
        if self.coordinates is None:
            return None
        value = value_at(expr, self.found.calculus.variables, self.found)
        return value if value is not None and width(value.node) <= MAX_WIDTH else None

    def rounded(self, expr: Expr) -> Node:
        """Return the value of an expression here to PLACES decimals; one that is the same everywhere exactly."""
        if not ex.variables(expr) and isinstance(same := simplified(expr), ex.Const):
            return exact_number(same.value)
        value = self.found.value_of(expr)
        if isinstance(value, arb):
            return rounded_ball(value)
        with precision(BITS):
            return rounded_ball(ball(value))

    def is_seen_zero(self, expr: Expr) -> bool:
        """Tell whether an expression vanishes by the coordinates that are known exactly, whatever the others are."""
        pairs = zip(self.found.calculus.variables, self.found.at, strict=True)
        values = {name: value for name, c in pairs if (value := exact_expr(c)) is not None}
        return bool(values) and vanishes_identically(ex.substitute(expr, values))

    def zero(self, expr: Expr) -> Link:
        """Return `= 0` where a reader sees that an expression vanishes here, else `≈ 0.0000`."""
        return Link("=", ZERO) if self.is_seen_zero(expr) else Link("≈", ROUNDED_ZERO)

    def is_negative(self, expr: Expr) -> bool:
        """Tell whether an expression that does not vanish here is negative."""
        with precision(BITS):
            return bool(ball(expr, self.found.balls(BITS)) < 0)

    def sign(self, value: Constant) -> int:
        """Return the exact sign of a constant."""
        return sign_of(self.found)(value)

    @cached_property
    def hessian(self) -> Constants | None:
        """The Hessian exactly, or None."""
        rows = [[self.constant(entry) for entry in row] for row in self.found.calculus.hessian]
        exact = tuple(tuple(value for value in row if value is not None) for row in rows)
        return exact if all(len(row) == len(rows) for row in exact) else None

    @cached_property
    def hessian_nodes(self) -> list[list[Node]]:
        """The Hessian's entries as they are shown."""
        if self.hessian is not None:
            return [[value.node for value in row] for row in self.hessian]
        return [[self.rounded(entry) for entry in row] for row in self.found.calculus.hessian]


def rounded_ball(value: arb) -> Node:
    """Return a number to PLACES decimals."""
    if value == 0:
        return ZERO
    with precision(BITS):
        units = (value * 10**PLACES + arb("0.5")).floor().unique_fmpz()
    return number(decimal_text(units, PLACES)) if units is not None else number(value.str(PLACES, radius=False))


def gradient_name(setting: Setting) -> Node:
    r"""Return $\nabla f(x^*)$, or $f'(x^*)$ for one variable."""
    names = setting.problem.names
    one = len(names.variables) == 1
    return Prime(names.function_symbol, 1, (setting.name,)) if one else names.gradient_at(setting.label)


def hessian_name(setting: Setting) -> Node:
    r"""Return $\nabla^2 f(x^*)$, or $f''(x^*)$ for one variable."""
    names = setting.problem.names
    one = len(names.variables) == 1
    return Prime(names.function_symbol, 2, (setting.name,)) if one else names.hessian_at(setting.label)


def location(setting: Setting) -> Chain:
    """Return $x^* = (1, 1)^T$, or ≈ decimals."""
    exact = setting.coordinates
    at = point(exact if exact is not None else [value.decimal(PLACES) for value in setting.found.at])
    written = Transpose(at) if isinstance(at, Tuple) else at
    return chain(setting.name, ("=" if exact is not None else "≈", written))


def gradient_line(setting: Setting) -> Chain | None:
    """Return ∇f(x^*) = (numbers in place, if they fit) = 0, or None where there are no exact numbers."""
    if setting.coordinates is None:
        return None
    placed = vector([setting.put_in(entry) for entry in setting.derivatives.gradient])
    zeros = vector([ZERO for _ in setting.problem.names.variables])
    line = chain(gradient_name(setting), ("=", placed), ("=", zeros))
    return checked(within_the_line(without_repetition(line)), setting.scope)


def hessian_lines(setting: Setting) -> list[Chain]:
    """Return ∇²f(x^*) = (numbers in place) = (values), or ≈ (rounded values).

    Where the numbers do not fit into a matrix they are put in entry by entry first.
    """
    values = matrix(setting.hessian_nodes)
    if setting.hessian is None:
        return [chain(hessian_name(setting), ("≈", values))]
    placed = matrix([[setting.put_in(entry) for entry in row] for row in setting.derivatives.hessian])
    line = checked(without_repetition(chain(hessian_name(setting), ("=", placed), ("=", values))), setting.scope)
    if width(placed) <= LINE - width(line.first) - RELATION or not isinstance(placed, Matrix):
        return [line]
    return [*_entry_lines(setting), chain(hessian_name(setting), ("=", values))]


def _entry_lines(setting: Setting) -> Iterator[Chain]:
    """Yield ∂²f/∂x_i∂x_j at the point = (numbers in place) = value, for i ≤ j."""
    names = setting.problem.names
    here = chain(point(names.symbols), ("=", point(setting.coordinates or ())))
    for (i, j), derivation in setting.derivatives.second.items():
        left = EvaluatedAt(names.partial(names.symbols[i], names.symbols[j]), here)
        line = chain(left, ("=", setting.put_in(derivation.result)), ("=", setting.hessian_nodes[i][j]))
        yield checked(within_the_line(without_repetition(line)), setting.scope)


def value_line(setting: Setting) -> Chain:
    """Return f(x^*) = numbers in place = value, and ≈ decimals where that is no fraction."""
    name = setting.problem.names.value_at(setting.label)
    function = setting.found.calculus.function
    value = setting.constant(function)
    if value is None:
        rounded = setting.rounded(function)
        placed = () if setting.coordinates is None else (Link("=", setting.put_in(setting.problem.function)),)
        is_zero = rounded in (ZERO, ROUNDED_ZERO)
        return Chain(name, (*placed, setting.zero(function) if is_zero else Link("≈", rounded)))
    line = chain(name, ("=", setting.put_in(setting.problem.function)), ("=", value.node))
    line = checked(without_repetition(line), setting.scope)
    if value.rational is not None:
        return line
    return Chain(line.first, (*line.links, Link("≈", setting.rounded(function))))


def minor_lines(setting: Setting) -> list[Chain]:
    """Return M_k = determinant worked out = value ≷ 0 for each leading principal minor."""
    return [_minor_line(setting, tuple(range(k))) for k in range(1, len(setting.found.at) + 1)]


def principal_minor_lines(setting: Setting) -> list[Chain]:
    """Return determinant = value for every principal minor of order two and more."""
    from itertools import combinations

    size = len(setting.found.at)
    chosen = [rows for k in range(2, size + 1) for rows in combinations(range(size), k)]
    return [_minor_line(setting, rows, named=False) for rows in chosen]


def _minor_line(setting: Setting, rows: Sequence[int], *, named: bool = True) -> Chain:
    name = setting.problem.letters.minor_at(len(rows), setting.label)
    if setting.hessian is None:
        return _rounded_minor(setting, name, rows)
    block = [[setting.hessian[i][j] for j in rows] for i in rows]
    value = determinant(block)
    links = [Link("=", Determinant(matrix([[entry.node for entry in row] for row in block])))] if len(rows) > 1 else []
    if len(rows) == 2:
        links.append(Link("=", _worked_out([[entry.node for entry in row] for row in block])))
    links.append(Link("=", value.node))
    sign = setting.sign(value)
    if sign:
        links.append(Link(">" if sign > 0 else "<", ZERO))
    if len(links) > 1:
        checked(Chain(links[0].node, tuple(links[1:])), setting.scope)
    return Chain(name, tuple(links)) if named else Chain(links[0].node, tuple(links[1:]))


def _worked_out(block: Sequence[Sequence[Node]]) -> Node:
    (a, b), (c, d) = block
    return difference(Product((*_factors(a), *_factors(d))), power(b, 2) if b == c else Product((b, c)))


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def _rounded_minor(setting: Setting, name: Node, rows: Sequence[int]) -> Chain:
    value = leading_minor(setting.found.calculus.hessian, len(rows))
    known = setting.found.value_of(value)
    if isinstance(known, ex.Const) and known.value != 0 and not ex.variables(value):
        return chain(name, ("=", exact_number(known.value)), ("<" if known.value < 0 else ">", ZERO))
    shown = setting.rounded(value)
    if not ex.variables(value) and shown != ZERO:
        return chain(name, ("=", shown), ("<" if setting.is_negative(value) else ">", ZERO))
    if shown in (ZERO, ROUNDED_ZERO):
        return Chain(name, (setting.zero(value),))
    return chain(name, ("≈", shown), ("<" if setting.is_negative(value) else ">", ZERO))


def rational_hessian(found: StationaryPoint) -> fmpq_mat | None:
    """Return the Hessian at a point where all of its entries are rational."""
    size = len(found.calculus.variables)
    values = [value_at(entry, found.calculus.variables, found) for row in found.calculus.hessian for entry in row]
    exact = [value.rational for value in values if value is not None]
    entries = [value for value in exact if value is not None]
    return fmpq_mat(size, size, entries) if len(entries) == size * size else None


def is_diagonal(setting: Setting) -> bool:
    """Tell whether all entries off the diagonal are known to be zero."""
    rows, found = setting.hessian, setting.found
    places = [(i, j) for i in range(len(found.at)) for j in range(len(found.at)) if i != j]
    if rows is not None:
        return all(rows[i][j].is_seen_zero for i, j in places)
    return all(found.value_of(found.calculus.hessian[i][j]) is ex.ZERO for i, j in places)
