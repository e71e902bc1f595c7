from fractions import Fraction

import pytest

from pipeline.errors import ComputationError
from pipeline.exercises.networks.values import value_of
from pipeline.notation.calculator import parse_expression


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("2/3 - 1/6", Fraction(1, 2)),
        ("sigmoid(0)", Fraction(1, 2)),
        ("exp(2)/(exp(2) + exp(2) + exp(2))", Fraction(1, 3)),
        ("exp(1)*exp(-1) - 1", 0),
        ("relu(-3) + step(2)", 1),
    ],
)
def test_what_is_rational_is_exact(formula: str, value: Fraction) -> None:
    """Also where exponentials cancel; nothing is guessed: the fraction is proved to be the value."""
    assert value_of(parse_expression(formula)) == value


def test_what_is_not_rational_is_a_narrow_ball() -> None:
    """Near a simple fraction is not that fraction."""
    found = value_of(parse_expression("sigmoid(0) + exp(-100)"))
    assert not isinstance(found, Fraction)
    assert found > 0.5
    assert found.rel_accuracy_bits() > 80


def test_what_overflows_is_an_error_with_its_name() -> None:
    """The message says what could not be computed."""
    with pytest.raises(ComputationError, match="the loss of sample 2 could not be computed to enough digits"):
        value_of(parse_expression("log(1 - sigmoid(20000))"), name="the loss of sample 2")
