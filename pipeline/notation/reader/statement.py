"""What reading a formula gives: statements in order, and parts that could not be read."""

from dataclasses import dataclass
from typing import Literal

from pipeline.notation.tree import Chain, Node, Span


@dataclass(frozen=True)
class Condition:
    """When a statement holds.

    Attributes:
        words: `if`, `for all`, `otherwise`, … as they stand, in lower case; empty for a condition in brackets.
        node: A chain or an expression; None where the words say it alone.
        span: Of the node, or of the words.
    """

    words: str
    node: Node | None
    span: Span


@dataclass(frozen=True)
class Statement:
    """A relation chain, or a formula that relates nothing.

    Attributes:
        node: A `Chain`, else an expression. A chain that leaves out its first member begins with a `Blank`.
        span: Place in the formula.
        words: Between the statement before and this one: `and`, `,`, …; empty for the first and for a new row.
        conditions: When it holds.
        begins: `relation` or `operator` where the formula goes on with what an earlier one said, else `itself`.
        alternatives: For each member of the chain (for an expression: for it) its other readings; see `readings`.
    """

    node: Node
    span: Span
    words: str = ""
    conditions: tuple[Condition, ...] = ()
    begins: Literal["itself", "relation", "operator"] = "itself"
    alternatives: tuple[tuple[Node, ...], ...] = ()

    @property
    def members(self) -> tuple[Node, ...]:
        """The members of the chain, or the expression alone."""
        return (
            (self.node.first, *(link.node for link in self.node.links))
            if isinstance(self.node, Chain)
            else (self.node,)
        )

    def readings(self, member: int) -> tuple[Node, ...]:
        """Return all readings of one member, the usual one first."""
        others = self.alternatives[member] if self.alternatives else ()
        return (self.members[member], *others)


@dataclass(frozen=True)
class Unreadable:
    """A part of a formula that could not be read.

    Attributes:
        span: The part.
        reason: One sentence without a full stop.
        at: Where exactly it fails.
    """

    span: Span
    reason: str
    at: Span


Item = Statement | Unreadable
