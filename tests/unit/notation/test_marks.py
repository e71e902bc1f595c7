import pytest

from pipeline.notation.marks import with_marks
from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.tree import Interval, Matrix, Node, Number, Tuple
from pipeline.notation.vocabulary import Vocabulary
from pipeline.notation.writer import latex

COMMA = Vocabulary(decimal=",", functions={"f": "f"})

CASES = [
    ("0.5", "0{,}5"),
    (r"-12.25x^{0.5}", r"-12{,}25x^{0{,}5}"),
    ("(1, 2)", "(1; 2)"),
    ("f(0.5, 2)", "f(0{,}5; 2)"),
    (r"\left( \frac{1}{2}, 0.5 \right)", r"\left( \frac{1}{2}; 0{,}5 \right)"),
    (r"[0, 1]", r"[0; 1]"),
    (r"\{1, 2.5\}", r"\{1; 2{,}5\}"),
    ("w_{1,2}", "w_{1, 2}"),
    ("f(w_{1,2}, x)", "f(w_{1, 2}; x)"),
    ("x_1, x_2", "x_1, x_2"),
    (r"\text{1.5, at most}", r"\text{1.5, at most}"),
    (r"0.5\phantom{.00}", r"0{,}5\phantom{{,}00}"),
    (r"i = 1, \dots, n", r"i = 1, \dots, n"),
]


@pytest.mark.parametrize(("plain", "written"), CASES)
def test_a_comma_is_the_decimal_sign_and_a_semicolon_separates(plain: str, written: str) -> None:
    """Within brackets a semicolon takes the place of the comma; indices and enumerations keep theirs."""
    assert with_marks(plain, ",") == written
    assert with_marks(plain, ".") == plain


NODES: list[Node] = [
    Number("0.50"),
    Tuple((Number("0.5"), Number("1"))),
    Tuple((Number("1"), Number("5"))),
    Interval(Number("0"), Number("2.5"), "[)"),
    Matrix(((Number("0.5"), Number("2")), (Number("1.25"), Number("0")))),
]


@pytest.mark.parametrize("node", NODES, ids=lambda node: type(node).__name__)
def test_what_is_written_with_commas_is_read_back(node: Node) -> None:
    """Numbers, tuples, intervals and matrices come back as they were."""
    (statement,) = read_formula(with_marks(latex(node), ","), COMMA)
    assert isinstance(statement, Statement)
    assert latex(statement.node) == latex(node)
