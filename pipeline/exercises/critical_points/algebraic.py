"""Real algebraic numbers: a root of an integer polynomial, known exactly and to any number of digits."""

from dataclasses import dataclass
from fractions import Fraction as Rational
from functools import reduce
from itertools import pairwise
from math import isqrt
from typing import cast

from flint import acb, arb, fmpq, fmpz, fmpz_poly

from pipeline.notation.build import neg, number, product_of, quotient, sum_of
from pipeline.notation.evaluate import precision
from pipeline.notation.rounding import decimal_text
from pipeline.notation.tree import Call, Node

GUARD_BITS = 20


@dataclass(frozen=True)
class RealAlgebraic:
    """The `index`-th real root, counted upwards from 0, of an irreducible primitive polynomial.

    Two are equal exactly if polynomial (as coefficients) and index are.

    Attributes:
        coefficients: Of the polynomial, constant term first.
        index: Which of its real roots.
    """

    coefficients: tuple[int, ...]
    index: int = 0

    @property
    def rational(self) -> fmpq | None:
        """The value where it is rational."""
        if len(self.coefficients) != 2:
            return None
        return fmpq(-self.coefficients[0], self.coefficients[1])

    def ball(self, bits: int) -> arb:
        """Return a ball with about `bits` correct bits."""
        exact = self.rational
        with precision(bits + GUARD_BITS):
            return arb(exact) if exact is not None else real_roots_of(fmpz_poly(list(self.coefficients)))[self.index]

    def decimal(self, places: int) -> Node:
        """Return the number rounded to so many decimals."""
        with precision(self._bits_for(places)):
            units = (self.ball(self._bits_for(places)) * 10**places + fmpq(1, 2)).floor().unique_fmpz()
        assert units is not None
        return number(decimal_text(units, places))

    def _bits_for(self, places: int) -> int:
        return 4 * places + 128

    def node(self) -> Node | None:
        """Return the number as a person writes it: a fraction, or (p ± √d)/q; None where neither exists."""
        exact = self.rational
        if exact is not None:
            return number(_fraction(exact))
        return self._quadratic() if len(self.coefficients) == 3 else None

    def _quadratic(self) -> Node:
        c, b, a = self.coefficients
        square, rest = _square_part(b * b - 4 * a * c)
        shared = fmpz(square).gcd(fmpz(b)).gcd(fmpz(2 * a))
        p, s, q = (fmpz(v) // shared for v in (-b, square, 2 * a))
        if q < 0:
            p, q = -p, -q
        root = product_of((number(int(s)), Call("sqrt", (number(rest),))))
        signed = root if self.index == 1 else neg(root)
        top = signed if p == 0 else sum_of((number(int(p)), signed))
        return quotient(top, number(int(q)))


def _fraction(value: fmpq) -> Rational:
    return Rational(int(value.p), int(value.q))


def _square_part(value: int) -> tuple[int, int]:
    """Return (s, d) with value = s²·d and d free of the squares of small primes."""
    square = 1
    for factor in range(2, min(isqrt(value), 1000) + 1):
        while value % (factor * factor) == 0:
            value //= factor * factor
            square *= factor
    return square, value


def real_roots_of(polynomial: fmpz_poly) -> list[arb]:
    """Return balls around the distinct real roots in ascending order, disjoint, at the current precision."""
    pairs = cast("list[tuple[arb | acb, int]]", polynomial.complex_roots())
    real = [root if isinstance(root, arb) else root.real for root, _ in pairs if root.imag.is_zero()]
    return sorted(real, key=lambda ball: float(ball.mid()))


def real_roots(polynomial: fmpz_poly) -> list[RealAlgebraic]:
    """Return the distinct real roots of a polynomial in ascending order, each with its minimal polynomial."""
    found: list[RealAlgebraic] = []
    for factor, _ in polynomial.factor()[1]:
        if factor.degree() > 0:
            coefficients = tuple(int(c) for c in factor.coeffs())
            count = len(real_roots_of(factor))
            found.extend(RealAlgebraic(coefficients, index) for index in range(count))
    return _sorted(found)


def squarefree(polynomial: fmpz_poly) -> fmpz_poly:
    """Return the product of the distinct irreducible factors."""
    return reduce(lambda a, b: a * b, (factor for factor, _ in polynomial.factor()[1]))


def _sorted(numbers: list[RealAlgebraic]) -> list[RealAlgebraic]:
    """Sort distinct numbers; the balls are refined until they are apart."""
    bits = 64
    while True:
        pairs = sorted(((number.ball(bits), number) for number in numbers), key=lambda pair: float(pair[0].mid()))
        if all(a < b for (a, _), (b, _) in pairwise(pairs)):
            return [number for _, number in pairs]
        bits *= 2
