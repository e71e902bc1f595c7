"""What follows from equations by algebra: an expression vanishes where they hold if it lies in their ideal."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from flint import arb, fmpz_mpoly

from pipeline.exercises.critical_points.polynomial_system import (
    SMALL_BASIS,
    TooLargeError,
    groebner_basis,
    is_in_ideal,
    polynomial,
    reduced,
)
from pipeline.exercises.critical_points.unknowns import Form, form_of
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball
from pipeline.notation.expression import Expr


def follows(expr: Expr, equations: Sequence[Expr]) -> bool:
    """Tell whether an expression is seen to vanish at every common zero of equations at which all are defined.

    Exponentials, sines and cosines count as unknowns of their own with what relates them; False proves nothing.
    """
    return _follows(expr, tuple(equations))


@lru_cache(maxsize=256)
def _follows(expr: Expr, equations: tuple[Expr, ...]) -> bool:
    """Decide it once for all of the many points of one search."""
    names = tuple(sorted(ex.variables(expr).union(*map(ex.variables, equations))))
    form = form_of([expr, *equations], names)
    if form is None:
        return False
    size = len(form.unknowns)
    wanted, *given = (polynomial(part.numerator, size) for part in form.parts)
    ideal = [p for p in (*given, *form.relations) if len(p)]
    if len(wanted) == 0 or not ideal:
        return len(wanted) == 0
    if any((wanted % p).is_zero() for p in given if len(p)):
        return True
    try:
        basis = groebner_basis(ideal, size, SMALL_BASIS)
    except TooLargeError:
        return False
    return is_in_ideal(wanted, basis, size) or any(_is_of_pi_alone(form, p) for p in basis)


def _is_of_pi_alone(form: Form, polynomial: fmpz_mpoly) -> bool:
    """Tell whether a polynomial is one of π alone, which is transcendental: it does not vanish."""
    used = {i for monomial in polynomial.monoms() for i, e in enumerate(monomial) if e}
    return bool(used) and all(form.unknowns[i].kind == "pi" for i in used)


def remainder(expr: Expr, equations: Sequence[Expr]) -> Expr | None:
    """Return what is left of an expression where equations hold, but for a factor that never vanishes.

    None where that is too large; 0 where the expression vanishes with the equations.
    """
    names = tuple(sorted(ex.variables(expr).union(*map(ex.variables, equations))))
    form = form_of([expr, *equations], names)
    if form is None:
        return None
    size = len(form.unknowns)
    wanted, *given = (polynomial(part.numerator, size) for part in form.parts)
    try:
        basis = groebner_basis([p for p in (*given, *form.relations) if len(p)], size)
    except TooLargeError:
        return None
    return form.expression(reduced(wanted, basis, size))


def vanishing_part(equation: Expr, here: Mapping[str, arb]) -> Expr:
    """Return an equation without the factors that keep away from zero on balls around a solution."""
    factors = _factors(equation, tuple(here))
    if factors is None:
        return equation
    return ex.mul(*(factor for factor in factors if ball(factor, here).contains(0)))


@lru_cache(maxsize=64)
def _factors(equation: Expr, names: tuple[str, ...]) -> tuple[Expr, ...] | None:
    """Return the factors of an equation; a search asks for them again at every solution."""
    form = form_of([equation], names)
    return None if form is None else tuple(form.expression(factor) for factor in form.parts[0].factors)
