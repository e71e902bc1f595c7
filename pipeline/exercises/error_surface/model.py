"""What a sheet may say of an error surface, for either part, and the two parts as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, ValidationInfo, model_validator

from pipeline.derivation.substitute import substitute
from pipeline.derivation.tidy import tidy
from pipeline.exercises.fields import (
    Count,
    Detail,
    Exact,
    Expression,
    FieldError,
    KindModel,
    LatexName,
    Matrix,
    Name,
    Vector,
    check_names,
    counted,
    described,
    parameters_of,
)
from pipeline.exercises.naming import check_function_name, check_variables
from pipeline.exercises.numerals import given_node
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Node
from pipeline.notation.vocabulary import CONSTANTS, FUNCTIONS

MAX_VARIABLES = 4
MAX_STEPS = 1000
MAX_DIMENSION = 6
MAX_EPSILONS = 6

PLATEAU_KEYS = ("function", "variables", "start", "learning_rate", "steps")
CURVATURE_KEYS = ("eigenvalues", "eigenvectors", "epsilons")
OWN_NAMES = frozenset({"H", "V", "c", "i", "j", "m", "p", "q", "v", "x", "n", "epsilon", "eta", "lambda"})
"""Letters that the page on curvature uses itself, some with a label or an index."""

OWN_VARIABLES = {"eta": "the learning rate", "k": "the number of a step", "sigma": "the sigmoid function"}
"""Letters that the page on a plateau uses itself."""


@dataclass(frozen=True)
class Plateau:
    """A function and a way down it.

    Attributes:
        name: Of the function, plain or LaTeX.
        function: Parameters put in.
        variables: One to four names.
        start: One number per variable.
        rate: Learning rate, positive.
        steps: Number of updates.
        about: What the function is, in plain words; empty for nothing.
        detail: How fine the derivations are.
    """

    name: str
    function: Node
    variables: tuple[str, ...]
    start: tuple[Fraction, ...]
    rate: Fraction
    steps: int
    about: str
    detail: Detail


@dataclass(frozen=True)
class Curvature:
    """A Hessian at a stationary point.

    Attributes:
        name: Of the function, plain or LaTeX.
        eigenvalues: n numbers.
        eigenvectors: Row i belongs to eigenvalue i, shape (n, n), pairwise orthogonal, of any length but 0.
        epsilons: Positive distances from the point.
        about: What the function is, in plain words; empty for nothing.
    """

    name: str
    eigenvalues: tuple[Fraction, ...]
    eigenvectors: tuple[tuple[Fraction, ...], ...]
    epsilons: tuple[Fraction, ...]
    about: str


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise FieldError(f"{{key}} must be text in quotes, not {described(value)}")
    return value


class ErrorSurface(KindModel):
    """Keys of the kind; `part` decides which of them belong."""

    part: Literal["plateau", "curvature"] = Field(description="What is studied.")
    name: LatexName = Field("f", description="Name of the function.")
    about: Annotated[str, PlainValidator(_text)] = Field("", description="What the function is, one plain sentence.")
    function: Expression | None = Field(None, description="The function (plateau).")
    variables: tuple[Name, ...] = Field((), description="Its variables, one to four (plateau).")
    start: Vector = Field((), description="Where gradient descent starts (plateau).")
    learning_rate: Exact | None = Field(None, description="Positive (plateau).")
    steps: Count = Field(0, description="How many updates (plateau).")
    eigenvalues: Vector = Field((), description="Of the Hessian (curvature).")
    eigenvectors: Matrix = Field((), description="Rows: one for each eigenvalue, pairwise orthogonal (curvature).")
    epsilons: Vector = Field((), description="Distances from the stationary point, positive (curvature).")

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        _check_keys(self.part, self.model_fields_set)
        if self.part == "plateau":
            self._check_plateau(tuple(_numbers(parameters_of(info))))
        else:
            self._check_curvature()
        return self

    def _check_plateau(self, parameters: tuple[str, ...]) -> None:
        assert self.function is not None
        assert self.learning_rate is not None
        check_variables(self.variables, MAX_VARIABLES, parameters, OWN_VARIABLES)
        check_function_name(self.name, {*self.variables, *parameters, *FUNCTIONS, *CONSTANTS, *OWN_VARIABLES})
        check_names(self.function, "function", self.variables, parameters)
        if len(self.start) != len(self.variables):
            numbers, names = counted(len(self.start), "number"), counted(len(self.variables), "variable")
            raise FieldError(f"{{key}} has {numbers} for {names}", path=("start",))
        if self.learning_rate <= 0:
            raise FieldError("{key} must be positive", path=("learning_rate",))
        if self.steps > MAX_STEPS:
            raise FieldError(f"{{key}} must not be larger than {MAX_STEPS}", path=("steps",))

    def _check_curvature(self) -> None:
        check_function_name(self.name, {self.name} if _letter(self.name) in OWN_NAMES else ())
        _check_size("eigenvalues", self.eigenvalues, MAX_DIMENSION)
        _check_size("epsilons", self.epsilons, MAX_EPSILONS)
        for index, epsilon in enumerate(self.epsilons):
            if epsilon <= 0:
                raise FieldError("{key} must be positive", path=("epsilons", index))
        _check_eigenvectors(self.eigenvectors, len(self.eigenvalues))

    def plateau(self, parameters: Mapping[str, object]) -> Plateau:
        """Return part `plateau` with the parameters put into the function."""
        assert self.function is not None
        assert self.learning_rate is not None
        values = {name: given_node(value) for name, value in _numbers(parameters).items()}
        function = tidy(substitute(self.function, values)) if values else self.function
        way = (self.variables, self.start, self.learning_rate, self.steps)
        return Plateau(self.name, function, *way, self.about, self.detail)

    def curvature(self) -> Curvature:
        """Return part `curvature`."""
        return Curvature(self.name, self.eigenvalues, self.eigenvectors, self.epsilons, self.about)


def _numbers(parameters: Mapping[str, object]) -> dict[str, Fraction]:
    """Return the parameters that are numbers; a function cannot name lists."""
    return {name: value for name, value in parameters.items() if isinstance(value, Fraction)}


def _check_keys(part: str, given: set[str]) -> None:
    wanted, foreign = (PLATEAU_KEYS, CURVATURE_KEYS) if part == "plateau" else (CURVATURE_KEYS, PLATEAU_KEYS)
    hint = f'part = "{part}" has the keys {", ".join(wanted)}'
    for key in foreign:
        if key in given:
            raise FieldError(f"the key '{key}' does not belong to part '{part}'", hint=hint, path=(key,), of="key")
    for key in wanted:
        if key not in given:
            raise FieldError(f"the key '{key}' is missing", hint=hint)


def _letter(name: str) -> str:
    """Return a name without its label and its index: `c` for `c_1`."""
    return canonical_name(name).partition("_")[0].partition("^")[0]


def _check_size(key: str, values: tuple[Fraction, ...], largest: int) -> None:
    if len(values) > largest:
        raise FieldError(f"{{key}} has {len(values)} numbers, more than {largest}", path=(key,))


def _check_eigenvectors(vectors: tuple[tuple[Fraction, ...], ...], size: int) -> None:
    if len(vectors) != size:
        found, wanted = counted(len(vectors), "row"), counted(size, "eigenvalue")
        raise FieldError(f"{{key}} has {found} for {wanted}", path=("eigenvectors",), hint="row i belongs to value i")
    for index, vector in enumerate(vectors):
        if len(vector) != size:
            message = f"{{key}} has {counted(len(vector), 'entry')}; an eigenvector here has {size}"
            raise FieldError(message, path=("eigenvectors", index))
        if not any(vector):
            raise FieldError("{key} is zero, which no eigenvector is", path=("eigenvectors", index))
    for (i, a), (j, b) in combinations(enumerate(vectors), 2):
        product = sum(x * y for x, y in zip(a, b, strict=True))
        if product:
            hint = "eigenvectors of a Hessian can be chosen orthogonal, since it is symmetric"
            message = f"eigenvectors {i + 1} and {j + 1} are not orthogonal: their scalar product is {product}"
            raise FieldError(message, path=("eigenvectors", j), hint=hint)
