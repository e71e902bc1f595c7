"""Kind `my-kind`: the value of a function at a point, worked out line by line.

A working start: change the model, what `solve` computes, and the two templates in templates/exercises/my-kind/.
`corrige kinds my-kind` shows what stands here; `corrige kinds my-kind --example` is a sheet to try it with.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Self

from pydantic import Field, ValidationInfo, model_validator

from pipeline.derivation.substitute import substitute
from pipeline.equality.context import Context
from pipeline.errors import ComputationError
from pipeline.exercises.exact import EvaluationError, evaluate
from pipeline.exercises.fields import Exact, Expression, KindModel, LatexName, Name, check_names, parameters_of
from pipeline.exercises.kinds import Kind, QuantityDoc
from pipeline.exercises.numerals import given_node
from pipeline.exercises.reading import Reading, canonical
from pipeline.exercises.solution import Display, Solution
from pipeline.notation.build import chain, number
from pipeline.notation.meaning import Definition
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Call, Symbol
from pipeline.notation.vocabulary import Vocabulary


class MyKind(KindModel):
    """1. Model: the keys of an [[exercise]] of this kind, besides id, kind, title, points, space and parameters."""

    name: LatexName = Field("f", description="Name of the function.")
    function: Expression = Field(description="The function, over its variable and the parameters.")
    variable: Name = Field("x", description="Its variable.")
    at: Exact = Field(description="Where its value is asked for.")

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        # An unknown name is told with file, line and column.
        check_names(self.function, "function", [self.variable], parameters_of(info))
        return self


def solve(model: MyKind, parameters: Mapping[str, Any]) -> Solution:
    """2. Solve: from the model to named quantities, and to what the templates name.

    Args:
        model: As the sheet has it, checked.
        parameters: Values of the sheet's parameters, exact.

    Raises:
        ComputationError: Where there is no value.
    """
    given = {name: given_node(value) for name, value in parameters.items() if isinstance(value, Fraction)}
    function = substitute(model.function, given)
    try:
        value = evaluate(function, {model.variable: model.at})
    except EvaluationError as error:
        raise ComputationError(f"{model.name} has no value there: {error}") from error
    point = given_node(model.at)
    applied = Call(model.name, (Symbol(model.variable),))
    inserted = substitute(function, {model.variable: point})
    return Solution(
        # What numbers.json, references and keys hold; documented below.
        quantities={"value": value},
        # Mathematics as trees, never LaTeX: a Display stands by itself, a node stands in a line.
        content={
            "definition": Display((chain(applied, ("=", function)),)),
            "asked": Call(model.name, (point,)),
            "work": Display((chain(Call(model.name, (point,)), ("=", inserted), ("=", number(value))),)),
        },
        # What the page is read back with: every equation on it is decided against the function as the sheet has it.
        reading=Reading(
            Vocabulary(functions={canonical_name(model.name): canonical_name(model.name)}),
            Context(
                definitions={
                    canonical_name(model.name): Definition((canonical_name(model.variable),), canonical(function))
                },
                defines="nothing",
            ),
        ),
    )


# 3. Register: a file kinds/my_kind.py that exports KIND with this name is all there is to it.
KIND = Kind(
    name="my-kind",
    summary="the value of a function at a point",
    model=MyKind,
    solve=solve,
    quantities=(QuantityDoc("value", "number", "Value of the function at the point."),),
)
