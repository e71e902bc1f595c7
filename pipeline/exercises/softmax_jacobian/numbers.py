"""The numbers of the exercise, and the lines and tables that show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from pipeline.exercises.networks.printed import Shown, given, numeric_links, shown
from pipeline.exercises.networks.values import value_of
from pipeline.exercises.numerals import given_node
from pipeline.exercises.softmax_jacobian.names import JACOBIAN, LOSS, TEMPERATURE, J, K, Names, divided
from pipeline.exercises.solution import Cell, Prose, Table
from pipeline.notation.build import ONE, ZERO, chain, column, difference, neg, quotient, sum_of
from pipeline.notation.tree import (
    Call,
    Chain,
    Derivative,
    Link,
    Matrix,
    Node,
    Product,
    RelationSign,
    Sum,
    Symbol,
    Term,
    Transpose,
)
from pipeline.notation.tree import Fraction as Bar

Number = Fraction | arb


@dataclass(frozen=True)
class Numbers:
    """All values.

    Attributes:
        softmax: One number per output.
        jacobian: Entry (i, j) is ∂s_i/∂z_j.
        gradient: Of the cross-entropy by the inputs; empty without targets.
        loss: The cross-entropy; None without targets.
    """

    softmax: tuple[Number, ...]
    jacobian: tuple[tuple[Number, ...], ...]
    gradient: tuple[Number, ...]
    loss: Number | None


def compute(names: Names) -> Numbers:
    """Return all values.

    Raises:
        ComputationError: Where a value cannot be told from 0.
    """
    scope, places = names.valued(), names.places
    softmax = tuple(value_of(names.output(i), scope) for i in places)
    jacobian = tuple(tuple(value_of(names.slope(i, j), scope) for j in places) for i in places)
    if not names.model.targets:
        return Numbers(softmax, jacobian, (), None)
    gradient = tuple(value_of(_by_input(names, j), scope) for j in places)
    return Numbers(softmax, jacobian, gradient, value_of(LOSS, scope))


def _by_input(names: Names, place: int) -> Derivative:
    return Derivative(LOSS, (names.input(place),), "quotient")


@dataclass(frozen=True)
class Printer:
    """Writes the numbers of the page.

    Attributes:
        names: The names.
        numbers: Their values.
    """

    names: Names
    numbers: Numbers

    @property
    def decimals(self) -> int:
        """Of rounded numbers."""
        return self.names.model.decimals

    @property
    def printed(self) -> Mapping[str, Shown]:
        """What is put in the place of each name."""
        known = {name: given(value) for name, value in self.names.values().items()}
        outputs = zip(self.names.places, self.numbers.softmax, strict=True)
        base = self.names.output_vector.name
        return known | {f"{base}_{k}": shown(value, self.decimals) for k, value in outputs}

    def softmax_lines(self) -> list[Chain]:
        """Return the denominator and each output with its numbers."""
        exponents = [given_node(value) for value in self._arguments()]
        exponentials = [Call("exp", (exponent,)) for exponent in exponents]
        summed = sum_of(exponentials)
        total = shown(value_of(summed), self.decimals)
        general = self.names.over_all(K, Call("exp", (self.names.scaled(K),)))
        lines = [chain(general, ("=", summed), (total.relation, total.node))]
        for k, exponential in zip(self.names.places, exponentials, strict=True):
            value = self.printed[f"{self.names.output_vector.name}_{k}"]
            numbers = Link(total.relation, Bar(exponential, total.node))
            final: RelationSign = "≈" if "≈" in (total.relation, value.relation) else "="
            lines.append(Chain(self.names.output(k), (numbers, Link(final, value.node))))
        return lines

    def _arguments(self) -> list[Fraction]:
        temperature = self.names.model.temperature or Fraction(1)
        return list(self.names.model.inputs) if temperature == 1 else [x / temperature for x in self.names.model.inputs]

    def entry_lines(self) -> list[Chain]:
        """Return one entry on the diagonal and one beside it, with the numbers put in."""
        s_1, s_2 = self.names.output(1), self.names.output(2)
        on = self.names.by_temperature(Product((s_1, difference(ONE, s_1))))
        beside = neg(self.names.by_temperature(Product((s_1, s_2))))
        return [self._entry(1, 1, on), self._entry(1, 2, beside)]

    def _entry(self, i: int, j: int, formula: Node) -> Chain:
        value = shown(self.numbers.jacobian[i - 1][j - 1], self.decimals)
        links = (Link("=", formula), *numeric_links(formula, value, self.printed))
        return Chain(self.names.slope(i, j), links)

    def matrix_line(self) -> Chain:
        """Return J ≈ diag(…) − (…)(…)ᵀ ≈ (…)."""
        outputs = [shown(value, self.decimals) for value in self.numbers.softmax]
        vector = column(item.node for item in outputs)
        put_in = Sum(
            (
                Term(1, Call("diag", tuple(item.node for item in outputs))),
                Term(-1, Product((vector, Transpose(vector)))),
            )
        )
        entries = [[shown(value, self.decimals) for value in row] for row in self.numbers.jacobian]
        exact = all(item.relation == "=" for item in (*outputs, *(item for row in entries for item in row)))
        result = Matrix(tuple(tuple(item.node for item in row) for row in entries))
        sign: RelationSign = "=" if exact else "≈"
        return chain(JACOBIAN, (sign, self._by_temperature(put_in)), (sign, result))

    def _by_temperature(self, node: Node) -> Node:
        temperature = self.names.model.temperature
        return node if temperature is None else divided(quotient(ONE, given_node(temperature)), node)

    def table(self) -> Table:
        """Return the Jacobian as a table with its row sums."""
        names = self.names
        head: list[Cell] = [Symbol("i"), *(names.slope(Symbol("i"), j) for j in names.places)]
        head.append(names.over_all(J, names.slope(Symbol("i"), J)))
        rows = tuple(self._row(i) for i in names.places)
        meanings = tuple(
            (given_node(Fraction(i)), *(names.slope(i, j) for j in names.places), _row_sum(names, i))
            for i in names.places
        )
        caption = Prose(("The Jacobian, row by row, with the sum of each row.",))
        return Table("jacobian", caption, tuple(head), rows, "c" + "d" * (names.size + 1), meanings)

    def _row(self, i: int) -> tuple[Cell, ...]:
        values = (shown(value, self.decimals).node for value in self.numbers.jacobian[i - 1])
        return (given_node(Fraction(i)), *values, ZERO)

    def gradient_table(self) -> Table:
        """Return inputs, outputs, targets and the gradient of the cross-entropy."""
        names = self.names
        k = Symbol("k")
        by_input = Derivative(LOSS, (names.input(k),), "quotient")
        head: tuple[Cell, ...] = (k, names.input(k), names.output(k), names.target(k), by_input)
        rows = tuple(self._gradient_row(place) for place in names.places)
        meanings = tuple(
            (
                given_node(Fraction(p)),
                names.input(p),
                names.output(p),
                given_node(names.model.targets[p - 1]),
                _by_input(names, p),
            )
            for p in names.places
        )
        return Table("gradient", Prose(("Inputs, outputs, targets, and the gradient.",)), head, rows, "cdddd", meanings)

    def _gradient_row(self, place: int) -> tuple[Cell, ...]:
        model = self.names.model
        value, slope = (shown(row[place - 1], self.decimals) for row in (self.numbers.softmax, self.numbers.gradient))
        given_numbers = (given_node(row[place - 1]) for row in (model.inputs, model.targets))
        z, y = given_numbers
        return (given_node(Fraction(place)), z, value.node, y, slope.node)

    def gradient_lines(self) -> list[Chain]:
        """Return each entry of the gradient with its numbers."""
        return [self._gradient_line(place) for place in self.names.places]

    def _gradient_line(self, place: int) -> Chain:
        formula = self.names.by_temperature(difference(self.names.output(place), self.names.target(place)))
        value = shown(self.numbers.gradient[place - 1], self.decimals)
        links = (Link("=", formula), *numeric_links(formula, value, self.printed))
        return Chain(_by_input(self.names, place), links)

    def loss_line(self) -> Chain:
        """Return the loss written out, with its numbers."""
        assert self.numbers.loss is not None
        names = self.names
        terms = (Product((names.target(k), Call("log", (names.output(k),)))) for k in names.places)
        formula = neg(Sum(tuple(Term(1, term) for term in terms)))
        value = shown(self.numbers.loss, self.decimals)
        return Chain(LOSS, (Link("=", formula), *numeric_links(formula, value, self.printed)))


def _row_sum(names: Names, i: int) -> Node:
    return Sum(tuple(Term(1, names.slope(i, j)) for j in names.places))


def temperature_is(names: Names) -> Node:
    """Return the temperature as the sheet gives it."""
    assert names.model.temperature is not None
    return chain(TEMPERATURE, ("=", given_node(names.model.temperature)))
