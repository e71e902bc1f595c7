"""What a sheet may say of a single neuron: data, where it starts, how it learns."""

from collections.abc import Collection
from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from pipeline.exercises.fields import (
    Count,
    Exact,
    FieldError,
    KindModel,
    KindTable,
    Vector,
    counted,
    parameters_of,
)

MOST_SAMPLES = 12
MOST_INPUTS = 4
MOST_STEPS = 200
LARGEST = 100
LEAST_DECIMALS, MOST_DECIMALS = 4, 9
"""With fewer, a rounded number in a formula could not be told from a given one."""
OWN_NAMES = frozenset({"b", "g", "i", "j", "k", "p", "v", "w", "x", "y", "z", "D", "E", "H", "X", "eta", "ell"})
"""Names that the page uses itself."""


class Sample(KindTable):
    """One sample."""

    inputs: Vector = Field(description=f"One number per input, at most {MOST_INPUTS}.")
    target: Exact = Field(description="The class: 0 or 1.")


class LogisticRegression(KindModel):
    """Keys of the kind."""

    samples: tuple[Sample, ...] = Field(min_length=1, max_length=MOST_SAMPLES, description="The data.")
    weights: Vector = Field(description="One number per input: where gradient descent starts.")
    bias: Exact | None = Field(None, description="Likewise; absent: no bias.")
    learning_rate: Exact = Field(description="Positive.")
    steps: Count = Field(description=f"Steps of gradient descent, at most {MOST_STEPS}.")
    reduction: Literal["mean", "sum"] = Field("mean", description="mean or sum: of the losses of all samples.")
    decimals: Count = Field(4, description=f"Of rounded numbers, {LEAST_DECIMALS} to {MOST_DECIMALS}.")

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        size = len(self.weights)
        if size > MOST_INPUTS:
            raise FieldError(f"{{key}} must be 1 to {MOST_INPUTS} numbers, not {size}", path=("weights",))
        for place, sample in enumerate(self.samples):
            _check_sample(sample, place, size)
        _check_sizes(self.weights, ("weights",))
        if self.bias is not None and abs(self.bias) > LARGEST:
            raise FieldError(f"{{key}} must lie between -{LARGEST} and {LARGEST}", path=("bias",))
        if not 0 < self.learning_rate <= LARGEST:
            message = "{key} must be positive" if self.learning_rate <= 0 else f"{{key}} must not be above {LARGEST}"
            raise FieldError(message, path=("learning_rate",))
        if self.steps > MOST_STEPS:
            raise FieldError(f"{{key}} must not be larger than {MOST_STEPS}", path=("steps",))
        if not LEAST_DECIMALS <= self.decimals <= MOST_DECIMALS:
            raise FieldError(f"{{key}} must be {LEAST_DECIMALS} to {MOST_DECIMALS}", path=("decimals",))
        _check_parameters(parameters_of(info))
        return self

    @property
    def share(self) -> Fraction:
        """By what the sum of the losses is multiplied."""
        return Fraction(1, len(self.samples)) if self.reduction == "mean" else Fraction(1)

    @property
    def start(self) -> tuple[Fraction, ...]:
        """Weights, then the bias where there is one."""
        return self.weights if self.bias is None else (*self.weights, self.bias)

    def row(self, sample: Sample) -> tuple[Fraction, ...]:
        """Return what each parameter of a sample's weighted sum is multiplied with: its inputs, and 1 for a bias."""
        return sample.inputs if self.bias is None else (*sample.inputs, Fraction(1))


def _check_sample(sample: Sample, place: int, size: int) -> None:
    if len(sample.inputs) != size:
        message = f"{{key}} has {counted(len(sample.inputs), 'number')} for {counted(size, 'weight')}"
        raise FieldError(message, path=("samples", place, "inputs"))
    _check_sizes(sample.inputs, ("samples", place, "inputs"))
    if sample.target not in (0, 1):
        hint = "logistic regression tells two classes apart"
        raise FieldError(f"{{key}} must be 0 or 1, not {sample.target}", path=("samples", place, "target"), hint=hint)


def _check_sizes(numbers: tuple[Fraction, ...], path: tuple[str | int, ...]) -> None:
    for index, value in enumerate(numbers):
        if abs(value) > LARGEST:
            raise FieldError(f"{{key}} must lie between -{LARGEST} and {LARGEST}", path=(*path, index))


def _check_parameters(parameters: Collection[str]) -> None:
    for name in sorted(OWN_NAMES & set(parameters)):
        hint = f"it uses {', '.join(sorted(OWN_NAMES))}"
        raise FieldError(f"a parameter cannot be called '{name}': the page uses that itself", hint=hint)
