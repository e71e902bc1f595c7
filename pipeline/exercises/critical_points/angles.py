r"""Sines and cosines of sums → of one angle per variable, so that the gradient becomes polynomial in them.

$\sin(x + 2y)$ becomes a polynomial in $\sin x, \cos x, \sin y, \cos y$; for $\sin \pi x$ and $\cos 2\pi x$ the
angle is $\pi x$. Angles that are no linear form with commensurable factors stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import gcd, lcm

from flint import fmpq

from pipeline.equality.normal_form import NotPolynomialError, Quotient, Ring, joint_forms
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_MULTIPLE = 12
TRIGONOMETRIC = ("sin", "cos", "tan")


@dataclass(frozen=True)
class Rate:
    """The factor of a variable in an angle or an exponent.

    Attributes:
        scale: Rational, not zero.
        with_pi: Whether π is another factor.
    """

    scale: fmpq
    with_pi: bool

    def times(self, variable: str) -> Expr:
        """Return rate · variable."""
        return ex.mul(ex.Const(self.scale), *([ex.Pi()] if self.with_pi else []), ex.Var(variable))


Linear = Mapping[str, Rate]


def linear_form(argument: Quotient, ring: Ring) -> tuple[dict[str, Rate], Rate | None] | None:
    """Return an argument as Σ rate · variable + constant; None where it is not of this form."""
    if not argument.denominator.is_constant():
        return None
    names = {place: key[1] for key, place in ring.atoms.items() if key[0] == "variable"}
    pi = ring.atoms.get(("pi", "", ""))
    rates: dict[str, Rate] = {}
    rest: Rate | None = None
    for exponents, coefficient in argument.numerator.terms():
        present = {i: int(e) for i, e in enumerate(exponents) if e}
        with_pi = pi is not None and present.pop(pi, 0) == 1
        rate = Rate(fmpq(coefficient) / fmpq(argument.denominator.leading_coefficient()), with_pi)
        if not present and rest is None:
            rest = rate
        elif len(present) == 1 and set(present.values()) == {1} and (place := next(iter(present))) in names:
            if names[place] in rates:
                return None
            rates[names[place]] = rate
        else:
            return None
    return rates, rest


def expanded_angles(expressions: Sequence[Expr], max_terms: int) -> tuple[Expr, ...]:
    """Return the expressions with trigonometric functions of one angle per variable, where that is possible."""
    angles = [
        node.argument
        for node in {id(n): n for expr in expressions for n in ex.subexpressions(expr)}.values()
        if isinstance(node, ex.Fn) and node.name in TRIGONOMETRIC
    ]
    if not angles:
        return tuple(expressions)
    try:
        forms, ring = joint_forms(angles, max_terms)
    except NotPolynomialError:
        return tuple(expressions)
    linear = {id(angle): linear_form(form, ring) for angle, form in zip(angles, forms, strict=True)}
    units = _units([form for form in linear.values() if form is not None])
    rewriting = _Rewriting({key: form for key, form in linear.items() if form is not None}, units)
    return tuple(ex.fold(expr, rewriting.visit) for expr in expressions)


def _units(forms: Sequence[tuple[Mapping[str, Rate], Rate | None]]) -> dict[str, Rate]:
    """Return for each variable the largest rate of which all of its rates are multiples; none where there is none."""
    rates: dict[str, list[Rate]] = {}
    for form, _ in forms:
        for name, rate in form.items():
            rates.setdefault(name, []).append(rate)
    return {name: unit for name, own in rates.items() if (unit := _unit(own)) is not None}


def _unit(rates: Sequence[Rate]) -> Rate | None:
    if len({rate.with_pi for rate in rates}) > 1:
        return None
    above = gcd(*(int(rate.scale.p) for rate in rates))
    below = lcm(*(int(rate.scale.q) for rate in rates))
    shared = fmpq(1, below) * gcd(*(int((rate.scale * below).p) for rate in rates)) if above else fmpq(1)
    return Rate(shared, rates[0].with_pi)


@dataclass(frozen=True)
class _Rewriting:
    linear: Mapping[int, tuple[Mapping[str, Rate], Rate | None]]
    units: Mapping[str, Rate]

    def visit(self, node: Expr, parts: tuple[Expr, ...]) -> Expr:
        if isinstance(node, ex.Fn) and node.name in TRIGONOMETRIC and id(node.argument) in self.linear:
            pair = self.pair(*self.linear[id(node.argument)])
            if pair is not None:
                cosine, sine = pair
                return {"sin": sine, "cos": cosine}.get(node.name) or ex.div(sine, cosine)
        return ex.rebuild(node, parts) if parts else node

    def pair(self, form: Mapping[str, Rate], rest: Rate | None) -> tuple[Expr, Expr] | None:
        """Return cosine and sine of a linear form; None where a multiple is too large or a constant does not vanish."""
        found = _constant(rest)
        for name, rate in form.items():
            unit = self.units.get(name)
            times = None if unit is None else rate.scale / unit.scale
            if unit is None or times is None or found is None or abs(times) > MAX_MULTIPLE:
                return None
            angle = unit.times(name)
            one = (ex.Fn("cos", angle), ex.Fn("sin", angle) if times > 0 else ex.neg(ex.Fn("sin", angle)))
            for _ in range(abs(int(times.p))):
                found = _product(found, one)
        return found


def _constant(rest: Rate | None) -> tuple[Expr, Expr] | None:
    """Return cosine and sine of a multiple of π/2."""
    if rest is None:
        return ex.ONE, ex.ZERO
    quarters = rest.scale * 2
    if not rest.with_pi or quarters.q != 1:
        return None
    values = (ex.ONE, ex.ZERO, ex.MINUS_ONE, ex.ZERO)
    turn = int(quarters.p) % 4
    return values[turn], values[(turn - 1) % 4]


def _product(a: tuple[Expr, Expr], b: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
    """Return cosine and sine of the sum of two angles."""
    return (
        ex.sub(ex.mul(a[0], b[0]), ex.mul(a[1], b[1])),
        ex.add(ex.mul(a[1], b[0]), ex.mul(a[0], b[1])),
    )
