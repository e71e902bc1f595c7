"""Reads a catalogue of translations: the part of gettext's PO format that a catalogue of ours uses.

A PO file is read as it stands, so that nothing has to be compiled, and an own catalogue is a text file beside
the templates.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pipeline.errors import Place, TemplateError

_LINE = re.compile(r'(?:(?P<key>msgid|msgstr)\s+)?(?P<text>"(?:[^"\\]|\\.)*")\s*')


@cache
def read_catalogue(path: Path) -> Mapping[str, str]:
    """Return the translations in a PO file by what they translate; empty and fuzzy ones are left out.

    Raises:
        TemplateError: With the line that is not understood.
    """
    entries: dict[str, str] = {}
    for block in _blocks(path.read_text(encoding="utf-8")):
        if not any(line.startswith("#,") and "fuzzy" in line for _, line in block):
            entry = _entry(path, block)
            if entry["msgid"] and entry["msgstr"]:
                entries[entry["msgid"]] = entry["msgstr"]
    return entries


def _blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the entries, each as numbered lines."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _entry(path: Path, block: list[tuple[int, str]]) -> dict[str, str]:
    entry, key = {"msgid": "", "msgstr": ""}, ""
    for number, line in block:
        if line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        key = (match and match["key"]) or key
        if match is None or not key:
            raise TemplateError("a catalogue has msgid and msgstr only, in quotes", place=Place(str(path), number))
        entry[key] += ast.literal_eval(match["text"])
    return entry
