"""The look of pages: `[theme]` of a sheet, and of its project's `corrige.toml` where the sheet says nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, PlainValidator

from pipeline.exercises.fields import FieldError, described
from pipeline.sheet.colours import BLACK, LEAST_CONTRAST, contrast, read_colour, readable

FACTS: Final = ("edition", "author", "date", "points")
"""What the title block may say below the title, in its usual order."""

PLACEHOLDERS: Final = ("title", "course", "edition", "author", "date", "points", "page", "pages")
"""What a header or footer may name in braces."""

PAPER: Final = "#fdfdfb"
"""Of a page of HTML without a theme, as in style.css."""

PALEST: Final = 12.0
"""Least contrast of black to the paper: figures are drawn for one that is nearly white."""

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_HEIGHT: Final = re.compile(r"\d{1,2}(\.\d{1,2})?(cm|mm|in|pt|em)")


@dataclass(frozen=True)
class Line:
    """A header or a footer: three parts, each text with `{placeholders}`."""

    left: str = ""
    center: str = ""
    right: str = ""


@dataclass(frozen=True)
class Logo:
    """A picture in the title block.

    Attributes:
        content: Of the file.
        form: Of the picture.
        alt: In words; empty where it says nothing that the text beside it does not say.
        height: A length.
    """

    content: bytes = field(repr=False)
    form: Literal["svg", "png", "jpeg"]
    alt: str
    height: str


@dataclass(frozen=True)
class FontFile:
    """A font that a project brings.

    Attributes:
        family: Its name.
        file: Name of the file.
        content: Of the file.
        weight: From 100 to 900; 400 is regular, 700 bold.
        style: As in CSS.
    """

    family: str
    file: str
    content: bytes = field(repr=False)
    weight: int
    style: str


@dataclass(frozen=True)
class Theme:
    """The look of pages; an empty value is the usual one.

    Attributes:
        logo: In the title block.
        institution: Above the course.
        facts: Below the title, in this order.
        align: Of the title block.
        text_font, heading_font: Families.
        font_files: Of those families that the project brings.
        font_folder: Where those lie; empty for none.
        needs_installed_fonts: Whether a family is neither the project's nor one of Typst's own.
        accent, text, paper: Colours, `#rrggbb`.
        header, footer: At the top and the bottom of every page; None for the usual one.
    """

    logo: Logo | None = None
    institution: str = ""
    facts: tuple[str, ...] = FACTS
    align: Literal["left", "center"] = "left"
    text_font: str = ""
    heading_font: str = ""
    font_files: tuple[FontFile, ...] = ()
    font_folder: str = ""
    needs_installed_fonts: bool = False
    accent: str = ""
    text: str = ""
    paper: str = ""
    header: Line | None = None
    footer: Line | None = None

    @property
    def fonts(self) -> tuple[str, ...]:
        """The families that it names."""
        return tuple(dict.fromkeys(filter(None, (self.text_font, self.heading_font))))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise FieldError(f"{{key}} must be text in quotes, not {described(value)}")
    if not value.isprintable():
        raise FieldError("{key} must be one line of text")
    return value


def _colour(value: object) -> str:
    colour = read_colour(value) if isinstance(value, str) else None
    if colour is None:
        raise FieldError(f"{{key}} must be a colour, not {described(value)}", hint='red, green, blue: "#7a0019"')
    return colour


def _height(value: object) -> str:
    if not isinstance(value, str) or not _HEIGHT.fullmatch(value):
        raise FieldError(f"{{key}} must be a length, not {described(value)}", hint='"1.4cm"; also mm, in, pt, em')
    return value


def _facts(value: object) -> tuple[str, ...]:
    hint = "any of " + ", ".join(FACTS)
    if not isinstance(value, list):
        raise FieldError(f"{{key}} must be a list, not {described(value)}", hint=hint)
    for index, fact in enumerate(value):
        if fact not in FACTS:
            raise FieldError(f"{{key}} cannot be {described(fact)}", path=(index,), hint=hint)
    return tuple(value)


def _line(value: object) -> Line:
    if isinstance(value, str):
        return Line(left=_part(value, ()))
    if not isinstance(value, Mapping):
        raise FieldError(f"{{key}} must be text or a table, not {described(value)}", hint=_LINE_HINT)
    for key in value:
        if key not in ("left", "center", "right"):
            hint = "parts are left, center and right"
            raise FieldError(f"a header or footer has no part '{key}'", path=(key,), of="key", hint=hint)
    return Line(**{key: _part(part, (key,)) for key, part in value.items()})


_LINE_HINT: Final = '{ left = "{course}", right = "{page} / {pages}" }'


def _part(value: object, path: tuple[str, ...]) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise FieldError(f"{{key}} must be one line of text, not {described(value)}", path=path)
    for found in _PLACEHOLDER.finditer(value):
        if found[1] not in PLACEHOLDERS:
            hint = "known are " + ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            message = f"{found[0]} in {{key}} stands for nothing"
            raise FieldError(message, path=path, hint=hint, column=found.start() + 1, length=len(found[0]))
    return value


Text = Annotated[str, PlainValidator(_text)]
Colour = Annotated[str, PlainValidator(_colour)]


class ThemeKeys(BaseModel):
    """Keys of `[theme]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    logo: Text = ""
    logo_alt: Text = ""
    logo_height: Annotated[str, PlainValidator(_height)] = "1.4cm"
    institution: Text = ""
    facts: Annotated[Any, PlainValidator(_facts)] = FACTS
    align: Literal["left", "center"] = "left"
    text_font: Text = ""
    heading_font: Text = ""
    accent: Colour = ""
    text: Colour = ""
    paper: Colour = ""
    header: Annotated[Any, PlainValidator(_line)] = None
    footer: Annotated[Any, PlainValidator(_line)] = None


USUAL: Final = Theme()


def colour_problem(theme: Theme) -> tuple[str, str, str] | None:
    """Return what is wrong with the colours of a theme: the key to blame, a sentence, a hint; None where all is well.

    Everybody has to be able to read the pages: text and headings on the paper, and the figures, which are drawn for
    light paper. In the dark a page takes its own paper and a lighter shade of the accent.
    """
    paper = theme.paper or PAPER
    if contrast(BLACK, paper) < PALEST:
        return "paper", f"the paper {paper} is too dark for figures and print", "choose one that is nearly white"
    for key, colour in (("text", theme.text), ("accent", theme.accent)):
        ratio = contrast(colour, paper) if colour else LEAST_CONTRAST
        if ratio < LEAST_CONTRAST:
            said = f"{colour} on the paper {paper} has a contrast of {ratio:.1f}, less than {LEAST_CONTRAST}"
            return key, said, f"the nearest shade that can be read is {readable(colour, paper)}"
    return None


def pieces(part: str) -> tuple[str, ...]:
    """Return the text of a part of a header or footer in pieces: placeholders as `{name}`, and what stands between."""
    return tuple(piece for piece in re.split(r"(\{[^{}]*\})", part) if piece)
