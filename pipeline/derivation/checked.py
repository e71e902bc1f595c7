"""Chains that a kind composed by hand, proved before they are printed."""

from pipeline.equality.relation import ROUNDED_PLACES, decide_relation
from pipeline.equality.verdict import DEFAULT_LIMITS, Limits, Refuted, Unknown, Verdict
from pipeline.errors import ComputationError, RefutedError
from pipeline.notation.meaning import Scope
from pipeline.notation.tree import Chain, Link, Node
from pipeline.notation.writer import latex


def checked(
    chain: Chain, scope: Scope, *, rounded_places: int = ROUNDED_PLACES, limits: Limits = DEFAULT_LIMITS
) -> Chain:
    """Return the chain after deciding each of its relations.

    A rounded number passes if it agrees with the value from full precision (the last member joined by `=`) or with
    that from the printed operands (the member before).

    Args:
        chain: As it will be printed.
        scope: The definitions that hold.
        rounded_places: Decimals from which on a literal counts as rounded.
        limits: Bounds on the work.

    Raises:
        RefutedError: With the relation and its counter-example.
        ComputationError: Where a relation cannot be decided.
    """
    exact = before = chain.first
    for link in chain.links:
        candidates = (exact, before) if link.relation == "≈" and exact is not before else (before,)
        verdicts: list[Verdict] = []
        for side in candidates:
            verdicts.append(
                decide_relation(side, link.relation, link.node, scope, rounded_places=rounded_places, limits=limits)
            )
            if not isinstance(verdicts[-1], Refuted | Unknown):
                break
        _refuse(before, link, verdicts)
        if link.relation != "≈" and (exact is before or link.relation != "="):
            exact = link.node
        before = link.node
    return chain


def _refuse(before: Node, link: Link, verdicts: list[Verdict]) -> None:
    if not all(isinstance(verdict, Refuted | Unknown) for verdict in verdicts):
        return
    shown = f"{latex(before)} {link.relation} {latex(link.node)}"
    for verdict in verdicts:
        if isinstance(verdict, Refuted):
            raise RefutedError(f"an equation is wrong: {shown}; {verdict.witness}")
    reason = next(verdict.reason for verdict in verdicts if isinstance(verdict, Unknown))
    raise ComputationError(f"an equation could not be decided: {shown}; {reason}")
