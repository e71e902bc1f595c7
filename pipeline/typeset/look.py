"""The theme of a page in the languages of its documents: headers and footers, colours, fonts, the logo."""

import base64
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from xml.sax.saxutils import escape

from pipeline.render.escape import clean
from pipeline.render.page import Page, TitleBlock
from pipeline.sheet.colours import readable
from pipeline.sheet.theme import PAPER, FontFile, Line, Logo, Theme, pieces
from pipeline.typeset.layout import edition_of, latex_prose, typst_string

Language = Literal["typst", "latex", "html", "word"]

DARK_PAPER: Final = "#17171b"
"""Of a page of HTML in the dark, as in style.css."""

USUAL_ACCENT, QUIET = "#1f4e8c", "#5c5c66"
"""Colours of links and of what is said by the way, as in style.css."""

_USUAL_FOOTER: Final = Line(left="{title} · {edition}", right="{page} / {pages}")


def word_run(text: str) -> str:
    """Return words of a header or footer in the XML of Word, which would drop spaces at their ends."""
    return f'<w:r><w:rPr><w:sz w:val="18" /></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _word_field(name: str) -> str:
    return f'<w:fldSimple w:instr="{name}">{word_run("1")}</w:fldSimple>'


_NUMBERS: Final = {
    ("typst", "page"): 'counter(page).display("1")',
    ("typst", "pages"): "str(counter(page).final().first())",
    ("latex", "page"): r"\thepage{}",
    ("latex", "pages"): r"\pageref*{last-page}",
    ("word", "page"): _word_field("PAGE"),
    ("word", "pages"): _word_field("NUMPAGES"),
}
_WRITERS: Final[Mapping[str, Callable[[str], str]]] = {
    "typst": typst_string,
    "latex": latex_prose,
    "html": clean,
    "word": lambda text: word_run(clean(text)),
}
_SPACES: Final[Mapping[str, str]] = {"typst": '" "', "latex": " ", "html": " ", "word": word_run(" ")}
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of JPEG that begin a frame, with its size."""

_MEDIA: Final = {"svg": "image/svg+xml", "png": "image/png", "jpeg": "image/jpeg"}


@dataclass(frozen=True)
class Row:
    """A header or footer, its three parts in the language of a document; empty ones print nothing."""

    left: str
    center: str
    right: str


def look(page: Page, language: Language) -> Mapping[str, Any]:
    """Return what a layout prints of a theme.

    Args:
        page: With its title block, which has the theme.
        language: Of the layout.

    Returns:
        `theme`; `facts`, what stands below the title; `header` and `footer` of every page, the first None where there
        is none.
    """
    title, edition = page.title, edition_of(page)
    theme = title.theme
    known = {"edition": edition, "author": title.author, "date": title.date, "points": title.points}
    return {
        "theme": theme,
        "facts": [known[name] for name in theme.facts if known[name]],
        "header": None if theme.header is None else _row(theme.header, title, edition, language),
        "footer": _row(_USUAL_FOOTER if theme.footer is None else theme.footer, title, edition, language),
    }


def _row(line: Line, title: TitleBlock, edition: str, language: Language) -> Row:
    written = functools.partial(_part, title=title, edition=edition, language=language)
    return Row(written(line.left), written(line.center), written(line.right))


def _part(part: str, *, title: TitleBlock, edition: str, language: Language) -> str:
    """Return a part as an expression of Typst, as LaTeX, as runs of Word, or as plain text for HTML without pages."""
    if language == "html" and ("{page}" in part or "{pages}" in part):
        return ""
    found = [written for piece in pieces(part) for written in _written(piece, title, edition, language)]
    return " + ".join(found) or '""' if language == "typst" else "".join(found)


def _written(piece: str, title: TitleBlock, edition: str, language: Language) -> Iterator[str]:
    """Yield a piece of a part: a number of pages, or text with the spaces at its ends."""
    name = piece[1:-1] if piece.startswith("{") else ""
    if name in ("page", "pages"):
        yield _NUMBERS[language, name]
        return
    text = edition if name == "edition" else clean(str(getattr(title, name))) if name else piece
    space = _SPACES[language]
    yield from [space] if text[:1] == " " else []
    yield from [_WRITERS[language](text)] if text.strip() else []
    yield from [space] if text.strip() and text[-1:] == " " else []


# Pictures


def logo_svg(logo: Logo) -> str:
    """Return the logo as a drawing that Typst takes as text: a picture of pixels is put into one."""
    if logo.form == "svg":
        return logo.content.decode("utf-8")
    width, height = _pixels(logo)
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
    return f'{opening}<image width="{width}" height="{height}" href="{data_address(logo)}"/></svg>'


def logo_name(logo: Logo) -> str:
    """Return the path of the logo's file for LaTeX."""
    return f"figures/logo.{ {'svg': 'pdf', 'png': 'png', 'jpeg': 'jpg'}[logo.form] }"


def logo_file(logo: Logo) -> bytes:
    """Return the logo for LaTeX, which takes no SVG."""
    if logo.form != "svg":
        return logo.content
    import typst

    page = (
        '#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(bytes(sys.inputs.logo), format: "svg")'
    )
    made = typst.compile(page.encode(), sys_inputs={"logo": logo_svg(logo)}, timestamp=0)
    assert isinstance(made, bytes)
    return made


def data_address(logo: Logo) -> str:
    """Return the logo as an address that holds it."""
    return f"data:{_MEDIA[logo.form]};base64,{base64.b64encode(logo.content).decode('ascii')}"


def _pixels(logo: Logo) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG.

    Source: *Portable Network Graphics*, section 11.2.2; ITU-T T.81, section B.2.2.
    """
    content = logo.content
    if logo.form == "png":
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    place = 2
    while content[place + 1] not in _FRAMES:
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    return int.from_bytes(content[place + 7 : place + 9]), int.from_bytes(content[place + 5 : place + 7])


def logo_png(logo: Logo) -> bytes:
    """Return the logo in pixels for Word, whose readers do not all take SVG."""
    if logo.form == "png":
        return logo.content
    import typst

    page = (
        '#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(bytes(sys.inputs.logo), format: "svg")'
    )
    made = typst.compile(page.encode(), sys_inputs={"logo": logo_svg(logo)}, format="png", ppi=300)
    assert isinstance(made, bytes)
    return made


# Files for LaTeX, which lie beside the document


def theme_files(theme: Theme) -> Mapping[str, bytes]:
    """Return what a LaTeX document of this theme names, by path: the logo, the project's fonts."""
    files = {f"fonts/{font.file}": font.content for font in theme.font_files}
    if theme.logo:
        files[logo_name(theme.logo)] = logo_file(theme.logo)
    return files


def latex_font(theme: Theme, family: str) -> str:
    r"""Return the arguments of `\setmainfont` for a family: files where the project brings them, else its name."""
    files = {
        (font.weight >= 600, font.style != "normal"): font.file for font in theme.font_files if font.family == family
    }
    if (False, False) not in files:
        return f"{{{family}}}"
    faces = {"BoldFont": (True, False), "ItalicFont": (False, True), "BoldItalicFont": (True, True)}
    options = ["Path=fonts/", *(f"{name}={files[face]}" for name, face in faces.items() if face in files)]
    return f"{{{files[False, False]}}}[{', '.join(options)}]"


# Style sheets


def style(theme: Theme) -> str:
    """Return the style sheet of a theme, to stand after the usual one; empty where nothing is unusual."""
    light, dark = _colours(theme), {"accent": readable(theme.accent, DARK_PAPER)} if theme.accent else {}
    rules = [*map(_font_face, theme.font_files)]
    fonts = {"serif": f"{_quoted(theme.text_font)}, serif"} if theme.text_font else {}
    if light or fonts:
        rules.append(f":root {{ {_declared({**light, **fonts})} }}")
    if dark:
        rules.append(f"@media (prefers-color-scheme: dark) {{ :root {{ {_declared(dark | _dark_again(theme))} }} }}")
    elif light:
        rules.append(f"@media (prefers-color-scheme: dark) {{ :root {{ {_declared(_dark_again(theme))} }} }}")
    if theme.accent:
        rules.append("h1, h2 { color: var(--accent); } header { border-color: var(--accent); }")
    if theme.heading_font:
        rules.append(f"h1, h2, h3, h4, h5, summary {{ font-family: {_quoted(theme.heading_font)}, var(--serif); }}")
    if theme.align == "center":
        rules.append("header { text-align: center; } header .facts { justify-content: center; }")
        rules.append(".logo { float: none; display: block; margin: 0 auto 0.8rem; }")
    return "\n".join(rules)


def _colours(theme: Theme) -> dict[str, str]:
    """Return the colours by day that differ from the usual ones, also those that the paper changes."""
    paper = theme.paper or PAPER
    found = {name: colour for name, colour in (("text", theme.text), ("paper", theme.paper)) if colour}
    if theme.accent or theme.paper:
        found["accent"] = theme.accent or readable(USUAL_ACCENT, paper)
    if theme.paper:
        found["quiet"] = readable(QUIET, paper)
    return found


def _dark_again(theme: Theme) -> dict[str, str]:
    """Return the usual colours of the dark for those that the theme sets by day alone."""
    usual = {"text": "#e4e4e8", "paper": DARK_PAPER, "quiet": "#a2a2ad", "accent": "#9cc0f0"}
    return {name: usual[name] for name in _colours(theme) if not (name == "accent" and theme.accent)}


def _declared(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colours.items())


def _quoted(family: str) -> str:
    """Return a family as a string of CSS, which no name can leave."""
    return '"' + "".join(c if c.isalnum() or c in " -" else f"\\{ord(c):x} " for c in family) + '"'


def _font_face(font: FontFile) -> str:
    form = "opentype" if font.file.lower().endswith(".otf") else "truetype"
    address = f"data:font/{form};base64,{base64.b64encode(font.content).decode('ascii')}"
    return (
        f"@font-face {{ font-family: {_quoted(font.family)}; font-weight: {font.weight}; font-style: {font.style};"
        f' src: url("{address}") format("{form}"); }}'
    )
