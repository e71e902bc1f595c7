"""Whether equations with infinitely many complex solutions have real ones that are not isolated.

A polynomial that takes both signs vanishes on a set of dimension n − 1. One that does not can vanish only where its
derivatives vanish too, which leads to smaller sets or to single points: x² + y² = 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from flint import arb, fmpq, fmpz_mpoly, fmpz_poly

from pipeline.exercises.critical_points.algebraic import RealAlgebraic, real_roots
from pipeline.exercises.critical_points.components import Variety, decompose
from pipeline.exercises.critical_points.polynomial_system import System, basis_of
from pipeline.exercises.critical_points.unknowns import Form, Unknown
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

MAX_DEPTH = 4
BITS = 64
SAMPLES = tuple(fmpq(n, 12) for n in (-41, -29, -17, -11, -7, -2, 1, 5, 8, 13, 23, 37, 49))


@dataclass
class RealParts:
    """What varieties consist of over the real numbers.

    Attributes:
        real: Sets that have real points which are not isolated.
        systems: Systems with finitely many solutions, among which all other real points are.
        is_proved: Whether that is all.
    """

    real: list[tuple[fmpz_mpoly, ...]] = field(default_factory=list)
    systems: list[System] = field(default_factory=list)
    is_proved: bool = True


def real_parts(form: Form, varieties: Sequence[Variety]) -> RealParts:
    """Return the real sets without repetitions, and what is left of the others."""
    found = RealParts()
    for variety in varieties:
        own = tuple(p for p in variety.equations if p not in form.relations)
        _take(form, own, found, MAX_DEPTH)
    found.real = _without_repetition(form, found.real)
    return found


def _take(form: Form, own: tuple[fmpz_mpoly, ...], found: RealParts, depth: int) -> None:
    left = _eliminated(form, own)
    if not left or (len(left) == 1 and _is_real(form, left[0])):
        found.real.append(own)
        return
    flat = left[0] if len(left) == 1 else next((p for p in left if _keeps_its_sign(form, p)), None)
    if flat is not None and depth:
        _take_where_flat(form, own, flat, found, depth)
    else:
        found.is_proved = False


def _take_where_flat(form: Form, own: tuple[fmpz_mpoly, ...], left: fmpz_mpoly, found: RealParts, depth: int) -> None:
    """Go on with the points where the derivatives vanish too: all real points lie there unless the sign changes."""
    if not _keeps_its_sign(form, left):
        found.is_proved = False
    slopes = [left.derivative(i) for i in range(len(form.unknowns))]
    smaller = decompose([*own, *(slope for slope in slopes if len(slope))], form.relations, len(form.unknowns))
    found.systems.extend(smaller.finite)
    for variety in smaller.varieties:
        _take(form, tuple(p for p in variety.equations if p not in form.relations), found, depth - 1)


def _eliminated(form: Form, own: Sequence[fmpz_mpoly]) -> list[fmpz_mpoly]:
    """Return what is left when unknowns that are variables are put in from equations that are linear in them."""
    left = list(own)
    for i, unknown in enumerate(form.unknowns):
        if unknown.kind != "plain":
            continue
        pivot = next((p for p in left if _is_linear_in(p, i)), None)
        if pivot is not None:
            left = [p.resultant(pivot, i) for p in left if p is not pivot]
            left = [p.primitive()[1] for p in left if len(p)]
    return left


def _is_linear_in(polynomial: fmpz_mpoly, place: int) -> bool:
    """Tell whether a polynomial is a number times the unknown plus terms without it."""
    own = [m for m in polynomial.monoms() if m[place]]
    return len(own) == 1 and sum(own[0]) == 1


def _is_real(form: Form, polynomial: fmpz_mpoly) -> bool:
    used = [i for i in range(len(form.unknowns)) if any(m[i] for m in polynomial.monoms())]
    if len(used) == 1:
        own = _univariate(polynomial, used[0])
        return any(_can_be(form.unknowns[used[0]], root) for root in real_roots(own))
    return changes_sign(form.expression(polynomial), form.variables)


def _univariate(polynomial: fmpz_mpoly, place: int) -> fmpz_poly:
    terms = {int(m[place]): int(c) for m, c in polynomial.terms()}
    return fmpz_poly([terms.get(k, 0) for k in range(max(terms) + 1)])


def _can_be(unknown: Unknown, value: RealAlgebraic) -> bool:
    """Tell whether an unknown takes a value: e^x only positive ones, a sine and a cosine those up to 1."""
    with precision(BITS):
        known = value.ball(BITS)
        if unknown.kind in ("exp", "sqrt", "abs"):
            return bool(known > 0)
        return not (unknown.is_bounded and abs(known) > 1)


def changes_sign(expr: Expr, variables: Sequence[str]) -> bool:
    """Tell whether an expression is seen to take both signs, at points of a grid."""
    count = len(variables)
    samples = SAMPLES if count < 3 else SAMPLES[::2] if count == 3 else SAMPLES[::4]
    signs: set[bool] = set()
    with precision(BITS):
        for shift, chosen in enumerate(product(samples, repeat=count)):
            values = {n: arb(x + fmpq(shift % 3 - 1, 30)) for n, x in zip(variables, chosen, strict=True)}
            value = ball(expr, values)
            if value > 0 or value < 0:
                signs.add(bool(value > 0))
            if len(signs) == 2:
                return True
    return False


def _keeps_its_sign(form: Form, polynomial: fmpz_mpoly) -> bool:
    """Tell whether a polynomial is proved to have one sign where it does not vanish."""
    if any(unknown.kind != "plain" for unknown in form.unknowns):
        return False
    terms = [(m, int(c)) for m, c in polynomial.terms()]
    even = all(e % 2 == 0 for m, _ in terms for e in m)
    if even and (all(c > 0 for _, c in terms) or all(c < 0 for _, c in terms)):
        return True
    used = [i for i in range(len(form.unknowns)) if any(m[i] for m, _ in terms)]
    return len(used) == 2 and not _is_curve(polynomial, *used)


def _is_curve(polynomial: fmpz_mpoly, i: int, j: int) -> bool:
    """Tell whether an irreducible polynomial in two unknowns vanishes on a real curve.

    Between the roots of the discriminant the number of real solutions above a point does not change.
    """
    discriminant = _univariate(polynomial.resultant(polynomial.derivative(j), j), i)
    critical = real_roots(discriminant) if discriminant.degree() > 0 else []
    for point in _between(critical):
        above = _at(polynomial, i, j, point)
        if above.degree() > 0 and real_roots(above):
            return True
    return False


def _between(roots: Sequence[RealAlgebraic]) -> list[fmpq]:
    """Return a rational number before, between and after numbers in ascending order."""
    if not roots:
        return [fmpq(0)]
    with precision(BITS):
        balls = [root.ball(BITS) for root in roots]
        ends = [fmpq(b.floor().unique_fmpz() or 0) for b in (balls[0] - 2, balls[-1] + 2)]
        middles = [_dyadic((a + b) / 2) for a, b in pairwise(balls)]
    return [ends[0], *middles, ends[1]]


def _dyadic(value: arb) -> fmpq:
    mantissa, exponent = value.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _at(polynomial: fmpz_mpoly, i: int, j: int, value: fmpq) -> fmpz_poly:
    """Return the polynomial in unknown j where unknown i has a value, with integer coefficients."""
    coefficients: dict[int, fmpq] = {}
    for m, c in polynomial.terms():
        coefficients[int(m[j])] = coefficients.get(int(m[j]), fmpq(0)) + fmpq(c) * value ** int(m[i])
    scale = fmpq(1)
    for coefficient in coefficients.values():
        scale = scale * (coefficient * scale).q
    return fmpz_poly([int((coefficients.get(k, fmpq(0)) * scale).p) for k in range(max(coefficients) + 1)])


def _without_repetition(form: Form, sets: Sequence[tuple[fmpz_mpoly, ...]]) -> list[tuple[fmpz_mpoly, ...]]:
    """Return each set once, without those that lie in another one."""
    size = len(form.unknowns)
    known: dict[tuple[str, ...], tuple[fmpz_mpoly, ...]] = {}
    for own in sets:
        known.setdefault(basis_of([*own, *form.relations], size), own)
    return [
        own
        for key, own in known.items()
        if not any(
            other is not own and basis_of([*own, *other, *form.relations], size) == key for other in known.values()
        )
    ]
