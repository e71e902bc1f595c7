"""Numbers of a sheet: exact, and printed as the author wrote them.

A decimal in a sheet is a `Written`: a Fraction that remembers its literal text, so that 0.1 is one tenth and
`0.10` is printed with its zero. What is computed from it is a plain Fraction.
"""

import re
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flint import arb

    from pipeline.notation.tree import Node

MAX_EXPONENT = 400
MAX_DIGITS = 400

_DECIMAL = re.compile(r"([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d+))?")
_INTEGER_LIMIT = 10**MAX_DIGITS


class Written(Fraction):
    """An exact number with the text it was written as; arithmetic gives plain Fractions.

    Attributes:
        text: Without underscores and without a plus sign: `0.10`, `-3`, `1e-3`.
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> "Written":
        """Read a decimal literal that `refusal` has nothing against."""
        plain = text.replace("_", "").removeprefix("+")
        self = super().__new__(cls, plain)
        self.text = plain
        return self

    def __reduce__(self) -> tuple[type["Written"], tuple[str]]:
        return (Written, (self.text,))

    def __copy__(self) -> "Written":
        return self

    def __deepcopy__(self, memo: object) -> "Written":
        return self


def refusal(text: str) -> str:
    """Say why a literal is no number we compute with; empty where it is one.

    Nothing is converted before its size is known: a Fraction of `1e999999999` would fill the memory.
    """
    match = _DECIMAL.fullmatch(text.replace("_", ""))
    if match is None:
        return "is not a finite number"
    if len(match[2]) > MAX_DIGITS:
        return f"has more than {MAX_DIGITS} digits"
    if match[3] and (len(match[3]) > 5 or abs(int(match[3])) > MAX_EXPONENT):
        return f"has an exponent beyond ±{MAX_EXPONENT}"
    return ""


def integer_refusal(value: int) -> str:
    """Say why an integer is too large to compute with; empty where it is not."""
    return "" if abs(value) < _INTEGER_LIMIT else f"has more than {MAX_DIGITS} digits"


def given_node(value: Fraction) -> "Node":
    """Return a given number as a node: as it was written, else a finite decimal, else a fraction."""
    from pipeline.notation.build import decimal_number, number

    if isinstance(value, Written) and value.text.lstrip("-")[:1].isdigit() and "e" not in value.text.lower():
        return number(value.text.rstrip("."))
    return decimal_number(value)


def as_fraction(value: "arb") -> Fraction:
    """Return the value of a ball without radius as a rational."""
    mantissa, exponent = map(int, value.man_exp())
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)
