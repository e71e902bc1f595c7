"""The number that a formula without variables stands for: exact where that can be shown, else a narrow ball."""

from fractions import Fraction

from flint import arb, fmpq

from pipeline.equality.decide import decide
from pipeline.equality.verdict import Proved
from pipeline.errors import ComputationError
from pipeline.exercises.descent import evaluate
from pipeline.exercises.networks.real import ACCURATE_BITS, BITS
from pipeline.exercises.numerals import as_fraction
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import precision
from pipeline.notation.meaning import EMPTY, Scope, meaning
from pipeline.notation.tree import Node
from pipeline.notation.writer import latex

LARGEST_DENOMINATOR = 10_000
"""Of a fraction that a value is tried against."""


def value_of(formula: Node, scope: Scope = EMPTY, name: str = "") -> Fraction | arb:
    """Return the value of a formula.

    Args:
        formula: All its names have a definition in the scope.
        scope: The definitions.
        name: What the message calls it; empty for the formula itself.

    Raises:
        ComputationError: Where it has no finite value, or one that cannot be told from 0.
    """
    expr = meaning(formula, scope)
    for bits in BITS:
        with precision(bits):
            found = evaluate(expr, {})
        if isinstance(found, Fraction):
            return found
        if found.is_finite() and found.is_exact():
            return as_fraction(found)
        if found.is_finite() and found.rel_accuracy_bits() >= ACCURATE_BITS:
            return _rational(expr, found) or found
    if isinstance(decide(expr, ex.ZERO), Proved):
        return Fraction(0)
    raise ComputationError(
        f"{name or latex(formula)} could not be computed to enough digits",
        hint="it overflows, or it is 0 or extremely small and nothing shows which; other numbers avoid this",
    )


def _rational(expr: ex.Expr, value: arb) -> Fraction | None:
    """Return the simple fraction that a value is, where it can be proved to be one: softmax of equal inputs."""
    near = as_fraction(value.mid()).limit_denominator(LARGEST_DENOMINATOR)
    exact = fmpq(near.numerator, near.denominator)
    if not near or not value.overlaps(arb(exact)):
        return None
    return near if isinstance(decide(expr, ex.Const(exact)), Proved) else None
