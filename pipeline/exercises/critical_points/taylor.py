"""Exact Taylor polynomials of several variables, truncated at a total degree.

Arithmetic of truncated power series; functions come in through their own series in one variable. Coefficients are
exact constants, so that which of them vanish is known and not guessed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from flint import fmpq

from pipeline.exercises.critical_points.constants import ONE, PI, ZERO, Constant, applied, raised, rational
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_TERMS = 3_000

Exponents = tuple[int, ...]


class NotAnalyticError(Exception):
    """The function has no Taylor series there, or one of too many terms."""


@dataclass(frozen=True)
class Series:
    """A polynomial in n displacements from a point, known up to a total degree.

    Attributes:
        terms: Coefficients that are not seen to be zero, by exponents.
        size: Number of variables n.
        degree: Terms of higher degree are dropped.
    """

    terms: Mapping[Exponents, Constant]
    size: int
    degree: int

    def __add__(self, other: "Series") -> "Series":
        totals = dict(self.terms)
        for exponents, coefficient in other.terms.items():
            totals[exponents] = totals[exponents] + coefficient if exponents in totals else coefficient
        return self._like(totals)

    def __mul__(self, other: "Series") -> "Series":
        if len(self.terms) * len(other.terms) > 100 * MAX_TERMS:
            raise NotAnalyticError
        totals: dict[Exponents, Constant] = {}
        right = [(sum(n), n, b) for n, b in other.terms.items()]
        for m, a in self.terms.items():
            room = self.degree - sum(m)
            for weight, n, b in right:
                if weight <= room:
                    key = tuple(i + j for i, j in zip(m, n, strict=True))
                    product = a * b
                    totals[key] = totals[key] + product if key in totals else product
        return self._like(totals)

    def scaled(self, factor: Constant) -> "Series":
        """Return the series times a constant."""
        return self._like({m: c * factor for m, c in self.terms.items()})

    def constant(self, value: Constant) -> "Series":
        """Return a constant as a series of the same kind."""
        return self._like({(0,) * self.size: value})

    @property
    def value(self) -> Constant:
        """The term without displacements."""
        return self.terms.get((0,) * self.size, ZERO)

    @property
    def without_value(self) -> "Series":
        """The rest."""
        return self._like({m: c for m, c in self.terms.items() if any(m)})

    def part(self, degree: int) -> dict[Exponents, Constant]:
        """Return the homogeneous part of a degree."""
        return {m: c for m, c in self.terms.items() if sum(m) == degree}

    def slope(self, i: int) -> "Series":
        """Return the derivative by one displacement; its highest degree is no longer known and dropped."""
        lowered = {(*m[:i], m[i] - 1, *m[i + 1 :]): c * rational(m[i]) for m, c in self.terms.items() if m[i] > 0}
        return Series(_seen(lowered), self.size, self.degree)

    def at(self, inner: Sequence["Series"]) -> "Series":
        """Return the series with series in the place of the displacements; these have no constant term."""
        powers: list[list[Series]] = [[inner[0].constant(ONE)] for _ in inner]
        total = inner[0].constant(ZERO)
        for exponents, coefficient in self.terms.items():
            factors = [_power(powers[i], inner[i], e) for i, e in enumerate(exponents) if e]
            product = reduce(lambda a, b: a * b, factors) if factors else inner[0].constant(ONE)
            total = total + product.scaled(coefficient)
        return total

    def _like(self, terms: Mapping[Exponents, Constant]) -> "Series":
        found = _seen(terms)
        if len(found) > MAX_TERMS:
            raise NotAnalyticError
        return Series(found, self.size, self.degree)


def _seen(terms: Mapping[Exponents, Constant]) -> dict[Exponents, Constant]:
    return {m: c for m, c in terms.items() if not c.is_seen_zero}


def _power(known: list[Series], base: Series, exponent: int) -> Series:
    while len(known) <= exponent:
        known.append(known[-1] * base)
    return known[exponent]


def displacement(i: int, size: int, degree: int) -> Series:
    """Return the i-th displacement itself."""
    return Series({tuple(int(i == k) for k in range(size)): ONE}, size, degree)


def taylor(expr: Expr, names: Sequence[str], center: Sequence[Constant], degree: int) -> Series:
    """Return the Taylor polynomial of an expression.

    Args:
        expr: Over the variables.
        names: Of the variables, n of them.
        center: Their values, shape (n,).
        degree: The highest total degree.

    Raises:
        NotAnalyticError: Where a part has no Taylor series there.
        NoConstantError: Where a value is too large.
    """
    size = len(names)
    none = Series({}, size, degree)

    def visit(node: Expr, parts: tuple[Series, ...]) -> Series:
        match node:
            case ex.Const(value):
                return none.constant(rational(value))
            case ex.Pi():
                return none.constant(PI)
            case ex.Var(name):
                i = list(names).index(name)
                return displacement(i, size, degree) + none.constant(center[i])
            case ex.Add():
                return reduce(lambda a, b: a + b, parts)
            case ex.Mul():
                return reduce(lambda a, b: a * b, parts)
            case ex.Pow(_, ex.Const(exponent)):
                return _to(parts[0], exponent)
            case ex.Pow():
                return _composed("exp", parts[1] * _composed("log", parts[0]))
            case ex.Fn(name, _):
                return _composed(name, parts[0])
            case _:
                raise NotAnalyticError

    return ex.fold(expr, visit)


def _to(base: Series, exponent: fmpq) -> Series:
    if exponent.q == 1 and exponent >= 0:
        return _whole(base, int(exponent.p))
    center = base.value
    if center.is_seen_zero:
        raise NotAnalyticError
    coefficients = [raised(center, exponent - k) * rational(_binomial(exponent, k)) for k in range(base.degree + 1)]
    return _polynomial(coefficients, base.without_value)


def _whole(base: Series, exponent: int) -> Series:
    result = base.constant(ONE)
    for bit in bin(exponent)[2:]:
        result = result * result
        if bit == "1":
            result = result * base
    return result


def _binomial(exponent: fmpq, k: int) -> fmpq:
    return reduce(lambda a, b: a * b, ((exponent - i) / (i + 1) for i in range(k)), fmpq(1))


def _polynomial(coefficients: Sequence[Constant], inner: Series) -> Series:
    """Return Σ coefficient_k · inner^k."""
    total = inner.constant(ZERO)
    for coefficient in reversed(coefficients):
        total = total * inner + inner.constant(coefficient)
    return total


def _composed(name: str, inner: Series) -> Series:
    if name not in SERIES:
        raise NotAnalyticError
    return _polynomial(list(SERIES[name](inner.value, inner.degree)), inner.without_value)


# -- Taylor coefficients of functions of one variable ----------------------------------------------


def _over_factorials(slopes: Iterable[Constant]) -> list[Constant]:
    divisor = fmpq(1)
    found = []
    for k, slope in enumerate(slopes):
        divisor *= max(k, 1)
        found.append(slope.over(divisor))
    return found


def _exp(center: Constant, degree: int) -> list[Constant]:
    return _over_factorials([applied("exp", center)] * (degree + 1))


def _cycle(*names: str, signs: Sequence[int]) -> Callable[[Constant, int], list[Constant]]:
    def coefficients(center: Constant, degree: int) -> list[Constant]:
        values = [applied(name, center) for name in names]
        return _over_factorials(values[k % len(values)] * rational(signs[k % len(signs)]) for k in range(degree + 1))

    return coefficients


def _log(center: Constant, degree: int) -> list[Constant]:
    if center.is_seen_zero:
        raise NotAnalyticError
    inverse = center.inverse
    rest = [inverse.to(k) * rational(fmpq((-1) ** (k + 1), k)) for k in range(1, degree + 1)]
    return [applied("log", center), *rest]


def _by_slope(name: str, slope: Sequence[int]) -> Callable[[Constant, int], list[Constant]]:
    """Return the series of a function y with y' = Σ slope_k · y^k: the k-th derivative is a polynomial in y again."""

    def coefficients(center: Constant, degree: int) -> list[Constant]:
        y = applied(name, center)
        polynomial = [0, 1]
        values = []
        for _ in range(degree + 1):
            values.append(_value(polynomial, y))
            polynomial = _product([k * c for k, c in enumerate(polynomial)][1:] or [0], slope)
        return _over_factorials(values)

    return coefficients


def _value(polynomial: Sequence[int], y: Constant) -> Constant:
    total = ZERO
    for coefficient in reversed(polynomial):
        total = total * y + rational(coefficient)
    return total


def _product(left: Sequence[int], right: Sequence[int]) -> list[int]:
    found = [0] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            found[i + j] += a * b
    return found


def _softplus(center: Constant, degree: int) -> list[Constant]:
    slopes = SERIES["sigmoid"](center, degree)
    return [applied("softplus", center), *(slope.over(k + 1) for k, slope in enumerate(slopes[:degree]))]


def _abs(center: Constant, degree: int) -> list[Constant]:
    value = center.rational
    if not value:
        raise NotAnalyticError
    return [rational(abs(value)), rational(1 if value > 0 else -1)]


SERIES: Mapping[str, Callable[[Constant, int], list[Constant]]] = {
    "exp": _exp,
    "log": _log,
    "sqrt": lambda u, n: [raised(u, fmpq(1, 2) - k) * rational(_binomial(fmpq(1, 2), k)) for k in range(n + 1)],
    "sin": _cycle("sin", "cos", signs=(1, 1, -1, -1)),
    "cos": _cycle("cos", "sin", signs=(1, -1, -1, 1)),
    "sinh": _cycle("sinh", "cosh", signs=(1,)),
    "cosh": _cycle("cosh", "sinh", signs=(1,)),
    "tan": _by_slope("tan", (1, 0, 1)),
    "tanh": _by_slope("tanh", (1, 0, -1)),
    "sigmoid": _by_slope("sigmoid", (0, 1, -1)),
    "softplus": _softplus,
    "abs": _abs,
}
"""From the center and a degree to the Taylor coefficients there, constant term first."""
