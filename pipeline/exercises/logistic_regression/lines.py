"""Lines with numbers in place: the first sample, the loss, the gradient, the first step, the Hessian."""

from collections.abc import Iterator

from pipeline.exercises.logistic_regression import formulas
from pipeline.exercises.logistic_regression.names import HESSIAN, LOCAL_LOSS, LOSS, RATE, SAMPLE, Names
from pipeline.exercises.logistic_regression.numbers import Numbers, contributions
from pipeline.exercises.networks.printed import Shown, given, numeric_links, shown, shown_activation
from pipeline.notation.build import chain, difference, product_of, sum_of
from pipeline.notation.tree import Call, Chain, Link, Matrix, Node, Product, RelationSign, Symbol

MOST_TERMS = 8
"""Samples whose contributions to a gradient are written side by side."""

SLOPE = Symbol("slope")
"""Stands for a derivative until its number is put in."""


class Lines:
    """Writes the numbers of the exercise.

    Attributes:
        names: The names.
        numbers: Their values.
        places: Decimals.
        printed: Name → what the page shows for it.
    """

    def __init__(self, names: Names, numbers: Numbers) -> None:
        self.names = names
        self.numbers = numbers
        self.places = names.model.decimals
        self.printed = dict(self._printed())

    def _printed(self) -> Iterator[tuple[str, Shown]]:
        for name, value in self.names.values().items():
            yield name, given(value)
        for i, sample in enumerate(self.numbers.samples, 1):
            yield f"z_{i}", shown(sample.preactivation, self.places)
            yield f"p_{i}", shown_activation(sample.probability, self.places)
            yield f"ell_{i}", shown(sample.loss, self.places)

    def first_sample(self) -> list[Chain]:
        """Return z_1, p_1, ℓ_1."""
        names = self.names
        z, p = names.at("z", 1), names.at("p", 1)
        own = Symbol(rf"{LOCAL_LOSS}_1")
        return [
            self._line(z, names.weighted_sum(1), self.printed["z_1"]),
            self._line(p, Call("sigmoid", (z,)), self.printed["p_1"]),
            self._line(own, names.local_loss(1), self.printed["ell_1"]),
        ]

    def _line(self, first: Node, formula: Node, value: Shown) -> Chain:
        return Chain(first, (Link("=", formula), *numeric_links(formula, value, self.printed)))

    def loss(self) -> Chain:
        """Return E with its numbers."""
        value = shown(self.numbers.loss, self.places)
        if len(self.names.samples) > MOST_TERMS:
            return chain(LOSS, (value.relation, value.node))
        total = sum_of(Symbol(f"ell_{i}") for i in self.names.samples)
        numbers = numeric_links(product_of((self.names.share, total)), value, self.printed)
        written = sum_of(Symbol(rf"{LOCAL_LOSS}_{i}") for i in self.names.samples)
        return Chain(LOSS, (Link("=", product_of((self.names.share, written))), *numbers))

    def gradient(self) -> list[Chain]:
        """Return every derivative of the loss with its numbers."""
        return [self._slope(place) for place in range(len(self.names.parameters))]

    def _slope(self, place: int) -> Chain:
        """Return a derivative as a sum over the samples, their contributions, and its value."""
        names, value = self.names, shown(self.numbers.gradient[place], self.places)
        symbolic = Link("=", names.reduced(names.contribution(SAMPLE, place)))
        parts = [shown(own, self.places) for own in contributions(names, self.numbers, place)]
        sign: RelationSign = "≈" if any(part.relation == "≈" for part in parts) else "="
        last: RelationSign = "≈" if "≈" in (sign, value.relation) else "="
        numbers = Link(sign, product_of((names.share, sum_of(part.node for part in parts))))
        links = (symbolic, numbers) if 1 < len(parts) <= MOST_TERMS else (symbolic,)
        return Chain(names.by(names.parameters[place]), (*links, Link(last, value.node)))

    def first_step(self) -> list[Chain]:
        """Return the first update of every parameter."""
        return [self._update(place) for place in range(len(self.names.parameters))]

    def _update(self, place: int) -> Chain:
        parameter = self.names.parameters[place]
        formula = difference(parameter, Product((RATE, SLOPE)))
        known = {**self.printed, SLOPE.name: shown(self.numbers.gradient[place], self.places)}
        value = shown(self.numbers.path[1].at[place], self.places)
        numbers = numeric_links(formula, value, known)
        return Chain(parameter, (Link("←", formulas.update(self.names, parameter)), *numbers))

    def hessian(self) -> Chain:
        """Return H at the start."""
        rows = [[shown(value, self.places) for value in row] for row in self.numbers.hessian]
        sign: RelationSign = "≈" if any(item.relation == "≈" for row in rows for item in row) else "="
        return chain(HESSIAN, (sign, Matrix(tuple(tuple(item.node for item in row) for row in rows))))
