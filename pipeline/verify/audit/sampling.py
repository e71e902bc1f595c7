"""Formulas as floats at a few points, quickly and many times over: a sieve for candidates, never a verdict."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flint import arb, fmpq

from pipeline.equality.context import Context
from pipeline.equality.decide import random_points
from pipeline.equality.indices import dimensions_in, free_indices, instances
from pipeline.notation import expression as ex
from pipeline.notation.arrays import ShapeError
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import MeaningError, Scope, value_of
from pipeline.notation.tree import Fraction, Group, Node, Number, Power, Product, Sum, Term

Values = tuple[float, ...]

POINTS = 2
MAX_INSTANCES = 8
UNDEFINED = math.nan


@dataclass
class Sampler:
    """Evaluates formulas at fixed points of one relation.

    Attributes:
        scopes: One per instance of the indices.
        points: Values of the free names.
        prepare: Rewrites a part that is no plain arithmetic.
    """

    scopes: Sequence[Scope]
    points: Sequence[Mapping[str, arb]]
    prepare: Callable[[Node], Node]
    by_identity: dict[int, Values] = field(default_factory=dict)
    by_node: dict[Node, Values] = field(default_factory=dict)
    alive: list[Node] = field(default_factory=list)

    @property
    def undefined(self) -> Values:
        """The values of a formula without a meaning."""
        return (UNDEFINED,) * (len(self.scopes) * len(self.points))

    def values(self, node: Node) -> Values:
        """Return the values of a formula at all points; nan where it has none."""
        key = id(node)
        if key not in self.by_identity:
            self.alive.append(node)
            self.by_identity[key] = self._computed(node)
        return self.by_identity[key]

    def _computed(self, node: Node) -> Values:
        match node:
            case Number(text):
                return (float(text),) * len(self.undefined)
            case Group(body):
                return self.values(body)
            case Term(sign, body):
                return tuple(sign * value for value in self.values(body))
            case Sum(terms):
                return tuple(map(sum, zip(*(self.values(term) for term in terms), strict=True)))
            case Product(factors):
                return tuple(map(math.prod, zip(*(self.values(factor) for factor in factors), strict=True)))
            case Fraction(above, below):
                return tuple(map(_divided, self.values(above), self.values(below)))
            case Power(base, Number(text)) if text.isdigit() and len(text) < 3:
                return tuple(map(_power, self.values(base), (int(text),) * len(self.undefined)))
            case _:
                return self._opaque(node)

    def _opaque(self, node: Node) -> Values:
        if node not in self.by_node:
            self.by_node[node] = self._meant(node)
        return self.by_node[node]

    def _meant(self, node: Node) -> Values:
        found: list[float] = []
        try:
            prepared = self.prepare(node)
            for scope in self.scopes:
                found += self.numbers(value_of(prepared, scope))
        except (MeaningError, ShapeError, KeyError, OverflowError, ValueError, RecursionError):
            return self.undefined
        return tuple(found)

    def numbers(self, value: object) -> list[float]:
        """Return the values of one expression at all points; an array has none."""
        if not isinstance(value, Expr):
            return [UNDEFINED] * len(self.points)
        with precision(80):
            return [_float(value, point) for point in self.points]


def _float(value: Expr, point: Mapping[str, arb]) -> float:
    try:
        found = ball(value, point)
        return float(found.mid()) if found.is_finite() else UNDEFINED
    except KeyError:
        return UNDEFINED


def _divided(a: float, b: float) -> float:
    return a / b if b else UNDEFINED


def _power(base: float, exponent: int) -> float:
    try:
        return float(base**exponent)
    except OverflowError:
        return UNDEFINED


def sampler(
    nodes: Sequence[Node], context: Context, prepare: Callable[[Node], Node], *, valued: bool
) -> Sampler | None:
    """Return a sampler for a relation between formulas; None where nothing can be sampled.

    Args:
        nodes: Its sides, and what else may occur.
        context: In which it stands.
        prepare: Rewrites a formula before it is given a meaning.
        valued: Whether the given values count.
    """
    letters = frozenset().union(*(free_indices(node, context) for node in nodes))
    sizes = frozenset().union(*(dimensions_in(node, context) for node in nodes))
    base = context.valued if valued else context.structure
    scopes = [
        base.binding(bound) for bound, _ in zip(instances(letters, sizes, context), range(MAX_INSTANCES), strict=False)
    ]
    names = sorted({*context.values, *_free(nodes, scopes, prepare)})
    points = [
        {name: _moderate(value) for name, value in point.items()} for point in random_points(names, b"repair", POINTS)
    ]
    return Sampler(scopes, points, prepare) if scopes else None


def _moderate(value: fmpq) -> arb:
    """Return a positive value of moderate size, so that exponentials do not swamp what is beside them."""
    size = abs(arb(value))
    return arb(1) / 5 + size / (1 + size)


def _free(nodes: Sequence[Node], scopes: Sequence[Scope], prepare: Callable[[Node], Node]) -> set[str]:
    found: set[str] = set()
    for scope in scopes:
        for node in nodes:
            try:
                value = value_of(prepare(node), scope)
            except (MeaningError, ShapeError, RecursionError):
                continue
            for entry in (value,) if isinstance(value, Expr) else value.entries:
                found |= ex.variables(entry)
    return found


def close(a: Values, b: Values, tolerance: float = 1e-9) -> bool:
    """Tell whether two formulas have the same values wherever they were sampled."""
    return all(abs(x - y) <= tolerance * max(1e-3, abs(x), abs(y)) for x, y in zip(a, b, strict=True))
