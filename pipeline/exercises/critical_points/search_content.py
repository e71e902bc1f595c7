"""The search for the stationary points, as the page shows it."""

from collections.abc import Sequence

from flint import fmpq, fmpz_poly

from pipeline.derivation.checked import checked
from pipeline.equality.decide import decide
from pipeline.equality.normal_form import PolynomialForm, Terms
from pipeline.equality.verdict import Proved
from pipeline.exercises.critical_points.algebraic import RealAlgebraic, real_roots, squarefree
from pipeline.exercises.critical_points.eigenvalues import PLACES
from pipeline.exercises.critical_points.lines import Derivatives, numbers_in
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.polynomials import exact_number, polynomial_node, univariate
from pipeline.exercises.critical_points.stationary import StationaryPoints
from pipeline.exercises.critical_points.uniqueness import SearchStep
from pipeline.exercises.solution import Content, Measured, Prose
from pipeline.notation.build import ZERO, chain, number, product_of, quotient, sum_of
from pipeline.notation.layout import LINE
from pipeline.notation.meaning import Definition, Scope, meaning
from pipeline.notation.tree import Call, Chain, EvaluatedAt, Link, Node, SetOf, Symbol, Tuple, walk
from pipeline.notation.width import width

MAX_SHOWN_DEGREE = 10


def search_content(
    problem: Problem, derivatives: Derivatives, found: StationaryPoints, steps: Sequence[SearchStep] | None
) -> dict[str, Content]:
    """Return the argument that leads to all points and shows that there are no others.

    Args:
        problem: The function.
        derivatives: Its derivations.
        found: All points.
        steps: The search, or None where it cannot be shown.
    """
    writing = Writing(problem, derivatives, found.equations)
    content: dict[str, Content] = {
        "split": writing.split(),
        "steps": [],
        "eliminants": [],
        "excluded": "yes" if found.excluded else "",
    }
    if steps is None:
        return {**content, **_by_algebra(problem, found)}
    return {**content, "steps": [writing.step(step) for step in steps]}


class Writing:
    """Formulas of the search: the equations under their names, identities, roots."""

    def __init__(self, problem: Problem, derivatives: Derivatives, forms: Sequence[PolynomialForm]) -> None:
        self.problem = problem
        self.symbols = problem.names.symbols
        self.forms = forms
        self.is_plain = all(not form.has_exponential and _is_one(form.denominator) for form in forms)
        self.entries = derivatives.gradient if self.is_plain else [self.node(form.numerator) for form in forms]

    def node(self, terms: Terms) -> Node:
        """Return a polynomial as it is written."""
        return polynomial_node(terms, self.symbols)

    def name(self, i: int) -> Node:
        """∂f/∂x_i, or p_i where a positive factor was split off."""
        if self.is_plain:
            return self.problem.names.partial(self.symbols[i])
        return Call(self.problem.letters.polynomial(i + 1), self.symbols)

    @property
    def polynomials(self) -> dict[str, Definition]:
        """The polynomials p_i, if the derivatives are not polynomials themselves."""
        if self.is_plain:
            return {}
        names = self.problem
        return {
            names.letters.polynomial(i): Definition(names.names.variables, entry)
            for i, entry in enumerate(self.entries, 1)
        }

    @property
    def scope(self) -> Scope:
        """What holds during the search."""
        return Scope({**self.problem.scope.definitions, **self.polynomials})

    def split(self) -> Content:
        """Return the polynomials that vanish where the gradient does, if they are not the gradient itself."""
        if self.is_plain:
            return []
        lines = [(self._factored(i), chain(self.name(i), ("=", entry))) for i, entry in enumerate(self.entries)]
        return [line for pair in lines for line in pair if line is not None]

    def _factored(self, i: int) -> Chain | None:
        """Return ∂f/∂x_i = p_i times a factor without zeros, over the denominator, where that can be written."""
        exponentials = [node for _, node in walk(self.problem.function) if isinstance(node, Call)]
        factors = dict.fromkeys(node for node in exponentials if node.function == "exp")
        below = self.node(self.forms[i].denominator)
        partial = self.problem.names.partial(self.symbols[i])
        for shown in ((), tuple(factors)):
            product = quotient(product_of((*shown, self.name(i))), below)
            if isinstance(decide(meaning(partial, self.scope), meaning(product, self.scope)), Proved):
                return chain(partial, ("=", product))
        return None

    def step(self, step: SearchStep) -> dict[str, Content]:
        """Return the texts of one step."""
        found = step.elimination
        variable = self.symbols[found.variable]
        eliminant = self.node(univariate(found.eliminant, found.variable, len(self.symbols)))
        solved = solved_chain(eliminant, variable, [exact_number(root) for root in step.roots])
        source = self._at(self.name(next(i for i, m in enumerate(found.multipliers) if m)), step)
        return {
            "variable": variable,
            "known": self._known(step),
            "identity": "" if found.is_plain else self._identity(step, eliminant),
            "solved": _prefixed(source, solved) if found.is_plain else solved,
            "unsolvable": "" if step.roots else "yes",
        }

    def _known(self, step: SearchStep) -> Content:
        items = [chain(self.symbols[i], ("=", exact_number(value))) for i, value in sorted(step.known.items())]
        parts: list[str | Node] = []
        for item in items:
            parts.extend([", ", item] if parts else [item])
        return Prose(tuple(parts)) if parts else ""

    def _at(self, node: Node, step: SearchStep) -> Node:
        """Return a formula where the known variables have their values."""
        known = [(self.symbols[i], exact_number(value)) for i, value in sorted(step.known.items())]
        if not known:
            return node
        names, values = (tuple(side) for side in zip(*known, strict=True))
        if not self.is_plain:
            return numbers_in(node, names, values)
        left, right = (side[0] if len(side) == 1 else Tuple(side) for side in (names, values))
        return EvaluatedAt(node, chain(left, ("=", right)))

    def _identity(self, step: SearchStep, eliminant: Node) -> Chain:
        """Return Σ multiplier · ∂f/∂x_i = the same with the formulas put in = eliminant."""
        used = [(i, self.node(m)) for i, m in enumerate(step.elimination.multipliers) if m]
        named = self._at(sum_of(product_of((m, self.name(i))) for i, m in used), step)
        entries = [self.node(equation) for equation in step.equations] if step.known else self.entries
        placed = sum_of(product_of((m, entries[i])) for i, m in used)
        return checked(chain(named, ("=", placed), ("=", eliminant)), self.scope)


def solved_chain(equation: Node, variable: Symbol, roots: Sequence[Node]) -> Chain:
    """Return equation = 0 ⇔ variable = root, or ⇔ variable ∈ {roots} where there is not exactly one."""
    links = (Link("=", ZERO), Link("⇔", variable))
    last = Link("=", roots[0]) if len(roots) == 1 else Link("∈", SetOf(tuple(roots)))
    return Chain(equation, (*links, last))


def _prefixed(source: Node, solved: Chain) -> Chain:
    """Return source = equation = 0 and what follows."""
    return Chain(source, (Link("=", solved.first), *solved.links))


def _is_one(terms: Terms) -> bool:
    return len(terms) == 1 and not any(next(iter(terms)))


def _by_algebra(problem: Problem, found: StationaryPoints) -> dict[str, Content]:
    """Return the equations in one variable each that follow from the Gröbner basis, and the number of solutions."""
    system = found.system
    counts = (len(system.monomials), len(found.points) + found.excluded)
    lines = [
        _eliminant(problem.names.symbols, i, squarefree(polynomial.numer()))
        for i, polynomial in enumerate(system.eliminants if system.monomials else ())
    ]
    return {
        "eliminants": [line for line in lines if line is not None],
        "complex": _counted(counts[0], "complex solution"),
        "real": _counted(counts[1], "distinct one"),
        "are_real": "is" if counts[1] == 1 else "are",
    }


def _counted(count: int, noun: str) -> list[Content]:
    """Return a number, and its noun in the right form."""
    return [Measured(str(count), number(count)), noun if count == 1 else f"{noun}s"]


def _eliminant(symbols: Sequence[Symbol], variable: int, polynomial: fmpz_poly) -> dict[str, Content] | None:
    """Return p(x) = 0 with its real solutions: in a set if each can be written exactly, else one by one."""
    if polynomial.degree() > MAX_SHOWN_DEGREE:
        return None
    symbol = symbols[variable]
    node = polynomial_node(univariate([fmpq(c) for c in polynomial.coeffs()], variable, len(symbols)), symbols)
    roots = real_roots(polynomial)
    exact = [root.node() for root in roots]
    solved = solved_chain(node, symbol, [root for root in exact if root is not None])
    if None not in exact and width(solved) <= LINE:
        return {"equation": solved, "roots": []}
    return {"equation": chain(node, ("=", ZERO)), "roots": [Prose((_root(symbol, root),)) for root in roots]}


def _root(variable: Symbol, root: RealAlgebraic) -> Chain:
    exact = root.node()
    return chain(variable, ("≈", root.decimal(PLACES))) if exact is None else chain(variable, ("=", exact))
