"""Figures inside an HTML page: names of their own, colours of the page."""

import re
from typing import Final

from pipeline.render.figures.ink import INK
from pipeline.render.page import PageFigure
from pipeline.typeset.layout import html_text

_BEFORE_ROOT: Final = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_ROOT: Final = re.compile(r"<svg\b(?P<attributes>[^>]*)>")
_SIZE: Final = re.compile(r'\s(?:width|height|style|class|role|aria-label)="[^"]*"')
_WIDTH: Final = re.compile(r"<svg\b[^>]*\bviewBox=\"[-\d.]+ [-\d.]+ (?P<width>[\d.]+) ")
_LEFT_OUT: Final = re.compile(r"<metadata>.*?</metadata>|<title>.*?</title>|<!--.*?-->", re.DOTALL)
_STYLE: Final = re.compile(r"<style[^>]*>\s*\*\s*\{(?P<rules>[^}]*)\}\s*</style>")
_NAMES: Final = (' id="', 'href="#', "url(#")
"""What stands before a name that is given or meant."""

LEAST_SCALE: Final = 0.72
"""Of a drawing made for letters of 8 points; smaller than at this scale they are hard to read."""


def inline_svg(figure: PageFigure, number: int, width: str) -> str:
    """Return the figure as an element of an HTML page.

    Args:
        figure: Drawn text and axes in `INK`, which becomes the page's own text colour.
        number: Distinguishes the names of this figure from those of others on the page.
        width: A CSS length.
    """
    text = _BEFORE_ROOT.sub("", figure.svg.decode("utf-8"), count=1)
    text = _LEFT_OUT.sub("", text)
    shared = _STYLE.search(text)  # would apply to the whole page
    text = _STYLE.sub("", text)
    for before in _NAMES:
        text = text.replace(before, f"{before}f{number}-")
    for ink in (INK.lower(), INK.upper()):
        text = text.replace(ink, "currentColor")
    rules = " ".join(shared["rules"].split()).rstrip(";") + ";" if shared else ""
    style = f"{rules}{_least_width(text)}width:{width}"
    return _ROOT.sub(lambda root: _opening(root["attributes"], figure.alt, style), text, count=1).strip()


def _least_width(svg: str) -> str:
    """Return how far a narrow screen may shrink the drawing, for the style sheet; empty where its size is unknown."""
    size = _WIDTH.search(svg)
    return f"--least:{LEAST_SCALE * float(size['width']):.0f}pt;" if size else ""


def _opening(attributes: str, alt: str, style: str) -> str:
    kept = " ".join(_SIZE.sub("", attributes).split())
    return f'<svg {kept} role="img" aria-label="{html_text(alt)}" style="{style}">'
