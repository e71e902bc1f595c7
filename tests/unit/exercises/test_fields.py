import copy
import pickle
from fractions import Fraction

import pytest

from pipeline.exercises.exact import EvaluationError, evaluate
from pipeline.exercises.fields import FieldError, counted, declared, exact_value, is_name, listing, matrix_value
from pipeline.exercises.numerals import Written, given_node, integer_refusal, refusal
from pipeline.exercises.quantities import find_quantities, is_path, leaf_paths
from pipeline.exercises.solution import Value
from pipeline.notation.calculator import parse_expression
from pipeline.notation.writer import latex


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", Fraction(1, 3)),
        ("-a^2", Fraction(-4)),
        ("2*(a - 1/2)", Fraction(3)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("a^-2", Fraction(1, 4)),
        ("1e-3", Fraction(1, 1000)),
    ],
)
def test_expressions_over_parameters_are_evaluated_exactly(text: str, value: Fraction) -> None:
    """No floating point comes between a sheet and its numbers."""
    assert exact_value(text, {"a": Fraction(2)}) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("b", "unknown name 'b'"),
        ("v", "the parameter 'v' is a list, not a number"),
        ("1/(a - 2)", "division by zero"),
        ("0^-1", "division by zero"),
        ("2^(1/2)", "a power with a fraction as exponent has no exact value"),
        ("sin(1)", "only numbers, parameters, + - * / and ^ have an exact value"),
        ("((9^400)^400)^400", "the number is too large"),
        ("h*h", "the number is too large"),
    ],
)
def test_what_has_no_exact_value_is_refused(text: str, message: str) -> None:
    """Names, poles, roots, functions and monsters are told apart, before anything large is computed."""
    values = {"a": Fraction(2), "v": (Fraction(1),), "h": Fraction(10**1000)}
    with pytest.raises(EvaluationError) as caught:
        evaluate(parse_expression(text), values)
    assert str(caught.value) == message


def test_a_written_number_is_a_fraction_that_knows_its_digits() -> None:
    """It computes as a Fraction, and survives copying and pickling with its text."""
    number = Written("+1_0.50")
    assert (number, number.text, type(number + 1)) == (Fraction(21, 2), "10.50", Fraction)
    for twin in (copy.copy(number), copy.deepcopy(number), pickle.loads(pickle.dumps(number))):
        assert (twin, twin.text) == (number, "10.50")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Written("0.10"), "0.10"),
        (Written("-0.50"), "-0.50"),
        (Written("1e-3"), "0.001"),
        (Fraction(7), "7"),
        (Fraction(1, 4), "0.25"),
        (Fraction(-1, 3), "-\\frac{1}{3}"),
    ],
)
def test_given_numbers_are_printed_as_they_were_written(value: Fraction, written: str) -> None:
    """Digits of the sheet stay; computed numbers become decimals where finite, else fractions."""
    assert latex(given_node(value)) == written


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0.1", ""),
        ("-1_000.5e-400", ""),
        ("inf", "is not a finite number"),
        ("-nan", "is not a finite number"),
        ("1e401", "has an exponent beyond ±400"),
        ("1e" + "9" * 10**5, "has an exponent beyond ±400"),
        ("1" * 402 + ".0", "has more than 400 digits"),
    ],
)
def test_numbers_beyond_all_bounds_are_refused_before_conversion(text: str, reason: str) -> None:
    """The size of a literal is known from its text alone."""
    assert refusal(text) == reason


def test_integers_have_the_same_bound() -> None:
    """Four hundred digits are enough for everybody."""
    assert integer_refusal(10**400 - 1) == ""
    assert integer_refusal(-(10**400)) == "has more than 400 digits"


def test_an_error_in_a_matrix_knows_its_row_and_column() -> None:
    """The path of a FieldError leads to the entry to blame."""
    with pytest.raises(FieldError) as caught:
        matrix_value([[1, 2], [3, True]], {})
    assert (caught.value.path, caught.value.message) == ((1, 1), "{key} must be a number, not true")


def test_lists_and_counts_read_as_english() -> None:
    """Small words of the sentences."""
    assert [listing(["a"]), listing(["a", "b", "c"])] == ["a", "a, b and c"]
    assert [counted(1, "entry"), counted(2, "entry"), counted(3, "weight")] == ["1 entry", "2 entries", "3 weights"]
    assert [declared("key", ["a"]), declared("key", ["a", "b"])] == ["the key is a", "keys are a and b"]


@pytest.mark.parametrize(("text", "good"), [("x_1", True), ("1x", False), ("x y", False), ("é", False), ("", False)])
def test_names_are_ascii_words(text: str, good: bool) -> None:
    """A letter, then letters, digits and underscores."""
    assert is_name(text) is good


def test_quantities_are_found_by_path() -> None:
    """Keys, positions and stars lead to the entries of nested quantities."""
    nested: Value = {"l": [{"a": [Fraction(1), Fraction(2)]}, {"a": [Fraction(3)]}], "w": "word"}
    assert list(find_quantities(nested, "l[0].a[1]")) == [("l[0].a[1]", 2)]
    assert [path for path, _ in find_quantities(nested, "l[*].a[*]")] == ["l[0].a[0]", "l[0].a[1]", "l[1].a[0]"]
    assert list(find_quantities(nested, "w[0]")) == []
    assert list(leaf_paths(nested)) == ["l[0].a[0]", "l[0].a[1]", "l[1].a[0]", "w"]
    assert [is_path(text) for text in ("a", "a[0].b[*]", "", "a.", "a[-1]", "a[x]")] == [True, True] + [False] * 4
