"""One stationary point on the page: numbers put into gradient and Hessian, the test, what it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction as Rational

from flint import fmpq, fmpq_mat

from pipeline.derivation.checked import checked
from pipeline.exercises.critical_points.lines import Derivatives, matrix, numbers_in, without_repetition
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.polynomials import exact_number
from pipeline.exercises.critical_points.stationary import StationaryPoint
from pipeline.exercises.naming import point, vector
from pipeline.notation import expression as ex
from pipeline.notation.build import ZERO, chain, difference, number, power
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import (
    Chain,
    Determinant,
    Link,
    Node,
    Product,
    RelationSign,
    Symbol,
    Transpose,
    Tuple,
)

PLACES = 4


@dataclass(frozen=True)
class Setting:
    """A point in its exercise.

    Attributes:
        problem: The function.
        derivatives: Its derivations.
        found: The point; all of its coordinates are rational.
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

    @property
    def coordinates(self) -> list[Node]:
        """The coordinates as exact numbers."""
        assert self.found.exact is not None
        return [exact_number(value) for value in self.found.exact]

    @property
    def scope(self) -> Scope:
        """What holds here: the function, and the point's name."""
        scope = self.problem.scope
        own = {self.name.name: Definition((), point(self.coordinates))}
        return Scope({**scope.definitions, **own})

    def put_in(self, node: Node) -> Node:
        """Return a formula with the numbers in place."""
        return numbers_in(node, self.problem.names.symbols, self.coordinates)

    def exact(self, expr: Expr) -> Node | None:
        """Return the exact value of an expression here, if it is rational."""
        value = self.found.value_of(expr)
        return exact_number(value.value) if isinstance(value, ex.Const) else None


def location(setting: Setting) -> Chain:
    """Return $x^* = (1, 1)^T$."""
    at = point(setting.coordinates)
    return chain(setting.name, ("=", Transpose(at) if isinstance(at, Tuple) else at))


def gradient_line(setting: Setting) -> Chain:
    """Return ∇f(x^*) = (numbers in place) = 0."""
    names = setting.problem.names
    placed = vector([setting.put_in(entry) for entry in setting.derivatives.gradient])
    zeros = vector([ZERO for _ in names.variables])
    return checked(
        without_repetition(chain(names.gradient_at(setting.label), ("=", placed), ("=", zeros))), setting.scope
    )


def hessian_line(setting: Setting, values: Sequence[Sequence[Node]]) -> Chain:
    """Return ∇²f(x^*) = (numbers in place) = (values)."""
    names = setting.problem.names
    placed = matrix([[setting.put_in(entry) for entry in row] for row in setting.derivatives.hessian])
    return checked(
        without_repetition(chain(names.hessian_at(setting.label), ("=", placed), ("=", matrix(values)))),
        setting.scope,
    )


def value_line(setting: Setting, value: Node) -> Chain:
    """Return f(x^*) = numbers in place = value."""
    placed = setting.put_in(setting.problem.function)
    return checked(
        without_repetition(chain(setting.problem.names.value_at(setting.label), ("=", placed), ("=", value))),
        setting.scope,
    )


def bound_chain(setting: Setting, bound: Rational) -> Chain:
    """Return f(x_1, …, x_n) ≥ bound = f(x^*)."""
    names = setting.problem.names
    return chain(names.applied, ("≥", number(bound)), ("=", names.value_at(setting.label)))


def hessian_at(found: StationaryPoint) -> fmpq_mat | None:
    """Return the Hessian at a point where all of its entries are rational."""
    size = len(found.calculus.variables)
    values = [found.value_of(entry) for row in found.calculus.hessian for entry in row]
    exact = [value.value for value in values if isinstance(value, ex.Const)]
    return fmpq_mat(size, size, exact) if len(exact) == size * size else None


def minor_lines(setting: Setting, hessian: fmpq_mat) -> list[Chain]:
    """Return M_k = determinant worked out = value ≷ 0 for each leading principal minor."""
    return [_minor_line(setting, hessian, k) for k in range(1, hessian.nrows() + 1)]


def _minor_line(setting: Setting, hessian: fmpq_mat, size: int) -> Chain:
    rows = [[exact_number(hessian[i, j]) for j in range(size)] for i in range(size)]
    value = leading_minor(hessian, size)
    relation: RelationSign = ">" if value > 0 else "<" if value < 0 else "="
    links = [Link("=", Determinant(matrix(rows)))] if size > 1 else []
    if size == 2:
        links.append(Link("=", difference(_times(rows[0][0], rows[1][1]), _square_or_product(rows[0][1], rows[1][0]))))
    links.append(Link("=", exact_number(value)))
    if value != 0:
        links.append(Link(relation, ZERO))
    name = setting.problem.letters.minor_at(size, setting.label)
    checked(Chain(links[0].node, tuple(links[1:])), setting.scope) if len(links) > 1 else None
    return Chain(name, tuple(links))


def _times(a: Node, b: Node) -> Node:
    return Product((a, b))


def _square_or_product(a: Node, b: Node) -> Node:
    return power(a, 2) if a == b else Product((a, b))


def leading_minor(hessian: fmpq_mat, size: int) -> fmpq:
    """Return the determinant of the upper left block."""
    return fmpq_mat(size, size, [hessian[i, j] for i in range(size) for j in range(size)]).det()


def is_diagonal(hessian: fmpq_mat) -> bool:
    """Tell whether all entries off the diagonal are zero."""
    size = range(hessian.nrows())
    return all(hessian[i, j] == 0 for i in size for j in size if i != j)
