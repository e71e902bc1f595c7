from pipeline.exercises.backpropagation import KIND
from pipeline.exercises.figures import Bars, Figure, Lines, NetworkDiagram
from pipeline.render.content import alt_text
from tests.unit.exercises.backpropagation.networks import layer, network, small


def figures(**keys: object) -> dict[str, Figure]:
    """Return all figures of a small network by name."""
    return {f.name: f for f in KIND.solve(small(**keys), {}).content.values() if isinstance(f, Figure)}


def test_the_network_figure_gives_nothing_away() -> None:
    """It stands in the statement: names and given weights, no result."""
    figure = figures()["network"]
    (drawing,) = figure.drawing
    assert isinstance(drawing, NetworkDiagram)
    assert drawing.layers == (("$x_1$", "$x_2$"), ("$h_1$", "$h_2$"), (r"$\text{net}_1$", r"$\text{net}_2$"))
    assert [edge.strength for edge in drawing.edges] == [0.3, -0.1, 0.2, 0.7, 0.6, -0.5, 0.4, 0.1]
    assert drawing.biases == ("$b_1$", "$b_2$")
    assert "w sub 2 = minus 0.1 from x sub 2 to h sub 1" in alt_text(figure.alt)


def test_alt_texts_are_plain_words_with_the_numbers() -> None:
    """Who cannot see the picture reads the data instead, without any LaTeX."""
    for figure in figures().values():
        assert not set(alt_text(figure.alt)) & set("\\$_{")
    assert "Loss 0." in alt_text(figures()["error"].alt)


def test_the_error_figure_compares_before_and_after() -> None:
    """Outputs beside targets; the loss over the size of the step, from the old loss through the new one."""
    outputs, loss = figures()["error"].drawing
    assert isinstance(outputs, Bars)
    assert isinstance(loss, Lines)
    assert [name for name, _ in outputs.series] == ["before", "after", "target"]
    curve, (step,) = loss.series[0].points, loss.series[1].points
    assert curve[0][0] == 0
    assert step == curve[len(curve) // 2]
    assert step[1] < curve[0][1]


def test_labels_that_nobody_could_read_are_left_out() -> None:
    """Twenty-five edges between two layers carry no labels."""
    wide = [["0.1"] * 5] * 5
    figure = KIND.solve(network(layer(wide, "linear")), {}).content["network"]
    assert isinstance(figure, Figure)
    (drawing,) = figure.drawing
    assert isinstance(drawing, NetworkDiagram)
    assert {edge.label for edge in drawing.edges} == {""}


def test_all_of_the_largest_gradients_are_named() -> None:
    """With softmax and equal and opposite δ's the largest size occurs twice."""
    assert str(figures()["gradients"].caption).endswith("Largest in size: $w_5$, $w_7$.")


def test_gradients_that_are_all_zero_have_no_largest_one() -> None:
    """A dead layer before a shared bias of softmax: nothing is singled out."""
    hidden, output = layer([["-1", "-1"]], "relu"), layer([["1"], ["2"]], "softmax", "0.1")
    figure = KIND.solve(network(hidden, output), {}).content["gradient_figure"]
    assert isinstance(figure, Figure)
    assert figure.caption == figure.alt == "The gradients: all of them are 0."
