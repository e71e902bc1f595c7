"""Quantities as numbers.json has them: exact where exact, else seventeen significant digits."""

import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import arb

from pipeline.errors import ComputationError
from pipeline.exercises.numerals import as_fraction
from pipeline.notation.build import decimal_text

if TYPE_CHECKING:
    from pipeline.exercises.solution import Solution, Value
    from pipeline.parameters import Variant
    from pipeline.sheet.domains import ParameterValue
    from pipeline.sheet.model import Sheet

DIGITS = 17
MAX_EXACT_DIGITS = 60
"""Longer numerators and denominators help nobody; such a number is given as an inexact one is."""


def numbers_json(sheet: "Sheet", variant: "Variant", solutions: Mapping[str, "Solution"]) -> bytes:
    """Return the content of numbers.json.

    Args:
        sheet: The sheet.
        variant: Its parameters.
        solutions: By exercise id.

    Raises:
        ComputationError: Where a quantity is not known to seventeen digits.
    """
    exercises = []
    for exercise in sheet.exercises:
        parameters = {name: parameter_json(value) for name, value in variant.values[exercise.id].items()}
        quantities = plain(solutions[exercise.id].quantities, exercise.id)
        row = {"id": exercise.id, "kind": exercise.kind.name, "parameters": parameters, "quantities": quantities}
        exercises.append(row if parameters else {key: row[key] for key in row if key != "parameters"})
    content = {"sheet": sheet.id, "variant": variant.id, "exercises": exercises}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def parameter_json(value: "ParameterValue") -> Any:
    """Return a parameter's value as JSON has it: text for numbers and formulas, nested as it is."""
    if isinstance(value, tuple):
        return [parameter_json(item) for item in value]
    return exact_text(value) if isinstance(value, Fraction) else str(value)


def plain(value: "Value", path: str) -> Any:
    """Return a quantity as JSON has it: strings for numbers, nested as it is.

    Args:
        value: The quantity.
        path: Where it stands, for the error.

    Raises:
        ComputationError: Where a number is not known to seventeen digits.
    """
    match value:
        case None | bool() | str():
            return value
        case int() | Fraction():
            return exact_text(Fraction(value))
        case arb():
            return ball_text(value, path)
        case Mapping():
            return {key: plain(item, f"{path}.{key}") for key, item in value.items()}
        case Sequence():
            return [plain(item, f"{path}[{index}]") for index, item in enumerate(value)]
    raise TypeError(f"{path} is a {type(value).__name__}, which is no quantity")


def exact_text(value: Fraction) -> str:
    """Return a rational: `12`, `0.39` where the decimal is short and finite, else `1/3`."""
    if max(abs(value.numerator), value.denominator) >= 10**MAX_EXACT_DIGITS:
        return rounded_text(value)
    decimal = decimal_text(value)
    return decimal if decimal and (len(decimal) <= DIGITS or value.denominator == 1) else str(value)


def ball_text(value: arb, path: str) -> str:
    """Return the middle of a ball at seventeen digits.

    Args:
        value: The ball.
        path: Where it stands, for the error.

    Raises:
        ComputationError: Where the ball is too wide for that, or not finite.
    """
    if not value.is_finite():
        raise ComputationError(f"{path} is not a finite number")
    middle, radius = as_fraction(value.mid()), as_fraction(value.rad())
    if radius * 10 ** (DIGITS + 1) > abs(middle):
        hint = f"it is only known to be {value.str(10)}; this is a limit of the program, please report it"
        raise ComputationError(f"{path} could not be computed to {DIGITS} digits", hint=hint)
    return rounded_text(middle)


def rounded_text(value: Fraction) -> str:
    """Return a rational at seventeen significant digits; with an exponent below 1e-5 and from 1e17 on."""
    if value == 0:
        return "0"
    exponent = _exponent(abs(value))
    digits = round(abs(value) / Fraction(10) ** (exponent - DIGITS + 1))
    if digits == 10**DIGITS:
        digits, exponent = digits // 10, exponent + 1
    number = Decimal((int(value < 0), tuple(map(int, str(digits))), exponent - DIGITS + 1))
    return f"{number:f}" if -5 <= exponent < DIGITS else f"{number:.{DIGITS - 1}e}"


def _exponent(size: Fraction) -> int:
    """Return the exponent of the leading digit of a positive number."""
    bits = size.numerator.bit_length() - size.denominator.bit_length()
    guess = int(bits * math.log10(2))
    while not _reaches(size, guess):
        guess -= 1
    while _reaches(size, guess + 1):
        guess += 1
    return guess


def _reaches(size: Fraction, exponent: int) -> bool:
    """Tell whether a number is at least a power of ten."""
    above: int = 10 ** max(0, exponent)
    below: int = 10 ** max(0, -exponent)
    return size.numerator * below >= size.denominator * above
