"""The network of a sheet as mathematics: symbols, what each is defined as, what is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pipeline.equality.normal_form import is_identically_zero
from pipeline.exercises.backpropagation.model import Backpropagation
from pipeline.exercises.backpropagation.symbols import LayerSymbols, Symbols, name_symbols
from pipeline.exercises.networks.activations import activation_at
from pipeline.exercises.networks.lecture import Letters, free_letters
from pipeline.exercises.networks.losses import loss_formula
from pipeline.exercises.numerals import given_node
from pipeline.notation.meaning import Definition, MeaningError, Scope, meaning
from pipeline.notation.tree import Derivative, Node, Product, Sum, Symbol, Term

MAX_TERMS = 2_000


@dataclass(frozen=True)
class Network:
    """A network with its sample.

    Attributes:
        model: As the sheet has it.
        symbols: Called as the sheet wants.
        formulas: Name → what a preactivation, an activation, a δ or the loss is defined as.
        givens: Name → exact value of an input, target, weight, bias or the learning rate.
    """

    model: Backpropagation
    symbols: Symbols
    formulas: Mapping[str, Node]
    givens: Mapping[str, Fraction]

    @property
    def depth(self) -> int:
        """Number of layers after the inputs."""
        return len(self.model.layer)

    @property
    def has_softmax(self) -> bool:
        """Whether a layer has softmax units."""
        return any(layer.activation == "softmax" for layer in self.model.layer)

    @cached_property
    def letters(self) -> Letters:
        """Letters for general statements that stand beside this network."""
        return free_letters({*self.givens, *self.formulas})

    @cached_property
    def graph(self) -> Scope:
        """The definitions alone: weights and inputs are free variables."""
        return Scope({name: Definition((), body) for name, body in self.formulas.items()})

    @cached_property
    def valued(self) -> Scope:
        """The definitions with everything that is given put in."""
        given = {name: Definition((), given_node(value)) for name, value in self.givens.items()}
        return Scope({**given, **self.graph.definitions})

    def formula(self, symbol: Symbol) -> Node:
        """Return what a symbol is defined as."""
        return self.formulas[symbol.name]

    def by(self, variable: Symbol) -> Derivative:
        """Return ∂E/∂variable."""
        return partial(self.symbols.loss, variable)

    def vanishes(self, node: Node, free: Sequence[Symbol] = ()) -> bool:
        """Tell whether a formula is exactly 0 with the givens put in; False where that could not be shown.

        Args:
            node: The formula.
            free: Units whose definitions are left aside: it is 0 whatever their values.
        """
        try:
            return is_identically_zero(meaning(node, self.valued.keeping(*(s.name for s in free))), MAX_TERMS)
        except MeaningError:
            return False

    def delta_vanishes(self, layer: int, unit: int) -> bool:
        """Tell whether δ of a unit is exactly 0: because the layers above cancel, or altogether."""
        own = self.symbols.layers[layer]
        if self.model.layer[layer].activation == "softmax":
            above = self.vanishes(self.by(own.preactivations[unit]), free=own.preactivations)
        else:
            above = self.vanishes(self.by(own.activations[unit]), free=own.activations)
        return above or self.vanishes(self.by(own.preactivations[unit]))


def partial(body: Symbol, variable: Symbol) -> Derivative:
    """Return ∂body/∂variable as one fraction."""
    return Derivative(body, (variable,), "quotient")


def build_network(model: Backpropagation) -> Network:
    """Return the network of a validated model."""
    symbols = name_symbols(model.naming())
    return Network(model, symbols, dict(_formulas(model, symbols)), dict(_givens(model, symbols)))


def weighted_sum(layer: LayerSymbols, sources: tuple[Symbol, ...], unit: int) -> Node:
    """Return what flows into a unit (from 0): Σ weight · source + bias."""
    products: list[Node] = [Product(pair) for pair in zip(layer.weights[unit], sources, strict=True)]
    parts = (*products, *layer.biases[unit : unit + 1])
    return parts[0] if len(parts) == 1 else Sum(tuple(Term(1, part) for part in parts))


def _formulas(model: Backpropagation, symbols: Symbols) -> list[tuple[str, Node]]:
    found: list[tuple[str, Node]] = []
    for position, (layer, own) in enumerate(zip(model.layer, symbols.layers, strict=True)):
        for unit in range(layer.units):
            found += [
                (own.preactivations[unit].name, weighted_sum(own, symbols.sources(position), unit)),
                (own.activations[unit].name, activation_at(layer.activation, own.preactivations, unit)),
                (own.deltas[unit].name, partial(symbols.loss, own.preactivations[unit])),
            ]
    loss = loss_formula(model.loss, symbols.targets, symbols.layers[-1].activations)
    return [*found, (symbols.loss.name, loss)]


def _givens(model: Backpropagation, symbols: Symbols) -> list[tuple[str, Fraction]]:
    inputs, targets = model.sample
    pairs = [*zip(symbols.inputs, inputs, strict=True), *zip(symbols.targets, targets, strict=True)]
    for layer, own in zip(model.layer, symbols.layers, strict=True):
        for symbol_row, row in zip(own.weights, layer.weights, strict=True):
            pairs += zip(symbol_row, row, strict=True)
        pairs += zip(own.biases, layer.biases, strict=True)
    return [(symbol.name, value) for symbol, value in (*pairs, (symbols.rate, model.learning_rate))]
