r"""Expressions as quotients of polynomials over "atoms", so that identities become a test for the zero polynomial.

An atom is a variable or an irrational part: $e^{m}$ for a monomial $m$, a sine and a cosine, a logarithm, a root, an
absolute value. Exponentials of sums become products of atoms; sin² + cos² = 1 and r² = u for roots are divided out.
A zero difference is therefore a proof; a difference that is not zero proves nothing (atoms may depend on each other).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import lcm
from operator import add
from typing import Literal

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from pipeline.equality.cancelling import cancels, is_too_large_power
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_PASSES = 8
MAX_ROOM = 600

MAX_PAIRS = 1_000_000
"""Terms of the numerator times terms of the denominator from which on their common divisor is not looked for."""

FEW_TERMS = 40
"""To see whether a rational function is zero, quotients with fewer terms are not reduced: that costs more."""

Reduce = Literal["always", "when large"]


class NotPolynomialError(Exception):
    """The expression is too large for exact treatment, or divides by zero."""


@dataclass(frozen=True)
class Quotient:
    """A numerator over a denominator that is not the zero polynomial."""

    numerator: fmpq_mpoly
    denominator: fmpq_mpoly


def is_zero(polynomial: fmpq_mpoly) -> bool:
    """Tell whether this is the zero polynomial."""
    return len(polynomial) == 0


AtomKey = tuple[str, str, str]


@dataclass
class Ring:
    """The polynomial ring of one comparison, with the atoms met so far.

    Attributes:
        max_terms: Above this number of terms `NotPolynomialError` is raised.
        reduce: Whether quotients are always in lowest terms.
        arguments: Of the atoms that are functions; that of e^{m/q} is m/q.
    """

    context: fmpq_mpoly_ctx
    max_terms: int
    free: list[int]
    atoms: dict[AtomKey, int] = field(default_factory=dict)
    relations: list[fmpq_mpoly] = field(default_factory=list)
    logarithms: dict[int, Quotient] = field(default_factory=dict)
    exponents: dict[str, int] = field(default_factory=dict)
    reduce: Reduce = "always"
    arguments: dict[int, Quotient] = field(default_factory=dict)

    def atom(self, key: AtomKey) -> tuple[fmpq_mpoly, bool]:
        """Return the generator for the key, and whether it is new."""
        new = key not in self.atoms
        if new:
            if not self.free:
                raise NotPolynomialError("too many irrational parts")
            self.atoms[key] = self.free.pop()
        return self.context.gen(self.atoms[key]), new

    def constant(self, value: int | fmpq) -> Quotient:
        """Return an exact number as an element of the ring."""
        return Quotient(self.context.constant(fmpq(value)), self.context.constant(1))

    def limited(self, numerator: fmpq_mpoly, denominator: fmpq_mpoly) -> Quotient:
        """Return the quotient, reduced by the atoms' relations; refuse a large or undefined one."""
        if max(len(numerator), len(denominator)) > self.max_terms:
            raise NotPolynomialError(f"more than {self.max_terms} terms")
        for relation in self.relations:
            numerator, denominator = divmod(numerator, relation)[1], divmod(denominator, relation)[1]
        if is_zero(denominator):
            raise NotPolynomialError("a denominator is zero")
        if self.reduce == "when large" and max(len(numerator), len(denominator)) <= FEW_TERMS:
            return Quotient(numerator, denominator)
        if not denominator.is_constant():
            if len(numerator) * len(denominator) > MAX_PAIRS:
                raise NotPolynomialError("a fraction is too large")
            common = numerator.gcd(denominator)
            numerator, denominator = divmod(numerator, common)[0], divmod(denominator, common)[0]
        scale = denominator.leading_coefficient()
        return Quotient(numerator / scale, denominator / scale)


def is_identically_zero(expr: Expr, max_terms: int) -> bool:
    """Tell whether the expression is zero by polynomial arithmetic over its atoms; False means "not shown".

    Args:
        expr: Typically the difference of two sides.
        max_terms: Bound on the number of terms of every polynomial on the way.
    """
    try:
        return cancels(expr, max_terms) or _numerator_vanishes(expr, max_terms)
    except NotPolynomialError:
        return False


def _numerator_vanishes(expr: Expr, max_terms: int) -> bool:
    return is_zero(_in_ring(expr, max_terms, "when large")[0].numerator)


def normal_form(expr: Expr, max_terms: int) -> Quotient:
    """Return the expression as a quotient of polynomials over its atoms.

    Raises:
        NotPolynomialError: Where that is too large or a denominator vanishes.
    """
    return _in_ring(expr, max_terms)[0]


def _in_ring(expr: Expr, max_terms: int, reduce: Reduce = "always") -> tuple[Quotient, Ring]:
    (found,), ring = joint_forms([expr], max_terms, reduce)
    return found, ring


def joint_forms(
    expressions: Sequence[Expr], max_terms: int, reduce: Reduce = "always"
) -> tuple[tuple[Quotient, ...], Ring]:
    """Return expressions as quotients over the same atoms, and the ring in which they live.

    The conversion is repeated until a pass meets no new denominator in an exponent: only then does every atom stand
    for one number.

    Raises:
        NotPolynomialError: Where that is too large or a denominator vanishes.
    """
    exponents: dict[str, int] = {}
    whole = expressions[0] if len(expressions) == 1 else ex.Add(tuple(expressions))
    for _ in range(MAX_PASSES):
        before = dict(exponents)
        ring = _ring_for(whole, max_terms, exponents, reduce)
        found = tuple(ex.fold(expr, lambda node, parts, ring=ring: _convert(node, parts, ring)) for expr in expressions)  # type: ignore[misc]
        if exponents == before:
            return found, ring
    raise NotPolynomialError("exponentials are nested too deeply")


Terms = Mapping[tuple[int, ...], fmpq]
"""A polynomial: exponents of the variables → coefficient."""


@dataclass(frozen=True)
class PolynomialForm:
    """An expression as positive factors · numerator / denominator, both polynomials in given variables.

    Attributes:
        numerator, denominator: Terms over the variables in the order asked for.
        has_exponential: Whether a factor e^(…), which never vanishes, was split off.
    """

    numerator: Terms
    denominator: Terms
    has_exponential: bool


def polynomial_form(expr: Expr, variables: Sequence[str], max_terms: int) -> PolynomialForm | None:
    """Return the expression as a quotient of polynomials with exponential factors split off, or None.

    Args:
        expr: Its variables are among `variables`.
        variables: In the order of the exponents.
        max_terms: Bound on the number of terms on the way.
    """
    try:
        quotient, ring = _in_ring(expr, max_terms)
    except NotPolynomialError:
        return None
    above, below = (_terms_in(p, ring, variables) for p in (quotient.numerator, quotient.denominator))
    if above is None or below is None:
        return None
    return PolynomialForm(above[0], below[0], above[1] or below[1])


def _terms_in(polynomial: fmpq_mpoly, ring: Ring, variables: Sequence[str]) -> tuple[Terms, bool] | None:
    """Return the terms over the variables, if all terms share one monomial of exponentials and no other atom."""
    places = [ring.atoms.get(("variable", name, "")) for name in variables]
    positive = {place for key, place in ring.atoms.items() if key[0] == "exp"}
    terms: dict[tuple[int, ...], fmpq] = {}
    outside: set[tuple[tuple[int, int], ...]] = set()
    for exponents, coefficient in polynomial.terms():
        rest = {i: e for i, e in enumerate(exponents) if e and i not in places}
        if not rest.keys() <= positive:
            return None
        outside.add(tuple(sorted(rest.items())))
        terms[tuple(0 if place is None else int(exponents[place]) for place in places)] = coefficient
    if len(outside) > 1:
        return None
    return terms, any(outside)


PLAIN = (ex.Const, ex.Var, ex.Add, ex.Mul)


def _is_whole_power(node: Expr) -> bool:
    return isinstance(node, ex.Pow) and isinstance(node.exponent, ex.Const) and node.exponent.value.q == 1


def _ring_for(expr: Expr, max_terms: int, exponents: dict[str, int], reduce: Reduce) -> Ring:
    names = sorted(ex.variables(expr))
    irrational = sum(not isinstance(node, PLAIN) and not _is_whole_power(node) for node in ex.subexpressions(expr))
    room = 4 * irrational + 8 if irrational else 0  # FLINT is the slower the more variables a ring has
    if room > MAX_ROOM:
        raise NotPolynomialError("too many irrational parts")
    context = fmpq_mpoly_ctx.get([f"t{i}" for i in range(room)] + [f"v{i}" for i in range(len(names))], Ordering.lex)
    if irrational:
        reduce = "always"  # irrational parts are known by their arguments in lowest terms
    ring = Ring(context, max_terms, free=list(range(room)), exponents=exponents, reduce=reduce)
    ring.atoms.update({("variable", name, ""): room + i for i, name in enumerate(names)})
    return ring


def _convert(node: Expr, parts: tuple[Quotient, ...], ring: Ring) -> Quotient:
    match node:
        case ex.Const(value):
            return ring.constant(value)
        case ex.Pi():
            return _over_one(ring.atom(("pi", "", ""))[0], ring)
        case ex.Var(name):
            return _over_one(ring.atom(("variable", name, ""))[0], ring)
        case ex.Add():
            return _sum(parts, ring)
        case ex.Mul():
            return reduce(lambda a, b: _times(a, b, ring), parts)
        case ex.Pow(_, ex.Const(value)):
            return _power(parts[0], value, ring)
        case ex.Pow():
            return _exp(_times(parts[1], _log(parts[0], ring), ring), ring)
        case ex.Fn(name, _):
            return FUNCTIONS[name](parts[0], ring)
        case _:
            raise NotPolynomialError(type(node).__name__)


def _over_one(numerator: fmpq_mpoly, ring: Ring) -> Quotient:
    return Quotient(numerator, ring.context.constant(1))


def _sum(parts: tuple[Quotient, ...], ring: Ring) -> Quotient:
    common = parts[0].denominator
    if all(part.denominator == common for part in parts):
        return ring.limited(reduce(add, [part.numerator for part in parts]), common)
    return reduce(lambda a, b: _plus(a, b, ring), parts)


def _plus(a: Quotient, b: Quotient, ring: Ring) -> Quotient:
    if a.denominator == b.denominator:
        return ring.limited(a.numerator + b.numerator, a.denominator)
    return ring.limited(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)


def _times(a: Quotient, b: Quotient, ring: Ring) -> Quotient:
    if len(a.numerator) * len(b.numerator) > 50 * ring.max_terms:
        raise NotPolynomialError("a product is too large")
    return ring.limited(a.numerator * b.numerator, a.denominator * b.denominator)


def _minus(a: Quotient) -> Quotient:
    return Quotient(-a.numerator, a.denominator)


def _inverse(a: Quotient, ring: Ring) -> Quotient:
    if is_zero(a.numerator):
        raise NotPolynomialError("a division by zero")
    return ring.limited(a.denominator, a.numerator)


def _power(base: Quotient, exponent: fmpq, ring: Ring) -> Quotient:
    if exponent.q != 1:
        if exponent.q == 2:
            return _power(_sqrt(base, ring), fmpq(exponent.p), ring)
        return _exp(_times(ring.constant(exponent), _log(base, ring), ring), ring)
    n = int(exponent.p)
    if n < 0:
        return _power(_inverse(base, ring), -exponent, ring)
    if any(is_too_large_power(polynomial, n, ring.max_terms) for polynomial in (base.numerator, base.denominator)):
        raise NotPolynomialError("a power is too large")
    return ring.limited(base.numerator**n, base.denominator**n)


# -- irrational parts ------------------------------------------------------------------------------


def _key(kind: str, argument: Quotient) -> AtomKey:
    return (kind, str(argument.numerator), str(argument.denominator))


def _function(kind: str, argument: Quotient, ring: Ring) -> tuple[fmpq_mpoly, bool]:
    """Return the generator that stands for a function of an argument, and whether it is new."""
    key = _key(kind, argument)
    generator, new = ring.atom(key)
    ring.arguments[ring.atoms[key]] = argument
    return generator, new


def _exp(argument: Quotient, ring: Ring) -> Quotient:
    """e^{Σ c·m} as a product of powers of atoms e^{m/q}; c·ln u becomes a power of u for whole c."""
    if not argument.denominator.is_constant():
        return _over_one(_function("exp", argument, ring)[0], ring)
    result = ring.constant(1)
    for monomial, coefficient in argument.numerator.terms():
        factor = _exp_of_logarithm(monomial, coefficient, ring) or _exp_of_monomial(monomial, coefficient, ring)
        result = _times(result, factor, ring)
    return result


def _exp_of_logarithm(monomial: tuple[int, ...], coefficient: fmpq, ring: Ring) -> Quotient | None:
    present = [i for i, degree in enumerate(monomial) if degree]
    if len(present) != 1 or monomial[present[0]] != 1 or present[0] not in ring.logarithms or coefficient.q != 1:
        return None
    return _power(ring.logarithms[present[0]], coefficient, ring)


def _exp_of_monomial(monomial: tuple[int, ...], coefficient: fmpq, ring: Ring) -> Quotient:
    key = str(ring.context.from_dict({monomial: 1}))
    ring.exponents[key] = lcm(ring.exponents.get(key, 1), int(coefficient.q))
    generator, _ = ring.atom(("exp", key, ""))
    monomial_alone = ring.context.from_dict({monomial: 1})
    ring.arguments[ring.atoms[("exp", key, "")]] = Quotient(monomial_alone, ring.context.constant(ring.exponents[key]))
    times = coefficient * ring.exponents[key]
    power = int(times.p) if times.q == 1 else 1
    if abs(power) > 10_000:
        raise NotPolynomialError("an exponential is too large")
    one = ring.context.constant(1)
    return Quotient(generator**power, one) if power >= 0 else Quotient(one, generator**-power)


def _log(argument: Quotient, ring: Ring) -> Quotient:
    generator, _ = _function("log", argument, ring)
    ring.logarithms[ring.atoms[_key("log", argument)]] = argument
    return _over_one(generator, ring)


def _sqrt(argument: Quotient, ring: Ring) -> Quotient:
    generator, new = _function("sqrt", argument, ring)
    if new and argument.denominator.is_constant():
        ring.relations.append(generator**2 - argument.numerator)
    return _over_one(generator, ring)


def _abs(argument: Quotient, ring: Ring) -> Quotient:
    upright = _upright(argument)
    generator, new = _function("abs", upright, ring)
    if new and argument.denominator.is_constant():
        ring.relations.append(generator**2 - upright.numerator**2)
    return _over_one(generator, ring)


def _upright(argument: Quotient) -> Quotient:
    return _minus(argument) if _is_negative(argument) else argument


def _is_negative(argument: Quotient) -> bool:
    return not is_zero(argument.numerator) and argument.numerator.leading_coefficient() < 0


def _sin(argument: Quotient, ring: Ring) -> Quotient:
    sine, _ = _sin_cos(_upright(argument), ring)
    return _minus(sine) if _is_negative(argument) else sine


def _cos(argument: Quotient, ring: Ring) -> Quotient:
    return _sin_cos(_upright(argument), ring)[1]


def _sin_cos(argument: Quotient, ring: Ring) -> tuple[Quotient, Quotient]:
    if is_zero(argument.numerator):
        return ring.constant(0), ring.constant(1)
    sine, new = _function("sin", argument, ring)
    cosine, _ = _function("cos", argument, ring)
    if new:
        ring.relations.append(sine**2 + cosine**2 - 1)
    return _over_one(sine, ring), _over_one(cosine, ring)


def _exponentials(argument: Quotient, ring: Ring) -> tuple[Quotient, Quotient]:
    rising = _exp(argument, ring)
    return rising, _inverse(rising, ring)


def _half_sum(argument: Quotient, ring: Ring, sign: int) -> Quotient:
    rising, falling = _exponentials(argument, ring)
    other = falling if sign > 0 else _minus(falling)
    return _times(ring.constant(fmpq(1, 2)), _plus(rising, other, ring), ring)


def _tanh(argument: Quotient, ring: Ring) -> Quotient:
    return _times(_half_sum(argument, ring, -1), _inverse(_half_sum(argument, ring, 1), ring), ring)


def _sigmoid(argument: Quotient, ring: Ring) -> Quotient:
    return _inverse(_plus(ring.constant(1), _exp(_minus(argument), ring), ring), ring)


def _plain(kind: str) -> Callable[[Quotient, Ring], Quotient]:
    return lambda argument, ring: _over_one(_function(kind, argument, ring)[0], ring)


FUNCTIONS: Mapping[str, Callable[[Quotient, Ring], Quotient]] = {
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
    "abs": _abs,
    "sin": _sin,
    "cos": _cos,
    "tan": lambda u, ring: _times(_sin(u, ring), _inverse(_cos(u, ring), ring), ring),
    "sinh": lambda u, ring: _half_sum(u, ring, -1),
    "cosh": lambda u, ring: _half_sum(u, ring, 1),
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "softplus": lambda u, ring: _log(_plus(ring.constant(1), _exp(u, ring), ring), ring),
    "arcsin": _plain("arcsin"),
    "arccos": _plain("arccos"),
    "arctan": _plain("arctan"),
    "relu": _plain("relu"),
    "leaky_relu": _plain("leaky_relu"),
    "step": _plain("step"),
    "sign": _plain("sign"),
}
