"""How the page of a solved exercise is to be read back: its names, and what holds on it."""

from dataclasses import dataclass, field

from pipeline.equality.context import Context
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Call, Indexed, Node, Symbol, rebuilt
from pipeline.notation.vocabulary import PLAIN_VOCABULARY, Vocabulary


@dataclass(frozen=True)
class Reading:
    """The key to a page.

    Attributes:
        vocabulary: Which names are functions, which have several letters.
        context: What the exercise gives; all names canonical (`notation.names`).
    """

    vocabulary: Vocabulary = PLAIN_VOCABULARY
    context: Context = field(default_factory=Context)


def canonical(node: Node) -> Node:
    """Return a formula as it is read back: every name in its canonical form."""
    match node:
        case Symbol(name):
            return Symbol(canonical_name(name))
        case Indexed(base, indices, joint):
            return Indexed(canonical_name(base), tuple(map(canonical, indices)), joint)
        case Call(function, arguments):
            return Call(canonical_name(function), tuple(map(canonical, arguments)))
        case _:
            return rebuilt(node, canonical)
