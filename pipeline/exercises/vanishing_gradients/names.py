"""Every name on the page of a chain of layers, and what each stands for."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.exercises.activation_functions.functions import IDENTITY, STUDIED, Studied
from pipeline.exercises.numerals import given_node
from pipeline.exercises.vanishing_gradients.model import VanishingGradients
from pipeline.notation.build import ONE, difference, number, product_of, sum_of
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import BigProduct, Derivative, Indexed, Node, Symbol

LAYER, EARLIER = Symbol("l"), Symbol("k")
"""A layer; one before the last."""

DEPTH, WEIGHT, BIAS = Symbol("L"), Symbol("w"), Symbol("b")

Place = Node | int


@dataclass(frozen=True)
class Names:
    """The names of one chain.

    Attributes:
        model: The exercise.
        activation: Of this chain: the one asked for, or one that is compared.
    """

    model: VanishingGradients
    activation: str

    @property
    def function(self) -> Studied:
        """The activation function."""
        return STUDIED[self.activation]

    @property
    def mark(self) -> str:
        """What sets the names of a compared chain apart; no page can write it."""
        return "" if self.activation == self.model.activation else f" of {self.activation}"

    def preactivation(self, layer: Place) -> Node:
        """Return z_l."""
        return self._entry("z", layer)

    def signal(self, layer: Place) -> Node:
        """Return a_l; a_0 is the input."""
        return self._entry("a", layer) if layer != 0 else Symbol("a_0")

    def weight(self, layer: Place) -> Node:
        """Return w_l."""
        return _entry("w", layer)

    def bias(self, layer: Place) -> Node:
        """Return b_l."""
        return _entry("b", layer)

    def delta(self, layer: Place) -> Node:
        """Return δ_l, the derivative of the last activation by z_l."""
        return self._entry("delta", layer)

    def slope(self, layer: Place) -> Node:
        """Return φ'(z_l)."""
        return self.function.slope(self.preactivation(layer))

    @property
    def output(self) -> Node:
        """The last activation, a_L."""
        return Symbol(f"a_{self.model.layers}{self.mark}") if self.mark else Indexed("a", (DEPTH,))

    @property
    def input_gradient(self) -> Derivative:
        """∂a_L/∂a_0."""
        return Derivative(self.output, (self.signal(0),), "quotient")

    def weight_gradient(self, layer: Place) -> Derivative:
        """Return ∂a_L/∂w_l."""
        return Derivative(self.output, (self.weight(layer),), "quotient")

    @property
    def places(self) -> range:
        """1 to L."""
        return range(1, self.model.layers + 1)

    def over_layers(self, body: Node) -> BigProduct:
        """Return the product over all layers."""
        return BigProduct(LAYER, ONE, DEPTH, body)

    def weighted_sum(self, layer: Place) -> Node:
        """Return w_l a_{l−1} + b_l."""
        product = product_of((self.weight(layer), self.signal(before(layer))))
        return sum_of((product, self.bias(layer))) if self.model.all_biases else product

    def _entry(self, base: str, layer: Place) -> Node:
        return Symbol(f"{base}_{layer}{self.mark}") if isinstance(layer, int) else Indexed(base, (layer,))

    def definitions(self) -> Iterator[tuple[str, Node]]:
        """Yield the units of this chain and what is derived from them."""
        for layer in self.places:
            yield _name(self.preactivation(layer)), self.weighted_sum(layer)
            yield _name(self.signal(layer)), self.function.of(self.preactivation(layer))
            last = self.signal(self.model.layers)
            yield _name(self.delta(layer)), Derivative(last, (self.preactivation(layer),), "quotient")


def before(layer: Place) -> Place:
    """Return l − 1."""
    return layer - 1 if isinstance(layer, int) else difference(layer, ONE)


def after(layer: Place) -> Place:
    """Return l + 1."""
    return layer + 1 if isinstance(layer, int) else sum_of((layer, ONE))


def _entry(base: str, layer: Place) -> Node:
    return Symbol(f"{base}_{layer}") if isinstance(layer, int) else Indexed(base, (layer,))


def _name(node: Node) -> str:
    assert isinstance(node, Symbol)
    return node.name


def chains(model: VanishingGradients) -> list[Names]:
    """Return the chain asked for, then those that are compared."""
    return [Names(model, activation) for activation in (model.activation, *model.compare)]


def definitions(model: VanishingGradients) -> dict[str, Definition]:
    """Return what the names of all chains stand for; weights, biases and the input stay free."""
    found: dict[str, Node] = {DEPTH.name: number(model.layers)}
    for layer in range(1, model.layers + 1):
        if model.has_equal_weights:
            found[f"w_{layer}"] = WEIGHT
        if isinstance(model.bias, Fraction):
            found[f"b_{layer}"] = BIAS
    for names in chains(model):
        found.update(names.definitions())
    plain = {name: Definition((), body) for name, body in found.items()}
    return {**plain, IDENTITY: Definition(("argument",), Symbol("argument"))}


def values(model: VanishingGradients) -> dict[str, Fraction]:
    """Return the given numbers by name."""
    found = {"a_0": model.input}
    if isinstance(model.weights, tuple):
        found |= {f"w_{layer}": value for layer, value in enumerate(model.weights, 1)}
    else:
        found[WEIGHT.name] = model.weights
    if isinstance(model.bias, tuple):
        found |= {f"b_{layer}": value for layer, value in enumerate(model.bias, 1)}
    elif model.bias is not None:
        found[BIAS.name] = model.bias
    return found


def valued(model: VanishingGradients) -> Scope:
    """Return the scope in which every name has its value."""
    given = {name: Definition((), given_node(value)) for name, value in values(model).items()}
    return Scope({**definitions(model), **given})
