"""Reads a TOML file: exact numbers, limits before any conversion, every complaint with its place."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NoReturn

from pipeline.errors import InputError, Place
from pipeline.exercises.numerals import Written, integer_refusal, refusal

MAX_BYTES = 1_000_000
MAX_SHOWN = 100
MAX_DEPTH = 20

KeyPath = tuple[str | int, ...]
"""From the top of a file to a value: keys, and positions in lists from 0."""


@dataclass(frozen=True)
class Source:
    """A TOML file as read.

    Attributes:
        file: Its name as the user gave it.
        text: The whole text, with plain line ends.
        data: What tomllib makes of it; decimals are `Written`.
        sha256: Of the bytes of the file, in hexadecimal.
    """

    file: str
    text: str
    data: Mapping[str, Any]
    sha256: str = ""

    def place(
        self,
        path: KeyPath,
        *,
        of: Literal["key", "value"] = "value",
        column: int | None = None,
        length: int = 1,
    ) -> Place:
        """Return where a key or its value stands, or the nearest table around it.

        Args:
            path: Of the key; where it does not exist, the longest part that does counts.
            of: Which of the two to point at.
            column: Character within a string value, from 1; None for the whole value.
            length: Number of characters, where `column` is given.
        """
        from pipeline.sheet.positions import find_place

        return find_place(self.file, self.text, path, of, column, length)


def place_on_line(file: str, line: int, column: int, text: str, length: int = 1) -> Place:
    """Return a place with as much of its line as a screen shows."""
    if column > MAX_SHOWN:
        return Place(file, line, column)
    cut = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
    return Place(file, line, column, cut, min(length, MAX_SHOWN - column + 1))


@dataclass(frozen=True)
class _Refused:
    """A decimal that is not computed with; it stays in the data until its place is known."""

    text: str
    reason: str


def read_toml(path: Path) -> Source:
    """Read a TOML file with exact numbers.

    Args:
        path: At most MAX_BYTES bytes of UTF-8.

    Raises:
        InputError: Where it cannot be read, is no TOML, or holds a number that nobody computes with.
    """
    content = _read_bytes(path)
    text = _decoded(path, content)
    source = Source(str(path), text, _parse(str(path), text), sha256(content).hexdigest())
    if not _is_shallow(source.data):
        _fail_nesting(source.file)
    for where, value in _leaves(source.data, ()):
        _check_leaf(source, where, value)
    return source


def _decoded(path: Path, content: bytes) -> str:
    if not content.strip():
        raise InputError("the file is empty", place=Place(str(path)))
    try:
        return content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "save it in this encoding in your editor"
        raise InputError("the file is not UTF-8 text", place=Place(str(path), line), hint=hint) from None


def _read_bytes(path: Path) -> bytes:
    place = Place(str(path))
    try:
        if path.is_dir():
            raise InputError("this is a folder, not a file", place=place, hint=_toml_files_in(path))
        if path.exists() and not path.is_file():
            raise InputError("this is not a regular file", place=place)
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"the file is larger than {MAX_BYTES // 1000} kB", place=place)
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", place=place, hint=_nearest_file(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"the file cannot be read: {reason.lower()}", place=place) from None


def _toml_files_in(folder: Path) -> str:
    names = sorted(str(entry) for entry in folder.glob("*.toml") if not entry.name.endswith(".reference.toml"))
    return f"sheets in it: {', '.join(names[:10])}" if names else ""


def _nearest_file(path: Path) -> str:
    from difflib import get_close_matches

    try:
        stems = [entry.name.removesuffix(".toml") for entry in path.parent.iterdir() if entry.suffix == ".toml"]
    except OSError:
        return ""
    near = get_close_matches(path.name.removesuffix(".toml"), stems, n=1)
    return f"did you mean {path.parent / near[0]}.toml?" if near else ""


def _parse(file: str, text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text, parse_float=_parse_float)
    except tomllib.TOMLDecodeError as error:
        _fail_syntax(file, text, str(error))
    except ValueError:
        # int() refuses thousands of digits before we can count them; find the literal ourselves.
        _fail_long_integer(file, text)
    except RecursionError:
        _fail_nesting(file)


def _fail_nesting(file: str) -> NoReturn:
    raise InputError("lists and tables are nested too deeply", place=Place(file)) from None


def _is_shallow(value: object, depth: int = MAX_DEPTH) -> bool:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_is_shallow(item, depth - 1) for item in items)


def _parse_float(text: str) -> object:
    reason = refusal(text)
    return _Refused(text, reason) if reason else Written(text)


def _fail_syntax(file: str, text: str, message: str) -> NoReturn:
    match = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    said = match[1] if match else message
    lines = text.split("\n")
    line = int(match[2]) if match and match[2] else max(1, len(text.rstrip().split("\n")))
    shown = lines[line - 1]
    column = int(match[3]) if match and match[3] else len(shown) + 1
    place = place_on_line(file, line, column, shown)
    hint = "something is missing here" if column > len(shown) and said == "Invalid value" else _syntax_hint(said, shown)
    raise InputError(f"this is not TOML: {said[:1].lower()}{said[1:]}", place=place, hint=hint) from None


def _syntax_hint(said: str, line: str) -> str:
    if re.search(r"=\s*\d{4}-\d{1,2}-\d{1,2}", line):
        return "a day is written 2026-12-01, a moment 2026-12-01T08:00:00+01:00"
    if "'\\' in a string" in said:
        return "for LaTeX use single quotes: '\\sigma', or write each backslash twice: \"\\\\sigma\""
    if said in ("Invalid value", "Invalid initial character for a key part"):
        return 'text and expressions stand in quotes: function = "x^2"'
    if said == r"Illegal character '\n'" or said.startswith("Unterminated"):
        return "a quotation mark is missing"
    if said.startswith("Cannot"):
        return "this key or table stands in the file already"
    return ""


def _fail_long_integer(file: str, text: str) -> NoReturn:
    match = re.search(r"[+-]?\d[\d_]{1000,}", text)
    start = match.start() if match else 0
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    raise InputError("a number has too many digits", place=Place(file, line, column)) from None


def _leaves(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, object]]:
    match value:
        case dict():
            for key, item in value.items():
                yield from _leaves(item, (*path, key))
        case list():
            for index, item in enumerate(value):
                yield from _leaves(item, (*path, index))
        case _:
            yield path, value


def _check_leaf(source: Source, path: KeyPath, value: object) -> None:
    match value:
        case _Refused(text, reason):
            raise InputError(f"{_short(text)} {reason}", place=source.place(path))
        case int() if integer_refusal(value):
            raise InputError(f"this number {integer_refusal(value)}", place=source.place(path))
        case str():
            _check_text(source, path, value)


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:20]}…"


_ESCAPES = {"\t": "\\t", "\b": "\\b", "\f": "\\f", "\r": "\\r"}


def _check_text(source: Source, path: KeyPath, value: str) -> None:
    r"""Refuse control characters: `"\text"` is a tab and `ext` in TOML, and nobody means that."""
    bad = next((c for c in value if not (c.isprintable() or c in "\n\u00a0") and ord(c) < 160), None)
    if bad is None or (bad == "\t" and "\n" in value):
        return
    at = value.index(bad) + 1
    escape = _ESCAPES.get(bad)
    message = f"{escape} in double quotes is a control character" if escape else "the text has a control character"
    hint = "for LaTeX use single quotes, or write each backslash twice" if escape else ""
    raise InputError(message, place=source.place(path, column=at), hint=hint)
