"""Tree → expression: what a formula that was written means, given the definitions that hold where it stands.

Derivatives are taken of the meaning of their body. By an intermediate quantity (∂E/∂h with E given through h) the
definitions of everything else are expanded, that of the quantity itself is not; so a partial derivative along a
computational graph means what a lecture means by it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from math import comb, factorial
from typing import Any

from flint import fmpq

from pipeline.notation import expression as ex
from pipeline.notation.antiderivative import definite
from pipeline.notation.arrays import (
    Array,
    ShapeError,
    Value,
    add,
    column,
    cross,
    determinant,
    diagonal,
    entrywise,
    multiply,
    norm,
    plain,
    softmax,
    spread,
)
from pipeline.notation.casewise import UndecidedCaseError, weights
from pipeline.notation.expression import Expr
from pipeline.notation.matrices import combined, larger, matrix_power, smaller, trace
from pipeline.notation.series import TERMS
from pipeline.notation.tree import (
    GOES_ON,
    Between,
    BigProduct,
    BigSum,
    Call,
    Cases,
    Chain,
    Component,
    Derivative,
    Determinant,
    EvaluatedAt,
    Fraction,
    Group,
    Hadamard,
    Indexed,
    Integral,
    Limit,
    Matrix,
    Nabla,
    Node,
    Norm,
    Number,
    Power,
    Prime,
    Product,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
    descendants,
)
from pipeline.notation.vocabulary import FUNCTIONS

MAX_SUM_TERMS = 1_000
MAX_FACTORIAL = 200

CONSTANT = "constant of integration by "
"""Before the variable of an indefinite integral: the name of where it begins, which is left open."""

BOUND = "bound "
"""Before the variable of an integral: its name inside."""

USUAL_VARIABLES = frozenset("xtuszyrv")
"""Letters that a formula between limits may be a function of, where it has others in it."""

PLACE = "place of a derivative"
"""A variable that no page can write."""


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


@dataclass
class Memory:
    """What the names and formulas of a scope stand for, found once: definitions that share names share parts."""

    expanded: dict[tuple[str, frozenset[str]], Value] = field(default_factory=dict)
    bodies: dict[tuple[str, frozenset[str]], Value] = field(default_factory=dict)
    formulas: dict[tuple[object, ...], Value] = field(default_factory=dict)
    reached: dict[str, frozenset[str] | None] = field(default_factory=dict)
    verdicts: dict[tuple[object, ...], object] = field(default_factory=dict)
    numbers: frozenset[str] | None = None
    outlines: object = None


@dataclass(frozen=True)
class Scope:
    """The definitions that hold where a formula stands.

    Attributes:
        definitions: By name. A name without one is a free variable.
        constants: Names of constants: `e` and `pi` mean the numbers unless taken out here.
        kept: Names that are variables here even though they are defined.
        bound: Values of bound indices.
        families: Names with indices that one formula defines for all of them: s_i = …; the parameters are the indices.
        inner_products: Whether two columns in a product mean their inner one, as people write x · y.
        memory: What has been expanded already; scopes with the same definitions share it.
    """

    definitions: Mapping[str, Definition] = field(default_factory=dict)
    constants: frozenset[str] = frozenset({"e", "pi"})
    kept: frozenset[str] = frozenset()
    bound: Mapping[str, Expr] = field(default_factory=dict)
    families: Mapping[str, Definition] = field(default_factory=dict)
    inner_products: bool = False
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    def keeping(self, *names: str) -> "Scope":
        """Return the scope in which these names are not expanded."""
        return self if self.kept.issuperset(names) else self._with(self.kept.union(names), self.bound)

    def with_kept(self, names: frozenset[str]) -> "Scope":
        """Return the scope in which these names are not expanded, and no others."""
        return self if names == self.kept else self._with(names, self.bound)

    def binding(self, values: Mapping[str, Expr]) -> "Scope":
        """Return the scope in which these names stand for these values."""
        return self._with(self.kept, {**self.bound, **values})

    def unbound(self) -> "Scope":
        """Return the scope in which no index has a value."""
        return self._with(self.kept, {}) if self.bound else self

    def defining(self, name: str, definition: Definition) -> "Scope":
        """Return the scope in which a name stands for something else; what was found out before holds no longer."""
        return self.defining_all({name: definition})

    def defining_all(self, definitions: Mapping[str, Definition]) -> "Scope":
        """Return the scope in which these names stand for something else."""
        return replace(self, definitions={**self.definitions, **definitions}, memory=Memory())

    def _with(self, kept: frozenset[str], bound: Mapping[str, Expr]) -> "Scope":
        """Return the scope with these, made the short way: it is done for every derivative and every index."""
        return Scope(self.definitions, self.constants, kept, bound, self.families, self.inner_products, self.memory)


EMPTY = Scope()


def reached(name: str, scope: Scope) -> frozenset[str] | None:
    """Return the defined names that a definition leads to, itself included; None where indices leave that open."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        own = ahead.pop()
        if own in found or own not in scope.definitions:
            continue
        found.add(own)
        for part in descendants(scope.definitions[own].body):
            if isinstance(part, Indexed):
                return None
            if isinstance(part, Symbol | Call):
                ahead.append(part.name if isinstance(part, Symbol) else part.function)
    return frozenset(found)


def meaning(node: Node, scope: Scope = EMPTY) -> Expr:
    """Return what a scalar formula means.

    Raises:
        MeaningError: For a vector or matrix, a chain, an unknown function, or a wrong number of arguments.
    """
    value = plain(value_of(node, scope))
    if isinstance(value, Array):
        raise MeaningError(f"a {type(node).__name__.lower()} is no single number")
    return value


def value_of(node: Node, scope: Scope = EMPTY) -> Value:
    """Return what a scalar, vector or matrix formula means.

    Raises:
        MeaningError: For shapes that do not fit, and parts without a meaning.
    """
    try:
        return _Lowering(scope.memory).once(node, scope, _Lowering.lower)
    except ShapeError as problem:
        raise MeaningError(str(problem)) from None


@dataclass
class _Lowering:
    """One formula: the scope's memory, the definitions that are being expanded, and names that stand for themselves."""

    memory: Memory
    pending: set[str] = field(default_factory=set)
    put_in_later: frozenset[str] = frozenset()

    def lower(self, node: Node, scope: Scope) -> Value:
        rule = _RULES.get(type(node))
        if rule is None:
            raise MeaningError(f"no meaning for {type(node).__name__}")
        return rule(self, node, scope)

    def once(self, node: Node, scope: Scope, rule: "_Rule") -> Value:
        """Return what a rule makes of a formula, which may stand at many places."""
        if not scope.definitions:
            return rule(self, node, scope)
        key = (node, scope.kept, *scope.bound.items())
        found = self.memory.formulas.get(key)
        if found is None:
            found = self.memory.formulas[key] = rule(self, node, scope)
        return found

    def scalar(self, node: Node, scope: Scope) -> Expr:
        value = plain(self.lower(node, scope))
        if isinstance(value, Array):
            raise MeaningError(f"a {type(node).__name__.lower()} is no single number")
        return value

    # -- names -----------------------------------------------------------------------------------------

    def name(self, name: str, scope: Scope) -> Value:
        if name in scope.bound:
            return scope.bound[name]
        if name in scope.definitions and name not in scope.kept and not scope.definitions[name].parameters:
            return self.definition(name, scope)
        if name in scope.constants:
            return ex.Pi() if name == "pi" else ex.Fn("exp", ex.ONE)
        if name in scope.definitions and name not in scope.kept:
            return self.body(name, scope)
        return ex.Var(name)

    def indexed(self, node: Indexed, scope: Scope) -> Value:
        parts = [self.index(index, scope) for index in node.indices]
        name = "_".join((node.base, *parts))
        family = scope.families.get(node.base)
        if family is None or name in scope.definitions or name in scope.kept:
            return self.name(name, scope)
        values = (self.scalar(index, scope) for index in node.indices)
        return self.lower(family.body, scope.binding(dict(zip(family.parameters, values, strict=True))))

    def index(self, node: Node, scope: Scope) -> str:
        value = self.scalar(node, scope)
        if isinstance(value, ex.Const) and value.value.q == 1:
            return str(value.value.p)
        if isinstance(value, ex.Var) and value.name not in self.put_in_later:
            return value.name
        raise MeaningError("an index is no whole number")

    def definition(self, name: str, scope: Scope) -> Value:
        kept = self.kept_within(name, scope)
        scope = scope.with_kept(kept)
        key = (name, kept)
        if key not in self.memory.expanded:
            self.memory.expanded[key] = self.expand(name, scope.definitions[name].body, scope.unbound())
        return self.memory.expanded[key]

    def kept_within(self, name: str, scope: Scope) -> frozenset[str]:
        """Return the kept names on which a definition depends: the others make no difference to it."""
        if not scope.kept:
            return scope.kept
        if name not in self.memory.reached:
            self.memory.reached[name] = reached(name, scope)
        within = self.memory.reached[name]
        return scope.kept if within is None else scope.kept & within

    def body(self, name: str, scope: Scope) -> Value:
        """Return the body of a function over its own parameters as variables."""
        inner = scope.unbound().keeping(*scope.definitions[name].parameters)
        key = (name, inner.kept)
        if key not in self.memory.bodies:
            self.memory.bodies[key] = self.expand(name, scope.definitions[name].body, inner)
        return self.memory.bodies[key]

    def expand(self, name: str, body: Node, scope: Scope) -> Value:
        if name in self.pending:
            raise MeaningError(f"{name} is defined by itself")
        self.pending.add(name)
        try:
            return self.lower(body, scope)
        finally:
            self.pending.discard(name)

    # -- arithmetic ------------------------------------------------------------------------------------

    def term(self, node: Term, scope: Scope) -> Value:
        value = self.lower(node.node, scope)
        return value if node.sign == 1 else multiply(ex.MINUS_ONE, value)

    def fraction(self, node: Fraction, scope: Scope) -> Value:
        inverse = ex.power(self.scalar(node.denominator, scope), ex.MINUS_ONE)
        return multiply(self.lower(node.numerator, scope), inverse)

    def power(self, node: Power, scope: Scope) -> Value:
        base, exponent = node.base, node.exponent
        if isinstance(base, Symbol) and base.name == "e" and "e" in scope.constants and "e" not in scope.definitions:
            return ex.Fn("exp", self.scalar(exponent, scope))
        power, value = self.scalar(exponent, scope), plain(self.lower(base, scope))
        if isinstance(value, Expr):
            return ex.power(value, power)
        if not (isinstance(power, ex.Const) and power.value.q == 1):
            raise MeaningError("a matrix is raised to something that is no whole number")
        return plain(matrix_power(value, int(power.value.p)))

    def cases(self, node: Cases, scope: Scope) -> Value:
        """Return the branch that holds, or all of them with their indicators."""
        try:
            chosen = list(weights(node.branches, lambda part: self.scalar(part, scope)))
        except UndecidedCaseError as problem:
            raise MeaningError(str(problem)) from None
        if not chosen:
            raise MeaningError("none of the cases holds")
        return add(*(multiply(weight, self.lower(branch.value, scope)) for branch, weight in chosen))

    def entrywise(self, node: Node, scope: Scope) -> Value:
        """Return what a factor of ⊙ means: sums and powers in it are taken entry by entry."""
        match node:
            case Group(body):
                return self.entrywise(body, scope)
            case Sum(terms):
                parts = (multiply(ex.const(term.sign), self.entrywise(term.node, scope)) for term in terms)
                return combined(ex.add, *parts)
            case Power(base, Number() as exponent) if isinstance(value := self.entrywise(base, scope), Array):
                power = self.scalar(exponent, scope)
                return value.map(lambda entry: ex.power(entry, power))
            case _:
                return self.lower(node, scope)

    def big_sum(self, node: BigSum, scope: Scope) -> Value:
        if node.upper == Symbol("infinity"):
            first = map(plain, self.repeated(replace(node, upper=_further(node.lower, TERMS - 1)), scope))
            return ex.Series(tuple(_single(value) for value in first))
        return add(*(self.repeated(node, scope) or [ex.ZERO]))

    def big_product(self, node: BigProduct, scope: Scope) -> Value:
        return multiply(*(self.repeated(node, scope) or [ex.ONE]))

    def repeated(self, node: BigSum | BigProduct, scope: Scope) -> list[Value]:
        lower, upper = (self.scalar(limit, scope) for limit in (node.lower, node.upper))
        if not (isinstance(lower, ex.Const) and isinstance(upper, ex.Const) and lower.value.q == upper.value.q == 1):
            raise MeaningError("the limits of a sum are no whole numbers")
        first, last = int(lower.value.p), int(upper.value.p)
        if last - first >= MAX_SUM_TERMS:
            raise MeaningError(f"a sum has more than {MAX_SUM_TERMS} terms")
        values = (ex.const(i) for i in range(first, last + 1))
        return [self.lower(node.body, scope.binding({node.index.name: value})) for value in values]

    # -- functions and derivatives -----------------------------------------------------------------------

    def call(self, node: Call, scope: Scope) -> Value:
        definition = scope.definitions.get(node.function)
        if definition is None and node.function in FIELDS:
            return self.field(node, scope)
        values = [self.lower(argument, scope) for argument in node.arguments]
        if definition is not None:
            return self.apply(node.function, definition, values, scope)
        if node.function == "diag":
            one = len(values) == 1
            return plain(diagonal(values[0] if one else column([self.scalar(x, scope) for x in node.arguments])))
        if node.function == "softmax" and len(values) == 1:
            return softmax(plain(values[0]))
        if node.function in ("max", "min") and len(values) > 1:
            return combined(larger if node.function == "max" else smaller, *values)
        special = SPECIAL.get((node.function, len(values)))
        if special is not None:
            return plain(special(*values))
        if len(values) == 1 and node.function in FURTHER:
            value = plain(values[0])
            return value.map(FURTHER[node.function]) if isinstance(value, Array) else FURTHER[node.function](value)
        if FUNCTIONS.get(node.function) != len(values):
            known = "takes another number of arguments" if node.function in FUNCTIONS else "is not defined"
            raise MeaningError(f"the function {node.function} {known}")
        if node.function == "abs":
            return norm(plain(values[0]))
        argument = plain(values[0])
        if isinstance(argument, Array):
            return argument.map(lambda entry: ex.Fn(node.function, entry))
        return ex.Fn(node.function, argument)

    def apply(self, name: str, definition: Definition, values: Sequence[Value], scope: Scope) -> Value:
        """Return a function of values; a vector counts as its entries where the function takes so many numbers."""
        flat = [entry for value in values for entry in (value.entries if isinstance(value, Array) else (value,))]
        if len(flat) != len(definition.parameters):
            raise MeaningError(f"{name} takes {len(definition.parameters)} arguments, not {len(flat)}")
        return _at(self.body(name, scope), definition.parameters, flat)

    def prime(self, node: Prime, scope: Scope) -> Value:
        """Return f'(x): the derivative of a function of one variable, taken at a value."""
        if not isinstance(node.body, Symbol) or len(node.at) != 1:
            raise MeaningError("a prime stands at something that is no function of one variable at a value")
        slope: Value = self.call(Call(node.body.name, (Symbol(PLACE),)), scope.keeping(PLACE))
        for _ in range(node.order):
            slope = _each(slope, partial(ex.derivative, name=PLACE))
        argument = plain(self.lower(node.at[0], scope))
        return _each(argument, partial(_at_place, slope))

    def derivative(self, node: Derivative, scope: Scope) -> Value:
        entries = self.entries_of(node.variables[0], scope) if len(node.variables) == 1 else None
        if entries is not None:
            slopes = (tuple(self.scalar(replace(node, variables=(v,)), scope) for v in row) for row in entries)
            return plain(Array(tuple(slopes)))
        names = [self.variable_name(variable, scope) for variable in node.variables]
        numbers = self.numbers(scope).difference(names, scope.bound)
        before, self.put_in_later = self.put_in_later, self.put_in_later | numbers
        try:
            return self.slope(node.body, names, numbers, scope)
        except MeaningError:  # a number is needed to decide on a case
            pass
        finally:
            self.put_in_later = before
        return self.slope(node.body, names, frozenset(), scope)

    def slope(self, body: Node, names: Sequence[str], numbers: frozenset[str], scope: Scope) -> Value:
        """Return a derivative by these names; these numbers are put in afterwards, so that the general one is known."""
        slope = self.lower(body, scope.keeping(*names, *numbers))
        for name in names:
            slope = _each(slope, partial(ex.derivative, name=name))
        places = sorted(numbers.union(names))
        return _at(slope, places, [self.known(name, scope) for name in places])

    def numbers(self, scope: Scope) -> frozenset[str]:
        """Return the names that stand for numbers that are not whole: they say of no index which one is meant."""
        if self.memory.numbers is None:
            plain = [name for name, definition in scope.definitions.items() if _is_literal(definition)]
            everything = scope.unbound().with_kept(frozenset())
            values = {name: self.known(name, everything) for name in plain}
            fractions = (name for name, value in values.items() if isinstance(value, ex.Const) and value.value.q != 1)
            self.memory.numbers = frozenset(fractions)
        return self.memory.numbers - scope.kept

    def entries_of(self, variable: Node, scope: Scope) -> tuple[tuple[Node, ...], ...] | None:
        """Return the names in a vector or matrix by which is differentiated: the result has its shape."""
        if not isinstance(variable, Symbol) or variable.name not in scope.definitions:
            return None
        definition = scope.definitions[variable.name]
        body = definition.body if not definition.parameters and variable.name not in scope.kept else None
        rows: tuple[tuple[Node, ...], ...] = body.rows if isinstance(body, Matrix) else ()
        if isinstance(body, Tuple):
            rows = tuple((item,) for item in body.items)
        is_named = bool(rows) and all(isinstance(entry, Symbol) for row in rows for entry in row)
        return rows if is_named else None

    def evaluated(self, node: EvaluatedAt, scope: Scope) -> Value:
        """Return an expression where its variables have the values at the foot of the bar."""
        condition = node.condition
        if not (isinstance(condition, Chain) and [link.relation for link in condition.links] == ["="]):
            raise MeaningError("the foot of a bar gives no variable a value")
        sides = (condition.first, condition.links[0].node)
        left, right = (side.items if isinstance(side, Tuple) else (side,) for side in sides)
        if len(left) != len(right):
            raise MeaningError("the foot of a bar gives another number of values than variables")
        names = [self.variable_name(item, scope) for item in left]
        return _at(self.lower(node.body, scope.keeping(*names)), names, [self.scalar(item, scope) for item in right])

    def integral(self, node: Integral, scope: Scope) -> Value:
        """Return an integral; one without limits begins at a place that is left open."""
        letter = node.variable.name
        own = f"{BOUND}{letter}"
        integrand = ex.substitute(self.scalar(node.body, scope.keeping(letter)), {letter: ex.Var(own)})
        if node.lower is None or node.upper is None:
            return ex.Integral(integrand, own, ex.Var(f"{CONSTANT}{letter}"), self.known(letter, scope))
        lower, upper = (_or_infinite(self.scalar(limit, scope)) for limit in (node.lower, node.upper))
        found = definite(integrand, own, lower, upper)
        return ex.Integral(integrand, own, lower, upper) if found is None else found

    def between(self, node: Between, scope: Scope) -> Value:
        """Return what a formula grows by between two values of its only variable."""
        names = {part.name for part in descendants(node.body) if isinstance(part, Symbol)} - scope.constants
        if len(names) > 1:
            names &= USUAL_VARIABLES
        if len(names) != 1:
            raise MeaningError("it is not said of what variable the limits are values")
        (name,) = names
        body = self.lower(node.body, scope.keeping(name))
        above, below = (_at(body, [name], [self.scalar(end, scope)]) for end in (node.upper, node.lower))
        return add(above, multiply(ex.MINUS_ONE, below))

    def limit(self, node: Limit, scope: Scope) -> Value:
        """Return a limit by the power series of what has it."""
        from pipeline.notation.limits import NoSeriesError, limit  # which evaluates, as this module must not

        name = node.variable.name
        body = self.scalar(node.body, scope.keeping(name))
        target = self.scalar(node.target, scope)
        sign = {"+": 1, "-": -1, "": 0}[node.side]
        place: Expr | None = target
        if "infinity" in ex.variables(target):
            sign, place = (1 if isinstance(target, ex.Var) else -1), None
        try:
            return limit(body, name, place, sign)
        except NoSeriesError as problem:
            raise MeaningError(str(problem)) from None

    def known(self, name: str, scope: Scope) -> Expr:
        value = plain(self.name(name, scope))
        if isinstance(value, Array):
            raise MeaningError("a derivative is taken by a vector")
        return value

    def variable_name(self, node: Node, scope: Scope) -> str:
        match node:
            case Symbol(name):
                return name
            case Indexed(base, indices):
                return "_".join((base, *(self.index(i, scope) for i in indices)))
            case _:
                raise MeaningError("a derivative is taken by something that is no variable")

    def nabla(self, node: Nabla, scope: Scope) -> Value:
        name, values = self.function_at(node.body, scope)
        parameters = scope.definitions[name].parameters
        body = plain(self.body(name, scope))
        if isinstance(body, Array):
            raise MeaningError("∇ stands before a vector")
        slopes = [ex.derivative(body, parameter) for parameter in parameters]
        if node.order == 1:
            return plain(_at(column(slopes), parameters, values))
        rows = tuple(tuple(ex.derivative(slope, parameter) for parameter in parameters) for slope in slopes)
        return plain(_at(Array(rows), parameters, values))

    def field(self, node: Call, scope: Scope) -> Value:
        """Return divergence, curl or Laplacian of a function, at its own variables or at a point."""
        name, values = self.function_at(node.arguments[0], scope)
        parameters = scope.definitions[name].parameters
        body = plain(self.body(name, scope))
        found = FIELDS[node.function](column([body]) if isinstance(body, Expr) else body, parameters)
        return plain(_at(found, parameters, values))

    def function_at(self, body: Node, scope: Scope) -> tuple[str, list[Expr]]:
        """Return a function's name, and where it is taken; plain f means f at its own variables."""
        name = body.function if isinstance(body, Call) else body.name if isinstance(body, Symbol) else ""
        definition = scope.definitions.get(name)
        if definition is None or not definition.parameters:
            raise MeaningError("∇ stands before something that is no function here")
        if not isinstance(body, Call):
            return name, [self.known(parameter, scope) for parameter in definition.parameters]
        values = [self.lower(argument, scope) for argument in body.arguments]
        flat = [entry for value in values for entry in (value.entries if isinstance(value, Array) else (value,))]
        if len(flat) != len(definition.parameters):
            raise MeaningError(f"{name} takes {len(definition.parameters)} values, not {len(flat)}")
        return name, flat

    # -- arrays ------------------------------------------------------------------------------------------

    def total(self, terms: Sequence[Value], scope: Scope) -> Value:
        """Add terms; where people write it, a bias is added to every row or column of a batch."""
        return add(*(spread(terms) if scope.inner_products else terms))

    def matrix(self, node: Matrix, scope: Scope) -> Value:
        return plain(Array(tuple(tuple(self.scalar(entry, scope) for entry in row) for row in node.rows)))

    def transpose(self, node: Transpose, scope: Scope) -> Value:
        """A point in round brackets with a raised T is the column that is meant."""
        value = self.lower(node.body, scope)
        return value if isinstance(value, Expr) or isinstance(node.body, Tuple) else value.transposed

    def norm(self, node: Norm, scope: Scope) -> Value:
        """The Euclidean norm, or the sum of absolute values where a 1 stands at its foot."""
        value = self.lower(node.body, scope)
        if node.kind is None or node.kind in (Number("2"), Symbol("F")):
            return norm(value)
        if node.kind == Symbol("infinity") and isinstance(value, Array) and value.shape[1] == 1:
            return combined(larger, *(ex.Fn("abs", entry) for entry in value.entries))
        if node.kind == Number("1") and isinstance(value, Array) and value.shape[1] == 1:
            return add(*(ex.Fn("abs", entry) for entry in value.entries))
        raise MeaningError("no meaning for a norm of this kind")

    def component(self, node: Component, scope: Scope) -> Value:
        value = self.lower(node.body, scope)
        places = [self.scalar(index, scope) for index in node.indices]
        if not isinstance(value, Array) or len(places) not in (1, 2):
            raise MeaningError("an entry is taken of something that is no vector")
        numbers = [int(place.value.p) for place in places if isinstance(place, ex.Const) and place.value.q == 1]
        row, *rest = numbers or [0]
        where = (row, rest[0] if rest else 1)
        if len(numbers) != len(places) or not all(1 <= n <= size for n, size in zip(where, value.shape, strict=True)):
            raise MeaningError("an entry is taken beyond the end of a vector")
        return value.rows[where[0] - 1][where[1] - 1]


def _composed(left: Value, right: Value) -> Value:
    """∘ between two arrays is a product entry by entry; between functions it has no value."""
    if isinstance(left, Array) and isinstance(right, Array):
        return entrywise(left, right)
    raise MeaningError("functions that are composed have no value of their own")


def _inner(left: Value, right: Value) -> Value:
    return multiply(left.transposed if isinstance(left, Array) else left, right)


def _divergence(field: Array, names: Sequence[str]) -> Value:
    if field.shape != (len(names), 1):
        raise MeaningError("a divergence is taken of something that is no vector field")
    return add(*(ex.derivative(entry, name) for entry, name in zip(field.entries, names, strict=True)))


def _curl(field: Array, names: Sequence[str]) -> Value:
    if field.shape != (3, 1) or len(names) != 3:
        raise MeaningError("a curl is taken of something that is no vector field of space")
    f, pairs = field.entries, ((1, 2), (2, 0), (0, 1))
    return column([ex.sub(ex.derivative(f[j], names[i]), ex.derivative(f[i], names[j])) for i, j in pairs])


def _jacobian(field: Array, names: Sequence[str]) -> Value:
    return Array(tuple(tuple(ex.derivative(entry, name) for name in names) for entry in field.entries))


def _laplacian(field: Array, names: Sequence[str]) -> Value:
    return field.map(lambda entry: ex.add(*(ex.derivative(ex.derivative(entry, name), name) for name in names)))


def _further(node: Node, steps: int) -> Node:
    """Return a whole number with so much added."""
    return Sum((Term(1, node), Term(1, Number(str(steps)))))


def _single(value: Value) -> Expr:
    if isinstance(value, Array):
        raise MeaningError("a sum of infinitely many vectors is not computed")
    return value


def _or_infinite(limit: Expr) -> Expr:
    """Return a limit of an integral, ∞ as what it is."""
    if "infinity" not in ex.variables(limit):
        return limit
    if limit == ex.Var("infinity"):
        return ex.INFINITY
    if limit == ex.neg(ex.Var("infinity")):
        return ex.MINUS_INFINITY
    raise MeaningError("infinity is computed with")


FIELDS: Mapping[str, Callable[[Array, Sequence[str]], Value]] = {
    "div": _divergence,
    "curl": _curl,
    "laplace": _laplacian,
    "jacobian": _jacobian,
}
"""What ∇ makes of a field besides the gradient."""


def _whole(value: Value) -> int:
    if isinstance(value, ex.Const) and value.value.q == 1 and 0 <= value.value <= MAX_FACTORIAL:
        return int(value.value.p)
    raise MeaningError(f"a factorial is taken of something that is no whole number up to {MAX_FACTORIAL}")


def _exactly(value: Value) -> fmpq:
    if isinstance(value, ex.Const):
        return value.value
    raise MeaningError("something is rounded to a whole number that is no rational number")


SPECIAL: Mapping[tuple[str, int], Callable[..., Value]] = {
    ("tr", 1): trace,
    ("composed", 2): _composed,
    ("inner", 2): _inner,
    ("cross", 2): cross,
    ("floor", 1): lambda value: ex.Const(fmpq(_exactly(value).floor())),
    ("ceil", 1): lambda value: ex.Const(fmpq(_exactly(value).ceil())),
    ("factorial", 1): lambda value: ex.const(factorial(_whole(value))),
    ("binomial", 2): lambda n, k: ex.const(comb(_whole(n), _whole(k))),
}
"""Functions of arrays and of whole numbers, by name and number of arguments; a document may define them anew."""


FURTHER: Mapping[str, Callable[[Expr], Expr]] = {
    **{name: partial(ex.Fn, name) for name in ("arcsin", "arccos", "arctan")},
    "cot": lambda u: ex.div(ex.Fn("cos", u), ex.Fn("sin", u)),
    "sec": lambda u: ex.power(ex.Fn("cos", u), ex.MINUS_ONE),
    "csc": lambda u: ex.power(ex.Fn("sin", u), ex.MINUS_ONE),
    "coth": lambda u: ex.div(ex.Fn("cosh", u), ex.Fn("sinh", u)),
}
"""Functions of one argument that documents use and sheets do not."""


def _each(value: Value, change: Callable[[Expr], Expr]) -> Value:
    return value.map(change) if isinstance(value, Array) else change(value)


def _at_place(slope: Value, argument: Expr) -> Expr:
    found = _at(slope, (PLACE,), [argument])
    assert isinstance(found, Expr)
    return found


def _is_literal(definition: Definition) -> bool:
    parts = descendants(definition.body)
    return not definition.parameters and all(isinstance(part, Number | Sum | Term | Fraction) for part in parts)


def _is_itself(name: str, value: Expr) -> bool:
    return isinstance(value, ex.Var) and value.name == name


def _at(value: Value, names: Sequence[str], values: Sequence[Expr]) -> Value:
    known = {name: value for name, value in zip(names, values, strict=True) if not _is_itself(name, value)}
    return value if not known else _each(value, lambda entry: ex.substitute(entry, known))


@lru_cache(1_000)
def _literal(text: str) -> ex.Const:
    return ex.Const(exact(text))


_Rule = Callable[[_Lowering, Any, Scope], Value]

_RULES: Mapping[type[Node], _Rule] = {
    Number: lambda self, node, scope: _literal(node.text),
    Symbol: lambda self, node, scope: self.name(node.name, scope),
    Indexed: _Lowering.indexed,
    Group: lambda self, node, scope: self.lower(node.body, scope),
    Term: _Lowering.term,
    Sum: lambda self, node, scope: self.total([self.lower(term, scope) for term in node.terms], scope),
    Product: lambda self, node, scope: multiply(
        *(self.lower(factor, scope) for factor in node.factors), inner=scope.inner_products
    ),
    Hadamard: lambda self, node, scope: entrywise(*(plain(self.entrywise(part, scope)) for part in node.factors)),
    Fraction: _Lowering.fraction,
    Power: _Lowering.power,
    Call: _Lowering.call,
    Derivative: lambda self, node, scope: self.once(node, scope, _Lowering.derivative),
    Prime: _Lowering.prime,
    EvaluatedAt: _Lowering.evaluated,
    Between: _Lowering.between,
    Integral: _Lowering.integral,
    Limit: _Lowering.limit,
    BigSum: _Lowering.big_sum,
    BigProduct: _Lowering.big_product,
    Nabla: lambda self, node, scope: self.once(node, scope, _Lowering.nabla),
    Matrix: _Lowering.matrix,
    Tuple: lambda self, node, scope: column([self.scalar(item, scope) for item in node.items]),
    Transpose: _Lowering.transpose,
    Determinant: lambda self, node, scope: determinant(self.lower(node.body, scope)),
    Norm: _Lowering.norm,
    Component: _Lowering.component,
    Cases: _Lowering.cases,
}
"""What each node means; a node without a rule has no value of its own."""


def exact(text: str) -> fmpq:
    """Return the exact value of a literal: `0.1` is one tenth, `1e-3` one thousandth."""
    mantissa, _, exponent = text.rstrip(GOES_ON).lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    shift = int(exponent or 0) - len(decimals)
    value = fmpq(int((whole + decimals) or "0"))
    return value * fmpq(10) ** shift
