import time

import pytest

from pipeline.equality.decide import at_first_point, decide
from pipeline.equality.kinks import without_kinks
from pipeline.equality.verdict import Proved, Refuted
from pipeline.notation import expression as ex
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import DEFAULT_BITS, precision
from pipeline.notation.meaning import meaning


def settled(text: str) -> ex.Expr:
    """Return an expression without the kinks that are certain."""
    with precision(DEFAULT_BITS):
        return without_kinks(meaning(parse_expression(text)), at_first_point)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("x*step(exp(1) - 3)", "0"),
        ("x*step(exp(1) - 2)", "x"),
        ("relu(1 - exp(1)) + relu(exp(1))", "exp(1)"),
        ("leaky_relu(1 - exp(1))", "(1 - exp(1))/100"),
        ("abs(1 - exp(1))*sign(1 - exp(1))", "1 - exp(1)"),
        ("relu(relu(exp(1)) - 3)*exp(x)", "0"),
    ],
)
def test_a_constant_lies_on_one_side_of_the_kink(text: str, plain: str) -> None:
    """There the function is one of its two branches, and what it multiplies with 0 is gone."""
    assert isinstance(decide(settled(text), meaning(parse_expression(plain))), Proved)
    assert not any(isinstance(node, ex.Fn) and "relu" in node.name for node in ex.subexpressions(settled(text)))


@pytest.mark.parametrize("text", ["step(x)", "relu(exp(1)*exp(-1) - 1)", "x^2 + exp(x)"])
def test_nothing_is_guessed(text: str) -> None:
    """A variable may lie on both sides, and what cannot be told from 0 on none."""
    assert settled(text) is meaning(parse_expression(text))


def test_what_a_dead_unit_multiplies_is_not_multiplied_out() -> None:
    """The product of a long sum's powers with 0 is proved to be 0 at once; with 1 it is refuted."""
    terms = " + ".join(f"exp(x*{k}/7)/(1 + exp(-{k}*y/11))" for k in range(1, 12))
    dead, alive = (meaning(parse_expression(f"step(1 {sign} exp(1))*({terms})^9")) for sign in "-+")
    before = time.process_time()
    assert isinstance(decide(dead, ex.ZERO), Proved)
    assert isinstance(decide(alive, ex.ZERO), Refuted)
    assert time.process_time() - before < 2
