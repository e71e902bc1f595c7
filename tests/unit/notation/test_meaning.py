import numpy as np
import pytest
from flint import arb, fmpq

from pipeline.notation import expression as ex
from pipeline.notation.arrays import Array
from pipeline.notation.build import chain
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import ball, compile_numpy, precision
from pipeline.notation.meaning import Definition, MeaningError, Scope, exact, meaning, value_of
from pipeline.notation.tree import (
    BigSum,
    Call,
    Derivative,
    Determinant,
    Indexed,
    Matrix,
    Nabla,
    Node,
    Number,
    Prime,
    Product,
    Symbol,
    Tuple,
)

x, h = Symbol("x"), Symbol("h")
GRAPH = Scope(
    {
        "z": Definition((), parse_expression("w*x + b")),
        "h": Definition((), parse_expression("z^2")),
        "E": Definition((), parse_expression("3*h + x*h")),
        "f": Definition(("u", "v"), parse_expression("u^2*v")),
        "loop": Definition((), parse_expression("loop + 1")),
        "g": Definition(("u",), Call("g", (Symbol("u"),))),
    }
)


def value(node: Node, scope: Scope = GRAPH, **at: int) -> fmpq:
    """Return the exact value at whole numbers."""
    found = ex.substitute(meaning(node, scope), {name: ex.const(number) for name, number in at.items()})
    assert isinstance(found, ex.Const)
    return found.value


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.1", fmpq(1, 10)), ("1e-3", fmpq(1, 1000)), ("2.50E2", fmpq(250)), (".5", fmpq(1, 2)), ("3.", fmpq(3))]
)  # fmt: skip
def test_a_literal_is_exact(text: str, number: fmpq) -> None:
    """0.1 is one tenth, not the nearest float."""
    assert exact(text) == number


def test_definitions_are_expanded() -> None:
    """A name means what it was defined as, through several levels: E = (3 + x)(wx + b)²."""
    assert value(Symbol("E"), x=2, w=5, b=1) == 5 * 11**2


def test_a_derivative_by_an_intermediate_quantity_keeps_it() -> None:
    """∂E/∂h is 3 + x, while ∂E/∂x goes through h: h + (3 + x)·2zw."""
    by_h = Derivative(Symbol("E"), (h,), "quotient")
    by_x = Derivative(Symbol("E"), (x,), "quotient")
    assert value(by_h, x=2, w=5, b=1) == 5
    assert value(by_x, x=2, w=5, b=1) == 11**2 + 5 * 2 * 11 * 5


def test_second_derivatives_are_taken_one_after_the_other() -> None:
    """∂²/∂x∂x of x³ is 6x."""
    assert value(Derivative(parse_expression("x^3"), (x, x)), x=7) == 42


def test_a_function_is_applied_to_its_arguments_at_once() -> None:
    """f(v, u) of f(u, v) = u²v exchanges the names without mixing them up."""
    assert value(Call("f", (Symbol("v"), Symbol("u"))), u=2, v=3) == 18
    assert value(Call("f", (Call("f", (Number("2"), Number("1"))), Number("3")))) == 48


def test_sums_over_an_index_put_it_into_names() -> None:
    """Σ i·x_i over i = 1, 2, 3; a sum without terms is zero."""
    body = parse_expression("i")
    total = BigSum(Symbol("i"), Number("1"), Number("3"), Indexed("x", (Symbol("i"),)))
    assert value(total, x_1=5, x_2=7, x_3=11) == 23
    assert value(BigSum(Symbol("i"), Number("1"), Number("4"), body)) == 10
    assert value(BigSum(Symbol("i"), Number("2"), Number("1"), body)) == 0


def test_a_determinant_is_its_number() -> None:
    """det [[2, 1, 3], [0, 4, 1], [5, 2, 6]] = −17, by hand: 2·22 − 1·(−5) + 3·(−20) = −11."""
    rows = tuple(tuple(Number(str(entry)) for entry in row) for row in ((2, 1, 3), (0, 4, 1), (5, 2, 6)))
    assert value(Determinant(Matrix(rows))) == 2 * (4 * 6 - 1 * 2) - 1 * (0 * 6 - 1 * 5) + 3 * (0 * 2 - 4 * 5)


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        (Tuple((x, x)), "a tuple is no single number"),
        (Nabla(x), "∇ stands before something that is no function here"),
        (chain(x, ("=", x)), "no meaning for Chain"),
        (Matrix(((x, x),)), "a matrix is no single number"),
        (Call("foo", (x,)), "the function foo is not defined"),
        (Call("sin", (x, x)), "the function sin takes another number of arguments"),
        (Call("f", (x,)), "f takes 2 arguments, not 1"),
        (Symbol("loop"), "loop is defined by itself"),
        (Call("g", (x,)), "g is defined by itself"),
        (Derivative(x, (Number("2"),)), "a derivative is taken by something that is no variable"),
        (BigSum(x, Number("1"), Symbol("n"), x), "the limits of a sum are no whole numbers"),
        (BigSum(x, Number("0.5"), Number("2"), x), "the limits of a sum are no whole numbers"),
        (BigSum(x, Number("1"), Number("9999"), x), "a sum has more than 1000 terms"),
        (Indexed("x", (Number("0.5"),)), "an index is no whole number"),
        (Determinant(Matrix(((x, x),))), "only a square matrix has a determinant"),
    ],
)
def test_what_has_no_meaning_is_named(node: Node, sentence: str) -> None:
    """The message says which part has no meaning and why."""
    with pytest.raises(MeaningError) as caught:
        meaning(node, GRAPH)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("relu(x)", -2, 0.0),
        ("relu(x)", 3, 3.0),
        ("leaky_relu(x)", -2, -0.02),
        ("step(x)", 2, 1.0),
        ("sign(x)", -2, -1.0),
        ("softplus(x)", 0, 0.6931471805599453),
        ("sigmoid(x)", 0, 0.5),
        ("e^x", 1, 2.718281828459045),
        ("pi*x", 1, 3.141592653589793),
    ],
)
def test_functions_have_their_known_values(text: str, at: int, expected: float) -> None:
    """In balls and in arrays alike; log 2, e and π from tables."""
    node = parse_expression(text)
    assert float(ball(meaning(node), {"x": arb(at)}).mid()) == pytest.approx(expected, rel=1e-15)
    assert float(compile_numpy(node, ("x",))(np.array(float(at)))) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("text", ["log(x)", "sqrt(x)", "x^0.5", "1/(x+1)", "log(x+1)", "x^x"])
def test_an_undefined_place_is_no_finite_ball_and_no_error(text: str) -> None:
    """At −1 these have no real value: no exception, no warning, nothing finite."""
    node = parse_expression(text)
    assert not ball(meaning(node), {"x": arb(-1)}).is_finite() or text == "x^x"
    assert not np.isfinite(compile_numpy(node, ("x",))(np.array([-1.0]))).any() or text == "x^x"


def test_a_number_beyond_floats_is_infinite_in_arrays() -> None:
    """1e400 does not raise where a figure is drawn."""
    assert compile_numpy(parse_expression("1e400*x"), ("x",))(np.array([1.0, -1.0])).tolist() == [np.inf, -np.inf]


def test_arrays_are_broadcast() -> None:
    """A function of two variables takes a row and a column, also where it depends on one only."""
    found = compile_numpy(parse_expression("y^2"), ("x", "y"))(np.zeros((1, 3)), np.array([[1.0], [2.0]]))
    assert found.tolist() == [[1.0] * 3, [4.0] * 3]


def test_precision_is_restored() -> None:
    """Also after an error inside the block."""
    before = arb(1) / 3
    with pytest.raises(ZeroDivisionError), precision(1000):
        raise ZeroDivisionError
    assert str(arb(1) / 3) == str(before)


def test_huge_powers_stay_unevaluated() -> None:
    """2^(10^200·10^200) is a power, not a number with so many bits."""
    assert isinstance(meaning(parse_expression("2^(1e200*1e200)")), ex.Pow)


def test_a_prime_is_the_derivative_at_the_argument() -> None:
    """f'(3) of a function of one variable, defined or built in; twice primed, the second derivative."""
    cube = Scope({"f": Definition(("u",), parse_expression("u^3 + x*u"))})
    assert value(Prime(Symbol("f"), 1, (Number("3"),)), cube, x=5) == 32
    assert value(Prime(Symbol("f"), 2, (Symbol("x"),)), cube, x=5) == 30
    assert value(Prime(Symbol("tanh"), 1, (Number("0"),)), Scope({"tanh": cube.definitions["f"]}), x=2) == 2
    with pytest.raises(MeaningError, match="no function of one variable"):
        meaning(Prime(Symbol("f")), cube)


def test_diag_makes_a_matrix_of_a_vector() -> None:
    """The entries stand on the diagonal, zeros beside it; a matrix has no diagonal matrix."""
    vector = Matrix(((Symbol("x"),), (Number("2"),)))
    made = value_of(Call("diag", (vector,)))
    assert isinstance(made, Array)
    assert made.shape == (2, 2)
    assert [entry.name if isinstance(entry, ex.Var) else str(ball(entry)) for entry in made.entries] == [
        "x",
        "0",
        "0",
        "2.00000000000000",
    ]
    with pytest.raises(MeaningError, match="given by a vector"):
        value_of(Call("diag", (Matrix(((x, x), (x, x))),)))


def given(**values: str) -> Scope:
    """The graph with numbers given."""
    numbers = {name: Definition((), parse_expression(text)) for name, text in values.items()}
    return Scope({**GRAPH.definitions, **numbers})


@pytest.mark.parametrize("b", ["1", "0.5", "-0.5", "2/3"])
def test_a_derivative_at_given_numbers_is_the_general_one_there(b: str) -> None:
    """∂E/∂w = (3 + x)·2(wx + b)·x, whether the numbers are whole or not, negative or fractions."""
    scope = given(w="0.25", b=b, x="1.5")
    expected = fmpq(9, 2) * 2 * (fmpq(3, 8) + value(Symbol("b"), scope)) * fmpq(3, 2)
    assert value(Derivative(Symbol("E"), (Symbol("w"),), "quotient"), scope) == expected
    assert value(Derivative(Symbol("E"), (Symbol("w"), x), "quotient"), scope) == value(
        Derivative(Symbol("E"), (x, Symbol("w")), "quotient"), scope
    )


def test_a_given_number_in_an_index_says_which_name_is_meant() -> None:
    """With L = 2, a_L is a_2 = x² within a derivative as well; with L = 1/2 it is no name at all."""
    body = Indexed("a", (Symbol("L"),))
    squares = {"a_2": Definition((), parse_expression("x^2"))}
    scope, half = (Scope({**given(x="1.5", L=number).definitions, **squares}) for number in ("2", "0.5"))
    assert value(Derivative(body, (x,), "quotient"), scope) == 3
    with pytest.raises(MeaningError, match="an index is no whole number"):
        meaning(Derivative(body, (x,), "quotient"), half)


def test_a_scope_that_defines_a_name_anew_remembers_nothing_of_it() -> None:
    """What E stands for is found again with the other definition."""
    assert value(Symbol("E"), x=2, w=5, b=1) == 5 * 11**2
    changed = GRAPH.defining("h", Definition((), parse_expression("z")))
    assert value(Symbol("E"), changed, x=2, w=5, b=1) == 5 * 11
    assert value(Symbol("E"), x=2, w=5, b=1) == 5 * 11**2


def test_two_columns_have_a_product_only_where_people_write() -> None:
    """It is the inner one; a page of ours that lost its transpose means nothing, and cannot be proved."""
    columns = {name: Definition((), vector(1, 2)) for name in ("p", "q")}
    formula = Product((Symbol("p"), Symbol("q")))
    assert meaning(formula, Scope(columns, inner_products=True)) == ex.const(5)
    with pytest.raises(MeaningError):
        meaning(formula, Scope(columns))


def vector(*entries: int) -> Matrix:
    """Return a column of whole numbers."""
    return Matrix(tuple((Number(str(entry)),) for entry in entries))
