import re

import pytest

from pipeline.equality.normal_form import is_identically_zero
from pipeline.notation.build import chain, number
from pipeline.notation.calculator import parse_expression
from pipeline.notation.expression import sub
from pipeline.notation.layout import LINE, display, displays, formula, narrowed, overflowing, within_the_line
from pipeline.notation.meaning import meaning
from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.tree import Chain, Derivative, Fraction, Node, Number, Power, Product, Sum, Symbol, Term
from pipeline.notation.vocabulary import Vocabulary
from pipeline.notation.width import RELATION, text_width, width
from pipeline.notation.writer import latex

X = Symbol("x")


def long_sum(count: int) -> Sum:
    """Return a sum whose terms are all different, with both signs."""
    terms = (Product((number(k + 2), Power(Symbol(f"x_{k}"), Number("2")))) for k in range(count))
    return Sum(tuple(Term(-1 if k % 3 == 1 else 1, term) for k, term in enumerate(terms)))


def rows_of(text: str) -> list[str]:
    """Return the rows of a display."""
    body = text.removeprefix("$$\n").removesuffix("\n$$")
    body = body.removeprefix("\\begin{aligned}\n").removesuffix("\n\\end{aligned}")
    return body.split(" \\\\\n")


def test_a_short_chain_stands_on_one_row() -> None:
    """What fits and has no remarks needs no alignment."""
    assert display(chain(Symbol("x"), ("=", Symbol("y")), ("≈", Number("0.50")))) == "$$\nx = y \\approx 0.50\n$$"


def test_remarks_stand_in_a_column_of_their_own() -> None:
    """A chain with remarks has a row for every member."""
    text = display(chain(Symbol("x"), ("=", Symbol("y"), "sum rule"), ("=", Number("2"))))
    assert text == "$$\n\\begin{aligned}\nx &= y && \\text{sum rule} \\\\\n&= 2\n\\end{aligned}\n$$"


@pytest.mark.parametrize("count", [3, 17, 60, 200])
@pytest.mark.parametrize("line", [15.0, LINE])
def test_a_long_sum_is_broken_and_nothing_is_lost(count: int, line: float) -> None:
    """Rows begin with their operator; together they hold every term once, in order."""
    total = long_sum(count)
    rows = rows_of(display(chain(Symbol("f"), ("=", total)), line=line))
    joined = " ".join(row.replace("&", "").replace(r"\quad {}", "").strip() for row in rows)
    normal = re.sub(r"(?<=[+-])\s+", "", re.sub(r"\s+", " ", joined))
    assert normal == re.sub(r"(?<=[+-])\s+", "", f"f = {latex(total)}")
    assert all(row.startswith(r"&\quad {}") for row in rows[1:])


@pytest.mark.parametrize("count", [17, 60, 200])
@pytest.mark.parametrize("remark", ["", "sum and chain rules"])
def test_no_row_is_wider_than_the_line(count: int, remark: str) -> None:
    """By the estimate of widths every row, with relation, indent and remark, stays within the line."""
    total = long_sum(count)
    by_name = {term.node: width(term.node) for term in total.terms}
    names = {latex(node): size for node, size in by_name.items()}
    for row in rows_of(display(chain(Symbol("f"), ("=", total, remark)))):
        found = [size for name, size in names.items() if re.search(rf"(?<![0-9]){re.escape(name)}(?![0-9])", row)]
        room = LINE - RELATION - width(Symbol("f")) - (text_width(remark) + 2 if remark else 0)
        assert sum(found) + 1.25 * (len(found) - 1) <= room + 1e-9


def test_a_long_product_is_broken_between_its_factors() -> None:
    """From the second row on a dot shows that the product goes on."""
    factors = tuple(Sum((Term(1, Symbol(f"x_{k}")), Term(-1, Symbol(f"y_{k}")))) for k in range(30))
    rows = rows_of(display(chain(Symbol("p"), ("=", Product(factors)))))
    assert len(rows) > 2
    assert all(row.startswith(r"&\quad {} \cdot ") for row in rows[1:])
    assert "".join(rows).count("(") == 30


def test_a_wide_left_side_has_a_row_of_its_own() -> None:
    """A left side that would take more than half of the line does not push the chain to the margin."""
    wide: Chain = chain(long_sum(12), ("=", long_sum(12)), ("=", Symbol("s")))
    rows = rows_of(display(wide))
    assert rows[0] == f"&{latex(long_sum(12))}"


def test_a_left_side_wider_than_the_line_is_broken_too() -> None:
    """No row of a chain that begins with a long sum runs over the margin."""
    rows = rows_of(display(chain(long_sum(60), ("=", Symbol("s")), ("=", Symbol("t")))))
    assert len(rows) > 5
    assert max(row.count("x_") for row in rows) < 20
    assert rows[-2:] == ["&= s", "&= t"]


def test_a_long_equation_to_zero_is_broken() -> None:
    """The left side of p = 0 takes several rows, and = 0 one of its own."""
    rows = rows_of(display(chain(long_sum(40), ("=", Number("0")))))
    assert len(rows) > 3
    assert rows[-1] == "&= 0"


def test_chains_of_one_display_share_the_column_of_the_sign() -> None:
    """Every row has one alignment mark, before its relation."""
    text = displays(
        [chain(Symbol("x"), ("=", Symbol("y"))), chain(Symbol("z"), ("=", Symbol("y")), ("≈", Number("1")))]
    )
    assert rows_of(text) == ["x &= y", "z &= y", r"&\approx 1"]
    filled = displays(
        [chain(Symbol("x"), ("=", Symbol("y"))), chain(Symbol("z"), ("=", Symbol("y")), ("≈", Number("1")))], fill="row"
    )
    assert rows_of(filled) == ["x &= y", r"z &= y \approx 1"]


def test_a_formula_without_a_relation_is_displayed_as_it_is() -> None:
    """A node that is no chain stands alone."""
    assert formula(Symbol("x")) == "$$\nx\n$$"


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [("x", "x+y"), ("x_1", "x_10"), ("x", "x^2"), ("x/y", "(x+y)/2"), ("2", "0.2500"), ("sin(x)", "sin(x+1)")],
)
def test_more_symbols_are_wider(narrow: str, wide: str) -> None:
    """The estimate grows with what is written."""
    a, b = (width(parse_expression(text)) for text in (narrow, wide))
    assert 0 < a < b


def test_a_fraction_is_as_wide_as_its_wider_part() -> None:
    """Numerator and denominator stand above each other."""
    parts: list[Node] = [parse_expression(text) for text in ("a+b+c", "(a+b+c)/x", "x/(a+b+c)")]
    sizes = [width(part) for part in parts]
    assert sizes[1] == sizes[2] == pytest.approx(sizes[0] + 0.25)


WRAPPED: dict[str, Node] = {
    "negative": Sum((Term(-1, long_sum(24)),)),
    "product": Product((Fraction(Number("1"), Number("2")), long_sum(24))),
    "negative product": Sum((Term(-1, Product((Symbol("c"), long_sum(24), Symbol("d")))),)),
    "derivative": Derivative(long_sum(24), (Symbol("x_1"),), "operator"),
    "derivative of a product": Derivative(Product((Number("2"), long_sum(24))), (Symbol("x_1"),), "operator"),
    "negative derivative": Sum((Term(-1, Derivative(long_sum(24), (Symbol("x_1"),), "operator")),)),
    "sums in a sum": Sum((Term(-1, Sum(tuple(Term(1, long_sum(count)) for count in (2, 3, 4, 5)))),)),
    "tall": Sum((Term(-1, Sum((Term(1, Fraction(Symbol("x_1"), Number("2"))), *long_sum(24).terms))),)),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_long_sum_in_brackets_is_broken_within_them(name: str) -> None:
    """Every row fits, and what was broken reads as what it was."""
    text = display(chain(Symbol("f"), ("=", WRAPPED[name])))
    rows = rows_of(text)
    assert len(rows) > 1
    assert max(row.count("x_") for row in rows) <= 16
    assert all(row.startswith(r"&\quad {}") for row in rows[1:])
    (broken,), (whole,) = (
        read_formula(tex, Vocabulary()) for tex in (text.strip("$\n"), f"f = {latex(WRAPPED[name])}")
    )
    assert isinstance(broken, Statement)
    assert isinstance(whole, Statement)
    assert latex(broken.node) == latex(whole.node)


@pytest.mark.parametrize("name", WRAPPED)
def test_no_bracket_is_lost_whatever_room_there_is(name: str) -> None:
    """Widths are estimates: also where the sum alone would just fit on the line, the row reads as the whole."""
    (whole,) = read_formula(f"f = {latex(WRAPPED[name])}", Vocabulary())
    assert isinstance(whole, Statement)
    for tenths in range(200, 1300, 9):
        text = display(chain(Symbol("f"), ("=", WRAPPED[name])), line=tenths / 10)
        (broken,) = read_formula(text.strip("$\n"), Vocabulary())
        assert isinstance(broken, Statement)
        assert latex(broken.node) == latex(whole.node), tenths


def test_a_term_much_wider_than_the_line_is_broken_between_its_factors() -> None:
    """A fraction of a product has its factors beside it then; nothing is lost, and the page reads as the whole."""
    factors = (*(Power(Symbol(f"x_{k}"), Number("2")) for k in range(40)), Sum((Term(1, Symbol("a")), Term(-1, X))))
    wide = Sum((Term(1, X), Term(-1, Fraction(Product(factors), Symbol("y"))), Term(1, Product(factors))))
    narrow = narrowed(wide, LINE)
    assert overflowing(chain(Symbol("f"), ("=", wide))) == {0}
    assert not overflowing(chain(Symbol("f"), ("=", narrow)))
    text = display(chain(Symbol("f"), ("=", narrow)))
    assert max(row.count("x_") for row in rows_of(text)) <= 30
    (broken,) = read_formula(text.strip("$\n"), Vocabulary())
    assert isinstance(broken, Statement)
    assert isinstance(broken.node, Chain)
    assert latex(broken.node.links[0].node) == latex(narrow)
    assert is_identically_zero(sub(meaning(wide), meaning(broken.node.links[0].node)), 500)


def test_a_derivative_at_the_end_of_a_row_does_not_reach_into_the_next() -> None:
    """Between factors a derivative stands in brackets, so that the page reads as the product."""
    roots = [Power(Symbol(f"x_{k}"), Number("2")) for k in range(30)]
    slope = Derivative(Power(X, Number("3")), (X,), "operator", "∂")
    product = Product((*roots, slope, *roots, X))
    (broken,) = read_formula(display(chain(Symbol("f"), ("=", product))).strip("$\n"), Vocabulary())
    assert isinstance(broken, Statement)
    assert isinstance(broken.node, Chain)
    assert is_identically_zero(sub(meaning(product), meaning(broken.node.links[0].node)), 500)


def test_what_has_no_brackets_to_break_stays_as_it_is() -> None:
    """A long argument of a function is left to the check of the rendered page."""
    sine = parse_expression(f"sin({' + '.join(f'x_{k}' for k in range(60))})")
    assert len(rows_of(display(chain(Symbol("f"), ("=", sine))))) == 1


def test_members_that_no_break_makes_narrow_are_told() -> None:
    """A long sum breaks, and one in brackets; a fraction with it above the line does not."""
    total = long_sum(40)
    fraction, product = Fraction(total, Symbol("y")), Product((Symbol("y"), total))
    assert overflowing(chain(Symbol("f"), ("=", total), ("=", fraction), ("=", product), ("=", Symbol("x")))) == {1}


def test_a_fraction_wider_than_the_line_becomes_several() -> None:
    """One over the denominator stands before what was above it, brackets multiplied out; the value stays."""
    product = Product((Sum((Term(1, Symbol("a")), Term(-1, long_sum(40)))), Symbol("b")))
    wide = Fraction(Sum((Term(1, product), Term(-1, Symbol("c")))), Symbol("d"))
    narrow = narrowed(wide, LINE / 2)
    assert isinstance(narrow, Product)
    assert isinstance(narrow.factors[1], Sum)
    assert max(width(term.node) for term in narrow.factors[1].terms) <= LINE / 2
    assert is_identically_zero(sub(meaning(wide), meaning(narrow)), 500)


def test_a_few_fractions_stand_side_by_side() -> None:
    """A fraction with three wide terms above the line becomes three fractions."""
    terms = tuple(Product(tuple(Symbol(f"{name}_{k}") for k in range(9))) for name in "abc")
    narrow = narrowed(Fraction(Sum(tuple(Term(1, term) for term in terms)), Symbol("d")), LINE / 4)
    assert isinstance(narrow, Sum)
    assert [latex(term.node) for term in narrow.terms] == [latex(Fraction(term, Symbol("d"))) for term in terms]


def test_members_without_room_are_left_out_of_a_chain_that_ends() -> None:
    """The last member stays in any case."""
    fraction = Fraction(long_sum(40), Symbol("y"))
    assert within_the_line(chain(Symbol("f"), ("=", fraction), ("=", Symbol("x")))) == chain(
        Symbol("f"), ("=", Symbol("x"))
    )
    assert within_the_line(chain(Symbol("f"), ("=", fraction))) == chain(Symbol("f"), ("=", fraction))
