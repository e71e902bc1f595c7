"""What a sheet says about a network: layers, samples, the loss, the updates."""

from fractions import Fraction
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, PlainValidator, field_validator, model_validator

from pipeline.exercises.backpropagation.fit import check_samples, check_shapes, check_targets, read_fixed
from pipeline.exercises.backpropagation.optimiser import Optimiser
from pipeline.exercises.backpropagation.symbols import Naming, clash, name_symbols
from pipeline.exercises.fields import (
    Count,
    Exact,
    FieldError,
    Flag,
    KindModel,
    KindTable,
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
MAX_SAMPLES = 100
MAX_STEPS = 1000
MOST_SCALAR = 24
"""Weights up to which the default is to write every unit by itself."""


class LayerNames(KindTable):
    """How the units of a layer are called; `h` becomes h_1, h_2 and so on."""

    preactivation: LatexName | None = Field(default=None, description="Of the weighted sums, default z^{(l)}.")
    activation: LatexName | None = Field(default=None, description="Of what the units give, default a^{(l)}.")


class Layer(KindTable):
    """One layer. Row k of `weights` holds the weights into unit k."""

    weights: Matrix = Field(description="Row k holds the weights into unit k.")
    bias: ScalarOrVector | None = Field(
        default=None, description="A number: shared by the layer; a list: one per unit; absent: none."
    )
    activation: ActivationName = Field(description="sigmoid, tanh, relu, leaky relu, softplus, linear or softmax.")
    fixed: Annotated[bool | tuple[tuple[int, int], ...], PlainValidator(read_fixed)] = Field(
        default=False, description="true: the layer does not learn; [[k, j], …]: weights j into unit k, from 1, do not."
    )
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

    def learns(self, unit: int, source: int) -> bool:
        """Tell whether a weight (unit and source from 0) takes part in the updates."""
        return self.fixed is False or (self.fixed is not True and (unit + 1, source + 1) not in self.fixed)


class Names(KindTable):
    """How the network's quantities are called."""

    weights: LatexName | None = Field(default=None, description="w: w_1, w_2 … through all layers; absent: W^{(l)}.")
    bias: LatexName | None = Field(default=None, description="b_l where a layer shares it; absent: b^{(l)}.")
    loss: LatexName = Field(default="E", description="Of the loss.")
    inputs: LatexName = Field(default="x", description="Of the inputs.")
    targets: LatexName = Field(default="y", description="Of the targets.")
    learning_rate: LatexName = Field(default="eta", description="Of the learning rate.")


class Sample(KindTable):
    """One sample of a batch."""

    inputs: Vector = Field(description="One number per input.")
    targets: Vector = Field(description="One number per output.")


class Backpropagation(KindModel):
    """The keys of an exercise of this kind."""

    inputs: Vector | None = Field(default=None, description="One number per input.")
    targets: Vector | None = Field(default=None, description="One number per output.")
    samples: tuple[Sample, ...] | None = Field(
        default=None, min_length=1, max_length=MAX_SAMPLES, description="A batch, in the place of inputs and targets."
    )
    reduction: Literal["mean", "sum"] = Field(default="mean", description="Of the samples' losses: mean or sum.")
    loss: LossName = Field(description="half / mean / plain squared error, cross-entropy, binary cross-entropy.")
    learning_rate: Exact = Field(description="Factor of the gradient in a step, not negative.")
    update_bias: Flag = Field(default=True, description="Whether biases learn, too.")
    steps: Count = Field(default=1, description=f"Updates to carry out, at most {MAX_STEPS}.")
    optimiser: Optimiser = Field(default=Optimiser(), description="How the gradient becomes a step.")
    style: Literal["scalar", "matrix"] | None = Field(
        default=None, description="scalar: unit by unit; matrix: whole layers. Default: matrix from 25 weights on."
    )
    full_formulas: Count = Field(
        default=12, description="Weights of a layer beyond which a table stands in the place of single formulas."
    )
    decimals: Count = Field(default=4, description="Decimals of rounded values; gradients have one more.")
    names: Names = Field(default=Names(), description="Of the network's quantities.")
    layer: tuple[Layer, ...] = Field(min_length=1, description="The layers, first to last.")

    @field_validator("learning_rate")
    @classmethod
    def _not_negative(cls, value: Fraction) -> Fraction:
        if value < 0:
            raise FieldError("{key} must not be negative", hint="a step goes against the gradient: 0.5")
        return value

    @field_validator("steps")
    @classmethod
    def _not_too_many(cls, value: int) -> int:
        if value > MAX_STEPS:
            raise FieldError(f"{{key}} must be at most {MAX_STEPS}", hint="a page shows a selection of many steps")
        return value

    @field_validator("decimals")
    @classmethod
    def _few_decimals(cls, value: int) -> int:
        if value > MAX_DECIMALS:
            raise FieldError(f"{{key}} must be at most {MAX_DECIMALS}")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_samples(self)
        check_shapes(self)
        check_targets(self)
        twice = clash(name_symbols(self.naming()))
        if twice:
            hint = "give the quantities different names, in names and layer.names"
            raise FieldError(f"two quantities would be called '{twice}'", hint=hint, path=("names",))
        self._check_vectors()
        return self

    def _check_vectors(self) -> None:
        """Make sure that in matrix form no vector has the name of something else."""
        from pipeline.exercises.backpropagation.network import build_network

        shared = build_network(self).shared_name if self.style == "matrix" else ""
        if shared:
            hint = "choose other names, in names or layer.names, or the scalar style"
            raise FieldError(
                f"a vector or matrix would be called '{shared}', as something else is", hint=hint, path=("names",)
            )

    @property
    def batch(self) -> tuple[Sample, ...]:
        """All samples; one where the sheet gives inputs and targets."""
        if self.samples is not None:
            return self.samples
        assert self.inputs is not None
        assert self.targets is not None
        return (Sample.model_construct(inputs=self.inputs, targets=self.targets),)

    @property
    def sample(self) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        """Inputs and targets of the first sample."""
        first = self.batch[0]
        return first.inputs, first.targets

    @property
    def weight_count(self) -> int:
        """Number of weights, biases aside."""
        return sum(len(row) for layer in self.layer for row in layer.weights)

    @property
    def share(self) -> Fraction:
        """What a sample's loss counts in the loss of the batch: 1/n for the mean of n samples, 1 for the sum."""
        return Fraction(1, len(self.batch)) if self.reduction == "mean" else Fraction(1)

    def naming(self) -> Naming:
        """Return what the symbols are made from: names and sizes."""
        inputs, _ = self.sample
        return Naming(
            sizes=(len(inputs), *(layer.units for layer in self.layer)),
            bias_forms=tuple(layer.bias_form for layer in self.layer),
            preactivations=tuple(layer.names.preactivation for layer in self.layer),
            activations=tuple(layer.names.activation for layer in self.layer),
            samples=len(self.batch),
            **self.names.model_dump(),
        )
