import pytest

from pipeline.render.language.sentences import CLOSE, OPEN, WORDS, sentences, units

WORD = f"{OPEN}{WORDS}output layer{CLOSE}"
VALUE = f"{OPEN}$x_1$ and $x_2${CLOSE}"

TEXTS = [
    ("The value of $f$ is $0.5$.", ["The value of {1} is {2}."]),
    ("It is $1$. So is $2$.\nGood.", ["It is {1}.", "So is {1}.", "Good."]),
    ("The roots are $a$, $b$ and $c$ only.", ["The roots are {1} only."]),
    (f"The {WORD} has {VALUE}.", ["The {1} has {2}."]),
    ("After 12 steps it is 0.25, then -3.", ["After {1} steps it is {2}, then {3}."]),
    ("Slices at 2 = −1, then 3 − 2 is 1.", ["Slices at {1} = {2}, then {3} − {4} is {5}."]),
    ("There are two of them.", ["There are {1} of them."]),
    ("One of them, $h_1$ of layer x1, is off.", ["One of them, {1} of layer x1, is off."]),
    ("*First case, $i = j$.* Then it holds.", ["*First case, {1}.*", "Then it holds."]),
    (r"It costs \$5 or $n$.", [r"It costs \${1} or {2}."]),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_a_paragraph_is_sentences_with_numbered_gaps(text: str, expected: list[str]) -> None:
    """Formulas, printed values and numbers are gaps; a list of gaps is one, whatever its length."""
    assert [one.text for one in sentences(text)] == expected


def test_words_can_stand_in_their_gap() -> None:
    """A sentence is known with the words that a template prints, too, and then has a gap less."""
    (one,) = sentences(f"The {WORD} has two inputs $x$.")
    assert one.closed("words").text == "The output layer has {1} inputs {2}."
    assert one.closed("words and numerals").text == "The output layer has two inputs {1}."


def test_lists_headings_and_displays_are_units_of_their_own() -> None:
    """What begins a line for pandoc stays there; lines of a paragraph belong together, those of a display as well."""
    text = "#### Head\n\nSome\nwords:\n\n$$\nx = 1\n$$\n\n1. One\n2. Two\n   more\n(a) Last\n::: {.div}\n"
    found = [(unit.head, unit.text) for unit in units(text) if unit.is_text]
    assert found == [
        ("#### ", "Head"),
        ("", "Some\nwords:"),
        ("1. ", "One"),
        ("2. ", "Two\nmore"),
        ("(a) ", "Last"),
    ]
    assert "".join(unit.text for unit in units(text) if not unit.is_text) == "$$\nx = 1\n$$::: {.div}"
