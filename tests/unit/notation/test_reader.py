import time

import pytest

from pipeline.equality.context import Context
from pipeline.equality.judge import judge
from pipeline.equality.verdict import Consistent, Proved, Refuted, Unknown
from pipeline.notation.calculator import parse_expression
from pipeline.notation.reader import Item, Statement, Unreadable, read_formula
from pipeline.notation.tree import (
    BigSum,
    Blank,
    Call,
    Case,
    Cases,
    Chain,
    Component,
    Derivative,
    Determinant,
    Dots,
    EvaluatedAt,
    Fraction,
    Group,
    Indexed,
    Interval,
    Link,
    Matrix,
    Nabla,
    Node,
    Norm,
    Number,
    Power,
    Prime,
    Product,
    SetOf,
    Span,
    Sum,
    SumOver,
    Symbol,
    Term,
    Transpose,
    Tuple,
)
from pipeline.notation.vocabulary import Macro, Vocabulary

NETWORK = Vocabulary(names=frozenset({"net"}), functions={"f": "f", "g": "g", "sigma": "sigmoid", "softmax": "softmax"})
x, y, t = Symbol("x"), Symbol("y"), Symbol("t")
i, j, k = Symbol("i"), Symbol("j"), Symbol("k")
ONE, TWO = Number("1"), Number("2")


def items(latex: str, vocabulary: Vocabulary = NETWORK) -> tuple[Item, ...]:
    """Read a formula."""
    return read_formula(latex, vocabulary)


def statements(latex: str, vocabulary: Vocabulary = NETWORK) -> list[Statement]:
    """Read a formula that is readable."""
    found = items(latex, vocabulary)
    assert all(isinstance(item, Statement) for item in found), found
    return [item for item in found if isinstance(item, Statement)]


def node(latex: str, vocabulary: Vocabulary = NETWORK) -> Node:
    """Read a formula of one statement."""
    (statement,) = statements(latex, vocabulary)
    return statement.node


@pytest.mark.parametrize(
    ("latex", "calculator"),
    [
        ("x^12", "x^1*2"),
        ("x_12", "x_1*2"),
        ("x_{12}", "x_12"),
        ("x_1^2", "x_1^2"),
        ("x^2_1", "x_1^2"),
        (r"\frac12x", "1/2*x"),
        (r"\frac123", "1/2*3"),
        (r"\frac{a}{b}", "a/b"),
        (r"\frac a{b+1}", "a/(b+1)"),
        (r"\dfrac{1}{2}", "1/2"),
        ("2x y", "2*x*y"),
        (r"2\cdot x \times y", "2*x*y"),
        ("-x^2", "-x^2"),
        ("a-b+c", "a-b+c"),
        (r"2\cdot(-3)", "2*(-3)"),
        (r"\sqrt{x+1}", "sqrt(x+1)"),
        (r"\sqrt2x", "sqrt(2)*x"),
        (r"\sqrt[3]{x}", "x^(1/3)"),
        (r"\left|x-y\right|", "abs(x-y)"),
        (r"|x|-|y|", "abs(x)-abs(y)"),
        (r"|x||y|", "abs(x)*abs(y)"),
        (r"\lvert x\rvert", "abs(x)"),
        (r"\sin^2(x)", "sin(x)^2"),
        (r"\sin x", "sin(x)"),
        (r"\sin 2x", "sin(2*x)"),
        (r"\sin x\cos y", "sin(x)*cos(y)"),
        (r"\ln x", "log(x)"),
        (r"\log_2 8", "log(8)/log(2)"),
        (r"\exp(-x)", "exp(-x)"),
        (r"e^{-x}", "e^(-x)"),
        (r"\mathrm{e}^x", "e^x"),
        (r"\operatorname{ReLU}(x)", "relu(x)"),
        (r"\sigma(x)", "sigmoid(x)"),
        (r"\text{rate}\cdot x", "rate*x"),
        (r"\mathbf{w}_1", "w_1"),
        (r"\displaystyle\frac{x}{y}", "x/y"),
        (r"x\,y\;z\!w", "x*y*z*w"),
        (r"{x}", "x"),
        (r"\color{red}{x}", "x"),
        (r"\textcolor{red}{x}", "x"),
        (r"0.6\phantom{000}", "0.6"),
        (r"\left(x+y\right)^2", "(x+y)^2"),
        (r"\bigl(x+y\bigr)z", "(x+y)*z"),
        (r"\underbrace{x}_{\text{small}}y", "x*y"),
        ("a/b", "a/b"),
        ("x²", "x^2"),
        ("ηx", "eta*x"),
        ("1{,}000x", "1000*x"),
        ("x % a comment\n+ y", "x+y"),
        (r"x\label{eq:a}", "x"),
        (r"50\%", "0.50"),
    ],
)
def test_formulas_mean_what_calculator_syntax_says(latex: str, calculator: str) -> None:
    """LaTeX with TeX's own rules for arguments is read as the same tree as the calculator's text."""
    assert node(latex) == parse_expression(calculator)


@pytest.mark.parametrize(
    ("latex", "name"),
    [
        ("x_1", "x_1"),
        ("x_{1}", "x_1"),
        (r"\eta", "eta"),
        (r"\varepsilon", "epsilon"),
        ("E_{total}", "E_total"),
        (r"E_{\text{total}}", "E_total"),
        (r"E_\mathrm{total}", "E_total"),
        ("net_1", "net_1"),
        (r"\text{net}_1", "net_1"),
        ("x^*", "x^*"),
        (r"x^{\ast}", "x^*"),
        (r"w^{(0)}", "w^(0)"),
        (r"w_1^{(k+1)}", "w^(k+1)_1"),
        ("W^{(1)}_{12}", "W^(1)_12"),
        ("x_{1,2}", "x_1_2"),
        (r"\delta_{o_1}", "delta_o_1"),
        (r"\delta_{z^{(1)}_1}", "delta_(z^(1)_1)"),
        (r"\hat w_1", "hat(w)_1"),
        (r"\bar{x}", "bar(x)"),
        (r"\vec x", "x"),
        (r"\mathcal{L}", "cal(L)"),
        (r"\Delta x", "Delta(x)"),
        (r"\Delta", "Delta"),
        (r"w^{new}", "w^new"),
        (r"w^{\text{new}}", "w^new"),
        (r"\mathbb{R}", "bb(R)"),
    ],
)
def test_names_are_canonical(latex: str, name: str) -> None:
    """A name is one Symbol with its canonical name, whatever fonts and braces it comes with."""
    assert node(latex) == Symbol(name)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x_i", Indexed("x", (i,))),
        (r"\text{net}_i", Indexed("net", (i,))),
        ("W_{ij}", Indexed("W", (i, j), "")),
        ("D_{KL}", Symbol("D_KL")),
        ("W_{1j}", Indexed("W", (ONE, j), "")),
        ("W_{i,j}", Indexed("W", (i, j))),
        ("x_{i+1}", Indexed("x", (Sum((Term(1, i), Term(1, ONE))),))),
        (r"\delta_{o_j}", Indexed("delta_o", (j,))),
        ("w_i^{(k)}", Indexed("w^(k)", (i,))),
        (
            "w_{2+2j+k}",
            Indexed("w", (Sum((Term(1, TWO), Term(1, Product((TWO, j))), Term(1, k))),)),
        ),
        ("q_i^T q_i", Product((Transpose(Indexed("q", (i,))), Indexed("q", (i,))))),
        ("x_i^2", Power(Indexed("x", (i,)), TWO)),
    ],
)
def test_indices_that_vary_are_nodes(latex: str, expected: Node) -> None:
    """Letters that run over numbers, and expressions of them, are indices and not part of the name."""
    assert node(latex) == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("f(x)", Call("f", (x,))),
        ("h(x)", Product((Symbol("h"), Group(x)))),
        ("f(x, y)", Call("f", (x, y))),
        (r"\text{softmax}(x)_i", Component(Call("softmax", (x,)), (i,))),
        (r"\text{net}_1(1 - x)", Product((Symbol("net_1"), Sum((Term(1, ONE), Term(-1, x)))))),
        ("f(x)^2", Power(Call("f", (x,)), TWO)),
        (r"\max(0, x)", Call("max", (Number("0"), x))),
        (r"\eta(0.5)", Product((Symbol("eta"), Group(Number("0.5"))))),
        ("f'(x)", Prime(Symbol("f"), 1, (x,))),
        ("f''", Prime(Symbol("f"), 2)),
        (r"\sigma(t)'", Prime(Call("sigmoid", (t,)))),
        (r"\left(\frac fg\right)'", Prime(Fraction(Symbol("f"), Symbol("g")))),
        ("x'(t)", Prime(x, 1, (t,))),
    ],
)
def test_only_declared_functions_are_called(latex: str, expected: Node) -> None:
    """A bracket after a declared function holds its arguments; after anything else it is a factor."""
    assert node(latex) == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{\partial f}{\partial x}", Derivative(Symbol("f"), (x,), "quotient")),
        (r"\frac{\partial f(x)}{\partial x_1}", Derivative(Call("f", (x,)), (Symbol("x_1"),), "quotient")),
        (r"\frac{\partial^2 f}{\partial x \partial y}", Derivative(Symbol("f"), (x, y), "quotient")),
        (r"\frac{\partial^2 f}{\partial x_1^2}", Derivative(Symbol("f"), (Symbol("x_1"),) * 2, "quotient")),
        (r"\frac{\partial}{\partial x} f", Derivative(Symbol("f"), (x,))),
        (r"\frac{d}{dx} x^2", Derivative(Power(x, TWO), (x,), symbol="d")),
        (r"\frac{dy}{dx}", Derivative(y, (x,), "quotient", "d")),
        (r"\frac{\mathrm{d}y}{\mathrm{d}x}", Derivative(y, (x,), "quotient", "d")),
        ("dy/dx", Derivative(y, (x,), "quotient", "d")),
        (r"\partial f/\partial x", Derivative(Symbol("f"), (x,), "quotient")),
        (r"\partial_x f", Derivative(Symbol("f"), (x,))),
        (r"\partial_x^2 f", Derivative(Symbol("f"), (x, x))),
        (
            r"\partial f/\partial x\,\partial g/\partial y",
            Product((Derivative(Symbol("f"), (x,), "quotient"), Derivative(Symbol("g"), (y,), "quotient"))),
        ),
        (
            r"\frac{\partial}{\partial x} \left[ x + y \right] y",
            Product((Derivative(Sum((Term(1, x), Term(1, y))), (x,)), y)),
        ),
        (r"\nabla f(x)", Nabla(Call("f", (x,)))),
        (r"\nabla^2 f", Nabla(Symbol("f"), 2)),
        (r"\det \nabla^2 f(x)", Determinant(Nabla(Call("f", (x,)), 2))),
    ],
)
def test_derivatives_in_every_form(latex: str, expected: Node) -> None:
    """∂ and d are read as operators and quotients, with slashes and at the foot, of any order."""
    assert node(latex) == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\begin{pmatrix} 1 & x \\ y & 2 \end{pmatrix}", Matrix(((ONE, x), (y, TWO)))),
        (r"\left(\begin{array}{cc} 1 & x \end{array}\right)", Matrix(((ONE, x),))),
        (r"\begin{vmatrix} 1 & x \\ y & 2 \end{vmatrix}", Determinant(Matrix(((ONE, x), (y, TWO))))),
        ("(1, 2)^T", Transpose(Tuple((ONE, TWO)))),
        (r"x^\top", Transpose(x)),
        (r"W^{[2]T}", Transpose(Symbol("W^[2]"))),
        (r"W^{(2)\top}", Transpose(Symbol("W^(2)"))),
        (r"\|x\|_2", Norm(x, TWO)),
        (r"\left\lVert x \right\rVert", Norm(x)),
        (r"\{1, 2\}", SetOf((ONE, TWO))),
        ("[1, 2)", Interval(ONE, TWO, "[)")),
        (r"\left. f \right|_{x=1}", EvaluatedAt(Symbol("f"), Chain(x, (Link("=", ONE),)))),
        (r"\tanh'(x)", Prime(Symbol("tanh"), 1, (Symbol("x"),))),
        (r"\sum_{i=1}^2 x_i", BigSum(i, ONE, TWO, Indexed("x", (i,)))),
        (r"\sum^2_{i=1} x_i", BigSum(i, ONE, TWO, Indexed("x", (i,)))),
        (r"\sum_i x_i", SumOver("∑", i, Indexed("x", (i,)))),
        (r"\prod_{k \neq i} x_k", SumOver("∏", Chain(k, (Link("≠", i),)), Indexed("x", (k,)))),
    ],
)
def test_arrays_sets_and_sums(latex: str, expected: Node) -> None:
    """Matrices, transposes, norms, sets, intervals and sums over indices have nodes of their own."""
    assert node(latex) == expected


def test_cases_keep_values_conditions_and_words() -> None:
    """Each row of a distinction of cases says what holds and when."""
    found = node(r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}")
    first = Case(x, (Chain(x, (Link(">", Number("0")),)),), "if")
    assert found == Chain(Call("f", (x,)), (Link("=", Cases((first, Case(Number("0"), (), "otherwise")))),))


@pytest.mark.parametrize(
    ("latex", "sign"),
    [
        (r"\approx", "≈"), ("≈", "≈"), (r"\neq", "≠"), (r"\not=", "≠"), (r"\leq", "≤"), ("≥", "≥"), (r"\gg", "≫"),
        (":=", ":="), (r"\coloneqq", ":="),
        (r"\leftarrow", "←"), (r"\gets", "←"), (r"\to", "→"), (r"\iff", "⇔"),
        (r"\implies", "⇒"), (r"\in", "∈"), (r"\overset{!}{=}", "="), (r"\mathrel{=}", "="), ("<=", "≤"),
        (r"\equiv", "≡"),
    ],
)  # fmt: skip
def test_relations_in_every_spelling(latex: str, sign: str) -> None:
    """A relation is the same as a command, as a character, and dressed up."""
    found = node(f"x {latex} y")
    assert isinstance(found, Chain)
    assert [link.relation for link in found.links] == [sign]


def test_rows_continue_a_chain_and_remarks_stay_at_their_relation() -> None:
    """Rows that begin with a relation or an operator go on; words in the last column belong to their own row."""
    found = node(
        r"\begin{aligned} x &= a + b && \text{sum rule} \\ &= c \\ &\quad {}+ d && \text{chain rule} \\ &\approx 2"
        r"\end{aligned}"
    )
    assert isinstance(found, Chain)
    assert [(link.relation, link.remark) for link in found.links] == [("=", "sum rule"), ("=", "chain rule"), ("≈", "")]
    assert found.links[1].node == parse_expression("c+d")


@pytest.mark.parametrize(
    ("latex", "count"),
    [
        (r"\begin{aligned} x &= 1 \\ y &= 2 \end{aligned}", 2),
        (r"\begin{align*} x &= 1 & y &= 2 \\ z &= 3 \end{align*}", 3),
        (r"\begin{gather} x = 1 \\ -y = 2 \end{gather}", 2),
        (r"\begin{eqnarray} x & = & 1 \\ & = & 2 \end{eqnarray}", 1),
        (r"\begin{array}{rcl} x & = & 1 \\ y & = & 2 \end{array}", 2),
        (r"\begin{cases} x + y = 1 \\ x - y = 2 \end{cases}", 2),
        (r"\left\{ \begin{aligned} x &= 1 \\ y &= 2 \end{aligned} \right.", 2),
        (r"\begin{equation}\begin{split} x &= (a \\ &\quad + b) \\ &= 2 \end{split}\end{equation}", 1),
        (r"x = 1, \quad y = 2", 2),
        (r"x = 1 \text{ and } y = 2", 2),
        (r"x = 1 \\ y = 2", 2),
        (r"x_1, \dots, x_n", 1),
        (r"\begin{aligned} x &= 1 \\ -(y) &= 2 \end{aligned}", 2),
        (r"2x = 8 \quad \Leftrightarrow \quad x = 4", 1),
        (r"\boxed{x = 3}", 1),
        (r"x = 3 \quad (\text{by definition})", 1),
    ],
)
def test_rows_words_and_commas_divide_statements(latex: str, count: int) -> None:
    """Every alignment gives its equations; continued ones are one statement."""
    assert len(statements(latex)) == count


def test_conditions_belong_to_their_statement() -> None:
    """`if` attaches to what stands before it, `and … otherwise` begins the other case."""
    first, second = statements(r"d_{ij} = 1 \text{ if } i = j \text{ and } d_{ij} = 0 \text{ otherwise.}")
    assert [(c.words, c.node) for c in first.conditions] == [("if", Chain(i, (Link("=", j),)))]
    assert [(c.words, c.node) for c in second.conditions] == [("otherwise", None)]
    (both,) = statements(r"x = 1 \text{ if } i = j \text{ and } y = 2")
    assert [c.words for c in both.conditions] == ["if", "and"]


def test_ranges_of_indices_are_sets() -> None:
    """`i = 1, …, n` says where an index runs, also after `for`."""
    assert node(r"i = 1, \dots, n") == Chain(i, (Link("∈", SetOf((ONE, Dots(), Symbol("n")))),))
    (statement,) = statements(r"x_i = 0 \quad \text{for } i = 1, 2")
    assert statement.conditions[0].node == Chain(i, (Link("∈", SetOf((ONE, TWO))),))


def test_a_display_may_go_on_with_what_an_earlier_one_said() -> None:
    """A formula that begins with a relation or an operator is marked, its first member left blank."""
    (found,) = statements("= x + y")
    assert (found.begins, found.node) == ("relation", Chain(Blank(), (Link("=", parse_expression("x+y")),)))
    assert statements("+ x")[0].begins == "operator"
    assert statements("- x = 1")[0].begins == "itself"


def test_doubtful_scopes_are_all_offered() -> None:
    """The usual reading comes first; how else far an operator may reach comes as alternatives of that member."""
    (found,) = statements(r"y = \frac{\partial}{\partial x} a + b")
    operator = Derivative(Symbol("a"), (x,))
    assert found.readings(1) == (
        Sum((Term(1, operator), Term(1, Symbol("b")))),
        Derivative(parse_expression("a+b"), (x,)),
    )
    assert found.readings(0) == (y,)
    assert statements("1/2x")[0].readings(0) == (parse_expression("1/2*x"), parse_expression("1/(2*x)"))
    assert statements(r"\sin 2x y")[0].readings(0)[1] == parse_expression("sin(2*x)*y")
    assert len(statements(r"\sum_{i=1}^2 x_i + 1")[0].readings(0)) == 2
    assert statements(r"\frac{\partial}{\partial x} \left[ a + b \right]")[0].alternatives == ()


def test_a_bad_member_does_not_hide_the_rest_of_its_chain() -> None:
    """What cannot be read is named with its place, and reading goes on behind it."""
    first, bad, last = items(r"a = b = \foo{x} = c = d")
    assert isinstance(first, Statement)
    assert isinstance(bad, Unreadable)
    assert isinstance(last, Statement)
    assert bad.reason == r"the command \foo is not read"
    assert bad.at == Span(8, 12)


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        ("(a + b", "this bracket is never closed"),
        ("a + b)", "')' does not fit here"),
        (r"\frac{a}{b", "this is never closed"),
        ("x^2^3", "two superscripts at one name"),
        ("x_1_2", "two subscripts at one name"),
        ("x +", "the formula ends too early"),
        ("x = = y", "nothing stands beside a relation"),
        (r"\frac{\partial^3 f}{\partial x^2}", "a derivative of order 3 by 2 variables"),
        (r"\frac{\partial}{\partial x}", "a derivative operator is applied to nothing"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}", "the rows of a matrix are not equally long"),
        (r"\begin{pmatrix} 1 & \end{pmatrix}", "an entry of a matrix is empty"),
        (r"\int_0^1", "a sum has nothing behind it"),
        (r"\langle x \rangle", "angle brackets hold no two factors"),
        (r"\mathbb{1}", "an indicator has no condition"),
        (r"|x", "this bar is never closed"),
        ("x ⊢ y", "'⊢' does not fit here"),
        (r"\text{abc", "this brace is never closed"),
        ("(" * 65 + "x" + ")" * 65, "the formula is nested deeper than 64 levels"),
        ("x" * 20_001, "a formula has 20001 characters, more than 20000"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(latex: str, reason: str) -> None:
    """Each unreadable part carries its reason."""
    reasons = [item.reason for item in items(latex) if isinstance(item, Unreadable)]
    assert reason in reasons


def test_macros_of_the_document_are_replaced() -> None:
    """Commands with and without arguments stand for their text; their place is that of the command."""
    own = Vocabulary(macros={"w": Macro(0, r"\mathbf{w}"), "half": Macro(1, r"\frac{#1}{2}")})
    assert node(r"\half{\w_1}", own) == parse_expression("w_1/2")
    loop = Vocabulary(macros={"a": Macro(0, r"\a\a")})
    (item,) = items(r"x + \a", loop)
    assert isinstance(item, Unreadable)
    assert item.reason == r"the command \a is defined by itself"


def test_decimal_commas_are_read_where_they_are_used() -> None:
    """0,5 is one half only in a text with decimal commas."""
    comma = Vocabulary(decimal=",")
    assert node("0{,}5 x", comma) == parse_expression("0.5*x")
    assert node("0,5", comma) == Number("0.5")
    assert node("(0,5)") == Tuple((Number("0"), Number("5")))


def test_every_node_has_the_place_it_was_read_from() -> None:
    """Spans count characters of the formula."""
    latex = r"x_1 = \frac{a + b}{2} - c"
    found = node(latex)
    assert isinstance(found, Chain)
    difference = found.links[0].node
    assert isinstance(difference, Sum)
    texts = [latex[t.node.span.start : t.node.span.end] for t in difference.terms if t.node.span]
    assert texts == [r"\frac{a + b}{2}", "c"]


HOSTILE = {
    "brackets": "(" * 20_000,
    "braces": "{" * 20_000,
    "exponents": "x^{" * 6_000,
    "towers of fractions": r"x^\frac{" * 50 + "1" + "}{2}" * 50,
    "bare fractions": r"\frac" * 4_000,
    "bars": "|x" * 10_000,
    "signs": "-" * 20_000,
    "commas": "a," * 10_000,
    "subscript": "x_{" + "a," * 9_000 + "b}",
    "relations": "a=" * 10_000,
    "ampersands": "a&" * 10_000,
    "rows": r"a\\" * 6_000,
    "open rows": r"(\\" * 6_000,
    "slashes": "1/" * 10_000 + "x",
    "operators": r"\frac{\partial}{\partial x} a + " * 600 + "b",
    "words": r"\text{if} x=1 \text{and} " * 800,
    "index values": "i=1" + ",2" * 8_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_formulas_cost_little(name: str) -> None:
    """No formula within the limit of length takes more than a moment, and none fails."""
    start = time.process_time()
    items(HOSTILE[name][:20_000])
    assert time.process_time() - start < 2.0


@pytest.mark.parametrize(
    ("latex", "same"),
    [
        (r"x = \pm 2", r"x = \{2, -2\}"),
        (r"a \mp b \pm c", r"\{a - b + c, a + b - c\}"),
        (r"\hat{\mathbf{y}}_1", r"\hat y_1"),
        (r"\operatorname{tr} A", r"\operatorname{tr}(A)"),
        (r"A^{-\top}", r"(A^{-1})^T"),
        (r"\mathbb{1}_{\{x > 0\}}", r"\mathbb{1}[x > 0]"),
        (r"P(A \mid B)", r"P(A|B)"),
        (r"a ⊙ b", r"a \odot b"),
    ],
)
def test_two_ways_of_writing_are_read_alike(latex: str, same: str) -> None:
    """Both signs are a set of two, a probability is one name, a transposed inverse is both."""
    (first,), (second,) = items(latex), items(same)
    assert isinstance(first, Statement)
    assert isinstance(second, Statement)
    assert first.node == second.node


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}^{-1} = -\frac12\begin{pmatrix}4&-2\\-3&1\end{pmatrix}", Proved),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}^{-1} = \frac12\begin{pmatrix}4&-2\\-3&1\end{pmatrix}", Refuted),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}^2 = \begin{pmatrix}7&10\\15&22\end{pmatrix}", Proved),
        (r"\operatorname{tr}\begin{pmatrix}1&2\\3&4\end{pmatrix} = 5", Proved),
        (r"\begin{pmatrix}1\\2\end{pmatrix} \odot (1 - \begin{pmatrix}3\\4\end{pmatrix}^2) = (-8, -30)^T", Proved),
        (r"\langle (1, 2)^T, (3, 4)^T \rangle = 11", Proved),
        (r"5! + \binom{10}{7} = 240", Proved),
        (r"\max(0, x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", Consistent),
        (r"|x| = \begin{cases} x & \text{if } x \ge 0 \\ -x & \text{if } x < 0 \end{cases}", Consistent),
        (r"|x| = \begin{cases} x & \text{if } x \le 0 \\ -x & \text{if } x > 0 \end{cases}", Refuted),
        (r"\int_0^1 x^2 \, dx = \frac13", Proved),
        (r"\lim_{x \to 0} \frac{\sin x}{x} = 1", Proved),
        (r"\mathbb{E}[X^2] - \mathbb{E}[X]^2 = \operatorname{Var}(X)", Unknown),
        (r"(f \circ g)(x) = f(g(x))", Unknown),
    ],
)
def test_what_is_read_has_a_meaning_or_none(latex: str, verdict: type) -> None:
    """Inverses, products entry by entry, cases and factorials are decided; limits, integrals, expectations are not."""
    (statement,) = items(latex)
    assert isinstance(statement, Statement)
    assert isinstance(statement.node, Chain)
    assert isinstance(judge(statement.node, Context(defines="nothing")).relations[0].verdict, verdict)
