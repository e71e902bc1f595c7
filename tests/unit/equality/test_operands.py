import pytest

from pipeline.equality.operands import decide_put_in
from pipeline.equality.verdict import Proved, Refuted
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import Definition, Scope

SCOPE = Scope({name: Definition((), parse_expression(text)) for name, text in {"a": "1/3", "b": "-2/3"}.items()})


@pytest.mark.parametrize("numeric", ["0.3333 * 2 - 0.6667", "0.33 * 2 - 0.7"])
def test_numbers_that_round_their_names_are_put_in(numeric: str) -> None:
    """With as many digits as one likes; a minus may come from the number."""
    assert isinstance(decide_put_in(parse_expression("a * 2 + b"), parse_expression(numeric), SCOPE), Proved)


@pytest.mark.parametrize("numeric", ["0.3334 * 2 - 0.6667", "0.3333 * 2 - 0.6666"])
def test_one_wrong_last_digit_is_refuted(numeric: str) -> None:
    """Although the digits of the other operand would leave room for it in the result."""
    assert isinstance(decide_put_in(parse_expression("a * 2 + b"), parse_expression(numeric), SCOPE), Refuted)


@pytest.mark.parametrize("numeric", ["0.3333 * 2 + 0.6667", "0.3333 * 3 - 0.6667", "0", "0.3333"])
def test_nothing_is_said_of_a_formula_of_another_form(numeric: str) -> None:
    """Its value is for others to judge."""
    assert decide_put_in(parse_expression("a * 2 + b"), parse_expression(numeric), SCOPE) is None
