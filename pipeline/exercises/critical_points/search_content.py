"""The search for the stationary points, as the page shows it."""

from collections.abc import Sequence
from functools import reduce

from flint import fmpq, fmpz_poly

from pipeline.derivation.checked import checked
from pipeline.equality.normal_form import PolynomialForm, Terms
from pipeline.exercises.critical_points.algebraic import RealAlgebraic, real_roots
from pipeline.exercises.critical_points.eigenvalues import approximate
from pipeline.exercises.critical_points.lines import Derivatives
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.polynomials import exact_number, polynomial_node, univariate
from pipeline.exercises.critical_points.stationary import StationaryPoints
from pipeline.exercises.critical_points.uniqueness import NoArgumentError, SearchStep, search
from pipeline.exercises.solution import Content, Prose
from pipeline.notation.build import ZERO, chain, product_of, sum_of
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import Call, Chain, Link, Node, Symbol

MAX_SHOWN_DEGREE = 10


def search_content(problem: Problem, derivatives: Derivatives, found: StationaryPoints) -> dict[str, Content]:
    """Return the argument that leads to all points and shows that there are no others."""
    writing = _Writing(problem, derivatives, found.equations)
    content: dict[str, Content] = {"split": writing.split(), "steps": [], "eliminants": [], "real": "", "complex": ""}
    try:
        steps = search([form.numerator for form in found.equations], len(problem.names.variables))
    except NoArgumentError:
        return {**content, **_by_algebra(problem, found)}
    return {**content, "steps": [writing.step(step) for step in steps]}


class _Writing:
    """Formulas of the search: the equations under their names, identities, roots."""

    def __init__(self, problem: Problem, derivatives: Derivatives, forms: Sequence[PolynomialForm]) -> None:
        self.problem = problem
        self.symbols = problem.names.symbols
        self.forms = forms
        self.is_plain = all(not form.has_exponential and _is_one(form.denominator) for form in forms)
        self.entries = derivatives.gradient if self.is_plain else [self.node(form.numerator) for form in forms]

    def node(self, terms: Terms) -> Node:
        return polynomial_node(terms, self.symbols)

    def name(self, i: int) -> Node:
        """∂f/∂x_i, or p_i where a positive factor was split off."""
        return self.problem.names.partial(self.symbols[i]) if self.is_plain else Call(f"p_{i + 1}", self.symbols)

    @property
    def scope(self) -> Scope:
        own = (
            {}
            if self.is_plain
            else {f"p_{i + 1}": Definition(self.problem.names.variables, entry) for i, entry in enumerate(self.entries)}
        )
        return Scope({**self.problem.scope.definitions, **own})

    def split(self) -> Content:
        """Return the polynomials that vanish where the gradient does, if they are not the gradient itself."""
        if self.is_plain:
            return ""
        return [chain(self.name(i), ("=", entry)) for i, entry in enumerate(self.entries)]

    def step(self, step: SearchStep) -> dict[str, Content]:
        found = step.elimination
        variable = self.symbols[found.variable]
        eliminant = self.node(univariate(found.eliminant, found.variable, len(self.symbols)))
        return {
            "variable": variable,
            "known": self._known(step),
            "identity": "" if found.is_plain else self._identity(step, eliminant),
            "source": self.name(next(i for i, m in enumerate(found.multipliers) if m)),
            "solved": _solved(eliminant, variable, step.roots),
            "roots": [Prose((chain(variable, ("=", exact_number(root))),)) for root in step.roots],
        }

    def _known(self, step: SearchStep) -> Content:
        if not step.known:
            return ""
        items = [chain(self.symbols[i], ("=", exact_number(value))) for i, value in sorted(step.known.items())]
        parts: list[str | Node] = []
        for item in items:
            parts.extend([", ", item] if parts else [item])
        return Prose(tuple(parts))

    def _identity(self, step: SearchStep, eliminant: Node) -> Chain:
        """Return Σ multiplier · ∂f/∂x_i = the same with the formulas put in = eliminant."""
        used = [(i, self.node(m)) for i, m in enumerate(step.elimination.multipliers) if m]
        if step.known:
            remaining = [self.node(equation) for equation in step.equations]
            shown = sum_of(product_of((m, remaining[i])) for i, m in used)
            return checked(chain(shown, ("=", eliminant)), self.scope)
        named = sum_of(product_of((m, self.name(i))) for i, m in used)
        placed = sum_of(product_of((m, self.entries[i])) for i, m in used)
        return checked(chain(named, ("=", placed), ("=", eliminant)), self.scope)


def _solved(equation: Node, variable: Symbol, roots: Sequence[fmpq]) -> Chain:
    """Return equation = 0, and ⇔ variable = root where there is exactly one."""
    shown = chain(equation, ("=", ZERO))
    if len(roots) != 1:
        return shown
    return Chain(equation, (*shown.links, Link("⇔", variable), Link("=", exact_number(roots[0]))))


def _is_one(terms: Terms) -> bool:
    return len(terms) == 1 and not any(next(iter(terms)))


def _by_algebra(problem: Problem, found: StationaryPoints) -> dict[str, Content]:
    """Return the equations in one variable each that follow from the Gröbner basis, and the number of solutions."""
    system = found.system
    if not system.monomials:
        return {"real": "0", "complex": "0"}
    lines = [_eliminant(problem.names.symbols, i, polynomial.numer()) for i, polynomial in enumerate(system.eliminants)]
    return {
        "eliminants": [line for line in lines if line is not None],
        "real": str(len(found.points)),
        "complex": str(len(system.monomials)),
    }


def _eliminant(symbols: Sequence[Symbol], variable: int, polynomial: fmpz_poly) -> dict[str, Content] | None:
    squarefree = reduce(lambda a, b: a * b, (factor for factor, _ in polynomial.factor()[1]))
    if squarefree.degree() > MAX_SHOWN_DEGREE:
        return None
    node = polynomial_node(univariate([fmpq(c) for c in squarefree.coeffs()], variable, len(symbols)), symbols)
    roots = real_roots(squarefree)
    return {
        "variable": symbols[variable],
        "equation": chain(node, ("=", ZERO)),
        "roots": [Prose((_root(symbols[variable], root),)) for root in roots],
        "count": str(len(roots)),
    }


def _root(variable: Symbol, root: RealAlgebraic) -> Chain:
    exact = root.node()
    return chain(variable, ("≈", approximate(root))) if exact is None else chain(variable, ("=", exact))
