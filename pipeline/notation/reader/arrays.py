"""Environments inside formulas: matrices, determinants, distinctions of cases."""

from collections.abc import Iterator

from pipeline.notation.reader.commands import ALIGNING, CASES, MATRICES
from pipeline.notation.reader.operators import Operators
from pipeline.notation.reader.sums import Sums
from pipeline.notation.tree import Case, Cases, Determinant, Matrix, Node, Norm

MAX_ENTRIES = 2_500


class Parser(Sums, Operators):
    """The whole parser of one member of a chain."""

    def environment(self) -> Node:
        """Read a matrix or a distinction of cases."""
        token = self.take()
        first = self.position
        close = self.partner[first - 1]
        if token.text in CASES:
            node: Node = self.cases(first, close)
        elif token.text in MATRICES:
            node = self.matrix(first, close, token.text)
        elif token.text in ALIGNING:
            self.fail("an alignment stands inside a formula", token)
        else:
            self.fail(f"the environment {token.text} is not read", token)
        self.position = close + 1
        return node

    def matrix(self, first: int, close: int, name: str) -> Node:
        """Read rows of entries."""
        start = self.tokens[first - 1].start
        rows = [
            tuple(self.entry(*cell) for cell in self.cells(*row))
            for row in self.split(first, close, "row")
            if row[0] < row[1]
        ]
        if not rows or len({len(row) for row in rows}) != 1:
            self.fail("the rows of a matrix are not equally long", self.tokens[first - 1])
        if len(rows) * len(rows[0]) > MAX_ENTRIES:
            self.fail(f"a matrix has more than {MAX_ENTRIES} entries", self.tokens[first - 1])
        self.position = close + 1
        matrix = Matrix(tuple(rows), span=self.since(start))
        if name == "vmatrix":
            return Determinant(matrix, span=matrix.span)
        return Norm(matrix, span=matrix.span) if name == "Vmatrix" else matrix

    def entry(self, first: int, last: int) -> Node:
        """Read one entry."""
        if first == last:
            self.fail("an entry of a matrix is empty", self.tokens[min(first, len(self.tokens) - 1)])
        with self.within(first, last):
            node = self.expression()
            if self.position < self.end:
                self.fail("this does not fit in an entry of a matrix")
        return node

    def cases(self, first: int, close: int) -> Node:
        """Read values with their conditions."""
        start = self.tokens[first - 1].start
        branches = tuple(self.case(*row) for row in self.split(first, close, "row") if row[0] < row[1])
        if not branches:
            self.fail("no cases are given", self.tokens[first - 1])
        self.position = close + 1
        return Cases(branches, span=self.since(start))

    def case(self, first: int, last: int) -> Case:
        """Read one row of a distinction of cases."""
        cells = list(self.cells(first, last))
        value_end = self._value_end(*cells[0])
        value = self.entry(cells[0][0], value_end)
        words: list[str] = []
        conditions: list[Node] = []
        for piece in self._pieces(value_end, last):
            if isinstance(piece, str):
                words.append(piece)
            else:
                with self.within(*piece):
                    conditions.append(self.relation_or_expression())
                    if self.position < self.end:
                        self.fail("this does not fit in a condition")
        return Case(value, tuple(conditions), " ".join(words))

    def _value_end(self, first: int, last: int) -> int:
        """Return where the value ends: at the cell's end, at words, at a comma or at a gap."""
        level = 0
        for place in range(first, last):
            token = self.tokens[place]
            level += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(token.text, 0)
            if level == 0 and (token.kind in ("words", "gap") or token.text in (",", ";", ":")):
                return place
        return last

    def _pieces(self, first: int, last: int) -> Iterator[str | tuple[int, int]]:
        """Yield words, and the ranges of the formulas between them."""
        begin = first
        level = 0
        for place in range(first, last + 1):
            token = self.tokens[place] if place < last else self.stop
            level += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(token.text, 0)
            divides = level == 0 and (token.kind in ("words", "gap") or token.text in (",", ";", "&", ".", ":"))
            if place == last or divides:
                if begin < place:
                    yield begin, place
                begin = place + 1
                if place < last and token.kind == "words":
                    yield token.text[1:].strip()

    def cells(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the ranges between ampersands."""
        yield from self.split(first, last, "&")

    def split(self, first: int, last: int, mark: str) -> Iterator[tuple[int, int]]:
        """Yield the ranges between ampersands or ends of rows, leaving groups and environments whole."""
        begin = place = first
        while place < last:
            token = self.tokens[place]
            if mark in (token.kind, token.text):
                yield begin, place
                begin = place + 1
            place = self.partner.get(place, place) + 1
        yield begin, last
