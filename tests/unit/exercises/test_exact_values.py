import pytest
from flint import fmpq

from pipeline.exercises.exact_values import exact_value
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import meaning


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sigmoid(0)*(1 - sigmoid(1 - 1))", fmpq(1, 4)), ("exp(log(1)) + cos(0)", fmpq(2)), ("sqrt(9/4)", fmpq(3, 2)),
        ("abs(-3) + relu(-2) + relu(2)", fmpq(5)), ("sqrt(2)", None), ("exp(1)", None), ("sigmoid(1)", None),
        ("tanh(0) + sin(0) + tan(0)", fmpq(0)), ("sqrt(0 - 4)", None),
    ],
)  # fmt: skip
def test_rational_values_of_functions_are_found(text: str, value: fmpq | None) -> None:
    """Where no value is rational there is none."""
    assert exact_value(meaning(parse_expression(text))) == value
