"""`--given values.toml`: names as they are written in the document, and what they are worth.

A number, a list (of numbers or lists), or an expression in calculator syntax; `"g(x)"` gives a function.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from pipeline.errors import InputError
from pipeline.notation.build import number
from pipeline.notation.calculator import parse_expression
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Call, Indexed, Matrix, Node, Symbol, Tuple, children, walk, with_children
from pipeline.sheet.toml import Source, read_toml

_CALL = re.compile(r"(?P<name>[^()]+)\((?P<arguments>[^()]*)\)\s*")


@dataclass(frozen=True)
class Given:
    """Values from outside; names canonical.

    Attributes:
        names: As written.
        values: By name.
        functions: By name: parameters as written, and the formula.
    """

    names: tuple[str, ...] = ()
    values: Mapping[str, Node] = field(default_factory=dict)
    functions: Mapping[str, tuple[tuple[str, ...], Node]] = field(default_factory=dict)


def with_pairs(given: Given, pairs: frozenset[str]) -> Given:
    """Return given values with w_12 as w_{1,2} for letters that have two indices in the document."""
    if not pairs:
        return given
    values = {_paired(name, pairs): _with_pairs(node, pairs) for name, node in given.values.items()}
    functions = {name: (names, _with_pairs(node, pairs)) for name, (names, node) in given.functions.items()}
    return Given(given.names, values, functions)


def _paired(name: str, pairs: frozenset[str]) -> str:
    base, _, index = name.rpartition("_")
    stem = base.partition("^")[0]
    return f"{base}_{index[0]}_{index[1]}" if stem in pairs and len(index) == 2 and index.isdigit() else name


def _with_pairs(node: Node, pairs: frozenset[str]) -> Node:
    if isinstance(node, Symbol):
        return Symbol(_paired(node.name, pairs), span=node.span)
    if not children(node):
        return node
    return with_children(node, tuple(_with_pairs(child, pairs) for child in children(node)))


def load_given(path: Path) -> Given:
    """Read a file of given values.

    Raises:
        InputError: With the place, for anything that is neither a number, a list nor an expression.
    """
    source = read_toml(path)
    values: dict[str, Node] = {}
    functions: dict[str, tuple[tuple[str, ...], Node]] = {}
    for name, entry in source.data.items():
        node = canonical(_node(source, name, entry))
        match = _CALL.fullmatch(name)
        if match:
            parameters = tuple(canonical_name(part.strip()) for part in match["arguments"].split(","))
            functions[canonical_name(match["name"].strip())] = (parameters, node)
        else:
            values[canonical_name(name)] = node
    return Given(tuple(source.data), values, functions)


def unused_names(given: Given, text: str) -> list[str]:
    """Return the names, as written, that a document never writes, not even with a letter as their index."""
    written = re.sub(r"[\s{}\\\\]", "", text)
    names = {name: re.sub(r"[\s{}\\\\]", "", name.partition("(")[0]) for name in given.names}
    return [name for name, plain in names.items() if plain not in written and not _occurs_with_letter(plain, written)]


def _occurs_with_letter(name: str, written: str) -> bool:
    base, mark, _ = name.partition("_")
    return bool(mark) and re.search(rf"{re.escape(base)}(?:\^\S)?_[a-z]", written) is not None


def canonical(node: Node) -> Node:
    """Return a formula with every name in its canonical form."""
    match node:
        case Symbol(name):
            return Symbol(canonical_name(name))
        case Indexed(base, indices, joint):
            return Indexed(canonical_name(base), tuple(map(canonical, indices)), joint)
        case Call(function, arguments):
            return Call(canonical_name(function), tuple(map(canonical, arguments)))
        case _:
            return with_children(node, tuple(map(canonical, children(node)))) if children(node) else node


def _node(source: Source, name: str, entry: object) -> Node:
    match entry:
        case bool():
            pass
        case int() | Fraction():
            return number_node(entry, str(getattr(entry, "text", "")))
        case str():
            try:
                return parse_expression(entry)
            except InputError as problem:
                place = source.place((name,))
                raise InputError(f"'{name}': {problem.message}", place=place, hint=problem.hint) from None
        case list():
            items = tuple(_node(source, name, item) for item in entry)
            if items and all(isinstance(item, Tuple) for item in items):
                return Matrix(tuple(item.items for item in items if isinstance(item, Tuple)))
            return Tuple(items)
    hint = 'w_1 = 0.1, x = [0.1, 0.4], or "g(x)" = "x_1^2 + 8*x_1"'
    raise InputError(f"'{name}' is neither a number, a list nor an expression", place=source.place((name,)), hint=hint)


def number_node(value: int | Fraction, text: str = "") -> Node:
    """Return an exact number as a node, with its digits where they are plain."""
    return number(text if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else value)


def parts_of_vector(base: str, names: Iterator[str]) -> tuple[str, ...]:
    """Return the names among these that are entries of a vector: x_1, x_2, … without a gap from 1 on."""
    present = set(names)
    found: list[str] = []
    while f"{base}_{len(found) + 1}" in present:
        found.append(f"{base}_{len(found) + 1}")
    return tuple(found)


def names_in(node: Node) -> Iterator[str]:
    """Yield the names in a formula."""
    for _, part in walk(node):
        if isinstance(part, Symbol):
            yield part.name
