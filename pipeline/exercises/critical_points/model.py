"""What a sheet may say of a function whose stationary points are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from pipeline.derivation.substitute import substitute
from pipeline.derivation.tidy import tidy
from pipeline.exercises.critical_points.box_key import Sides, check_box
from pipeline.exercises.critical_points.letters import Letters
from pipeline.exercises.critical_points.region import Region
from pipeline.exercises.fields import Detail, Expression, KindModel, LatexName, Name, check_names, parameters_of
from pipeline.exercises.naming import FunctionNames, check_function_name, check_variables, names_for
from pipeline.exercises.numerals import given_node
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import Node, Tuple
from pipeline.notation.vocabulary import CONSTANTS, FUNCTIONS

MAX_VARIABLES = 4

Test = Literal["sylvester", "eigenvalues", "both"]


@dataclass(frozen=True)
class Problem:
    """A function and the names on its page.

    Attributes:
        function: Parameters put in.
        names: Of the function, its variables, its derivatives.
        test: How the Hessian is judged; None lets its form decide.
        detail: How fine the derivations are.
        region: Where points are asked for.
    """

    function: Node
    names: FunctionNames
    test: Test | None
    detail: Detail
    region: Region

    @property
    def letters(self) -> Letters:
        """Names of what the page adds."""
        return Letters(self.names)

    @property
    def scope(self) -> Scope:
        """What holds on the page: the function, and the vector of its variables."""
        names = self.names
        definitions = {names.function: Definition(names.variables, self.function)}
        if len(names.variables) > 1:
            definitions[names.vector] = Definition((), Tuple(names.symbols))
        return Scope(definitions)


class CriticalPoints(KindModel):
    """Keys of the kind."""

    name: LatexName = Field("f", description="Name of the function.")
    function: Expression = Field(description="The function, over its variables and the parameters.")
    variables: tuple[Name, ...] = Field(description="Its variables, one to four.")
    test: Test | None = Field(
        None, description="How the Hessian is judged; by default eigenvalues where it is diagonal, else Sylvester."
    )
    domain: Sides | None = Field(
        None, description='A box, one pair of ends per variable: [[0, "2*pi"], [-1, 1]]; by default all of space.'
    )

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        parameters = tuple(parameters_of(info))
        check_variables(self.variables, MAX_VARIABLES, parameters)
        check_function_name(self.name, {*self.variables, *parameters, *FUNCTIONS, *CONSTANTS})
        check_names(self.function, "function", self.variables, parameters)
        if self.domain is not None:
            check_box(self.domain, self.variables)
        return self

    def problem(self, parameters: Mapping[str, Any]) -> Problem:
        """Return the function with the parameters put in."""
        values = {name: given_node(value) for name, value in parameters.items() if isinstance(value, Fraction)}
        function = tidy(substitute(self.function, values)) if values else self.function
        region = Region(self.variables, self.domain)
        return Problem(function, names_for(self.name, self.variables), self.test, self.detail, region)
