from fractions import Fraction
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pages import quantities, solved

KIND = "softmax-jacobian"

inputs = st.lists(st.integers(-40, 40).map(lambda n: Fraction(n, 10)), min_size=2, max_size=5)


def matrix(values: list[Fraction], **keys: object) -> np.ndarray:
    """Return the Jacobian in floats."""
    return np.array(
        [[float(entry) for entry in row] for row in quantities(solved(KIND, inputs=values, **keys), "jacobian")[0]]
    )


@given(inputs, st.integers(-3, 3))
@settings(max_examples=15)
def test_a_shift_of_all_inputs_changes_nothing(values: list[Fraction], shift: int) -> None:
    """Softmax and its Jacobian are the same at z and at z + c."""
    assert np.allclose(matrix(values), matrix([value + shift for value in values]), rtol=0, atol=1e-15)


@given(inputs)
@settings(max_examples=15)
def test_the_jacobian_is_symmetric_singular_and_positive_semidefinite(values: list[Fraction]) -> None:
    """By an independent eigenvalue solver: one eigenvalue 0, for the vector of ones, all others positive."""
    found = matrix(values)
    assert np.array_equal(found, found.T)
    assert np.allclose(found.sum(axis=1), 0, atol=1e-15)
    smallest, *others = np.linalg.eigvalsh(found)
    assert abs(smallest) < 1e-14
    assert min(others) > 1e-9


@given(inputs, st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_permuted_inputs_permute_the_jacobian(values: list[Fraction], random: Random) -> None:
    """Rows and columns follow the inputs."""
    order = list(range(len(values)))
    random.shuffle(order)
    assert np.allclose(matrix([values[k] for k in order]), matrix(values)[np.ix_(order, order)], rtol=0, atol=1e-15)


@given(inputs, st.integers(1, 4))
@settings(max_examples=15)
def test_the_columns_agree_with_differences(values: list[Fraction], temperature: int) -> None:
    """Central differences of softmax in floats, with a temperature too."""
    z, h = np.array([float(value) for value in values]), 1e-5

    def softmax(x: np.ndarray) -> np.ndarray:
        return np.asarray(np.exp(x / temperature) / np.exp(x / temperature).sum())

    steps = np.eye(len(z)) * h
    columns = [(softmax(z + step) - softmax(z - step)) / (2 * h) for step in steps]
    assert np.allclose(matrix(values, temperature=temperature), np.array(columns).T, atol=1e-8)


@given(inputs)
@settings(max_examples=10)
def test_the_gradient_of_the_cross_entropy_is_output_minus_target(values: list[Fraction]) -> None:
    """For the target on the first output."""
    found = solved(KIND, inputs=values, targets=[1, *[0] * (len(values) - 1)])
    gradient, outputs = (np.array([float(x) for x in quantities(found, path)[0]]) for path in ("gradient", "softmax"))
    assert np.allclose(gradient, outputs - np.eye(len(values))[0], rtol=0, atol=1e-15)
