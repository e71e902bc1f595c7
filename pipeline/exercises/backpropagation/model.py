"""What a sheet says about a network: layers, one sample, the loss, the update."""

from fractions import Fraction
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipeline.exercises.backpropagation.fit import check_shapes, check_targets
from pipeline.exercises.backpropagation.symbols import Naming, clash, name_symbols
from pipeline.exercises.fields import (
    Count,
    Exact,
    FieldError,
    Flag,
    KindModel,
    LatexName,
    Matrix,
    ScalarOrVector,
    Vector,
)

ActivationName = Literal["sigmoid", "tanh", "relu", "leaky relu", "softplus", "linear", "softmax"]
LossName = Literal["half squared error", "squared error", "mean squared error", "cross-entropy", "binary cross-entropy"]
BiasForm = Literal["shared", "per unit", "none"]

ACTIVATION_NAMES: tuple[str, ...] = get_args(ActivationName)
MAX_DECIMALS = 12


class _Table(BaseModel):
    """A table of the sheet: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class LayerNames(_Table):
    """How the units of a layer are called; `h` becomes h_1, h_2 and so on."""

    preactivation: LatexName | None = Field(default=None, description="Of the weighted sums, default z^{(l)}.")
    activation: LatexName | None = Field(default=None, description="Of what the units give, default a^{(l)}.")


class Layer(_Table):
    """One layer. Row k of `weights` holds the weights into unit k."""

    weights: Matrix = Field(description="Row k holds the weights into unit k.")
    bias: ScalarOrVector | None = Field(
        default=None, description="A number: shared by the layer; a list: one per unit; absent: none."
    )
    activation: ActivationName = Field(description="sigmoid, tanh, relu, leaky relu, softplus, linear or softmax.")
    names: LayerNames = Field(default=LayerNames(), description="Of the layer's quantities.")

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.weights)

    @property
    def bias_form(self) -> BiasForm:
        """Whether the units share one bias, have one each, or none."""
        if self.bias is None:
            return "none"
        return "per unit" if isinstance(self.bias, tuple) else "shared"

    @property
    def biases(self) -> tuple[Fraction, ...]:
        """The bias of each unit; empty where there is none."""
        if self.bias is None:
            return ()
        return self.bias if isinstance(self.bias, tuple) else (self.bias,) * self.units


class Names(_Table):
    """How the network's quantities are called."""

    weights: LatexName | None = Field(default=None, description="w: w_1, w_2 … through all layers; absent: W^{(l)}.")
    bias: LatexName | None = Field(default=None, description="b_l where a layer shares it; absent: b^{(l)}.")
    loss: LatexName = Field(default="E", description="Of the loss.")
    inputs: LatexName = Field(default="x", description="Of the inputs.")
    targets: LatexName = Field(default="y", description="Of the targets.")
    learning_rate: LatexName = Field(default="eta", description="Of the learning rate.")


class Optimiser(_Table):
    """How the gradient becomes a step."""

    method: Literal["gradient", "momentum", "adam"] = Field(default="gradient", description="For now: gradient.")
    momentum: Exact | None = Field(default=None, description="Not supported yet.")
    beta1: Exact | None = Field(default=None, description="Not supported yet.")
    beta2: Exact | None = Field(default=None, description="Not supported yet.")
    epsilon: Exact | None = Field(default=None, description="Not supported yet.")
    weight_decay: Exact = Field(default=Fraction(0), description="Not supported yet.")

    @model_validator(mode="after")
    def _only_plain_gradient(self) -> Self:
        if self.method != "gradient":
            raise _unsupported(f"the method '{self.method}'", ("method",), 'use method = "gradient"')
        for key in ("momentum", "beta1", "beta2", "epsilon", "weight_decay"):
            if getattr(self, key):
                raise _unsupported("{key}", (key,), "a plain gradient step takes the learning rate only")
        return self


class Backpropagation(KindModel):
    """The keys of an exercise of this kind."""

    inputs: Vector | None = Field(default=None, description="One number per input.")
    targets: Vector | None = Field(default=None, description="One number per output.")
    samples: Any = Field(default=None, description="Not supported yet: give inputs and targets.")
    reduction: Any = Field(default=None, description="Not supported yet: there is one sample.")
    loss: LossName = Field(description="half / mean / plain squared error, cross-entropy, binary cross-entropy.")
    learning_rate: Exact = Field(description="Factor of the gradient in a step, not negative.")
    update_bias: Flag = Field(default=True, description="Whether biases learn, too.")
    steps: Count = Field(default=1, description="Updates to carry out; for now 1.")
    optimiser: Optimiser = Field(default=Optimiser(), description="How the gradient becomes a step.")
    decimals: Count = Field(default=4, description="Decimals of rounded values; gradients have one more.")
    names: Names = Field(default=Names(), description="Of the network's quantities.")
    layer: tuple[Layer, ...] = Field(min_length=1, description="The layers, first to last.")

    @field_validator("samples", "reduction")
    @classmethod
    def _no_batch(cls, value: Any) -> Any:
        if value is not None:
            raise _unsupported("{key}", (), "give the one sample as inputs = […] and targets = […]")
        return value

    @field_validator("steps")
    @classmethod
    def _one_step(cls, value: int) -> int:
        if value > 1:
            raise _unsupported("{key} above 1", (), "use steps = 1, or leave it out")
        return value

    @field_validator("learning_rate")
    @classmethod
    def _not_negative(cls, value: Fraction) -> Fraction:
        if value < 0:
            raise FieldError("{key} must not be negative", hint="a step goes against the gradient: 0.5")
        return value

    @field_validator("decimals")
    @classmethod
    def _few_decimals(cls, value: int) -> int:
        if value > MAX_DECIMALS:
            raise FieldError(f"{{key}} must be at most {MAX_DECIMALS}")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for key in ("inputs", "targets"):
            if getattr(self, key) is None:
                raise FieldError(f"the key '{key}' is missing", hint="inputs = [0.1, 0.4]", path=())
        check_shapes(self)
        check_targets(self)
        twice = clash(name_symbols(self.naming()))
        if twice:
            hint = "give the quantities different names, in names and layer.names"
            raise FieldError(f"two quantities would be called '{twice}'", hint=hint, path=("names",))
        return self

    @property
    def sample(self) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        """Inputs and targets of the one sample."""
        assert self.inputs is not None
        assert self.targets is not None
        return self.inputs, self.targets

    def naming(self) -> Naming:
        """Return what the symbols are made from: names and sizes."""
        inputs, _ = self.sample
        return Naming(
            sizes=(len(inputs), *(layer.units for layer in self.layer)),
            bias_forms=tuple(layer.bias_form for layer in self.layer),
            preactivations=tuple(layer.names.preactivation for layer in self.layer),
            activations=tuple(layer.names.activation for layer in self.layer),
            **self.names.model_dump(),
        )


def _unsupported(what: str, path: tuple[str | int, ...], hint: str) -> FieldError:
    return FieldError(f"{what} is not supported yet", hint=hint, path=path)
