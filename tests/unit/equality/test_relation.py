import pytest
from flint import fmpq

from pipeline.equality.context import Context
from pipeline.equality.judge import judge as judge_chain
from pipeline.equality.relation import decide_relation, half_unit
from pipeline.equality.verdict import Consistent, Proved, Refuted, Unknown, Verdict
from pipeline.notation.build import ONE, column, number, quotient
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import (
    Call,
    Chain,
    Derivative,
    Determinant,
    Link,
    Matrix,
    Nabla,
    Node,
    Product,
    RelationSign,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
)


def matrix(*rows: str) -> Matrix:
    """Return a matrix from rows of calculator syntax separated by blanks."""
    return Matrix(tuple(tuple(parse_expression(entry) for entry in row.split()) for row in rows))


A, v, f, x_star = (Symbol(name) for name in ("A", "v", "f", "x^*"))
SCOPE = Scope(
    {
        "f": Definition(("x", "y"), parse_expression("x^2*y")),
        "A": Definition((), matrix("1 2", "3 4")),
        "v": Definition((), matrix("1", "2")),
        "x^*": Definition((), Tuple((parse_expression("1"), parse_expression("2")))),
    }
)


def judge(left: Node | str, relation: RelationSign, right: Node | str) -> Verdict:
    """Decide a relation between nodes or texts."""
    a, b = (parse_expression(side) if isinstance(side, str) else side for side in (left, right))
    return decide_relation(a, relation, b, SCOPE)


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        (Nabla(Call("f", (Symbol("x"), Symbol("y")))), matrix("2*x*y", "x^2"), Proved),
        (Nabla(f), matrix("2*x*y", "x^2"), Proved),
        (Nabla(f), column((Derivative(f, (Symbol("x"),)), Derivative(f, (Symbol("y"),)))), Proved),
        (Nabla(Call("f", (x_star,))), matrix("4", "1"), Proved),
        (Nabla(Call("f", (x_star,))), matrix("4", "2"), Refuted),
        (Nabla(Call("f", (x_star,)), 2), matrix("4 2", "2 0"), Proved),
        (Nabla(Call("f", (x_star,)), 2), matrix("4 2", "2 1"), Refuted),
        (Call("f", (x_star,)), "2", Proved),
        (Product((A, v)), matrix("5", "11"), Proved),
        (Product((Transpose(v), A, v)), "27", Proved),
        (Product((matrix("2*x"), matrix("1 x"))), matrix("2*x 2*x^2"), Proved),
        (Sum((Term(1, A), Term(-1, A))), matrix("0 0", "0 0"), Proved),
        (Determinant(A), "-2", Proved),
        (Determinant(A), "2", Refuted),
        (v, Tuple((parse_expression("1"), parse_expression("2"))), Proved),
        (x_star, Transpose(Tuple((parse_expression("1"), parse_expression("2")))), Proved),
        (Transpose(A), matrix("1 3", "2 4"), Proved),
        (v, matrix("1 2"), Unknown),
        (Product((v, A)), "1", Unknown),
        (Sum((Term(1, A), Term(1, v))), A, Unknown),
        (Nabla(Symbol("g")), v, Unknown),
        (matrix("sin(2*x)", "1"), matrix("2*sin(x)*cos(x)", "1"), Consistent),
    ],
)
def test_arrays_are_equal_where_all_entries_are(left: Node, right: Node | str, kind: type[Verdict]) -> None:
    """Gradients, Hessians, products, determinants; shapes that do not fit are unknown, not wrong."""
    assert isinstance(judge(left, "=", right), kind)


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("1/3", "0.3333", Consistent),
        ("1/3", "0.3334", Refuted),
        ("1/3", "0.33", Consistent),
        ("2/3", "0.66", Refuted),
        ("1/8", "0.12", Consistent),  # a tie is within half a unit of both neighbours
        ("1/8", "0.13", Consistent),
        ("pi", "3.1416", Consistent),
        ("pi", "3.14159266", Refuted),
        ("0.5963", "0.596", Consistent),
        ("0.5963", "0.597", Refuted),
        ("0.4*0.5963 + 0.5*0.6083 + 0.6", "1.1427", Consistent),  # the rounded operands leave 0.00005 open
        ("0.4*0.5963 + 0.5*0.6083 + 0.6", "1.1429", Refuted),
        ("0.25*0.5", "0.12", Consistent),
        ("1e-3/3", "3.333e-4", Consistent),
        ("1e-3/3", "3.334e-4", Refuted),
        ("1/0", "1.0000", Unknown),
        ("sin(x)", "0.5", Refuted),
        ("x*y", "y*x", Proved),
    ],
)
def test_a_rounding_is_right_within_half_a_unit_of_its_last_digit(left: str, right: str, kind: type[Verdict]) -> None:
    """Literals with four decimals and more stand for intervals, those with fewer in formulas are exact."""
    assert isinstance(judge(left, "≈", right), kind)


def test_a_rounded_vector_is_judged_by_its_worst_entry() -> None:
    """One wrong digit in one entry refutes the whole."""
    assert isinstance(judge(matrix("1/3", "2/3"), "≈", matrix("0.33", "0.67")), Consistent)
    assert isinstance(judge(matrix("1/3", "2/3"), "≈", matrix("0.33", "0.66")), Refuted)


@pytest.mark.parametrize(
    ("left", "relation", "right", "kind"),
    [
        ("2", "<", "sqrt(5)", Proved),
        ("sqrt(5)", "<", "2", Refuted),
        ("2", "<", "2", Refuted),
        ("2", "≤", "2", Proved),
        ("pi", "≥", "22/7", Refuted),
        ("802", ">", "0", Proved),
        ("1", "≠", "2", Proved),
        ("1", "≠", "1", Refuted),
        ("sqrt(2)^2", "≤", "2", Proved),
        ("x", "<", "x + y", Refuted),
        ("1/0", "<", "1", Unknown),
        ("x", "⇔", "x", Unknown),
        ("x", "←", "x", Unknown),
    ],
)
def test_an_inequality_of_numbers_is_decided(
    left: str, relation: RelationSign, right: str, kind: type[Verdict]
) -> None:
    """By balls; what they cannot separate stays unknown. With variables one point can refute."""
    assert isinstance(judge(left, relation, right), kind)


def test_arrays_differ_where_one_entry_does() -> None:
    """(1, 2) ≠ (1, 3) although the first entries agree."""
    assert isinstance(judge(matrix("1", "2"), "≠", matrix("1", "3")), Proved)
    assert isinstance(judge(matrix("1", "2"), "≠", matrix("1", "2")), Refuted)
    assert isinstance(judge(matrix("1", "x"), "≠", matrix("1", "y")), Unknown)


@pytest.mark.parametrize(
    ("text", "half"),
    [("12", "1/2"), ("0.5", "1/20"), ("0.4440", "1/20000"), ("2e-3", "1/2000"), ("1.50E2", "1/2"), ("3e2", "50")],
)
def test_half_a_unit_of_the_last_digit(text: str, half: str) -> None:
    """Counted at the last digit that is shown, also with an exponent."""
    assert half_unit(text) == fmpq(*(int(part) for part in half.split("/")))


def test_a_rounding_after_a_bound_rounds_the_bound() -> None:
    """In x ≤ y ≈ number, the number is y's and not x's, however exactly roundings are taken."""
    context = Context(rounding="full precision", defines="nothing")
    good, bad = (
        judge_chain(Chain(number("0.2"), (Link("≤", quotient(ONE, number(3))), Link("≈", number(text)))), context)
        for text in ("0.3333", "0.2000")
    )
    assert isinstance(good.relations[1].verdict, Consistent)
    assert isinstance(bad.relations[1].verdict, Refuted)


def test_a_bound_that_is_reached_holds() -> None:
    """√2·√3 ≤ √6, though no arithmetic of balls tells the sides apart; the strict inequality stays open."""
    left, right = parse_expression("sqrt(2)*sqrt(3)"), parse_expression("sqrt(6)")
    assert isinstance(decide_relation(left, "≤", right, Scope()), Proved | Consistent)
    assert isinstance(decide_relation(left, "<", right, Scope()), Unknown)
