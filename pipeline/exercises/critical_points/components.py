"""The solutions of a polynomial system, taken apart: isolated points, and sets on which they are not isolated.

Infinitely many solutions come from a factor that all equations share, or from equations that fall apart into factors;
one case is made of each factor. Nothing is divided by without looking at where it vanishes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations

from flint import fmpz_mpoly

from pipeline.exercises.critical_points.polynomial_system import (
    NotFiniteError,
    System,
    TooLargeError,
    build_system,
    groebner_basis,
    is_in_ideal,
)

MAX_CASES = 400
MAX_RESULTANT_TERMS = 12
MAX_RESULTANT_DEGREE = 4


@dataclass(frozen=True)
class Variety:
    """Solutions that are not isolated over the complex numbers.

    Attributes:
        equations: Whose common zeros they are.
    """

    equations: tuple[fmpz_mpoly, ...]


@dataclass
class Decomposition:
    """A system taken apart.

    Attributes:
        finite: Systems with finitely many solutions.
        varieties: Sets of positive dimension.
    """

    finite: list[System] = field(default_factory=list)
    varieties: list[Variety] = field(default_factory=list)
    cases: int = 0


def decompose(equations: Sequence[fmpz_mpoly], relations: Sequence[fmpz_mpoly], size: int) -> Decomposition:
    """Take the common zeros of polynomials apart.

    Args:
        equations: The polynomials.
        relations: Further ones, which say how unknowns belong together and are never split.
        size: Number of unknowns.

    Raises:
        TooLargeError: At a work limit.
    """
    found = Decomposition()
    _decompose(_distinct(equations), tuple(relations), size, found)
    return found


def _decompose(
    equations: tuple[fmpz_mpoly, ...], relations: tuple[fmpz_mpoly, ...], size: int, found: Decomposition
) -> None:
    found.cases += 1
    if found.cases > MAX_CASES:
        raise TooLargeError(f"more than {MAX_CASES} cases")
    if any(equation.is_constant() for equation in equations):
        return
    try:
        if equations:
            found.finite.append(build_system((*equations, *relations), size))
            return
    except NotFiniteError:
        pass
    shared = _shared_factors(equations)
    if shared:
        found.varieties.extend(Variety((factor, *relations)) for factor in shared)
        rest = tuple(_without(equation, shared) for equation in equations)
        _decompose(_distinct(rest), relations, size, found)
        return
    cases = list(_split(equations)) or list(_split_by_consequences(equations, relations, size))
    for case in cases:
        _decompose(case, relations, size, found)
    if not cases:
        found.varieties.append(Variety((*_simplest(equations, relations, size), *relations)))


def _distinct(equations: Sequence[fmpz_mpoly]) -> tuple[fmpz_mpoly, ...]:
    return tuple({str(e): e for e in equations if len(e)}.values())


def _factors(polynomial: fmpz_mpoly) -> list[fmpz_mpoly]:
    return [factor for factor, _ in polynomial.factor()[1]]


def _shared_factors(equations: Sequence[fmpz_mpoly]) -> list[fmpz_mpoly]:
    """Return the irreducible factors that all equations have."""
    if not equations:
        return []
    shared = reduce(lambda a, b: a.gcd(b), equations)
    return [] if shared.is_constant() else _factors(shared)


def _without(polynomial: fmpz_mpoly, factors: Sequence[fmpz_mpoly]) -> fmpz_mpoly:
    for factor in factors:
        while True:
            quotient, rest = divmod(polynomial, factor)
            if len(rest):
                break
            polynomial = quotient
    return polynomial


def _split(equations: tuple[fmpz_mpoly, ...]) -> Iterator[tuple[fmpz_mpoly, ...]]:
    """Yield one case for each factor of the first equation that has several."""
    for i, equation in enumerate(equations):
        factors = _factors(equation)
        if len(factors) > 1:
            for factor in factors:
                yield _distinct((*equations[:i], factor, *equations[i + 1 :]))
            return


def _split_by_consequences(
    equations: tuple[fmpz_mpoly, ...], relations: tuple[fmpz_mpoly, ...], size: int
) -> Iterator[tuple[fmpz_mpoly, ...]]:
    """Yield one case for each factor of the first consequence with several.

    Consequences are the elements of their Gröbner basis, then what follows from two of these without one unknown; of
    the latter none counts with a factor that vanishes anyway.
    """
    if not equations:
        return
    basis = groebner_basis((*equations, *relations), size)
    for consequence in basis:
        factors = _factors(consequence)
        if len(factors) > 1 or not _is_squarefree(consequence):
            yield from (_distinct((*equations, factor)) for factor in factors)
            return
    for consequence in _resultants(basis, size):
        factors = _factors(consequence)
        if len(factors) > 1 and not any(is_in_ideal(factor, basis, size) for factor in factors):
            yield from (_distinct((*equations, factor)) for factor in factors)
            return


def _resultants(polynomials: Sequence[fmpz_mpoly], size: int) -> Iterator[fmpz_mpoly]:
    """Yield what follows from two polynomials of few terms without an unknown in which one of them is linear."""
    few = [p for p in polynomials if len(p) <= MAX_RESULTANT_TERMS]
    for one, other in combinations(few, 2):
        for i in range(size):
            degrees = sorted((int(one.degrees()[i]), int(other.degrees()[i])))
            if degrees[0] == 1 and degrees[1] <= MAX_RESULTANT_DEGREE:
                found = one.resultant(other, i)
                if len(found) and not found.is_constant():
                    yield found


def _simplest(
    equations: tuple[fmpz_mpoly, ...], relations: tuple[fmpz_mpoly, ...], size: int
) -> tuple[fmpz_mpoly, ...]:
    """Return equations for the same set without superfluous ones: a Gröbner basis without what the relations imply."""
    if not equations:
        return ()
    basis = groebner_basis((*equations, *relations), size)
    implied = groebner_basis(relations, size) if relations else ()
    return tuple(p for p in basis if not implied or not is_in_ideal(p, implied, size))


def _is_squarefree(polynomial: fmpz_mpoly) -> bool:
    return all(power == 1 for _, power in polynomial.factor()[1])
