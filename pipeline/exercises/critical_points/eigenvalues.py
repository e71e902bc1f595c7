"""Eigenvalues on the page: read off a diagonal, or the roots of the characteristic polynomial."""

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb, fmpq, fmpz

from pipeline.derivation.checked import checked
from pipeline.exercises.critical_points.algebraic import RealAlgebraic, real_roots
from pipeline.exercises.critical_points.at_point import BITS, Setting, is_diagonal, rational_hessian, rounded_ball
from pipeline.exercises.critical_points.classify import characteristic
from pipeline.exercises.critical_points.lines import matrix
from pipeline.exercises.critical_points.polynomials import exact_number, polynomial_node, univariate
from pipeline.exercises.critical_points.precise import PRECISE_PLACES, exactly
from pipeline.exercises.critical_points.stationary import StationaryPoint
from pipeline.exercises.critical_points.symmetric import symmetric_eigenvalues
from pipeline.notation import expression as ex
from pipeline.notation.build import ZERO, chain, difference, number
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.rounding import decimal_text
from pipeline.notation.tree import Chain, Determinant, Node

PLACES = 4


@dataclass(frozen=True)
class Eigenvalue:
    """An eigenvalue that is known to many digits, or to be a whole number.

    Attributes:
        value: A ball around it.
        whole: Its exact value where that is a whole number.
    """

    value: arb
    whole: fmpz | None = None

    @property
    def precise(self) -> Node:
        """The eigenvalue with PRECISE_PLACES decimals, or exactly."""
        if self.whole is not None:
            return number(int(self.whole))
        with precision(BITS):
            units = (self.value * arb(10) ** PRECISE_PLACES + arb("0.5")).floor().unique_fmpz()
        return ZERO if units is None else number(decimal_text(units, PRECISE_PLACES))


def eigenvalues_of(found: StationaryPoint) -> list[RealAlgebraic] | list[Eigenvalue]:
    """Return the eigenvalues of the Hessian, ascending: exactly and without repetitions where it is rational."""
    hessian = rational_hessian(found)
    return real_roots(hessian.charpoly().numer()) if hessian is not None else _numerical(found)


def _numerical(found: StationaryPoint) -> list[Eigenvalue]:
    """Return enclosures of all eigenvalues; as many as are known to be zero are exactly that."""
    with precision(2 * BITS):
        here = found.balls(2 * BITS)
        values = symmetric_eigenvalues([[ball(entry, here) for entry in row] for row in found.calculus.hessian])
    values.sort(key=lambda value: abs(float(value.mid())))
    zeros = found.inertia.zero
    known = [Eigenvalue(arb(0), fmpz(0))] * zeros + [_whole(found, value) for value in values[zeros:]]
    return sorted(known, key=lambda own: float(own.value.mid()))


def _whole(found: StationaryPoint, value: arb) -> Eigenvalue:
    """Return the eigenvalue exactly where it is a whole number, which the characteristic polynomial tells."""
    nearest = (value + arb("0.5")).floor().unique_fmpz()
    if nearest is None or not (value - nearest).contains(0):
        return Eigenvalue(value)
    powers = (ex.mul(c, ex.const(int(nearest) ** k)) for k, c in enumerate(characteristic(found.calculus.hessian)))
    return Eigenvalue(value, nearest if found.is_zero(ex.add(*powers)) else None)


def precise_eigenvalues(found: StationaryPoint) -> list[Node]:
    """Return the eigenvalues as exactly as they can be written."""
    values = eigenvalues_of(found)
    return [exactly(value) if isinstance(value, RealAlgebraic) else value.precise for value in values]


def eigenvalue_lines(setting: Setting) -> list[Chain]:
    """Return λ_k = value: in the order of the diagonal where the Hessian is diagonal, else in ascending order."""
    letters = setting.problem.letters
    if is_diagonal(setting):
        names = (letters.eigenvalue_at(i + 1, setting.label) for i in range(len(setting.found.at)))
        return [_diagonal_line(setting, name, i) for i, name in enumerate(names)]
    values: Sequence[RealAlgebraic | Eigenvalue] = eigenvalues_of(setting.found)
    return [_line(letters.eigenvalue_at(k, setting.label), value) for k, value in enumerate(values, 1)]


def _diagonal_line(setting: Setting, name: Node, i: int) -> Chain:
    """Return λ = the entry on the diagonal, ≈ where that is rounded."""
    if setting.hessian is not None:
        return chain(name, ("=", setting.hessian[i][i].node))
    entry = setting.found.calculus.hessian[i][i]
    known = setting.found.value_of(entry)
    if isinstance(known, ex.Const) and (known.value == 0 or not ex.variables(entry)):
        return chain(name, ("=", exact_number(known.value)))
    return chain(name, ("≈", setting.hessian_nodes[i][i]))


def _line(name: Node, value: RealAlgebraic | Eigenvalue) -> Chain:
    if isinstance(value, Eigenvalue):
        return chain(name, ("≈", rounded_ball(value.value)) if value.whole is None else ("=", value.precise))
    exact = value.node()
    if exact is None:
        return chain(name, ("≈", value.decimal(PLACES)))
    if value.rational is not None:
        return chain(name, ("=", exact))
    return chain(name, ("=", exact), ("≈", value.decimal(PLACES)))


def characteristic_line(setting: Setting) -> Chain | None:
    """Return det(H − λI) with the numbers in place = the characteristic polynomial, where these are rational."""
    hessian = rational_hessian(setting.found)
    if hessian is None:
        return None
    size = range(hessian.nrows())
    unknown = setting.problem.letters.eigenvalue
    shifted = [
        [difference(exact_number(hessian[i, j]), unknown) if i == j else exact_number(hessian[i, j]) for j in size]
        for i in size
    ]
    sign = fmpq(-1) ** hessian.nrows()
    coefficients = [c * sign for c in hessian.charpoly().coeffs()]
    expanded = polynomial_node(univariate(coefficients, 0, 1), (unknown,))
    left = Determinant(matrix(shifted))
    return checked(chain(left, ("=", expanded)), setting.scope)
