"""Where the text of a PDF stands: a small interpreter of the operators that set text."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject

Matrix = tuple[float, float, float, float, float, float]
Margins = tuple[float, float, float, float]
"""Left, right, top, bottom, in points."""

_UNIT: Matrix = (1, 0, 0, 1, 0, 0)
CENTIMETRE = 72 / 2.54


@dataclass(frozen=True)
class TextBox:
    """A run of text: page from 1, x from left, y of the base line from below, in points."""

    page: int
    left: float
    right: float
    base: float


def text_boxes(pdf: bytes) -> Iterator[TextBox]:
    """Yield every run of text of every page; text inside figures is not looked at."""
    reader = PdfReader(io.BytesIO(pdf))
    for number, page in enumerate(reader.pages, 1):
        contents = page.get_contents()
        if contents is not None:
            yield from _Setter(number, _fonts(page)).boxes(contents)


def outside(pdf: bytes, margins: Margins, tolerance: float = 4.0) -> list[TextBox]:
    """Return the runs that do not stand within the margins; the tolerance is the width of a space at a line's end."""
    page = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    left, right, top, bottom = margins
    return [
        box
        for box in text_boxes(pdf)
        if box.left < left - tolerance
        or box.right > float(page.width) - right + tolerance
        or not bottom - tolerance < box.base < float(page.height) - top + tolerance
    ]


@dataclass
class _Font:
    widths: dict[int, float]
    default: float
    size_of_code: int

    def width(self, text: bytes) -> float:
        codes = (text[i : i + self.size_of_code] for i in range(0, len(text), self.size_of_code))
        return sum(self.widths.get(int.from_bytes(code, "big"), self.default) for code in codes) / 1000


@dataclass
class _Setter:
    page: int
    fonts: dict[str, _Font]
    user: Matrix = _UNIT
    stack: list[Matrix] = field(default_factory=list)
    line: Matrix = _UNIT
    text: Matrix = _UNIT
    font: _Font | None = None
    size: float = 0.0
    leading: float = 0.0

    def boxes(self, contents: ContentStream) -> Iterator[TextBox]:  # noqa: C901 - a table of operators
        for operands, operator in contents.operations:
            match operator:
                case b"q":
                    self.stack.append(self.user)
                case b"Q":
                    self.user = self.stack.pop()
                case b"cm":
                    self.user = _times(_matrix(operands), self.user)
                case b"BT":
                    self.line = self.text = _UNIT
                case b"Tf":
                    self.font, self.size = self.fonts[operands[0]], float(operands[1])
                case b"Tm":
                    self.line = self.text = _matrix(operands)
                case b"TL":
                    self.leading = float(operands[0])
                case b"Td" | b"TD":
                    self._move(float(operands[0]), float(operands[1]))
                case b"T*":
                    self._move(0, -self.leading)
                case b"Tj":
                    yield from self._shown(operands)
                case b"TJ":
                    yield from self._shown(operands[0])

    def _move(self, x: float, y: float) -> None:
        self.line = self.text = _times((1, 0, 0, 1, x, y), self.line)

    def _shown(self, pieces: list[object]) -> Iterator[TextBox]:
        assert self.font is not None
        for piece in pieces:
            if isinstance(piece, int | float):
                self.text = _times((1, 0, 0, 1, -float(piece) / 1000 * self.size, 0), self.text)
                continue
            raw = getattr(piece, "original_bytes", piece)
            assert isinstance(raw, bytes)
            start = _times(self.text, self.user)
            self.text = _times((1, 0, 0, 1, self.font.width(raw) * self.size, 0), self.text)
            yield TextBox(self.page, start[4], _times(self.text, self.user)[4], start[5])


def _matrix(operands: list[object]) -> Matrix:
    a, b, c, d, e, f = (float(str(value)) for value in operands)
    return a, b, c, d, e, f


def _times(m: Matrix, n: Matrix) -> Matrix:
    """Return the matrix that applies m first, then n."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _fonts(page: DictionaryObject) -> dict[str, _Font]:
    resources = _resolved(page["/Resources"])
    return {name: _font(_resolved(font)) for name, font in _resolved(resources.get("/Font", {})).items()}


def _font(font: Any) -> _Font:
    if font["/Subtype"] != "/Type0":
        first = int(font.get("/FirstChar", 0))
        return _Font({first + n: float(w) for n, w in enumerate(_resolved(font.get("/Widths", [])))}, 0.0, 1)
    inner = _resolved(_resolved(font["/DescendantFonts"])[0])
    return _Font(_cid_widths(_resolved(inner.get("/W", []))), float(inner.get("/DW", 1000)), 2)


def _cid_widths(entries: Any) -> dict[int, float]:
    """Read `c [w …]` and `first last w`."""
    widths: dict[int, float] = {}
    position = 0
    while position < len(entries):
        first, second = int(entries[position]), _resolved(entries[position + 1])
        if isinstance(second, list):
            widths.update((first + n, float(str(_resolved(w)))) for n, w in enumerate(second))
            position += 2
        else:
            width = float(str(entries[position + 2]))
            widths.update((code, width) for code in range(first, int(str(second)) + 1))
            position += 3
    return widths
