import pytest
from flint import fmpq

from pipeline.equality.inequality import lower_bound
from pipeline.equality.relation import decide_relation
from pipeline.equality.verdict import Consistent, Proved, Refuted, Verdict
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import Scope, meaning
from pipeline.notation.tree import RelationSign


@pytest.mark.parametrize(
    ("left", "relation", "right", "verdict"),
    [
        ("100*(y - x^2)^2 + (1 - x)^2", "≥", "0", Proved),
        ("100*(y - x^2)^2 + (1 - x)^2", ">", "0", Consistent),
        ("100*(y - x^2)^2 + (1 - x)^2", "≤", "0", Refuted),
        ("(x - 1)^4 + 3", "≥", "3", Proved),
        ("(x - 1)^4 + 3", ">", "2", Proved),
        ("(x - 1)^3 + 3", "≥", "3", Refuted),
        ("1/4 - (sigmoid(t) - 1/2)^2", "≤", "1/4", Proved),
        ("1 - tanh(t)^2", "≤", "1", Proved),
        ("-2*sin(t)", "≥", "-2", Proved),
        ("-(x^2)", "≥", "0", Refuted),
        ("0", "≥", "x^2", Refuted),
        ("x^2*exp(y)", "≥", "0", Proved),
        ("x^2 - 2*x + 1", "≥", "0", Consistent),
    ],
)
def test_an_inequality_with_variables_is_seen_refuted_or_tried(
    left: str, relation: RelationSign, right: str, verdict: type[Verdict]
) -> None:
    """Sums of even powers and bounded functions are proved; a point refutes; the rest agrees at random points."""
    found = decide_relation(parse_expression(left), relation, parse_expression(right), Scope())
    assert isinstance(found, verdict), found


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("3*x^2 - 1", -1), ("2 - cos(x)", 1), ("-3*x^2", None), ("x*y", None), ("log(1 + x^2)", 0), ("log(x^2)", None),
        ("sqrt(4 + x^2)", 2), ("sqrt(2 + x^2)", 1), ("cosh(x*y) - 3", -2), ("1 - exp(-x^2)", 0), ("1 - exp(x)", None),
    ],
)  # fmt: skip
def test_a_lower_bound_is_read_off_only_where_the_form_shows_it(text: str, bound: int | None) -> None:
    """Nothing is rearranged: what is not visibly bounded has no bound."""
    assert lower_bound(meaning(parse_expression(text))) == (None if bound is None else fmpq(bound))
