from pipeline.exercises.backpropagation import KIND
from pipeline.exercises.backpropagation.model import Backpropagation
from pipeline.exercises.solution import Table
from tests.unit.exercises.backpropagation.networks import exact, layer


def test_a_unit_that_is_off_for_one_sample_has_its_row() -> None:
    """For the first sample ReLU changes nothing, for the second it does: both values stand in the table."""
    hidden = layer([["1", "1"]], "relu", preactivation="z", activation="h")
    output = layer([["2"]], "linear", preactivation="o", activation="a")
    inputs = (["1", "1"], ["-1", "-1"])
    model = Backpropagation.model_validate(
        {
            "samples": [{"inputs": exact(row), "targets": exact(["1"])} for row in inputs],
            "loss": "half squared error",
            "learning_rate": exact("0.5"),
            "layer": [hidden, output],
        }
    )
    table = KIND.solve(model, {}).content["sample_table"]
    assert isinstance(table, Table)
    assert [str(getattr(row[0], "name", row[0])) for row in table.rows] == ["z_1", "h_1", "o_1", "loss"]
