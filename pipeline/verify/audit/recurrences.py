"""Rules for one index after the other: $x_{n+1} = x_n - f(x_n)/f'(x_n)$, and what they make of the numbers before.

A document may say several rules for the same name, with momentum and without: a number is wrong if none gives it.
"""

from dataclasses import dataclass

from pipeline.notation.tree import Indexed, Node, Number, Product, Sum, Symbol, Term, children, walk, with_children


@dataclass(frozen=True)
class Recurrence:
    """The rule base_{letter + shift} = body.

    Attributes:
        base: The name without its index.
        letter: Of the index.
        shift: How far the index on the left is ahead of the letter.
        body: With the letter in it.
    """

    base: str
    letter: str
    shift: int
    body: Node

    def at(self, index: int) -> Node:
        """Return the formula for one number: x_3 from x_2."""
        return with_number(self.body, self.letter, index - self.shift)

    def formula(self, target: Indexed) -> Node | None:
        """Return the rule's formula for a name written as the rule writes it: c_t; None for any other index."""
        shifted = _shifted(target.indices[0]) if len(target.indices) == 1 else None
        return self.body if shifted == (self.letter, self.shift) else None


def recurrence(target: Node, body: Node) -> Recurrence | None:
    """Return the rule that a relation states; None where it states none."""
    if not isinstance(target, Indexed) or len(target.indices) != 1:
        return None
    found = _shifted(target.indices[0])
    if found is None:
        return None
    letter, shift = found
    indexed = [part for _, part in walk(body) if isinstance(part, Indexed)]
    uses = any(isinstance(part, Symbol) and part.name == letter for _, part in walk(body))
    if not uses or not indexed or (shift == 0 and not _looks_back(indexed, letter)):
        return None
    return Recurrence(target.base, letter, shift, body)


def _looks_back(indexed: list[Indexed], letter: str) -> bool:
    shifts = [_shifted(index) for part in indexed for index in part.indices]
    return any(found is not None and found[0] == letter and found[1] < 0 for found in shifts)


def _shifted(index: Node) -> tuple[str, int] | None:
    """Return letter and shift of n, n + 1, n − 1."""
    match index:
        case Symbol(letter):
            return letter, 0
        case Sum((Term(1, Symbol(letter)), Term(sign, Number(text)))) if text.isdigit() and len(text) < 3:
            return letter, sign * int(text)
        case _:
            return None


def with_number(node: Node, letter: str, value: int) -> Node:
    """Return a formula with a number for an index letter: x_{k+1} → x_3 for k = 2."""
    match node:
        case Indexed(base, (index,)) if (found := _shifted(index)) is not None and found[0] == letter:
            return Symbol(f"{base}_{value + found[1]}", span=node.span)
        case Symbol(name) if name == letter:
            return Number(str(value)) if value >= 0 else Sum((Term(-1, Number(str(-value))),))
        case _ if not children(node):
            return node
        case _:
            return with_children(node, tuple(with_number(child, letter, value) for child in children(node)))


def numbered(name: str) -> tuple[str, int] | None:
    """Return base and number of a name: x_12 → x, 12."""
    base, mark, index = name.rpartition("_")
    return (base, int(index)) if mark and base and index.isdigit() and len(index) < 4 else None


def is_computed(node: Node) -> bool:
    """Tell whether a formula computes a number from others, as an iteration does: 0.6 − 0.2 · 3."""
    return any(isinstance(part, Product) or (isinstance(part, Sum) and len(part.terms) > 1) for _, part in walk(node))
