"""Products that were expanded with a term lost or changed: (a + b)² = a² + b² is a slip, no equation to be solved."""

from pipeline.equality.normal_form import polynomial_form
from pipeline.notation import expression as ex
from pipeline.notation.arrays import ShapeError
from pipeline.notation.meaning import MeaningError, Scope, meaning
from pipeline.notation.tree import Group, Node, Number, Power, Product, Sum, walk

MAX_TERMS = 60
LEAST_TERMS = 5
"""Of both sides together: two terms in common are then no accident."""


def is_failed_expansion(left: Node, right: Node, scope: Scope) -> bool:
    """Tell whether one side is a product of sums and the other what it expands to but for one term."""
    if _is_product_of_sums(left) and isinstance(right, Sum):
        return _differ_in_one_term(left, right, scope)
    return _is_product_of_sums(right) and isinstance(left, Sum) and _differ_in_one_term(right, left, scope)


def _is_product_of_sums(node: Node) -> bool:
    """Tell whether a formula is (a + b)² or (a + b)(c + d)."""
    match node:
        case Group(body):
            return _is_product_of_sums(body)
        case Power(base, Number()):
            return _has_sum(base)
        case Product(factors):
            return sum(map(_has_sum, factors)) > 1
        case _:
            return False


def _has_sum(node: Node) -> bool:
    return any(isinstance(part, Sum) and len(part.terms) > 1 for _, part in walk(node))


def _differ_in_one_term(product: Node, expanded: Node, scope: Scope) -> bool:
    try:
        one, other = meaning(product, scope), meaning(expanded, scope)
    except (MeaningError, ShapeError, RecursionError):
        return False
    counts = [_terms(side) for side in (one, other, ex.sub(one, other))]
    return counts[2] == 1 and counts[0] + counts[1] >= LEAST_TERMS


def _terms(expr: ex.Expr) -> int:
    """Return how many terms a polynomial has; 0 where a formula is none."""
    form = polynomial_form(expr, sorted(ex.variables(expr)), MAX_TERMS)
    return len(form.numerator) if form is not None and len(form.denominator) == 1 else 0
