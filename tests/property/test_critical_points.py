from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import pytest
import sympy
from flint import fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.box_extrema import box_extrema
from pipeline.exercises.critical_points.certificate import Elimination, eliminate
from pipeline.exercises.critical_points.find_points import find_stationary_points
from pipeline.exercises.critical_points.region import Region, Side
from pipeline.exercises.critical_points.stationary import Calculus
from pipeline.exercises.critical_points.uniqueness import NoArgumentError, search
from pipeline.notation import expression as ex
from pipeline.notation.build import number
from pipeline.notation.expression import Expr

Terms = dict[tuple[int, ...], int]
Points = Sequence[tuple[tuple[float, ...], str]]

NAMES = ("x", "y")
MIRRORED = {"local minimum": "local maximum", "local maximum": "local minimum"}


@st.composite
def polynomials(draw: st.DrawFn, *, degree: int = 4) -> Terms:
    """Draw a polynomial in two variables with few terms and a definite highest part, so that points are isolated."""
    monomials: list[tuple[int, ...]] = [(i, j) for i in range(degree) for j in range(degree - i)]
    terms: Terms = draw(st.dictionaries(st.sampled_from(monomials), st.integers(-4, 4), min_size=1, max_size=4))
    top = draw(st.sampled_from([2, 3, 4]))
    highest: Terms = {(top, 0): draw(st.sampled_from([1, 2, -1])), (0, top): draw(st.sampled_from([1, 3, -2]))}
    return {**terms, **highest}


def expression(terms: Terms, at: dict[str, Expr] | None = None) -> Expr:
    """Return the polynomial, of other expressions if need be."""
    x, y = ((at or {}).get(name, ex.Var(name)) for name in NAMES)
    return ex.add(
        *(ex.mul(ex.const(c), ex.power(x, ex.const(i)), ex.power(y, ex.const(j))) for (i, j), c in terms.items())
    )


def solved(function: Expr) -> Points:
    """Return coordinates and types, or pass over a function whose points cannot be found."""
    try:
        found = find_stationary_points(Calculus(NAMES, function))
        return [(tuple(float(c.ball(64).mid()) for c in p.at), p.classification) for p in found.points]
    except ComputationError:
        assume(False)
        raise


def same(one: Points, other: Points) -> bool:
    """Tell whether two lists hold the same points up to the order and the last digits."""
    if len(one) != len(other):
        return False
    left = list(other)
    for at, kind in one:
        match = next(
            (e for e in left if e[1] == kind and all(abs(a - b) < 1e-9 for a, b in zip(at, e[0], strict=True))), None
        )
        if match is None:
            return False
        left.remove(match)
    return True


@given(polynomials(), st.integers(-3, 3), st.fractions(-2, 2, max_denominator=3))
@settings(max_examples=25)
def test_shifting_the_variables_shifts_the_points(terms: Terms, a: int, b: Fraction) -> None:
    """f(x − a, y − b) has the points of f moved by (a, b), of the same types."""
    up = ex.Const(fmpq(-b.numerator, b.denominator))
    moved: dict[str, Expr] = {"x": ex.add(ex.Var("x"), ex.const(-a)), "y": ex.add(ex.Var("y"), up)}
    expected = [((x + a, y + float(b)), kind) for (x, y), kind in solved(expression(terms))]
    assert same(solved(expression(terms, moved)), expected)


@given(polynomials(), st.sampled_from([-2, -1, 3]), st.sampled_from([1, -3, 2]))
@settings(max_examples=25)
def test_scaling_the_variables_scales_the_points(terms: Terms, s: int, t: int) -> None:
    """f(sx, ty) has the points of f divided by s and t, of the same types."""
    scaled: dict[str, Expr] = {"x": ex.mul(ex.const(s), ex.Var("x")), "y": ex.mul(ex.const(t), ex.Var("y"))}
    expected = [((x / s, y / t), kind) for (x, y), kind in solved(expression(terms))]
    assert same(solved(expression(terms, scaled)), expected)


@given(polynomials(), st.integers(-9, 9), st.sampled_from([1, 5, fmpq(1, 7)]))
@settings(max_examples=25)
def test_constants_move_nothing_and_the_sign_mirrors_the_types(terms: Terms, c: int, factor: int | fmpq) -> None:
    """k·f + c has the points and types of f; −f has minima for maxima."""
    points = solved(expression(terms))
    assert same(solved(ex.add(ex.mul(ex.const(factor), expression(terms)), ex.const(c))), points)
    mirrored = [(at, MIRRORED.get(kind, kind)) for at, kind in points]
    assert same(solved(ex.neg(expression(terms))), mirrored)


@given(polynomials())
@settings(max_examples=25)
def test_exchanging_the_variables_exchanges_the_coordinates(terms: Terms) -> None:
    """f(y, x) has the points of f with coordinates exchanged."""
    expected = [((y, x), kind) for (x, y), kind in solved(expression(terms))]
    assert same(solved(expression({(j, i): c for (i, j), c in terms.items()})), expected)


def on_box(function: Expr, box: Sequence[tuple[int, int]]) -> Points:
    """Return the extrema on a box: coordinates, type, and a mark at those that are global."""
    sides = tuple(Side(number(low), number(high)) for low, high in box)
    calculus = Calculus(NAMES, function)
    try:
        found = box_extrema(calculus, find_stationary_points(calculus, Region(NAMES, sides)))
    except ComputationError:
        assume(False)
        raise
    assert found is not None
    kinds = ((own, f"{found.type_of(own)}{', global' if found.is_global(own) else ''}") for own in found.extrema)
    return [(tuple(float(c.ball(64).mid()) for c in own.at), kind) for own, kind in kinds]


@given(polynomials(), st.integers(-2, 1), st.integers(1, 3), st.integers(-2, 2), st.sampled_from([1, 5, -1]))
@settings(max_examples=25)
def test_extrema_on_a_box_move_with_it(terms: Terms, low: int, size: int, shift: int, factor: int) -> None:
    """k·f(y − a, x) + 7 on the box that was moved and turned has the extrema of f, mirrored where k is negative."""
    first, second = (low, low + size), (-1, size)
    moved = expression(terms, {"x": ex.add(ex.Var("y"), ex.const(-shift)), "y": ex.Var("x")})
    found = on_box(ex.add(ex.mul(ex.const(factor), moved), ex.const(7)), [second, (low + shift, low + size + shift)])
    mirror = {"local minimum": "local maximum", "local maximum": "local minimum"} if factor < 0 else {}
    expected = []
    for (x, y), kind in on_box(expression(terms), [first, second]):
        word, _, rest = kind.partition(",")
        expected.append(((y, x + shift), f"{mirror.get(word, word)}{',' * bool(rest)}{rest}"))
    assert same(found, expected)


@given(st.lists(st.integers(-5, 5), min_size=3, max_size=6).filter(lambda c: any(c[2:])))
@settings(max_examples=20)
def test_points_in_one_variable_are_the_roots_that_sympy_isolates(coefficients: list[int]) -> None:
    """Number, place and type of the points agree with SymPy's exact root isolation and derivatives."""
    x = sympy.Symbol("x")
    f = sympy.Poly(list(reversed(coefficients)), x)
    expected = sorted(set(sympy.real_roots(f.diff(x))), key=float)
    function = ex.add(*(ex.mul(ex.const(c), ex.power(ex.Var("x"), ex.const(i))) for i, c in enumerate(coefficients)))
    found = find_stationary_points(Calculus(("x",), function)).points
    assert len(found) == len(expected)
    for point, root in zip(found, expected, strict=True):
        assert abs(float(point.at[0].ball(64).mid()) - float(root)) < 1e-9
        order = next(k for k in range(2, 9) if sympy.simplify(f.diff((x, k)).eval(root)) != 0)
        rises = f.diff((x, order)).eval(root) > 0
        assert point.classification == ("saddle" if order % 2 else "local minimum" if rises else "local maximum")


@given(polynomials(degree=3))
@settings(max_examples=40)
def test_points_agree_with_sympy_and_the_eigenvalues_with_numpy(terms: Terms) -> None:
    """Every point that SymPy's Gröbner basis gives is found; at each point the gradient vanishes."""
    x, y = sympy.symbols("x y", real=True)
    f = sum(c * x**i * y**j for (i, j), c in terms.items())
    points = solved(expression(terms))
    basis = sympy.groebner([sympy.diff(f, x), sympy.diff(f, y)], x, y, order="lex")
    assume(basis.is_zero_dimensional and len(basis.exprs) == 2)
    eliminant = sympy.Poly(basis.exprs[-1], y)
    heights = {round(float(root), 8) + 0.0 for root in sympy.real_roots(eliminant)} if eliminant.degree() else set()
    assert {round(at[1], 8) + 0.0 for at, _ in points} <= heights
    if sympy.Poly(basis.exprs[0], x).degree() == 1:  # shape position: one x for each y
        assert len(points) == len(heights)
    for at, kind in points:
        here = dict(zip((x, y), at, strict=True))
        assert all(abs(float(sympy.diff(f, v).subs(here))) < 1e-6 for v in (x, y))
        hessian = sympy.hessian(f, (x, y)).subs(here)
        determinant = float(hessian.det())
        if abs(determinant) > 1e-6:
            extremum = "local minimum" if hessian[0, 0] > 0 else "local maximum"
            assert kind == ("saddle" if determinant < 0 else extremum)


def _sympy(terms: Mapping[tuple[int, ...], fmpq], symbols: Sequence[sympy.Symbol]) -> sympy.Expr:
    return sum(
        sympy.Rational(int(c.p), int(c.q)) * sympy.prod(s**e for s, e in zip(symbols, monomial, strict=True))
        for monomial, c in terms.items()
    )


def _difference(found: Elimination, equations: Sequence[sympy.Expr], symbols: Sequence[sympy.Symbol]) -> sympy.Expr:
    """Return Σ multiplier · equation − eliminant, expanded."""
    combined = sum(_sympy(m, symbols) * e for m, e in zip(found.multipliers, equations, strict=True))
    x = symbols[found.variable]
    eliminant = sum(sympy.Rational(int(c.p), int(c.q)) * x**k for k, c in enumerate(found.eliminant))
    assert any(found.eliminant)
    return sympy.expand(combined - eliminant)


@given(polynomials(degree=3))
@settings(max_examples=40)
def test_certificates_are_identities_that_sympy_confirms(terms: Terms) -> None:
    """The multipliers of every printed step combine the equations into the eliminant, term by term."""
    symbols = sympy.symbols("x y")
    form = Calculus(NAMES, expression(terms)).form
    assert form is not None
    try:
        steps = search([part.numerator for part in form.parts], 2)
    except NoArgumentError:
        equations = [part.numerator for part in form.parts if part.numerator]
        found = eliminate(equations, (0, 1))
        assert (
            found is None
            or len(found.eliminant) == 1
            or _difference(found, [_sympy(e, symbols) for e in equations], symbols) == 0
        )
        return
    for step in steps:
        assert _difference(step.elimination, [_sympy(e, symbols) for e in step.equations], symbols) == 0


NUMERATORS = st.dictionaries(
    st.sampled_from([(0, 0), (1, 0), (0, 1), (1, 1), (2, 0)]), st.sampled_from([-3, -1, 1, 2]), min_size=1, max_size=3
)
CHANGES = st.tuples(st.sampled_from([-2, 1, 3]), st.sampled_from([1, -1]), st.integers(-2, 2), st.sampled_from([-1, 2]))
"""Factors of both variables, a shift of the first, a factor of the function."""


def dipole(terms: Terms, x: Expr, y: Expr) -> Expr:
    """Return p(x, y)·e^{−x² − y²}."""
    square = ex.add(ex.power(x, ex.const(2)), ex.power(y, ex.const(2)))
    return ex.mul(expression(terms, {"x": x, "y": y}), ex.Fn("exp", ex.neg(square)))


def witch(terms: Terms, x: Expr, y: Expr) -> Expr:
    """Return p(x, y)/(1 + x² + y²)."""
    square = ex.add(ex.ONE, ex.power(x, ex.const(2)), ex.power(y, ex.const(2)))
    return ex.div(expression(terms, {"x": x, "y": y}), square)


@pytest.mark.parametrize("family", [dipole, witch])
@given(terms=NUMERATORS, change=CHANGES)
@settings(max_examples=25)
def test_changes_of_variables_carry_over_to_other_families(
    family: Callable[[Terms, Expr, Expr], Expr], terms: Terms, change: tuple[int, int, int, int]
) -> None:
    """k·f(sy − a, tx) + 1 has the points of f, moved, scaled, exchanged, and mirrored where k < 0."""
    s, t, a, k = change
    x, y = ex.Var("x"), ex.Var("y")
    points = solved(family(terms, x, y))
    first, second = ex.add(ex.mul(ex.const(s), y), ex.const(-a)), ex.mul(ex.const(t), x)
    changed = ex.add(ex.mul(ex.const(k), family(terms, first, second)), ex.ONE)
    expected = [((v / t, (u + a) / s), kind if k > 0 else MIRRORED.get(kind, kind)) for (u, v), kind in points]
    assert same(solved(changed), expected)
