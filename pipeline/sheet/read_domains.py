"""Reads a `[parameters]` table."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from pipeline.errors import CorrigeError
from pipeline.exercises.fields import FieldError, described, exact_value, is_name, matrix_value, vector_value
from pipeline.exercises.formula import read_formula_value
from pipeline.notation.vocabulary import ALIASES, CONSTANTS, FUNCTIONS
from pipeline.sheet.domains import Array, Choice, Domain, Fixed, Grid, ParameterValue

MAX_ENTRIES = 400
MAX_OPTIONS = 10_000

_KEYS = ("default", "choice", "range", "step")
_RESERVED = frozenset({"and", "or", "not", "true", "false", "integer", "decimals", "count"})
"""Words of constraints."""

Path = tuple[str | int, ...]
Read = TypeVar("Read")


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
    if name in FUNCTIONS or name in ALIASES or name in CONSTANTS or name in _RESERVED:
        raise FieldError(f"the name '{name}' is reserved", path=(name,), hint="choose another name", of="key")
    return _below((name,), _read_any, value)


def _read_any(value: object) -> Domain:
    if isinstance(value, Mapping):
        return _read_table(value)
    if isinstance(value, list) and _has_table(value):
        return _read_list(value)
    return Fixed(read_value(value))


def _has_table(value: list[object]) -> bool:
    return any(isinstance(item, Mapping) or (isinstance(item, list) and _has_table(item)) for item in value)


def _read_list(value: list[object]) -> Array:
    """Read a list or matrix some of whose entries are drawn: `[{ default = 1, range = [1, 9] }, 2]`."""
    if not any(isinstance(row, list) for row in value):
        return Array(tuple(_below((index,), _read_entry, item) for index, item in enumerate(value)), None)
    rows: list[list[object]] = []
    for index, row in enumerate(value):
        if not isinstance(row, list) or len(row) != len(value[0] if isinstance(value[0], list) else ()) or not row:
            raise FieldError("{key} must be a list as long as the other rows", path=(index,))
        rows.append(row)
    entries = (_below((i, j), _read_entry, item) for i, row in enumerate(rows) for j, item in enumerate(row))
    return _array(tuple(entries), len(rows[0]))


def _array(entries: "tuple[Fixed | Choice | Grid, ...]", columns: int | None) -> Array:
    if len(entries) > MAX_ENTRIES:
        raise FieldError(f"{{key}} has {len(entries)} entries, more than {MAX_ENTRIES}")
    return Array(entries, columns)


def _read_entry(value: object) -> Fixed | Choice | Grid:
    domain = _read_table(value) if isinstance(value, Mapping) else Fixed(exact_value(value, {}))
    if isinstance(domain, Array) or not isinstance(domain.default, Fraction):
        raise FieldError("{key} must be a number: it is an entry of a list")
    return domain


def _read_table(table: Mapping[str, object]) -> Domain:
    for key in table:
        if key not in _KEYS:
            hint = "a = { default = 1, choice = [1, 2] } or a = { default = 1, range = [1, 9], step = 2 }"
            raise FieldError(f"unknown key '{key}' of a parameter", path=(key,), hint=hint, of="key")
    if "default" not in table:
        raise FieldError("{key} needs a default, the value of the published sheet", hint="add default = …")
    if ("choice" in table) == ("range" in table):
        raise FieldError("{key} needs either a choice or a range", hint="choice = [1, 2, 3] or range = [1, 3]")
    default = _below(("default",), read_value, table["default"])
    if "choice" in table:
        return _read_choice(table, default)
    return _spread(default, _read_grid(table))


def _read_choice(table: Mapping[str, object], default: ParameterValue) -> Domain:
    options = table["choice"]
    if not isinstance(options, list) or not options:
        raise FieldError(f"{{key}} must be a list of values, not {described(options)}", path=("choice",))
    if len(options) > MAX_OPTIONS:
        raise FieldError(f"{{key}} has {len(options)} values, more than {MAX_OPTIONS}", path=("choice",))
    if "step" in table:
        raise FieldError("a choice has no step", path=("step",), hint="step belongs to range")
    values = tuple(_below(("choice", index), read_value, option) for index, option in enumerate(options))
    for index, value in enumerate(values):
        if value in values[:index]:
            raise FieldError("{key} stands in the list twice", path=("choice", index))
        _check_same_sort(value, values[0], index)
    choice = Choice(default, values)
    if isinstance(default, tuple) and not isinstance(values[0], tuple):
        return _spread(default, choice)
    if isinstance(default, tuple) != isinstance(values[0], tuple):
        raise FieldError("{key} is of another sort than the values to choose from", path=("default",))
    return choice


def _check_same_sort(value: ParameterValue, first: ParameterValue, index: int) -> None:
    if isinstance(value, tuple) != isinstance(first, tuple):
        hint = "numbers, or lists of them, but not both"
        raise FieldError("{key} is of another sort than the first value", path=("choice", index), hint=hint)


def _spread(default: ParameterValue, domain: Choice | Grid) -> Domain:
    """Return the domain of every entry where the default is a list or a matrix, else the domain itself."""
    if not isinstance(default, tuple):
        return domain
    columns = len(default[0]) if isinstance(default[0], tuple) else None
    numbers = [entry for row in default for entry in (row if isinstance(row, tuple) else (row,))]
    entries = (
        Choice(entry, domain.options)
        if isinstance(domain, Choice)
        else Grid(entry, domain.low, domain.step, domain.size)
        for entry in numbers
    )
    return _array(tuple(entries), columns)


def _read_grid(table: Mapping[str, object]) -> Grid:
    bounds = table["range"]
    if not isinstance(bounds, list) or len(bounds) != 2:
        raise FieldError("{key} must be a list of two numbers, low and high", path=("range",))
    low, high = (_below(("range", index), _number, bound) for index, bound in enumerate(bounds))
    if "step" not in table and (low.denominator != 1 or high.denominator != 1):
        raise FieldError("{key} needs a step, since its range is not one of whole numbers", hint="add step = 0.1")
    step = _below(("step",), _number, table.get("step", 1))
    if step <= 0:
        raise FieldError("{key} must be positive", path=("step",))
    if high < low:
        raise FieldError("{key} is empty: its low end is above its high end", path=("range",))
    default = _below(("default",), read_value, table["default"])
    if not isinstance(default, Fraction | tuple):
        raise FieldError("{key} must be a number, as the range has numbers", path=("default",))
    return Grid(default if isinstance(default, Fraction) else low, low, step, (high - low) // step + 1)


def _number(value: object) -> Fraction:
    return exact_value(value, {})


def _below(path: Path, read: Callable[[Any], Read], value: object) -> Read:
    """Read what stands under a path; an error learns the way there."""
    try:
        return read(value)
    except FieldError as error:
        raise error.below(*path) from None


def read_value(value: object) -> ParameterValue:
    """Return a parameter's value: a number, an expression, words, a list of numbers, or a list of rows.

    Raises:
        FieldError: For anything else.
    """
    if isinstance(value, list) and value and isinstance(value[0], list):
        return matrix_value(value, {})
    if isinstance(value, list):
        return vector_value(value, {})
    return _text_value(value) if isinstance(value, str) else exact_value(value, {})


def _text_value(text: str) -> ParameterValue:
    try:
        return read_formula_value(text)
    except (CorrigeError, ValueError):
        # Said once more by the reader of numbers, in the words and with the column that a sheet's author knows.
        return exact_value(text, {})
