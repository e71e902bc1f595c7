"""The fonts that figures use, as the list that matplotlib keeps: written down, it need not read a hundred files.

A matplotlib that keeps another list, or none, makes its own: slower, and with the machine's fonts out of sight too.
"""

import importlib.util
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

FONTS: Final = (
    ("cmb10", "cmb10", "normal", 400),
    ("cmex10", "cmex10", "normal", 400),
    ("cmmi10", "cmmi10", "normal", 400),
    ("cmr10", "cmr10", "normal", 400),
    ("cmss10", "cmss10", "normal", 400),
    ("cmsy10", "cmsy10", "normal", 400),
    ("cmti10", "cmti10", "normal", 400),
    ("cmtt10", "cmtt10", "normal", 400),
    ("DejaVu Sans", "DejaVuSans", "normal", 400),
    ("STIXGeneral", "STIXGeneral", "normal", 400),
    ("STIXGeneral", "STIXGeneralItalic", "italic", 400),
    ("STIXGeneral", "STIXGeneralBol", "normal", 700),
    ("STIXGeneral", "STIXGeneralBolIta", "italic", 700),
    ("STIXNonUnicode", "STIXNonUni", "normal", 400),
    ("STIXNonUnicode", "STIXNonUniIta", "italic", 400),
    ("STIXNonUnicode", "STIXNonUniBol", "normal", 700),
    ("STIXNonUnicode", "STIXNonUniBolIta", "italic", 700),
    ("STIXSizeOneSym", "STIXSizOneSymReg", "normal", 400),
    ("STIXSizeTwoSym", "STIXSizTwoSymReg", "normal", 400),
    ("STIXSizeThreeSym", "STIXSizThreeSymReg", "normal", 400),
    ("STIXSizeFourSym", "STIXSizFourSymReg", "normal", 400),
    ("STIXSizeFiveSym", "STIXSizFiveSymReg", "normal", 400),
)
"""Family, file, style and weight of each: Computer Modern, and what it lacks."""

_VERSION: Final = re.compile(r"^    __version__ = ['\"]?([\w.]+)['\"]?$", re.MULTILINE)


def write_font_list(folder: Path) -> None:
    """Write the list where matplotlib looks for it, unless there is one.

    Args:
        folder: What matplotlib is told to keep its settings in.
    """
    version = _version_of_list()
    for file in [folder / f"fontlist-v{version}.json"] if version else []:
        if not file.exists():
            with suppress(OSError):
                file.write_text(json.dumps(_font_list(version)), encoding="utf-8")


def _version_of_list() -> str:
    """Read it from matplotlib's source: importing the module would make the list."""
    package = importlib.util.find_spec("matplotlib")
    if package is None or package.origin is None:
        return ""
    with suppress(OSError):
        found = _VERSION.search(Path(package.origin).with_name("font_manager.py").read_text(encoding="utf-8"))
        return found[1] if found else ""
    return ""


def _font_list(version: str) -> dict[str, object]:
    return {
        "__class__": "FontManager",
        "_version": version if "." in version else int(version),
        "_FontManager__default_weight": "normal",
        "default_size": None,
        "defaultFamily": {"ttf": "DejaVu Sans", "afm": "Helvetica"},
        "afmlist": [],
        "ttflist": [_entry(*font) for font in FONTS],
    }


def _entry(family: str, file: str, style: str, weight: int) -> dict[str, object]:
    return {
        "__class__": "FontEntry",
        "fname": f"fonts/ttf/{file}.ttf",
        "name": family,
        "style": style,
        "variant": "normal",
        "weight": weight,
        "stretch": "normal",
        "size": "scalable",
    }
