"""Letters that the page takes for itself: minors, eigenvalues, polynomials; another one where the sheet uses theirs."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.exercises.naming import FunctionNames
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Call, Node, Symbol
from pipeline.notation.vocabulary import symbol_latex

MINORS = ("M", "D", "Delta", "A", "B", "C")
EIGENVALUES = ("lambda", "mu", "nu", "rho", "kappa", "tau")
TAYLOR = ("T", "P", "Q", "S")
BOUNDARY = ("b", "c", "q", "r", "a", "d")
PARAMETERS = ("t", "s", "u", "v", "r", "w", "h", "k")
POLYNOMIALS = ("p", "q", "r", "u", "v", "w")


@dataclass(frozen=True)
class Letters:
    """Names of what belongs to no sheet.

    Attributes:
        names: Of the function and its variables.
    """

    names: FunctionNames

    @property
    def eigenvalue(self) -> Symbol:
        r"""The unknown of the characteristic polynomial: $\lambda$."""
        return Symbol(self._free(EIGENVALUES))

    def eigenvalue_at(self, k: int, label: str) -> Symbol:
        r"""The k-th eigenvalue at a point: $\lambda_k$ where there is one point only, else $\lambda_k^{(label)}$."""
        letter = self._free(EIGENVALUES)
        return Symbol(f"{letter}_{k}" if label == "*" else f"{symbol_latex(letter)}_{k}^{{({label})}}")

    def minor(self, k: int) -> Symbol:
        """The k-th leading principal minor of the Hessian, a function of the point."""
        return Symbol(f"{self._free(MINORS)}_{k}")

    def minor_at(self, k: int, label: str) -> Node:
        """Its value: $M_k$ where there is one point only, else $M_k(x^{(label)})$."""
        name = self.minor(k)
        return name if label == "*" else Call(name.name, (self.names.point(label),))

    def polynomial(self, i: int) -> str:
        """What is left of the derivative with respect to variable i (from 1) without factors that have no zeros."""
        return f"{self._free(POLYNOMIALS)}_{i}"

    def taylor(self, label: str) -> str:
        """The Taylor polynomial at a point: $T$ where there is one point only, else with the point's number."""
        letter = self._free(TAYLOR)
        return letter if label == "*" else f"{letter}_{label}"

    def boundary(self, k: int) -> Symbol:
        """The k-th point of the boundary of a box."""
        return Symbol(f"{self._free(BOUNDARY)}^{{({k})}}")

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """Free letters for the parameter of a curve and for displacements, four of them."""
        taken = self._taken
        return tuple(Symbol(letter) for letter in PARAMETERS if letter not in taken)[:4]

    @property
    def _taken(self) -> set[str]:
        names = (self.names.function, self.names.vector, *self.names.variables)
        return {canonical_name(name).partition("_")[0].partition("^")[0] for name in names}

    def _free(self, candidates: Sequence[str]) -> str:
        taken = self._taken
        return next(name for name in candidates if name not in taken)
