from dataclasses import replace

import pytest

from pipeline.equality.context import Context
from pipeline.equality.judge import judge
from pipeline.equality.verdict import Consistent, Proved, Refuted, Unknown, Verdict
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import Definition
from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.tree import Chain, Number, Tuple
from pipeline.notation.vocabulary import Vocabulary
from pipeline.notation.writer import latex

VOCABULARY = Vocabulary(functions={"f": "f"}, indices=frozenset())
CONTEXT = Context(
    definitions={
        "f": Definition(("x", "y"), parse_expression("x^2*y - 3*y")),
        "a": Definition((), Tuple((Number("1"), Number("2")))),
    },
    dimensions=frozenset(),
    solutions={"x": (parse_expression("1"), parse_expression("sqrt(3)")), "y": ()},
    defines="nothing",
    variables=frozenset("xy"),
)
ROOT = "-1.8793852415718167681082185546494629398724"
"""A root of x³ − 3x + 1, to 40 decimals."""


def verdicts(text: str, context: Context = CONTEXT) -> list[Verdict]:
    """Return the verdict of each relation of a formula."""
    (item,) = read_formula(text, VOCABULARY)
    assert isinstance(item, Statement)
    assert isinstance(item.node, Chain)
    assert latex(item.node).replace(" ", "") == text.replace(" ", "")
    return [judged.verdict for judged in judge(item.node, context).relations]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (r"2x - 2 = 0 \Leftrightarrow x = 1", Proved),
        (r"2x - 2 = 0 \Leftrightarrow x = 2", Refuted),
        (r"x^2 = 4 \Leftrightarrow x \in \{-2, 2\}", Proved),
        (r"x^2 = 4 \Leftrightarrow x \in \{2\}", Refuted),
        (r"x^2 = 4 \Leftrightarrow x = 2", Refuted),
        (r"x^2 = 4 \Leftrightarrow x = \{-2, 2\}", Unknown),
        (r"4x^2 = 1 \Leftrightarrow x \in \left\{ -\frac{1}{2}, \frac{1}{2} \right\}", Proved),
        (r"x^2 + 1 = 0 \Leftrightarrow x \in \emptyset", Proved),
        (r"x^2 - 1 = 0 \Leftrightarrow x \in \emptyset", Refuted),
        (r"y^3 - y = 0 \Leftrightarrow y \in \{-1, 0, 1\}", Proved),
    ],
)
def test_an_equation_with_its_solutions_is_one_statement(text: str, kind: type[Verdict]) -> None:
    """The real solutions are exactly those; the equation itself is not said to hold."""
    assert {type(verdict) for verdict in verdicts(text)} == {kind}


def test_what_stands_before_an_equation_is_an_identity() -> None:
    """In a = b = 0 ⇔ x = root only a = b has to hold everywhere."""
    whole = r"\left[ \frac{\partial f}{\partial y} \right]_{x = 2} = 1"
    assert [type(v) for v in verdicts(whole)] == [Proved]
    chain = r"\frac{\partial f}{\partial y} = x^2 - 3 = 0 \Leftrightarrow x \in \{-\sqrt{3}, \sqrt{3}\}"
    assert [type(v) for v in verdicts(chain)] == [Proved] * 4
    wrong = r"\frac{\partial f}{\partial y} = 2x^2 - 6 = 0 \Leftrightarrow x \in \{-\sqrt{3}, \sqrt{3}\}"
    assert [type(v) for v in verdicts(wrong)] == [Refuted, Proved, Proved, Proved]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (r"\left[ \frac{\partial f}{\partial x} \right]_{x = 1} = 2y", Proved),
        (r"\left[ \frac{\partial f}{\partial x} \right]_{x = 1} = 2x", Refuted),
        (r"\left[ \frac{\partial f}{\partial x} + y \right]_{(x, y) = (1, 3)} = 9", Proved),
        (r"\left[ \frac{\partial f}{\partial x} + y \right]_{(x, y) = (3, 1)} = 9", Refuted),
        (r"\left[ \frac{\partial f}{\partial x} \right]_{(x, y) = (1, 2, 3)} = 4", Unknown),
        (r"\left[ \frac{\partial f}{\partial x} \right]_{x > 1} = 2y", Unknown),
    ],
)
def test_a_formula_in_brackets_is_taken_where_the_foot_says(text: str, kind: type[Verdict]) -> None:
    """The variables get their values after differentiating."""
    assert isinstance(verdicts(text)[0], kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x = 1", Proved),
        ("x = 2", Refuted),
        (r"x \approx 1.73", Consistent),
        (r"x \approx 1.3", Refuted),
        ("x < 2", Proved),
        ("x < 1", Refuted),
        (r"x^2 - 4x + 3 = 0", Refuted),
        (r"(x - 1)(x^2 - 3) = 0", Proved),
        (r"(x - 1)(x^2 - 3) = y - y", Refuted),
    ],
)
def test_what_is_said_of_a_sought_variable_is_about_its_solutions(text: str, kind: type[Verdict]) -> None:
    """A value is one of them, an inequality and an equation hold for all; two formulas are equal everywhere."""
    assert isinstance(verdicts(text)[0], kind)


def test_a_solution_with_many_decimals_stands_for_an_irrational_number() -> None:
    """The equation is satisfied to within the last decimal; another equation is refuted."""
    root = Context(solutions={"x": (parse_expression(ROOT),)})
    assert isinstance(verdicts("x^3 - 3x + 1 = 0", root)[0], Consistent)
    assert isinstance(verdicts("x^3 - 3x + 2 = 0", root)[0], Refuted)


@pytest.mark.parametrize("text", ["x = x + z - z", r"\frac{\partial f}{\partial z} = 0", "b = 3", "f(x, z) = f(x, z)"])
def test_a_name_that_means_nothing_is_found(text: str) -> None:
    """Where all variables are known, a formula with another name is not decided, however true."""
    assert isinstance(verdicts(text)[0], Unknown)
    assert isinstance(verdicts("x = x + z - z", replace(CONTEXT, variables=None, solutions={}))[0], Proved)
