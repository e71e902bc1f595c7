import pytest

from pipeline.exercises.networks import lecture
from pipeline.exercises.networks.lecture import Letters, free_letters
from pipeline.notation.writer import latex

T = Letters()


@pytest.mark.parametrize(
    ("name", "last"),
    [("sigmoid", r"\sigma(t)(1 - \sigma(t))"), ("tanh", r"1 - \tanh^2(t)"), ("softplus", r"\sigma(t)")],
)
def test_derivatives_end_with_the_function_itself(name: str, last: str) -> None:
    """The rules are followed to the form that backpropagation uses."""
    worked = lecture.derivative(name, T, "normal")
    assert latex(worked.links[-1].node) == last
    assert "chain rule" in [link.remark for link in worked.links]


def test_the_two_cases_of_softmax() -> None:
    """i = j gives s(1 − s), i ≠ j gives −s·s, both by the quotient rule."""
    same, other = lecture.softmax_same(T), lecture.softmax_other(T)
    assert latex(same.links[-1].node) == "s_{i}(1 - s_{i})"
    assert latex(other.links[-1].node) == "-s_{i}s_{j}"
    assert [chain.links[1].remark for chain in (same, other)] == ["quotient rule"] * 2


def test_general_statements_avoid_the_letters_of_the_sheet() -> None:
    """With targets t_1, t_2 and a layer s_1, s_2 other letters are taken."""
    assert free_letters({"x", "t", "s"}) == Letters("u", "p")
