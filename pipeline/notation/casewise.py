"""Distinctions of cases: which branch holds, or one formula for all branches with a step for each condition.

Where a condition is about numbers the branch is chosen; where it is about names, each value is multiplied by the
indicator of its condition. On the border between two cases, which random points never meet, it says nothing.
"""

from collections.abc import Callable, Iterator

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr
from pipeline.notation.tree import Case, Chain, Interval, Node

OTHERWISE = ("otherwise", "else", "sonst", "sinon", "ansonsten")


class UndecidedCaseError(Exception):
    """A condition is none that can be turned into a number."""


def weights(branches: tuple[Case, ...], scalar: Callable[[Node], Expr]) -> Iterator[tuple[Case, Expr]]:
    """Yield each branch with the indicator of its condition, 0 and 1 where that is decided; only those that may hold.

    Args:
        branches: In order; the first whose condition holds counts.
        scalar: What a formula in a condition means.

    Raises:
        UndecidedCaseError: For a condition in words alone, or one that compares nothing.
    """
    left: Expr = ex.ONE
    for branch in branches:
        own = indicator(branch, scalar)
        if not _is(own, 0) and not _is(left, 0):
            yield branch, ex.mul(left, own)
        left = ex.mul(left, ex.sub(ex.ONE, own))
        if _is(own, 1):
            return


def indicator(branch: Case, scalar: Callable[[Node], Expr]) -> Expr:
    """Return 1 where the conditions of a branch hold and 0 where they do not."""
    words = branch.words.lower().split()
    if not branch.conditions:
        if any(word.strip(".,;") in OTHERWISE for word in words):
            return ex.ONE
        raise UndecidedCaseError("a case is told in words alone")
    if "or" in words or "oder" in words:
        missed = ex.mul(*(ex.sub(ex.ONE, _holds(condition, scalar)) for condition in branch.conditions))
        return ex.sub(ex.ONE, missed)
    return ex.mul(*(_holds(condition, scalar) for condition in branch.conditions))


def _holds(condition: Node, scalar: Callable[[Node], Expr]) -> Expr:
    if not isinstance(condition, Chain):
        raise UndecidedCaseError("the condition of a case compares nothing")
    found: Expr = ex.ONE
    before = condition.first
    for link in condition.links:
        found = ex.mul(found, _compared(before, link.relation, link.node, scalar))
        before = link.node
    return found


def _compared(left: Node, relation: str, right: Node, scalar: Callable[[Node], Expr]) -> Expr:
    if relation == "∈" and isinstance(right, Interval):
        above = _positive(ex.sub(scalar(left), scalar(right.lower)), strict=right.ends[0] == "(")
        return ex.mul(above, _positive(ex.sub(scalar(right.upper), scalar(left)), strict=right.ends[1] == ")"))
    difference = ex.sub(scalar(left), scalar(right))
    match relation:
        case "=" | "≠":
            equal = isinstance(difference, ex.Const) and difference.value == 0
            return ex.ONE if equal == (relation == "=") else ex.ZERO
        case ">" | "≥":
            return _positive(difference, strict=relation == ">")
        case "<" | "≤":
            return _positive(ex.mul(ex.MINUS_ONE, difference), strict=relation == "<")
        case _:
            raise UndecidedCaseError(f"'{relation}' is no condition of a case that is decided")


def _positive(value: Expr, *, strict: bool) -> Expr:
    if isinstance(value, ex.Const):
        return ex.ONE if value.value > 0 or (value.value == 0 and not strict) else ex.ZERO
    return ex.Fn("step", value)


def _is(value: Expr, number: int) -> bool:
    return isinstance(value, ex.Const) and value.value == number
