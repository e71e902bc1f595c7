"""A small kind of exercise for tests of what lies around the kinds."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from pipeline.errors import ComputationError
from pipeline.exercises.fields import (
    Count,
    Exact,
    Expression,
    Flag,
    KindModel,
    LatexName,
    Matrix,
    Name,
    ScalarOrVector,
    Vector,
    check_names,
    parameters_of,
)
from pipeline.exercises.kinds import Kind, QuantityDoc
from pipeline.exercises.solution import Solution


class Layer(BaseModel):
    """A table in a list of tables."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: Matrix
    bias: ScalarOrVector | None = None
    activation: Literal["sigmoid", "tanh", "relu"] = "sigmoid"


class Toy(KindModel):
    """One key of every type."""

    function: Expression
    variables: tuple[Name, ...] = Field(min_length=1)
    rate: Exact = Fraction(1)
    start: Vector = ()
    steps: Count = 1
    fails: Flag = False
    symbol: LatexName = "h"
    layer: tuple[Layer, ...] = ()

    @model_validator(mode="after")
    def _names(self, info: ValidationInfo) -> "Toy":
        check_names(self.function, "function", self.variables, parameters_of(info))
        return self


def solve(model: Toy, parameters: Mapping[str, Any]) -> Solution:
    """Return the given numbers as quantities."""
    if model.fails:
        raise ComputationError("the toy does not work", hint="leave out fails")
    return Solution({"rate": model.rate, "start": list(model.start), "parameters": dict(parameters)})


KIND = Kind("toy", "A toy.", Toy, solve, (QuantityDoc("rate", "number", "The rate."),))
