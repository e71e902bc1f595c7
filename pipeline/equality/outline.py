"""Expressions in outline: what names stand for, and every function of anything, as one variable each.

An equation between outlines that is an identity holds for the expressions as well, and most equations of a derivation
hold at that level: they do not look into a weighted sum, nor do they need to know what a logistic function is.
"""

from dataclasses import dataclass, field
from itertools import count, islice

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr, Var
from pipeline.notation.meaning import Scope
from pipeline.notation.tree import Group, Node, Number, Product, Sum, Symbol, Term, descendants

PLAIN_PARTS = (Sum, Term, Product, Group, Symbol, Number)


@dataclass
class Outlines:
    """The outlines of the expressions of one scope.

    Attributes:
        found: The outline of every expression met since the last name was learnt.
        whole: What stands for an expression that is not looked into.
        looked_at: How many of the scope's expanded definitions have been looked at.
        numbers: For the names of variables.
    """

    found: dict[Expr, Expr] = field(default_factory=dict)
    whole: dict[Expr, Var] = field(default_factory=dict)
    looked_at: int = 0
    numbers: "count[int]" = field(default_factory=count)

    def of(self, expr: Expr) -> Expr:
        """Return the outline of an expression."""
        if expr not in self.found:
            for node in ex.subexpressions(expr):
                if node not in self.found:
                    self.found[node] = self._variable(node) or self._rebuilt(node)
        return self.found[expr]

    def _variable(self, node: Expr) -> Var | None:
        if isinstance(node, ex.Fn) and node not in self.whole:
            self.whole[node] = Var(f"part {next(self.numbers)}")
        return self.whole.get(node)

    def _rebuilt(self, node: Expr) -> Expr:
        return ex.rebuild(node, tuple([self.found[part] for part in node.parts]))

    def learn(self, scope: Scope) -> None:
        """Note what the names stand for that are defined by sums and products of other names."""
        expanded = scope.memory.expanded
        for (name, kept), value in islice(expanded.items(), self.looked_at, None):
            if not kept and isinstance(value, ex.Add | ex.Mul) and _is_plain(scope.definitions[name].body):
                self.whole.setdefault(value, Var(f"whole {name}"))
                self.found.clear()
        self.looked_at = len(expanded)


def _is_plain(body: Node) -> bool:
    return all(isinstance(part, PLAIN_PARTS) for part in descendants(body))


def outlines_of(scope: Scope) -> Outlines:
    """Return the outlines of a scope, with everything that has been expanded in it so far."""
    if not scope.definitions:
        return Outlines()
    if not isinstance(scope.memory.outlines, Outlines):
        scope.memory.outlines = Outlines()
    scope.memory.outlines.learn(scope)
    return scope.memory.outlines
