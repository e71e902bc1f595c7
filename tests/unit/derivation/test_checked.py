import pytest

from pipeline.derivation.checked import checked
from pipeline.errors import ComputationError, RefutedError
from pipeline.notation.build import chain
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import Chain, Link, RelationSign, Symbol

SCOPE = Scope({"h": Definition((), parse_expression("sigmoid(0.39)")), "o": Definition((), parse_expression("2*h"))})


def relation_chain(text: str) -> Chain:
    """Return a chain from members and relation signs separated by blanks."""
    first, *rest = text.split()
    pairs = zip(rest[::2], rest[1::2], strict=True)
    signs: dict[str, RelationSign] = {"=": "=", "≈": "≈", "<": "<", ">": ">", "⇔": "⇔"}
    return Chain(parse_expression(first), tuple(Link(signs[sign], parse_expression(node)) for sign, node in pairs))


@pytest.mark.parametrize(
    "text",
    [
        "h = sigmoid(0.39) ≈ 0.5963",
        "o = 2*h ≈ 2*0.5963 ≈ 1.1926",
        "o = 2*h ≈ 2*0.5963 ≈ 1.1925",  # 1.19256… is the full value's neighbour within the operands' half units
        "x+x = 2*x",
        "1/3 ≈ 0.3333 < 1/2",
        "802*200-(-400)^2 = 400 > 0",
    ],
)
def test_a_true_chain_passes(text: str) -> None:
    """`=` exactly, `≈` within the digits shown of the full value or of the printed operands."""
    shown = relation_chain(text)
    assert checked(shown, SCOPE) is shown


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "h = sigmoid(0.39) ≈ 0.5964",
            r"an equation is wrong: \sigma(0.39) ≈ 0.5964; the left side is 0.59628269929678784, the right side 0.5964",
        ),
        ("h = 0.5963", "an equation is wrong: h = 0.5963; the left side is 0.59628269929678784, the right side 0.5963"),
        ("400 < 0", "an equation is wrong: 400 < 0; the left side is 400, the right side 0"),
        ("x < y", "an equation is wrong: x < y; at x = 0, y = 0 the left side is 0, the right side 0"),
        ("2 = 2 = 3", "an equation is wrong: 2 = 3; the left side is 2, the right side 3"),
    ],
)
def test_a_false_relation_is_refused_with_its_values(text: str, sentence: str) -> None:
    """The relation that is wrong is named, with both of its sides."""
    with pytest.raises(RefutedError) as caught:
        checked(relation_chain(text), SCOPE)
    assert caught.value.message == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x ⇔ y", "an equation could not be decided: x ⇔ y; '⇔' is not decided here"),
        ("1/0 ≈ 1", r"an equation could not be decided: \frac{1}{0} ≈ 1; a side of ≈ is undefined"),
    ],
)
def test_an_undecidable_relation_is_not_printed(text: str, sentence: str) -> None:
    """Unknown is no permission."""
    with pytest.raises(ComputationError) as caught:
        checked(relation_chain(text), SCOPE)
    assert caught.value.message == sentence


def test_a_wrong_exact_member_is_caught_at_random_weights_too() -> None:
    """An identity that holds at one point only is refuted with the point."""
    with pytest.raises(RefutedError, match=r"^an equation is wrong: x\^2 = x; at x = "):
        checked(chain(parse_expression("x^2"), ("=", Symbol("x"))), SCOPE)
