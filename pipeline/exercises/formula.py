"""A parameter whose value is text: an expression that a sheet puts into others, or a word such as `sigmoid`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pipeline.errors import CorrigeError
from pipeline.exercises.exact import EvaluationError, evaluate
from pipeline.notation.calculator import parse_expression
from pipeline.notation.tree import Node, Symbol, walk

_WORDS = re.compile(r"[A-Za-z][A-Za-z -]*")


@dataclass(frozen=True)
class Formula:
    """Text as a value.

    Attributes:
        text: As in the sheet.
        node: The expression; None where the text is words that are no expression (`leaky relu`).
    """

    text: str
    node: Node | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return self.text

    @property
    def names(self) -> frozenset[str]:
        """The names that stand in the expression."""
        parts = () if self.node is None else walk(self.node)
        return frozenset(part.name for _, part in parts if isinstance(part, Symbol))


def read_formula_value(text: str) -> Fraction | Formula:
    """Return what a string means as the value of a parameter: a number where it has no names in it.

    Raises:
        CorrigeError: Where it is neither an expression nor words.
    """
    try:
        node = parse_expression(text)
    except CorrigeError:
        if _WORDS.fullmatch(text):
            return Formula(text)
        raise
    try:
        return evaluate(node, {})
    except EvaluationError as error:
        if error.reason in ("name", "form"):
            return Formula(text, node)
        raise


def resolved(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with every formula over other parameters worked out; formulas with further names stay.

    Raises:
        EvaluationError: Where one divides by zero or grows beyond all bounds.
    """
    known = dict(values)
    waiting = {name: value for name, value in values.items() if isinstance(value, Formula) and value.node is not None}
    while ready := [name for name, value in waiting.items() if _is_ready(value, known)]:
        for name in ready:
            node = waiting.pop(name).node
            assert node is not None
            known[name] = _worked_out(node, known, values[name])
    return known


def _is_ready(formula: Formula, known: Mapping[str, Any]) -> bool:
    return bool(formula.names) and all(isinstance(known.get(name), Fraction) for name in formula.names)


def _worked_out(node: Node, known: Mapping[str, Any], otherwise: Formula) -> Fraction | Formula:
    """Return the number; the formula itself where it has functions in it, which a page can still show."""
    try:
        return evaluate(node, known)
    except EvaluationError as error:
        if error.reason == "form":
            return otherwise
        raise
