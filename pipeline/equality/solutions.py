"""Equations that are solved rather than identities: `2x − 2 = 0 ⇔ x = 1`, `x = 1` where x is sought."""

from collections.abc import Sequence
from typing import cast

from flint import acb, arb, fmpq_poly

from pipeline.equality.context import Context
from pipeline.equality.decide import decide
from pipeline.equality.normal_form import polynomial_form
from pipeline.equality.relation import decide_relation, worst
from pipeline.equality.verdict import Consistent, Proved, Refuted, Unknown, Verdict, Witness
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import Definition, MeaningError, Scope, meaning
from pipeline.notation.tree import Node, Number, RelationSign, SetOf, Symbol, walk

MAX_TERMS = 2_000
BITS = 200

IRRATIONAL_PLACES = 40
"""A solution that the context gives with at least so many decimals is a rounded one."""


def among_solutions(name: str, relation: RelationSign, value: Node, context: Context) -> Verdict:
    """Decide `name = value` (or ≈) where the name is sought: the value has to be one of its solutions.

    Anything else, like an inequality, has to hold for all of them.
    """
    verdicts = [_compared(name, known, relation, value, context.valued) for known in context.solutions[name]]
    if relation not in ("=", "≈"):
        return worst(verdicts) if verdicts else Unknown("nothing is sought here")
    for verdict in verdicts:
        if isinstance(verdict, Proved | Consistent):
            return verdict
    values = ", ".join(_shown(known, context.valued) for known in context.solutions[name]) or "nothing"
    return Refuted(Witness({}, f"{name}, which can be {values}", _shown(value, context.valued)))


def _compared(name: str, known: Node, relation: RelationSign, value: Node, scope: Scope) -> Verdict:
    """Decide the relation for one solution, which is a value and no rounded literal, however it is written."""
    return decide_relation(Symbol(name), relation, value, scope.defining(name, Definition((), known)))


def _shown(node: Node, scope: Scope) -> str:
    try:
        with precision(BITS):
            return str(ball(meaning(node, scope)).str(10, radius=False))
    except (MeaningError, KeyError):
        return "something else"


def equation_holds_at_solutions(left: Expr, right: Expr, context: Context) -> Verdict | None:
    """Decide an equation in one sought variable: all its solutions in the answer have to satisfy it.

    Returns:
        None where the equation is not in exactly one sought variable.
    """
    names = ex.variables(left) | ex.variables(right)
    if len(names) != 1 or not names <= context.solutions.keys():
        return None
    (name,) = names
    difference = ex.sub(left, right)
    verdicts = [_vanishes_at(difference, name, known, context.valued) for known in context.solutions[name]]
    found = worst(verdicts) if verdicts else Unknown("nothing is sought here")
    return Proved("all solutions satisfy it") if isinstance(found, Proved) else found


def _vanishes_at(difference: Expr, name: str, known: Node, scope: Scope) -> Verdict:
    """Decide whether an expression vanishes at a solution; one with many decimals stands for an irrational number."""
    value = meaning(known, scope)
    digits = [part.text for _, part in walk(known) if isinstance(part, Number)]
    places = max((len(text.partition(".")[2]) for text in digits), default=0)
    if places < IRRATIONAL_PLACES:
        return decide(ex.substitute(difference, {name: value}), ex.ZERO)
    with precision(4 * places + BITS):
        there = ball(difference, {name: ball(value) + arb(0, arb(10) ** -places)})
    if there.contains(0):
        return Consistent(1, there.rad().str(2, radius=False))
    return Refuted(Witness({name: _shown(known, scope)}, str(there.str(10, radius=False)), "0"))


def equivalent(equation: Sequence[Expr], variable: Symbol, roots: Node, scope: Scope) -> Verdict:
    """Decide `left = right ⇔ variable = root`, or ⇔ variable ∈ {roots}: the real solutions are exactly those.

    Args:
        equation: Both sides, polynomial in the variable up to factors without zeros.
        variable: The unknown.
        roots: One number, or a set of numbers.
        scope: What the roots are made of.
    """
    left, right = equation
    form = polynomial_form(ex.sub(left, right), [variable.name], MAX_TERMS)
    if form is None or not form.numerator:
        return Unknown("the equation is not polynomial in one variable")
    degree = max(exponents[0] for exponents in form.numerator)
    polynomial = fmpq_poly([form.numerator.get((k,), 0) for k in range(degree + 1)])
    with precision(BITS):
        pairs = cast("list[tuple[acb, int]]", polynomial.numer().complex_roots())
        real = [root.real for root, _ in pairs if root.imag.is_zero()]
        claimed = [ball(meaning(item, scope)) for item in (roots.items if isinstance(roots, SetOf) else (roots,))]
        return _same(real, claimed)


def _same(real: Sequence[arb], claimed: Sequence[arb]) -> Verdict:
    if len(real) == len(claimed) and all(any(c.overlaps(r) for c in claimed) for r in real):
        return Proved("real roots isolated")
    shown = [", ".join(str(x.str(8, radius=False)) for x in values) or "none" for values in (real, claimed)]
    return Refuted(Witness({}, f"solved by {shown[0]}", f"solved by {shown[1]}"))
