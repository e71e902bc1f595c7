"""Tables in a document: what a cell says, by the head of its column and the beginning of its row.

Three layouts are understood: a number in the first column and names with that index in the head ($k$, $x_k$, $f(x_k)$);
names and formulas in the head ($x$, $f(x)$); a name and its value in each row. Anything else says nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.equality.context import Context
from pipeline.equality.relation import decide_relation
from pipeline.equality.verdict import Proved, Refuted
from pipeline.notation import document as doc
from pipeline.notation.document import Formula
from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.tree import Call, Chain, Derivative, Indexed, Link, Nabla, Node, Norm, Number, Span, Symbol, walk
from pipeline.notation.vocabulary import Vocabulary
from pipeline.verify.audit.chains import Judged, outcome_of
from pipeline.verify.audit.comparing import LIMITS, compare, is_open, is_true
from pipeline.verify.audit.knowledge import Knowledge, is_constant
from pipeline.verify.audit.recurrences import with_number
from pipeline.verify.audit.rewriting import prepared

LETTERS = frozenset("ijklmnt")
MAX_CELLS = 2_000


@dataclass(frozen=True)
class Entry:
    """A cell with what it is said to be.

    Attributes:
        formula: The cell as a formula of its own, so that it has a place.
        statement: quantity = cell.
        values: Names that have other values in this row.
    """

    formula: Formula
    statement: Statement
    values: tuple[tuple[str, Node], ...] = ()


def entries(table: doc.Table, vocabulary: Vocabulary) -> Iterator[Entry]:
    """Yield what the cells of a table say, row by row."""
    heads = [_read(cell, vocabulary) for cell in table.head]
    letter = _index_letter(heads)
    count = 0
    for row in table.rows:
        cells = [_read(cell, vocabulary) for cell in row]
        count += len(cells)
        if count > MAX_CELLS or len(cells) != len(heads):
            return
        yield from _row(heads, cells, letter)


Read = tuple[Formula, Node] | None


def _row(heads: Sequence[Read], cells: Sequence[Read], letter: str) -> Iterator[Entry]:
    first = cells[0]
    if first is None:
        return
    if letter and isinstance(first[1], Number) and first[1].text.isdigit() and len(first[1].text) < 4:
        index = int(first[1].text)
        for head, cell in zip(heads[1:], cells[1:], strict=True):
            if head is not None and cell is not None and _has_index(head[1], letter):
                yield _entry(with_number(head[1], letter, index), cell)
    elif len(cells) == 2 and heads[1] is None and cells[1] is not None and not is_constant(first[1]):
        yield _entry(first[1], cells[1])
    elif not letter:
        yield from _function_row(heads, cells)


def _function_row(heads: Sequence[Read], cells: Sequence[Read]) -> Iterator[Entry]:
    """A row that gives names values and says what formulas of them come to."""
    pairs = [(head[1], cell) for head, cell in zip(heads, cells, strict=True) if head and cell]
    values = tuple((head.name, cell[1]) for head, cell in pairs if isinstance(head, Symbol) and is_constant(cell[1]))
    for head, cell in pairs:
        if not isinstance(head, Symbol) and any(name in _names(head) for name, _ in values):
            yield replace(_entry(head, cell), values=values)


def _entry(quantity: Node, cell: tuple[Formula, Node]) -> Entry:
    formula, node = cell
    span = node.span or Span(0, len(formula.text))
    return Entry(formula, Statement(Chain(quantity, (Link("=", node, span=span),), span=span), span))


def _read(cell: doc.Cell, vocabulary: Vocabulary) -> Read:
    """Return a cell as a formula; None where it is none, or several."""
    parts = [part for part in cell.parts if part.text.strip()]
    if len(parts) != 1:
        return None
    part = parts[0]
    formula = part if isinstance(part, Formula) else Formula(part.source)
    if not isinstance(part, Formula):
        mark = vocabulary.decimal
        if not part.text.strip().lstrip("+-−").replace(mark, "").isdigit():
            return None
        vocabulary = replace(vocabulary, commas="bare")
    items = read_formula(formula.latex, vocabulary)
    if len(items) != 1 or not isinstance(items[0], Statement) or isinstance(items[0].node, Chain):
        return None
    return formula, items[0].node


def _index_letter(heads: Sequence[Read]) -> str:
    """Return the letter that the first column counts; empty where it counts nothing."""
    first = heads[0][1] if heads and heads[0] is not None else None
    if isinstance(first, Symbol):
        return first.name if first.name in LETTERS else ""
    found = {
        part.name
        for head in heads[1:]
        if head is not None
        for _, node in walk(head[1])
        if isinstance(node, Indexed)
        for index in node.indices
        for _, part in walk(index)
        if isinstance(part, Symbol)
    }
    return found.pop() if len(found) == 1 and first is None else ""


def _has_index(node: Node, letter: str) -> bool:
    return any(isinstance(part, Symbol) and part.name == letter for _, part in walk(node))


def _names(node: Node) -> set[str]:
    return {part.name for _, part in walk(node) if isinstance(part, Symbol)}


def judge_entry(entry: Entry, knowledge: Knowledge) -> Judged | None:
    """Judge a cell, or let it give a name its value; None where it says nothing that could be checked."""
    chain = entry.statement.node
    assert isinstance(chain, Chain)
    quantity, cell = chain.first, chain.links[0].node
    if not is_constant(cell):
        return None
    if isinstance(quantity, Symbol) and not knowledge.context.knows(quantity.name):
        knowledge.define(quantity.name, cell)
        return Judged(0, "definition", Proved("a value in a table"), quantity, cell, cell)
    for name, value in entry.values:
        knowledge = knowledge.without(frozenset((name,)))
        knowledge.define(name, value)
    left = prepared(quantity, knowledge.known())
    if is_open(left, knowledge.context.valued) or not _is_computable(left, knowledge.context):
        return None
    verdict = compare(left, "=", cell, knowledge, knowledge.context)
    if isinstance(verdict, Refuted) and "." not in "".join(p.text for _, p in walk(cell) if isinstance(p, Number)):
        rounded = decide_relation(left, "≈", cell, knowledge.context.valued, rounded_places=0, limits=LIMITS)
        verdict = rounded if is_true(rounded) else verdict
    return Judged(0, outcome_of(verdict), verdict, left, cell, cell, knowledge.context)


def _is_computable(node: Node, context: Context) -> bool:
    """Tell whether a formula is a known name or made of known functions and names."""
    return isinstance(node, Symbol | Call | Norm | Derivative | Nabla) or any(
        isinstance(part, Symbol) and context.knows(part.name) for _, part in walk(node)
    )
