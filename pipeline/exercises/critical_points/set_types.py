"""What type the points of a set are that are stationary and not isolated.

Three arguments: the form of the function shows that it is nowhere below its value on the set; the Hessian, of rank one
at most along a hypersurface, has a trace that keeps its sign there; the function gains a power of the equation times a
factor that keeps its sign.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from pipeline.equality.inequality import lower_bound
from pipeline.equality.like_terms import collected
from pipeline.equality.normal_form import polynomial_form
from pipeline.exercises.critical_points.classify import Classification
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_TERMS = 5_000

By = Literal["bound", "trace", "power", ""]


@dataclass(frozen=True)
class SetType:
    """The type of the points of a set, and why.

    Attributes:
        classification: `undecided` also where the type changes along the set.
        by: The argument.
        value: Of the function on the set, where it is one rational number.
        power: With which the equation divides the gain.
        rest: What is left of the gain then.
    """

    classification: Classification
    by: By = ""
    value: fmpq | None = None
    power: int = 0
    rest: Expr | None = None


UNDECIDED = SetType("undecided")


def type_of_set(function: Expr, names: Sequence[str], equations: Sequence[Expr]) -> SetType:
    """Return the type of the points at which all equations hold, given that they are stationary.

    Args:
        function: Over the variables.
        names: Of the variables.
        equations: Expressions that vanish on the set.
    """
    polynomials = [_numerator(equation, names) for equation in equations]
    known = [polynomial for polynomial in polynomials if polynomial is not None]
    if len(known) < len(polynomials) or not known:
        return UNDECIDED
    value = _value_on(function, names, known)
    if value is not None:
        bounded = _by_bound(function, value)
        if bounded is not None:
            return bounded
    if len(known) > 1:
        return UNDECIDED
    return _by_trace(function, names, known[0]) or _by_power(function, names, known[0], value) or UNDECIDED


def value_on(function: Expr, names: Sequence[str], equations: Sequence[Expr]) -> fmpq | None:
    """Return the value of a function where all equations hold, if polynomials show that it is one rational number."""
    polynomials = [_numerator(equation, names) for equation in equations]
    known = [polynomial for polynomial in polynomials if polynomial is not None]
    return _value_on(function, names, known) if known and len(known) == len(polynomials) else None


def _ring(names: Sequence[str]) -> fmpq_mpoly_ctx:
    return fmpq_mpoly_ctx.get([f"v{i}" for i in range(len(names))], Ordering.degrevlex)


def _numerator(expr: Expr, names: Sequence[str]) -> fmpq_mpoly | None:
    form = polynomial_form(expr, names, MAX_TERMS)
    return None if form is None else _polynomial(form.numerator, names)


def _polynomial(terms: Mapping[tuple[int, ...], fmpq], names: Sequence[str]) -> fmpq_mpoly:
    return _ring(names).from_dict(dict(terms))


def _reduced(polynomial: fmpq_mpoly, equations: Sequence[fmpq_mpoly]) -> fmpq_mpoly:
    """Return what is left of a polynomial modulo the equations, one after the other."""
    for _ in range(len(equations)):
        for equation in equations:
            polynomial = divmod(polynomial, equation)[1]
    return polynomial


def _constant(polynomial: fmpq_mpoly) -> fmpq | None:
    if len(polynomial) == 0:
        return fmpq(0)
    return polynomial.leading_coefficient() if polynomial.is_constant() else None


def _value_on(function: Expr, names: Sequence[str], equations: Sequence[fmpq_mpoly]) -> fmpq | None:
    """Return the value of the function on the set, where polynomials show that it is one rational number."""
    form = polynomial_form(function, names, MAX_TERMS)
    if form is None:
        return None
    above = _constant(_reduced(_polynomial(form.numerator, names), equations))
    if above == 0:
        return above
    below = _constant(_reduced(_polynomial(form.denominator, names), equations))
    return None if form.has_exponential or above is None or not below else above / below


def _by_bound(function: Expr, value: fmpq) -> SetType | None:
    gain = ex.sub(function, ex.Const(value))
    least = lower_bound(collected(gain))
    if least is not None and least >= 0:
        return SetType("local minimum", "bound", value)
    largest = lower_bound(collected(ex.neg(gain)))
    return SetType("local maximum", "bound", value) if largest is not None and largest >= 0 else None


def _by_trace(function: Expr, names: Sequence[str], equation: fmpq_mpoly) -> SetType | None:
    """Along a hypersurface of stationary points the Hessian vanishes in all directions but one."""
    trace = ex.add(*(ex.derivative(ex.derivative(function, name), name) for name in names))
    form = polynomial_form(trace, names, MAX_TERMS)
    if form is None:
        return None
    above, below = (_constant(_reduced(_polynomial(t, names), [equation])) for t in (form.numerator, form.denominator))
    if not above or not below:
        return None
    return SetType("local minimum" if above / below > 0 else "local maximum", "trace")


def _by_power(function: Expr, names: Sequence[str], equation: fmpq_mpoly, value: fmpq | None) -> SetType | None:
    """Write the gain as equation^power · rest; a rest that keeps its sign decides, or an odd power."""
    if value is None:
        return None
    form = polynomial_form(function, names, MAX_TERMS)
    assert form is not None
    below = _polynomial(form.denominator, names)
    gain = _polynomial(form.numerator, names) - below * value
    power = 0
    while len(gain) and len(divmod(gain, equation)[1]) == 0:
        gain = divmod(gain, equation)[0]
        power += 1
    if not power or len(divmod(gain, equation)[1]) == 0:
        return None
    rest = _expression(gain * below, names)
    if power % 2:
        return SetType("saddle", "power", value, power, rest)
    for sign, kind in ((1, "local minimum"), (-1, "local maximum")):
        least = lower_bound(collected(rest if sign > 0 else ex.neg(rest)))
        if least is not None and least > 0:
            return SetType(kind, "power", value, power, rest)  # type: ignore[arg-type]
    return SetType("undecided", "power", value, power, rest)


def _expression(polynomial: fmpq_mpoly, names: Sequence[str]) -> Expr:
    terms = (
        ex.mul(ex.Const(c), *(ex.power(ex.Var(x), ex.const(int(e))) for x, e in zip(names, m, strict=True) if e))
        for m, c in polynomial.terms()
    )
    return ex.add(*terms)
