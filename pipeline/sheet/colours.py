"""Colours as `#rrggbb`, and how well one can be read on another.

Source: *Web Content Accessibility Guidelines 2.2*, relative luminance and contrast ratio, success criterion 1.4.3.
"""

import re
from typing import Final

LEAST_CONTRAST: Final = 4.5
"""Of text of any size."""

BLACK, WHITE = "#000000", "#ffffff"

_HEXADECIMAL: Final = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_STEPS: Final = 64


def read_colour(text: str) -> str | None:
    """Return a colour of three or six hexadecimal digits with six; None for anything else."""
    if not _HEXADECIMAL.fullmatch(text):
        return None
    digits = text[1:].lower()
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours: from 1 for the same to 21 for black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour between two, with this share of the second."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(first + (second - first) * share):02x}" for first, second in pairs)


def readable(colour: str, paper: str) -> str:
    """Return the colour, or the nearest shade of it that can be read on this paper."""
    end = BLACK if contrast(BLACK, paper) > contrast(WHITE, paper) else WHITE
    shades = (mixed(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next((shade for shade in shades if contrast(shade, paper) >= LEAST_CONTRAST), end)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
