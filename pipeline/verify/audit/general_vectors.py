"""Vectors of any size beside sums over their entries: ‖u‖² = Σ u_i² up to n holds for the vector u = (u_1, …, u_n).

They are tried with one size: a wrong formula for general n is wrong for it.
"""

from collections.abc import Callable, Sequence

from pipeline.notation.tree import BigSum, Indexed, Node, Norm, Number, Symbol, Transpose, Tuple, walk
from pipeline.verify.audit.knowledge import Knowledge
from pipeline.verify.audit.rewriting import with_symbol

SIZE = 3


def vectors_of_any_size(members: Sequence[Node], knowledge: Knowledge) -> Callable[[Node], Node] | None:
    """Return what writes u out as (u_1, u_2, u_3) and n as 3; None where no such vector stands in the members."""
    sums = [part for node in members for _, part in walk(node) if isinstance(part, BigSum)]
    general = [(part.upper.name, _bases(part)) for part in sums if isinstance(part.upper, Symbol) and _from_one(part)]
    unknown = [(size, bases) for size, bases in general if not knowledge.context.knows(size)]
    names = {base for _, bases in unknown for base in bases if _is_new(base, knowledge)}
    vectors = names & {part.name for node in members for _, part in walk(node) if isinstance(part, Symbol)}
    if not any(_is_vector(part, vectors) for node in members for _, part in walk(node)):
        return None
    sizes = {size for size, bases in unknown if bases & vectors}

    def written_out(node: Node) -> Node:
        for size in sorted(sizes):
            node = with_symbol(node, size, Number(str(SIZE)))
        for name in sorted(vectors):
            node = with_symbol(node, name, Tuple(tuple(Symbol(f"{name}_{place}") for place in range(1, SIZE + 1))))
        return node

    return written_out


def _from_one(part: BigSum) -> bool:
    return part.lower == Number("1")


def _bases(part: BigSum) -> set[str]:
    """Return the names of which a sum takes every entry; not those that are a number in it, as in Σ (x_i − x)²."""
    inside = [inner for _, inner in walk(part.body)]
    bare = {inner.name for inner in inside if isinstance(inner, Symbol)}
    return {inner.base for inner in inside if isinstance(inner, Indexed) and inner.indices == (part.index,)} - bare


def _is_new(base: str, knowledge: Knowledge) -> bool:
    return not knowledge.context.knows(base) and knowledge.numbered(base) is None


def _is_vector(part: Node, names: set[str]) -> bool:
    """Tell whether only a vector can stand here: in ‖u‖, or as uᵀ."""
    return isinstance(part, Norm | Transpose) and any(
        isinstance(inner, Symbol) and inner.name in names for _, inner in walk(part)
    )
