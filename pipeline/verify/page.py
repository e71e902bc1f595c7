"""Reads a rendered page back and decides every relation, table cell and number in its running text.

Formulas are taken in the order of the page, each in the scope of its exercise; what one defines holds from there on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.equality.context import Context
from pipeline.equality.judge import decide_link, filled, judge
from pipeline.equality.verdict import Consistent, Meaningless, Proved, Refuted, Unknown, Verdict
from pipeline.exercises.reading import Reading
from pipeline.exercises.solution import Measured, Table
from pipeline.notation import document as doc
from pipeline.notation.document import Document, Formula, formulas_of
from pipeline.notation.marks import with_marks
from pipeline.notation.reader import Statement, Unreadable, read_formula
from pipeline.notation.scientific import with_literals
from pipeline.notation.tree import Chain, Node, Number, Span, Sum
from pipeline.notation.vocabulary import surrounding
from pipeline.notation.writer import latex
from pipeline.verify.spoken import in_digits

Outcome = Literal["proved", "consistent", "definition", "unknown", "refuted", "unreadable"]
Subject = Literal["relation", "number"]

_MEASURED = re.compile(r'\[([^][]*)\]\{\.measured key="([^"]+)"\}')
_ESCAPED = re.compile(r"\\([^\w\s])")
_WORDS = re.compile(r"\s+")
_DOLLAR = re.compile(r"(?<!\\)\$")


@dataclass(frozen=True)
class Row:
    """One relation or number of a page, or one part of it that could not be read.

    Attributes:
        subject: A relation in a formula, or a number in a cell or in running text.
        line: In the page's Markdown, from 1.
        text: The formula, the cell, or the number as it stands.
        outcome: What was decided.
        detail: The method of a proof, the points and bound of an agreement, the witness, or the reason.
    """

    subject: Subject
    line: int
    text: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True)
class Key:
    """What a page is read with.

    Attributes:
        readings: By exercise id.
        tables: In the order of the page, with the meaning of their cells.
        measured: Numbers in running text, by the key that stands beside them.
    """

    readings: Mapping[str, Reading]
    tables: Sequence[Table] = ()
    measured: Mapping[str, Measured] = field(default_factory=dict)


def check_page(markdown: str, key: Key) -> tuple[Row, ...]:
    """Return a row for every relation and number of a page.

    Args:
        markdown: The whole page; exercises in divs `::: {#id .exercise}`.
        key: What it is read with.
    """
    return tuple(rows_of(markdown, key))


def rows_of(markdown: str, key: Key) -> Iterator[Row]:
    """Yield the rows of `check_page` as they are decided, for who needs to know the first only."""
    page = _Page(formulas_of(markdown), key)
    yield from page.rows()
    yield from _measured_rows(markdown, page)


class _Page:
    """A page while it is read: the context and the last display of each exercise."""

    def __init__(self, document: Document, key: Key) -> None:
        self.document = document
        self.key = key
        self.contexts = {name: reading.context.remembering() for name, reading in key.readings.items()}
        self.last: dict[str, Node] = {}
        self.around = Reading(surrounding(reading.vocabulary for reading in key.readings.values()))

    def reading(self, exercise: str) -> Reading:
        return self.key.readings.get(exercise, self.around)

    def context(self, exercise: str) -> Context:
        return self.contexts.get(exercise, Context())

    def rows(self) -> Iterator[Row]:
        tables = iter(self.key.tables)
        for item in self.document.items:
            if isinstance(item, Formula):
                yield from self.formula_rows(item)
            elif isinstance(item, doc.Table):
                yield from self.table_rows(item, next(tables, None))
            elif isinstance(item, doc.Words) and (dollar := _DOLLAR.search(item.text)):
                line = self.document.place(item)[0] + item.text.count("\n", 0, dollar.start())
                yield Row(
                    "relation", line, item.text[dollar.start() :][:80], "unreadable", "a dollar begins no formula"
                )
            elif isinstance(item, doc.Broken):
                yield Row("relation", self.document.place(item)[0], item.text[:80], "unreadable", item.reason)

    def formula_rows(self, formula: Formula) -> Iterator[Row]:
        for item in read_formula(formula.latex, self.reading(formula.exercise).vocabulary):
            line = self.document.place(formula, item.span)[0]
            if isinstance(item, Unreadable):
                yield Row("relation", line, formula.latex, "unreadable", item.reason)
            elif isinstance(item.node, Chain):
                yield from self.chain_rows(formula, item, line)

    def chain_rows(self, formula: Formula, statement: Statement, line: int) -> Iterator[Row]:
        assert isinstance(statement.node, Chain)
        chain = filled(statement.node, self.last.get(formula.exercise))
        judgement = judge(chain, self.context(formula.exercise))
        self.contexts[formula.exercise] = judgement.context
        self.last[formula.exercise] = chain.links[-1].node
        for judged in judgement.relations:
            span = _span(chain, judged.link)
            place = line if span is None else self.document.place(formula, span)[0]
            text = formula.latex if span is None else formula.latex[span.start : span.end]
            outcome, detail = describe(judged.verdict)
            decided: Outcome = "definition" if judged.role == "definition" else outcome
            yield Row("relation", place, text, decided, detail)

    def table_rows(self, table: doc.Table, known: Table | None) -> Iterator[Row]:
        line = self.document.place(table)[0]
        formulas = [part for row in (table.head, *table.rows) for cell in row for part in cell.parts]
        if known is None or not known.meanings:
            yield from (row for part in formulas if isinstance(part, Formula) for row in self.formula_rows(part))
            if known is None or known.rows:
                yield Row("number", line, table.text.splitlines()[0], "unknown", "the cells have no meaning")
            return
        yield from self.head_rows(table, known)
        for cells, meanings in zip(table.rows, known.meanings, strict=False):
            for cell, meaning in zip(cells, meanings, strict=False):
                yield from self.cell_rows(cell, meaning, table.exercise)
        if len(table.rows) != len(known.meanings):
            yield Row("number", line, table.text.splitlines()[0], "refuted", "rows were lost or added")

    def head_rows(self, table: doc.Table, known: Table) -> Iterator[Row]:
        """Yield the relations in a table's head; a formula that names a column has to be the one that was meant."""
        for cell, meant in zip(table.head, known.head, strict=False):
            for part in cell.parts:
                if isinstance(part, Formula):
                    yield from self.formula_rows(part)
            text = "".join(part.text for part in cell.parts).strip()
            if isinstance(meant, Node) and not isinstance(meant, Chain):
                due = with_marks(latex(meant), self.reading(table.exercise).vocabulary.decimal)
                if text.strip("$") != due:
                    yield Row("number", self.document.place(table)[0], text, "refuted", f"the column is {due}")

    def cell_rows(self, cell: doc.Cell, meaning: Node | str | None, exercise: str) -> Iterator[Row]:
        if meaning is None:
            return
        text = "".join(part.text for part in cell.parts).strip()
        line = self.document.place(cell.parts[0])[0] if cell.parts else 0
        if isinstance(meaning, str):
            same = _WORDS.sub(" ", _ESCAPED.sub(r"\1", text)) == _WORDS.sub(" ", meaning)
            yield Row("number", line, text, "proved" if same else "refuted", f"the words are '{meaning}'")
            return
        formulas = [part for part in cell.parts if isinstance(part, Formula)]
        verdict = (
            self.number(formulas[0].latex, meaning, exercise) if formulas else Meaningless("no formula in the cell")
        )
        yield Row("number", line, text, *describe(verdict))

    def number(self, latex: str, meaning: Node, exercise: str) -> Verdict:
        """Decide whether what is printed is the meaning, or the meaning rounded."""
        items = read_formula(latex, self.reading(exercise).vocabulary)
        if len(items) != 1 or isinstance(items[0], Unreadable):
            return Meaningless("the number cannot be read")
        printed = with_literals(items[0].node)
        context = self.context(exercise)
        return decide_link(meaning, "≈" if _is_decimal(printed) else "=", printed, context)


def _span(chain: Chain, link: int) -> Span | None:
    """Return where a relation stands: from the member before it to the one after."""
    before = (chain.links[link - 1].node if link else chain.first).span
    after = chain.links[link].node.span
    if after is None:
        return None
    return Span(before.start, after.end) if before and before.start <= after.start else after


def _is_decimal(node: Node) -> bool:
    """Tell whether a number may be a rounded one: a literal with a point, perhaps negative."""
    if isinstance(node, Sum) and len(node.terms) == 1:
        node = node.terms[0].node
    return isinstance(node, Number) and "." in node.text


def _measured_rows(markdown: str, page: _Page) -> Iterator[Row]:
    for match in _MEASURED.finditer(markdown):
        text, key = match[1].replace("\\", ""), match[2]
        line = page.document.position(match.start())[0]
        known = page.key.measured.get(key)
        if known is None:
            yield Row("number", line, text, "unknown", "nothing is known of this number")
        else:
            verdict = page.number(in_digits(text), known.meaning, key.partition(":")[0])
            yield Row("number", line, text, *describe(verdict))


def describe(verdict: Verdict) -> tuple[Outcome, str]:
    """Return a verdict as a word and its detail."""
    match verdict:
        case Proved(method):
            return "proved", method
        case Consistent(points, bound):
            return "consistent", f"{points} point{'s' if points != 1 else ''}, within {bound}"
        case Refuted(witness):
            return "refuted", str(witness)
        case Meaningless(reason):
            return "unreadable", reason
        case Unknown(reason):
            return "unknown", reason
