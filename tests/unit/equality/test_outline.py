from pipeline.equality.normal_form import is_identically_zero
from pipeline.equality.outline import outlines_of
from pipeline.notation import expression as ex
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import Definition, Scope, meaning


def difference(left: str, right: str) -> bool:
    """Tell whether two formulas have the same outline where z = u·v + 1."""
    scope = Scope({"z": Definition((), parse_expression("u * v + 1"))})
    sides = [meaning(parse_expression(text), scope) for text in (left, right)]
    return is_identically_zero(outlines_of(scope).of(ex.sub(*sides)), 100)


def test_equal_parts_are_one_variable_whichever_way_they_came_in() -> None:
    """A name and what it stands for, written out in the same order, share their outline."""
    assert difference("sigmoid(z) * (1 - sigmoid(z))", "sigmoid(u * v + 1) - sigmoid(z)^2")


def test_an_identity_within_a_part_is_not_seen() -> None:
    """So an outline that is not zero proves nothing."""
    assert not difference("exp(u)^2", "exp(2 * u)")
