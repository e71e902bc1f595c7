r"""Chains as displays: one member a row, side remarks in a column of their own, long members broken.

A row breaks at + and − of its outermost sum, else between the factors of its outermost product, else within the
brackets around its widest sum. Rows of one display share the column of the relation sign.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.notation.build import ONE, negated, product_of
from pipeline.notation.tree import Chain, Derivative, Fraction, Group, Link, Node, Product, Sign, Sum, Term
from pipeline.notation.width import OPERATOR, RELATION, text_width, width
from pipeline.notation.writer import RELATIONS, bracketed, is_open_ended, latex

MAX_FRACTIONS = 4

LINE = 43.0
"""Width of the text block in em of the text font."""

SMALL_PRINT = 1.25
"""A term so much wider than a line is not broken: small print makes it fit, and it is easier to read."""

REMARK_GAP = 2.0
INDENT = 2.0


Fill = Literal["member", "row"]


@dataclass(frozen=True)
class Row:
    """One line of a display: what stands left of the alignment, right of it, and at the side."""

    left: str
    right: str
    remark: str = ""


def display(chain: Chain, *, line: float = LINE) -> str:
    """Return the display of one chain, in `$$`: on one row if it fits there and has no remarks.

    Args:
        chain: At least one link.
        line: Room for a row, in em.
    """
    fits = width(chain) <= line and not any(link.remark for link in chain.links)
    return displays((chain,), line=line, fill="row" if fits else "member")


def displays(chains: Sequence[Chain], *, line: float = LINE, fill: Fill = "member") -> str:
    """Return several chains in one display, their relation signs below each other.

    Args:
        chains: At least one.
        line: Room for a row, in em.
        fill: `member` gives every member a row of its own, `row` puts as many on a row as fit.
    """
    rows = [row for chain in chains for row in _rows(chain, _room(chains, line), fill)]
    if len(rows) == 1 and not rows[0].remark:
        return f"$$\n{rows[0].left} {rows[0].right}\n$$"
    body = " \\\\\n".join(_row_text(row) for row in rows)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def overflowing(chain: Chain, *, line: float = LINE) -> frozenset[int]:
    """Return the places of the members that no break makes narrow enough for a line."""
    room = _room((chain,), line)
    own = room.alone if _on_own_line(chain, room.alone) else room.beside_left
    return frozenset(i for i, link in enumerate(chain.links) if not _fits(link.node, own))


def within_the_line(chain: Chain, *, line: float = LINE) -> Chain:
    """Return a chain without the members before the last that no break makes narrow enough."""
    wide = overflowing(chain, line=line) - {len(chain.links) - 1}
    return Chain(chain.first, tuple(link for i, link in enumerate(chain.links) if i not in wide)) if wide else chain


def narrowed(node: Node, room: float) -> Node:
    """Return a formula in which fractions wider than the room are sums of fractions, one for each term above the line.

    Where these are too wide still, the brackets in a product above the line are multiplied out. Many fractions over the
    same denominator are written as one over it times the sum of what stands above.
    """
    terms = node.terms if isinstance(node, Sum) else (Term(1, node),)
    found = tuple(part for term in terms for part in _split(term, room))
    return (_over_one(found) or Sum(found)) if len(found) > 1 else node


def _over_one(terms: Sequence[Term]) -> Node | None:
    """Return 1/denominator · (sum) for more than MAX_FRACTIONS fractions over one denominator; None for others."""
    fractions = [term.node for term in terms if isinstance(term.node, Fraction)]
    if len(fractions) <= MAX_FRACTIONS or len(fractions) < len(terms):
        return None
    below = fractions[0].denominator
    if any(fraction.denominator != below for fraction in fractions):
        return None
    above = Sum(tuple(Term(term.sign, own.numerator) for term, own in zip(terms, fractions, strict=True)))
    return Product((Fraction(ONE, below), above))


def _split(term: Term, room: float) -> Iterator[Term]:
    body = negated(term.node) or term.node
    above = _terms_of(body.numerator) if width(body) > room and isinstance(body, Fraction) else ()
    if not above or not isinstance(body, Fraction):
        yield term if width(body) <= room else Term(term.sign, _beside(term.node))
        return
    sign = term.sign if body is term.node else -term.sign
    for part in above:
        yield from _split(Term(1 if sign * part.sign > 0 else -1, Fraction(part.node, body.denominator)), room)


def _beside(node: Node) -> Node:
    """Return a fraction of a product with the factors but the first beside it, where a line may end."""
    match node:
        case Fraction(Product((first, *others)), below):
            return Product((Fraction(first, below), *others))
        case _:
            return node


def _terms_of(node: Node) -> tuple[Term, ...]:
    """Return the terms of a sum, or of a product in which a sum is multiplied out; none of anything else."""
    if isinstance(node, Sum):
        return node.terms
    if isinstance(node, Product):
        for i, factor in enumerate(node.factors):
            if isinstance(factor, Sum):
                before, after = node.factors[:i], node.factors[i + 1 :]
                return tuple(Term(t.sign, product_of((*before, t.node, *after))) for t in factor.terms)
    return ()


def _fits(node: Node, room: float) -> bool:
    """Tell whether the lines that a member takes are all narrow enough; they break as `_pieces` says."""
    if width(node) <= room:
        return True
    if isinstance(node, Sum) and negated(node) is None:
        return all(max(map(width, _parts(term, room))) + OPERATOR <= room - INDENT for term in node.terms)
    if isinstance(node, Product) and max(map(width, node.factors)) <= room - INDENT:
        return True
    brackets = _brackets(node)
    return brackets is not None and _fits(brackets.inner, room - (width(node) - width(brackets.inner)))


def formula(node: Node) -> str:
    """Return any node as a display of its own, in `$$`."""
    return display(node) if isinstance(node, Chain) else f"$$\n{latex(node)}\n$$"


def _row_text(row: Row) -> str:
    remark = rf" && \text{{{row.remark}}}" if row.remark else ""
    return f"{row.left} &{row.right}{remark}".strip()


@dataclass(frozen=True)
class _Room:
    """Widths that the rows of a display share, in em: right of the alignment with and without a left side."""

    beside_left: float
    alone: float


def _room(chains: Sequence[Chain], line: float) -> _Room:
    remarks = [text_width(link.remark) + REMARK_GAP for chain in chains for link in chain.links if link.remark]
    alone = line - max(remarks, default=0.0) - RELATION
    lefts = [width(chain.first) for chain in chains if not _on_own_line(chain, alone)]
    return _Room(alone - max(lefts, default=0.0), alone)


def _on_own_line(chain: Chain, room: float) -> bool:
    return width(chain.first) > room / 2 and (len(chain.links) > 1 or width(chain) > room)


def _rows(chain: Chain, room: _Room, fill: Fill) -> Iterator[Row]:
    own_line = _on_own_line(chain, room.alone)
    if own_line:
        first, *further = _pieces(chain.first, room.alone)
        yield Row("", first)
        yield from (Row("", rf"\quad {piece}") for piece in further)
    head = "" if own_line else latex(chain.first)
    for links in _grouped(chain.links, room.beside_left if fill == "row" else 0.0):
        if len(links) == 1:
            yield from _link_rows(head, links[0], room.alone if own_line else room.beside_left)
        else:
            members = " ".join(f"{RELATIONS[link.relation]} {latex(link.node)}" for link in links)
            yield Row(head, members, links[-1].remark)
        head = ""


def _grouped(links: Sequence[Link], room: float) -> Iterator[list[Link]]:
    """Yield the members that share a row; a remark ends its row, and so does the lack of room."""
    row: list[Link] = []
    used = 0.0
    for link in links:
        needed = width(link.node) + RELATION
        if row and (used + needed > room or row[-1].remark):
            yield row
            row, used = [], 0.0
        row.append(link)
        used += needed
    yield row


def _parts(term: Term, room: float) -> tuple[Node, ...]:
    """Return the factors of a term that is much wider than a line, else the term."""
    is_wide = width(term.node) > SMALL_PRINT * room
    return term.node.factors if is_wide and isinstance(term.node, Product) else (term.node,)


def _link_rows(head: str, link: Link, room: float) -> Iterator[Row]:
    relation = RELATIONS[link.relation]
    pieces = list(_pieces(link.node, room))
    yield Row(head, f"{relation} {pieces[0]}", link.remark)
    for piece in pieces[1:]:
        yield Row("", rf"\quad {piece}")


def _pieces(node: Node, room: float) -> Iterator[str]:
    """Yield the lines that a member takes; from the second on each begins with its operator."""
    if width(node) <= room:
        yield latex(node)
    elif isinstance(node, Sum) and negated(node) is None:
        yield from _broken_sum(node, room)
    elif isinstance(node, Product) and max(map(width, node.factors)) <= room - INDENT:
        yield from _broken_product(node, room)
    elif brackets := _brackets(node):
        yield from _broken_brackets(node, brackets, room)
    elif isinstance(node, Product):
        yield from _broken_product(node, room)
    else:
        yield latex(node)


@dataclass(frozen=True)
class _Brackets:
    """What stands in brackets that a line may end in, and the whole with brackets of any height."""

    inner: Node
    opening: str
    closing: str
    text: str


def _brackets(node: Node) -> _Brackets | None:
    """Return the widest brackets of the node, or of what it is the negative of."""
    body = negated(node) or node
    found = map(_brackets_around, body.factors if isinstance(body, Product) else (body,))
    return max((item for item in found if item), key=lambda item: width(item.inner), default=None)


def _brackets_around(factor: Node) -> _Brackets | None:
    match factor:
        case Sum():
            return _Brackets(factor, "(", ")", bracketed(latex(factor), factor))
        case Derivative(body=body):
            return _Brackets(body, "[", "]", rf"\left[ {latex(body)} \right]")
        case _:
            return None


def _broken_brackets(node: Node, brackets: _Brackets, room: float) -> Iterator[str]:
    """Yield lines that end within the brackets; these are then no taller than a line of text."""
    before, found, after = latex(node).partition(brackets.text)
    if not found:
        yield latex(node)
        return
    lines = list(_pieces(brackets.inner, room - (width(node) - width(brackets.inner))))
    lines[0] = f"{before}{brackets.opening}{lines[0]}"
    lines[-1] = f"{lines[-1]}{brackets.closing}{after}"
    yield from lines


def _broken_sum(node: Sum, room: float) -> Iterator[str]:
    line: list[Term] = []
    used = 0.0
    first = True
    for term in node.terms:
        needed = width(term.node) + OPERATOR
        if line and used + needed > room - (0.0 if first else INDENT):
            yield _terms_text(line, leading=first)
            first, line, used = False, [], 0.0
        if not line and len(_parts(term, room)) > 1 and isinstance(term.node, Product):
            yield from _broken_term(term.node, term.sign, room, leading=first)
            first = False
            continue
        line.append(term)
        used += needed
    if line:
        yield _terms_text(line, leading=first)


def _broken_term(node: Product, sign: Sign, room: float, *, leading: bool) -> Iterator[str]:
    """Yield the lines of one term that is wider than a line; the first begins with its sign."""
    groups = list(_lines_of_factors(node, room - OPERATOR))
    yield _terms_text([Term(sign, product_of(groups[0]))], leading=leading)
    for group in groups[1:]:
        yield r"{} \cdot " + latex(Product(group))


def _terms_text(terms: Sequence[Term], *, leading: bool) -> str:
    text = latex(Sum(tuple(terms)))
    if leading or terms[0].sign < 0:
        return text if leading else f"{{}}{text}"
    return f"{{}}+ {text}"


def _broken_product(node: Product, room: float) -> Iterator[str]:
    for i, group in enumerate(_lines_of_factors(node, room)):
        yield (r"{} \cdot " if i else "") + latex(Product(group))


def _lines_of_factors(node: Product, room: float) -> Iterator[tuple[Node, ...]]:
    """Yield as many factors at a time as a line has room for."""
    line: list[Node] = []
    used = 0.0
    for place, factor in enumerate(node.factors, 1):
        needed = width(factor) + 0.9
        if is_open_ended(factor) and place < len(node.factors):
            factor = Group(factor)  # noqa: PLW2901  (else what stands on the next line would belong to it)
        if line and used + needed > room - INDENT:
            yield tuple(line)
            line, used = [], 0.0
        line.append(factor)
        used += needed
    yield tuple(line)
