"""Lines with numbers in place: the first layer, the last two δ, the product, its bound."""

from collections.abc import Sequence
from fractions import Fraction

from pipeline.exercises.networks.printed import Shown, given, numeric_links, shown, shown_activation
from pipeline.exercises.vanishing_gradients import formulas
from pipeline.exercises.vanishing_gradients.names import DEPTH, Names, values
from pipeline.exercises.vanishing_gradients.numbers import Numbers
from pipeline.notation.build import ONE, chain, is_number
from pipeline.notation.tree import Call, Chain, Link, Node, Power, Product, RelationSign, Symbol
from pipeline.notation.tree import Fraction as Bar

MOST_FACTORS = 12
"""Layers whose factors are written side by side."""

SLOPE, EARLIER_SLOPE = Symbol("slope"), Symbol("earlier slope")
"""Stand for slopes until their numbers are put in."""


class Lines:
    """Writes the numbers of a chain.

    Attributes:
        names: The names.
        numbers: Their values.
        printed: Name → what the page shows for it.
    """

    def __init__(self, names: Names, numbers: Numbers) -> None:
        self.names = names
        self.numbers = numbers
        self.places = names.model.decimals
        self.printed = dict(self._printed())

    def _printed(self) -> list[tuple[str, Shown]]:
        model = self.names.model
        found = [(name, given(value)) for name, value in values(model).items()]
        found += [(f"w_{layer}", given(value)) for layer, value in enumerate(model.all_weights, 1)]
        found += [(f"b_{layer}", given(value)) for layer, value in enumerate(model.all_biases, 1)]
        for place, layer in enumerate(self.numbers.layers, 1):
            found.append((f"z_{place}", shown(layer.preactivation, self.places)))
            found.append((f"a_{place}", shown_activation(layer.activation, self.places)))
            found.append((f"delta_{place}", shown(layer.delta, self.places)))
        return found

    def first_layer(self) -> list[Chain]:
        """Return z_1, a_1, φ'(z_1) and the factor w_1 φ'(z_1)."""
        names, layer = self.names, self.numbers.layers[0]
        z, a = names.preactivation(1), names.signal(1)
        weighted, activated = names.weighted_sum(1), names.function.of(z)
        slope = shown(layer.slope, self.places)
        by_value = names.function.mathematics.slope(z, a)
        return [
            self._line(z, weighted, self.printed["z_1"]),
            self._line(a, activated, self.printed["a_1"]),
            self._line(names.slope(1), by_value, slope),
            self._factors(formulas.factor(names, 1), shown(layer.factor, self.places), {SLOPE: slope}, 1),
        ]

    def _line(self, first: Node, formula: Node, value: Shown) -> Chain:
        return Chain(first, (Link("=", formula), *numeric_links(formula, value, self.printed)))

    def _factors(self, first: Node, value: Shown, slopes: dict[Symbol, Shown], layer: int) -> Chain:
        """Return w_l φ'(z_l) = numbers = value."""
        formula = Product((self.names.weight(layer), SLOPE))
        known = {**self.printed, **{symbol.name: number for symbol, number in slopes.items()}}
        return Chain(first, numeric_links(formula, value, known))

    def last_layers(self) -> list[Chain]:
        """Return δ_L, δ_{L−1} and the gradient by the last weight."""
        depth, layers = self.names.model.layers, self.numbers.layers
        last, earlier = (shown(layers[place].slope, self.places) for place in (-1, -2))
        names = self.names
        delta, before = names.delta(depth), names.delta(depth - 1)
        symbolic = Product((names.weight(depth), names.slope(depth - 1), delta))
        formula = Product((names.weight(depth), EARLIER_SLOPE, delta))
        known = {**self.printed, EARLIER_SLOPE.name: earlier}
        value = self.printed[f"delta_{depth - 1}"]
        gradient = Product((delta, names.signal(depth - 1)))
        return [
            Chain(delta, (Link("=", names.slope(depth)), Link(last.relation, last.node))),
            Chain(before, (Link("=", symbolic), *numeric_links(formula, value, known))),
            self._line(names.weight_gradient(depth), gradient, shown(layers[-1].weight_gradient, self.places)),
        ]

    def product(self) -> Chain:
        """Return ∂a_L/∂a_0 as the product of all factors, where these fit on a few lines, and its value."""
        value = shown(self.numbers.input_gradient, self.places)
        factors = [shown(layer.factor, self.places) for layer in self.numbers.layers]
        links: tuple[Link, ...] = ()
        if len(factors) <= MOST_FACTORS:
            sign = joined(factors)
            links = (Link(sign, Product(tuple(factor.node for factor in factors))),)
            exact = value.relation == "=" and (sign == "=" or any(is_number(factor.node, 0) for factor in factors))
            value = Shown(value.node, "=" if exact else "≈")
        return Chain(self.names.input_gradient, (*links, Link(value.relation, value.node)))

    def bound(self) -> Chain:
        """Return |∂a_L/∂a_0| ≤ (|w|/4)^L ≈ number."""
        limit = formulas.bound_of_product(self.names)
        value = shown(self.bound_value(), self.places)
        size = Call("abs", (self.names.input_gradient,))
        return chain(size, ("≤", limit), (value.relation, value.node))

    def bound_value(self) -> Fraction:
        """Return the bound of the size of ∂a_L/∂a_0."""
        share = Fraction(1, 4) if self.names.activation == "sigmoid" else Fraction(1)
        result = Fraction(1)
        for weight in self.names.model.all_weights:
            result *= abs(weight) * share
        return result


def per_layer(names: Names) -> Node:
    """Return the geometric mean of the factors' sizes, |∂a_L/∂a_0|^(1/L)."""
    return Power(Call("abs", (names.input_gradient,)), Bar(ONE, DEPTH))


def joined(numbers: Sequence[Shown]) -> RelationSign:
    """Return the sign before a formula of these numbers."""
    return "≈" if any(number.relation == "≈" for number in numbers) else "="
