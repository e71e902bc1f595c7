"""Running text with mathematics in it: lists of formulas, words and formulas joined."""

from collections.abc import Sequence

from pipeline.exercises.solution import Prose
from pipeline.notation.tree import Node


def listed(nodes: Sequence[Node | Prose], last: str = " and ", between: str = ", ") -> tuple[str | Node | Prose, ...]:
    """Return formulas or pieces of prose as parts of a sentence: a, b and c."""
    parts: list[str | Node | Prose] = []
    for position, node in enumerate(nodes):
        if position:
            parts.append(last if position == len(nodes) - 1 else between)
        parts.append(node)
    return tuple(parts)


def prose(*parts: str | Node | Prose | Sequence[str | Node | Prose]) -> Prose:
    """Return running text from words, formulas and lists of both."""
    flat: list[str | Node | Prose] = []
    for part in parts:
        flat.extend(part) if isinstance(part, tuple | list) else flat.append(part)  # type: ignore[arg-type]
    return Prose(tuple(flat))


def listed_words(words: Sequence[str]) -> Prose:
    """Return `sigmoid, tanh and ReLU`, each translated by itself; empty for none."""
    return Prose(listed([Prose((word,)) for word in words]))
