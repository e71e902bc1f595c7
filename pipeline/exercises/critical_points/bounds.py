"""Global statements that can be read off the form of a function: sums of squares."""

from fractions import Fraction as Rational

from pipeline.notation.tree import Group, Node, Number, Power, Product, Sum


def sum_of_squares_bound(function: Node) -> Rational | None:
    """Return c where the function is written as c plus even powers with positive factors, else None.

    Then f(x) ≥ c everywhere. Only what can be seen is said: (x − 1)² + 3 gives 3, x² − 2x + 4 nothing.
    """
    terms = function.terms if isinstance(function, Sum) else ()
    parts = [(term.sign, term.node) for term in terms] or [(1, function)]
    constants = [sign * value for sign, node in parts if (value := _number(node)) is not None]
    others = [(sign, node) for sign, node in parts if _number(node) is None]
    if others and all(sign > 0 and _is_square(node) for sign, node in others):
        return sum(constants, Rational(0))
    return None


def _number(node: Node) -> Rational | None:
    return Rational(node.text) if isinstance(node, Number) else None


def _is_square(node: Node) -> bool:
    """Tell whether a term is an even power, times positive numbers and other even powers."""
    match node:
        case Group(body):
            return _is_square(body)
        case Power(_, Number(text)):
            return text.isdigit() and int(text) % 2 == 0
        case Product(factors):
            return all((_number(f) or 0) > 0 or _is_square(f) for f in factors)
        case _:
            return False
