"""The search for the stationary points, as the page shows it."""

from collections.abc import Sequence

from flint import fmpq, fmpz_mpoly, fmpz_poly

from pipeline.derivation.checked import checked
from pipeline.derivation.substitute import substitute
from pipeline.equality.decide import decide
from pipeline.equality.normal_form import Terms
from pipeline.equality.verdict import Proved
from pipeline.exercises.critical_points.algebraic import RealAlgebraic, real_roots, squarefree
from pipeline.exercises.critical_points.cases_content import cases_content
from pipeline.exercises.critical_points.content import box_prose
from pipeline.exercises.critical_points.eigenvalues import PLACES
from pipeline.exercises.critical_points.formula import formula
from pipeline.exercises.critical_points.lines import Derivatives, numbers_in
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.polynomials import exact_number, polynomial_node, univariate
from pipeline.exercises.critical_points.rough import RoughPoint
from pipeline.exercises.critical_points.stationary import StationaryPoints
from pipeline.exercises.critical_points.uniqueness import SearchStep
from pipeline.exercises.critical_points.unknown_names import meanings_of, names_of
from pipeline.exercises.solution import Content, Measured, Prose
from pipeline.notation.build import ONE, ZERO, chain, number, product_of, quotient, sum_of
from pipeline.notation.layout import LINE, within_the_line
from pipeline.notation.meaning import Definition, Scope, meaning
from pipeline.notation.tree import Call, Chain, EvaluatedAt, Link, Node, Power, SetOf, Symbol, Tuple, walk
from pipeline.notation.width import width

MAX_SHOWN_DEGREE = 16
MAX_SHOWN_WIDTH = 4 * LINE
"""An equation in one unknown that takes more than about four lines is not shown."""

ROUGH = ("sqrt", "abs", "sign", "relu", "step", "leaky_relu")


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
    content: dict[str, Content] = {
        "split": [],
        "letters": [],
        "inverse": [],
        "angles": [],
        "nowhere": "",
        "steps": [],
        "eliminants": [],
        "cases": cases_content(problem.names, found.cases),
        "excluded": "yes" if found.excluded else "",
        "outside": "yes" if found.outside else "",
        "on_boundary": "yes" if any(point.on_boundary for point in found.points) else "",
        "complex": [],
        "box": box_prose(found.region.box_node()),
        "searched": box_prose(found.searched_box()),
        "rough": _rough(problem.function, found),
        "completeness": found.completeness,
        "periods": [Prose((formula(period),)) for period in found.periods.values()] if not found.region.sides else [],
    }
    if found.form is None:
        return content
    writing = Writing(problem, derivatives, found)
    content |= {"split": writing.split(found), "nowhere": writing.nowhere(found)}
    if found.algebraic is None or (writing.is_plain and found.system is None):
        return content
    content |= writing.letters()
    if steps is None:
        return {**content, **_by_algebra(writing, found)}
    return {**content, "steps": [writing.step(step) for step in steps]}


def _rough(function: Node, found: StationaryPoints) -> str:
    if any(isinstance(point, RoughPoint) for point in found.points):
        return "one by one"
    return "yes" if has_kinks(function) else ""


def has_kinks(function: Node) -> bool:
    """Tell whether a function is made with roots or absolute values, which are not differentiable everywhere."""
    return any(isinstance(node, Call) and node.function in ROUGH for _, node in walk(function))


def _joined(items: Sequence[Node]) -> tuple[str | Node, ...]:
    parts: list[str | Node] = []
    for item in items:
        parts.extend([", ", item] if parts else [item])
    return tuple(parts)


class Writing:
    """Formulas of the search: the equations under their names, identities, roots."""

    def __init__(self, problem: Problem, derivatives: Derivatives, found: StationaryPoints) -> None:
        assert found.form is not None
        self.problem = problem
        self.form = form = found.form
        self.has_letters = found.algebraic is not None and any(u.kind != "plain" for u in form.unknowns)
        self.is_plain = all(part.is_exact for part in form.parts) and not self.has_letters
        self.symbols = names_of(form, problem.names)
        self.meanings = meanings_of(form)
        self.derivatives = derivatives

    @property
    def entries(self) -> Sequence[Node]:
        """What stands on the right of each equation."""
        return self.derivatives.gradient if self.is_plain else [self.node(part.numerator) for part in self.form.parts]

    def node(self, terms: Terms) -> Node:
        """Return a polynomial as it is written: over letters, or over what they would stand for."""
        written = polynomial_node(terms, self.symbols)
        if self.has_letters:
            return written
        return substitute(written, {s.name: meant for s, meant in zip(self.symbols, self.meanings, strict=True)})

    def name(self, i: int) -> Node:
        """∂f/∂x_i, or p_i where a factor without zeros was split off, or the relation between unknowns."""
        if i >= len(self.form.parts):
            return self.relation(self.form.relations[i - len(self.form.parts)])
        if self.is_plain:
            return self.problem.names.partial(self.problem.names.symbols[i])
        return Call(self.problem.letters.polynomial(i + 1), self.arguments)

    @property
    def arguments(self) -> tuple[Symbol, ...]:
        """Of the polynomials: the unknowns, or the variables where the unknowns have no letters."""
        return self.symbols if self.has_letters else self.problem.names.symbols

    def relation(self, polynomial: fmpz_mpoly) -> Node:
        """Return a relation between unknowns."""
        return self.node({tuple(map(int, m)): fmpq(c) for m, c in polynomial.terms()})

    @property
    def definitions(self) -> dict[str, Definition]:
        """The polynomials p_i, and the letters for unknowns."""
        if self.is_plain:
            return {}
        parameters = tuple(symbol.name for symbol in self.arguments)
        polynomials = {
            self.problem.letters.polynomial(i): Definition(parameters, entry) for i, entry in enumerate(self.entries, 1)
        }
        return {**polynomials, **{s.name: Definition((), m) for s, m in self.lettered()}}

    def lettered(self) -> list[tuple[Symbol, Node]]:
        """Return the letters that are no variables, with their meanings."""
        if not self.has_letters:
            return []
        pairs = zip(self.symbols, self.meanings, self.form.unknowns, strict=True)
        return [(symbol, meant) for symbol, meant, unknown in pairs if unknown.kind not in ("plain", "pi")]

    @property
    def scope(self) -> Scope:
        """What holds during the search."""
        return Scope({**self.problem.scope.definitions, **self.definitions})

    def split(self, found: StationaryPoints) -> list[Content]:
        """Return the polynomials that vanish where the gradient does, if they are not the gradient itself."""
        if self.is_plain or found.nowhere or any(searched.case.steps for searched in found.cases):
            return []
        lines: list[Content] = []
        for i, entry in enumerate(self.entries):
            factored = self._factored(i)
            lines.extend([] if factored is None else [factored])
            lines.append(chain(self.name(i), ("=", entry)))
        return lines

    def _factored(self, i: int) -> Chain | None:
        """Return ∂f/∂x_i = p_i times a factor without zeros, over the denominator, where that can be written."""
        partial = self.problem.names.partial(self.problem.names.symbols[i])
        for above, below in self._cofactors():
            product = quotient(product_of((*above, self.name(i))), below)
            if isinstance(decide(meaning(partial, self.scope), meaning(product, self.scope)), Proved):
                return chain(partial, ("=", product))
        return None

    def _cofactors(self) -> list[tuple[tuple[Node, ...], Node]]:
        """Return factors that may have been split off: those that stand in the function or its derivatives."""
        seen: dict[Node, None] = {}
        for entry in (self.problem.function, *self.derivatives.gradient):
            for _, node in walk(entry):
                if isinstance(node, Call) and node.function == "exp":
                    seen[node] = None
        exponentials = list(seen)
        above: list[tuple[Node, ...]] = [(), *((e,) for e in exponentials), tuple(exponentials)]
        below: dict[Node, None] = {ONE: None}
        for entry in self.derivatives.gradient:
            for _, node in walk(entry):
                if hasattr(node, "denominator"):
                    below[node.denominator] = None
                if isinstance(node, Call) and node.function == "sqrt":
                    below[node] = None
        return [(a, b) for a in dict.fromkeys(above) for b in below]

    def nowhere(self, found: StationaryPoints) -> Content:
        """Return the first derivative that has no zeros at all, if there is one."""
        if not found.nowhere:
            return ""
        place = next(i for i, part in enumerate(self.form.parts) if not part.is_zero and not part.factors)
        names = self.problem.names
        return Prose((names.partial(names.symbols[place]),))

    def letters(self) -> dict[str, Content]:
        """Return what the letters stand for, and how they lead back to the variables."""
        back = []
        for symbol, unknown in zip(self.symbols, self.form.unknowns, strict=True):
            if unknown.kind in ("exp", "log") and unknown.rate is not None:
                inverse = Call("log" if unknown.kind == "exp" else "exp", (symbol,))
                scale = 1 / unknown.rate.scale
                above = product_of((number(int(scale.p)), inverse))
                back.append(Prose((chain(Symbol(unknown.variables[0]), ("=", quotient(above, number(int(scale.q))))),)))
        angles = [name for name in self.form.variables if self.form.ways(name) == {"angle"}]
        relations = [
            chain(sum_of((Power(s, number(2)), Power(c, number(2)))), ("=", ONE))
            for s, c in (self._pair(name) for name in angles)
        ]
        return {
            "letters": [Prose((chain(symbol, ("=", meant)),)) for symbol, meant in self.lettered()],
            "inverse": back,
            "angles": [Prose((relation,)) for relation in relations],
        }

    def _pair(self, name: str) -> tuple[Symbol, Symbol]:
        sine, cosine = self.form.find("sin", name), self.form.find("cos", name)
        assert sine is not None
        assert cosine is not None
        return self.symbols[sine], self.symbols[cosine]

    def step(self, step: SearchStep) -> dict[str, Content]:
        """Return the texts of one step."""
        found = step.elimination
        eliminant = self.node(univariate(found.eliminant, found.variable, len(self.symbols)))
        variable = self.symbols[found.variable]
        used = [i for i, m in enumerate(found.multipliers) if m]
        is_relation = all(i >= len(self.form.parts) for i in used)
        contradiction = len(found.eliminant) == 1
        solved = eliminant if contradiction else solved_chain(eliminant, variable, list(map(exact_number, step.roots)))
        plain = found.is_plain and not is_relation and isinstance(solved, Chain)
        source = self._at(self.name(used[0]), step)
        return {
            "variable": variable,
            "known": self._known(step),
            "identity": "" if found.is_plain or is_relation else self._identity(step, eliminant),
            "solved": _prefixed(source, solved)
            if plain and isinstance(solved, Chain)
            else ""
            if contradiction
            else solved,
            "relation": "yes" if is_relation else "",
            "contradiction": "yes" if contradiction else "",
            "unsolvable": "" if step.roots else "yes",
        }

    def _known(self, step: SearchStep) -> Content:
        items = [chain(self.symbols[i], ("=", exact_number(value))) for i, value in sorted(step.known.items())]
        return Prose(_joined(items)) if items else ""

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
        """Return Σ multiplier · ∂f/∂x_i = the same with the formulas put in = eliminant.

        A relation between letters holds by itself and is left out, unless known values have changed it.
        """
        count = len(self.form.parts)
        changed = {i for i in range(count, len(step.equations)) if self._is_changed(i - count, step)}
        used = [
            (i, self.node(m)) for i, m in enumerate(step.elimination.multipliers) if m and (i < count or i in changed)
        ]
        entries = [self.node(equation) for equation in step.equations] if step.known else self.entries
        names = (entries[i] if i in changed else self._at(self.name(i), step) for i, _ in used)
        named = sum_of(product_of((m, name)) for (_, m), name in zip(used, names, strict=True))
        placed = sum_of(product_of((m, entries[i])) for i, m in used)
        whole = within_the_line(chain(named, ("=", placed), ("=", eliminant)))
        return whole if step.known and self.lettered() else checked(whole, self.scope)

    def _is_changed(self, relation: int, step: SearchStep) -> bool:
        """Tell whether a variable or a sign with a known value stands in a relation between letters."""
        degrees = self.form.relations[relation].degrees()
        return any(degrees[i] and self.form.unknowns[i].kind in ("plain", "sign") for i in step.known)


def solved_chain(equation: Node, variable: Symbol, roots: Sequence[Node]) -> Chain:
    """Return equation = 0 ⇔ variable = root, or ⇔ variable ∈ {roots} where there is not exactly one."""
    links = (Link("=", ZERO), Link("⇔", variable))
    last = Link("=", roots[0]) if len(roots) == 1 else Link("∈", SetOf(tuple(roots)))
    return Chain(equation, (*links, last))


def _prefixed(source: Node, solved: Chain) -> Chain:
    """Return source = equation = 0 and what follows."""
    return Chain(source, (Link("=", solved.first), *solved.links))


def _by_algebra(writing: Writing, found: StationaryPoints) -> dict[str, Content]:
    """Return the equations in one unknown each that follow from the Gröbner basis, and the number of solutions."""
    system = found.system
    if system is None or found.algebraic is None:
        return {}
    lines = [
        _eliminant(writing.symbols, i, squarefree(polynomial.numer()))
        for i, polynomial in enumerate(system.eliminants if system.monomials else ())
    ]
    return {
        "eliminants": [line for line in lines if line is not None],
        "complex": _counted(len(system.monomials), "complex solution"),
        "real": _counted(found.algebraic.real, "distinct one"),
        "are_real": "is" if found.algebraic.real == 1 else "are",
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
    if width(node) > MAX_SHOWN_WIDTH:
        return None
    roots = real_roots(polynomial)
    exact = [root.node() for root in roots]
    solved = solved_chain(node, symbol, [root for root in exact if root is not None])
    if None not in exact and width(solved) <= LINE:
        return {"equation": solved, "roots": []}
    return {"equation": chain(node, ("=", ZERO)), "roots": [Prose((_root(symbol, root),)) for root in roots]}


def _root(variable: Symbol, root: RealAlgebraic) -> Chain:
    exact = root.node()
    return chain(variable, ("≈", root.decimal(PLACES))) if exact is None else chain(variable, ("=", exact))
