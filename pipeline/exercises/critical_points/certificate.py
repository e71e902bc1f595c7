r"""A printed proof that there are no more stationary points: multipliers that eliminate all variables but one.

For Rosenbrock's function $\partial f/\partial x_1 + 2x_1\,\partial f/\partial x_2 = 2(x_1 - 1)$: where both
derivatives vanish, $x_1 = 1$. The identity holds everywhere, so nothing is divided by. It is found by linear algebra
over the coefficients of multipliers of small degree; the known value is put in and the next variable eliminated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction as Rational
from itertools import product

from flint import fmpq, fmpq_mat

from pipeline.equality.normal_form import Terms

MAX_MULTIPLIER_DEGREE = 3
MAX_ELIMINANT_DEGREE = 9
MAX_UNKNOWNS = 220

Monomial = tuple[int, ...]
Poly = dict[Monomial, fmpq]


@dataclass(frozen=True)
class Elimination:
    """An identity Σ multiplierᵢ · equationᵢ = eliminant, the right side in one variable only.

    Attributes:
        multipliers: One per equation, integer coefficients.
        variable: Index of the variable that is left.
        eliminant: Coefficients, constant term first, integers; not the zero polynomial.
    """

    multipliers: tuple[Poly, ...]
    variable: int
    eliminant: tuple[fmpq, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it is one of the equations as it stands."""
        used = [m for m in self.multipliers if m]
        return len(used) == 1 and set(used[0]) == {(0,) * len(next(iter(used[0])))} and set(used[0].values()) == {1}


def eliminate(equations: Sequence[Terms], variables: Sequence[int]) -> Elimination | None:
    """Return the simplest identity that leaves one of the variables, or None within the limits.

    Args:
        equations: Polynomials in the same variables.
        variables: Indices of the variables that still occur.
    """
    for multiplier_degree, degree in _shapes():
        for variable in variables:
            found = _solve(equations, variables, variable, multiplier_degree, degree)
            if found is not None:
                return found
    return None


def _shapes() -> Iterator[tuple[int, int]]:
    """Yield (degree of multipliers, degree of eliminant), simplest first; degree 0 is a contradiction."""
    shapes = product(range(MAX_MULTIPLIER_DEGREE + 1), range(MAX_ELIMINANT_DEGREE + 1))
    yield from sorted(shapes, key=lambda shape: (2 * shape[0] + shape[1], shape[0]))


def _monomials(total: int, variables: Sequence[int], count: int) -> list[Monomial]:
    """Return all monomials up to a degree, constant first."""
    exponents = product(range(total + 1), repeat=len(variables))
    chosen = sorted((e for e in exponents if sum(e) <= total), key=lambda e: (sum(e), [-x for x in e]))
    return [_spread(e, variables, count) for e in chosen]


def _spread(exponents: Sequence[int], variables: Sequence[int], count: int) -> Monomial:
    full = [0] * count
    for variable, exponent in zip(variables, exponents, strict=True):
        full[variable] = exponent
    return tuple(full)


def _solve(
    equations: Sequence[Terms], variables: Sequence[int], variable: int, multiplier_degree: int, degree: int
) -> Elimination | None:
    """Find multipliers with Σ mᵢ gᵢ = x^degree + lower powers of x, as a linear system in their coefficients."""
    count = len(next(iter(equations[0])))
    factors = _monomials(multiplier_degree, variables, count)
    columns = [(i, m) for m in factors for i in range(len(equations))]
    if len(columns) + degree > MAX_UNKNOWNS:
        return None
    shifted = [_times(equations[i], m) for i, m in columns]
    powers = [_spread((k,), (variable,), count) for k in range(degree + 1)]
    rows = sorted({m for column in shifted for m in column} | set(powers))
    if powers[degree] not in {m for column in shifted for m in column}:
        return None
    solution = _particular(rows, [*shifted, *({p: fmpq(-1)} for p in powers[:degree])], powers[degree])
    return None if solution is None else _as_identity(solution, columns, variable, degree, len(equations))


def _times(terms: Terms, monomial: Monomial) -> Poly:
    return {tuple(a + b for a, b in zip(own, monomial, strict=True)): c for own, c in terms.items()}


def _particular(rows: Sequence[Monomial], columns: Sequence[Poly], target: Monomial) -> list[fmpq] | None:
    """Solve Σ columnⱼ xⱼ = target with as many zeros as reduced echelon form leaves, or return None."""
    width = len(columns)
    entries = [c.get(row, fmpq(0)) for row in rows for c in (*columns, {target: fmpq(1)})]
    reduced, rank = fmpq_mat(len(rows), width + 1, entries).rref()
    solution = [fmpq(0)] * width
    for i in range(rank):
        pivot = next(j for j in range(width + 1) if reduced[i, j] != 0)
        if pivot == width:
            return None
        solution[pivot] = reduced[i, width]
    return solution


def _as_identity(
    solution: Sequence[fmpq], columns: Sequence[tuple[int, Monomial]], variable: int, degree: int, count: int
) -> Elimination:
    multipliers: list[Poly] = [{} for _ in range(count)]
    for value, (i, monomial) in zip(solution, columns, strict=False):
        if value != 0:
            multipliers[i][monomial] = value
    scale = _scale([c for m in multipliers for c in m.values()])
    scaled = tuple({m: c * scale for m, c in own.items()} for own in multipliers)
    eliminant = (*(c * scale for c in solution[len(columns) :]), scale)
    return Elimination(scaled, variable, eliminant)


def _scale(values: Sequence[fmpq]) -> fmpq:
    """Return the factor that makes the multipliers' coefficients coprime integers, the first one positive."""
    numerators = [Rational(int(v.p), int(v.q)) for v in values]
    shared = numerators[0]
    for value in numerators[1:]:
        shared = _gcd(shared, value)
    sign = 1 if numerators[0] > 0 else -1
    return fmpq(shared.denominator * sign, abs(shared.numerator))


def _gcd(a: Rational, b: Rational) -> Rational:
    while b:
        a, b = b, a % b
    return a


def put_in(terms: Terms, variable: int, value: fmpq) -> Poly:
    """Return the polynomial with a variable replaced by a number; zero terms vanish."""
    result: Poly = {}
    for monomial, coefficient in terms.items():
        rest = tuple(0 if i == variable else e for i, e in enumerate(monomial))
        result[rest] = result.get(rest, fmpq(0)) + coefficient * value ** monomial[variable]
    return {m: c for m, c in result.items() if c != 0}
