"""What a parameter may be: fixed, one of several values, a value on an even grid, or a list of such."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from pipeline.exercises.formula import Formula
from pipeline.exercises.numerals import Written, given_node
from pipeline.notation.writer import latex

Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]
ParameterValue = Fraction | Formula | Vector | Matrix


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

    def contains(self, value: ParameterValue) -> bool:
        """Tell whether a variant can have this value."""
        return value == self.default

    def boundaries(self) -> tuple[ParameterValue, ...]:
        """Return the values at the domain's ends."""
        return (self.default,)


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

    def contains(self, value: ParameterValue) -> bool:
        """Tell whether a variant can have this value."""
        return value in self.options

    def boundaries(self) -> tuple[ParameterValue, ...]:
        """Return the values at the domain's ends: the least and the greatest number, or the first and the last."""
        numbers = [option for option in self.options if isinstance(option, Fraction)]
        if len(numbers) < len(self.options):
            return tuple(dict.fromkeys((self.options[0], self.options[-1])))
        smallest = min(numbers, key=abs)
        return tuple(dict.fromkeys((min(numbers), max(numbers), smallest)))


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

    def value(self, index: int) -> Fraction:
        """Return the value at a position from 0 to size − 1."""
        return self.low + index * self.step

    def contains(self, value: ParameterValue) -> bool:
        """Tell whether a variant can have this value."""
        if not isinstance(value, Fraction):
            return False
        index = (value - self.low) / self.step
        return index.denominator == 1 and 0 <= index < self.size

    def boundaries(self) -> tuple[Fraction, ...]:
        """Return the values at the domain's ends, and the one closest to zero."""
        nearest = min(max(round(-self.low / self.step), 0), self.size - 1)
        return tuple(dict.fromkeys(map(self.value, (0, self.size - 1, nearest))))


@dataclass(frozen=True)
class Array:
    """A list or a matrix whose entries are drawn each on its own.

    Attributes:
        entries: Row by row.
        columns: Length of a row; None for a list.
    """

    entries: tuple["Fixed | Choice | Grid", ...]
    columns: int | None

    @property
    def default(self) -> ParameterValue:
        """The value of variant 0."""
        return self.shaped([entry.default for entry in self.entries])

    @property
    def size(self) -> int:
        """Number of values."""
        return prod(entry.size for entry in self.entries)

    def value(self, index: int) -> ParameterValue:
        """Return the value at a position from 0 to size − 1; the first entry changes fastest."""
        values = []
        for entry in self.entries:
            index, position = divmod(index, entry.size)
            values.append(entry.value(position))
        return self.shaped(values)

    def contains(self, value: ParameterValue) -> bool:
        """Tell whether a variant can have this value."""
        flat = _flat(value)
        fits = len(flat) == len(self.entries) and self.shaped(flat) == value
        return fits and all(entry.contains(item) for entry, item in zip(self.entries, flat, strict=True))

    def boundaries(self) -> tuple[ParameterValue, ...]:
        """Return all entries at their ends together: all lowest, all highest, all closest to zero."""
        ends = [entry.boundaries() for entry in self.entries]
        rows = ([end[min(place, len(end) - 1)] for end in ends] for place in range(max(map(len, ends))))
        return tuple(dict.fromkeys(self.shaped(row) for row in rows))

    def shaped(self, values: Sequence[ParameterValue]) -> ParameterValue:
        """Return numbers row by row as a list or a matrix."""
        numbers = tuple(value for value in values if isinstance(value, Fraction))
        if self.columns is None:
            return numbers
        return tuple(numbers[start : start + self.columns] for start in range(0, len(numbers), self.columns))


Domain = Fixed | Choice | Grid | Array


def _flat(value: ParameterValue) -> tuple[Fraction, ...]:
    """Return the numbers of a value, row by row."""
    if isinstance(value, Fraction):
        return (value,)
    return tuple(number for item in value for number in _flat(item)) if isinstance(value, tuple) else ()


def value_text(value: ParameterValue) -> str:
    """Return a value as a sheet would have it: `0.5`, `1/3`, `[1, 2]`, `x^2 + 1`."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(value_text, value))}]"
    return value.text if isinstance(value, Formula | Written) else _number_text(value)


def _number_text(value: Fraction) -> str:
    short = latex(given_node(value))
    return short if "\\" not in short else str(value)
