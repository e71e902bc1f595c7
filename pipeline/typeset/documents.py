"""A page in the formats that were asked for.

Guarantee: same page, same bytes, in every format and with every engine.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from pipeline.errors import UsageError
from pipeline.render.locations import Folders
from pipeline.render.page import COUNTS
from pipeline.render.pandoc import Conversion, Part, Target, start_pandoc
from pipeline.render.repeated import Shortened, start_shortened
from pipeline.typeset.layout import language_of
from pipeline.typeset.tex_engine import TexEngine
from pipeline.verify.certificate import summary
from pipeline.verify.verified import VerifiedPage

Format = Literal["pdf", "html", "md", "tex", "docx"]
Engine = Literal["typst"] | TexEngine
Conversions = Mapping[Target, Conversion | Part]


def start_conversions(
    markdown: str, formats: Collection[Format], engine: Engine = "typst", *, folders: Folders = ()
) -> Conversions:
    """Start pandoc for every format that goes through it; figures can be drawn meanwhile.

    Args:
        markdown: Of the page; figures are named by path only.
        formats: To come.
        engine: That makes the PDF.
        folders: Of the page's templates; the built-in ones by default.

    Raises:
        MissingToolError: Where pandoc is not installed.
    """
    return {target: start_pandoc(markdown, target, folders) for target in targets_of(formats, engine)}


def start_together(
    markdown: Sequence[str], targets: Collection[Target], folders: Folders = ()
) -> tuple[tuple[Conversion | Shortened, ...], tuple[Conversions, ...]]:
    """Start one pandoc per target for several pages.

    Args:
        markdown: Of the pages.
        targets: What to convert to; `targets_of` some formats.
        folders: Of the pages' templates.

    Returns:
        The processes; and for each page what `start_conversions` would return.

    Raises:
        MissingToolError: Where pandoc is not installed.
    """
    started = {target: start_shortened(markdown, target, folders) for target in targets}
    pages = range(len(markdown))
    parts = tuple({target: Part(whole, place) for target, whole in started.items()} for place in pages)
    return tuple(started.values()), parts


def targets_of(formats: Collection[Format], engine: Engine) -> tuple[Target, ...]:
    """Return what pandoc has to make for these formats."""
    wanted: dict[Format, Target] = {"html": "html5", "tex": "latex", "pdf": "typst" if engine == "typst" else "latex"}
    return tuple(dict.fromkeys(target for output, target in wanted.items() if output in formats))


def typeset_page(
    verified: VerifiedPage, formats: Collection[Format], engine: Engine = "typst", *, started: Conversions | None = None
) -> dict[str, bytes]:
    """Return the documents by file name: `solution.pdf`, `solution.html`, ….

    Args:
        verified: With a PDF in every figure for LaTeX (`tex`, or `pdf` by a TeX engine), a PNG for `docx`.
        formats: What to make.
        engine: That makes the PDF.
        started: What `start_conversions` returned for the same page (before or after its proof), formats and engine.

    Raises:
        TemplateError: Where pandoc cannot read a part of the page, a formula is far too wide, or a picture is unknown.
        MissingToolError: Where pandoc or the engine is not installed.
        ToolFailedError: Where one of them fails.
    """
    page = verified.page
    started = start_conversions(page.markdown, formats, engine, folders=page.folders) if started is None else started
    try:
        counts = summary(verified.certificate, language_of(page))
        bodies = {target: conversion.document.text.replace(COUNTS, counts) for target, conversion in started.items()}
    except BaseException:
        for conversion in started.values():
            conversion.discard()
        raise
    return {f"{page.edition}.{output}": _document(verified, output, engine, bodies) for output in formats}


def _document(verified: VerifiedPage, output: Format, engine: Engine, bodies: Mapping[Target, str]) -> bytes:
    page = verified.page
    match output:
        case "md":
            return page.markdown.encode()
        case "html":
            from pipeline.typeset.html import html_page

            return html_page(page, bodies["html5"], verified.vocabularies)
        case "tex":
            from pipeline.typeset.latex import latex_document

            return latex_document(page, bodies["latex"]).encode()
        case "docx":
            from pipeline.typeset.docx import docx_document

            return docx_document(page)
        case "pdf":
            return _pdf(verified, engine, bodies)


def _pdf(verified: VerifiedPage, engine: Engine, bodies: Mapping[Target, str]) -> bytes:
    page = verified.page
    if engine == "typst":
        from pipeline.typeset.typst_pdf import typst_pdf

        return typst_pdf(page, bodies["typst"], verified.vocabularies)
    from pipeline.typeset.latex import latex_document
    from pipeline.typeset.look import theme_files
    from pipeline.typeset.tex_engine import tex_pdf

    theme = page.title.theme
    if engine == "pdflatex" and theme.fonts:
        hint = "make the PDF with --pdf-engine lualatex or xelatex, or by Typst"
        raise UsageError(f"pdflatex cannot set the font '{theme.fonts[0]}' of the theme", hint=hint)
    files = {f"{figure.path}.pdf": figure.pdf for figure in page.figures}
    return tex_pdf(latex_document(page, bodies["latex"]), {**files, **theme_files(theme)}, engine)
