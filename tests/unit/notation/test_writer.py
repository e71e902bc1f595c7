import pytest

from pipeline.notation.build import chain, column, neg, number, product_of, quotient, sum_of
from pipeline.notation.calculator import parse_expression
from pipeline.notation.reader.read import read_formula
from pipeline.notation.reader.statement import Statement
from pipeline.notation.tree import (
    BigProduct,
    BigSum,
    Call,
    Derivative,
    Determinant,
    Fraction,
    Group,
    Indexed,
    Interval,
    Matrix,
    Nabla,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
)
from pipeline.notation.vocabulary import symbol_latex
from pipeline.notation.writer import latex

x, y, f = Symbol("x"), Symbol("y"), Symbol("f")
HALF = Fraction(Number("1"), Number("2"))
A_PLUS_B = Sum((Term(1, Symbol("a")), Term(1, Symbol("b"))))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        # signs
        ("-x^2", "-x^2"),
        ("(-x)^2", "(-x)^2"),
        ("a - (b - c)", "a - (b - c)"),
        ("-(a + b)", "-(a + b)"),
        ("a + -3", "a + (-3)"),
        ("2*-x", r"2 \cdot (-x)"),
        ("x*-1", r"x \cdot (-1)"),
        # brackets only where a reader needs them or the author set them
        ("((a + b))", "a + b"),
        ("(a + b)*c", "(a + b)c"),
        ("(a + b)*(a - b)", "(a + b)(a - b)"),
        ("(a*b)*c", "(ab)c"),
        ("2*(x)", "2(x)"),
        ("(a/b)^2", r"\left( \frac{a}{b} \right)^2"),
        ("sin(a/b)", r"\sin\left( \frac{a}{b} \right)"),
        ("(a + b)/c", r"\frac{a + b}{c}"),
        # a dot only where juxtaposition would be misread
        ("2*x", "2x"),
        ("x*2", r"x \cdot 2"),
        ("2*3", r"2 \cdot 3"),
        ("1*x", r"1 \cdot x"),
        ("2*3^2", r"2 \cdot 3^2"),
        ("(x + 1)^2*3", r"(x + 1)^2 \cdot 3"),
        ("(1/2)*(1/3)", r"\left( \frac{1}{2} \right)\left( \frac{1}{3} \right)"),
        ("1/2*x", r"\frac{1}{2}x"),
        ("x*y", "xy"),
        ("eta*x", r"\eta x"),
        ("2*pi", r"2\pi"),
        ("x*sin(y)", r"x \, \sin(y)"),
        ("a*(x_2 - x_1^2)^2 + (b - x_1)^2", r"a \, (x_2 - x_1^2)^2 + (b - x_1)^2"),
        # powers
        ("x^y^z", "x^{y^z}"),
        ("(x^y)^z", "(x^y)^z"),
        ("x^-1", "x^{-1}"),
        ("sin(x)^2", r"\sin^2(x)"),
        ("sin(x)^-1", r"(\sin(x))^{-1}"),
        ("log(x)^2", r"(\ln(x))^2"),
        ("sigmoid(x)^2", r"(\sigma(x))^2"),
        ("exp(x)^2", "(e^{x})^2"),
        ("exp(-x^2)", "e^{-x^2}"),
        # literal digits
        ("0.2500 + 1.0*x", "0.2500 + 1.0x"),
        ("1e3", "10^{3}"),
        ("2.50e-3*x", r"2.50 \cdot 10^{-3}x"),
        ("2*1e3", r"2 \cdot 10^{3}"),
        ("2E3^2", r"(2 \cdot 10^{3})^2"),
        # functions
        ("sqrt(x + 1)", r"\sqrt{x + 1}"),
        ("abs(x - 1)", r"\left|x - 1\right|"),
        ("abs(x - 1)^2", r"\left|x - 1\right|^2"),
        ("relu(x)", r"\operatorname{ReLU}(x)"),
        ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
    ],
)
def test_a_formula_is_written_as_it_was_typed(text: str, written: str) -> None:
    """Order, digits and brackets stay; dots and further brackets stand where a reader needs them."""
    assert latex(parse_expression(text)) == written


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (product_of((Number("1"), x)), "x"),
        (product_of((neg(Number("1")), x)), "-x"),
        (product_of((neg(x), neg(y))), "xy"),
        (product_of((neg(Number("2")), x, neg(y), neg(x))), "-2xyx"),
        (product_of((Number("0"), x)), "0"),
        (product_of(()), "1"),
        (sum_of((x, neg(Number("3")))), "x - 3"),
        (sum_of((x, number(0))), "x"),
        (sum_of((neg(x), sum_of((y, neg(x))))), "-x + y - x"),
        (sum_of(()), "0"),
        (neg(neg(x)), "x"),
        (quotient(neg(x), y), r"-\frac{x}{y}"),
        (quotient(x, Number("1")), "x"),
        (number("-0.250"), "-0.250"),
    ],
)
def test_constructors_set_signs_ones_and_zeros_as_a_person_does(node: Node, written: str) -> None:
    """`1x`, `+ -3`, `x + 0` and double signs do not come out of the constructors."""
    assert latex(node) == written


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (Derivative(f, (x,), "quotient"), r"\frac{\partial f}{\partial x}"),
        (Derivative(f, (x, x), "quotient"), r"\frac{\partial^2 f}{\partial x^2}"),
        (
            Derivative(f, (Symbol("x_1"), Symbol("x_2")), "quotient"),
            r"\frac{\partial^2 f}{\partial x_1 \, \partial x_2}",
        ),
        (Derivative(f, (x,), "quotient", "d"), r"\frac{d f}{d x}"),
        (Derivative(A_PLUS_B, (x,), "quotient"), r"\frac{\partial (a + b)}{\partial x}"),
        (Derivative(Power(x, Number("2")), (x,)), r"\frac{\partial}{\partial x} x^2"),
        (Derivative(A_PLUS_B, (x,)), r"\frac{\partial}{\partial x} \left[ a + b \right]"),
        (Product((Derivative(x, (x,)), y)), r"\left( \frac{\partial}{\partial x} x \right) \, y"),
        (Nabla(Call("f", (x,))), r"\nabla f(x)"),
        (Nabla(f, 2), r"\nabla^2 f"),
        (Nabla(A_PLUS_B), r"\nabla (a + b)"),
        (
            BigSum(Symbol("i"), Number("1"), Symbol("n"), Indexed("x", (Symbol("i"),))),
            r"\sum_{i=1}^{n} x_{i}",
        ),
        (Product((BigSum(x, Number("1"), y, x), y)), r"\left( \sum_{x=1}^{y} x \right) \, y"),
        (BigSum(x, Number("1"), y, A_PLUS_B), r"\sum_{x=1}^{y} (a + b)"),
        (BigProduct(x, Number("1"), y, Product((x, y))), r"\prod_{x=1}^{y} xy"),
        (Product((BigProduct(x, Number("1"), y, x), y)), r"\left( \prod_{x=1}^{y} x \right) \, y"),
        (Prime(Symbol("sigmoid"), 1, (x,)), r"\sigma'(x)"),
        (Prime(Symbol("tanh"), 2, (HALF,)), r"\tanh''\left( \frac{1}{2} \right)"),
        (Prime(f), "f'"),
        (Prime(A_PLUS_B), "(a + b)'"),
        (column((x, y)), r"\begin{pmatrix} x \\ y \end{pmatrix}"),
        (Matrix(((x, y), (y, x))), r"\begin{pmatrix} x & y \\ y & x \end{pmatrix}"),
        (Transpose(Tuple((x, neg(y)))), "(x, -y)^T"),
        (Determinant(A_PLUS_B), r"\det (a + b)"),
        (Tuple((HALF, x)), r"\left( \frac{1}{2}, x \right)"),
        (Group(Group(x)), "((x))"),
        (chain(x, ("=", y), ("≈", HALF), ("≤", y)), r"x = y \approx \frac{1}{2} \le y"),
        (Product((HALF, HALF)), r"\frac{1}{2} \cdot \frac{1}{2}"),
        (Product((Number("2"), HALF)), r"2 \cdot \frac{1}{2}"),
        (Power(neg(Number("400")), Number("2")), "(-400)^2"),
        (Product((neg(Number("2")), x)), "(-2)x"),
        (Sum((Term(-1, Product((Number("1"), Number("1")))),)), r"-1 \cdot 1"),
        (Power(Symbol("x^*"), Number("2")), "(x^*)^2"),
        (Product((Symbol(r"\text{net}_1"), x)), r"\text{net}_1 \, x"),
    ],
)
def test_every_kind_of_node_has_its_form(node: Node, written: str) -> None:
    """Derivatives, gradients, sums, arrays and chains; what is open at its end is bracketed before a factor."""
    assert latex(node) == written


def test_unevaluated_products_stay() -> None:
    """Numbers put in place stand there as they are: 400(1^3 − 1·1) + 2·1 − 2."""
    one, two = Number("1"), Number("2")
    inner = Sum((Term(1, Power(one, Number("3"))), Term(-1, Product((one, one)))))
    node = Sum((Term(1, Product((Number("400"), inner))), Term(1, Product((two, one))), Term(-1, two)))
    assert latex(node) == r"400(1^3 - 1 \cdot 1) + 2 \cdot 1 - 2"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("x", "x"),
        ("x1", "x_1"),
        ("x_1", "x_1"),
        ("x12", "x_{12}"),
        ("x_1_2", "x_{1,2}"),
        ("eta", r"\eta"),
        ("alpha_1", r"\alpha_1"),
        ("x_alpha", r"x_{\alpha}"),
        ("rate", r"\text{rate}"),
        ("rate_3", r"\text{rate}_3"),
        ("E_{total}", "E_{total}"),
        ("x^*", "x^*"),
        (r"\text{net}_1", r"\text{net}_1"),
        ("Omega", r"\Omega"),
    ],
)
def test_a_name_is_written_in_latex(name: str, written: str) -> None:
    """Digits become subscripts, Greek names letters, words upright; a LaTeX name stays."""
    assert symbol_latex(name) == written


def test_something_that_is_no_formula_is_refused() -> None:
    """A bare node has no form."""
    with pytest.raises(TypeError, match="no way to write Node"):
        latex(Node())


@pytest.mark.parametrize(("ends", "written"), [("[]", "[0, x]"), ("[)", "[0, x)"), ("(]", "(0, x]")])
def test_intervals_are_written_with_their_brackets(ends: str, written: str) -> None:
    """An interval keeps the brackets that say which ends belong to it, and is read back as it was."""
    interval = Interval(Number("0"), Symbol("x"), ends)
    assert latex(interval) == written
    (statement,) = read_formula(written)
    assert isinstance(statement, Statement)
    assert statement.node == interval
