"""What contexts share with each other, and what they must not."""

from dataclasses import replace

from pipeline.equality.context import MAX_REMEMBERED, Context
from pipeline.equality.judge import decide_link
from pipeline.equality.verdict import Proved, Refuted
from pipeline.notation.build import number
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import Definition
from pipeline.notation.tree import Symbol


def context(formula: str, value: str) -> Context:
    """A context with z given by a formula in x, and x by a value."""
    definitions = {"z": Definition((), parse_expression(formula))}
    return Context(definitions=definitions, values={"x": Definition((), number(value))}, defines="nothing")


def verdict(where: Context, left: str, right: str) -> type[object]:
    """The kind of verdict on left = right."""
    return type(decide_link(parse_expression(left), "=", parse_expression(right), where))


def test_variants_with_the_same_formulas_share_what_these_mean() -> None:
    """Other values make no difference to the formulas, and each variant keeps its own values."""
    one, two = (context("x^2 + 1", value).remembering() for value in ("0.3", "0.4"))
    assert one.structure.memory is two.structure.memory
    assert one.valued.memory is not two.valued.memory
    for where, right in ((one, "1.09"), (two, "1.16")):
        assert verdict(where, "z", "x*x + 1") is Proved
        assert verdict(where, "z", right) is Proved
    assert verdict(two, "z", "1.09") is Refuted


def test_other_formulas_share_nothing() -> None:
    """The same equation is judged by the definitions that hold where it stands."""
    assert verdict(context("x^2", "3").remembering(), "z", "x*x") is Proved
    assert verdict(context("x^3", "3").remembering(), "z", "x*x") is Refuted


def test_a_changed_context_remembers_nothing_that_may_have_changed() -> None:
    """A name that gets another formula, in whatever way, is looked at anew; a case of the indices changes none."""
    before = context("x^2", "3").remembering()
    assert verdict(before, "z", "x*x") is Proved
    other = Definition((), parse_expression("x^3"))
    for after in (before.defining("z", other), replace(before, definitions={"z": other})):
        assert verdict(after, "z", "x*x") is Refuted
    moved = before.with_value("x", number("2"))
    assert verdict(moved, "z", "4") is Proved
    assert before.in_cases((("i", "=", "j"),)).valued is before.valued


def test_memories_do_not_grow_without_end() -> None:
    """Pages with ever new numbers begin with an empty memory now and then."""
    one = context("x^4", "3").remembering()
    for count in range(MAX_REMEMBERED + 2):
        decide_link(Symbol("x"), "=", number(str(count)), one)
    assert len(one.structure.memory.formulas) > MAX_REMEMBERED
    assert len(context("x^4", "3").remembering().structure.memory.formulas) == 0
