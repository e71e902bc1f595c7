import pytest

from pipeline.exercises.backpropagation.symbols import indexed, name_symbols
from pipeline.notation.writer import latex
from tests.unit.exercises.backpropagation.networks import layer, network, small


@pytest.mark.parametrize(
    ("base", "indices", "name"),
    [
        ("h", (1,), "h_1"),
        ("z_h", (2,), "z_{h,2}"),
        (r"\text{net}", (1,), r"\text{net}_1"),
        (r"\text{net}", (12,), r"\text{net}_{12}"),
        (r"\text{net}_{out}", (3,), r"\text{net}_{out,3}"),
        ("W^{(1)}", (2, 1), "W^{(1)}_{21}"),
        ("W^{(1)}", (2, 10), "W^{(1)}_{2,10}"),
    ],
)
def test_an_index_goes_to_the_foot_of_any_name(base: str, indices: tuple[int, ...], name: str) -> None:
    """There never are two subscripts, and two-digit indices stay apart."""
    assert indexed(base, *indices) == name


def test_weights_with_a_name_are_numbered_through() -> None:
    """Row by row, layer by layer: the weights into the first unit come first."""
    symbols = name_symbols(small().naming())
    assert [[[latex(w) for w in row] for row in own.weights] for own in symbols.layers] == [
        [["w_1", "w_2"], ["w_3", "w_4"]],
        [["w_5", "w_6"], ["w_7", "w_8"]],
    ]


def test_weights_without_a_name_say_layer_unit_and_source() -> None:
    """The default is W^{(l)}_{kj} for the weight from j into k of layer l."""
    model = network(layer([["1", "2"]], "tanh", "1"), layer([["1"], ["2"]], "linear", ["1", "2"]))
    first, second = name_symbols(model.naming()).layers
    assert [latex(w) for w in first.weights[0]] == ["W^{(1)}_{11}", "W^{(1)}_{12}"]
    assert [latex(b) for b in (*first.biases, *second.biases)] == ["b^{(1)}", "b^{(2)}_1", "b^{(2)}_2"]
    assert latex(second.deltas[1]) == r"\delta^{(2)}_2"


def test_a_shared_bias_is_one_symbol() -> None:
    """Every unit of the layer has the same one, named after the layer."""
    symbols = name_symbols(small().naming())
    assert [latex(b) for b in symbols.layers[0].biases] == ["b_1", "b_1"]
    assert [latex(b) for b in symbols.layers[1].biases] == ["b_2", "b_2"]


def test_delta_is_named_after_a_weighted_sum_that_has_a_name() -> None:
    r"""With preactivations o_1, o_2 the derivatives are δ_{o_1}, δ_{o_2}."""
    assert latex(name_symbols(small().naming()).layers[1].deltas[0]) == r"\delta_{o_1}"
