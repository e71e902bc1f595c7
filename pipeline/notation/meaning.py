"""Tree → expression: what a formula that was written means, given the definitions that hold where it stands.

Derivatives are taken of the meaning of their body. By an intermediate quantity (∂E/∂h with E given through h) the
definitions of everything else are expanded, that of the quantity itself is not; so a partial derivative along a
computational graph means what a lecture means by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flint import fmpq

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr
from pipeline.notation.tree import (
    BigSum,
    Call,
    Chain,
    Derivative,
    Determinant,
    Fraction,
    Group,
    Indexed,
    Matrix,
    Nabla,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
)
from pipeline.notation.vocabulary import FUNCTIONS

MAX_SUM_TERMS = 1_000


class MeaningError(Exception):
    """A formula has no scalar meaning here; the message says which part and why."""


@dataclass(frozen=True)
class Definition:
    """A name, or a name applied to variables, and what it stands for.

    Attributes:
        parameters: Names of the variables it is applied to; empty for a plain quantity.
        body: As written.
    """

    parameters: tuple[str, ...]
    body: Node


@dataclass(frozen=True)
class Scope:
    """The definitions that hold where a formula stands.

    Attributes:
        definitions: By name. A name without one is a free variable.
        constants: Names of constants: `e` and `pi` mean the numbers unless taken out here.
        kept: Names that are variables here even though they are defined.
        bound: Values of bound indices.
    """

    definitions: Mapping[str, Definition] = field(default_factory=dict)
    constants: frozenset[str] = frozenset({"e", "pi"})
    kept: frozenset[str] = frozenset()
    bound: Mapping[str, Expr] = field(default_factory=dict)

    def keeping(self, *names: str) -> "Scope":
        """Return the scope in which these names are not expanded."""
        return replace(self, kept=self.kept | frozenset(names))

    def binding(self, values: Mapping[str, Expr]) -> "Scope":
        """Return the scope in which these names stand for these values."""
        return replace(self, bound={**self.bound, **values})


EMPTY = Scope()


def meaning(node: Node, scope: Scope = EMPTY) -> Expr:
    """Return what a scalar formula means.

    Raises:
        MeaningError: For a matrix, a chain, an unknown function, or a wrong number of arguments.
    """
    return _Lowering().lower(node, scope)


@dataclass
class _Lowering:
    """One call's memory: the expansion of each definition, so that shared names are shared parts."""

    variables: dict[str, Expr] = field(default_factory=dict)
    expanded: dict[tuple[str, frozenset[str]], Expr] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)

    def lower(self, node: Node, scope: Scope) -> Expr:  # noqa: C901, PLR0911, PLR0912 - one table of cases
        match node:
            case Number(text):
                return ex.Const(exact(text))
            case Symbol(name):
                return self.name(name, scope)
            case Indexed():
                return self.name(self.indexed_name(node, scope), scope)
            case Group(body):
                return self.lower(body, scope)
            case Term(sign, body):
                return self.lower(body, scope) if sign > 0 else ex.neg(self.lower(body, scope))
            case Sum(terms):
                return ex.add(*(self.lower(term, scope) for term in terms))
            case Product(factors):
                return ex.mul(*(self.lower(factor, scope) for factor in factors))
            case Fraction(numerator, denominator):
                return ex.div(self.lower(numerator, scope), self.lower(denominator, scope))
            case Power(base, exponent):
                return self.power(base, exponent, scope)
            case Call(function, arguments):
                return self.call(function, arguments, scope)
            case Derivative():
                return self.derivative(node, scope)
            case BigSum():
                return self.big_sum(node, scope)
            case Matrix(rows) if len(rows) == 1 and len(rows[0]) == 1:
                return self.lower(rows[0][0], scope)
            case Determinant(Matrix(rows)):
                return self.determinant(tuple(tuple(self.lower(e, scope) for e in row) for row in rows))
            case Matrix() | Tuple() | Nabla() | Chain() | Determinant() | Transpose():
                raise MeaningError(f"a {type(node).__name__.lower()} is no single number")
            case _:
                raise MeaningError(f"no meaning for {type(node).__name__}")

    def name(self, name: str, scope: Scope) -> Expr:
        if name in scope.bound:
            return scope.bound[name]
        if name in scope.definitions and name not in scope.kept:
            return self.definition(name, scope)
        if name in scope.constants:
            return ex.Pi() if name == "pi" else ex.Fn("exp", ex.ONE)
        return self.variables.setdefault(name, ex.Var(name))

    def definition(self, name: str, scope: Scope) -> Expr:
        key = (name, scope.kept)
        if key not in self.expanded:
            if name in self.pending:
                raise MeaningError(f"{name} is defined by itself")
            self.pending.add(name)
            self.expanded[key] = self.lower(scope.definitions[name].body, replace(scope, bound={}))
            self.pending.discard(name)
        return self.expanded[key]

    def power(self, base: Node, exponent: Node, scope: Scope) -> Expr:
        if isinstance(base, Symbol) and base.name == "e" and "e" in scope.constants and "e" not in scope.definitions:
            return ex.Fn("exp", self.lower(exponent, scope))
        return ex.power(self.lower(base, scope), self.lower(exponent, scope))

    def call(self, function: str, arguments: tuple[Node, ...], scope: Scope) -> Expr:
        lowered = tuple(self.lower(argument, scope) for argument in arguments)
        definition = scope.definitions.get(function)
        if definition is not None:
            return self.apply(function, definition, lowered, scope)
        if FUNCTIONS.get(function) != len(lowered):
            known = "takes another number of arguments" if function in FUNCTIONS else "is not defined"
            raise MeaningError(f"the function {function} {known}")
        return ex.Fn(function, lowered[0])

    def apply(self, function: str, definition: Definition, values: tuple[Expr, ...], scope: Scope) -> Expr:
        if len(values) != len(definition.parameters):
            raise MeaningError(f"{function} takes {len(definition.parameters)} arguments, not {len(values)}")
        if function in self.pending:
            raise MeaningError(f"{function} is defined by itself")
        inner = scope.keeping(*definition.parameters)
        self.pending.add(function)
        body = self.lower(definition.body, replace(inner, bound={}))
        self.pending.discard(function)
        return ex.substitute(body, dict(zip(definition.parameters, values, strict=True)))

    def derivative(self, node: Derivative, scope: Scope) -> Expr:
        names = [self.variable_name(variable, scope) for variable in node.variables]
        body = self.lower(node.body, scope.keeping(*names))
        for name in names:
            body = ex.derivative(body, name)
        return ex.substitute(body, {name: self.name(name, scope) for name in set(names)})

    def variable_name(self, node: Node, scope: Scope) -> str:
        match node:
            case Symbol(name):
                return name
            case Indexed():
                return self.indexed_name(node, scope)
            case _:
                raise MeaningError("a derivative is taken by something that is no variable")

    def indexed_name(self, node: Indexed, scope: Scope) -> str:
        return f"{node.base}_{node.joint.join(self.index(i, scope) for i in node.indices)}"

    def index(self, node: Node, scope: Scope) -> str:
        value = self.lower(node, scope)
        if isinstance(value, ex.Const) and value.value.q == 1:
            return str(value.value.p)
        if isinstance(value, ex.Var):
            return value.name
        raise MeaningError("an index is no whole number")

    def big_sum(self, node: BigSum, scope: Scope) -> Expr:
        lower, upper = (self.lower(limit, scope) for limit in (node.lower, node.upper))
        if not (isinstance(lower, ex.Const) and isinstance(upper, ex.Const) and lower.value.q == upper.value.q == 1):
            raise MeaningError("the limits of a sum are no whole numbers")
        first, last = int(lower.value.p), int(upper.value.p)
        if last - first >= MAX_SUM_TERMS:
            raise MeaningError(f"a sum has more than {MAX_SUM_TERMS} terms")
        values = (ex.const(i) for i in range(first, last + 1))
        return ex.add(*(self.lower(node.body, scope.binding({node.index.name: value})) for value in values))

    def determinant(self, rows: tuple[tuple[Expr, ...], ...]) -> Expr:
        if any(len(row) != len(rows) for row in rows):
            raise MeaningError("only a square matrix has a determinant")
        if len(rows) == 1:
            return rows[0][0]
        minors = (
            (rows[0][j], self.determinant(tuple(row[:j] + row[j + 1 :] for row in rows[1:])), j)
            for j in range(len(rows))
        )
        return ex.add(*(ex.mul(ex.const((-1) ** j), entry, minor) for entry, minor, j in minors))


def exact(text: str) -> fmpq:
    """Return the exact value of a literal: `0.1` is one tenth, `1e-3` one thousandth."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    shift = int(exponent or 0) - len(decimals)
    value = fmpq(int((whole + decimals) or "0"))
    return value * fmpq(10) ** shift
