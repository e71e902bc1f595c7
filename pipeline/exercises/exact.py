"""Exact value of an expression over the parameters; for the numbers of a sheet, not for pages."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from pipeline.exercises.numerals import refusal
from pipeline.notation import tree
from pipeline.notation.tree import Node

MAX_BITS = 4000
"""Size that numerator or denominator of a value may reach."""


class EvaluationError(ValueError):
    """An expression has no exact rational value.

    Attributes:
        node: The part to blame.
        reason: `name` where a name is unknown, `form` where this is not arithmetic, else `value`.
    """

    def __init__(self, message: str, node: Node, reason: Literal["name", "form", "value"] = "value") -> None:
        super().__init__(message)
        self.node = node
        self.reason = reason


def evaluate(node: Node, parameters: Mapping[str, Any]) -> Fraction:
    """Return the exact rational value of an expression.

    Args:
        node: Numbers, names of parameters, `+ - * /` and powers with whole exponents.
        parameters: Values; a parameter that is a list is no number.

    Raises:
        EvaluationError: For anything else, a division by zero, or a value beyond MAX_BITS.
    """
    match node:
        case tree.Number(text):
            return _literal(text, node)
        case tree.Symbol(name):
            return _named(name, node, parameters)
        case tree.Group(body):
            return evaluate(body, parameters)
        case tree.Sum(terms):
            return _bounded(sum((t.sign * evaluate(t.node, parameters) for t in terms), Fraction()), node)
        case tree.Product(factors):
            return _product([evaluate(factor, parameters) for factor in factors], node)
        case tree.Fraction(numerator, denominator):
            return _quotient(evaluate(numerator, parameters), evaluate(denominator, parameters), node)
        case tree.Power(base, exponent):
            return _power(evaluate(base, parameters), evaluate(exponent, parameters), node)
        case _:
            raise EvaluationError("only numbers, parameters, + - * / and ^ have an exact value", node, "form")


def _literal(text: str, node: Node) -> Fraction:
    reason = refusal(text)
    if reason:
        raise EvaluationError(f"the number {text[:20]} {reason}", node)
    return Fraction(text)


def _named(name: str, node: Node, parameters: Mapping[str, Any]) -> Fraction:
    if name not in parameters:
        raise EvaluationError(f"unknown name '{name}'", node, "name")
    value = parameters[name]
    if not isinstance(value, Fraction):
        what = "a list" if isinstance(value, tuple) else "text"
        raise EvaluationError(f"the parameter '{name}' is {what}, not a number", node)
    return value


def _product(values: list[Fraction], node: Node) -> Fraction:
    result = Fraction(1)
    for value in values:
        result = _bounded(result * value, node)
    return result


def _quotient(numerator: Fraction, denominator: Fraction, node: Node) -> Fraction:
    if denominator == 0:
        raise EvaluationError("division by zero", node)
    return _bounded(numerator / denominator, node)


def _power(base: Fraction, exponent: Fraction, node: Node) -> Fraction:
    if exponent.denominator != 1:
        raise EvaluationError("a power with a fraction as exponent has no exact value", node)
    if base == 0 and exponent < 0:
        raise EvaluationError("division by zero", node)
    if _bits(base) * abs(exponent.numerator) > MAX_BITS:
        raise EvaluationError("the number is too large", node)
    return Fraction(base**exponent.numerator)


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _bounded(value: Fraction, node: Node) -> Fraction:
    if _bits(value) > MAX_BITS:
        raise EvaluationError("the number is too large", node)
    return value
