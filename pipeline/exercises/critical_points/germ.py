"""A function near a point where the Hessian is silent: on which curves it rises or falls, whether it only rises.

The germ is what the function gains over its value at the point, as a Taylor polynomial. That it takes both signs is
shown on curves; that it is positive, by its leading part in a scale of weights.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from flint import arb, fmpq, fmpq_poly

from pipeline.exercises.critical_points.algebraic import real_roots_of, squarefree
from pipeline.exercises.critical_points.constants import Constant, rational
from pipeline.exercises.critical_points.taylor import Series
from pipeline.notation.evaluate import ball, precision, whole_power

SignOf = Callable[[Constant], int]
"""The exact sign of a coefficient: −1, 0 or 1."""

Path = tuple[Mapping[int, Constant], ...]
"""A curve s ↦ displacement: for each coordinate the coefficients of its polynomial in s, by exponent."""


@dataclass(frozen=True)
class Curve:
    """A curve through the point, and what the function does on it.

    Attributes:
        path: The curve.
        coefficient, exponent: On it the function gains coefficient · s^exponent + higher powers.
        sign: Of the coefficient.
    """

    path: Path
    coefficient: Constant
    exponent: int
    sign: int


@dataclass
class Evidence:
    """Collects curves on which a germ rises and falls; the first that is found of each kind is kept.

    Attributes:
        germ: What the function gains.
        sign_of: Of coefficients.
    """

    germ: Series
    sign_of: SignOf
    rising: Curve | None = None
    falling: Curve | None = None

    @property
    def has_both(self) -> bool:
        """Whether the germ takes both signs."""
        return self.rising is not None and self.falling is not None

    def try_path(self, path: Path) -> None:
        """Look at one curve."""
        found = lead(self.germ, path, self.sign_of)
        if found is None:
            return
        if found.exponent % 2:
            self.rising = self.falling = found
        elif found.sign > 0:
            self.rising = self.rising or found
        else:
            self.falling = self.falling or found

    def try_all(self, paths: Iterator[Path]) -> None:
        """Look at curves until both kinds are there."""
        for path in paths:
            if self.has_both:
                return
            self.try_path(path)


def lead(germ: Series, path: Path, sign_of: SignOf) -> Curve | None:
    """Return the curve with the lowest power of the germ on it; None where none is seen."""
    inner = [Series({(e,): c for e, c in part.items()}, 1, germ.degree) for part in path]
    along = germ.at(inner)
    for exponents in sorted(along.terms):
        coefficient = along.terms[exponents]
        if sign := sign_of(coefficient):
            return Curve(path, coefficient, exponents[0], sign)
    return None


def lines(size: int) -> Iterator[Path]:
    """Yield lines in simple directions: along the axes first, then with small whole slopes."""
    vectors = [v for v in product((0, 1, -1, 2, -2), repeat=size) if any(v) and next(x for x in v if x) > 0]
    vectors.sort(key=lambda v: (sum(x != 0 for x in v), sum(map(abs, v)), sum(x < 0 for x in v), [-x for x in v]))
    for v in vectors:
        yield tuple({1: rational(x)} if x else {} for x in v)


MAX_WEIGHT = 3
CURVED = (1, -1, 2, -2)


def parabolas(size: int) -> Iterator[Path]:
    """Yield curves whose coordinates are monomials of different degrees in s."""
    for weights in product(range(1, MAX_WEIGHT + 1), repeat=size):
        if min(weights) == max(weights):
            continue
        for v in product((1, -1, 0), repeat=size):
            if sum(x != 0 for x in v) > 1:
                yield tuple({w: rational(x)} if x else {} for w, x in zip(weights, v, strict=True))


# -- leading parts that are positive ---------------------------------------------------------------

Terms = Mapping[tuple[int, ...], Constant]


@dataclass(frozen=True)
class Principal:
    """The part of a germ that decides that it is positive.

    Attributes:
        terms: The leading part; everything else is small against it.
        reason: `even` (all exponents even, all coefficients positive), `no zeros` (its restrictions to the sides of a
            square have no real zeros), or `sides` (ball arithmetic on the sides of a box).
        weights: Of the coordinates.
    """

    terms: Terms
    reason: str
    weights: tuple[fmpq, ...] = field(default=())


def pure_powers(germ: Series) -> list[int] | None:
    """Return for each coordinate the lowest exponent of a term in it alone, None where one has no such term."""
    found: list[int] = []
    for i in range(germ.size):
        own = [m[i] for m in germ.terms if m[i] and sum(m) == m[i]]
        if not own:
            return None
        found.append(min(own))
    return found


def principal_part(germ: Series, sign_of: SignOf) -> Principal | None:
    """Return a leading part that shows that a germ is positive, or None where this way does not lead through.

    The lowest pure powers x_i^{d_i} give weights 1/d_i. Terms of weight above 1 are small against Σ x_i^{d_i}; those
    of weight below 1 have to be squares with positive factors; those of weight 1 have to be definite.
    """
    powers = pure_powers(germ)
    if powers is None or any(d % 2 for d in powers):
        return None
    weights = tuple(fmpq(1, d) for d in powers)
    known = {m: _weight(m, weights) for m in germ.terms}
    if max(d for d in powers) > germ.degree:
        return None
    low = {m: c for m, c in germ.terms.items() if known[m] < 1}
    level = {m: c for m, c in germ.terms.items() if known[m] == 1}
    if not all(is_even_positive(m, c, sign_of) for m, c in low.items()):
        return None
    reason = definite(level, powers, sign_of)
    return None if reason is None else Principal({**low, **level}, reason, weights)


def _weight(exponents: Sequence[int], weights: Sequence[fmpq]) -> fmpq:
    return sum((e * w for e, w in zip(exponents, weights, strict=True)), fmpq(0))


def is_even_positive(exponents: Sequence[int], coefficient: Constant, sign_of: SignOf) -> bool:
    """Tell whether a term is a square with a positive factor."""
    return all(e % 2 == 0 for e in exponents) and sign_of(coefficient) > 0


def definite(terms: Terms, powers: Sequence[int], sign_of: SignOf) -> str | None:
    """Return why a weighted homogeneous form with pure powers x_i^{powers_i} is positive except at zero, else None."""
    if all(is_even_positive(m, c, sign_of) for m, c in terms.items()):
        return "even"
    if len(powers) == 2:
        ratios = proportional(terms, sign_of)
        if ratios is not None:
            return "no zeros" if _has_no_zeros(ratios) and sign_of(next(iter(terms.values()))) else None
    return "sides" if is_positive_on_sides(terms, len(powers)) else None


def proportional(terms: Terms, sign_of: SignOf) -> dict[tuple[int, ...], fmpq] | None:
    """Return the coefficients divided by a positive constant, where that makes them all rational."""
    unit = next(iter(terms.values()))
    sign = sign_of(unit)
    found: dict[tuple[int, ...], fmpq] = {}
    for m, c in terms.items():
        ratio = _ratio(c, unit, sign_of)
        if ratio is None or sign == 0:
            return None
        found[m] = ratio * sign
    return found


def _ratio(a: Constant, b: Constant, sign_of: SignOf) -> fmpq | None:
    if not a.terms:
        return fmpq(0)
    monomial, below = next(iter(b.terms.items()))
    if monomial not in a.terms:
        return None
    ratio = a.terms[monomial] / below
    return ratio if sign_of(a - b * rational(ratio)) == 0 else None


def _has_no_zeros(terms: Mapping[tuple[int, ...], fmpq]) -> bool:
    """Tell whether P(1, c) and P(−1, c) have no real zero and P(0, 1), P(0, −1), P(1, 0) are positive."""
    return all(not real_zeros(restricted(terms, side)) for side in (1, -1)) and _at(terms, 1, 0) > 0 < _at(terms, 0, 1)


def _at(terms: Mapping[tuple[int, ...], fmpq], x: fmpq | int, y: fmpq | int) -> fmpq:
    return sum((c * fmpq(x) ** m[0] * fmpq(y) ** m[1] for m, c in terms.items()), fmpq(0))


def restricted(terms: Mapping[tuple[int, ...], fmpq], side: int) -> list[fmpq]:
    """Return the coefficients in c of P(side, c), constant term first."""
    degree = max(m[1] for m in terms)
    found = [fmpq(0)] * (degree + 1)
    for m, c in terms.items():
        found[m[1]] += c * side ** m[0]
    return found


def real_zeros(coefficients: Sequence[fmpq]) -> int:
    """Return the number of distinct real zeros of a polynomial, constant term first."""
    numerator = fmpq_poly(list(coefficients)).numer()
    return len(real_roots_of(squarefree(numerator))) if numerator.degree() > 0 else 0


MAX_BOXES = 20_000
BITS = 64
SMALLEST = fmpq(1, 2**16)


def is_positive_on_sides(terms: Terms, size: int) -> bool:
    """Tell whether a form is positive on all sides of the box |u_i| ≤ 1, by ball arithmetic on ever smaller boxes."""
    if any(atom.name.startswith("var ") for c in terms.values() for m in c.terms for atom, _ in m):
        return False
    with precision(BITS):
        values = [(m, ball(c.expr)) for m, c in terms.items()]
        stack = list(_sides(size))
        for _ in range(MAX_BOXES):
            if not stack:
                return True
            box = stack.pop()
            value = _value(values, box)
            if not value > 0:
                if value < 0 or max(b - a for a, b in box) < SMALLEST:
                    return False
                stack.extend(_halves(box))
    return False


Box = list[tuple[fmpq, fmpq]]


def _sides(size: int) -> Iterator[Box]:
    whole = (fmpq(-1), fmpq(1))
    for k in range(size):
        for side in (fmpq(1), fmpq(-1)):
            yield [(side, side) if i == k else whole for i in range(size)]


def _halves(box: Box) -> Iterator[Box]:
    """Yield the two halves across the longest side."""
    k = max(range(len(box)), key=lambda i: box[i][1] - box[i][0])
    a, b = box[k]
    for half in ((a, (a + b) / 2), ((a + b) / 2, b)):
        yield [half if i == k else side for i, side in enumerate(box)]


def _value(terms: Sequence[tuple[tuple[int, ...], arb]], box: Box) -> arb:
    here = [arb((a + b) / 2, (b - a) / 2) for a, b in box]
    total = arb(0)
    for exponents, coefficient in terms:
        product = coefficient
        for e, x in zip(exponents, here, strict=True):
            product = product * whole_power(x, e) if e else product
        total = total + product
    return total
