"""Key numbers against the reference values that stand beside a sheet.

A reference with a decimal point stands for half a unit in its last digit; one without, or one that starts with
`=`, is exact. Nothing that is missing, infinite or no number ever agrees.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from flint import arb

from pipeline.errors import InputError, Place, ReferenceMismatchError
from pipeline.exercises.exact import EvaluationError, evaluate
from pipeline.exercises.numerals import as_fraction, refusal
from pipeline.exercises.quantities import find_quantities, is_path, leaf_paths
from pipeline.notation.build import decimal_text
from pipeline.notation.calculator import parse_expression
from pipeline.sheet.toml import KeyPath, Source, read_toml

if TYPE_CHECKING:
    from pipeline.exercises.solution import Solution, Value

Verdict = Literal["agrees", "differs", "no such quantity", "not a number"]


@dataclass(frozen=True)
class Reference:
    """One line of a reference file.

    Attributes:
        exercise: Id of the exercise.
        path: Of the quantity; `[*]` for every entry.
        value: As written.
        source: Where the value comes from; empty where the file does not say.
        file: In which it stands.
    """

    exercise: str
    path: str
    value: str
    source: str
    file: Source = field(repr=False)

    @property
    def place(self) -> Place:
        """The line; looked up only where something is wrong with it."""
        return self.file.place((self.exercise, self.path))


@dataclass(frozen=True)
class Comparison:
    """A quantity beside its reference.

    Attributes:
        reference: The reference.
        path: Of the one quantity compared, without `[*]`.
        computed: What was compared; None where there is no such quantity.
        difference: Computed − reference in units of the reference's last digit (of 1 where it is exact); None where
            one of them is no number.
        verdict: Only `agrees` is good.
        hint: The nearest path where there is no such quantity.
    """

    reference: Reference
    path: str
    computed: "Value"
    difference: Fraction | None
    verdict: Verdict
    hint: str = ""


def load_references(path: Path) -> tuple[Reference, ...]:
    """Read a reference file.

    Raises:
        InputError: Where it is no TOML or a line is neither a value nor `{ value, source }`.
    """
    source = read_toml(path)
    common = source.data.get("source", "")
    if not isinstance(common, str):
        raise InputError("source must be text in quotes", place=source.place(("source",)))
    return tuple(
        reference
        for exercise, table in source.data.items()
        if exercise != "source"
        for reference in _exercise(source, exercise, table, common)
    )


def _exercise(source: Source, exercise: str, table: object, common: str) -> Iterator[Reference]:
    if not isinstance(table, Mapping):
        hint = "values stand in the table of their exercise: [network]"
        raise InputError(f"'{exercise}' is no table", place=source.place((exercise,), of="key"), hint=hint)
    for path, entry in table.items():
        if not is_path(path) or (isinstance(entry, Mapping) and "value" not in entry):
            place = source.place((exercise, path), of="key")
            hint = '"layers[0].activation[0]" = "0.2513", or { value = "0.2513", source = "…" }'
            raise InputError(f"'{path}' is no path of a quantity with a value", place=place, hint=hint)
        yield _reference(source, exercise, path, entry, common)


def _reference(source: Source, exercise: str, path: str, entry: object, common: str) -> Reference:
    table = entry if isinstance(entry, Mapping) else {"value": entry}
    for key in table:
        if key not in ("value", "source"):
            place = source.place((exercise, path, key), of="key")
            raise InputError(f"unknown key '{key}'", place=place, hint="keys are value and source")
    origin = table.get("source", common)
    if not isinstance(origin, str):
        raise InputError("source must be text in quotes", place=source.place((exercise, path, "source")))
    return Reference(exercise, path, _value_text(source, (exercise, path), table["value"]), origin, source)


def _value_text(source: Source, at: KeyPath, value: object) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | Fraction():
            return str(getattr(value, "text", value))
    raise InputError("a reference is a number or a word", place=source.place(at), hint='write it in quotes: "0.2513"')


def compare(references: tuple[Reference, ...], solutions: "Mapping[str, Solution]") -> tuple[Comparison, ...]:
    """Compare every reference with its quantity; one row per quantity that it means.

    Args:
        references: Of one sheet.
        solutions: By exercise id.

    Raises:
        InputError: Where a reference to a number cannot be read as one.
    """
    return tuple(row for reference in references for row in _rows(reference, solutions))


def _rows(reference: Reference, solutions: "Mapping[str, Solution]") -> Iterator[Comparison]:
    if reference.exercise not in solutions:
        yield _missing(reference, reference.exercise, list(solutions), "exercise")
        return
    quantities = solutions[reference.exercise].quantities
    found = list(find_quantities(quantities, reference.path))
    if not found:
        yield _missing(reference, reference.path, list(leaf_paths(quantities)), "quantity")
    for path, value in found:
        yield _compare_one(reference, path, value)


def _missing(reference: Reference, wanted: str, known: list[str], noun: str) -> Comparison:
    near = get_close_matches(wanted, known, n=1, cutoff=0.3)
    hint = f"there is no {noun} '{wanted}'" + (f"; did you mean '{near[0]}'?" if near else "")
    return Comparison(reference, reference.path, None, None, "no such quantity", hint)


def _compare_one(reference: Reference, path: str, value: "Value") -> Comparison:
    if isinstance(value, bool | str):
        word = value if isinstance(value, str) else str(value).lower()
        return Comparison(reference, path, value, None, "agrees" if word == reference.value else "differs")
    if not isinstance(value, Fraction | arb):
        return Comparison(reference, path, None, None, "not a number", "this quantity is no single value")
    if reference.value.strip().lower().lstrip("+-=") in ("nan", "inf", "infinity", ""):
        return Comparison(reference, path, value, None, "not a number", "the reference is no finite number")
    if isinstance(value, arb) and not value.is_finite():
        return Comparison(reference, path, value, None, "not a number", "the computed value is not finite")
    return _compare_numbers(reference, path, value)


def _compare_numbers(reference: Reference, path: str, value: Fraction | arb) -> Comparison:
    wanted, unit = read_reference(reference)
    low, high = _bounds(value)
    middle = (low + high) / 2
    half = unit / 2 if unit else _negligible(value, wanted)
    # A ball as wide as what it is compared with would agree with anything.
    is_narrow = high - low <= (unit / 1000 if unit else half)
    agrees = is_narrow and wanted - half <= high and low <= wanted + half
    difference = (middle - wanted) / (unit or 1)
    return Comparison(reference, path, value, difference, "agrees" if agrees else "differs")


def read_reference(reference: Reference) -> tuple[Fraction, Fraction]:
    """Return the value of a reference and the unit of its last digit; 0 where it is exact.

    Raises:
        InputError: Where it is no number.
    """
    text = reference.value.strip()
    if "." in text and not text.startswith("=") and not refusal(text):
        mantissa, _, exponent = text.lower().partition("e")
        places = len(mantissa.partition(".")[2])
        return Fraction(text), Fraction(10) ** (int(exponent or 0) - places)
    try:
        return evaluate(parse_expression(text.removeprefix("=")), {}), Fraction(0)
    except (InputError, EvaluationError):
        hint = '"0.2513" for rounded values, "12", "1/3" or "=0.6" for exact ones'
        raise InputError(f"the reference '{text}' is no number", place=reference.place, hint=hint) from None


def _bounds(value: Fraction | arb) -> tuple[Fraction, Fraction]:
    if not isinstance(value, arb):
        return Fraction(value), Fraction(value)
    # lower() and upper() would round to the precision that happens to be set.
    middle, radius = as_fraction(value.mid()), as_fraction(value.rad())
    return middle - radius, middle + radius


def _negligible(value: object, wanted: Fraction) -> Fraction:
    """Return what an inexact value may miss an exact reference by: less than seventeen digits show."""
    return Fraction(0) if not isinstance(value, arb) else max(abs(wanted), Fraction(1)) / 10**17


def check_agreement(comparisons: tuple[Comparison, ...]) -> None:
    """Raise for the first reference that its quantity does not agree with.

    Raises:
        ReferenceMismatchError: With the place of the reference and how many more differ.
    """
    wrong = [row for row in comparisons if row.verdict != "agrees"]
    if not wrong:
        return
    first = wrong[0]
    more = f"; {len(wrong) - 1} more" if len(wrong) > 1 else ""
    raise ReferenceMismatchError(_sentence(first) + more, place=first.reference.place, hint=first.hint)


def _sentence(row: Comparison) -> str:
    name = f"{row.path} of '{row.reference.exercise}'"
    if row.verdict == "no such quantity":
        return f"the reference for {name} has no partner"
    if row.verdict == "not a number":
        return f"{name} and its reference {row.reference.value} cannot be compared"
    return f"{name} is {shown_value(row.computed)}, but its reference is {row.reference.value}"


def shown_value(value: "Value") -> str:
    """Return a computed value for a table: exact where short, else ten digits; `–` for none."""
    match value:
        case None:
            return "–"
        case bool():
            return str(value).lower()
        case arb():
            return str(value.str(10, radius=False))
        case Fraction() if max(abs(value.numerator), value.denominator) >= 10**15:
            return f"{Decimal(value.numerator) / Decimal(value.denominator):.10g}"
        case Fraction():
            return decimal_text(value) or str(value)
    return str(value)
