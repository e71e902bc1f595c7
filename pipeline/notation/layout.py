r"""Chains as displays: one member a row, side remarks in a column of their own, long members broken.

A row breaks at + and − of its outermost sum, else between the factors of its outermost product. Rows of one
display share the column of the relation sign.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.notation.build import negated
from pipeline.notation.tree import Chain, Link, Node, Product, Sum, Term
from pipeline.notation.width import OPERATOR, RELATION, text_width, width
from pipeline.notation.writer import RELATIONS, latex

LINE = 41.0
"""Width of the text block in em of the text font."""

REMARK_GAP = 2.0
INDENT = 2.0


@dataclass(frozen=True)
class Row:
    """One line of a display: what stands left of the alignment, right of it, and at the side."""

    left: str
    right: str
    remark: str = ""


def display(chain: Chain, *, line: float = LINE) -> str:
    """Return the display of one chain, in `$$`.

    Args:
        chain: At least one link.
        line: Room for a row, in em.
    """
    return displays((chain,), line=line)


def displays(chains: Sequence[Chain], *, line: float = LINE) -> str:
    """Return several chains in one display, their relation signs below each other."""
    rows = [row for chain in chains for row in _rows(chain, line)]
    if len(rows) == 1 and not rows[0].remark:
        return f"$$\n{rows[0].left} {rows[0].right}\n$$"
    body = " \\\\\n".join(_row_text(row) for row in rows)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def formula(node: Node) -> str:
    """Return any node as a display of its own, in `$$`."""
    return display(node) if isinstance(node, Chain) else f"$$\n{latex(node)}\n$$"


def _row_text(row: Row) -> str:
    remark = rf" && \text{{{row.remark}}}" if row.remark else ""
    return f"{row.left} &{row.right}{remark}".strip()


def _rows(chain: Chain, line: float) -> Iterator[Row]:
    remarks = max((text_width(link.remark) + REMARK_GAP for link in chain.links if link.remark), default=0.0)
    left = width(chain.first)
    rest = line - remarks - RELATION
    own_line = left > rest / 2 and len(chain.links) > 1
    room = rest - (0.0 if own_line else left)
    if own_line:
        yield Row("", latex(chain.first))
    for position, link in enumerate(chain.links):
        head = latex(chain.first) if position == 0 and not own_line else ""
        yield from _link_rows(head, link, room)


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
    elif isinstance(node, Product):
        yield from _broken_product(node, room)
    else:
        yield latex(node)


def _broken_sum(node: Sum, room: float) -> Iterator[str]:
    line: list[Term] = []
    used = 0.0
    first = True
    for term in node.terms:
        needed = width(term.node) + OPERATOR
        if line and used + needed > room - (0.0 if first else INDENT):
            yield _terms_text(line, leading=first)
            first, line, used = False, [], 0.0
        line.append(term)
        used += needed
    yield _terms_text(line, leading=first)


def _terms_text(terms: Sequence[Term], *, leading: bool) -> str:
    text = latex(Sum(tuple(terms)))
    if leading or terms[0].sign < 0:
        return text if leading else f"{{}}{text}"
    return f"{{}}+ {text}"


def _broken_product(node: Product, room: float) -> Iterator[str]:
    line: list[Node] = []
    used = 0.0
    opening = ""
    for factor in node.factors:
        needed = width(factor) + 0.9
        if line and used + needed > room - INDENT:
            yield opening + latex(Product(tuple(line)))
            line, used, opening = [], 0.0, r"{} \cdot "
        line.append(factor)
        used += needed
    yield opening + latex(Product(tuple(line)))
