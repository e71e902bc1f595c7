r"""Goes on where the second-order test is silent: the type of a stationary point at which the Hessian is semidefinite.

First every direction in which the Hessian does not vanish is eliminated: where $\partial^2 f/\partial y^2 \neq 0$ the
equation $\partial f/\partial y = 0$ has one solution $y = \varphi(x)$ near the point, on which f is least (or largest)
in y. What is left, $g(x) = f(x, \varphi(x))$, begins with terms of degree three; its signs decide.

Source:
    Splitting lemma of Gromoll and Meyer, *Topology* 8 (1969); Poston and Stewart, *Catastrophe Theory* (1978), ch. 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flint import fmpq

from pipeline.exercises.critical_points.constants import ZERO, Constant, NoConstantError, rational
from pipeline.exercises.critical_points.germ import (
    Curve,
    Evidence,
    Path,
    Principal,
    SignOf,
    lead,
    lines,
    parabolas,
    principal_part,
)
from pipeline.exercises.critical_points.newton import Plane, examine
from pipeline.exercises.critical_points.taylor import NotAnalyticError, Series, displacement, taylor
from pipeline.notation.expression import Expr

DEGREES = {1: (4, 8, 16, 32), 2: (4, 6, 8, 12, 16), 3: (4, 6, 8), 4: (4, 6)}
"""By number of variables: to which degrees the function is expanded, one after the other, until it is decided."""


@dataclass(frozen=True)
class Elimination:
    """One coordinate expressed by the others, so that the partial derivative by it vanishes.

    Attributes:
        variable: Index of the coordinate.
        solution: Its series in the coordinates that are left.
    """

    variable: int
    solution: Series


@dataclass(frozen=True)
class Verdict:
    """What was found out beyond second order.

    Attributes:
        classification: `undecided` where neither curves nor a leading part were found.
        rising, falling: Curves through the point on which the function rises above and falls below its value there.
        eliminations: The coordinates eliminated, in order.
        kernel: Indices of the others.
        principal: Why what is left is positive (negative for a maximum), up to sign; None if it follows otherwise.
        reduced: What is left, as a germ in the kernel's coordinates.
        sign: −1 if the function was turned round, so that its Hessian is positive semidefinite.
        germ: What the function gains near the point, to the degree that was needed.
        is_newton: Whether positivity was shown by Newton's polygon with moved axes.
    """

    classification: str
    rising: Curve | None = None
    falling: Curve | None = None
    eliminations: tuple[Elimination, ...] = ()
    kernel: tuple[int, ...] = ()
    principal: Principal | None = None
    reduced: Series | None = None
    sign: int = 1
    germ: Series | None = None
    is_newton: bool = False


UNDECIDED = Verdict("undecided")


def beyond_second_order(function: Expr, names: Sequence[str], center: Sequence[Constant], sign_of: SignOf) -> Verdict:
    """Return the type of a stationary point whose Hessian is semidefinite and singular.

    Args:
        function: Over the variables.
        names: Of the variables.
        center: The point.
        sign_of: The exact sign of a coefficient.

    Returns:
        `undecided` where the function is not analytic there, or no degree in DEGREES decides.
    """
    for degree in DEGREES.get(len(names), (4,)):
        try:
            germ = taylor(function, names, center, degree).without_value
            found = _judged(_checked(germ, sign_of), sign_of)
        except (NotAnalyticError, NoConstantError):
            return UNDECIDED
        if found.classification != "undecided":
            return found
    return UNDECIDED


def _checked(germ: Series, sign_of: SignOf) -> Series:
    """Drop coefficients that are zero although they are not seen to be."""
    kept = {m: c for m, c in germ.terms.items() if sum(m) > 1 and (c.rational is not None or sign_of(c))}
    return Series(kept, germ.size, germ.degree)


def _judged(germ: Series, sign_of: SignOf) -> Verdict:
    sign = next((s for i in range(germ.size) if (s := sign_of(_square(germ, i)))), 1)
    upright = germ if sign > 0 else germ.scaled(rational(-1))
    eliminations, reduced = _eliminated(upright, sign_of)
    kernel = tuple(i for i in range(germ.size) if all(i != e.variable for e in eliminations))
    small = _restricted(reduced, kernel)
    if not kernel or not small.terms:
        return UNDECIDED
    evidence = Evidence(small, sign_of)
    principal, newton = _decided(small, evidence)
    found = Verdict("undecided", None, None, eliminations, kernel, principal, small, sign, germ, newton)
    return _named(found, upright, evidence, sign_of)


def _decided(small: Series, evidence: Evidence) -> tuple[Principal | None, bool]:
    """Collect curves, and say why the germ is positive or negative where it is."""
    evidence.try_all(lines(small.size))
    for turn in (1, -1):
        turned = small if turn > 0 else small.scaled(rational(-1))
        if evidence.has_both:
            return None, False
        if found := principal_part(turned, evidence.sign_of):
            return found, False
    if small.size == 2:
        if examine(Plane(small, fmpq(0), lambda path: path), evidence):
            return None, True
        turned_evidence = Evidence(small.scaled(rational(-1)), evidence.sign_of)
        if not evidence.has_both and examine(Plane(turned_evidence.germ, fmpq(0), lambda path: path), turned_evidence):
            return None, True
    elif small.size > 2:
        evidence.try_all(parabolas(small.size))
    return None, False


def _named(found: Verdict, upright: Series, evidence: Evidence, sign_of: SignOf) -> Verdict:
    """Turn what is known of the germ that is left into the type of the point."""
    proved = found.principal is not None or found.is_newton
    rises = evidence.rising is not None or bool(found.eliminations)
    falls = evidence.falling is not None
    if falls and (rises or (proved and found.eliminations)):
        return _saddle(found, upright, evidence, sign_of)
    if not proved or (found.eliminations and falls):
        return found
    is_minimum = (not falls) == (found.sign > 0)
    return _with(found, "local minimum" if is_minimum else "local maximum")


def _with(found: Verdict, classification: str, rising: Curve | None = None, falling: Curve | None = None) -> Verdict:
    return replace(found, classification=classification, rising=rising, falling=falling)


def _saddle(found: Verdict, upright: Series, evidence: Evidence, sign_of: SignOf) -> Verdict:
    """Lift the curves to all coordinates; each is checked on the function itself."""
    falling = _lifted(evidence.falling, -1, found, upright, sign_of)
    if falling is None:
        return found
    if falling.exponent % 2:
        rising: Curve | None = falling
    elif found.eliminations:
        first = found.eliminations[0].variable
        path = tuple({1: rational(1)} if i == first else {} for i in range(upright.size))
        rising = lead(upright, path, sign_of)
    else:
        rising = _lifted(evidence.rising, 1, found, upright, sign_of)
    if rising is None or (rising.sign < 0 and rising.exponent % 2 == 0):
        return found
    if found.sign < 0:
        rising, falling = _turned(falling), _turned(rising)
    return _with(found, "saddle", rising, falling)


def _turned(curve: Curve) -> Curve:
    return Curve(curve.path, -curve.coefficient, curve.exponent, -curve.sign)


def _lifted(curve: Curve | None, wanted: int, found: Verdict, upright: Series, sign_of: SignOf) -> Curve | None:
    """Put a curve of the kernel's coordinates into space, with as short polynomials as give the sign that is wanted."""
    if curve is None:
        return None
    for length in range(1, upright.degree + 1):
        path = _in_space(curve.path, found, upright, length)
        along = lead(upright, path, sign_of)
        if along and (along.exponent % 2 or along.sign == wanted):
            return along
    return None


def _in_space(path: Path, found: Verdict, upright: Series, length: int) -> Path:
    parts = [Series({}, 1, upright.degree) for _ in range(upright.size)]
    for i, part in zip(found.kernel, path, strict=True):
        parts[i] = Series({(e,): c for e, c in part.items()}, 1, upright.degree)
    for elimination in reversed(found.eliminations):
        solved = elimination.solution.at(parts)
        parts[elimination.variable] = Series(
            {m: c for m, c in solved.terms.items() if m[0] <= length}, 1, upright.degree
        )
    return tuple({m[0]: c for m, c in part.terms.items()} for part in parts)


def _square(germ: Series, i: int) -> Constant:
    """Return the coefficient of the square of a coordinate."""
    return germ.terms.get(tuple(2 if k == i else 0 for k in range(germ.size)), ZERO)


def _eliminated(germ: Series, sign_of: SignOf) -> tuple[tuple[Elimination, ...], Series]:
    """Eliminate coordinates with a positive square until the quadratic part is gone."""
    found: list[Elimination] = []
    while True:
        # The last coordinate first: curves are then written as y = φ(x).
        i = next((k for k in reversed(range(germ.size)) if sign_of(_square(germ, k)) > 0), None)
        if i is None:
            return tuple(found), _checked(germ, sign_of)
        elimination = _solved(germ, i)
        found.append(elimination)
        germ = germ.at(_inserted(germ, elimination))


def _inserted(germ: Series, elimination: Elimination) -> list[Series]:
    own = [displacement(k, germ.size, germ.degree) for k in range(germ.size)]
    own[elimination.variable] = elimination.solution
    return own


def _solved(germ: Series, i: int) -> Elimination:
    """Solve ∂/∂x_i = 0 for x_i as a series; each round makes one more degree right."""
    slope = germ.slope(i)
    slope = Series(slope.terms, slope.size, germ.degree)
    step = -(_square(germ, i) * rational(2)).inverse
    solution = Series({}, germ.size, germ.degree)
    for _ in range(germ.degree):
        rest = slope.at(_inserted(germ, Elimination(i, solution)))
        if not rest.terms:
            break
        solution = solution + rest.scaled(step)
    return Elimination(i, solution)


def _restricted(germ: Series, kernel: Sequence[int]) -> Series:
    """Return a germ that depends on some coordinates only as one of those."""
    return Series({tuple(m[i] for i in kernel): c for m, c in germ.terms.items()}, len(kernel), germ.degree)
