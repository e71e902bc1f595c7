"""Types of the keys in a kind's model: exact numbers, vectors, matrices, expressions and names.

A number may also be a string in calculator syntax over the sheet's parameters; a vector or a matrix may be the name
of a parameter. The parameters' values come in as pydantic's validation context `{"parameters": …}`, so that
a model is validated anew for every variant. What is wrong is said by a FieldError, which knows the key and the
character; the sheet adds file, line and column.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationInfo

from pipeline.derivation.substitute import substitute
from pipeline.derivation.tidy import tidy
from pipeline.errors import CorrigeError
from pipeline.exercises.exact import EvaluationError, evaluate
from pipeline.exercises.formula import Formula
from pipeline.exercises.numerals import given_node
from pipeline.notation.calculator import parse_expression
from pipeline.notation.tree import Node, Symbol, walk
from pipeline.notation.vocabulary import ALIASES, CONSTANTS, FUNCTIONS

Detail = Literal["brief", "normal", "full"]

MAX_NAME = 40


class FieldError(ValueError):
    """A key of a sheet says something that it must not.

    Attributes:
        message: One sentence; `{key}` in it becomes the key's path as the author sees it.
        hint: What to do about it.
        path: From the place where this is raised down to the key or list entry to blame.
        column: Of the first wrong character within a string, from 1; None blames the whole value.
        length: Number of wrong characters.
        of: Whether the key itself is to blame, or its value.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        path: tuple[str | int, ...] = (),
        column: int | None = None,
        length: int = 1,
        of: Literal["key", "value"] = "value",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = path
        self.column = column
        self.length = length
        self.of = of

    def below(self, *path: str | int) -> "FieldError":
        """Return the same error for a key further up, from which `path` leads to the place of this one."""
        moved = (*path, *self.path)
        column, length = self.column, self.length
        return FieldError(self.message, hint=self.hint, path=moved, column=column, length=length, of=self.of)


class KindModel(BaseModel):
    """Base of the models of kinds: unknown keys are refused, values do not change.

    Attributes:
        detail: How fine the steps on the page are; the sheet's own `detail` where the exercise sets none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    detail: Detail = Field("normal", description="How fine the steps on the page are; the sheet may set it for all.")


class KindTable(BaseModel):
    """Base of the tables within a kind's model: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def parameters_of(info: ValidationInfo) -> Mapping[str, Any]:
    """Return the parameters' values that a model is validated with: numbers, and tuples of them."""
    found: Mapping[str, Any] = (info.context or {}).get("parameters", {})
    return found


def check_names(node: Node, key: str, variables: Collection[str], parameters: Collection[str] = ()) -> None:
    """Refuse a name in an expression that is neither a variable nor a parameter nor a constant.

    Args:
        node: As an `Expression` field gives it, with spans.
        key: The model's key that holds the expression.
        variables: Declared variables.
        parameters: Names of parameters.

    Raises:
        FieldError: With the column of the first unknown name.
    """
    known = {*variables, *parameters, *CONSTANTS}
    for _, part in walk(node):
        if isinstance(part, Symbol) and part.name not in known:
            hint = declared("declared variable", variables)
            hint += f"; {declared('parameter', parameters)}" if parameters else ""
            raise FieldError(f"unknown name '{part.name}' in {{key}}", hint=hint, path=(key,), **_extent(part))


def _extent(node: Node) -> dict[str, Any]:
    span = node.span
    return {} if span is None else {"column": span.start + 1, "length": max(1, span.end - span.start)}


def listing(names: Collection[str]) -> str:
    """Return `a, b and c`."""
    *rest, last = names or ("none",)
    return f"{', '.join(rest)} and {last}" if rest else last


def declared(noun: str, names: Collection[str]) -> str:
    """Return `parameters are a and b`, `the parameter is a`."""
    return f"the {noun} is {listing(names)}" if len(names) == 1 else f"{noun}s are {listing(names)}"


def described(value: object) -> str:
    """Name a TOML value in an error: short values themselves, else their type."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{value}'" if len(value) <= 40 else "a long text"
        case int() | Fraction():
            return getattr(value, "text", str(value))
        case list() | tuple():
            return "a list" if value else "an empty list"
        case Mapping():
            return "a table"
        case _:
            return "a date or time"


def _read(text: str) -> Node:
    try:
        return parse_expression(text)
    except CorrigeError as error:
        place = error.place
        column, length = (place.column, place.length) if place else (None, 1)
        raise FieldError(f"{error.message} in {{key}}", hint=error.hint, column=column, length=length) from None


def exact_value(value: object, parameters: Mapping[str, Any]) -> Fraction:
    """Return the exact number that a TOML value or a string over the parameters stands for.

    Raises:
        FieldError: Where it is no number.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str):
        return _evaluated(_read(value), parameters)
    raise FieldError(f"{{key}} must be a number, not {described(value)}")


def _evaluated(node: Node, parameters: Mapping[str, Any]) -> Fraction:
    try:
        return evaluate(node, parameters)
    except EvaluationError as error:
        hint = declared("parameter", parameters) if parameters else "the sheet declares no parameters"
        hint = hint if error.reason == "name" else ""
        raise FieldError(f"{error} in {{key}}", hint=hint, **_extent(error.node)) from None


def vector_value(value: object, parameters: Mapping[str, Any]) -> tuple[Fraction, ...]:
    """Return a list of numbers, or the parameter of this name that is one; at least one entry."""
    value = _parameter(value, parameters)
    if not isinstance(value, list | tuple) or not value:
        raise FieldError(f"{{key}} must be a list of numbers, not {described(value)}")
    return tuple(_entry(exact_value, item, index, parameters) for index, item in enumerate(value))


def matrix_value(value: object, parameters: Mapping[str, Any]) -> tuple[tuple[Fraction, ...], ...]:
    """Return a list of rows of equal length, or the parameter of this name that is one."""
    value = _parameter(value, parameters)
    if not isinstance(value, list | tuple) or not value:
        raise FieldError(f"{{key}} must be a list of rows of numbers, not {described(value)}")
    rows = tuple(_entry(vector_value, row, index, parameters) for index, row in enumerate(value))
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            message = f"{{key}} has {counted(len(row), 'entry')}, but the first row has {len(rows[0])}"
            raise FieldError(message, path=(index,), hint="all rows of a matrix are equally long")
    return rows


def _parameter(value: object, parameters: Mapping[str, Any]) -> object:
    return parameters.get(value, value) if isinstance(value, str) else value


def _entry(convert: Any, item: object, index: int, parameters: Mapping[str, Any]) -> Any:
    try:
        return convert(item, parameters)
    except FieldError as error:
        raise error.below(index) from None


def counted(count: int, noun: str) -> str:
    """Return `1 entry`, `2 entries`, `3 weights`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def _exact(value: object, info: ValidationInfo) -> Fraction:
    return exact_value(value, parameters_of(info))


def _vector(value: object, info: ValidationInfo) -> tuple[Fraction, ...]:
    return vector_value(value, parameters_of(info))


def _matrix(value: object, info: ValidationInfo) -> tuple[tuple[Fraction, ...], ...]:
    return matrix_value(value, parameters_of(info))


def _scalar_or_vector(value: object, info: ValidationInfo) -> Fraction | tuple[Fraction, ...]:
    value = _parameter(value, parameters_of(info))
    is_list = isinstance(value, list | tuple)
    return vector_value(value, parameters_of(info)) if is_list else exact_value(value, parameters_of(info))


def _count(value: object, info: ValidationInfo) -> int:
    number = exact_value(value, parameters_of(info))
    if number.denominator != 1 or number < 1:
        raise FieldError(f"{{key}} must be a whole number from 1 on, not {described(value)}")
    return int(number)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise FieldError(f"{{key}} must be true or false, not {described(value)}")
    return value


def _expression(value: object, info: ValidationInfo) -> Node:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return given_node(Fraction(value) if isinstance(value, int) else value)
    if not isinstance(value, str):
        raise FieldError(f"{{key}} must be an expression in quotes, not {described(value)}")
    return with_formulas(_read(value), parameters_of(info))


def with_formulas(node: Node, parameters: Mapping[str, Any]) -> Node:
    """Return an expression with the parameters that are expressions themselves put in."""
    formulas = {name: value.node for name, value in parameters.items() if isinstance(value, Formula)}
    written = {name: formula for name, formula in formulas.items() if formula is not None}
    return tidy(substitute(node, written)) if written else node


def _name(value: object) -> str:
    if not isinstance(value, str):
        raise FieldError(f"{{key}} must be a name in quotes, not {described(value)}")
    if value in CONSTANTS or value in FUNCTIONS or value in ALIASES:
        raise FieldError(f"{{key}}: the name '{value}' is reserved", hint="choose another name")
    if not is_name(value):
        raise FieldError(
            f"{{key}}: '{value}' cannot be a name", hint="a letter, then letters, digits and underscores: x_1"
        )
    return value


def _latex_name(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise FieldError(f"{{key}} must be a name in quotes, not {described(value)}")
    if len(value) > MAX_NAME or not value.isprintable() or _depth(value) != 0:
        hint = r"a short name, or LaTeX in single quotes with its braces in pairs: '\text{net}'"
        raise FieldError(f"{{key}} cannot be {described(value)}", hint=hint)
    return value


def _depth(text: str) -> int:
    """Count the braces left open; -1 where one closes too early."""
    depth = 0
    for character in text.replace("\\\\", "").replace("\\{", "").replace("\\}", ""):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return -1
    return depth


def is_name(text: str) -> bool:
    """Tell whether a text can be a variable or a parameter: ASCII letters, digits and underscores, a letter first."""
    return text.isascii() and text[:1].isalpha() and text.replace("_", "a").isalnum() and len(text) <= MAX_NAME


@dataclass(frozen=True)
class TypeName:
    """What `corrige kinds KIND` calls a type of keys; stands beside its validator.

    Attributes:
        words: `number`, `list of numbers`.
    """

    words: str


Exact = Annotated[Fraction, PlainValidator(_exact), TypeName("number")]
"""A number: an integer, a decimal, or a string over the parameters."""

Vector = Annotated[tuple[Fraction, ...], PlainValidator(_vector), TypeName("list of numbers")]
"""A list of at least one number, or the name of a parameter."""

Matrix = Annotated[tuple[tuple[Fraction, ...], ...], PlainValidator(_matrix), TypeName("matrix")]
"""A list of rows of equal length, or the name of a parameter."""

ScalarOrVector = Annotated[
    Fraction | tuple[Fraction, ...], PlainValidator(_scalar_or_vector), TypeName("number or list of numbers")
]
"""A number or a list of numbers (a shared bias, or one per unit)."""

Count = Annotated[int, PlainValidator(_count), TypeName("whole number")]
"""A whole number from 1 on."""

Flag = Annotated[bool, PlainValidator(_flag), TypeName("true or false")]
"""true or false, nothing that merely looks like it."""

Expression = Annotated[Node, PlainValidator(_expression), TypeName("expression")]
"""An expression in calculator syntax; call `check_names` in a model validator."""

Name = Annotated[str, PlainValidator(_name), TypeName("name")]
"""The name of a variable."""

LatexName = Annotated[str, PlainValidator(_latex_name), TypeName("name or LaTeX")]
r"""A name as it is printed: plain (`h`, `w_1`) or LaTeX (`E_{total}`, `\text{net}`)."""
