"""What a parameter may be: fixed, one of several values, or a value on an even grid."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pipeline.exercises.fields import FieldError, described, exact_value, is_name, matrix_value, vector_value
from pipeline.notation.vocabulary import ALIASES, CONSTANTS, FUNCTIONS

ParameterValue = Fraction | tuple[Fraction, ...] | tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Fixed:
    """The same in every variant."""

    default: ParameterValue

    @property
    def size(self) -> int:
        """Number of values."""
        return 1

    def value(self, index: int) -> ParameterValue:
        """Return the value at a position from 0 to size − 1."""
        return self.default


@dataclass(frozen=True)
class Choice:
    """One of several values; variant 0 has the default."""

    default: ParameterValue
    options: tuple[ParameterValue, ...]

    @property
    def size(self) -> int:
        """Number of values."""
        return len(self.options)

    def value(self, index: int) -> ParameterValue:
        """Return the value at a position from 0 to size − 1."""
        return self.options[index]


@dataclass(frozen=True)
class Grid:
    """low, low + step, …; variant 0 has the default.

    Attributes:
        default: Of variant 0.
        low: First value.
        step: Positive.
        size: Number of values, at least 1.
    """

    default: Fraction
    low: Fraction
    step: Fraction
    size: int

    def value(self, index: int) -> ParameterValue:
        """Return the value at a position from 0 to size − 1."""
        return self.low + index * self.step


Domain = Fixed | Choice | Grid

_KEYS = ("default", "choice", "range", "step")


def read_domains(table: Mapping[str, object]) -> dict[str, Domain]:
    """Read a `[parameters]` table.

    Raises:
        FieldError: With the path of the first entry that is no parameter.
    """
    return {name: _read_domain(name, value) for name, value in table.items()}


def _read_domain(name: str, value: object) -> Domain:
    if not is_name(name):
        hint = "a letter, then letters, digits and underscores: x_1"
        raise FieldError(f"'{name}' cannot be the name of a parameter", path=(name,), hint=hint, of="key")
    if name in FUNCTIONS or name in ALIASES or name in CONSTANTS:
        raise FieldError(f"the name '{name}' is reserved", path=(name,), hint="choose another name", of="key")
    try:
        return _read_table(value) if isinstance(value, Mapping) else Fixed(read_value(value))
    except FieldError as error:
        raise error.below(name) from None


def _read_table(table: Mapping[str, object]) -> Domain:
    for key in table:
        if key not in _KEYS:
            hint = "a = { default = 1, choice = [1, 2] } or a = { default = 1, range = [1, 9], step = 2 }"
            raise FieldError(f"unknown key '{key}' of a parameter", path=(key,), hint=hint, of="key")
    if "default" not in table:
        raise FieldError("{key} needs a default, the value of the published sheet", hint="add default = …")
    if ("choice" in table) == ("range" in table):
        raise FieldError("{key} needs either a choice or a range", hint="choice = [1, 2, 3] or range = [1, 3]")
    if "choice" in table:
        return _read_choice(table)
    return _read_grid(table)


def _read_choice(table: Mapping[str, object]) -> Choice:
    options = table["choice"]
    if not isinstance(options, list) or not options:
        raise FieldError(f"{{key}} must be a list of values, not {described(options)}", path=("choice",))
    if "step" in table:
        raise FieldError("a choice has no step", path=("step",), hint="step belongs to range")
    values = tuple(_below(("choice", index), option) for index, option in enumerate(options))
    for index, value in enumerate(values):
        if value in values[:index]:
            raise FieldError("{key} stands in the list twice", path=("choice", index))
    return Choice(_below(("default",), table["default"]), values)


def _read_grid(table: Mapping[str, object]) -> Grid:
    bounds = table["range"]
    if not isinstance(bounds, list) or len(bounds) != 2:
        raise FieldError("{key} must be a list of two numbers, low and high", path=("range",))
    low, high = (_number(("range", index), bound) for index, bound in enumerate(bounds))
    step = _number(("step",), table.get("step", 1))
    if step <= 0:
        raise FieldError("{key} must be positive", path=("step",))
    if high < low:
        raise FieldError("{key} is empty: its low end is above its high end", path=("range",))
    return Grid(_number(("default",), table["default"]), low, step, (high - low) // step + 1)


def _below(path: tuple[str | int, ...], value: object) -> ParameterValue:
    try:
        return read_value(value)
    except FieldError as error:
        raise error.below(*path) from None


def _number(path: tuple[str | int, ...], value: object) -> Fraction:
    try:
        return exact_value(value, {})
    except FieldError as error:
        raise error.below(*path) from None


def read_value(value: object) -> ParameterValue:
    """Return a parameter's value: a number, a list of numbers, or a list of rows.

    Raises:
        FieldError: For anything else.
    """
    if isinstance(value, list) and value and isinstance(value[0], list):
        return matrix_value(value, {})
    return vector_value(value, {}) if isinstance(value, list) else exact_value(value, {})
