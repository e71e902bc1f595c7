"""Expressions in outline: what names stand for, and every function of anything, as one variable each.

An equation between outlines that is an identity holds for the expressions as well, and most equations of a derivation
hold at that level: they do not look into a weighted sum, nor do they need to know what a logistic function is.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr, Var
from pipeline.notation.meaning import MeaningError, Scope, value_of
from pipeline.notation.tree import Group, Node, Number, Product, Sum, Symbol, Term, descendants

PLAIN_PARTS = (Sum, Term, Product, Group, Symbol, Number)


@dataclass
class Outlines:
    """The outlines of the expressions of one scope.

    Attributes:
        whole: What stands for an expression that is not looked into.
        found: The outline of every expression met so far.
        numbers: For the names of variables.
    """

    whole: dict[Expr, Var]
    found: dict[Expr, Expr] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)

    def of(self, expr: Expr) -> Expr:
        """Return the outline of an expression."""
        if expr not in self.found:
            for node in ex.subexpressions(expr):
                if node not in self.found:
                    self.found[node] = self._variable(node) or self._rebuilt(node)
        return self.found[expr]

    def _variable(self, node: Expr) -> Var | None:
        if isinstance(node, ex.Fn | ex.Integral) and node not in self.whole:
            self.whole[node] = Var(f"part {next(self.numbers)}")
        return self.whole.get(node)

    def _rebuilt(self, node: Expr) -> Expr:
        return ex.rebuild(node, tuple([self.found[part] for part in node.parts]))


def outlines_of(scope: Scope) -> Outlines:
    """Return the outlines of a scope. They depend on its definitions alone, not on what was looked at before."""
    if not scope.definitions:
        return Outlines({})
    if not isinstance(scope.memory.outlines, Outlines):
        scope.memory.outlines = Outlines(dict(_sums_and_products(scope)))
    return scope.memory.outlines


def _sums_and_products(scope: Scope) -> Iterator[tuple[Expr, Var]]:
    """Yield what the names stand for that are defined by sums and products of other names."""
    plain = scope.unbound().with_kept(frozenset())
    for name, definition in reversed(list(scope.definitions.items())):  # the first of equal ones is the one that stays
        if definition.parameters or not _is_plain(definition.body):
            continue
        with suppress(MeaningError):
            value = value_of(Symbol(name), plain)
            if isinstance(value, ex.Add | ex.Mul):
                yield value, Var(f"whole {name}")


def _is_plain(body: Node) -> bool:
    return all(isinstance(part, PLAIN_PARTS) for part in descendants(body))
