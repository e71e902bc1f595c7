r"""Absolute values and other functions with a kink: taken apart into pieces on which a function is smooth.

The sign of $\sin x\,\cos y\,e^{|x|}$ is that of $\sin x$ times that of $\cos y$: two signs to choose, and not one more
for every product in which these factors stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from flint import arb, fmpq

from pipeline.equality.decide import seed_of
from pipeline.equality.inequality import lower_bound
from pipeline.equality.like_terms import collected
from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.polynomial_system import polynomial
from pipeline.exercises.critical_points.unknowns import form_of
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

MAX_KINKS = 6
SAMPLES = tuple(fmpq(n, 29) for n in (7, -11, 25, 40, -61, 73))
BITS = 128


@dataclass(frozen=True)
class _Sign:
    """The sign of an argument.

    Attributes:
        factor: −1 or 1.
        bases: Places of the bases whose signs are multiplied.
    """

    factor: int
    bases: tuple[int, ...]


@dataclass(frozen=True)
class Piece:
    """A part of space on which no kink is crossed.

    Attributes:
        kinks: All of them.
        signs: One per base.
    """

    kinks: "Kinks"
    signs: tuple[int, ...]

    @property
    def positive(self) -> list[Expr]:
        """What is positive on the piece, over the variables, without kinks."""
        pairs = zip(self.kinks.bases, self.signs, strict=True)
        return [self.smoothed(base if sign > 0 else ex.neg(base)) for base, sign in pairs]

    def smoothed(self, expr: Expr) -> Expr:
        """Return what an expression is on the piece."""
        return ex.fold(expr, self._visit) if self.kinks.bases else expr

    def _visit(self, node: Expr, parts: tuple[Expr, ...]) -> Expr:
        if isinstance(node, ex.Fn) and node.name in ex.KINKED:
            known = self.kinks.arguments.get(seed_of(node.argument))
            if known is not None:
                sign = known.factor
                for place in known.bases:
                    sign *= self.signs[place]
                return _branch(node.name, parts[0], sign)
        return ex.rebuild(node, parts) if parts else node


@dataclass(frozen=True)
class Kinks:
    """Where expressions have kinks.

    Attributes:
        bases: Expressions at whose zeros the kinks are; they may contain kinks themselves.
        arguments: The sign of each argument, by its hash.
    """

    bases: tuple[Expr, ...]
    arguments: Mapping[bytes, _Sign]

    def pieces(self) -> Iterator[Piece]:
        """Yield a piece for every choice of signs."""
        for signs in product((1, -1), repeat=len(self.bases)):
            yield Piece(self, signs)


def kinks_of(expressions: Sequence[Expr]) -> Kinks:
    """Return the kinks of expressions.

    Raises:
        ComputationError: Where there are more than MAX_KINKS.
    """
    bases: dict[bytes, Expr] = {}
    arguments: dict[bytes, _Sign] = {}
    for argument in _arguments(expressions):
        factor, own = _taken_apart(argument)
        for base in own:
            bases.setdefault(seed_of(base), base)
        order = list(bases)
        arguments[seed_of(argument)] = _Sign(factor, tuple(order.index(seed_of(base)) for base in own))
    if len(bases) > MAX_KINKS:
        raise ComputationError(f"the function has more than {MAX_KINKS} places with a kink")
    return Kinks(tuple(bases.values()), arguments)


def _arguments(expressions: Sequence[Expr]) -> list[Expr]:
    """Return what stands in functions with a kink, each once; constants do not count."""
    found: dict[bytes, Expr] = {}
    for expr in expressions:
        for node in ex.subexpressions(expr):
            if isinstance(node, ex.Fn) and node.name in ex.KINKED and ex.variables(node.argument):
                found.setdefault(seed_of(node.argument), node.argument)
    return list(found.values())


def _taken_apart(argument: Expr) -> tuple[int, list[Expr]]:
    """Return a sign and factors whose product has the sign of the argument; the argument itself where none are seen."""
    sign, odd, _ = factors_of_sign(argument)
    return sign, odd


def factors_of_sign(argument: Expr) -> tuple[int, list[Expr], list[Expr]]:
    """Return a sign and factors whose product has the sign of an expression, and factors of even power."""
    form = form_of([argument], tuple(sorted(ex.variables(argument)))) if not _has_poles(argument) else None
    if form is None or form.parts[0].is_zero:
        return 1, [argument], []
    factors = polynomial(form.parts[0].numerator, len(form.unknowns)).factor()[1]
    odd = [form.expression(factor) for factor, power in factors if power % 2 and form.dependence(factor)]
    even = [form.expression(factor) for factor, power in factors if power % 2 == 0 and form.dependence(factor)]
    sign = _sign_of_ratio(argument, odd)
    return (sign, odd, even) if sign else (1, [argument], [])


def _has_poles(argument: Expr) -> bool:
    """Tell whether there may be a denominator with zeros, at which the sign changes too."""
    for node in ex.subexpressions(argument):
        match node:
            case ex.Pow(base, ex.Const(exponent)) if exponent > 0 or not ex.variables(base) or _is_not_negative(base):
                continue
            case ex.Pow() | ex.Fn("tan", _):
                return True
            case _:
                continue
    return False


def _is_not_negative(base: Expr) -> bool:
    least = lower_bound(collected(base))
    return least is not None and least >= 0


def _sign_of_ratio(argument: Expr, factors: Sequence[Expr]) -> int:
    """Return the sign that the argument over the factors has where these do not vanish; 0 where it is not seen."""
    names = sorted(ex.variables(argument))
    with precision(BITS):
        for shift in range(len(SAMPLES)):
            at = {name: arb(SAMPLES[(shift + i) % len(SAMPLES)]) for i, name in enumerate(names)}
            value = ball(ex.mul(argument, *factors), at)
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
    return 0


def _branch(name: str, argument: Expr, sign: int) -> Expr:
    match name:
        case "abs":
            return argument if sign > 0 else ex.neg(argument)
        case "sign":
            return ex.const(sign)
        case "relu":
            return argument if sign > 0 else ex.ZERO
        case "step":
            return ex.ONE if sign > 0 else ex.ZERO
        case _:
            return argument if sign > 0 else ex.mul(ex.Const(ex.LEAKY_SLOPE), argument)
