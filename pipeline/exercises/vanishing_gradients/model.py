"""What a sheet may say of a chain of layers with one unit each."""

from fractions import Fraction
from typing import Any, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from pipeline.exercises.fields import Count, Exact, FieldError, KindModel, ScalarOrVector, counted, parameters_of

ActivationName = Literal["sigmoid", "tanh", "relu", "leaky relu", "softplus", "linear"]

LEAST_DEPTH, MOST_DEPTH = 2, 40
LARGEST = 100
LEAST_DECIMALS, MOST_DECIMALS = 4, 9
"""With fewer, a rounded number in a formula could not be told from a given one."""
OWN_NAMES = frozenset({"a", "b", "k", "l", "w", "z", "L", "delta"})
"""Names that the page uses itself."""


class VanishingGradients(KindModel):
    """Keys of the kind."""

    activation: ActivationName = Field(description="sigmoid, tanh, relu, leaky relu, softplus or linear.")
    depth: Count | None = Field(
        None, description=f"Number of layers, {LEAST_DEPTH} to {MOST_DEPTH}; absent: of weights."
    )
    weights: ScalarOrVector = Field(description="A number: the same in every layer; a list: one per layer.")
    bias: ScalarOrVector | None = Field(None, description="A number or a list likewise; absent: none.")
    input: Exact = Field(description="What the first layer is given.")
    compare: tuple[ActivationName, ...] = Field((), description="Activations that the same chain is tried with.")
    decimals: Count = Field(4, description=f"Of rounded numbers, {LEAST_DECIMALS} to {MOST_DECIMALS}.")

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        depth = self.layers
        if not LEAST_DEPTH <= depth <= MOST_DEPTH:
            path = ("weights",) if self.depth is None else ("depth",)
            raise FieldError(f"there must be {LEAST_DEPTH} to {MOST_DEPTH} layers, not {depth}", path=path)
        for key, value in (("weights", self.weights), ("bias", self.bias)):
            if isinstance(value, tuple) and len(value) != depth:
                message = f"{{key}} has {counted(len(value), 'number')} for {counted(depth, 'layer')}"
                raise FieldError(message, path=(key,), hint="a single number stands for every layer")
            _check_sizes(key, value)
        _check_sizes("input", self.input)
        self._check_names(parameters_of(info))
        if not LEAST_DECIMALS <= self.decimals <= MOST_DECIMALS:
            raise FieldError(f"{{key}} must be {LEAST_DECIMALS} to {MOST_DECIMALS}", path=("decimals",))
        return self

    def _check_names(self, parameters: Any) -> None:
        for index, name in enumerate(self.compare):
            if name == self.activation or name in self.compare[:index]:
                raise FieldError(f"'{name}' is compared twice", path=("compare", index), hint="once is enough")
        for taken in sorted(OWN_NAMES & set(parameters)):
            hint = f"it uses {', '.join(sorted(OWN_NAMES))}"
            raise FieldError(f"a parameter cannot be called '{taken}': the page uses that itself", hint=hint)

    @property
    def layers(self) -> int:
        """Number of layers."""
        if self.depth is not None:
            return self.depth
        return len(self.weights) if isinstance(self.weights, tuple) else 0

    @property
    def has_equal_weights(self) -> bool:
        """Whether the sheet gives one weight for all layers."""
        return not isinstance(self.weights, tuple)

    @property
    def all_weights(self) -> tuple[Fraction, ...]:
        """One weight per layer."""
        return _each(self.weights, self.layers)

    @property
    def all_biases(self) -> tuple[Fraction, ...]:
        """One bias per layer; empty where there is none."""
        return () if self.bias is None else _each(self.bias, self.layers)


def _each(value: Fraction | tuple[Fraction, ...], count: int) -> tuple[Fraction, ...]:
    return value if isinstance(value, tuple) else (value,) * count


def _check_sizes(key: str, value: Fraction | tuple[Fraction, ...] | None) -> None:
    entries = value if isinstance(value, tuple) else () if value is None else (value,)
    for index, entry in enumerate(entries):
        if abs(entry) > LARGEST:
            path = (key, index) if isinstance(value, tuple) else (key,)
            raise FieldError(f"{{key}} must lie between -{LARGEST} and {LARGEST}", path=path)
