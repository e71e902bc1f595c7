r"""Equations taken apart before a search: a case for every factor, variables solved for where an equation allows it.

$y(1 + x) = 0$ gives one case with $y = 0$ and one with $x = -1$; what is left has one variable less. Nothing is
divided by that may vanish at a solution.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import Literal

from flint import fmpq, fmpz_mpoly

from pipeline.exercises.critical_points.consequences import follows
from pipeline.exercises.critical_points.coordinates import Coordinate
from pipeline.exercises.critical_points.minors import leading_minor
from pipeline.exercises.critical_points.polynomial_system import (
    SMALL_BASIS,
    TooLargeError,
    groebner_basis,
    is_in_ideal,
    polynomial,
)
from pipeline.exercises.critical_points.solved_variables import SolvedVariable, expanded, ways_to_solve
from pipeline.exercises.critical_points.unknowns import Form, Part, form_of
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_CASES = 48
"""So many cases are made; further products stay as they are."""

MAX_RESULTANT_TERMS = 40
MAX_CONSEQUENCES = 4
"""So many consequences are added to the equations of one case."""

MAX_TRIED = 8
MAX_TRIED_TERMS = 60
"""So many consequences are looked at for one that falls apart, none of them with more terms."""

Kind = Literal["open", "none", "set"]


@dataclass(frozen=True)
class PowerSum:
    """A function as a sum of n powers, and a number.

    Attributes:
        variables: Names, n of them.
        bases: n functions.
    """

    variables: tuple[str, ...]
    bases: tuple[Expr, ...]

    @property
    def jacobian(self) -> list[list[Expr]]:
        """The partial derivatives of the bases, shape (n, n)."""
        return [[ex.derivative(base, name) for name in self.variables] for base in self.bases]

    @property
    def determinant(self) -> Expr:
        """Of the partial derivatives of the bases."""
        return expanded(leading_minor(self.jacobian, len(self.bases)), self.variables)


@dataclass(frozen=True)
class Powers:
    """The first step of a case of a sum of powers.

    Attributes:
        whole: The sum.
        are_zero: Whether its bases vanish, in this case, or else the determinant of their derivatives.
    """

    whole: PowerSum
    are_zero: bool


@dataclass(frozen=True)
class Choice:
    """One factor of a product that has to vanish.

    Attributes:
        equation: Place of the product among the equations.
        factor: Over the variables that are left.
        product: The equation, as a product where it is nothing else.
    """

    equation: int
    factor: Expr
    product: Expr


Step = Choice | SolvedVariable | Powers


@dataclass(frozen=True)
class Case:
    """One of the cases into which equations fall.

    Attributes:
        steps: What was chosen and solved for, in order.
        variables: What is left.
        equations: What remains to be solved, by place; from the number of all variables on they are consequences.
        kind: `open`: to be searched; `none`: an equation cannot hold; `set`: fewer equations than variables.
    """

    steps: tuple[Step, ...]
    variables: tuple[str, ...]
    equations: Mapping[int, Expr]
    kind: Kind

    @property
    def solved(self) -> tuple[SolvedVariable, ...]:
        """The variables that follow from others; each value may contain variables that are solved for later."""
        return tuple(step for step in self.steps if isinstance(step, SolvedVariable))

    @property
    def facts(self) -> list[Expr]:
        """What vanishes at every solution, besides the equations that are left."""
        return [ex.sub(ex.Var(own.name), own.value) for own in self.solved]

    def coordinates(self, known: Mapping[str, Coordinate]) -> dict[str, Coordinate]:
        """Add the coordinates that follow."""
        found = dict(known)
        for own in reversed(self.solved):
            found[own.name] = own.coordinate(found)
        return found

    def placed(self, expr: Expr) -> Expr:
        """Return an expression over the variables that are left."""
        for own in self.solved:
            expr = ex.substitute(expr, {own.name: own.value})
        return expr


@dataclass(frozen=True)
class _State:
    """A case in the making.

    Attributes:
        added: How many consequences have been added.
    """

    steps: tuple[Step, ...]
    variables: tuple[str, ...]
    equations: Mapping[int, Expr]
    added: int = 0

    def case(self, kind: Kind) -> Case:
        return Case(self.steps, self.variables, self.equations, kind)


def cases_of(equations: Mapping[int, Expr], variables: tuple[str, ...], *, consequences: bool) -> list[Case]:
    """Take equations apart.

    Args:
        equations: By place, from 0 to less than the number of variables.
        variables: Names.
        consequences: Whether to look for consequences of the equations, by a Gröbner basis, that fall apart.
    """
    splitting = _Splitting(max(len(variables), max(equations, default=0) + 1), consequences=consequences)
    return list(splitting.cases(_State((), variables, equations)))


class _Splitting:
    """Recursion over cases, with its work limit."""

    def __init__(self, first_consequence: int, *, consequences: bool) -> None:
        self.first_consequence = first_consequence
        self.consequences = consequences
        self.count = 1

    def cases(self, state: _State) -> Iterator[Case]:
        form = form_of(list(state.equations.values()), state.variables) if state.equations else None
        if form is None:
            yield state.case("open" if len(state.equations) >= len(state.variables) else "set")
            return
        parts = {i: part for i, part in zip(state.equations, form.parts, strict=True) if not part.is_zero}
        state = replace(state, equations=_distinct(state.equations, parts))
        parts = {i: parts[i] for i in state.equations}
        if any(not part.factors for part in parts.values()):
            yield state.case("none")
        elif (product := self._product(state, parts)) is not None:
            yield from self._split(state, form, product, parts)
        elif len(state.equations) < len(state.variables):
            yield state.case("set")
        elif (own := self._solvable(state)) is not None:
            yield from self.cases(_without(state, own))
        elif (further := self._consequence(state, form)) is not None:
            yield from self.cases(further) if further.equations else iter([state.case("none")])
        else:
            yield state.case("open")

    def _product(self, state: _State, parts: Mapping[int, Part]) -> int | None:
        """Return an equation that is more than one factor; of those with several ones that with the simplest."""
        taken = {step.equation for step in state.steps if isinstance(step, Choice)}
        for i, part in parts.items():
            if len(part.factors) == 1 and i not in taken and not (part.is_exact and part.is_squarefree):
                return i
        several = {i: part for i, part in parts.items() if len(part.factors) > 1}
        if not several or self.count + max(len(part.factors) for part in several.values()) > MAX_CASES:
            return None
        return min(several, key=lambda i: min(len(factor) * 100 + factor.total_degree() for factor in parts[i].factors))

    def _split(self, state: _State, form: Form, i: int, parts: Mapping[int, Part]) -> Iterator[Case]:
        self.count += len(parts[i].factors) - 1
        product = _product_of(parts[i], form) if parts[i].is_exact else state.equations[i]
        for factor in sorted(parts[i].factors, key=lambda f: (len(f), f.total_degree())):
            chosen = form.expression(factor)
            texts = {k: set(map(str, part.factors)) for k, part in parts.items()}
            left = {k: e for k, e in state.equations.items() if k != i and str(factor) not in texts[k]}
            steps = (*state.steps, Choice(i, chosen, product))
            yield from self.cases(replace(state, steps=steps, equations=dict(sorted({**left, i: chosen}.items()))))

    def _solvable(self, state: _State) -> SolvedVariable | None:
        if not state.equations:
            return None
        if len(state.variables) == 1 and len(state.equations) == 1:
            (equation,) = state.equations.values()
            if equation == ex.Var(state.variables[0]):
                return SolvedVariable(state.variables[0], ex.ZERO, {next(iter(state.equations)): fmpq(1)}, ex.ONE)
            return None
        ways = ways_to_solve(state.equations, state.variables)
        return min(ways, key=lambda way: (len(way.weights), len(str(way.value))), default=None)

    def _consequence(self, state: _State, form: Form) -> _State | None:
        """Add a consequence that falls apart or can be solved; leave no equations where there is no solution."""
        if not self.consequences or state.added >= MAX_CONSEQUENCES:
            return None
        basis = _basis(form)
        if not basis:
            return None
        found = (element for element in (*_resultants(form), *basis) if len(element) <= MAX_TRIED_TERMS)
        for element in islice(found, MAX_TRIED):
            reduced = form_of([form.expression(element)], state.variables)
            if reduced is None or reduced.parts[0].is_zero:
                continue
            factors = reduced.parts[0].factors
            if not factors:
                return replace(state, equations={})
            chosen = [reduced.expression(factor) for factor in factors]
            consequence = ex.mul(*chosen)
            is_new = not any(follows(factor, list(state.equations.values())) for factor in chosen)
            place = self.first_consequence + state.added
            if is_new and (len(factors) > 1 or next(ways_to_solve({place: consequence}, state.variables), None)):
                return replace(state, equations={**state.equations, place: consequence}, added=state.added + 1)
        return None


def _product_of(part: Part, form: Form) -> Expr:
    """Return the component as number · factors."""
    whole = polynomial(part.numerator, len(form.unknowns))
    monomial = next(iter(part.numerator))
    scale = part.numerator[monomial] / fmpq(whole[monomial])
    number, factors = whole.factor()
    powers = (ex.power(form.expression(factor), ex.const(int(power))) for factor, power in factors)
    return ex.mul(ex.Const(scale * fmpq(number)), *powers)


def _resultants(form: Form) -> Iterator[fmpz_mpoly]:
    """Yield what follows from two equations that are linear in an unknown, without it."""
    given = [polynomial(part.numerator, len(form.unknowns)) for part in form.parts if not part.is_zero]
    for i in range(len(form.unknowns)):
        linear = [p for p in given if p.degrees()[i] == 1 and len(p) <= MAX_RESULTANT_TERMS]
        for one, other in combinations(linear, 2):
            found = one.resultant(other, i)
            if len(found):
                yield found.primitive()[1]


def _basis(form: Form) -> list[fmpz_mpoly]:
    """Return a Gröbner basis over the unknowns, without what relates these; nothing where it is too large."""
    size = len(form.unknowns)
    given = [polynomial(part.numerator, size) for part in form.parts if not part.is_zero]
    try:
        basis = groebner_basis([*given, *form.relations], size, SMALL_BASIS)
        implied = groebner_basis(form.relations, size) if form.relations else ()
    except TooLargeError:
        return []
    return [p for p in basis if not implied or not is_in_ideal(p, implied, size)]


def _distinct(equations: Mapping[int, Expr], parts: Mapping[int, Part]) -> dict[int, Expr]:
    """Return the equations that are not zero, those with the same factors once."""
    found: dict[str, int] = {}
    for i, part in parts.items():
        found.setdefault(" ".join(sorted(map(str, part.factors))), i)
    return {i: equations[i] for i in found.values()}


def _without(state: _State, own: SolvedVariable) -> _State:
    names = tuple(name for name in state.variables if name != own.name)
    used = max(own.weights)
    values = {own.name: own.value}
    left = {i: expanded(ex.substitute(e, values), names) for i, e in state.equations.items() if i != used}
    return replace(state, steps=(*state.steps, own), variables=names, equations=left)
