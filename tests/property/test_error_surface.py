from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.exercises.decimals import as_float
from pipeline.exercises.descent import descend
from pipeline.exercises.error_surface.eigen import (
    check_chain,
    hessian_chain,
    orthogonality_chain,
    scope_of,
    unit_chains,
)
from pipeline.exercises.error_surface.model import Curvature
from pipeline.exercises.error_surface.spectrum import changes_of, hessian_of, square, type_of
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import compile_expression
from pipeline.notation.meaning import meaning

FUNCTIONS = (
    "1/2*(1 - sigmoid(x*y))^2", "tanh(x)^2 + y^2/4", "1 - exp(-(x^2 + y^2)/10)", "log(1 + x^2) + cos(y)",
    "x^2*y + 3*y^2", "softplus(x - y) + x^2/8",
)  # fmt: skip

small = st.integers(-4, 4).map(Fraction)


@st.composite
def curvatures(draw: st.DrawFn) -> Curvature:
    """Draw up to four eigenvalues with eigenvectors made orthogonal exactly, by Gram and Schmidt."""
    size = draw(st.integers(1, 4))
    vectors: list[tuple[Fraction, ...]] = []
    while len(vectors) < size:
        axis = [Fraction(int(i == len(vectors))) for i in range(size)]
        v = [a + b for a, b in zip(axis, draw(st.lists(small, min_size=size, max_size=size)), strict=True)]
        for w in vectors:
            share = Fraction(sum(a * b for a, b in zip(v, w, strict=True))) / square(w)
            v = [a - share * b for a, b in zip(v, w, strict=True)]
        if any(v):
            vectors.append(tuple(v))
    values = draw(st.lists(st.fractions(-20, 20, max_denominator=9), min_size=size, max_size=size))
    epsilons = draw(st.lists(st.fractions("1/100", 2, max_denominator=100), min_size=1, max_size=3))
    return Curvature("f", tuple(values), tuple(vectors), tuple(epsilons), "")


@given(curvatures())
@settings(max_examples=40)
def test_every_equation_on_a_page_on_curvature_holds(curvature: Curvature) -> None:
    """Lengths, orthogonality, the Hessian and H v = λ v pass the check of their own chains, for any data."""
    scope = scope_of(curvature)
    unit_chains(curvature, scope)
    orthogonality_chain(curvature, scope)
    hessian_chain(curvature, scope)
    check_chain(curvature, scope)


@given(curvatures())
@settings(max_examples=60)
def test_the_hessian_agrees_with_numpy(curvature: Curvature) -> None:
    """The matrix is symmetric, its eigenvalues and the type of the point are NumPy's."""
    matrix = np.array(hessian_of(curvature), dtype=float)
    assert np.array_equal(matrix, matrix.T)
    found = np.linalg.eigvalsh(matrix)
    assert np.allclose(found, sorted(map(float, curvature.eigenvalues)), atol=1e-9)
    if type_of(curvature.eigenvalues) == "saddle":
        assert found[0] < 0 < found[-1]


@given(curvatures(), st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_no_direction_outdoes_the_most_negative_eigenvalue(curvature: Curvature, seed: int) -> None:
    """The change along a random unit vector is never below the least of the table's column."""
    matrix = np.array(hessian_of(curvature), dtype=float)
    q = np.random.default_rng(seed).normal(size=len(matrix))
    q /= np.linalg.norm(q)
    for j, epsilon in enumerate(curvature.epsilons):
        least = min(float(row[j]) for row in changes_of(curvature))
        assert float(epsilon) ** 2 * (q @ matrix @ q) / 2 >= least - 1e-9


@given(
    st.sampled_from(FUNCTIONS),
    st.tuples(st.fractions(-3, 3, max_denominator=20), st.fractions(-3, 3, max_denominator=20)),
    st.fractions("1/50", "1/2", max_denominator=50),
)
@settings(max_examples=40)
def test_a_path_follows_the_gradient(function: str, start: tuple[Fraction, Fraction], rate: Fraction) -> None:
    """Each step is −η times a gradient that central differences confirm; values and norms belong to their points."""
    expr = meaning(parse_expression(function))
    compute = compile_expression(expr, ("x", "y"))
    states = descend(expr, ("x", "y"), start, rate, 4)
    for state, following in pairwise(states):
        here, there = (np.array([as_float(x) for x in s.at]) for s in (state, following))
        slope = (here - there) / float(rate)
        nudges = (np.array([1e-5, 0]), np.array([0, 1e-5]))
        estimate = [(float(compute(*(here + h))) - float(compute(*(here - h)))) / 2e-5 for h in nudges]
        assert np.allclose(slope, estimate, rtol=1e-4, atol=1e-5)
        assert np.isclose(as_float(state.value), float(compute(*here)))
        assert np.isclose(as_float(state.gradient_norm), np.hypot(*slope), rtol=1e-6, atol=1e-9)


@given(st.sampled_from(FUNCTIONS), st.tuples(small, small))
def test_a_number_of_a_path_is_exact_or_known_to_many_digits(function: str, start: tuple[Fraction, Fraction]) -> None:
    """Every number is a rational or a ball of more than 90 bits."""
    for state in descend(meaning(parse_expression(function)), ("x", "y"), start, Fraction(1, 4), 3):
        for value in (*state.at, state.value, *state.gradient, state.gradient_norm):
            assert isinstance(value, Fraction) or value.is_zero() or value.rel_accuracy_bits() > 90
