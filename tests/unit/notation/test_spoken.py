import itertools
from collections import defaultdict
from collections.abc import Iterator

import mpmath
import pytest

from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.spoken import speak
from pipeline.notation.tree import Call, Fraction, Group, Node, Number, Power, Product, Sum, Symbol, Term
from pipeline.notation.vocabulary import Vocabulary
from pipeline.render.language.language import load_language
from pipeline.render.locations import template_folders
from pipeline.sheet.model import LanguageCode
from tests.property.trees import UndefinedError, value

NAMES = Vocabulary(names=frozenset({"net"}), functions={"f": "f", "sigma": "sigmoid"})

SPOKEN = [
    (r"x_1^2 + 3", "x sub 1 squared plus 3"),
    (r"-400x_1(x_2 - x_1^2)", "minus 400 times x sub 1 times open bracket x sub 2 minus x sub 1 squared close bracket"),
    (
        r"\frac{\partial f}{\partial x_1} = 2x_1",
        "the partial derivative of f with respect to x sub 1 equals 2 times x sub 1",
    ),
    (
        r"\frac{\partial^2 f}{\partial x_1 \partial x_2}",
        "the second partial derivative of f with respect to x sub 1 and then x sub 2",
    ),
    (r"\frac{a}{b}", "a over b"),
    (r"\frac{a+1}{b}", "start fraction a plus 1 divided by b end fraction"),
    (r"\frac{1}{1 + e^{-t}}", "start fraction 1 divided by 1 plus e to the power minus t end power end fraction"),
    (r"\sigma(t)(1 - \sigma(t))", "sigma of t times open bracket 1 minus sigma of t close bracket"),
    (r"f(x, y)", "f of open bracket x comma y close bracket"),
    (r"\text{net}_1 \approx 0.4699", "net sub 1 is approximately 0.4699"),
    (r"W^{(1)}_{12}", "capital W superscript bracket 1 close bracket sub 12"),
    (r"x^*", "x star"),
    (r"\hat y_1", "y hat sub 1"),
    (r"\delta_{o_1}", "delta sub o sub 1"),
    (r"\nabla f(x^*)", "the gradient of f of x star"),
    (
        r"\begin{pmatrix} 802 & -400 \\ -400 & 200 \end{pmatrix}",
        "the 2 by 2 matrix 802 comma minus 400 next row minus 400 comma 200 end matrix",
    ),
    (r"\sum_{k=1}^{d} e^{t_k}", "the sum from k equals 1 to d of e to the power t sub k end sum"),
    (
        r"\left[ \frac{\partial f}{\partial x_1} \right]_{x_1 = 1} = 0",
        "open bracket the partial derivative of f with respect to x sub 1 close bracket "
        "evaluated at x sub 1 equals 1 end condition equals 0",
    ),
    (r"2(x_1 - 1) = 0 \Leftrightarrow x_1 = 1", "2 times open bracket x sub 1 minus 1 close bracket equals 0 "
     "is equivalent to x sub 1 equals 1"),
    (r"\sqrt{x + 1}", "the square root of x plus 1 end root"),
    (r"1.5 \cdot 10^{-9}", "1.5 times 10 to the power minus 9 end power"),
    (r"v^T", "v transposed"),
    (r"\int_0^1 x \, dx", "the integral from 0 to 1 of x with respect to x"),
    (r"\|x\|", "the norm of x end norm"),
    (r"\Delta", "capital Delta"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "words"), SPOKEN)
def test_formulas_are_read_aloud_as_a_person_would(latex: str, words: str) -> None:
    """What stands on a page is told in words, brackets where they matter."""
    (statement,) = read_formula(latex, NAMES)
    assert isinstance(statement, Statement)
    assert speak(statement.node) == words


IN_WORDS = [
    ("de", r"x_1^2 \approx 0.5", "x Index 1 zum Quadrat ungefähr gleich 0,5"),
    ("de", r"\frac{\partial f}{\partial x_1} = 2x", "die partielle Ableitung von f nach x Index 1 gleich 2 mal x"),
    ("fr", r"\frac{\partial^2 f}{\partial x_1^2}", "la dérivée partielle seconde de f par rapport à x indice 1"),
    ("fr", r"\nabla f(x^*)", "le gradient de f de x étoile"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "latex", "words"), IN_WORDS)
def test_formulas_are_spoken_in_the_language_of_the_page(code: LanguageCode, latex: str, words: str) -> None:
    """Through the same catalogue as everything else."""
    (statement,) = read_formula(latex, NAMES)
    assert isinstance(statement, Statement)
    assert speak(statement.node, load_language(code, template_folders()).say) == words


def test_phrases_go_through_the_translation() -> None:
    """Every phrase is offered in English, names in braces; numbers and letters are not."""
    asked: list[str] = []

    def say(phrase: str) -> str:
        asked.append(phrase)
        return phrase.upper().replace("{BODY}", "{body}").replace("{NAME}", "{name}")

    assert speak(Call("sin", (Symbol("x"),)), say) == "SINE OF x"
    assert asked == ["sine", "{name} of {body}"]


def formulas(depth: int) -> Iterator[Node]:
    """Every formula of up to so many levels over two letters and a number."""
    yield from (Symbol("x"), Symbol("y"), Number("2"))
    if depth:
        parts = list(formulas(depth - 1))
        for part in parts:
            yield from (Sum((Term(-1, part),)), Call("sin", (part,)), Call("exp", (part,)), Call("sqrt", (part,)))
            yield from (Group(part), Call("abs", (part,)))
        for left, right in itertools.product(parts, repeat=2):
            yield from (Sum((Term(1, left), Term(sign, right))) for sign in (1, -1))
            yield from (Product((left, right)), Fraction(left, right), Power(left, right))


@pytest.mark.parametrize("code", ["en", "de", "fr"])
def test_formulas_that_sound_the_same_mean_the_same(code: LanguageCode) -> None:
    """Among all formulas of two levels, those with the same words have the same value, in every language."""
    say = load_language(code, template_folders()).say
    alike: defaultdict[str, list[Node]] = defaultdict(list)
    for formula in formulas(2):
        alike[speak(formula, say)].append(formula)
    assert len(alike) > 10_000
    point = {"x": mpmath.mpf("0.37"), "y": mpmath.mpf("1.91")}
    for words, same in alike.items():
        if len(same) > 1:
            assert len({str(_value(formula, point)) for formula in same}) == 1, words


def _value(formula: Node, point: dict[str, mpmath.mpf]) -> object:
    try:
        return value(formula, point)
    except UndefinedError:
        return "undefined"
