r"""Equations that can be solved for a variable: linear in it, with a factor that never vanishes.

$e^x - y = 0$ and $2y - x = 0$ become $e^x - x/2 = 0$ with $y = x/2$: a search has one variable less to go through.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flint import arb, fmpq, fmpq_mat

from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.consequences import follows
from pipeline.exercises.critical_points.constants import NoConstantError, constant_of, simplified
from pipeline.exercises.critical_points.coordinates import ClosedForm, Coordinate, rounded_decimal
from pipeline.exercises.critical_points.exact_places import exact_expr
from pipeline.exercises.critical_points.polynomial_system import TooLargeError, groebner_basis, polynomial
from pipeline.exercises.critical_points.unknowns import Form, form_of
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.tree import Node

GUARD_BITS = 64
MAX_EXPANDED = 12


@dataclass(frozen=True)
class SolvedVariable:
    """One variable that follows from the others.

    Attributes:
        name: Of the variable.
        value: Over the variables that are left.
        weights: By equation, of the combination that was solved.
        factor: What the combination divided by (variable − value) is; it never vanishes. None where exponentials
            were compared: αe^u = βe^v where u = v + ln(β/α).
    """

    name: str
    value: Expr
    weights: Mapping[int, fmpq]
    factor: Expr | None

    def coordinate(self, known: Mapping[str, Coordinate]) -> Coordinate:
        """Return the coordinate where those of the other variables are known."""
        return _coordinate(self.value, known)


def ways_to_solve(equations: Mapping[int, Expr], names: tuple[str, ...]) -> Iterator[SolvedVariable]:
    """Yield ways to solve an equation, or else a combination of some, for a variable."""
    single = list(_single(equations, names))
    yield from single or _combined(equations, names)


def contradict(equations: Sequence[Expr], names: tuple[str, ...]) -> bool:
    """Tell whether equations are seen to have no common solution: algebra leads to 1 = 0, once variables are put in."""
    if follows(ex.ONE, equations):
        return True
    solved, left, _ = solved_in_turn(equations, names)
    return bool(solved) and (any(_is_number(e) for e in left) or bool(left and follows(ex.ONE, left)))


def _is_number(equation: Expr) -> bool:
    return isinstance(equation, ex.Const) and equation.value != 0


def solved_in_turn(
    equations: Sequence[Expr], names: tuple[str, ...]
) -> tuple[list[SolvedVariable], list[Expr], tuple[str, ...]]:
    """Solve equations for variables, one after the other, as far as they can be solved by themselves.

    Returns:
        The variables solved for, whose values may contain later ones; the equations left; the variables left.
    """
    solved: list[SolvedVariable] = []
    left = list(equations)
    while (own := next(_single(dict(enumerate(left)), names), None)) is not None:
        names = tuple(name for name in names if name != own.name)
        used = max(own.weights)
        left = [expanded(ex.substitute(e, {own.name: own.value}), names) for i, e in enumerate(left) if i != used]
        left = [e for e in left if e != ex.ZERO]
        solved.append(own)
    return solved, left, names


def _single(equations: Mapping[int, Expr], names: tuple[str, ...]) -> Iterator[SolvedVariable]:
    for i, equation in equations.items():
        for name in sorted(ex.variables(equation) & set(names)):
            way = _solved(equation, name, {i: fmpq(1)}, names)
            if way is not None:
                yield way
        yield from _compared(i, equation, names)


def _compared(i: int, equation: Expr, names: tuple[str, ...]) -> Iterator[SolvedVariable]:
    """Solve an equation between two products of exponentials of the variables, by logarithms."""
    form = form_of([equation], names)
    if form is None or any(unknown.kind != "exp" or unknown.rate is None for unknown in form.unknowns):
        return
    terms = list(form.parts[0].numerator.items())
    if len(terms) != 2 or terms[0][1] * terms[1][1] > 0:
        return
    (one, a), (other, b) = terms
    rates = [unknown.rate.scale for unknown in form.unknowns if unknown.rate is not None]
    slopes: dict[str, fmpq] = {}
    for unknown, rate, m, k in zip(form.unknowns, rates, one, other, strict=True):
        name = unknown.variables[0]
        slopes[name] = slopes.get(name, fmpq(0)) + rate * (m - k)
    for name, slope in slopes.items():
        if slope != 0:
            others = (ex.mul(ex.Const(-c / slope), ex.Var(n)) for n, c in slopes.items() if n != name)
            level = simplified(ex.mul(ex.Const(1 / slope), ex.Fn("log", ex.Const(-b / a))))
            yield SolvedVariable(name, ex.add(*others, level), {i: fmpq(1)}, None)


def _solved(equation: Expr, name: str, weights: Mapping[int, fmpq], names: tuple[str, ...]) -> SolvedVariable | None:
    factor = ex.derivative(equation, name)
    if name in ex.variables(factor):
        return None
    rest = ex.substitute(equation, {name: ex.ZERO})
    if not _never_vanish_together(factor, rest, names):
        return None
    return SolvedVariable(name, ex.div(expanded(ex.neg(rest), names), factor), weights, factor)


def _never_vanish_together(factor: Expr, rest: Expr, names: tuple[str, ...]) -> bool:
    """Tell whether the factor is seen not to vanish, at least where the equation holds."""
    form = form_of([factor, rest], names)
    if form is None or form.parts[0].is_zero:
        return False
    if not form.parts[0].factors:
        return True
    size = len(form.unknowns)
    given = [polynomial(part.numerator, size) for part in form.parts if not part.is_zero]
    try:
        return groebner_basis([*given, *form.relations], size)[0].is_constant()
    except TooLargeError:
        return False


def expanded(expr: Expr, names: tuple[str, ...]) -> Expr:
    """Return a sum of a few terms where that is possible, constants in normal form."""
    expr = _with_constants(expr)
    form = form_of([expr], names)
    if form is None or not form.parts[0].is_exact or len(form.parts[0].numerator) > MAX_EXPANDED:
        return expr
    terms = form.parts[0].numerator.items()
    return ex.add(*(ex.mul(ex.Const(c), *_powers(m, form)) for m, c in terms))


def _with_constants(expr: Expr) -> Expr:
    """Return an expression with the values of parts without variables: log 1 is 0."""

    def visit(node: Expr, parts: tuple[Expr, ...]) -> Expr:
        node = ex.rebuild(node, parts) if parts else node
        return node if ex.variables(node) or not parts else simplified(node)

    return ex.fold(expr, visit)


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
