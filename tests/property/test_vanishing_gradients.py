from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pages import quantities, solved

KIND = "vanishing-gradients"

tenths = st.integers(-30, 30).map(lambda n: Fraction(n, 10))
weights = st.lists(tenths.filter(bool), min_size=2, max_size=6)
activations = st.sampled_from(["sigmoid", "tanh", "relu", "leaky relu", "softplus", "linear"])


def number(activation: str, chain: list[Fraction], value: Fraction, path: str) -> float:
    """Return one quantity of a chain."""
    return float(quantities(solved(KIND, activation=activation, weights=chain, input=value), path)[0])


@given(activations, weights, tenths)
@settings(max_examples=40)
def test_the_gradient_is_the_product_of_the_factors_and_within_its_bound(
    activation: str, chain: list[Fraction], value: Fraction
) -> None:
    """Multiplied up in floats, for every activation."""
    found = solved(KIND, activation=activation, weights=chain, input=value)
    product = 1.0
    for factor in quantities(found, "layers[*].factor"):
        product *= float(factor)
    (gradient,), (bound,) = quantities(found, "input_gradient"), quantities(found, "bound")
    assert float(gradient) == pytest.approx(product, rel=1e-12)
    assert abs(float(gradient)) <= float(bound) * (1 + 1e-15)


@given(st.sampled_from(["sigmoid", "tanh", "softplus", "linear"]), weights, tenths)
@settings(max_examples=25)
def test_the_gradients_agree_with_differences_of_the_chain(
    activation: str, chain: list[Fraction], value: Fraction
) -> None:
    """By the input and by the first weight, from last activations at points beside."""
    step = Fraction(1, 10**6)
    last = f"layers[{len(chain) - 1}].activation"

    def output(weight: Fraction, at: Fraction) -> float:
        return number(activation, [weight, *chain[1:]], at, last)

    first = chain[0]
    by_input = (output(first, value + step) - output(first, value - step)) / (2 * float(step))
    by_weight = (output(first + step, value) - output(first - step, value)) / (2 * float(step))
    scale = max(1.0, abs(by_input), abs(by_weight))
    assert number(activation, chain, value, "input_gradient") == pytest.approx(by_input, abs=1e-6 * scale)
    assert number(activation, chain, value, "layers[0].weight_gradient") == pytest.approx(by_weight, abs=1e-6 * scale)


@given(weights, tenths)
@settings(max_examples=20)
def test_a_linear_layer_of_weight_one_can_be_left_out(chain: list[Fraction], value: Fraction) -> None:
    """It changes no gradient, wherever it stands."""
    longer = [*chain[:1], Fraction(1), *chain[1:]]
    assert number("linear", longer, value, "input_gradient") == number("linear", chain, value, "input_gradient")
