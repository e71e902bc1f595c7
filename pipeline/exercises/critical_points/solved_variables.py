r"""Equations that can be solved for a variable: linear in it, with a factor that never vanishes.

$e^x - y = 0$ and $2y - x = 0$ become $e^x - x/2 = 0$ with $y = x/2$: a search has one variable less to go through.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flint import arb, fmpq, fmpq_mat

from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.constants import NoConstantError, constant_of
from pipeline.exercises.critical_points.coordinates import ClosedForm, Coordinate, rounded_decimal
from pipeline.exercises.critical_points.exact_places import exact_expr
from pipeline.exercises.critical_points.unknowns import Form, form_of
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.tree import Node

GUARD_BITS = 64


@dataclass(frozen=True)
class SolvedVariable:
    """One variable that follows from the others.

    Attributes:
        name: Of the variable.
        value: Over the variables that are left.
        weights: By equation, of the combination that was solved.
        factor: What the combination divided by (variable − value) is; it never vanishes.
    """

    name: str
    value: Expr
    weights: Mapping[int, fmpq]
    factor: Expr


@dataclass(frozen=True)
class Reduction:
    """Equations with some variables solved for.

    Attributes:
        solved: One after the other; each value may contain the variables that are solved for later.
        variables: What is left.
        equations: What remains to be solved, by their place.
    """

    solved: tuple[SolvedVariable, ...]
    variables: tuple[str, ...]
    equations: Mapping[int, Expr]

    def coordinates(self, known: Mapping[str, Coordinate]) -> dict[str, Coordinate]:
        """Add the coordinates that follow."""
        found = dict(known)
        for own in reversed(self.solved):
            found[own.name] = _coordinate(own.value, found)
        return found

    @property
    def facts(self) -> list[Expr]:
        """What vanishes at every solution."""
        return [ex.sub(ex.Var(own.name), own.value) for own in self.solved]


def reduced(equations: Sequence[Expr], variables: tuple[str, ...]) -> Reduction:
    """Solve for variables as long as an equation, or a combination of some, is linear in one."""
    left = dict(enumerate(equations))
    names = variables
    solved: list[SolvedVariable] = []
    while len(names) > 1 and len(left) > 1 and (own := _next(left, names)) is not None:
        solved.append(own)
        names = tuple(name for name in names if name != own.name)
        del left[max(own.weights)]
        left = {i: ex.substitute(equation, {own.name: own.value}) for i, equation in left.items()}
    return Reduction(tuple(solved), names, left)


def _next(equations: Mapping[int, Expr], names: tuple[str, ...]) -> SolvedVariable | None:
    """Return the shortest way to solve for a variable."""
    ways = list(_single(equations, names)) or list(_combined(equations, names))
    return min(ways, key=lambda way: (len(way.weights), len(str(way.value))), default=None)


def _single(equations: Mapping[int, Expr], names: tuple[str, ...]) -> Iterator[SolvedVariable]:
    for i, equation in equations.items():
        for name in ex.variables(equation) & set(names):
            way = _solved(equation, name, {i: fmpq(1)}, names)
            if way is not None:
                yield way


def _solved(equation: Expr, name: str, weights: Mapping[int, fmpq], names: tuple[str, ...]) -> SolvedVariable | None:
    factor = ex.derivative(equation, name)
    if name in ex.variables(factor):
        return None
    form = form_of([factor], names)
    if form is None or form.parts[0].is_zero or form.parts[0].factors:
        return None
    rest = ex.substitute(equation, {name: ex.ZERO})
    return SolvedVariable(name, ex.div(_expanded(ex.neg(rest), names), factor), weights, factor)


def _expanded(expr: Expr, names: tuple[str, ...]) -> Expr:
    """Return a sum of terms where that is possible."""
    form = form_of([expr], names)
    if form is None or not form.parts[0].is_exact:
        return expr
    terms = form.parts[0].numerator.items()
    return ex.add(*(ex.mul(ex.Const(c), *_powers(m, form)) for m, c in terms))


def _powers(monomial: tuple[int, ...], form: Form) -> list[Expr]:
    return [ex.power(form.unknowns[i].meaning, ex.const(e)) for i, e in enumerate(monomial) if e]


def _combined(equations: Mapping[int, Expr], names: tuple[str, ...]) -> Iterator[SolvedVariable]:
    """Find combinations of equations in which everything that is not linear cancels."""
    form = form_of(list(equations.values()), names)
    if form is None or not all(part.is_exact for part in form.parts):
        return
    monomials = sorted({m for part in form.parts for m in part.numerator}, key=lambda m: _is_linear(m, form))
    count = len(equations)
    rows = [
        [part.numerator.get(m, fmpq(0)) for m in monomials] + [fmpq(int(i == k)) for k in range(count)]
        for i, part in enumerate(form.parts)
    ]
    table = fmpq_mat(count, len(rows[0]), [entry for row in rows for entry in row]).rref()[0].tolist()
    for row in table:
        present = {m: c for m, c in zip(monomials, row, strict=False) if c != 0}
        if present and all(_is_linear(m, form) for m in present):
            weights = {i: w for i, w in zip(equations, row[len(monomials) :], strict=True) if w != 0}
            linear = ex.add(*(ex.mul(ex.Const(c), *_powers(m, form)) for m, c in present.items()))
            yield from (w for name in sorted(ex.variables(linear)) if (w := _solved(linear, name, weights, names)))


def _is_linear(monomial: tuple[int, ...], form: Form) -> bool:
    return sum(monomial) <= 1 and all(form.unknowns[i].kind == "plain" for i, e in enumerate(monomial) if e)


# -- coordinates that follow ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Dependent:
    """A coordinate that follows from others and has no closed form.

    Attributes:
        value: Over the others.
        others: By variable.
    """

    value: Expr
    others: Mapping[str, Coordinate]

    @property
    def rational(self) -> fmpq | None:
        """None: whether it is rational is not known."""
        return None

    def ball(self, bits: int) -> arb:
        """Return a ball with about `bits` correct bits."""
        with precision(bits + GUARD_BITS):
            here = {name: self.others[name].ball(bits + GUARD_BITS) for name in ex.variables(self.value)}
            return ball(self.value, here)

    def node(self) -> Node | None:
        """None: there is no short way to write it."""
        return None

    def decimal(self, places: int) -> Node:
        """Return the number rounded to so many decimals."""
        return rounded_decimal(self.ball, places)


def _coordinate(value: Expr, known: Mapping[str, Coordinate]) -> Coordinate:
    """Return a coordinate that follows, in closed form where the others have one."""
    exact = {name: there for name in ex.variables(value) if (there := exact_expr(known[name])) is not None}
    if len(exact) < len(ex.variables(value)):
        return Dependent(value, known)
    try:
        found = constant_of(ex.substitute(value, exact))
    except NoConstantError:
        return Dependent(value, known)
    rational = found.rational
    return ClosedForm(found.node) if rational is None else RealAlgebraic((-int(rational.p), int(rational.q)))
