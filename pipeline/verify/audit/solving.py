"""Equations and their solutions: is what the text gives as a root one, and are there others?"""

from collections.abc import Sequence

from flint import arb

from pipeline.equality.context import Context
from pipeline.equality.decide import decide
from pipeline.equality.relation import half_unit
from pipeline.equality.solutions import equivalent
from pipeline.equality.verdict import Consistent, Proved, Refuted, Unknown, Verdict, Witness
from pipeline.notation import expression as ex
from pipeline.notation.arrays import ShapeError
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.meaning import MeaningError, exact, meaning
from pipeline.notation.tree import Node, Number, SetOf, Sum, Symbol
from pipeline.verify.audit.comparing import LIMITS, MAX_WORK, work

PARTS = 32
"""Parts of the range that a rounded root stands for: over its whole, large terms would seem to cancel."""


def solves(sides: Sequence[Node], name: Node, root: Node, context: Context, *, is_complete: bool) -> Verdict:
    """Decide `left = right ⇔ name = root`.

    Args:
        sides: Of the equation.
        name: What is solved for.
        root: A number, a formula in other names, or a set of roots.
        context: What holds; names with values are kept as names.
        is_complete: Whether all real roots are claimed to be given.
    """
    if not isinstance(name, Symbol) or any(work(side) > MAX_WORK for side in (*sides, root)):
        return Unknown("only equations for one name are solved")
    try:
        scope = context.structure.keeping(name.name)
        left, right = (meaning(side, scope) for side in sides)
        difference = ex.sub(left, right)
        roots = [meaning(item, context.structure) for item in (root.items if isinstance(root, SetOf) else (root,))]
    except (MeaningError, ShapeError, RecursionError) as problem:
        return Unknown(str(problem))
    if name.name not in ex.variables(difference):
        return Unknown("the equation does not contain what is solved for")
    nodes = root.items if isinstance(root, SetOf) else (root,)
    verdicts = [
        _rounded(difference, name.name, node) or decide(ex.substitute(difference, {name.name: value}), ex.ZERO, LIMITS)
        for node, value in zip(nodes, roots, strict=True)
    ]
    for verdict in verdicts:
        if isinstance(verdict, Refuted):
            return Refuted(Witness(verdict.witness.at, verdict.witness.left, "0"))
        if isinstance(verdict, Unknown):
            return verdict
    if is_complete and ex.variables(difference) == {name.name}:
        return _complete((left, right), name, root, context)
    return verdicts[0] if verdicts else Unknown("no root is given")


def _rounded(difference: ex.Expr, name: str, root: Node) -> Verdict | None:
    """Decide whether an equation may have a root that is printed so, as far as the digits go; None where none is."""
    literal = root.terms[0].node if isinstance(root, Sum) and len(root.terms) == 1 else root
    if not isinstance(literal, Number) or "." not in literal.text or ex.variables(difference) != {name}:
        return None
    sign = -1 if isinstance(root, Sum) and root.terms[0].sign < 0 else 1
    with precision(LIMITS.bits):
        centre, radius = sign * arb(exact(literal.text)), arb(half_unit(literal.text)) / PARTS
        parts = (arb(centre + (2 * k + 1 - PARTS) * radius, radius) for k in range(PARTS))
        values = (ball(difference, {name: part}) for part in parts)
        may_be_root = any(value.contains(0) or not value.is_finite() for value in values)
    return Consistent(1, str(half_unit(literal.text))) if may_be_root else None


def _complete(sides: Sequence[ex.Expr], name: Symbol, root: Node, context: Context) -> Verdict:
    """Return a proof where all roots are given; further roots may be excluded by words, so they refute nothing."""
    try:
        verdict = equivalent(sides, name, root, context.valued.keeping(name.name))
    except (MeaningError, ShapeError, KeyError, ValueError, RecursionError):
        return Consistent(1, "0")
    return verdict if isinstance(verdict, Proved) else Consistent(1, "0")
