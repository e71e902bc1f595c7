import pytest

from pipeline.equality.inequality import decide_everywhere
from pipeline.equality.like_terms import collected
from pipeline.equality.verdict import DEFAULT_LIMITS, Proved, Refuted, Verdict
from pipeline.notation import expression as ex
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import meaning


def of(text: str) -> ex.Expr:
    """Return the meaning of calculator syntax."""
    return meaning(parse_expression(text))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("2*x^2 - 2*(x^2 + y^2)", 1),
        ("x*y + 3 - x*y", 1),
        ("(x + 1)^2 - (x + 1)^2 + x", 1),
        ("x*y + y*x", 2),
    ],
)
def test_terms_that_are_written_alike_are_put_together(text: str, terms: int) -> None:
    """Numbers go into brackets; the order of factors is not touched."""
    found = collected(of(text))
    kept = found.parts if isinstance(found, ex.Add) else (found,)
    assert len([part for part in kept if not (isinstance(part, ex.Const) and part.value == 0)]) == terms


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("-40*x^2 - 5*y^2 + z^2", "-40*(x^2 + y^2 + z^2)", Proved),
        ("-40*x^2 - 5*y^2 + z^2", "-39*(x^2 + y^2 + z^2)", Refuted),
        ("1/4", "1/4 - (sigmoid(t) - 1/2)^2", Proved),
    ],
)
def test_a_sum_of_squares_is_seen_through_brackets(left: str, right: str, kind: type[Verdict]) -> None:
    """As in the estimate of a quadratic form by its smallest eigenvalue."""
    assert isinstance(decide_everywhere(of(left), "≥", of(right), DEFAULT_LIMITS), kind)


@pytest.mark.parametrize(("left", "right"), [("x^2", "0"), ("1", "1 - tanh(t)^2"), ("x^2 + 2*y^2", "x^2 + y^2")])
def test_a_strict_inequality_fails_where_both_sides_are_equal(left: str, right: str) -> None:
    """The origin and the points on the axes are tried."""
    assert isinstance(decide_everywhere(of(left), ">", of(right), DEFAULT_LIMITS), Refuted)
