"""Stationary points with a singular Hessian.

The expected types are from the literature (monkey saddle, Peano's surface, dog saddle, Powell's singular function,
Zakharov's quartic parts, the cuspoid catastrophes) or by hand; every one of them is checked again by the signs that
NumPy finds on small spheres.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import fmpq

from pipeline.exercises.critical_points.classify import Inertia
from pipeline.exercises.critical_points.constants import Constant, constant_of, rational
from pipeline.exercises.critical_points.degenerate import Verdict, beyond_second_order
from pipeline.exercises.critical_points.find_points import find_stationary_points
from pipeline.exercises.critical_points.finding import find_out, sign_of
from pipeline.exercises.critical_points.newton import polygon, simplest_between
from pipeline.exercises.critical_points.stationary import Calculus
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import to_sympy
from pipeline.notation.meaning import meaning

MINIMUM, MAXIMUM, SADDLE, UNDECIDED = "local minimum", "local maximum", "saddle", "undecided"

PLANE = (
    ("x^3 - 3*x*y^2", SADDLE),  # monkey saddle
    ("x^3*y - x*y^3", SADDLE),  # dog saddle
    ("(y - x^2)*(y - 2*x^2)", SADDLE),  # Peano's surface
    ("(2*x^2 - y)*(y - x^2)", SADDLE),  # as Peano wrote it
    ("2*x^4 - 3*x^2*y + y^2", SADDLE),  # multiplied out
    ("x^2 - y^4", SADDLE),
    ("x^2 + y^3", SADDLE),  # fold
    ("x^2 + y^4", MINIMUM),  # cusp
    ("x^2 + y^5", SADDLE),  # swallowtail
    ("-x^2 - y^6", MAXIMUM),  # butterfly, turned round
    ("x^2*y + y^2", SADDLE),
    ("x^2*y + y^4", SADDLE),  # parabolic umbilic
    ("x^3 + y^3", SADDLE),  # hyperbolic umbilic
    ("x*y^2 + x^4", SADDLE),
    ("x^4 + y^4", MINIMUM),
    ("-x^4 - y^4", MAXIMUM),
    ("x^4 - y^4", SADDLE),
    ("(x^2 + y^2)^2", MINIMUM),
    ("x^4 + y^4 - x^2*y^2", MINIMUM),
    ("x^4 + y^4 - 3*x^2*y^2", SADDLE),
    ("x^4 + x^3*y + y^4", MINIMUM),
    ("x^4 + 4*x^3*y + y^4", SADDLE),
    ("x^6 + x^2*y^2 + y^6", MINIMUM),
    ("x^6 - x^2*y^2 + y^6", SADDLE),
    ("x^2*y^2 + x^6 + y^8", MINIMUM),
    ("(y - x^2)^2 + x^6", MINIMUM),
    ("(y - x^2)^2 - x^6", SADDLE),
    ("(y - x^2)^2 - x^5", SADDLE),
    ("(y - x^2)^2 + x^5*y", SADDLE),
    ("(y - x^2 - x^3)^2 + x^8", MINIMUM),
    ("(y^2 - x^2)^2 + x^6", MINIMUM),
    ("(y^2 - x^2)^2 - x^6", SADDLE),
    ("(y^2 - 2*x^2)^2 + x^6 + y^6", MINIMUM),
    ("(x - y)^4 + x^6", MINIMUM),
    ("(x - y)^4 - x^6 + y^10", SADDLE),
    ("(x*y*(x - y))^2 + x^10 + y^10", MINIMUM),
    ("(x + y)^2 + x^4", MINIMUM),
    ("(x + y)^2 + x^3", SADDLE),
    ("cos(x) + x^2/2 + y^4", MINIMUM),
    ("exp(x*y) - x*y + x^4 + y^4", MINIMUM),
    ("sin(x)^4 + y^2", MINIMUM),
    ("sin(x)*y^2 - x^3", SADDLE),
    ("log(1 + x^4) + y^2", MINIMUM),
    ("1 - cos(x^2 + y^2)", MINIMUM),
    ("sqrt(1 + x^4) - y^2", SADDLE),
    ("tanh(x)^3 + y^2", SADDLE),
    ("x^4/(1 + y^2) + y^4*exp(x)", MINIMUM),
)  # fmt: skip

SPACE = (
    ("x^2 + y^2 + z^4", MINIMUM),
    ("x^2 + y^2 - z^4", SADDLE),
    ("x^2 + y^2 + z^3", SADDLE),
    ("-x^2 - y^4 - z^6", MAXIMUM),
    ("x^4 + y^4 + z^4", MINIMUM),
    ("x^4 + y^4 + z^4 - x^2*y*z", MINIMUM),
    ("x^4 + y^4 + z^4 - 6*x^2*y*z", SADDLE),
    ("x^3 + y^3 + z^3", SADDLE),
    ("x*y*z", SADDLE),
    ("x^2 + (y - z^2)^2 + z^6", MINIMUM),
    ("x^2 + (y - z^2)^2 - z^6", SADDLE),
    ("x^2 + y^4 - 2*y^2*z^2 + 2*z^4", MINIMUM),
    ("x^2*y^2 + y^2*z^2 + z^2*x^2 + x^6 + y^6 + z^6", MINIMUM),
    ("(x + y + z)^2 + (x - y)^4 + z^4", MINIMUM),
)  # fmt: skip

CASES = [(text, "x y", kind) for text, kind in PLANE] + [(text, "x y z", kind) for text, kind in SPACE]

LINE = (("x^3", SADDLE), ("x^4", MINIMUM), ("-x^4", MAXIMUM), ("x - sin(x)", SADDLE), ("x^5 - x^4", MAXIMUM),
        ("cos(x) + x^2/2", MINIMUM), ("exp(x) - x - x^2/2", SADDLE), ("x^9", SADDLE), ("x^30", MINIMUM),
        ("cosh(x) - x^2/2", MINIMUM), ("x*sin(x) - x^2", MAXIMUM))  # fmt: skip


def plain_sign(value: Constant) -> int:
    """Return the sign of a constant that is rational in these cases."""
    exact = value.rational
    assert exact is not None, value
    return (exact > 0) - (exact < 0)


def judged(text: str, names: str) -> Verdict:
    """Return what is found at the origin, without the shortcut by bounds."""
    variables = names.split()
    return beyond_second_order(meaning(parse_expression(text)), variables, [rational(0)] * len(variables), plain_sign)


def numerical(text: str, names: str) -> Callable[..., np.ndarray]:
    """Return the gain over the origin as SymPy and NumPy compute it."""
    symbols = sympy.symbols(names, real=True, seq=True)
    formula = to_sympy(meaning(parse_expression(text)))
    gain = formula - formula.subs(dict.fromkeys(symbols, 0))
    return sympy.lambdify(symbols, gain, "numpy")  # type: ignore[no-any-return]


def sphere(size: int, radius: float) -> np.ndarray:
    """Return points all over a small circle or sphere, shape (size, count)."""
    if size == 2:
        angle = np.linspace(0, 2 * np.pi, 40_001) + 0.1234
        return radius * np.stack([np.cos(angle), np.sin(angle)])
    height, angle = np.meshgrid(np.linspace(-1, 1, 401), np.linspace(0, 2 * np.pi, 800) + 0.1234)
    side = np.sqrt(1 - height**2)
    return radius * np.stack([side * np.cos(angle), side * np.sin(angle), height]).reshape(3, -1)


@pytest.mark.parametrize(("text", "names", "kind"), CASES)
def test_type_where_the_hessian_is_singular(text: str, names: str, kind: str) -> None:
    """Each function has the known type at the origin, and the signs on small spheres agree."""
    assert judged(text, names).classification == kind
    size = len(names.split())
    for radius in (0.3, 0.2):
        values = numerical(text, names)(*sphere(size, radius))
        signs = (bool((values > 0).any()), bool((values < 0).any()))
        assert signs == {MINIMUM: (True, False), MAXIMUM: (False, True), SADDLE: (True, True)}[kind]


@pytest.mark.parametrize(("text", "kind"), LINE)
def test_type_in_one_variable_is_told_by_the_first_derivative_that_does_not_vanish(text: str, kind: str) -> None:
    """Odd order: neither (called a saddle); even order: its sign decides; SymPy's derivatives agree."""
    assert judged(text, "x").classification == kind
    x = sympy.Symbol("x", real=True)
    formula = to_sympy(meaning(parse_expression(text)))
    order = next(k for k in range(1, 40) if formula.diff(x, k).subs(x, 0) != 0)
    slope = formula.diff(x, order).subs(x, 0)
    assert kind == (SADDLE if order % 2 else MINIMUM if slope > 0 else MAXIMUM)


@pytest.mark.parametrize(("text", "names", "kind"), [case for case in CASES if case[2] == SADDLE])
def test_curves_of_a_saddle_rise_and_fall(text: str, names: str, kind: str) -> None:
    """On the curves that prove a saddle the function does what is said of it, with the power that is said."""
    found = judged(text, names)
    assert found.classification == kind
    assert found.rising
    assert found.falling
    s = sympy.Symbol("s", positive=True)
    for curve in (found.rising, found.falling):
        path = [sum(sympy.Rational(str(c.rational)) * s**e for e, c in part.items()) for part in curve.path]
        symbols = sympy.symbols(names, real=True, seq=True)
        formula = to_sympy(meaning(parse_expression(text)))
        along = formula.subs(dict(zip(symbols, path, strict=True)), simultaneous=True)
        gain = sympy.series(along - formula.subs(dict.fromkeys(symbols, 0)), s, 0, 12).removeO()
        lowest = sympy.Poly(gain, s).monoms()[-1][0]
        assert lowest == curve.exponent
        assert sympy.Poly(gain, s).coeff_monomial(s**lowest) == sympy.Rational(str(curve.coefficient.rational))
    assert found.rising.sign > 0 > found.falling.sign or found.rising.exponent % 2


@pytest.mark.parametrize("text", ["x^2*y^2", "(x - y)^4", "(y - x^2)^2", "(x^2 - y^3)^2 + 0*x"])
def test_no_type_is_claimed_where_the_zero_set_is_a_curve(text: str) -> None:
    """A germ that vanishes along a curve is not called a strict minimum."""
    assert judged(text, "x y").classification == UNDECIDED


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("(x^2 - 2)^3 + y^2", "x y", [SADDLE, MINIMUM, SADDLE]),
        ("(x^3 - 2)^3 + y^2", "x y", [SADDLE, SADDLE]),
        ("(x^3 - 2)^4 + y^2", "x y", [SADDLE, MINIMUM]),
        ("x^4*exp(-x^2) + y^2", "x y", [SADDLE, MINIMUM, SADDLE]),
        ("x^2/(1 + x^4) + y^4", "x y", [SADDLE, MINIMUM, SADDLE]),
        ("((x^2 + x - 3)^3 + y^4)/(1 + y^2)", "x y", [SADDLE, MINIMUM, SADDLE]),
        ("x^3*(x - 1)^4", "x", [SADDLE, MAXIMUM, MINIMUM]),
        ("-(x^2 - 3)^4", "x", [MAXIMUM, MINIMUM, MAXIMUM]),
    ],
)  # fmt: skip
def test_type_at_irrational_points(text: str, names: str, expected: list[str]) -> None:
    """Coefficients over algebraic coordinates are told from zero exactly."""
    found = find_stationary_points(Calculus(tuple(names.split()), meaning(parse_expression(text))))
    assert [point.classification for point in found.points] == expected


def test_powells_singular_function_has_a_minimum_although_its_hessian_is_singular() -> None:
    """Powell (1962): four variables, Hessian of rank two at the minimiser."""
    text = "(x + 10*y)^2 + 5*(z - w)^2 + (y - 2*z)^4 + 10*(x - w)^4"
    assert judged(text, "x y z w").classification == MINIMUM


def test_what_is_no_more_than_continuous_stays_undecided() -> None:
    """Where there is no Taylor series nothing is claimed by it."""
    assert judged("(x^2 + y^2)^(3/2)", "x y").classification == UNDECIDED
    assert judged("abs(x)*x^2 + y^2", "x y").classification == UNDECIDED


def test_a_bound_is_seen_before_the_series() -> None:
    """A sum of even powers above its value at the point is a minimum, Taylor series or not."""
    found = find_stationary_points(Calculus(("x", "y"), meaning(parse_expression("3 + (x - 1)^4 + y^2"))))
    assert [(point.classification, point.finding.by) for point in found.points] == [(MINIMUM, "bound")]


def test_signs_of_constants_over_a_point_are_exact() -> None:
    """√2·√3 − √6 is zero, and known to be."""
    found = find_stationary_points(Calculus(("x",), meaning(parse_expression("(x - 1)^2"))))
    sign = sign_of(found.points[0])
    assert sign(constant_of(meaning(parse_expression("sqrt(2)*sqrt(3) - sqrt(6)")))) == 0
    assert sign(constant_of(meaning(parse_expression("exp(-1/2) - 3/5")))) == 1


def test_second_order_comes_first() -> None:
    """Where the Hessian is regular or indefinite nothing else is asked."""
    place = find_stationary_points(Calculus(("x",), meaning(parse_expression("x^2")))).points[0]
    assert find_out(place.calculus.function, ("x",), place, Inertia(1, 0, 0)).by == "second order"
    assert find_out(place.calculus.function, ("x",), place, Inertia(1, 1, 1)).classification == SADDLE


@pytest.mark.parametrize(
    ("support", "vertices"),
    [
        ([(0, 4), (2, 2), (5, 1), (6, 0)], [(0, 4), (2, 2), (6, 0)]),
        ([(4, 0), (0, 4), (2, 2), (1, 3)], [(0, 4), (4, 0)]),
        ([(3, 1), (1, 3)], [(1, 3), (3, 1)]),
        ([(0, 2), (2, 1), (4, 0), (9, 9)], [(0, 2), (4, 0)]),
    ],
)  # fmt: skip
def test_newton_polygon(support: list[tuple[int, int]], vertices: list[tuple[int, int]]) -> None:
    """Its vertices are those of the lower left hull; points on an edge are none."""
    assert polygon(support) == vertices


@pytest.mark.parametrize(("a", "b"), [(0.0, 1.0), (-3.7, -3.6), (1.41421, 1.41422), (-0.001, 0.001)])
def test_a_simple_number_lies_between(a: float, b: float) -> None:
    """The number chosen between two roots is strictly between them."""
    found = simplest_between(a, b)
    assert Fraction(a) < Fraction(int(found.p), int(found.q)) < Fraction(b)
    assert isinstance(found, fmpq)
