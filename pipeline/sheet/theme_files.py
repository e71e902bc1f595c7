"""From the keys of a theme to the theme: whose key counts, the logo's file, the fonts that there are."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pipeline.errors import InputError, Place
from pipeline.sheet.project import FONTS
from pipeline.sheet.theme import FontFile, Logo, Theme, ThemeKeys, colour_problem
from pipeline.sheet.toml import Source

if TYPE_CHECKING:
    from typst import FontInfo

MOST_BYTES: Final = 2_000_000

Themed = tuple[Source, ThemeKeys]
"""A file, and its table `[theme]`."""


def read_theme(files: Sequence[Themed], project: Path | None) -> Theme:
    """Return the theme of a sheet.

    Args:
        files: The sheet, then its project's file; the first that has a key counts.
        project: Folder that may have a folder `fonts`.

    Raises:
        InputError: Where a file is missing, a font unknown, or a colour cannot be read on the paper.
    """
    owner = {name: _owner(name, files) for name in ThemeKeys.model_fields}
    chosen: dict[str, Any] = {name: getattr(keys, name) for name, (_, keys) in owner.items()}
    places = {name: source.place(("theme", name)) for name, (source, keys) in owner.items() if chosen[name]}
    alt, height = chosen.pop("logo_alt"), chosen.pop("logo_height")
    logo = chosen.pop("logo")
    if logo:
        beside = Path(owner["logo"][0].file).parent
        chosen["logo"] = Logo(*_picture(beside / logo, places["logo"]), alt, height)
    theme = Theme(**{**chosen, **_fonts(chosen, places, project)})
    if problem := colour_problem(theme):
        key, sentence, hint = problem
        raise InputError(sentence, place=places[key], hint=hint)
    return theme


def _owner(name: str, files: Sequence[Themed]) -> Themed:
    return next((file for file in files if name in file[1].model_fields_set), files[-1])


def _picture(path: Path, place: Place) -> tuple[bytes, Literal["svg", "png", "jpeg"]]:
    """Return the content of a picture and its form, whatever its name says."""
    if not path.is_file():
        raise InputError(f"there is no logo '{path}'", place=place, hint="its path starts at the file that names it")
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise InputError(f"the logo has {len(content)} bytes, more than {MOST_BYTES}", place=place)
    form = _form(content)
    if form is None:
        raise InputError("the logo is no picture that can be printed", place=place, hint="a whole SVG, PNG or JPEG")
    return content, form


def _form(content: bytes) -> Literal["svg", "png", "jpeg"] | None:
    """Tell the form of a picture by its beginning, and by its end whether it is whole."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png" if b"IEND" in content[-32:] else None
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg" if b"\xff\xd9" in content[-64:] else None
    return "svg" if _is_svg(content) else None


def _is_svg(content: bytes) -> bool:
    """Tell whether this is a drawing that can be parsed and asks for no other file."""
    from xml.etree import ElementTree

    if re.search(rb"<!ENTITY|<script\b|(?:href|src)\s*=\s*[\"'](?!#|data:)", content, re.IGNORECASE):
        return False
    try:
        content.decode("utf-8")
        return ElementTree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
    except (ElementTree.ParseError, UnicodeDecodeError):
        return False


def _fonts(chosen: dict[str, Any], places: dict[str, Place], project: Path | None) -> dict[str, Any]:
    """Return the families that a theme names as their files spell them, those files, and their folder.

    Raises:
        InputError: Where a family is nowhere: not in the project, not among Typst's, not on this machine.
    """
    asked = {name: chosen[name] for name in ("text_font", "heading_font") if chosen[name]}
    folder = project / FONTS if project and (project / FONTS).is_dir() else None
    if not asked:
        return {}
    import typst

    found = typst.Fonts(font_paths=[str(folder)] if folder else []).fonts()
    families = {font.family.casefold(): font.family for font in found}
    for name, family in asked.items():
        if family.casefold() not in families:
            raise _unknown_font(family, list(families.values()), places[name])
        asked[name] = families[family.casefold()]
    used = [font for font in found if font.family in asked.values()]
    own = [font for font in used if folder and font.path and Path(font.path).is_relative_to(folder)]
    at_hand = {font.family for font in used if font.path is None} | {font.family for font in own}
    return {
        **asked,
        "font_files": tuple(sorted((_font_file(font) for font in own), key=lambda font: font.file)),
        "font_folder": str(folder or ""),
        "needs_installed_fonts": any(font.family not in at_hand for font in used),
    }


def _font_file(font: "FontInfo") -> FontFile:
    path = Path(str(font.path))
    return FontFile(font.family, path.name, path.read_bytes(), font.weight, font.style)


def _unknown_font(family: str, known: list[str], place: Place) -> InputError:
    near = get_close_matches(family, known, n=1)
    question = f"did you mean '{near[0]}'? " if near else ""
    hint = question + f"put its files (OTF, TTF) into {FONTS}/ beside corrige.toml, or install it"
    return InputError(f"there is no font '{family}'", place=place, hint=hint)
