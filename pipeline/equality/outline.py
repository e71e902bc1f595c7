"""Expressions in outline: what names stand for, and every function of anything, as one variable each.

An equation between outlines that is an identity holds for the expressions as well, and most equations of a derivation
hold at that level: they do not look into a weighted sum, nor do they need to know what a logistic function is.
"""

from dataclasses import dataclass, field
from itertools import count

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr, Var
from pipeline.notation.meaning import Scope
from pipeline.notation.tree import Group, Node, Number, Product, Sum, Symbol, Term, walk

PLAIN_PARTS = (Sum, Term, Product, Group, Symbol, Number)

Key = tuple[object, ...]


@dataclass
class Outlines:
    """The outlines of the expressions of one scope.

    Attributes:
        known: One representative for all expressions of the same structure.
        met: By the identity of an expression, the expression itself and its representative.
        whole: By the identity of a representative, the variable in whose place it stands.
        named: Names that have been looked at.
        numbers: For the names of variables.
    """

    known: dict[Key, Expr] = field(default_factory=dict)
    met: dict[int, tuple[Expr, Expr]] = field(default_factory=dict)
    whole: dict[int, Var] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    numbers: "count[int]" = field(default_factory=count)

    def of(self, expr: Expr) -> Expr:
        """Return the outline of an expression."""
        values: dict[int, Expr] = {}
        single = self._single(expr)
        for node in ex.subexpressions(single):
            values[id(node)] = self._variable(node) or ex.rebuild(node, tuple(values[id(p)] for p in ex.parts_of(node)))
        return values[id(single)]

    def _variable(self, node: Expr) -> Var | None:
        if isinstance(node, ex.Fn) and id(node) not in self.whole:
            self.whole[id(node)] = Var(f"part {next(self.numbers)}")
        return self.whole.get(id(node))

    def _single(self, expr: Expr) -> Expr:
        """Return the representative of an expression; parts of the same structure become the same object."""
        for node in ex.subexpressions(expr):
            if id(node) not in self.met:
                parts = tuple([self.met[id(part)][1] for part in ex.parts_of(node)])
                self.met[id(node)] = node, self._representative(node, parts)
        return self.met[id(expr)][1]

    def _representative(self, node: Expr, parts: tuple[Expr, ...]) -> Expr:
        own = node.name if isinstance(node, Var | ex.Fn) else str(node.value) if isinstance(node, ex.Const) else ""
        key = (type(node), own, *map(id, parts))
        if key not in self.known:
            self.known[key] = ex.rebuild(node, parts)
        return self.known[key]

    def learn(self, scope: Scope) -> None:
        """Note what the names stand for that are defined by sums and products of other names."""
        for (name, kept), value in scope.memory.expanded.items():
            if kept or name in self.named:
                continue
            self.named.add(name)
            if isinstance(value, ex.Add | ex.Mul) and _is_plain(scope.definitions[name].body):
                self.whole.setdefault(id(self._single(value)), Var(f"whole {name}"))


def _is_plain(body: Node) -> bool:
    return all(isinstance(part, PLAIN_PARTS) for _, part in walk(body))


def outlines_of(scope: Scope) -> Outlines:
    """Return the outlines of a scope, with everything that has been expanded in it so far."""
    if not isinstance(scope.memory.outlines, Outlines):
        scope.memory.outlines = Outlines()
    scope.memory.outlines.learn(scope)
    return scope.memory.outlines
