"""Ways to hide a number or a sentence in a file of a site, each of which is found."""

import base64
import json
from html import escape
from urllib.parse import quote

import pytest

from pipeline.publish.site.leaks import Traces, find_leak, numbers, secrets_of

SENTENCE = "So the function has a saddle point there"
SECRETS = secrets_of([f"{SENTENCE}. It is $0.5963$ or $12{{,}}345$."], ["Public words of the statement with 0.1234."])


def _b64(text: str, form: str) -> str:
    return f'<img src="data:{form};base64,{base64.b64encode(text.encode()).decode()}">'


@pytest.mark.parametrize(
    "text",
    [
        "0.5963", "(0.5963, 1)", "x=0.5963;", "-0.5963", "0.59630", ".5963", "var a=.5963,b", "0,5963", "0{,}5963",
        "[0.5963,0.1111]", "[0.1111,0.5963]", "[1,2,0.5963,3]", "5.963e-1 0.5963e0", "12.345", "12,345", "(12.345,2)",
        "0.<b>59</b>63", "<mn>0</mn><mo>.</mo><mn>5963</mn>", '<p title="0&#46;5963">', "0&#x2e;5963", "0\\u002e5963",
        "<details><summary>x</summary>0.5963</details>", "<!-- 0.5963 -->", '<meta content="0.5963">', "0%2E5963",
        _b64("<svg><text>0.5963</text></svg>", "image/svg+xml"), _b64('{"x":0.5963}', "application/json;charset=utf-8"),
        f'<img src="data:image/svg+xml,{quote("<svg><desc>0.5963</desc></svg>")}">',
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    """Decimal comma or point, in lists, with powers of ten, in pieces, escaped, encoded, in data addresses."""
    assert find_leak("a.html", f"<p>{text}</p>".encode(), SECRETS)


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE, SENTENCE.upper(), SENTENCE.replace("function", "func&shy;tion"), SENTENCE.replace(" ", "\n"),
        SENTENCE.replace("saddle", "<em>saddle</em>"), f'<i title="{escape(SENTENCE)}">', quote(SENTENCE),
        json.dumps({"x": SENTENCE}), _b64(SENTENCE, "text/plain"),
        f"//# sourceMappingURL=data:application/json;base64,{base64.b64encode(SENTENCE.encode()).decode()}",
    ],
)  # fmt: skip
def test_a_sentence_is_found_however_it_is_written(text: str) -> None:
    """In other letters, hyphenated, over several lines, marked up, as an attribute, encoded."""
    assert find_leak("a.html", f"<p>{text}</p>".encode(), SECRETS)


@pytest.mark.parametrize("text", ["Public words of the statement", "0.1234", "0.596", "1.5963", "10.5963rem", "2026"])
def test_what_is_public_or_says_little_is_no_leak(text: str) -> None:
    """The statement's own numbers and words, three digits, other numbers, lengths of a style sheet."""
    assert find_leak("a.html", f"<p>{text}</p>".encode(), SECRETS) == ""


def test_names_of_files_are_searched() -> None:
    """A file may give away by its name what it does not say."""
    assert find_leak("a-0.5963.txt", b"", SECRETS)
    assert find_leak(SENTENCE.replace(" ", "_") + ".html", b"", SECRETS)


def test_numbers_of_small_size_are_known_by_their_digits() -> None:
    """A result in full precision, with its power of ten, is found with any other power."""
    assert numbers('"1.2345678e-05"') == {"1.2345678"}
    assert find_leak("a.json", b"[1.2345678E-5]", Traces(numbers("1.2345678e-05")))
