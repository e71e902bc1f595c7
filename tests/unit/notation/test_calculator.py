import time
from fractions import Fraction as Rational

import pytest

from pipeline.derivation.differentiate import differentiate
from pipeline.errors import InputError
from pipeline.notation import expression as ex
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Call, Fraction, Number, Power, Product, Span, Sum, Symbol, Term
from pipeline.notation.width import width
from pipeline.notation.writer import latex

x, y, two, three = Symbol("x"), Symbol("y"), Number("2"), Number("3")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x", x),
        ("+x", x),
        ("x - y", Sum((Term(1, x), Term(-1, y)))),
        ("-x^2", Sum((Term(-1, Power(x, two)),))),
        ("x^2^3", Power(x, Power(two, three))),
        ("x**2", Power(x, two)),
        ("2^-x", Power(two, Sum((Term(-1, x),)))),
        ("2*x*y", Product((two, x, y))),
        ("x/y/2", Fraction(Fraction(x, y), two)),
        ("x/(y*2)", Fraction(x, Product((y, two)))),
        ("x*y/2", Fraction(Product((x, y)), two)),
        ("ln(x)", Call("log", (x,))),
        (" x\n+\ty ", Sum((Term(1, x), Term(1, y)))),
        ("0.2500", Number("0.2500")),
        (".5", Number(".5")),
        ("1e-3", Number("1e-3")),
    ],
)
def test_an_expression_becomes_the_tree_that_is_meant(text: str, tree: object) -> None:
    """Powers bind to the right and tighter than a minus in front, products and quotients to the left."""
    assert parse_expression(text) == tree


@pytest.mark.parametrize(
    ("text", "value"),
    [("-2^2", -4), ("2^3^2", 512), ("2^-2", "1/4"), ("6/2*3", 9), ("6/(2*3)", 1), ("1-2-3", -4), ("--3", 3),
     ("2*-3", -6), ("1e-2", "1/100"), ("1.5E2", 150), ("(1+2)*3", 9), ("2**3**0", 2), ("0.1+0.2", "3/10")],
)  # fmt: skip
def test_numbers_are_exact(text: str, value: int | str) -> None:
    """An expression of numbers has its exact rational value, 0.1 is one tenth."""
    found = meaning(parse_expression(text))
    assert isinstance(found, ex.Const)
    assert Rational(int(found.value.p), int(found.value.q)) == Rational(value)


MISSING = "a number, a name or a bracket is missing"
STAR = "write a product with '*'"
DECLARED = "declared names are x and y"
ALL_FUNCTIONS = (
    "functions are abs, cos, cosh, exp, leaky_relu, log, relu, sigmoid, sign, sin, sinh, softplus, sqrt, step, tan "
    "and tanh"
)


@pytest.mark.parametrize(
    ("text", "sentence", "column", "length", "hint"),
    [
        ("", "the expression is empty", 1, 1, ""),
        ("  ", "the expression is empty", 1, 1, ""),
        ("x +", "the expression ends too early", 4, 1, MISSING),
        ("x^", "the expression ends too early", 3, 1, MISSING),
        ("x+*y", "'*' does not fit here", 3, 1, MISSING),
        ("sin()", "')' does not fit here", 5, 1, MISSING),
        ("2x", "'x' does not fit here", 2, 1, STAR),
        ("x 21", "'21' does not fit here", 3, 2, STAR),
        ("3(x)", "'(' does not fit here", 2, 1, STAR),
        ("1.2.3", "'.3' does not fit here", 4, 2, STAR),
        ("x,y", "',' does not fit here", 2, 1, ""),
        ("x)", "')' does not fit here", 2, 1, ""),
        ("2*(x+1", "this bracket is never closed", 3, 1, "add a ')'"),
        ("(x y)", "'y' does not fit here", 4, 1, STAR),
        ("sin x", "the function 'sin' needs brackets", 1, 3, "write sin(...)"),
        ("x+xyz", "unknown name 'xyz'", 3, 3, DECLARED),
        ("x_1", "unknown name 'x_1'", 1, 3, DECLARED),
        ("1+x(2)", "'x' is not a function", 3, 1, "write x*(...) for a product"),
        ("e(2)", "'e' is not a function", 1, 1, "write e*(...) for a product"),
        ("f(x)", "'f' is not a function", 1, 1, ALL_FUNCTIONS),
        ("sni(x)", "'sni' is not a function", 1, 3, f"did you mean 'sin'? {ALL_FUNCTIONS}"),
        ("sin(x, y)", "'sin' takes 1 argument, not 2", 1, 3, ""),
        ("x = 1", "the character '=' has no meaning here", 3, 1, ""),
        ("__import__('os')", "the character '_' has no meaning here", 1, 1, ""),
        ("x²", "the character '²' has no meaning here", 2, 1, ""),
        ("٣*x", "the character '٣' has no meaning here", 1, 1, ""),
        ("9**9**9", "the exponent is larger than 400", 2, 2, ""),
        ("x^-401", "the exponent is larger than 400", 2, 1, ""),
        ("1e999", "the exponent of 1e999 is beyond ±400", 1, 5, ""),
        ("x+1e-999999999", "the exponent of 1e-999999999 is beyond ±400", 3, 12, ""),
        ("1" * 401, "a number has more than 400 digits", 1, 401, ""),
        ("(" * 1000 + "x" + ")" * 1000, "brackets, powers and fractions are nested deeper than 40", 41, 1, ""),
        ("x/" * 1000 + "x", "brackets, powers and fractions are nested deeper than 40", 82, 1, ""),
        ("-" * 1000 + "x", "brackets, powers and fractions are nested deeper than 40", 42, 1, ""),
        ("x^" * 1000 + "x", "brackets, powers and fractions are nested deeper than 40", 82, 1, ""),
    ],
)  # fmt: skip
def test_a_mistake_has_a_sentence_a_column_and_a_hint(
    text: str, sentence: str, column: int, length: int, hint: str
) -> None:
    """Each mistake is told at the characters that are to blame, and at once."""
    start = time.perf_counter()
    with pytest.raises(InputError) as caught:
        parse_expression(text, names=("x", "y"))
    assert time.perf_counter() - start < 1
    place = caught.value.place
    assert place is not None
    assert (caught.value.message, place.column, place.length, caught.value.hint) == (sentence, column, length, hint)
    assert place.text == text


def test_too_long_an_expression_is_refused_by_its_length() -> None:
    """10,001 characters are refused without being read; 10,000 are read."""
    with pytest.raises(InputError, match="^the expression has 10001 characters, more than 10000$"):
        parse_expression("x" * 10_001)
    assert parse_expression("+".join(["x"] * 5_000)) == Sum((Term(1, x),) * 5_000)


def test_an_unknown_name_where_none_is_declared_has_its_sentence() -> None:
    """Without any declared name the hint says so."""
    with pytest.raises(InputError) as caught:
        parse_expression("b", names=())
    assert (caught.value.message, caught.value.hint) == ("unknown name 'b'", "no names are declared here")


def test_without_names_any_name_is_read() -> None:
    """`names=None` allows any name, and constants are always known."""
    assert parse_expression("foo*pi") == Product((Symbol("foo"), Symbol("pi")))
    assert parse_expression("e", names=()) == Symbol("e")


@pytest.mark.parametrize(
    "text",
    ["sin(" * 40 + "x" + ")" * 40, "1-2*sin(" * 40 + "x" + ")^2" * 40, "x^(" * 20 + "x" + ")" * 20,
     "1/(1+" * 20 + "x" + ")" * 20, "-(" * 20 + "x" + ")" * 20],
)  # fmt: skip
def test_whatever_is_read_can_be_written_and_judged(text: str) -> None:
    """The deepest expression that is read does not exhaust the stack further on."""
    node = parse_expression(text)
    assert latex(node)
    assert width(node) > 0
    assert ex.variables(meaning(node)) == {"x"}


def test_a_tower_of_powers_close_to_one_is_refused_or_read_at_once() -> None:
    """An exponent is not computed to millions of digits just to be measured."""
    start = time.perf_counter()
    parse_expression("x^(((0.9^400)^400)^400)")
    assert time.perf_counter() - start < 1


def test_a_nested_power_is_differentiated_at_once() -> None:
    """Nested powers of twelve do not multiply the work."""
    start = time.perf_counter()
    for base in ("x", "2"):
        differentiate(parse_expression("x*" + "(" * 8 + base + "^12)" * 8), x)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("text", "span"), [("x", (0, 1)), (" x + y ", (1, 6)), ("2*x^2", (0, 5)), ("sin(x)", (0, 6)), ("-x", (0, 2))]
)
def test_a_tree_knows_its_characters(text: str, span: tuple[int, int]) -> None:
    """The span of the whole runs from its first to its last character."""
    assert parse_expression(text).span == Span(*span)
