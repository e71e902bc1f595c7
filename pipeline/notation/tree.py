"""Mathematics as it is written: frozen nodes that keep order, literal digits and brackets.

A node says how a formula looks, not what it is worth. Nothing here evaluates, sorts or
simplifies; `meaning` does the judging, `writer` the printing, `calculator` the reading.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter, is_
from typing import Any, Literal

Sign = Literal[1, -1]
RelationSign = Literal[
    "=", "≈", "≠", "<", ">", "≤", "≥", "≪", "≫", ":=", "←", "→", "⇔", "⇒", "∈", "⇐", "∉", "∝", "∼", "⊂", "≡",
    "⪰", "⪯", "⊥"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters in the text a node was read from, counted from 0."""

    start: int
    end: int


class _Remembering:
    """Has room for what is found out about a node once: its direct subnodes, all nodes below it, its hash."""

    __slots__ = ("_below", "_children", "_hash")
    _below: "list[Node]"
    _children: "tuple[Node, ...]"
    _hash: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Node(_Remembering):
    """Base of all nodes. Two nodes are equal when they are written alike; where they stand does not count."""

    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)

    def __eq__(self, other: object) -> bool:
        """Compare what is written."""
        if type(self) is not type(other):
            return NotImplemented
        kind: Any = type(self)
        return self is other or _written(kind)(self) == _written(kind)(other)

    def __hash__(self) -> int:
        """Agree for equal nodes."""
        try:
            return self._hash
        except AttributeError:
            kind: Any = type(self)
            object.__setattr__(self, "_hash", hash((kind, _written(kind)(self))))
            return self._hash

    def __repr__(self) -> str:
        """Return the call that makes the node, without its place."""
        kind: Any = type(self)
        return f"{kind.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in _parts(kind))})"


GOES_ON = "…"
"""At the end of a literal whose decimals go on: 0.333… is 0.333 up to one unit in its last place."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Number(Node):
    """A literal without sign, digits kept: `0.2500` stays `0.2500`; it may end with `GOES_ON`."""

    text: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Symbol(Node):
    r"""A name: `x_1`, `eta`, `E_{total}`, `x^*`, `\text{net}_1`.

    The name is what identifies the symbol in definitions and values; `writer.symbol_latex` turns plain names
    into LaTeX (`eta` → `\eta`, `x_12` → `x_{12}`) and leaves LaTeX names as they are.
    """

    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Indexed(Node):
    r"""A name with indices that are expressions: $x_i$, $w_{2+2j+k}$.

    Attributes:
        base: The name without indices.
        indices: In order.
        joint: How the name goes on once the indices are numbers: `W_{i,j}` becomes `W_1_2`, `W_{ij}` becomes `W_12`.
    """

    base: str
    indices: tuple[Node, ...]
    joint: Literal["_", ""] = "_"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Term(Node):
    """A signed member of a Sum."""

    sign: Sign
    node: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sum(Node):
    """Signed terms in order. One negative term is a negation."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Product(Node):
    """Factors in order, unevaluated."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hadamard(Node):
    r"""The product entry by entry: $a \odot b$."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Fraction(Node):
    """A fraction with a bar."""

    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Power(Node):
    """Base to an exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(Node):
    r"""A function applied: `sin(x)`, `f(x)`, `sigmoid(0.39)`; `exp` is written as a power of e, `sqrt` as a root."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Derivative(Node):
    r"""A partial derivative.

    Attributes:
        body: What is differentiated.
        variables: One entry per order, in the order of the denominator: (x, x) is $\partial x\,\partial x$.
        form: `quotient` $\frac{\partial f}{\partial x}$, or `operator` $\frac{\partial}{\partial x}\left[f\right]$.
        symbol: `∂`, or `d` for functions of one variable.
    """

    body: Node
    variables: tuple[Node, ...]
    form: Literal["quotient", "operator"] = "operator"
    symbol: Literal["∂", "d"] = "∂"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Nabla(Node):
    r"""Gradient (order 1) or Hessian (order 2): $\nabla f(x)$, $\nabla^2 f(x)$."""

    body: Node
    order: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BigSum(Node):
    r"""$\sum_{i=1}^{n}$ over an index."""

    index: Symbol
    lower: Node
    upper: Node
    body: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Matrix(Node):
    """Rows of entries; one column is a column vector."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tuple(Node):
    """A point or list in round brackets: (−4, 3)."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Transpose(Node):
    """A vector or matrix with a raised T."""

    body: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Determinant(Node):
    """det of a matrix."""

    body: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Group(Node):
    """Brackets that the author set although none are needed."""

    body: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BigProduct(Node):
    r"""$\prod_{i=1}^{n}$ over an index."""

    index: Symbol
    lower: Node
    upper: Node
    body: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SumOver(Node):
    r"""A sum or product over anything but a range from–to: $\sum_i$, $\sum_{k \neq i}$, $\prod_{i \in S}$."""

    sign: Literal["∑", "∏"]
    domain: Node
    body: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Prime(Node):
    r"""A derivative with primes.

    Attributes:
        body: What is differentiated: the name of a function in $f'(x)$ and $f'$, an expression in $\sigma(t)'$.
        order: Number of primes.
        at: Arguments at which the derivative of a function is taken; empty where none are written.
    """

    body: Node
    order: int = 1
    at: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Component(Node):
    r"""An entry of something that is no name: $\text{softmax}(x)_i$, $(Ax)_2$."""

    body: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Norm(Node):
    r"""$\|x\|$; `kind` is what stands at its foot ($2$, $\infty$), None where nothing does."""

    body: Node
    kind: Node | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EvaluatedAt(Node):
    r"""A bar with a condition at its foot: $\left. f \right|_{x = 0}$."""

    body: Node
    condition: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Between(Node):
    r"""Brackets with two limits, what a formula grows by between them: $\left[ x^2 \right]_0^1$."""

    body: Node
    lower: Node
    upper: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Integral(Node):
    r"""$\int_0^1 x^2\,dx$; without limits the indefinite integral."""

    body: Node
    variable: Symbol
    lower: Node | None = None
    upper: Node | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Limit(Node):
    r"""$\lim_{x \to 0} f(x)$.

    Attributes:
        body: What has a limit.
        variable: What moves.
        target: Where to.
        side: `+` from above, `-` from below, empty from both sides.
    """

    body: Node
    variable: Symbol
    target: Node
    side: Literal["", "+", "-"] = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SetOf(Node):
    """A set that lists its members: {0, 1}, {1, …, n}."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Interval(Node):
    """An interval; `ends` holds its two brackets as they stand: `[]`, `[)`, `(]`."""

    lower: Node
    upper: Node
    ends: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Case(Node):
    """One row of a distinction of cases.

    Attributes:
        value: What holds then.
        conditions: When; empty where words alone say it (`otherwise`).
        words: The words of the row.
    """

    value: Node
    conditions: tuple[Node, ...]
    words: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cases(Node):
    """A distinction of cases behind a curly bracket."""

    branches: tuple[Case, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dots(Node):
    """Dots for what the reader is to imagine: 1, …, n."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Blank(Node):
    """A place where a formula leaves something out: the left side of a display that begins with `=`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Link(Node):
    """One further member of a chain.

    Attributes:
        relation: Between the member before and this one.
        node: The member.
        remark: Words at the side (a rule's name); empty for none.
    """

    relation: RelationSign
    node: Node
    remark: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Chain(Node):
    """A relation chain a = b ≈ c < d; also a single relation. Never nested."""

    first: Node
    links: tuple[Link, ...]


Path = tuple[int, ...]
"""The way from a node to one of its descendants: at each level the position among `children`."""


def children(node: Node) -> tuple[Node, ...]:
    """Return the direct subnodes in reading order."""
    try:
        return node._children
    except AttributeError:
        found: list[Node] = []
        kind: Any = type(node)
        _collect(tuple([getattr(node, name) for name in _parts(kind)]), found)
        object.__setattr__(node, "_children", tuple(found))
        return node._children


@cache
def _parts(kind: Any) -> tuple[str, ...]:
    """Return the names of the fields in which a kind of node keeps its parts."""
    return tuple(entry.name for entry in fields(kind) if entry.name != "span")


@cache
def _written(kind: Any) -> Callable[[object], object]:
    """Return what gets those fields of a node of this kind."""
    names = _parts(kind)
    return attrgetter(*names) if names else type


def _collect(values: tuple[object, ...], found: list[Node]) -> None:
    for value in values:
        if isinstance(value, Node):
            found.append(value)
        elif type(value) is tuple:
            _collect(value, found)


def with_children(node: Node, new: tuple[Node, ...]) -> Node:
    """Return the node with its direct subnodes replaced, in the order of `children`."""
    supply = iter(new)
    kind: Any = type(node)
    changed: Node = kind(*[_refill(getattr(node, name), supply) for name in _parts(kind)], span=node.span)
    return changed


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the node with every direct subnode changed; itself where none of them becomes another."""
    if type(node) in _LEAVES:
        return node
    parts = children(node)
    new = tuple(map(change, parts))
    return node if all(map(is_, parts, new)) else with_children(node, new)


def _refill(value: object, supply: Iterator[Node]) -> object:
    if isinstance(value, Node):
        return next(supply)
    if type(value) is tuple:
        return tuple([_refill(item, supply) for item in value])
    return value


def at(node: Node, path: Path) -> Node:
    """Return the descendant at the path."""
    for step in path:
        node = children(node)[step]
    return node


def replace_at(node: Node, path: Path, new: Node) -> Node:
    """Return the tree with the descendant at the path replaced."""
    if not path:
        return new
    parts = list(children(node))
    parts[path[0]] = replace_at(parts[path[0]], path[1:], new)
    return with_children(node, tuple(parts))


def descendants(node: Node) -> list[Node]:
    """Return every node, parents before children, in reading order: as `walk` does, but faster without paths."""
    if type(node) in _LEAVES:
        return [node]
    try:
        return [node, *node._below]
    except AttributeError:
        below = _below(node)
        object.__setattr__(node, "_below", below)
        return [node, *below]


def _below(node: Node) -> list[Node]:
    found: list[Node] = []
    ahead = list(reversed(children(node)))
    while ahead:
        node = ahead.pop()
        found.append(node)
        if type(node) not in _LEAVES:
            ahead.extend(reversed(children(node)))
    return found


_LEAVES = frozenset((Number, Symbol, Dots, Blank))


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every node with its path, parents before children, in reading order."""
    ahead = [(path, node)]
    while ahead:
        path, node = ahead.pop()
        yield path, node
        if type(node) not in _LEAVES:
            parts = children(node)
            ahead.extend(((*path, position), parts[position]) for position in range(len(parts) - 1, -1, -1))
