from collections.abc import Iterator
from functools import cache

import pytest

from pipeline.equality.judge import decide_link, judge
from pipeline.equality.verdict import Proved, Refuted, Unknown, Verdict
from pipeline.exercises.backpropagation import KIND
from pipeline.exercises.backpropagation.model import Backpropagation
from pipeline.exercises.reading import Reading
from pipeline.exercises.solution import Measured, Solution, Table
from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.tree import Chain, Node
from pipeline.notation.writer import latex
from pipeline.render.exercise import fill_exercise
from pipeline.render.locations import template_folders
from tests.unit.exercises.backpropagation.networks import batch, exact, layer, network, small
from tests.unit.exercises.backpropagation.test_content import chains

TWO = [["0.3", "-0.1"], ["0.2", "0.7"]]
NETWORKS = {
    "named": small(),
    "cross-entropy": small(loss="cross-entropy"),
    "binary": network(layer(TWO, "tanh", ["0.1", "-0.2"]), layer(TWO, "sigmoid"), loss="binary cross-entropy"),
    "kink": network(
        layer([["1", "1"], ["-1", "-1"]], "relu"), layer(TWO, "leaky relu", "0.1"), loss="mean squared error"
    ),
    "three layers": network(layer(TWO, "sigmoid"), layer(TWO, "softplus", "0.1"), layer(TWO, "linear")),
    "one layer, biases rest": network(layer(TWO, "sigmoid", "0.5"), update_bias=False, loss="squared error"),
    "two decimals": network(layer(TWO, "sigmoid", "0.123"), layer(TWO, "sigmoid"), decimals=2),
    "batch, momentum": batch(optimiser={"method": "momentum"}, steps=3),
    "batch of a sum, adam": batch(
        optimiser={"method": "adam", "weight_decay": exact("0.01")}, reduction="sum", steps=3
    ),
    "adam at a dead unit": network(
        layer([["-1", "-1"], ["1", "1"]], "relu", "0.1"),
        layer(TWO, "sigmoid", ["0.1", "0.2"]),
        optimiser={"method": "adam"},
        steps=2,
    ),
    "adam, softmax with a shared bias": small(optimiser={"method": "adam"}, steps=3),
    "momentum, one softmax unit": network(
        layer([["0.5"]], "softmax", ["0.1"]), optimiser={"method": "momentum"}, steps=3
    ),
    "momentum, vectors with its letters": network(
        layer(TWO, "tanh", ["0.1", "0.2"], preactivation="v", activation="u"),
        optimiser={"method": "momentum"},
        steps=2,
        style="matrix",
    ),
    "adam, two decimals": small(optimiser={"method": "adam"}, decimals=2),
    "adam, biases called β": small(
        optimiser={"method": "adam"},
        names={"weights": r"\theta", "bias": r"\beta", "loss": r"\mathcal{L}", "learning_rate": r"\alpha"},
    ),
    "some fixed": network(
        {**layer(TWO, "tanh", "0.1"), "fixed": [[1, 2]]}, {**layer(TWO, "linear"), "fixed": True}, steps=2
    ),
    "decay of weights alone": small(
        optimiser={"weight_decay": exact("0.1"), "decay_bias": False}, steps=12, learning_rate="0.1"
    ),
    "matrix": network(layer(TWO, "tanh", ["0.1", "-0.2"]), layer(TWO, "sigmoid"), style="matrix"),
    "matrix, softmax inside": network(
        layer(TWO, "softmax", "0.1"), layer(TWO, "relu"), layer([["1", "-2"]], "linear", ["1"]), style="matrix"
    ),
    "matrix, named": small(style="matrix", loss="cross-entropy"),
    "matrix, batch": batch(style="matrix", steps=2),
    "matrix, one unit": network(layer([["0.5"]], "sigmoid", ["0.1"]), style="matrix", loss="binary cross-entropy"),
    "nothing but zeros": network(layer([["0", "0"]] * 2, "sigmoid", "0"), layer([["0", "0"]] * 2, "softmax", "0")),
    "equal units": network(layer([["0.1", "0.2"]] * 2, "tanh", "0.3"), layer([["0.3", "0.4"]] * 2, "softmax", "0.1")),
    "half, exactly": network(layer([["0.1", "0.2"]] * 2, "relu", "0.3"), layer([["0.3", "-0.3"]] * 2, "sigmoid")),
    "equal units, softplus": network(layer([["0.2", "-0.2"]] * 2, "softplus"), layer([["0.3", "0.4"]] * 2, "softmax")),
    "letters taken": network(layer(TWO, "softmax"), names={"loss": "c", "learning_rate": "d", "inputs": "t"}),
}


def solved(model: Backpropagation) -> Solution:
    """Return the solution of a network."""
    return KIND.solve(model, {})


@cache
def prepared(name: str) -> Solution:
    """Return the solution of one of the networks, computed once."""
    return solved(NETWORKS[name])


def judged(text: str, reading: Reading) -> Iterator[Verdict]:
    """Yield the verdict of every relation in a formula."""
    for item in read_formula(text, reading.vocabulary):
        assert isinstance(item, Statement), text
        if isinstance(item.node, Chain):
            yield from (found.verdict for found in judge(item.node, reading.context).relations)


def numbers(solution: Solution) -> Iterator[tuple[Node, Node | str]]:
    """Yield every cell with a meaning, and the meaning."""
    for item in solution.content.values():
        if isinstance(item, Table):
            for row, meanings in zip(item.rows, item.meanings, strict=True):
                for cell, meaning in zip(row, meanings, strict=True):
                    if isinstance(meaning, str):
                        assert cell == meaning
                    elif meaning is not None:
                        assert isinstance(cell, Node)
                        yield cell, meaning


@pytest.mark.parametrize("name", NETWORKS)
def test_every_line_is_decided_from_what_the_sheet_gives(name: str) -> None:
    """Nothing is taken for a definition, refuted or left open; the lecture on softmax, with its cases, aside."""
    solution = prepared(name)
    content = {key: item for key, item in solution.content.items() if key != "softmax"}
    for chain in chains(content):
        for verdict in judged(latex(chain), solution.reading):
            assert not isinstance(verdict, Refuted | Unknown), (latex(chain), verdict)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_cell_of_every_table_has_a_meaning_that_it_rounds(name: str) -> None:
    """Names are themselves, numbers round full precision, before and after the update."""
    solution = prepared(name)
    cells = list(numbers(solution))
    assert len(cells) > 8
    for cell, meaning in cells:
        (item,) = read_formula(latex(cell), solution.reading.vocabulary)
        assert isinstance(item, Statement)
        assert isinstance(meaning, Node)
        verdicts = [decide_link(meaning, sign, item.node, solution.reading.context) for sign in ("=", "≈")]
        assert not all(isinstance(verdict, Refuted | Unknown) for verdict in verdicts), (latex(cell), verdicts)


@pytest.mark.parametrize(
    "wrong",
    [
        r"z_1 = w_1x_1 + w_2x_2 + b_2",
        r"h_1 = \sigma(z_2)",
        r"\sigma(t) = \frac{1}{1 + e^{t}}",
        r"w_1 = 0.4",
        r"w_1 \approx 0.3",
        r"\frac{\partial E}{\partial w_5} = \delta_{o_1}h_2",
        r"\delta_{z_1} = (\delta_{o_1}w_5 + \delta_{o_2}w_6)h_1(1 - h_1)",
        r"o_1 = w_5h_1 + w_6h_2 + b_2 \approx 0.6 \cdot 0.6107 - 0.5 \cdot 0.4013 + 0.1",
        r"o_1 = w_5h_1 + w_6h_2 + b_2 \approx 0.6 \cdot 0.6106 - 0.5 \cdot 0.4013 + 0.1 \approx 0.2658",
        r"w_1 \leftarrow w_1 + \eta \, \frac{\partial E}{\partial w_1}",
        r"s_i = \frac{e^{t_i}}{\sum_{k=1}^{d} e^{t_i}}",
        r"q = 3",
    ],
)
def test_a_mistake_on_the_page_is_refuted(wrong: str) -> None:
    """An index, a sign, a last digit, a needless ≈, a wrong definition, an unknown name."""
    assert any(isinstance(verdict, Refuted) for verdict in judged(wrong, solved(small()).reading))


@pytest.mark.parametrize(
    "wrong",
    [
        r"z_1 = w_1x_1 + w_3x_2 + b_1",
        r"\frac{\partial E}{\partial w_1} = \delta_{z_1}x_2",
        r"\frac{\partial E}{\partial w_5} = \delta_{o_1}h_2",
        r"\delta_{z_1} = (\delta_{o_1}w_5 + \delta_{o_2}w_6)h_1(1 - h_1)",
        r"w_1 \leftarrow w_1 - \eta \, \frac{\partial E}{\partial w_2}",
    ],
)
def test_equal_numbers_hide_no_wrong_index(wrong: str) -> None:
    """All weights and inputs are one half: every wrong index gives the right number, and is refuted all the same."""
    half = [["0.5", "0.5"], ["0.5", "0.5"]]
    hidden = layer(half, "sigmoid", "0.5", preactivation="z", activation="h")
    output = layer(half, "sigmoid", "0.5", preactivation="o", activation="a")
    model = network(hidden, output, targets=["0.5", "0.5"], names={"weights": "w", "bias": "b"})
    assert any(isinstance(verdict, Refuted) for verdict in judged(wrong, solved(model).reading))


def test_what_the_lecture_says_of_softmax_holds_in_its_case_only() -> None:
    """For i = j the derivative is s_i(1 − s_i), for i ≠ j it is −s_i s_j."""
    reading = solved(small()).reading
    (item,) = read_formula(r"\frac{\partial s_i}{\partial t_j} = s_i(1 - s_i)", reading.vocabulary)
    assert isinstance(item, Statement)
    assert isinstance(item.node, Chain)
    same, other = (judge(item.node, reading.context.in_cases((("i", sign, "j"),))) for sign in ("=", "≠"))
    assert isinstance(same.relations[0].verdict, Proved)
    assert isinstance(other.relations[0].verdict, Refuted)


def test_the_loss_after_the_update_is_measured_against_the_stepped_weights() -> None:
    """The two numbers of the closing sentence mean the loss before and after."""
    solution = solved(small())
    for key in ("loss_before", "loss_after"):
        number = solution.content[key]
        assert isinstance(number, Measured)
        (item,) = read_formula(number.text, solution.reading.vocabulary)
        assert isinstance(item, Statement)
        verdict = decide_link(number.meaning, "≈", item.node, solution.reading.context)
        assert not isinstance(verdict, Refuted | Unknown)


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_posed_is_what_the_solved_exercise_shows(name: str) -> None:
    """The statement needs no solution, and reads the same with one."""
    model, root = NETWORKS[name], template_folders()
    assert KIND.pose is not None
    posed = Solution({}, KIND.pose(model, {}))
    texts = [
        fill_exercise(root, "backpropagation", "network", solution, ("statement",)).parts["statement"]
        for solution in (posed, prepared(name))
    ]
    assert texts[0] == texts[1]
