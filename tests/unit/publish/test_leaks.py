"""Ways to hide a number or a sentence in a file of a site, each of which is found."""

import base64
import io
import json
import zlib
from html import escape
from urllib.parse import quote

import pytest
from pypdf import PdfWriter

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
        '<svg><g id="answer-0.5963"/></svg>', '<svg><a href="notes-0.5963.html"/></svg>', "<svg><!-- 0.5963 --></svg>",
        '<svg><metadata content="0.5963"/></svg>', "<svg><path aria-label='0.5963' d='M 1 1'/></svg>",
        "0.5963x_1", "0.5963v", "12,345e^x",
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


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    ends = (*chunks, (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(len(data).to_bytes(4) + kind + data + b"\0" * 4 for kind, data in ends)


LEAK = b"It is 0.5963"
PICTURES = {
    "text": _png((b"tEXt", b"Title\0" + LEAK)),
    "compressed text": _png((b"zTXt", b"Title\0\0" + zlib.compress(LEAK))),
    "compressed text with a language": _png((b"iTXt", b"Title\0\1\0en\0x\0" + zlib.compress(LEAK))),
    "behind the end": _png() + LEAK,
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_what_a_picture_says_is_read(picture: bytes) -> None:
    """As a file and inside a page, compressed or not; its pixels and a damaged file say nothing."""
    inside = f'<img src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
    assert find_leak("a.png", picture, SECRETS)
    assert find_leak("a.html", inside.encode(), SECRETS)
    assert find_leak("a.png", _png((b"IDAT", LEAK))[:-3], SECRETS) == ""


def _pdf(attachment: bytes = b"") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(9, 9)
    if attachment:
        writer.add_attachment("notes", attachment)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize(
    "document",
    [_pdf(LEAK), _pdf(_pdf(LEAK)), _pdf(PICTURES["compressed text"]), _pdf() + b"% " + LEAK + b"\n", _pdf() + LEAK],
    ids=["an attachment", "an attachment of an attachment", "in an attached picture", "a comment", "behind the end"],
)
def test_what_a_pdf_carries_is_read(document: bytes) -> None:
    """Attachments, whatever they are, and comments, which no program shows."""
    assert find_leak("a.pdf", document, SECRETS)
    assert find_leak("a.pdf", _pdf(b"It is 0.596"), SECRETS) == ""


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


@pytest.mark.parametrize(
    "text",
    [
        "<math xmlns='http://www.w3.org/1998/Math/MathML'>",
        "<mo>&#8289;</mo>",
        "<p title='100%'>&#8289;</p>",
        "&#x8289;",
    ],
)
def test_what_every_page_has_is_no_leak(text: str) -> None:
    """Years in the names of standards, characters by number: an answer may be 1998 or 8289."""
    assert find_leak("a.html", text.encode(), Traces(frozenset({"1998", "8289"}))) == ""
    assert find_leak("a.html", b"<p>in 1998: 8289</p>", Traces(frozenset({"1998"})))
