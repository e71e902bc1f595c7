"""Line and column of every key and value of a TOML file; only needed once something is wrong with one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from pipeline.errors import Place
from pipeline.sheet.toml import place_on_line

Path = tuple[str | int, ...]

_ESCAPE_LENGTHS = {"u": 6, "U": 10}


@dataclass
class _Index:
    """Nodes of keys and values by path, and how many tables each array of tables has so far."""

    keys: dict[Path, Node] = field(default_factory=dict)
    values: dict[Path, Node] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)

    def header(self, parts: tuple[str, ...], *, is_array: bool) -> Path:
        """Return the path that the key of a table header means: the last table of each array on the way."""
        path: Path = ()
        for number, part in enumerate(parts):
            path = (*path, part)
            if is_array and number == len(parts) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path


def find_place(file: str, text: str, path: Path, of: Literal["key", "value"], column: int | None, length: int) -> Place:
    """Return the place of a key or value; of the nearest table around it where it does not exist.

    Args:
        file: Name to show.
        text: Whole text of the file, valid TOML.
        path: Keys, and positions in lists from 0.
        of: Whether to point at the key or at its value.
        column: Character within a string value as decoded, from 1; None for the whole value.
        length: Number of decoded characters, where `column` is given.
    """
    content = text.encode()
    index = _indexed(content)
    found = path
    while found and found not in index.keys and found not in index.values:
        found = found[:-1]
    if not found:
        return Place(file, 1)
    chosen = index.keys if of == "key" or found != path else index.values
    node = chosen.get(found) or index.values.get(found) or index.keys[found]
    start = len(content[: node.start_byte].decode())
    end = len(content[: node.end_byte].decode())
    if column is not None and node.type == "string":
        offsets = decoded_offsets(text[start:end])
        first = min(column - 1, len(offsets) - 1)
        start, end = start + offsets[first], start + offsets[min(first + length, len(offsets) - 1)]
    return place_in(file, text, start, end)


def place_in(file: str, text: str, start: int, end: int) -> Place:
    """Return the place of the characters from start to end; the caret stays on the first line."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    length = max(1, min(end, line_start + len(line)) - start)
    return place_on_line(file, text.count("\n", 0, start) + 1, start - line_start + 1, line, length)


def decoded_offsets(token: str) -> list[int]:
    r"""Return where each character of a string's value stands in its token, and where the value ends.

    Args:
        token: With its quotes: `"a\\b"`, `'a'`, or either kind in threes.
    """
    quotes = 3 if token[:3] in ('"""', "'''") else 1
    position, end = quotes, len(token) - quotes
    if quotes == 3 and token[3:4] == "\n":
        position += 1
    offsets = []
    while position < end:
        step = _escape_length(token, position) if token[0] == '"' else 1
        if step > 0:
            offsets.append(position)
        position += abs(step)
    return [*offsets, end]


def _escape_length(token: str, position: int) -> int:
    """Return how many characters stand for one; negative where they stand for none (a joined line)."""
    if token[position] != "\\":
        return 1
    following = token[position + 1]
    if following.isspace():
        rest = token[position + 1 :]
        return -(1 + len(rest) - len(rest.lstrip()))
    return _ESCAPE_LENGTHS.get(following, 2)


@lru_cache(maxsize=8)
def _indexed(content: bytes) -> _Index:
    index = _Index()
    root = Parser(Language(tree_sitter_toml.language())).parse(content).root_node
    for node in root.named_children:
        if node.type == "pair":
            _add_pair(index, (), node)
        elif node.type in ("table", "table_array_element"):
            _add_table(index, node)
    return index


def _add_table(index: _Index, node: Node) -> None:
    key = node.named_children[0]
    path = index.header(_parts(key), is_array=node.type == "table_array_element")
    index.keys[path] = key
    for child in node.named_children[1:]:
        if child.type == "pair":
            _add_pair(index, path, child)


def _add_pair(index: _Index, prefix: Path, pair: Node) -> None:
    key, value = [child for child in pair.named_children if child.type != "comment"][:2]
    path = prefix
    for part in _key_nodes(key):
        path = (*path, _part(part))
        index.keys.setdefault(path, part)
    _add_value(index, path, value)


def _add_value(index: _Index, path: Path, value: Node) -> None:
    index.values[path] = value
    if value.type == "array":
        items = [child for child in value.named_children if child.type != "comment"]
        for position, item in enumerate(items):
            _add_value(index, (*path, position), item)
    elif value.type == "inline_table":
        for child in value.named_children:
            if child.type == "pair":
                _add_pair(index, path, child)


def _parts(key: Node) -> tuple[str, ...]:
    return tuple(_part(node) for node in _key_nodes(key))


def _key_nodes(key: Node) -> Iterator[Node]:
    if key.type != "dotted_key":
        yield key
        return
    for child in key.named_children:
        yield from _key_nodes(child)


def _part(node: Node) -> str:
    text = (node.text or b"").decode()
    return text[1:-1] if node.type == "quoted_key" else text
