"""What type the points of a set are that are stationary and not isolated.

Four arguments: the form of the function shows that it is nowhere below its value on the set; the Hessian, of rank one
at most along a hypersurface, has a trace that keeps its sign there; the function gains a power of the equation times a
factor that keeps its sign; or it gains an odd power of a linear factor that vanishes on the set, times others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from flint import Ordering, arb, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from pipeline.equality.inequality import lower_bound
from pipeline.equality.like_terms import collected
from pipeline.equality.normal_form import polynomial_form
from pipeline.exercises.critical_points.classify import Classification
from pipeline.exercises.critical_points.constants import folded
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

MAX_TERMS = 5_000
BITS = 128

By = Literal["bound", "trace", "power", "factor", "minors", ""]


@dataclass(frozen=True)
class SetType:
    """The type of the points of a set, and why.

    Attributes:
        classification: `undecided` also where the type changes along the set.
        by: The argument.
        value: Of the function on the set, where it is one rational number.
        power: With which the equation divides the gain.
        rest: What is left of the gain then; or the linear factor.
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
    value = value_on(function, names, equations)
    if value is not None:
        bounded = _by_bound(function, value)
        if bounded is not None:
            return bounded
    if len(known) > 1:
        return _by_factor(function, names, known, value) or UNDECIDED
    return _by_trace(function, names, known[0]) or _by_power(function, names, known[0], value) or UNDECIDED


def value_on(function: Expr, names: Sequence[str], equations: Sequence[Expr]) -> fmpq | None:
    """Return the value of a function where all equations hold, if polynomials show that it is one rational number."""
    polynomials = [_numerator(equation, names) for equation in equations]
    known = [polynomial for polynomial in polynomials if polynomial is not None]
    if not known or len(known) < len(polynomials):
        return None
    value = _value_on(function, names, known)
    return _value_by_substitution(function, names, known) if value is None else value


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
    above, below = (_reduced(_polynomial(t, names), equations) for t in (form.numerator, form.denominator))
    if len(above) == 0:
        return fmpq(0)
    if form.has_exponential or len(below) == 0:
        return None
    ratio = above.leading_coefficient() / below.leading_coefficient()
    return ratio if len(above - below * ratio) == 0 else None


def _value_by_substitution(function: Expr, names: Sequence[str], equations: Sequence[fmpq_mpoly]) -> fmpq | None:
    """Return the value where equations give variables by numbers, and no others are left then."""
    values: dict[str, Expr] = {}
    for equation in equations:
        plane = _plane(equation)
        if plane is None:
            return None
        values[names[plane[0]]] = ex.Const(plane[1])
    there = folded(ex.substitute(function, values))
    return there.value if isinstance(there, ex.Const) else None


def _plane(equation: fmpq_mpoly) -> tuple[int, fmpq] | None:
    """Return i and c where an equation says x_i = c, else None."""
    if equation.total_degree() != 1 or sum(bool(d) for d in equation.degrees()) != 1:
        return None
    terms = {sum(map(int, monomial)): coefficient for monomial, coefficient in equation.terms()}
    return next(i for i, d in enumerate(equation.degrees()) if d), -terms.get(0, fmpq(0)) / terms[1]


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
    if form is None:
        return _typed(*_factored(function, names, equation, value), value)
    below = _polynomial(form.denominator, names)
    gain = _polynomial(form.numerator, names) - below * value
    power = 0
    while len(gain) and len(divmod(gain, equation)[1]) == 0:
        gain = divmod(gain, equation)[0]
        power += 1
    return _typed(power, _expression(gain * below, names), value) if len(gain) else None


def _factored(function: Expr, names: Sequence[str], equation: fmpq_mpoly, value: fmpq) -> tuple[int, Expr]:
    """Return how often the equation of a hyperplane x_i = c stands as a factor in a product, and the other factors.

    None of them where the value is not zero, or where it is not seen that the others do not vanish on all of the set.
    """
    monic = equation / equation.leading_coefficient()
    power, others = 0, list[Expr]()
    for part in function.parts if isinstance(function, ex.Mul) else (function,):
        base, exponent = (part.base, part.exponent) if isinstance(part, ex.Pow) else (part, ex.ONE)
        own, often = _numerator(base, names), exponent.value if isinstance(exponent, ex.Const) else fmpq(0)
        if own is not None and len(own) and own / own.leading_coefficient() == monic and often > 0 and often.q == 1:
            power += int(often.p)
        else:
            others.append(part)
    rest = ex.mul(*others)
    is_plane = _plane(equation) is not None
    return (power, rest) if value == 0 and is_plane and _is_somewhere(rest, names, equation) else (0, rest)


def _is_somewhere(expr: Expr, names: Sequence[str], equation: fmpq_mpoly) -> bool:
    """Tell whether an expression is seen to be other than zero at some point of a hyperplane x_i = c."""
    place, root = _plane(equation) or (0, fmpq(0))
    with precision(BITS):
        at = {name: arb(root if i == place else fmpq(i + 1, 2 * i + 3)) for i, name in enumerate(names)}
        value = ball(expr, at)
        return bool(value.is_finite() and not value.contains(0))


def _typed(power: int, rest: Expr, value: fmpq) -> SetType | None:
    """Return the type where the gain is a power of the equation times a rest that does not vanish on all of the set."""
    if not power:
        return None
    if power % 2:
        return SetType("saddle", "power", value, power, rest)
    for sign, kind in ((1, "local minimum"), (-1, "local maximum")):
        least = lower_bound(collected(rest if sign > 0 else ex.neg(rest)))
        if least is not None and least >= 0:
            return SetType(kind, "power", value, power, rest)  # type: ignore[arg-type]
    return SetType("undecided", "power", value, power, rest)


def _by_factor(
    function: Expr, names: Sequence[str], equations: Sequence[fmpq_mpoly], value: fmpq | None
) -> SetType | None:
    """Find a linear factor of odd power in the gain that vanishes on the set: across its zeros the gain changes sign.

    The other factors have no common factor with it, so arbitrarily near each point of the set there are zeros of it
    at which they do not vanish.
    """
    if value is None:
        return None
    form = polynomial_form(function, names, MAX_TERMS)
    if form is None:
        return None
    gain = _polynomial(form.numerator, names) - _polynomial(form.denominator, names) * value
    if not len(gain):
        return None
    for factor, power in gain.factor()[1]:
        if power % 2 and factor.total_degree() == 1 and _constant(_reduced(factor, equations)) == 0:
            return SetType("saddle", "factor", value, int(power), _expression(factor, names))
    return None


def _expression(polynomial: fmpq_mpoly, names: Sequence[str]) -> Expr:
    terms = (
        ex.mul(ex.Const(c), *(ex.power(ex.Var(x), ex.const(int(e))) for x, e in zip(names, m, strict=True) if e))
        for m, c in polynomial.terms()
    )
    return ex.add(*terms)
