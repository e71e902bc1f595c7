"""Text of users in the languages of the templates."""

import pytest

from pipeline.render.escape import attribute_value, latex_text, markdown_paragraphs, markdown_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Rosenbrock function", "The Rosenbrock function"),
        ("well-known, 3.5 km", "well-known, 3.5 km"),
        ("a_b*c", r"a\_b\*c"),
        (r"\input{x}", r"\\input\{x\}"),
        ("wait...", r"wait\.\.\."),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        (": no definition", r"\: no definition"),
        ("(a) no list", r"(a\) no list"),
        ("two\nlines\t here", "two lines here"),
        ("bell\a, \u202eturned", "bell, turned"),
    ],
)
def test_markdown_text_escapes_what_means_something(text: str, expected: str) -> None:
    """Only characters that pandoc could read as syntax get a backslash; the rest stays readable."""
    assert markdown_text(text) == expected


def test_paragraphs_stay_apart() -> None:
    """Blank lines of an introduction separate paragraphs, line ends do not."""
    assert markdown_paragraphs("one\nline\n\n\n  * two\n") == "one line\n\n\\* two"


def test_attribute_value_keeps_quotes() -> None:
    """Quotation marks and backslashes do not end an attribute."""
    assert attribute_value('say "x" \\ y') == r'"say \"x\" \\ y"'


def test_latex_text_escapes_every_active_character() -> None:
    """No character of a user starts a command in a LaTeX template."""
    assert latex_text(r"50% of \x_1 & $2") == r"50\% of \textbackslash{}x\_1 \& \$2"
