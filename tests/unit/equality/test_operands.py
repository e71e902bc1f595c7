import pytest

from pipeline.equality.operands import decide_put_in
from pipeline.equality.verdict import Proved, Refuted
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import EMPTY, Definition, Scope
from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.vocabulary import Vocabulary

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


@pytest.mark.parametrize(
    ("numeric", "verdict"),
    [
        (r"0.1192(1 - 0.1192)", Proved),
        (r"0.1192(1 - 0.1191)", Refuted),
        (r"0.1192(1 - \sigma(-2))", Proved),
        (r"\sigma(-2)(1 - \sigma(-2))", Proved),
    ],
)
def test_a_function_at_a_number_has_a_value_too(numeric: str, verdict: type) -> None:
    """What stands for σ(−2) has to round it."""
    words = Vocabulary(functions={"sigma": "sigmoid"})
    (symbolic,), (put_in,) = (read_formula(text, words) for text in (r"\sigma(-2)(1 - \sigma(-2))", numeric))
    assert isinstance(symbolic, Statement)
    assert isinstance(put_in, Statement)
    assert isinstance(decide_put_in(symbolic.node, put_in.node, EMPTY), verdict)


@pytest.mark.parametrize(("power", "verdict"), [("10^(-8)", Proved), ("10^(-7)", Refuted), ("0.00000001", Proved)])
def test_a_power_of_ten_is_a_number_that_is_put_in(power: str, verdict: type) -> None:
    """It stands for one name; the decimals of the others do not matter."""
    scope = Scope({**SCOPE.definitions, "c": Definition((), parse_expression("1/10^8"))})
    put_in = parse_expression(f"0.33 / (0.67 + {power})")
    assert isinstance(decide_put_in(parse_expression("a / (-b + c)"), put_in, scope), verdict)
