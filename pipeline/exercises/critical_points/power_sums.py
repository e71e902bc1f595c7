r"""Sums of powers, $f = c_1u_1^{m_1} + \ldots + c_nu_n^{m_n}$, of as many functions as there are variables.

Where the gradients of $u_1, …, u_n$ are linearly independent, $\nabla f = \sum m_ic_iu_i^{m_i - 1}\nabla u_i$ vanishes
only if all $u_i$ do. So every stationary point is a common zero of these, at which the Hessian may well be singular, or
the determinant of their derivatives vanishes there too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.exercises.critical_points.cases import Case, Powers, PowerSum, cases_of
from pipeline.exercises.critical_points.unknowns import form_of
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr


def power_sum_of(function: Expr, variables: tuple[str, ...]) -> PowerSum | None:
    """Return a function as a sum of n powers with exponents from 2 on; None for others."""
    terms = [term for term in (function.parts if isinstance(function, ex.Add) else (function,)) if ex.variables(term)]
    bases = [_base(term) for term in terms]
    known = tuple(base for base in bases if base is not None)
    if len(known) < len(bases) or len(known) != len(variables) or len(variables) < 2:
        return None
    if any(isinstance(node, ex.Fn) and node.name in ex.KINKED for base in known for node in ex.subexpressions(base)):
        return None
    return PowerSum(variables, known)


def _base(term: Expr) -> Expr | None:
    """Return u where a term is a number times a power of u."""
    parts = [part for part in (term.parts if isinstance(term, ex.Mul) else (term,)) if ex.variables(part)]
    match parts:
        case [ex.Pow(base, ex.Const(exponent))] if exponent.q == 1 and exponent >= 2:
            return base
        case _:
            return None


def cases_of_powers(whole: PowerSum, gradient: Mapping[int, Expr], *, consequences: bool) -> Iterator[Case]:
    """Yield the cases in which all bases vanish, then those in which the determinant and the gradient do."""
    size, names = len(whole.variables), whole.variables
    own = {size + i: base for i, base in enumerate(whole.bases)}
    determinant = whole.determinant
    form = form_of([determinant], names)
    never = form is not None and not form.parts[0].is_zero and not form.parts[0].factors
    yield from _led_by(Powers(whole, are_zero=True), own, names, consequences=consequences)
    if not never:
        further = {**gradient, 2 * size: determinant}
        yield from _led_by(Powers(whole, are_zero=False), further, names, consequences=consequences)


def _led_by(
    first: Powers, equations: Mapping[int, Expr], names: tuple[str, ...], *, consequences: bool
) -> Iterator[Case]:
    for case in cases_of(equations, names, consequences=consequences):
        yield replace(case, steps=(first, *case.steps))
