"""Names around one function: its vector of variables, its derivatives, points with a label."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.exercises.fields import FieldError
from pipeline.notation.build import column
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Call, Derivative, Nabla, Node, Symbol, Tuple
from pipeline.notation.vocabulary import symbol_latex

FALLBACKS = ("theta", "v", "p", "z", "u", "s")
"""Names for the vector of variables that share no letter, the first that is free."""


@dataclass(frozen=True)
class FunctionNames:
    """The formulas that a page on one function is made of.

    Attributes:
        function: Plain or LaTeX name.
        variables: In order.
        vector: Of all variables; the variable itself where there is one only.
    """

    function: str
    variables: tuple[str, ...]
    vector: str

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The variables."""
        return tuple(Symbol(name) for name in self.variables)

    @property
    def function_symbol(self) -> Symbol:
        """The function's name alone: $f$."""
        return Symbol(self.function)

    @property
    def applied(self) -> Call:
        """The function of its variables: $f(x_1, x_2)$."""
        return Call(self.function, self.symbols)

    @property
    def gradient(self) -> Nabla:
        r"""$\nabla f(x)$."""
        return Nabla(Call(self.function, (Symbol(self.vector),)))

    @property
    def hessian(self) -> Nabla:
        r"""$\nabla^2 f(x)$."""
        return Nabla(Call(self.function, (Symbol(self.vector),)), 2)

    @property
    def mark(self) -> Literal["∂", "d"]:
        """How derivatives are written: with a d where there is one variable, and nothing else is called d."""
        is_free = "d" not in map(canonical_name, (self.function, *self.variables))
        return "d" if len(self.variables) == 1 and is_free else "∂"

    def partial(self, *variables: Symbol) -> Derivative:
        r"""$\frac{\partial f}{\partial x_1}$, or $\frac{\partial^2 f}{\partial x_1\,\partial x_2}$ for two."""
        return Derivative(Symbol(self.function), variables, "quotient", self.mark)

    def point(self, label: int | str) -> Symbol:
        """The vector with a raised label: $w^{(k)}$; a star without brackets: $x^*$."""
        raised = "*" if label == "*" else f"{{({label})}}"
        return Symbol(f"{symbol_latex(self.vector)}^{raised}")

    def value_at(self, label: int | str) -> Call:
        """$f(w^{(k)})$."""
        return Call(self.function, (self.point(label),))

    def gradient_at(self, label: int | str) -> Nabla:
        r"""$\nabla f(w^{(k)})$."""
        return Nabla(self.value_at(label))

    def hessian_at(self, label: int | str) -> Nabla:
        r"""$\nabla^2 f(x^*)$."""
        return Nabla(self.value_at(label), 2)


def names_for(function: str, variables: Sequence[str]) -> FunctionNames:
    """Return the names for a function: the vector of w_1 and w_2 is w, that of w and b is θ."""
    taken = {canonical_name(name) for name in (function, *variables)}
    return FunctionNames(function, tuple(variables), _vector_name(variables, taken))


def _vector_name(variables: Sequence[str], taken: set[str]) -> str:
    if len(variables) == 1:
        return variables[0]
    bases = {name.partition("_")[0] for name in variables}
    if len(bases) == 1 and all("_" in name for name in variables) and not bases & taken:
        return bases.pop()
    return next(name for name in FALLBACKS if name not in taken)


def vector(entries: Sequence[Node]) -> Node:
    """Return a column, or the entry itself where there is one only."""
    return entries[0] if len(entries) == 1 else column(entries)


def point(entries: Sequence[Node]) -> Node:
    """Return a point in round brackets, or the entry itself where there is one only."""
    return entries[0] if len(entries) == 1 else Tuple(tuple(entries))


def check_variables(
    variables: Sequence[str], largest: int, parameters: Collection[str] = (), reserved: dict[str, str] | None = None
) -> None:
    """Refuse too many variables, repeated ones, and names that mean something else.

    Args:
        variables: As the key `variables` gives them.
        largest: How many there may be.
        parameters: Names of parameters.
        reserved: Names that the page uses itself, and for what.

    Raises:
        FieldError: Blaming the key or the entry.
    """
    if not 1 <= len(variables) <= largest:
        raise FieldError(f"{{key}} must be 1 to {largest} names, not {len(variables)}", path=("variables",))
    for index, name in enumerate(variables):
        alike = next((other for other in variables[:index] if symbol_latex(other) == symbol_latex(name)), name)
        if alike != name:
            raise FieldError(f"'{alike}' and '{name}' in {{key}} look the same in print", path=("variables", index))
        if name in variables[:index]:
            raise FieldError(f"the variable '{name}' stands twice in {{key}}", path=("variables",))
        if reserved and name in reserved:
            raise FieldError(f"'{name}' cannot be in {{key}}: it is {reserved[name]}", path=("variables", index))
        if name in parameters:
            raise FieldError(f"'{name}' is a parameter and cannot be in {{key}}", path=("variables", index))


def check_function_name(name: str, taken: Collection[str]) -> None:
    """Refuse a name of the function that means something else on the page, however it is written."""
    if "'" in name or r"\prime" in name:
        raise FieldError(f"the function cannot be called '{name}': a prime stands for a derivative", path=("name",))
    if canonical_name(name) in set(map(canonical_name, taken)):
        raise FieldError(f"the function cannot be called '{name}', which means something else here", path=("name",))
