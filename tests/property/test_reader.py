from dataclasses import replace

import mpmath
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.notation.calculator import parse_expression
from pipeline.notation.layout import display, displays
from pipeline.notation.marks import with_marks
from pipeline.notation.names import canonical_name
from pipeline.notation.reader import Statement, Unreadable, read_formula
from pipeline.notation.tree import (
    BigSum,
    Chain,
    Derivative,
    Determinant,
    Fraction,
    Group,
    Indexed,
    Link,
    Matrix,
    Nabla,
    Node,
    Number,
    Power,
    Product,
    RelationSign,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
    children,
    walk,
    with_children,
)
from pipeline.notation.vocabulary import Vocabulary, symbol_latex
from pipeline.notation.writer import latex
from tests.property.trees import PARTIAL, SMOOTH, UndefinedError, agree, calculator_text, points, trees, value

PAGE = Vocabulary(functions={"sigma": "sigmoid", "f": "f"})

COMMA = replace(PAGE, decimal=",")

Point = dict[str, mpmath.mpf]

RELATIONS: tuple[RelationSign, ...] = ("=", "≈", "≠", "<", ">", "≤", "≥", "≪", "≫", ":=", "←", "→", "⇔", "⇒", "∈")


def read_node(text: str) -> Node:
    """Return the only statement's node."""
    (item,) = read_formula(text, PAGE)
    assert isinstance(item, Statement), f"{item} in {text}"
    return item.node


def known(node: Node, at: Point) -> mpmath.mpf:
    """Return mpmath's value, or pass over a point where the formula has none."""
    try:
        return value(node, at)
    except UndefinedError:
        assume(False)
        raise


@given(trees((*SMOOTH, *PARTIAL, "relu", "leaky_relu", "sign", "step"), leaves=10), points())
@settings(max_examples=300)
def test_what_the_writer_writes_is_read_with_the_same_value(node: Node, at: Point) -> None:
    """Any formula is worth the same after it was written as LaTeX and read back."""
    with mpmath.workdps(30):
        expected = known(node, at)
        assert agree(value(read_node(latex(node)), at), expected), latex(node)


def derivatives() -> st.SearchStrategy[Node]:
    """Derivatives of both forms, inside sums and products."""
    variable = st.sampled_from([Symbol("x"), Symbol("y")])
    one = st.builds(
        lambda body, by, form: Derivative(body, (by,), form),
        trees(("exp", "sin", "sigmoid"), leaves=5),
        variable,
        st.sampled_from(["operator", "quotient"]),
    )
    return st.one_of(
        one,
        st.builds(lambda a, b: Product((a, b)), one, trees((), leaves=3)),
        st.builds(lambda a, b: Product((b, a)), one, trees((), leaves=3)),
        st.builds(lambda a, b: Sum((Term(1, a), Term(-1, b))), one, trees((), leaves=3)),
        st.builds(lambda a, b: Fraction(b, a), one, trees((), leaves=3)),
    )


@given(derivatives(), points())
@settings(max_examples=100)
def test_a_derivative_is_read_with_the_scope_it_was_written_with(node: Node, at: Point) -> None:
    """The operator reaches exactly as far in the formula read as in the formula written."""
    with mpmath.workdps(40):
        expected = known(node, at)
        assert agree(value(read_node(latex(node)), at), expected, digits=8), latex(node)


def names() -> st.SearchStrategy[str]:
    """Plain and LaTeX names as sheets have them."""
    base = st.sampled_from(["x", "w", "eta", "theta", "E", "rate", "lambda"])
    index = st.integers(0, 120).map(str)
    plain = st.one_of(base, st.builds(lambda b, i: f"{b}_{i}", base, index), st.builds(lambda b, i: b + i, base, index))
    written = st.sampled_from(
        ["E_{total}", r"\text{net}_1", r"W^{(1)}_{12}", "x^*", r"w_1^{(0)}", r"\delta_{o_1}", r"\delta_{z^{(1)}_1}"]
    )
    return st.one_of(plain, plain, written)


@given(names())
def test_a_name_is_the_same_however_it_comes(name: str) -> None:
    """The name, its LaTeX, and what is read from its LaTeX have one canonical form."""
    canonical = canonical_name(name)
    assert canonical_name(canonical) == canonical
    assert canonical_name(symbol_latex(name)) == canonical
    assert read_node(symbol_latex(name)) == Symbol(canonical)


def structures() -> st.SearchStrategy[Node]:
    """What has no value as a number: matrices, gradients, sums over indices, points."""
    part = trees(("sin",), leaves=3)
    index = st.sampled_from([Symbol("i"), Symbol("k")])
    square = st.lists(part, min_size=4, max_size=4).map(lambda e: Matrix(((e[0], e[1]), (e[2], e[3]))))
    column = st.lists(part, min_size=1, max_size=3).map(lambda e: Matrix(tuple((x,) for x in e)))
    indexed = st.builds(lambda i, offset: Indexed("x", (offset(i),)), index, st.sampled_from([_itself, _shifted]))
    return st.one_of(
        square,
        column,
        square.map(Determinant),
        square.map(Transpose),
        st.lists(part, min_size=2, max_size=3).map(lambda items: Tuple(tuple(items))),
        st.builds(Nabla, st.just(Symbol("f")), st.sampled_from([1, 2])),
        st.builds(lambda i, body: BigSum(i, Number("1"), Symbol("n"), body), index, indexed),
        st.builds(lambda i, body: BigSum(i, Number("1"), Number("2"), Power(body, Number("2"))), index, indexed),
    )


def _itself(node: Node) -> Node:
    return node


def _shifted(node: Node) -> Node:
    return Sum((Term(1, node), Term(1, Number("1"))))


@given(structures())
@settings(max_examples=150)
def test_reading_what_was_written_and_writing_it_again_changes_nothing(node: Node) -> None:
    """Matrices, points, gradients, determinants and index sums come back as the LaTeX that they were."""
    written = _ungrouped(node)
    assert _flat(read_node(latex(written))) == _flat(written)


@given(st.one_of(structures(), trees(SMOOTH, leaves=8)))
@settings(max_examples=200)
def test_a_decimal_comma_changes_nothing_of_the_meaning(node: Node) -> None:
    """What is written with commas and semicolons is read as what is written with points and commas."""
    plain = latex(node)
    (item,) = read_formula(with_marks(plain, ","), COMMA)
    assert isinstance(item, Statement), with_marks(plain, ",")
    assert latex(item.node) == latex(read_node(plain))


def _ungrouped(node: Node) -> Node:
    """Drop brackets and sums of one member: the reader keeps no note of brackets around sums."""
    plain = with_children(node, tuple(_ungrouped(child) for child in children(node)))
    if isinstance(plain, Sum) and len(plain.terms) == 1 and plain.terms[0].sign == 1:
        return plain.terms[0].node
    return plain.body if isinstance(plain, Group) else plain


def chains() -> st.SearchStrategy[Chain]:
    """Chains with and without remarks."""
    link = st.builds(
        Link, st.sampled_from(RELATIONS), trees(("sin",), leaves=6), st.sampled_from(["", "", "sum rule", "chain rule"])
    )
    return st.builds(
        lambda first, links: Chain(first, tuple(links)), trees((), leaves=5), st.lists(link, min_size=1, max_size=4)
    )


@given(chains(), st.sampled_from([12.0, 41.0]))
@settings(max_examples=150)
def test_a_display_is_read_as_the_chain_it_shows(chain: Chain, line: float) -> None:
    """Broken over rows or not, a display has the same relations, members and remarks."""
    node = read_node(display(chain, line=line).strip("$"))
    assert isinstance(node, Chain)
    assert [link.relation for link in node.links] == [link.relation for link in chain.links]
    assert [link.remark for link in node.links] == [link.remark for link in chain.links]
    assert [_flat(link.node) for link in node.links] == [_flat(read_node(latex(link.node))) for link in chain.links]


def _flat(node: Node) -> str:
    """Return the LaTeX without the marks and spaces between factors."""
    return latex(node).replace(r"\cdot", "").replace(r"\,", "").replace(" ", "")


@given(chains(), chains())
@settings(max_examples=50)
def test_chains_in_one_display_stay_apart(first: Chain, second: Chain) -> None:
    """Two chains below each other are two statements."""
    assume(not isinstance(second.first, Sum))
    items = read_formula(displays((first, second)).strip("$"), PAGE)
    read = [item.node for item in items if isinstance(item, Statement)]
    assert [len(node.links) for node in read if isinstance(node, Chain)] == [len(first.links), len(second.links)]


@given(trees(leaves=6), points())
@settings(max_examples=100)
def test_calculator_syntax_and_latex_agree(node: Node, at: Point) -> None:
    """The two readers, which share nothing but the nodes, understand one formula alike."""
    with mpmath.workdps(30):
        expected = known(node, at)
        assert agree(value(parse_expression(calculator_text(node)), at), expected)
        assert agree(value(read_node(latex(node)), at), expected)


@given(trees((*SMOOTH, *PARTIAL), leaves=10))
@settings(max_examples=100)
def test_every_node_knows_where_it_stands(node: Node) -> None:
    """Spans lie inside the formula, and a part's span lies inside its parent's."""
    text = latex(node)
    for _, part in walk(read_node(text)):
        assert part.span is not None
        assert 0 <= part.span.start <= part.span.end <= len(text)
        for child in children(part):
            assert child.span is not None
            assert part.span.start <= child.span.start <= child.span.end <= part.span.end


@given(structures())
def test_nodes_can_be_rebuilt_from_their_children(node: Node) -> None:
    """`children` and `with_children` fit together on what the reader returns."""
    for _, part in walk(read_node(latex(node))):
        assert with_children(part, children(part)) == part


ALPHABET = (
    *("x", "y", "i", "1", "2", "0.5", "+", "-", "=", "^", "_", "{", "}", "(", ")", "[", "]", "|", ",", "&", "'", "/"),
    *(r"\\", "<", ".", ":", r"\frac", r"\partial", r"\sum_{i=1}^n", r"\left(", r"\right)", r"\left|", r"\right|"),
    *(r"\|", r"\cdot", r"\text{if }", r"\begin{cases}", r"\end{cases}", r"\begin{pmatrix}", r"\end{pmatrix}", "²"),
    *(r"\begin{aligned}", r"\end{aligned}", r"\sqrt", r"\sin", r"\nabla", r"\quad", r"\det", r"\hat", r"\dots"),
    *(r"\in", r"\text{", "$", "{}", r"\{", r"\}", "d", r"\frac{\partial}{\partial x}", r"\frac{d}{dx}", "∂"),
    *(r"\underbrace", r"\mathrm{", "f(", r"\not", r"\log_2"),
)


@given(st.lists(st.sampled_from(ALPHABET), max_size=40).map(" ".join))
@settings(max_examples=400)
def test_nothing_makes_the_reader_fail(text: str) -> None:
    """Any soup of LaTeX gives statements and unreadable parts, each within the text, and never an exception."""
    for item in read_formula(text, PAGE):
        assert isinstance(item, Statement | Unreadable)
        assert 0 <= item.span.start <= item.span.end <= len(text)
        if isinstance(item, Unreadable):
            assert item.reason
            assert 0 <= item.at.start <= item.at.end <= len(text)
        else:
            assert all(len(item.readings(k)) <= 8 for k in range(len(item.members)))
            list(walk(item.node))


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_no_text_at_all_makes_the_reader_fail(text: str) -> None:
    """Any characters are read or refused with a sentence."""
    read_formula(text)
    read_formula(f"x = {text}")
