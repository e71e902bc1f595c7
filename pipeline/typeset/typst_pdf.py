"""PDF by Typst, in this process: fonts from the wheel, figures from memory, the clock fixed.

Guarantee: same page, same bytes; no formula runs over the margin; the PDF is tagged.
"""

import functools
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from pipeline.errors import TemplateError, ToolFailedError
from pipeline.notation.vocabulary import Vocabulary
from pipeline.render.page import Page
from pipeline.typeset.alternatives import Alternatives, alternatives, worded
from pipeline.typeset.layout import fill_layout, language_of
from pipeline.typeset.look import logo_svg, look

if TYPE_CHECKING:
    import typst

Fonts = Literal["own fonts", "all fonts"]

_TOO_WIDE: Final = re.compile(r"formula-too-wide: (?P<share>\d+)%: (?P<formula>.*?)\"?$", re.DOTALL)
_NO_GLYPH: Final = re.compile(r"the text `?\"?(?P<text>[^`\"]*)\"?`? could not be displayed")
_UNKNOWN: Final = re.compile(r"unknown-picture: (?P<path>[^\"]*)")
_NAME_AND_BRACKET: Final = re.compile(r'(?<=[\w)]") (?=\\\()')
_CIRCLED: Final = re.compile(r"\b(dot|plus|times)\.circle\b")
_TWO_SPACES: Final = re.compile(r'(upright\("[^"]*\S) ("\) )')


def typst_source(page: Page, body: str, words: Alternatives) -> str:
    """Return the whole document.

    Args:
        page: Gives title block and figures.
        body: What pandoc made of the page for Typst.
        words: The formulas of the page in words.
    """
    typst_body = _spaced(worded(body, words))
    return fill_layout("sheet.typ.j2", page, typst_body, figures=page.figures, **look(page, "typst"))


def typst_pdf(page: Page, body: str, vocabularies: Mapping[str, Vocabulary]) -> bytes:
    """Return the PDF.

    Args:
        page: Gives title block and figures.
        body: What pandoc made of the page for Typst.
        vocabularies: What each exercise's formulas are read with, by its id.

    Raises:
        TemplateError: Where a formula is far too wide.
        ToolFailedError: Where Typst fails or warns.
    """
    import typst

    theme = page.title.theme
    given = {"logo": logo_svg(theme.logo)} if theme.logo else {}
    words = alternatives(page.markdown, vocabularies, language_of(page).say)
    source = typst_source(page, body, words).encode()
    compiled = functools.partial(_compiled, source, given, theme.font_folder)
    try:
        made, warnings = compiled("all fonts" if theme.needs_installed_fonts else "own fonts")
    except typst.TypstError as error:
        if not _NO_GLYPH.search(error.message):
            raise _explained(error, words) from error
        made, warnings = _with_all_fonts(compiled)
    if warnings or not isinstance(made, bytes):
        raise ToolFailedError("Typst warns about the page", hint="\n".join(w.message for w in warnings))
    return made


def _compiled(
    source: bytes, given: Mapping[str, str], folder: str, fonts: Fonts
) -> "tuple[Any, list[typst.TypstWarning]]":
    return _compiler(fonts, folder).compile_with_warnings(
        source, format="pdf", sys_inputs=dict(given), timestamp=0, pdf_standards="ua-1"
    )


def _with_all_fonts(compiled: Callable[[Fonts], Any]) -> Any:
    """Set a page with a character that our own fonts lack: a name in another script.

    Raises:
        ToolFailedError: Where no font of this machine has it.
    """
    import typst

    try:
        return compiled("all fonts")
    except typst.TypstError as error:
        lacking = _NO_GLYPH.search(error.message)
        if not lacking:
            raise ToolFailedError(f"Typst failed: {error.message}", hint="\n".join(error.hints)) from error
        hint = "install one that has it, as Noto Sans CJK or Noto Emoji; or make HTML, for which browsers have theirs"
        raise ToolFailedError(f"no font of this machine has the character {lacking['text']}", hint=hint) from error


@functools.cache
def _compiler(fonts: Fonts, folder: str) -> "typst.Compiler":
    """One for all pages: it keeps the fonts, those in a project's folder, too."""
    import typst

    return typst.Compiler(ignore_system_fonts=fonts == "own fonts", font_paths=[folder] if folder else [])


def _spaced(body: str) -> str:
    """Mend what pandoc does with spaces and circled signs in formulas, whose names in Typst have changed.

    Typst prints those after names and at the ends of words; and the `{}` that makes the sign at the beginning of a
    line an operator is lost.
    """
    tight = _TWO_SPACES.sub(r"\1\2", _NAME_AND_BRACKET.sub("", body))
    return _CIRCLED.sub(r"\1.o", tight).replace("quad  ", 'quad "" ')


def _explained(error: "typst.TypstError", words: Alternatives) -> TemplateError | ToolFailedError:
    if wide := _TOO_WIDE.search(error.message):
        spoken = wide["formula"]
        formula = next((latex for known in words.values() for latex, said in known.items() if said == spoken), spoken)
        message = f"a formula takes {wide['share']} % of the line: {formula}"
        return TemplateError(message, hint="break it into several lines")
    if unknown := _UNKNOWN.search(error.message):
        return TemplateError(f"the page shows '{unknown['path']}', which is none of its figures")
    return ToolFailedError(f"Typst failed: {error.message}", hint="\n".join(error.hints))
