r"""Exact constants in a normal form: rational combinations of products of roots, powers of e, π and further atoms.

$(\tfrac{\sqrt 2}{2})^2$ becomes ½, $e^{-1/2} \cdot e^{1/2}$ becomes 1, $\cos\tfrac{\pi}{3}$ becomes ½. A constant
without terms is zero; one with several terms may still be zero where its atoms depend on each other: signs decide.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction as Rational

from flint import fmpq, fmpz

from pipeline.notation import expression as ex
from pipeline.notation.build import neg, number, power, product_of, quotient, sum_of
from pipeline.notation.expression import Expr
from pipeline.notation.tree import Call, Node, Symbol

MAX_TERMS = 400
MAX_POWER = 64
MAX_FACTORED_BITS = 80
"""A larger integer below a root is not taken apart into primes."""


class NoConstantError(Exception):
    """The expression is too large, divides by zero, or has no value."""


@dataclass(frozen=True)
class Atom:
    """What constants are made of; two are the same where their names are.

    Attributes:
        name: Canonical spelling.
        expr: Its value.
        node: As a page shows it.
        kind: `prime` (with exponents between 0 and 1), `exp` (e to an expression), or `other`.
    """

    name: str
    expr: Expr = field(compare=False)
    node: Node = field(compare=False)
    kind: str = field(default="other", compare=False)


Monomial = tuple[tuple[Atom, fmpq], ...]
"""Atoms with exponents, sorted by name."""


@dataclass(frozen=True)
class Constant:
    """Σ coefficient · monomial.

    Attributes:
        terms: No coefficient is zero.
    """

    terms: Mapping[Monomial, fmpq]

    @property
    def rational(self) -> fmpq | None:
        """The value where it is seen to be rational."""
        if not self.terms:
            return fmpq(0)
        return self.terms.get(()) if len(self.terms) == 1 else None

    @property
    def is_seen_zero(self) -> bool:
        """Whether nothing is left; False proves nothing."""
        return not self.terms

    @property
    def expr(self) -> Expr:
        """The constant as an expression."""
        return ex.add(*(ex.mul(ex.Const(c), *(_raised_expr(a, e) for a, e in m)) for m, c in self.terms.items()))

    @property
    def node(self) -> Node:
        """The constant as a page shows it, rational part first."""
        ordered = sorted(self.terms.items(), key=lambda item: [(a.name, float(e.p) / float(e.q)) for a, e in item[0]])
        return _over_common_denominator([(m, c) for m, c in ordered])

    def __add__(self, other: "Constant") -> "Constant":
        totals = dict(self.terms)
        for monomial, coefficient in other.terms.items():
            totals[monomial] = totals.get(monomial, fmpq(0)) + coefficient
        return Constant({m: c for m, c in totals.items() if c != 0})

    def __neg__(self) -> "Constant":
        return Constant({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: "Constant") -> "Constant":
        return self + (-other)

    def __mul__(self, other: "Constant") -> "Constant":
        if len(self.terms) * len(other.terms) > MAX_TERMS:
            raise NoConstantError("too many terms")
        totals: dict[Monomial, fmpq] = {}
        for m, a in self.terms.items():
            for n, b in other.terms.items():
                scale, monomial = _times(m, n)
                totals[monomial] = totals.get(monomial, fmpq(0)) + scale * a * b
        return Constant({m: c for m, c in totals.items() if c != 0})

    def over(self, divisor: fmpq | int) -> "Constant":
        """Return the constant divided by a rational number."""
        return Constant({m: c / divisor for m, c in self.terms.items()})

    @property
    def inverse(self) -> "Constant":
        """One over the constant.

        Raises:
            NoConstantError: For zero.
        """
        if not self.terms:
            raise NoConstantError("a division by zero")
        if len(self.terms) == 1:
            ((monomial, coefficient),) = self.terms.items()
            scale, turned = _normal({atom: -exponent for atom, exponent in monomial})
            return Constant({turned: scale / coefficient})
        conjugate = self._conjugate()
        if conjugate is not None and (norm := (self * conjugate).rational):
            return conjugate.over(norm)
        return _single(Atom(f"1/({_spelled(self)})", ex.power(self.expr, ex.MINUS_ONE), quotient(number(1), self.node)))

    def _conjugate(self) -> "Constant | None":
        """Return a − b√d for a + b√d, None for any other constant."""
        others = [m for m in self.terms if m]
        if len(others) != 1 or len(self.terms) != 2:
            return None
        if any(atom.kind != "prime" or exponent != fmpq(1, 2) for atom, exponent in others[0]):
            return None
        return Constant({m: -c if m else c for m, c in self.terms.items()})

    def to(self, exponent: int) -> "Constant":
        """Return a whole power."""
        if abs(exponent) > MAX_POWER:
            raise NoConstantError("the power is too large")
        base = self if exponent >= 0 else self.inverse
        result = ONE
        for _ in range(abs(exponent)):
            result = result * base
        return result


def rational(value: int | fmpq) -> Constant:
    """Return a rational constant."""
    return Constant({(): fmpq(value)}) if value != 0 else Constant({})


ZERO, ONE = rational(0), rational(1)
PI_ATOM = Atom("pi", ex.Pi(), Symbol("pi"))
E = Atom("e", ex.Fn("exp", ex.ONE), Symbol("e"), "exp")


def _single(atom: Atom, exponent: fmpq | int = 1) -> Constant:
    return Constant({((atom, fmpq(exponent)),): fmpq(1)})


PI = _single(PI_ATOM)


def variable(name: str, node: Node) -> Constant:
    """Return an atom for a coordinate that has no other normal form; its value is known elsewhere."""
    return _single(Atom(f"var {name}", ex.Var(name), node))


def _times(m: Monomial, n: Monomial) -> tuple[fmpq, Monomial]:
    if not m or not n:
        return fmpq(1), m or n
    powers = dict(m)
    for atom, exponent in n:
        powers[atom] = powers.get(atom, fmpq(0)) + exponent
    return _normal(powers)


def _normal(powers: Mapping[Atom, fmpq]) -> tuple[fmpq, Monomial]:
    """Sort atoms; whole powers of primes go into the coefficient."""
    scale = fmpq(1)
    kept: list[tuple[Atom, fmpq]] = []
    for atom, exponent in powers.items():
        whole = exponent.floor() if atom.kind == "prime" else 0
        scale *= fmpq(int(atom.name)) ** int(whole) if whole else 1
        if exponent != whole:
            kept.append((atom, exponent - whole))
    return scale, tuple(sorted(kept, key=lambda item: item[0].name))


def _raised_expr(atom: Atom, exponent: fmpq) -> Expr:
    match atom:
        case Atom(kind="exp", expr=ex.Fn(_, inner)):
            return ex.Fn("exp", ex.mul(ex.Const(exponent), inner))
        case Atom(kind="prime") if exponent == fmpq(1, 2):
            return ex.Fn("sqrt", atom.expr)
        case _:
            return ex.power(atom.expr, ex.Const(exponent))


def _spelled(constant: Constant) -> str:
    parts = (f"{c}*" + "*".join(f"{a.name}^{e}" for a, e in m) for m, c in constant.terms.items())
    return "+".join(sorted(parts))


# -- values of functions ---------------------------------------------------------------------------


def constant_of(expr: Expr, values: Mapping[str, Constant] | None = None) -> Constant:
    """Return a constant expression in normal form.

    Args:
        expr: Its variables all have a value.
        values: By name.

    Raises:
        NoConstantError: Where it is too large or has no value.
    """
    known = values or {}

    def visit(node: Expr, parts: tuple[Constant, ...]) -> Constant:
        match node:
            case ex.Const(value):
                return rational(value)
            case ex.Pi():
                return PI
            case ex.Var(name):
                return known[name]
            case ex.Add():
                return sum(parts[1:], parts[0])
            case ex.Mul():
                result = ONE
                for part in parts:
                    result = result * part
                return result
            case ex.Pow(_, ex.Const(exponent)):
                return raised(parts[0], exponent)
            case ex.Pow():
                return applied("exp", parts[1] * applied("log", parts[0]))
            case ex.Fn(name, _):
                return applied(name, parts[0])
            case _:
                raise NoConstantError(type(node).__name__)

    return ex.fold(expr, visit)


def raised(base: Constant, exponent: fmpq) -> Constant:
    """Return a rational power of a constant."""
    if exponent.q == 1:
        return base.to(int(exponent.p))
    if not base.terms:
        if exponent > 0:
            return ZERO
        raise NoConstantError("a division by zero")
    if len(base.terms) == 1:
        ((monomial, coefficient),) = base.terms.items()
        if coefficient > 0 and all(atom.kind in ("prime", "exp") for atom, _ in monomial):
            powers = {atom: own * exponent for atom, own in monomial}
            for atom, own in _primes(coefficient):
                powers[atom] = powers.get(atom, fmpq(0)) + own * exponent
            scale, found = _normal(powers)
            return Constant({found: scale})
    node = Call("sqrt", (base.node,)) if exponent == fmpq(1, 2) else power(base.node, number(_fraction(exponent)))
    return _single(Atom(f"({_spelled(base)})^{exponent}", ex.power(base.expr, ex.Const(exponent)), node))


def _primes(value: fmpq) -> Iterator[tuple[Atom, fmpq]]:
    """Yield the primes of a positive rational number with their exponents."""
    for part, sign in ((value.p, 1), (value.q, -1)):
        if int(part).bit_length() > MAX_FACTORED_BITS:
            raise NoConstantError("an integer is too large to factor")
        for prime, exponent in fmpz(part).factor():
            yield _prime(int(prime)), fmpq(sign * int(exponent))


def _prime(value: int) -> Atom:
    return Atom(str(value), ex.const(value), number(value), "prime")


def _fraction(value: fmpq) -> Rational:
    return Rational(int(value.p), int(value.q))


def applied(name: str, argument: Constant) -> Constant:
    """Return a built-in function of a constant, by its special values where there are any."""
    known = SPECIAL[name](argument) if name in SPECIAL else None
    return _opaque(name, argument) if known is None else known


def _opaque(name: str, argument: Constant) -> Constant:
    return _single(Atom(f"{name}({_spelled(argument)})", ex.Fn(name, argument.expr), Call(name, (argument.node,))))


def _exp(argument: Constant) -> Constant:
    """e^{Σ c·m} as the product of (e^m)^c; e^{k·ln u} is u^k."""
    result = ONE
    for monomial, coefficient in argument.terms.items():
        result = result * _exp_of(monomial, coefficient)
    return result


def _exp_of(monomial: Monomial, coefficient: fmpq) -> Constant:
    if not monomial:
        return _single(E, coefficient)
    unit = Constant({monomial: fmpq(1)})
    if len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0].name.startswith("log "):
        prime = _prime(int(monomial[0][0].name[4:]))
        scale, powers = _normal({prime: coefficient})
        return Constant({powers: scale})
    atom = Atom(f"exp({_spelled(unit)})", ex.Fn("exp", unit.expr), Call("exp", (unit.node,)), "exp")
    return _single(atom, coefficient)


def _log(argument: Constant) -> Constant | None:
    if not argument.terms:
        raise NoConstantError("the logarithm of zero")
    if len(argument.terms) != 1:
        return None
    ((monomial, coefficient),) = argument.terms.items()
    if coefficient <= 0 or not all(atom == E or atom.kind == "prime" for atom, _ in monomial):
        return None
    total = ZERO
    for atom, exponent in (*monomial, *_primes(coefficient)):
        total = total + (ONE if atom == E else _single(_log_of(atom))) * rational(exponent)
    return total


def _log_of(prime: Atom) -> Atom:
    return Atom(f"log {prime.name}", ex.Fn("log", prime.expr), Call("log", (prime.node,)))


def _sqrt(argument: Constant) -> Constant:
    return raised(argument, fmpq(1, 2))


def _turns(argument: Constant) -> fmpq | None:
    """Return q where the argument is q·π."""
    if not argument.terms:
        return fmpq(0)
    return argument.terms.get(((PI_ATOM, fmpq(1)),)) if len(argument.terms) == 1 else None


SINES = {fmpq(0): (0, 1), fmpq(1, 6): (1, 1), fmpq(1, 4): (1, 2), fmpq(1, 3): (1, 3), fmpq(1, 2): (1, 4)}
"""For q the sine of q·π: √n/2 for the second number n, or zero for the first."""


def _sin(argument: Constant) -> Constant | None:
    turns = _turns(argument)
    if turns is None:
        return None
    turns -= 2 * (turns / 2).floor()
    sign = 1
    if turns >= 1:
        turns, sign = turns - 1, -1
    turns = min(turns, 1 - turns)
    if turns not in SINES:
        return None
    scale, square = SINES[turns]
    return _sqrt(rational(square)) * rational(fmpq(sign * scale, 2))


def _cos(argument: Constant) -> Constant | None:
    turns = _turns(argument)
    return None if turns is None else _sin(PI * rational(turns + fmpq(1, 2)))


def _tan(argument: Constant) -> Constant | None:
    sine, cosine = _sin(argument), _cos(argument)
    return None if sine is None or cosine is None else sine * cosine.inverse


def _half_sum(argument: Constant, sign: int) -> Constant:
    return (_exp(argument) + _exp(-argument) * rational(sign)).over(2)


SPECIAL: Mapping[str, Callable[[Constant], Constant | None]] = {
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "sinh": lambda u: _half_sum(u, -1),
    "cosh": lambda u: _half_sum(u, 1),
    "tanh": lambda u: ZERO if u.is_seen_zero else None,
    "sigmoid": lambda u: rational(fmpq(1, 2)) if u.is_seen_zero else None,
    "softplus": lambda u: applied("log", rational(2)) if u.is_seen_zero else None,
    "abs": lambda u: None if u.rational is None else rational(abs(u.rational)),
    "relu": lambda u: None if u.rational is None else rational(max(u.rational, fmpq(0))),
}
"""By function; None where the value has no simpler form."""


def simplified(expr: Expr) -> Expr:
    """Return an expression without variables in normal form, or as it is where it has none."""
    try:
        return constant_of(expr).expr
    except (NoConstantError, KeyError):
        return expr


def folded(expr: Expr) -> Expr:
    """Return an expression whose parts without variables are in normal form."""

    def visit(node: Expr, parts: tuple[Expr, ...]) -> Expr:
        there = ex.rebuild(node, parts) if parts else node
        if isinstance(there, ex.Pow) and there.base is ex.ONE:
            return ex.ONE
        return there if ex.variables(there) else simplified(there)

    return ex.fold(expr, visit)


# -- writing ---------------------------------------------------------------------------------------


def _over_common_denominator(terms: list[tuple[Monomial, fmpq]]) -> Node:
    """Return (a + b√d)/q for terms with roots only, else the sum of the terms as they are."""
    if not terms:
        return number(0)
    scale = fmpz(1)
    for _, coefficient in terms:
        scale = scale.lcm(fmpz(coefficient.q))
    if len(terms) == 1 or any(atom.kind != "prime" for m, _ in terms for atom, _ in m):
        return sum_of(_term(m, c) for m, c in terms)
    above = sum_of(_term(m, c * scale) for m, c in terms)
    return quotient(above, number(int(scale)))


def _term(monomial: Monomial, coefficient: fmpq) -> Node:
    """Return √d/q and π/2 as one fraction, but a number in front of powers of e and functions."""
    size = abs(coefficient)
    roots = list(_roots([(a, e) for a, e in monomial if a.kind == "prime"]))
    rest = [(a, e) for a, e in monomial if a.kind != "prime"]
    above = [_raised(a, e) for a, e in rest if e > 0 or a.kind == "exp"]
    below = [_raised(a, -e) for a, e in rest if e < 0 and a.kind != "exp"]
    if below or all(atom == PI_ATOM for atom, _ in rest):
        top, bottom = (number(int(size.p)), *roots, *above), (number(int(size.q)), *below)
        node = quotient(product_of(top), product_of(bottom))
    else:
        node = product_of((number(_fraction(size)), *roots, *above))
    return neg(node) if coefficient < 0 else node


def _roots(primes: list[tuple[Atom, fmpq]]) -> Iterator[Node]:
    """Yield the factors with roots: one square root for all primes below it."""
    under = 1
    for atom, exponent in primes:
        if exponent == fmpq(1, 2):
            under *= int(atom.name)
        else:
            yield power(atom.node, number(_fraction(exponent)))
    if under > 1:
        yield Call("sqrt", (number(under),))


def _raised(atom: Atom, exponent: fmpq) -> Node:
    if atom.kind == "exp" and isinstance(atom.node, Call):
        return Call("exp", (product_of((number(_fraction(exponent)), *atom.node.arguments)),))
    if atom.kind == "exp":
        return Call("exp", (number(_fraction(exponent)),)) if exponent != 1 else atom.node
    return power(atom.node, number(_fraction(exponent)))
