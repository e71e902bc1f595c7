"""The printed search for stationary points: eliminate a variable, put its values in, go on with the rest.

Every step is an identity between polynomials or the solution of an equation in one variable; nothing is divided by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flint import fmpq, fmpz_poly

from pipeline.equality.normal_form import Terms
from pipeline.exercises.critical_points.algebraic import real_roots
from pipeline.exercises.critical_points.certificate import Elimination, Poly, eliminate, put_in
from pipeline.exercises.critical_points.stationary import StationaryPoints

MAX_STEPS = 40


@dataclass(frozen=True)
class SearchStep:
    """One variable is found.

    Attributes:
        known: The values put in so far, by index of the variable.
        equations: What is left of the equations; zero polynomials are empty.
        elimination: The identity that leaves one variable.
        roots: All real roots of its right side, ascending; empty where there are none.
    """

    known: Mapping[int, fmpq]
    equations: tuple[Poly, ...]
    elimination: Elimination
    roots: tuple[fmpq, ...]


class NoArgumentError(Exception):
    """The search cannot be shown this way: a root is irrational, or no identity of moderate size exists."""


def search(equations: Sequence[Terms], variables: int) -> list[SearchStep]:
    """Return the steps of the search in depth-first order.

    Args:
        equations: Polynomials in `variables` variables whose common zeros are sought.
        variables: Their number.

    Raises:
        NoArgumentError: Where this way does not lead through.
    """
    steps: list[SearchStep] = []
    _search(tuple(dict(e) for e in equations), {}, variables, steps)
    return steps


def search_of(found: StationaryPoints) -> tuple[SearchStep, ...] | None:
    """Return the steps of the search by algebra, or None where there is none that can be shown."""
    form = found.form
    if found.algebraic is None or form is None or found.sets or len(found.algebraic.systems) > 1:
        return None
    relations = [{tuple(map(int, m)): fmpq(c) for m, c in r.terms()} for r in form.relations]
    try:
        return tuple(search([*(part.numerator for part in form.parts), *relations], len(form.unknowns)))
    except NoArgumentError:
        return None


def _search(equations: tuple[Poly, ...], known: dict[int, fmpq], variables: int, steps: list[SearchStep]) -> None:
    left = [i for i in range(variables) if i not in known]
    if not left or _is_contradiction(equations):
        return
    present = [equation for equation in equations if equation]
    found = eliminate(present, left) if present else None
    if found is None or len(steps) >= MAX_STEPS:
        raise NoArgumentError
    roots = () if len(found.eliminant) == 1 else _rational_roots(found)
    steps.append(SearchStep(dict(known), equations, _spread(found, equations), roots))
    for root in roots:
        below = tuple(put_in(equation, found.variable, root) for equation in equations)
        _search(below, {**known, found.variable: root}, variables, steps)


def _is_contradiction(equations: Sequence[Poly]) -> bool:
    """Tell whether an equation says that a number other than zero is zero."""
    return any(len(e) == 1 and not any(next(iter(e))) for e in equations)


def _spread(found: Elimination, equations: Sequence[Poly]) -> Elimination:
    """Give the identity a multiplier for every equation, also for those that have become zero."""
    supply = iter(found.multipliers)
    multipliers = tuple(next(supply) if equation else {} for equation in equations)
    return Elimination(multipliers, found.variable, found.eliminant)


def _rational_roots(found: Elimination) -> tuple[fmpq, ...]:
    scale = 1
    for coefficient in found.eliminant:
        scale = scale * int((coefficient * scale).q)
    roots = [root.rational for root in real_roots(fmpz_poly([int((c * scale).p) for c in found.eliminant]))]
    if None in roots:
        raise NoArgumentError
    return tuple(root for root in roots if root is not None)
