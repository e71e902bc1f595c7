from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pages import quantities, solved

KIND = "logistic-regression"

tenths = st.integers(-20, 20).map(lambda n: Fraction(n, 10))


@st.composite
def exercises(draw: st.DrawFn) -> dict[str, Any]:
    """Draw data, a start and a rate."""
    size = draw(st.integers(1, 3))
    inputs = st.lists(tenths, min_size=size, max_size=size)
    samples = st.fixed_dictionaries({"inputs": inputs, "target": st.integers(0, 1)})
    return {
        "samples": draw(st.lists(samples, min_size=1, max_size=5)),
        "weights": draw(inputs),
        "bias": draw(tenths),
        "learning_rate": draw(tenths.filter(lambda x: x > 0)),
        "steps": 3,
    }


def arrays(keys: dict[str, Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the data with ones appended, the targets, and the start with the bias last."""
    rows = [[*map(float, sample["inputs"]), 1.0] for sample in keys["samples"]]
    targets = [float(sample["target"]) for sample in keys["samples"]]
    return np.array(rows), np.array(targets), np.array([*map(float, keys["weights"]), float(keys["bias"])])


def loss(x: np.ndarray, y: np.ndarray, theta: np.ndarray) -> float:
    """Return the mean cross-entropy in floats, in its stable form."""
    z = x @ theta
    return float(np.mean(np.logaddexp(0, z) - y * z))


@given(exercises())
@settings(max_examples=25)
def test_loss_gradient_and_hessian_agree_with_numpy(keys: dict[str, Any]) -> None:
    """The stable form, and Xᵀ(p − y) and XᵀDX by an independent library."""
    found, (x, y, theta) = solved(KIND, **keys), arrays(keys)
    p = 1 / (1 + np.exp(-x @ theta))
    gradient = [*quantities(found, "gradient[*]"), *quantities(found, "bias_gradient")]
    hessian = np.array([[float(entry) for entry in row] for row in quantities(found, "hessian")[0]])
    assert np.isclose(float(quantities(found, "loss")[0]), loss(x, y, theta), rtol=1e-12)
    assert np.allclose([float(entry) for entry in gradient], x.T @ (p - y) / len(y), rtol=0, atol=1e-13)
    assert np.allclose(hessian, x.T @ np.diag(p * (1 - p)) @ x / len(y), rtol=0, atol=1e-13)
    assert np.linalg.eigvalsh(hessian).min() > -1e-13


@given(exercises())
@settings(max_examples=15)
def test_the_steps_are_those_of_floats(keys: dict[str, Any]) -> None:
    """Three steps of gradient descent in NumPy."""
    found, (x, y, theta) = solved(KIND, **keys), arrays(keys)
    for _ in range(3):
        theta = theta - float(keys["learning_rate"]) * (x.T @ (1 / (1 + np.exp(-x @ theta)) - y) / len(y))
    weights, bias = quantities(found, "steps[2].weights")[0], quantities(found, "steps[2].bias")[0]
    assert np.allclose([float(value) for value in (*weights, bias)], theta, rtol=1e-11, atol=1e-11)


@given(exercises())
@settings(max_examples=15)
def test_a_sample_twice_in_a_sum_counts_twice(keys: dict[str, Any]) -> None:
    """The mean over doubled data is the mean; the sum is twice the sum."""
    doubled = {**keys, "samples": keys["samples"] * 2}
    once, twice = solved(KIND, **keys), solved(KIND, **doubled)
    assert np.isclose(float(quantities(once, "loss")[0]), float(quantities(twice, "loss")[0]), rtol=1e-14)
    total = solved(KIND, **{**doubled, "reduction": "sum"})
    expected = 2 * len(keys["samples"]) * float(quantities(once, "loss")[0])
    assert np.isclose(float(quantities(total, "loss")[0]), expected, rtol=1e-14)
