"""Differentiates rule by rule, then multiplies out and collects; every step is checked when it is made.

A line of the page is one round: every derivative that still stands is taken one rule further (a constant factor is
drawn out on the way; sums of powers are done at once), as a person would.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.derivation.collect import collect, multiply_out
from pipeline.derivation.rules import apply_rule, depends
from pipeline.derivation.steps import Derivation, Step, checked_step
from pipeline.derivation.tidy import tidy
from pipeline.errors import ComputationError
from pipeline.notation.meaning import EMPTY, Scope
from pipeline.notation.tree import (
    Derivative,
    Fraction,
    Group,
    Node,
    Number,
    Path,
    Power,
    Product,
    Sum,
    Symbol,
    at,
    replace_at,
    walk,
)
from pipeline.notation.writer import latex

MAX_STEPS = 2_000


def differentiate(body: Node, variable: Symbol, *, order: Sequence[Symbol] = (), scope: Scope = EMPTY) -> Derivation:
    """Return ∂/∂variable [body] worked out.

    Args:
        body: Any formula of sums, products, quotients, powers and built-in functions.
        variable: By which it is differentiated; every other name is constant.
        order: The variables in the order in which terms are arranged.
        scope: Definitions of other names, for the check of each step.

    Raises:
        ComputationError: For a function without a rule, or one whose derivative is longer than MAX_STEPS steps.
        RefutedError: Never, unless a rule is wrong.
    """
    if scope is EMPTY:
        return _differentiated(body, variable, tuple(order) or (variable,))
    return _Work(Derivative(body, (variable,)), scope).finish(order or (variable,))


@lru_cache(maxsize=256)
def _differentiated(body: Node, variable: Symbol, order: tuple[Symbol, ...]) -> Derivation:
    """Work a derivative out once: the sheets of a course, and all variants of one, have many in common."""
    return _Work(Derivative(body, (variable,)), EMPTY).finish(order)


class _Work:
    """The formula under way, and the steps taken."""

    def __init__(self, start: Node, scope: Scope) -> None:
        self.start = start
        self.tree = start
        self.scope = scope
        self.steps: list[Step] = []
        self.line = 0

    def finish(self, order: Sequence[Symbol]) -> Derivation:
        while places := list(_derivatives(self.tree)):
            for place in reversed(places):
                self.advance(place)
            self.rewrite("", (), tidy(self.tree))
            self.line += 1
        self.rewrite("multiply", (), multiply_out(self.tree))
        self.line += 1
        self.rewrite("collect", (), collect(self.tree, order))
        return Derivation(self.start, tuple(self.steps))

    def advance(self, place: Path) -> None:
        """Take the derivative at the place one rule further; an elementary one to its end."""
        node = at(self.tree, place)
        assert isinstance(node, Derivative)
        to_the_end = is_elementary(node.body, node.variables[0])
        rule = self.apply(place, node)
        for path in reversed([(*place, *path) for path in _derivatives(at(self.tree, place))]):
            if to_the_end or goes_on(rule, at(self.tree, path)):
                self.advance(path)

    def apply(self, place: Path, node: Derivative) -> str:
        found = apply_rule(node)
        if found is None:
            raise ComputationError(f"there is no rule for the derivative of {latex(node.body)}")
        rule, result = found
        self.rewrite(rule.name, place, replace_at(self.tree, place, result))
        return rule.name

    def rewrite(self, rule: str, place: Path, after: Node) -> None:
        if after == self.tree:
            return
        if len(self.steps) >= MAX_STEPS:
            raise ComputationError(f"a derivative takes more than {MAX_STEPS} steps", hint="simplify the function")
        self.steps.append(checked_step(Step(rule, place, self.tree, after, self.line), self.scope))
        self.tree = after


def goes_on(rule: str, inner: Node) -> bool:
    """Tell whether a derivative that a rule left behind is taken in the same line."""
    if not isinstance(inner, Derivative):
        return False
    body, variable = inner.body, inner.variables[0]
    match rule:
        case "constant factor" | "brackets":
            return True
        case "sum":
            return is_elementary(body, variable)
        case _:
            return body == variable or not depends(body, variable)


def _derivatives(tree: Node) -> Iterator[Path]:
    return (path for path, part in walk(tree) if isinstance(part, Derivative))


def is_elementary(body: Node, variable: Node) -> bool:
    """Tell whether a person writes this derivative down at once: constants, powers of x, and sums of them."""
    if not isinstance(variable, Symbol) or not depends(body, variable):
        return True
    match body:
        case Symbol():
            return True
        case Group(inner):
            return is_elementary(inner, variable)
        case Power(base, Number()):
            return base == variable
        case Product(factors):
            moving = [factor for factor in factors if depends(factor, variable)]
            return len(moving) == 1 and not isinstance(moving[0], Sum) and is_elementary(moving[0], variable)
        case Fraction(numerator, denominator):
            return not depends(denominator, variable) and is_elementary(numerator, variable)
        case Sum(terms):
            return all(is_elementary(term.node, variable) for term in terms)
        case _:
            return False
