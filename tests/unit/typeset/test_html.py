import re
from dataclasses import replace

import html5lib
import pytest

from pipeline.errors import TemplateError
from pipeline.render.figures.ink import INK
from pipeline.typeset.documents import typeset_page
from tests.unit.typeset.sample import NAME, page, proved


@pytest.fixture(scope="module")
def html() -> str:
    """The sample page."""
    return typeset_page(proved(page()), ["html"])["solution.html"].decode()


def test_page_is_well_formed(html: str) -> None:
    """A strict parser finds nothing to repair."""
    html5lib.HTMLParser(strict=True).parse(html)


def test_page_is_self_contained_and_needs_no_script(html: str) -> None:
    """Nothing is fetched; the one script adds comfort to a page that is whole without it."""
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert not re.search(r"\b(?:fetch|XMLHttpRequest|WebSocket|import|eval|innerHTML)\b", script)
    assert "<h2" in html.partition("<script>")[0]
    assert not re.search(r'\s(?:src|on\w+)="', html)
    assert not re.search(r'url\((?!#|"data:)', html)
    assert "@import" not in html
    assert "<link" not in html


def test_names_are_unique(html: str) -> None:
    """Two figures from the same drawing program do not share a name, and every reference finds its own."""
    names = re.findall(r'\sid="([^"]+)"', html)
    assert len(names) == len(set(names))
    assert set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', html)) <= {(n, "") for n in names} | {
        ("", n) for n in names
    }


def test_ink_becomes_the_colour_of_the_text(html: str) -> None:
    """Figures follow dark mode: text and axes take the page's colour, data keep theirs."""
    svg = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(svg) == 2
    assert all(INK not in figure and "currentColor" in figure and "#0072b2" in figure for figure in svg)
    assert all("<style" not in figure and "<metadata" not in figure for figure in svg)


def test_a_line_never_begins_with_what_closes_behind_a_formula() -> None:
    """Comma, full stop and bracket stay with the formula before them; a word does not."""
    text = "See $x = 1$, $y$ and ($z$).\n\n$$\nu = 2\n$$\n"
    body = typeset_page(proved(replace(page(), markdown=text)), ["html"])["solution.html"].decode()
    kept = re.findall(r'<span class="closed"><math display="inline".*?</math>(.*?)</span>', body, re.DOTALL)
    assert kept == [",", ")."]


def test_structure_is_named(html: str) -> None:
    """An exercise is a section under its heading, a table says what its head cells head, a figure has words."""
    assert '<section id="saddle" class="exercise" aria-labelledby="saddle-title">' in html
    assert '<h2 id="saddle-title">' in html
    assert html.count('<th scope="col"') == 3
    assert html.count('<th scope="row"') == 2
    assert html.count("<figcaption>") == 2
    assert 'role="img" aria-label="Two bars &amp; &#34;again&#34;."' in html
    assert "<caption><strong>Table 1.</strong> Two gradients.</caption>" in html
    assert '<div class="answer-space" style="height: 4cm">' in html


def test_displayed_formulas_stand_in_boxes_of_their_own(html: str) -> None:
    """So that a wide one scrolls alone, also in a list; inline ones stay in their line."""
    assert html.count('<div class="formula">') == html.count('<math display="block"') == 2
    assert "<p><math display" not in html


def test_formulas_keep_their_tex(html: str) -> None:
    """What a reader copies is the formula as it was written."""
    assert r"\operatorname{softmax}(x)_i" in html


def test_names_of_functions_have_room(html: str) -> None:
    """`det ∇` and not `det∇`, as TeX sets it."""
    assert re.search(r'det</mi><mo>&#8289;</mo></mrow><mspace width="0.1667em">', html)
    assert re.search(r'softmax</mi><mo>&#8289;</mo></mrow><mo stretchy="false"', html)


def test_title_block_is_text() -> None:
    """A user's words are printed as they are."""
    html = typeset_page(proved(page(title=NAME, author=NAME, language="de")), ["html"])["solution.html"].decode()
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert tree.findtext(".//h1") == NAME
    assert tree.findtext(".//title") == f"{NAME} · Ausführliche Lösung · Analysis"
    assert [meta.get("content") for meta in tree.findall(".//meta[@name='author']")] == [NAME]
    assert '<html lang="de">' in html


def test_unknown_picture_is_an_error() -> None:
    """A picture that the page did not draw would be missing at the reader's."""
    with pytest.raises(TemplateError, match="shows 'other.svg', which is none of its figures"):
        typeset_page(proved(page("![](other.svg)")), ["html"])


def test_primes_are_as_large_as_the_font_draws_them() -> None:
    """A browser would raise and shrink a glyph that is raised already; a star or a digit stays a superscript."""
    html = typeset_page(proved(page(r"$\tanh'(t)$ and $f''(t)$ and $x^*$")), ["html"])["solution.html"].decode()
    assert re.search(r'<mrow><mi>f</mi><mo lspace="0" rspace="0">″</mo></mrow>', html)
    assert re.search(r'tanh</mi><mo>&#8289;</mo></mrow><mo lspace="0" rspace="0">′</mo></mrow>', html)
    assert re.search(r"<msup><mi>x</mi><mo>\*</mo></msup>", html)


def test_a_long_formula_in_a_sentence_has_a_box_of_its_own() -> None:
    """No browser breaks it; a short one stands in the line as it is, and each keeps the mark behind it."""
    long = "+".join(f"x_{index}" for index in range(1, 30))
    markdown = f"Here $a+b$, and ${long}$."
    html = typeset_page(proved(page(markdown)), ["html"])["solution.html"].decode()
    body = html[html.index("<main>") :]
    assert body.count('class="wide"') == 1
    assert re.search(r'<span class="closed"><span class="wide"><math.*?</math></span>\.</span>', body, re.DOTALL)


def test_a_drawing_says_how_far_a_phone_may_shrink_it(html: str) -> None:
    """Its letters stay legible."""
    assert re.search(r'<svg [^>]*style="[^"]*--least:[1-9]\d*pt;', html)
