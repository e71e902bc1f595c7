"""What a sheet may say of softmax: its inputs, perhaps a temperature, perhaps targets for the cross-entropy."""

from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import Field, PlainValidator, ValidationInfo, model_validator

from pipeline.exercises.fields import (
    Count,
    Exact,
    FieldError,
    KindModel,
    KindTable,
    Vector,
    counted,
    described,
    parameters_of,
)

LEAST_OUTPUTS, MOST_OUTPUTS = 2, 6
LARGEST_INPUT = 500
LEAST_DECIMALS, MOST_DECIMALS = 4, 9
"""With fewer, a rounded number in a formula could not be told from a given one."""

OWN_LETTERS = frozenset("aceijkmuvyEJ")
"""Letters that the page uses itself."""


def _letter(value: Any) -> str:
    if not (isinstance(value, str) and len(value) == 1 and value.isascii() and value.isalpha()):
        raise FieldError(f"{{key}} must be a single letter, not {described(value)}")
    if value in OWN_LETTERS or value == "d":
        taken = ", ".join(sorted(OWN_LETTERS | {"d"}))
        raise FieldError(f"{{key}} cannot be '{value}': the page uses it itself", hint=f"it uses {taken}")
    return value


Letter = Annotated[str, PlainValidator(_letter)]


class Names(KindTable):
    """How inputs and outputs are called."""

    inputs: Letter = Field(default="z", description="Of the inputs, one letter.")
    outputs: Letter = Field(default="s", description="Of the outputs, one letter.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.inputs == self.outputs:
            raise FieldError("inputs and outputs are both called '" + self.inputs + "'", path=("outputs",))
        return self


class SoftmaxJacobian(KindModel):
    """Keys of the kind."""

    inputs: Vector = Field(description=f"Numbers that softmax is given, {LEAST_OUTPUTS} to {MOST_OUTPUTS}.")
    temperature: Exact | None = Field(
        None, description="Positive: the inputs are divided by it first; absent: by nothing."
    )
    targets: Vector = Field(
        (), description="Not negative, with sum 1: then the gradient of the cross-entropy is derived."
    )
    names: Names = Field(default=Names(), description="Letters for inputs and outputs.")
    decimals: Count = Field(4, description=f"Of rounded numbers, {LEAST_DECIMALS} to {MOST_DECIMALS}.")

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        size = len(self.inputs)
        if not LEAST_OUTPUTS <= size <= MOST_OUTPUTS:
            raise FieldError(f"{{key}} must be {LEAST_OUTPUTS} to {MOST_OUTPUTS} numbers, not {size}", path=("inputs",))
        for index, value in enumerate(self.inputs):
            if abs(value) > LARGEST_INPUT:
                limits = f"-{LARGEST_INPUT} and {LARGEST_INPUT}"
                raise FieldError(f"{{key}} must lie between {limits}", path=("inputs", index))
        if self.temperature is not None:
            self._check_temperature(self.temperature)
        if self.targets:
            _check_targets(self.targets, size)
        if not LEAST_DECIMALS <= self.decimals <= MOST_DECIMALS:
            raise FieldError(f"{{key}} must be {LEAST_DECIMALS} to {MOST_DECIMALS}", path=("decimals",))
        for key, letter in (("inputs", self.names.inputs), ("outputs", self.names.outputs)):
            if letter in parameters_of(info):
                raise FieldError(f"'{letter}' is a parameter and cannot be {{key}}", path=("names", key))
        return self

    def _check_temperature(self, temperature: Fraction) -> None:
        if temperature <= 0:
            raise FieldError("{key} must be positive", path=("temperature",))
        if max(map(abs, self.inputs)) / temperature > LARGEST_INPUT:
            hint = "a larger temperature, or smaller inputs"
            message = f"{{key}} makes the inputs larger than {LARGEST_INPUT}"
            raise FieldError(message, path=("temperature",), hint=hint)


def _check_targets(targets: tuple[Fraction, ...], size: int) -> None:
    if len(targets) != size:
        message = f"{{key}} has {counted(len(targets), 'number')} for {counted(size, 'input')}"
        raise FieldError(message, path=("targets",))
    for index, target in enumerate(targets):
        if target < 0:
            raise FieldError("{key} must not be negative", path=("targets", index), hint="targets are probabilities")
    if sum(targets) != 1:
        hint = "the targets of the cross-entropy are a probability distribution"
        raise FieldError(f"{{key}} must add up to 1, not to {sum(targets)}", path=("targets",), hint=hint)
