"""What a PNG says beside its picture: title, description, software, as plain or compressed text."""

import zlib
from collections.abc import Iterator
from typing import Final

PNG: Final = b"\x89PNG\r\n\x1a\n"
"""What every PNG begins with."""

_TEXT: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf"})


def png_texts(content: bytes) -> Iterator[str]:
    """Yield the texts of a PNG, those that are compressed too, and what follows its end.

    Args:
        content: Of the file; what is cut off or damaged ends the reading.

    Source: *Portable Network Graphics (PNG) Specification*, third edition (W3C, 2025), section 11.3.3.
    """
    start = len(PNG)
    while start + 8 <= len(content):
        length = int.from_bytes(content[start : start + 4])
        data = content[start + 8 : start + 8 + length]
        kind = content[start + 4 : start + 8]
        if kind in _TEXT:
            yield data.decode("utf-8", "replace")
            yield from _inflated(data)
        start += 12 + length
        if kind == b"IEND":
            break
    yield content[start:].decode("utf-8", "replace")


def _inflated(data: bytes) -> Iterator[str]:
    """Yield what is compressed behind the keyword and what else comes first: zlib's data begin with `x`."""
    for place in (place for place, byte in enumerate(data) if byte == ord("x")):
        try:
            yield zlib.decompressobj().decompress(data[place:], MAX_TEXT).decode("utf-8", "replace")
        except zlib.error:
            continue


MAX_TEXT: Final = 10_000_000
"""Bytes of one text: a small file may blow up to anything."""
