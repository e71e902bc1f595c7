"""All real solutions of a polynomial system with finitely many complex ones, and a proof that there are no more.

A Gröbner basis gives the finite-dimensional quotient algebra; the characteristic polynomial of multiplication by a
variable has that variable's values at the solutions as its roots; the signature of the trace form counts the distinct
real solutions. Tuples of roots are dropped when a ball shows that an equation does not vanish there, at rising
precision, until exactly as many are left as there are solutions.

Source: Cox, Little and O'Shea, *Using Algebraic Geometry* (2005), chapter 2, §§ 4 and 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from typing import Any, cast

from flint import Ordering, arb, fmpq, fmpq_mat, fmpq_poly, fmpz_mpoly, fmpz_mpoly_ctx, fmpz_mpoly_vec

from pipeline.equality.normal_form import Terms
from pipeline.exercises.critical_points.algebraic import RealAlgebraic, real_roots
from pipeline.notation.evaluate import precision

BASIS_LIMITS = (120, 4_000, 20_000)
"""Number of polynomials, terms of one, and bits of a coefficient at which a Gröbner basis is given up."""

SMALL_BASIS = (40, 400, 2_000)
"""The same where a basis is tried for what may follow from equations."""

MAX_DIMENSION = 120
MAX_CANDIDATES = 200_000
MAX_BITS = 4_096

Monomial = tuple[int, ...]


class TooLargeError(Exception):
    """A work limit was reached; nothing is known about completeness."""


class NotFiniteError(Exception):
    """The system has infinitely many complex solutions."""


@dataclass(frozen=True)
class System:
    """A finite quotient algebra.

    Attributes:
        equations: The polynomials as given.
        basis: Reduced Gröbner basis.
        monomials: The standard monomials, a basis of the quotient; empty where there is no solution at all.
    """

    equations: tuple[fmpz_mpoly, ...]
    basis: tuple[fmpz_mpoly, ...]
    monomials: tuple[Monomial, ...]

    @cached_property
    def multiplication(self) -> tuple[fmpq_mat, ...]:
        """For each variable the matrix of multiplication by it; column j is the image of monomial j."""
        reducer = _Reducer(self.basis, self.monomials)
        return tuple(reducer.matrix(variable) for variable in range(len(self.monomials[0])))

    @cached_property
    def eliminants(self) -> tuple[fmpq_poly, ...]:
        """For each variable the characteristic polynomial of multiplication by it."""
        return tuple(matrix.charpoly() for matrix in self.multiplication)

    def real_count(self) -> int:
        """Return the number of distinct real solutions: the signature of the trace form."""
        size = len(self.monomials)
        if size == 0:
            return 0
        products = [self._matrix_of(monomial) for monomial in self.monomials]
        traces = [_trace(matrix) for matrix in products]
        rows = [[_trace_of_product(products[i], j, traces) for j in range(size)] for i in range(size)]
        return _signature(fmpq_mat(size, size, [entry for row in rows for entry in row]))

    def _matrix_of(self, monomial: Monomial) -> fmpq_mat:
        size = len(self.monomials)
        result = fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
        for matrix, exponent in zip(self.multiplication, monomial, strict=True):
            for _ in range(exponent):
                result = matrix * result
        return result


def _trace(matrix: fmpq_mat) -> fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))


def _trace_of_product(matrix: fmpq_mat, column: int, traces: Sequence[fmpq]) -> fmpq:
    """Trace of multiplication by (monomial of `matrix`) · (monomial `column`): its vector is a column of the matrix."""
    return sum((matrix[k, column] * traces[k] for k in range(matrix.nrows())), fmpq(0))


def _signature(symmetric: fmpq_mat) -> int:
    """Positive minus negative eigenvalues: all are real, so Descartes' rule counts them exactly."""
    coefficients = symmetric.charpoly().coeffs()
    positive = _sign_changes(coefficients)
    negative = _sign_changes([c * (-1) ** i for i, c in enumerate(coefficients)])
    return positive - negative


def _sign_changes(coefficients: Sequence[fmpq]) -> int:
    signs = [1 if c > 0 else -1 for c in coefficients if c != 0]
    return sum(a != b for a, b in pairwise(signs))


class _Reducer:
    """Normal forms of monomials modulo a Gröbner basis, remembered."""

    def __init__(self, basis: Sequence[fmpz_mpoly], monomials: Sequence[Monomial]) -> None:
        self.rules = [_rule(polynomial) for polynomial in basis]
        self.position = {monomial: i for i, monomial in enumerate(monomials)}
        self.known: dict[Monomial, dict[int, fmpq]] = {}

    def matrix(self, variable: int) -> fmpq_mat:
        size = len(self.position)
        entries = [fmpq(0)] * (size * size)
        for monomial, j in self.position.items():
            raised = tuple(e + (i == variable) for i, e in enumerate(monomial))
            for i, value in self.vector(raised).items():
                entries[i * size + j] = value
        return fmpq_mat(size, size, entries)

    def vector(self, monomial: Monomial) -> dict[int, fmpq]:
        """Return the coordinates of a monomial in the quotient algebra."""
        if monomial in self.position:
            return {self.position[monomial]: fmpq(1)}
        if monomial not in self.known:
            lead, tail = next(rule for rule in self.rules if _divides(rule[0], monomial))
            shift = tuple(a - b for a, b in zip(monomial, lead, strict=True))
            total: dict[int, fmpq] = {}
            for exponents, coefficient in tail:
                below = tuple(a + b for a, b in zip(exponents, shift, strict=True))
                for i, value in self.vector(below).items():
                    total[i] = total.get(i, fmpq(0)) + coefficient * value
            self.known[monomial] = total
        return self.known[monomial]


def _rule(polynomial: fmpz_mpoly) -> tuple[Monomial, list[tuple[Monomial, fmpq]]]:
    """Return the leading monomial, and what it equals modulo the polynomial."""
    (lead, scale), *tail = [(tuple(map(int, m)), fmpq(c)) for m, c in polynomial.terms()]
    return lead, [(monomial, -coefficient / scale) for monomial, coefficient in tail]


def _divides(a: Monomial, b: Monomial) -> bool:
    return all(x <= y for x, y in zip(a, b, strict=True))


def context(variables: int) -> fmpz_mpoly_ctx:
    """Return the polynomial ring in which systems in so many variables live."""
    return fmpz_mpoly_ctx.get([f"v{i}" for i in range(variables)], Ordering.degrevlex)


def polynomial(terms: Terms, variables: int) -> fmpz_mpoly:
    """Return the primitive integer polynomial with the zeros of a rational one."""
    scale = fmpq(1)
    for coefficient in terms.values():
        scale = scale * (coefficient * scale).q
    whole = context(variables).from_dict({m: int((c * scale).p) for m, c in terms.items()})
    return whole if len(whole) == 0 else whole.primitive()[1]


def build_system(equations: Sequence[fmpz_mpoly], variables: int) -> System:
    """Return the quotient algebra of the ideal.

    Raises:
        NotFiniteError: For infinitely many complex solutions.
        TooLargeError: At a work limit.
    """
    given = [equation for equation in equations if len(equation)]
    if not given:
        raise NotFiniteError
    reduced = groebner_basis(given, variables)
    return System(tuple(given), reduced, _standard_monomials(reduced, variables))


def groebner_basis(
    equations: Sequence[fmpz_mpoly], variables: int, limits: tuple[int, int, int] = BASIS_LIMITS
) -> tuple[fmpz_mpoly, ...]:
    """Return the reduced Gröbner basis, by degree (degrevlex).

    Args:
        equations: Polynomials.
        variables: How many unknowns there are.
        limits: Number of polynomials, terms of one, and bits of a coefficient at which it is given up.

    Raises:
        TooLargeError: At a work limit.
    """
    vector = fmpz_mpoly_vec([equation for equation in equations if len(equation)], context(variables))
    basis, finished = cast("tuple[Any, bool]", vector.buchberger_naive(limits=limits))
    if not finished:
        raise TooLargeError("the Gröbner basis is too large")
    return tuple(basis.autoreduction(groebner=True))


def is_in_ideal(wanted: fmpz_mpoly, basis: Sequence[fmpz_mpoly], variables: int) -> bool:
    """Tell whether a polynomial lies in the ideal that a Gröbner basis generates."""
    return bool(reduced(wanted, basis, variables).is_zero())


def reduced(wanted: fmpz_mpoly, basis: Sequence[fmpz_mpoly], variables: int) -> fmpz_mpoly:
    """Return the normal form of a polynomial modulo a Gröbner basis, but for a number in front."""
    return cast("fmpz_mpoly", cast("Any", wanted).reduction_primitive_part(fmpz_mpoly_vec(basis, context(variables))))


def basis_of(equations: Sequence[fmpz_mpoly], variables: int) -> tuple[str, ...]:
    """Return the reduced Gröbner basis as texts: equal ideals have equal ones.

    Raises:
        TooLargeError: At a work limit.
    """
    return tuple(sorted(map(str, groebner_basis(equations, variables))))


def _standard_monomials(basis: Sequence[fmpz_mpoly], variables: int) -> tuple[Monomial, ...]:
    """Return the monomials that no leading monomial divides, smallest degree first."""
    leads = [tuple(map(int, p.monomial(0))) for p in basis]
    if any(not any(lead) for lead in leads):
        return ()
    for i in range(variables):
        if not any(all(e == 0 for j, e in enumerate(lead) if j != i) for lead in leads):
            raise NotFiniteError
    found: list[Monomial] = []
    layer: list[Monomial] = [(0,) * variables]
    while layer:
        found.extend(layer)
        if len(found) > MAX_DIMENSION:
            raise TooLargeError(f"more than {MAX_DIMENSION} complex solutions")
        raised = {tuple(e + (i == k) for i, e in enumerate(m)) for m in layer for k in range(variables)}
        layer = sorted(m for m in raised if not any(_divides(lead, m) for lead in leads))
    return tuple(found)


RealPoint = tuple[RealAlgebraic, ...]


def real_points(system: System) -> list[RealPoint]:
    """Return all real solutions in lexicographic order, exactly as many as the trace form counts.

    Raises:
        TooLargeError: At a work limit.
    """
    count = system.real_count()
    if count == 0:
        return []
    roots = [real_roots(eliminant.numer()) for eliminant in system.eliminants]
    total = 1
    for own in roots:
        total *= len(own)
    if total > MAX_CANDIDATES:
        raise TooLargeError(f"{total} candidates for stationary points")
    candidates: list[RealPoint] = list(product(*roots))
    bits = 64
    while len(candidates) > count:
        if bits > MAX_BITS:
            raise TooLargeError("candidates lie too close together")
        candidates = [point for point in candidates if _may_vanish(system.equations, point, bits)]
        bits *= 2
    return candidates


def _may_vanish(equations: Sequence[fmpz_mpoly], point: RealPoint, bits: int) -> bool:
    balls = [coordinate.ball(bits) for coordinate in point]
    with precision(bits):
        return all(evaluate(equation, balls).contains(0) for equation in equations)


def evaluate(equation: fmpz_mpoly, balls: Sequence[arb]) -> arb:
    """Return a ball that contains the polynomial's value."""
    total = arb(0)
    for monomial, coefficient in equation.terms():
        term = arb(coefficient)
        for base, exponent in zip(balls, monomial, strict=True):
            if exponent:
                term = term * base ** int(exponent)
        total = total + term
    return total


def vanishes(terms: Terms, system: System, point: RealPoint) -> bool:
    """Decide exactly whether a polynomial vanishes at a solution: the enlarged system still has it."""
    extra = polynomial(terms, len(point))
    if len(extra) == 0:
        return True
    if not _may_vanish((extra,), point, 128):
        return False
    enlarged = build_system((*system.equations, extra), len(point))
    return point in real_points(enlarged)
