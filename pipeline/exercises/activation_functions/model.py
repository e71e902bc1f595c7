"""What a sheet may say of activation functions: which ones, and where they are evaluated."""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, PlainValidator, ValidationInfo, model_validator

from pipeline.exercises.fields import Count, FieldError, KindModel, Name, Vector, described, parameters_of

FunctionName = Literal["sigmoid", "tanh", "relu", "leaky relu", "softplus", "linear"]

NAMES: tuple[str, ...] = get_args(FunctionName)
MAX_POINTS = 12
LARGEST_POINT = 500
MAX_DECIMALS = 9
OWN_LETTERS = {"h": "a small step from 0"}
"""Letters that the page uses itself."""


def _variable(value: Any) -> str:
    if not (isinstance(value, str) and len(value) == 1 and value.isascii() and value.isalpha() and value != "e"):
        raise FieldError(f"{{key}} must be a single letter other than e, not {described(value)}")
    if value in OWN_LETTERS:
        raise FieldError(f"{{key}} cannot be '{value}': it is {OWN_LETTERS[value]}")
    return value


class ActivationFunctions(KindModel):
    """Keys of the kind."""

    functions: tuple[FunctionName, ...] = Field(
        min_length=1, description="Any of sigmoid, tanh, relu, leaky relu, softplus and linear."
    )
    at: Vector = Field(description=f"Where functions and derivatives are evaluated, at most {MAX_POINTS} numbers.")
    variable: Annotated[Name, PlainValidator(_variable)] = Field("t", description="Name of the argument, one letter.")
    decimals: Count = Field(4, description="Of rounded numbers.")

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        _check_repetition("functions", self.functions)
        _check_repetition("at", self.at)
        if len(self.at) > MAX_POINTS:
            raise FieldError(f"{{key}} has {len(self.at)} numbers, more than {MAX_POINTS}", path=("at",))
        for index, point in enumerate(self.at):
            if abs(point) > LARGEST_POINT:
                raise FieldError(f"{{key}} must lie between -{LARGEST_POINT} and {LARGEST_POINT}", path=("at", index))
        if self.decimals > MAX_DECIMALS:
            raise FieldError(f"{{key}} must not be larger than {MAX_DECIMALS}", path=("decimals",))
        if self.variable in parameters_of(info):
            raise FieldError(f"'{self.variable}' is a parameter and cannot be the {{key}}", path=("variable",))
        return self


def _check_repetition(key: str, entries: tuple[Any, ...]) -> None:
    for index, entry in enumerate(entries):
        if entry in entries[:index]:
            raise FieldError(f"{described(entry)} stands twice in {{key}}", path=(key, index), hint="once is enough")
