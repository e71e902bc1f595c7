"""Functions with a kink, at constants: on which side of the kink these lie makes the function a simple one.

What a dead unit multiplies is then 0 before anything is multiplied out.
"""

from collections.abc import Callable, Mapping

from flint import arb

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

SIDES: Mapping[str, tuple[Callable[[Expr], Expr], Callable[[Expr], Expr]]] = {
    "step": (lambda u: ex.ZERO, lambda u: ex.ONE),
    "sign": (lambda u: ex.MINUS_ONE, lambda u: ex.ONE),
    "abs": (ex.neg, lambda u: u),
    "relu": (lambda u: ex.ZERO, lambda u: u),
    "leaky_relu": (lambda u: ex.mul(ex.Const(ex.LEAKY_SLOPE), u), lambda u: u),
}
"""For each function what it is of negative and of positive arguments."""


def without_kinks(expr: Expr, value: Callable[[Expr], arb]) -> Expr:
    """Return the expression with these functions replaced where the side of a constant is certain.

    Args:
        expr: Any expression.
        value: Gives a ball around an expression without variables.
    """
    if not any(map(_is_settled, ex.subexpressions(expr))):
        return expr

    def visit(node: Expr, parts: tuple[Expr, ...]) -> Expr:
        found = ex.rebuild(node, parts)
        return _one_side(found, value) if isinstance(found, ex.Fn) and _is_settled(found) else found

    return ex.fold(expr, visit)


def _is_settled(node: Expr) -> bool:
    return isinstance(node, ex.Fn) and node.name in SIDES and not ex.variables(node)


def _one_side(node: ex.Fn, value: Callable[[Expr], arb]) -> Expr:
    argument = node.argument
    place, (below, above) = value(argument), SIDES[node.name]
    return below(argument) if place < 0 else above(argument) if place > 0 else node
