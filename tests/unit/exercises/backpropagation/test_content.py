from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from pipeline.exercises.backpropagation import KIND
from pipeline.exercises.backpropagation.model import Backpropagation
from pipeline.exercises.solution import Content, Display, Prose, Table
from pipeline.notation.tree import Chain, Node
from pipeline.notation.writer import latex
from tests.unit.exercises.backpropagation.networks import exact, layer, network, small

SIGMOID = [["0.3", "-0.1"], ["0.2", "0.7"]]


def content(model: Backpropagation) -> Mapping[str, Any]:
    """Return what the templates are given."""
    return KIND.solve(model, {}).content


def chains(item: Content) -> Iterator[Chain]:
    """Yield every chain in any content."""
    match item:
        case Chain():
            yield item
        case Display(members):
            yield from members
        case Mapping():
            for part in item.values():
                yield from chains(part)
        case Sequence() if not isinstance(item, str):
            for part in item:
                yield from chains(part)


def lines(item: Content) -> list[str]:
    """Return the LaTeX of every chain."""
    return [latex(chain) for chain in chains(item)]


def table(item: Table) -> list[list[str]]:
    """Return the LaTeX of every cell."""
    return [[latex(cell) for cell in row if isinstance(cell, Node)] for row in item.rows]


def test_a_forward_line_goes_from_symbols_over_numbers_to_the_value() -> None:
    """Exact as long as nothing is rounded, approximate from there on."""
    hidden, output = content(small())["forward"]
    assert lines(hidden["sums"])[0] == (r"z_1 = w_1x_1 + w_2x_2 + b_1 = 0.3 \cdot 0.5 - 0.1 \cdot (-1) + 0.2 = 0.45")
    assert lines(hidden["activations"])[0] == r"h_1 = \sigma(z_1) = \sigma(0.45) \approx 0.6106"
    assert lines(output["sums"])[0] == (
        r"o_1 = w_5h_1 + w_6h_2 + b_2 \approx 0.6 \cdot 0.6106 - 0.5 \cdot 0.4013 + 0.1 \approx 0.2657"
    )


def test_the_first_output_weight_is_a_sum_over_all_paths() -> None:
    """With softmax, both outputs depend on each weighted sum."""
    (first,) = lines(content(small())["backward"][0]["first"])
    paths = (
        r"\frac{\partial E}{\partial \text{net}_1} \, \frac{\partial \text{net}_1}{\partial o_1} \, "
        r"\frac{\partial o_1}{\partial w_5} + "
        r"\frac{\partial E}{\partial \text{net}_2} \, \frac{\partial \text{net}_2}{\partial o_1} \, "
        r"\frac{\partial o_1}{\partial w_5}"
    )
    assert first.startswith(rf"\frac{{\partial E}}{{\partial w_5}} = {paths} = -(y_1 - \text{{net}}_1)")


def test_hidden_weights_of_two_layers_go_through_brackets_of_both_outputs() -> None:
    """One bracket per unit of the output layer, then the δ's, then numbers."""
    (first,) = lines(content(small())["backward"][1]["first"])
    assert r"= (\delta_{o_1}w_5 + \delta_{o_2}w_7)h_1(1 - h_1)x_1 \approx" in first
    assert first.count(r"\frac{\partial o_2}{\partial h_1}") == 1


def test_the_shared_bias_before_softmax_is_zero_with_a_reason() -> None:
    """The line ends in an exact 0, and the invariance of softmax stands ready."""
    found = content(small())
    assert lines(found["backward"][0]["bias"])[0].endswith(r"= \delta_{o_1} + \delta_{o_2} = 0")
    assert lines(found["softmax"]["shift"])


def test_the_bias_of_a_single_unit_is_not_shared_with_anyone() -> None:
    """A number as the bias of one unit is that unit's own: its gradient is the δ, without a sum over paths."""
    (found,) = content(network(layer([["0.3", "-0.1"]], "sigmoid", "0.2")))["backward"]
    assert found["bias_form"] == "per unit"
    assert r"= \delta^{(1)}_1 \approx" in lines(found["bias"])[0]


def test_an_own_bias_before_softmax_has_a_gradient() -> None:
    """The invariance concerns shared biases only."""
    model = network(layer(SIGMOID, "softmax", ["0.1", "0.2"]), targets=["1", "0"])
    bias = lines(content(model)["backward"][0]["bias"])
    assert [line.split(" = ")[-1].split(r" \approx ")[0] for line in bias] == [r"\delta^{(1)}_1", r"\delta^{(1)}_2"]


def test_cross_entropy_after_softmax_shortens_to_output_minus_target() -> None:
    """The famous form, which needs that the targets add up to 1."""
    deltas = lines(content(small(loss="cross-entropy"))["backward"][0]["deltas"])
    assert all(rf"= \text{{net}}_{j} - y_{j} \approx" in line for j, line in enumerate(deltas, 1))


def test_binary_cross_entropy_after_sigmoid_shortens_to_output_minus_target() -> None:
    """Here it holds for every target."""
    names = {"preactivation": "z", "activation": "a"}
    model = network(layer([["0.3", "-0.1"]], "sigmoid", **names), targets=["1"], loss="binary cross-entropy")
    (delta,) = lines(content(model)["backward"][0]["deltas"])
    assert r"= -y_1(1 - a_1) + (1 - y_1)a_1 = a_1 - y_1 \approx" in delta


def test_a_silent_relu_is_explained() -> None:
    """A unit that is off says so, and why its weights do not learn."""
    hidden = layer([["1", "0"], ["-1", "0"]], "relu", preactivation="z", activation="h")
    found = content(network(hidden, layer([["1", "1"]], "linear")))
    (remark,) = found["backward"][1]["remarks"]
    assert latex(remark.parts[0]) == "z_2 = -0.5"
    assert "no weight or bias that leads into it learns" in remark.parts[-1]


def test_tables_hold_every_weight_and_bias_once() -> None:
    """Ten gradients, ten updates; the bias that does not move shows its exact value."""
    found = content(small())
    gradients, updates = table(found["gradient_table"]), table(found["update_table"])
    names = ["w_1", "w_2", "w_3", "w_4", "b_1", "w_5", "w_6", "w_7", "w_8", "b_2"]
    assert [row[0] for row in gradients] == [row[0] for row in updates] == names
    assert gradients[-1] == ["b_2", "0", "0"]
    assert updates[-1] == ["b_2", "0.1", "0", "0.1"]


def test_what_does_not_move_is_written_as_before() -> None:
    """A bias of 0.60 that is kept is 0.60 afterwards."""
    model = network(layer(SIGMOID, "sigmoid", "0.60"), update_bias=False)
    assert table(content(model)["update_table"])[-1][1::2] == ["0.60", "0.60"]


def test_a_small_change_gets_enough_decimals_to_be_seen() -> None:
    """A weight that moves in the seventh decimal does not look as if it stood still."""
    for row in table(content(small(learning_rate="0.0001"))["update_table"])[:-1]:
        assert float(row[1]) != float(row[3])


@pytest.mark.parametrize(("rate", "outcome"), [("0.1", "falls"), ("0", "stays"), ("1", "rises")])
def test_the_outcome_is_what_happened(rate: str, outcome: str) -> None:
    """The page does not claim that every step helps."""
    model = network(layer([["0.3", "-0.1"]], "linear"), learning_rate=rate, inputs=["1", "2"], targets=["1"])
    assert content(model)["outcome"] == outcome


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "leaky relu", "softplus", "linear", "softmax"])
@pytest.mark.parametrize("loss", ["half squared error", "squared error", "mean squared error"])
def test_every_activation_can_stand_inside_and_outside(activation: str, loss: str) -> None:
    """Three layers deep, every line of the page is proved while it is made."""
    model = network(
        layer(SIGMOID, activation, ["0.1", "0.2"]),
        layer([["0.4", "0.2"], ["-0.3", "0.5"]], activation, "0.1"),
        layer(SIGMOID, activation),
        loss=loss,
    )
    assert len(content(model)["backward"]) == 3


def test_large_layers_go_to_the_table() -> None:
    """Beyond a size only the first weight is derived in full; the table has all of them."""
    wide = [[f"0.{1 + (3 * k + j) % 9}" for j in range(4)] for k in range(5)]
    found = content(network(layer(wide, "tanh"), inputs=["0.1", "0.2", "0.3", "0.4"]))
    assert found["backward"][0]["others"] == ""
    assert found["backward"][0]["others_left"] == "yes"
    assert len(found["gradient_table"].rows) == 20


def test_a_saturated_unit_is_told_from_one() -> None:
    """It is shown as 0.99988, not as 1.0000, so that the page's own numbers still give its slope."""
    (part,) = content(network(layer([["9"]], "sigmoid"), inputs=["1"]))["forward"]
    assert lines(part["activations"])[0].endswith(r"\approx 0.99988")


def test_numbers_that_rounding_has_robbed_of_a_value_are_not_put_in() -> None:
    """Beyond all decimals the line goes from the symbols to the value."""
    model = network(layer([["60"]], "sigmoid"), inputs=["1"], targets=["0"], loss="binary cross-entropy")
    assert r"\ln(1 - a^{(1)}_1)) \approx 60.0000" in lines(content(model)["loss"])[0]


def test_a_sum_over_many_samples_has_an_index_whatever_the_loss_is_called() -> None:
    """Ten losses are not written out; a name in braces takes an index as well as a letter does."""
    samples = [{"inputs": exact(["1"]), "targets": exact([f"0.{place}"])} for place in range(10)]
    found = content(
        network(layer([["0.5"]], "sigmoid"), samples=samples, loss="squared error", names={"loss": r"\mathcal{L}"})
    )
    assert lines(found["batch_loss"])[0].startswith(
        r"\mathcal{L} = \frac{1}{10} \, \sum_{i=1}^{10} \mathcal{L}_{i} \approx"
    )


@pytest.mark.parametrize(
    ("fixed", "words"),
    [
        ([True, False], "the whole hidden layer"),
        ([True, True], "the whole hidden layer and the whole output layer"),
        ([[[1, 2]], True], "w_2, and the whole output layer"),
    ],
)
def test_what_is_fixed_is_said(fixed: list[Any], words: str) -> None:
    """A layer as a whole, or weights by name."""
    layers = [
        {**layer(weights, "tanh"), "fixed": keeps}
        for weights, keeps in zip((SIGMOID, [["1", "2"]]), fixed, strict=True)
    ]
    assert said(content(network(*layers, names={"weights": "w"}))["fixed"]) == words


def test_a_network_of_one_layer_is_described_in_a_sentence() -> None:
    """Inputs and one layer are joined by a word."""
    found = content(network(layer([["0.3", "-0.1"]], "sigmoid")))
    assert (
        said(found["description"]) == "The network has two inputs x_1 and x_2, and an output layer of one sigmoid unit."
    )


def said(item: Content) -> str:
    """Return running text, names as LaTeX."""
    assert isinstance(item, Prose)
    parts = (said(part) if isinstance(part, Prose) else part for part in item.parts)
    return "".join(part if isinstance(part, str) else latex(part) for part in parts)
