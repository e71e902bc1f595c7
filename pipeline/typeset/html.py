"""One self-contained HTML file: MathML, figures and font inside, its own style sheet, no script."""

import base64
import functools
import re
from collections.abc import Mapping
from typing import Final

from pipeline.errors import TemplateError
from pipeline.notation.vocabulary import Vocabulary
from pipeline.render import words
from pipeline.render.language.language import Language
from pipeline.render.locations import Folders, find_template
from pipeline.render.page import Page, PageFigure
from pipeline.typeset.alternatives import alternatives, labelled
from pipeline.typeset.layout import fill_layout, language_of
from pipeline.typeset.look import data_address, look, style
from pipeline.typeset.svg import inline_svg

_IMAGE: Final = re.compile(r'<img\b[^>]*?\ssrc="(?P<source>[^"]*)"[^>]*?>', re.DOTALL)
_WIDTH: Final = re.compile(r'\bstyle="width:\s*(?P<width>[\d.]+%)')
_PART: Final = re.compile(r"<(?P<part>thead|tbody)>.*?</(?P=part)>", re.DOTALL)
_HEAD_CELL: Final = re.compile(r"<th(?=[\s>])")
_THIN: Final = '<mspace width="0.1667em"></mspace>'
_BEFORE_NAME: Final = re.compile(r"(</(?:mi|mn|msub|msup|msubsup)>)(?=<mrow><mi[^>]*>[^<]{2,}</mi><mo>&#8289;)")
# One that is raised to a power has its space behind the power already. A pattern that begins with a literal is found
# many times faster, so what must not stand before it comes second.
_AFTER_NAME: Final = re.compile(
    r"(<mrow>(?<!<msu[bp]><mrow>)<mi[^>]*>[^<]{2,}</mi><mo>&#8289;</mo></mrow>)(?!<mo |<mrow><mo )"
)
_PRIMED: Final = re.compile(
    r"<msup>(<mi[^>]*>[^<]*</mi>|<mrow><mi[^>]*>[^<]*</mi><mo>&#8289;</mo></mrow>)<mo>([′″‴])</mo></msup>"
)
_CHAIN: Final = re.compile(r'(<math display="block"[^>]*><semantics>)<mtable>')
_POINT: Final = re.compile(
    r"<mn>(?P<digits>\d*\.\d+)</mn>|(?P<before><annotation[^>]*>)(?P<latex>[^<]*)(?=</annotation>)"
)
_DECIMAL: Final = re.compile(r"(?<=[\d{])\.(?=\d)")
_IN_TEXT: Final = re.compile(r'<math display="inline"[^>]*><semantics>(?P<shown>.*?)<annotation.*?</math>', re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_CLOSING: Final = re.compile(r"[.,;:!?)\]’”]+")
_HEADING: Final = re.compile(r'<h2 id="(?P<anchor>[^"]+)-title">(?P<text>.*?)</h2>', re.DOTALL)
LONG: Final = 28
"""Characters of a formula in running text that might not fit on the line of a phone."""

_SCOPES: Final = {"thead": "col", "tbody": "row"}


def html_page(page: Page, body: str, vocabularies: Mapping[str, Vocabulary]) -> bytes:
    """Return the document.

    Args:
        page: Gives title block and figures.
        body: What pandoc made of the page for HTML.
        vocabularies: What each exercise's formulas are read with, by its id.

    Raises:
        TemplateError: Where the page names a picture that it did not draw.
    """
    numbered = {f"{figure.path}.svg": (number, figure) for number, figure in enumerate(page.figures, 1)}
    language = language_of(page)
    body = body if language.decimal == "." else _POINT.sub(_with_comma, body)
    # LaTeX sets a thin space beside the name of a function; pandoc's MathML leaves that to the browser, which does not.
    spaced = _AFTER_NAME.sub(rf"\1{_THIN}", _BEFORE_NAME.sub(rf"\1{_THIN}", body))
    upright = spaced.replace("<mi>∇</mi>", '<mi mathvariant="normal">∇</mi>')  # a browser would slant a lone letter
    # The font draws a prime raised; a browser raises and shrinks it once more.
    primed = _PRIMED.sub(r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>', upright)
    large = _CHAIN.sub(r'\1<mtable displaystyle="true">', primed)  # fractions as large as in a formula of its own
    scoped = labelled(_PART.sub(_scoped, large), alternatives(page.markdown, vocabularies, language.say))
    closed = _IN_TEXT.sub(_with_box, _with_closing_marks(scoped))
    whole = _IMAGE.sub(lambda image: _inlined(image, numbered), closed)
    contents = [(f"{heading['anchor']}-title", heading["text"]) for heading in _HEADING.finditer(body)]
    theme = page.title.theme
    logo = data_address(theme.logo) if theme.logo else ""
    look_of = {"theme_style": style(theme), "logo_address": logo, **look(page, "html")}
    more = {**look_of, "math_font": _math_font(page.folders), "contents": contents, "words": _words(language)}
    return fill_layout("sheet.html.j2", page, whole, **more).encode()


def _with_comma(piece: re.Match[str]) -> str:
    """Return a number with its comma, or a formula's LaTeX as the page has it; page.lua has put points there."""
    if piece["digits"] is not None:
        return piece[0].replace(".", ",")
    return piece["before"] + _DECIMAL.sub("{,}", piece["latex"])


def _words(language: Language) -> dict[str, str]:
    return {name: language.say(getattr(words, name)) for name in ("CONTENTS", "COPY", "COPIED")}


def _with_closing_marks(body: str) -> str:
    """Keep what closes behind a formula on its line: a browser would begin the next one with a comma."""
    pieces = body.split("</math>")
    for place, piece in enumerate(pieces[1:], start=1):
        before, start, formula = pieces[place - 1].rpartition('<math display="inline"')
        if start and (marks := _CLOSING.match(piece)):
            pieces[place - 1] = f'{before}<span class="closed">{start}{formula}'
            pieces[place] = f"{marks[0]}</span>{piece[marks.end() :]}"
    return "</math>".join(pieces)


def _with_box(formula: re.Match[str]) -> str:
    """Give a long formula in running text a box of its own, in which it can scroll; browsers do not break it."""
    is_long = len(_TAG.sub("", formula["shown"])) > LONG
    return f'<span class="wide">{formula[0]}</span>' if is_long else formula[0]


@functools.cache
def _math_font(folders: Folders) -> str:
    """The font for formulas, in base 64: the one that a browser has of its own differs per machine."""
    return base64.b64encode(find_template("layouts/math.woff2", folders).read_bytes()).decode("ascii")


def _scoped(part: re.Match[str]) -> str:
    """Say of each head cell what it is the head of."""
    return _HEAD_CELL.sub(f'<th scope="{_SCOPES[part["part"]]}"', part[0])


def _inlined(image: re.Match[str], figures: Mapping[str, tuple[int, PageFigure]]) -> str:
    if image["source"] not in figures:
        raise TemplateError(f"the page shows '{image['source']}', which is none of its figures")
    number, figure = figures[image["source"]]
    width = _WIDTH.search(image[0])
    return inline_svg(figure, number, width["width"] if width else "100%")
