"""The key `domain` of a sheet: a box, one pair of ends per variable."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any

from pydantic import PlainValidator, ValidationInfo

from pipeline.derivation.substitute import substitute
from pipeline.derivation.tidy import tidy
from pipeline.errors import CorrigeError
from pipeline.exercises.critical_points.region import Side
from pipeline.exercises.fields import FieldError, declared, described, parameters_of
from pipeline.exercises.numerals import given_node
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import precision
from pipeline.notation.meaning import MeaningError
from pipeline.notation.tree import Node, Symbol, walk
from pipeline.notation.vocabulary import CONSTANTS

HINT = 'one pair of ends per variable: domain = [[0, "2*pi"], [-1, 1]]'
BITS = 256


def _sides(value: object, info: ValidationInfo) -> tuple[Side, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise FieldError(f"{{key}} must be a list of pairs, not {described(value)}", hint=HINT)
    return tuple(_side(pair, i, parameters_of(info)) for i, pair in enumerate(value))


def _side(pair: object, index: int, parameters: Mapping[str, Any]) -> Side:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise FieldError(f"{{key}} must be a pair of ends, not {described(pair)}", path=(index,), hint=HINT)
    low, high = (_end(value, (index, k), parameters) for k, value in enumerate(pair))
    side = Side(low, high)
    try:
        with precision(BITS):
            ends = side.balls()
            if not all(end.is_finite() for end in ends):
                raise FieldError("{key}: an end of a side is no finite number", path=(index,))
            if not ends[0] < ends[1]:
                word = "empty" if ends[0].overlaps(ends[1]) else "reversed"
                raise FieldError(f"{{key}} is {word}", path=(index,), hint="the lower end comes first")
    except MeaningError as problem:
        raise FieldError(f"{{key}}: {problem}", path=(index,)) from None
    return side


def _end(value: object, path: tuple[int, int], parameters: Mapping[str, Any]) -> Node:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return given_node(Fraction(value) if isinstance(value, int) else value)
    if not isinstance(value, str):
        raise FieldError(f"{{key}} must be a number, not {described(value)}", path=path)
    try:
        node = parse_expression(value)
    except CorrigeError as error:
        place = error.place
        column, length = (place.column, place.length) if place else (None, 1)
        message = f"{error.message} in {{key}}"
        raise FieldError(message, hint=error.hint, path=path, column=column, length=length) from None
    for _, part in walk(node):
        if isinstance(part, Symbol) and part.name not in {*parameters, *CONSTANTS}:
            hint = declared("parameter", parameters) if parameters else "the sheet declares no parameters"
            raise FieldError(f"unknown name '{part.name}' in {{key}}", path=path, hint=hint)
    values = {name: given_node(number) for name, number in parameters.items() if isinstance(number, Fraction)}
    return tidy(substitute(node, values)) if values else node


Sides = Annotated[tuple[Side, ...], PlainValidator(_sides)]
"""A list of pairs: numbers, or formulas over the parameters and π."""


def check_box(sides: Sequence[Side], variables: Sequence[str]) -> None:
    """Refuse a box with another number of sides than there are variables.

    Raises:
        FieldError: In that case.
    """
    if len(sides) != len(variables):
        count = f"{len(sides)} side{'' if len(sides) == 1 else 's'}"
        raise FieldError(
            f"{{key}} has {count} for {len(variables)} variable{'' if len(variables) == 1 else 's'}",
            path=("domain",),
            hint=HINT,
        )
