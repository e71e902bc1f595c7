"""Vectors as a network has them: products entry by entry, softmax, derivatives by a vector, numbers put in."""

import pytest

from pipeline.equality.context import Context
from pipeline.equality.judge import judge
from pipeline.equality.verdict import Consistent, Proved, Refuted, Verdict
from pipeline.exercises.reading import canonical
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import Definition, MeaningError, value_of
from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.spoken import speak
from pipeline.notation.tree import Chain, Hadamard, Matrix, Node, Product, Sum, Symbol, Term, Transpose
from pipeline.notation.vocabulary import Vocabulary
from pipeline.notation.writer import latex

a, b, c = map(Symbol, "abc")
VECTORS = {"w": [["w_1", "w_2"], ["w_3", "w_4"]], "x": [["x_1"], ["x_2"]], "z": [["z_1"], ["z_2"]]}
FORMULAS = {"z_1": "w_1*x_1 + w_2*x_2", "z_2": "w_3*x_1 + w_4*x_2", "F": "z_1^2 + 3*z_2"}
VALUES = {"w_1": "0.5", "w_2": "0.25", "w_3": "-0.1", "w_4": "2", "x_1": "3", "x_2": "0.7"}


def entries(rows: list[list[str]]) -> Node:
    """Return a matrix of names."""
    return Matrix(tuple(tuple(map(Symbol, row)) for row in rows))


CONTEXT = Context(
    definitions={
        **{name: Definition((), entries(rows)) for name, rows in VECTORS.items()},
        **{name: Definition((), parse_expression(text)) for name, text in FORMULAS.items()},
    },
    values={name: Definition((), parse_expression(text)) for name, text in VALUES.items()},
    rounding="full precision",
    defines="nothing",
)


def read(text: str) -> Node:
    """Return a formula."""
    (item,) = read_formula(text, Vocabulary(functions={"sigma": "sigmoid"}))
    assert isinstance(item, Statement), item
    return item.node


def verdicts(text: str) -> list[Verdict]:
    """Return what is decided of every relation of a chain."""
    chain = read(text)
    assert isinstance(chain, Chain)
    return [judged.verdict for judged in judge(chain, CONTEXT).relations]


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (Hadamard((a, b)), r"a \odot b"),
        (Hadamard((Product((a, b)), c)), r"(ab) \odot c"),
        (Hadamard((a, Sum((Term(1, b), Term(-1, c))))), r"a \odot (b - c)"),
        (Product((c, Hadamard((a, b)))), r"c(a \odot b)"),
        (Sum((Term(1, a), Term(-1, Hadamard((b, c))))), r"a - b \odot c"),
        (Transpose(Symbol("W^{(1)}")), r"(W^{(1)})^T"),
        (Transpose(a), "a^T"),
    ],
)
def test_entrywise_products_are_written_with_the_brackets_they_need(node: Node, written: str) -> None:
    """Products and sums within stand in brackets, and so does a product entry by entry within a product."""
    assert latex(node) == written
    assert latex(canonical(read(written))) == latex(canonical(node))


def test_what_stands_before_the_sign_belongs_together() -> None:
    """Without brackets, each side of ⊙ is a whole product, as in most books."""
    assert read(r"ab \odot c") == Hadamard((Product((a, b)), c))
    assert speak(Hadamard((Product((a, b)), c))) == "open bracket a times b close bracket times entry by entry c"


def test_arrays_of_different_shape_have_no_entrywise_product() -> None:
    """A column and a row do not fit."""
    with pytest.raises(MeaningError, match="different shape"):
        value_of(read(r"x \odot x^T"), CONTEXT.structure)


@pytest.mark.parametrize(
    "text",
    [
        "z = wx",
        r"z \odot x = \begin{pmatrix} z_1 x_1 \\ z_2 x_2 \end{pmatrix}",
        r"\frac{\partial F}{\partial z} = \begin{pmatrix} 2z_1 \\ 3 \end{pmatrix}",
        r"\frac{\partial F}{\partial w} = \frac{\partial F}{\partial z}x^T",
        r"\frac{\partial F}{\partial x} = w^T \frac{\partial F}{\partial z}",
        r"\sigma'(z) = \sigma(z) \odot \begin{pmatrix} 1 - \sigma(z_1) \\ 1 - \sigma(z_2) \end{pmatrix}",
        r"\operatorname{softmax}(z) = \begin{pmatrix} \frac{e^{z_1}}{e^{z_1} + e^{z_2}} \\ "
        r"\frac{e^{z_2}}{e^{z_1} + e^{z_2}} \end{pmatrix}",
    ],
)
def test_identities_of_vectors_are_proved_entry_by_entry(text: str) -> None:
    """For all values of the entries; a derivative by a matrix has its shape."""
    assert all(isinstance(verdict, Proved) for verdict in verdicts(text))


@pytest.mark.parametrize(
    "text",
    [
        "z = w^T x",
        r"\frac{\partial F}{\partial w} = \left(\frac{\partial F}{\partial z}x^T\right)^T",
        r"\operatorname{softmax}(z) \approx \begin{pmatrix} 0.6399 \\ 0.3602 \end{pmatrix}",
    ],
)
def test_wrong_identities_of_vectors_are_refuted(text: str) -> None:
    """A transposed matrix, a wrong last digit."""
    assert any(isinstance(verdict, Refuted) for verdict in verdicts(text))


NUMBERS = r"\begin{pmatrix} 0.5 & 0.25 \\ %s & 2 \end{pmatrix} \begin{pmatrix} 3 \\ %s \end{pmatrix}"


def test_numbers_put_into_matrices_are_compared_one_by_one() -> None:
    """Each has to be the entry in whose place it stands, whatever the sum makes of it."""
    right = verdicts(rf"z = wx = {NUMBERS % ('-0.1', '0.7')} = \begin{{pmatrix}} 1.675 \\ 1.1 \end{{pmatrix}}")
    assert all(isinstance(verdict, Proved) for verdict in right)
    wrong = verdicts(
        rf"z = wx \approx {NUMBERS % ('-0.1', '0.7001')} \approx \begin{{pmatrix}} 1.68 \\ 1.10 \end{{pmatrix}}"
    )
    assert [type(verdict) for verdict in wrong] == [Proved, Refuted, Consistent]


def test_numbers_of_a_transposed_matrix_stand_transposed() -> None:
    """The second number of the first row is the first of the second."""
    column = r"\begin{pmatrix} 3.350 \\ 3 \end{pmatrix}"
    formula = r"w^T \frac{\partial F}{\partial z} \approx \begin{pmatrix} %s \\ %s \end{pmatrix}" + column
    assert not any(isinstance(v, Refuted) for v in verdicts(formula % (r"0.5 & -0.1", r"0.25 & 2")))
    assert any(isinstance(v, Refuted) for v in verdicts(formula % (r"0.5 & 0.25", r"-0.1 & 2")))
