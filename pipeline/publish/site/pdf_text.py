"""All that a PDF says in words: shown, described for a screen reader, in its properties, in attached streams."""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from pipeline.publish.site.png_text import PNG, png_texts

if TYPE_CHECKING:
    from pypdf import PdfReader

_COMMENT: Final = re.compile(rb"%[^\r\n]*")
_STREAM: Final = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
_PLUMBING: Final = re.compile(r"http://www\.w3\.org/\d{4}/[\w/.-]*#?|(?<=[\s<>])<[0-9A-Fa-f]+>")
"""Namespaces of metadata, and the codes in what turns glyphs into characters: `<0012> <2212>`."""

_DRAWN: Final = frozenset({"/Length1", "/FunctionType", "/ShadingType", "/BBox"})
"""Keys of the streams that hold shapes: fonts, shadings, drawings. What they show is among the shown text."""


def pdf_texts(content: bytes) -> Iterator[str]:
    """Yield the shown text of each page, every string and every stream of text.

    Raises:
        ToolFailedError: Where this is no PDF that can be read.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    from pipeline.errors import ToolFailedError

    try:
        reader = PdfReader(io.BytesIO(content))
        yield from _comments(content)
        for page in reader.pages:
            yield page.extract_text()
        shown = {getattr(page.raw_get("/Contents"), "idnum", 0) for page in reader.pages if "/Contents" in page}
        for number, item in _objects(reader):
            yield from _strings(item)
            if number not in shown:
                yield from _stream(item)
    except PyPdfError as error:
        raise ToolFailedError(f"a PDF cannot be read back: {error}") from error


def _comments(content: bytes) -> Iterator[str]:
    """Yield the comments between the objects, and whatever follows the end of the file."""
    for comment in _COMMENT.findall(_STREAM.sub(b"", content)):
        yield comment.decode("utf-8", "replace")
    yield content.rpartition(b"%%EOF")[2].decode("utf-8", "replace")


def _objects(reader: "PdfReader") -> Iterator[tuple[int, Any]]:
    from pypdf.generic import IndirectObject, NullObject

    for number in range(1, int(str(reader.trailer["/Size"]))):
        item = IndirectObject(number, 0, reader).get_object()
        if item is not None and not isinstance(item, NullObject):
            yield number, item


def _strings(item: Any) -> Iterator[str]:
    """Yield the strings of an object, not those of the objects that it refers to."""
    from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, TextStringObject

    match item:
        case TextStringObject():
            yield str(item)
        case ByteStringObject():
            yield item.decode("latin-1")
        case DictionaryObject():
            for value in item.values():
                yield from _strings(value)
        case ArrayObject():
            for value in item:
                yield from _strings(value)


def _stream(item: Any) -> Iterator[str]:
    """Yield a stream that may hold text: metadata, an attachment; no font, drawing or picture."""
    from pypdf.generic import StreamObject

    if not isinstance(item, StreamObject) or _DRAWN & item.keys() or item.get("/Subtype") in _SHAPES:
        return
    data = item.get_data()
    if data.startswith(b"%PDF"):
        yield from pdf_texts(data)
    elif data.startswith(PNG):
        yield from png_texts(data)
    else:
        yield _PLUMBING.sub(" ", data.decode("utf-8", "replace"))


_SHAPES: Final = frozenset({"/Image", "/Form", "/Type1C", "/CIDFontType0C", "/OpenType"})
