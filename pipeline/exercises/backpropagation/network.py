"""The network of a sheet as mathematics: symbols, what each is defined as, what is given."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pipeline.equality.normal_form import is_identically_zero
from pipeline.exercises.backpropagation.model import MOST_SCALAR, Backpropagation
from pipeline.exercises.backpropagation.rule import Rule, rule_symbols
from pipeline.exercises.backpropagation.symbols import LayerSymbols, Symbols, name_symbols
from pipeline.exercises.networks.activations import activation_at
from pipeline.exercises.networks.lecture import Letters, free_letters
from pipeline.exercises.networks.losses import loss_formula
from pipeline.exercises.numerals import given_node
from pipeline.notation.build import number, quotient, sum_of
from pipeline.notation.meaning import Definition, MeaningError, Scope, meaning
from pipeline.notation.tree import Derivative, Node, Product, Sum, Symbol, Term, rebuilt

MAX_TERMS = 2_000


@dataclass(frozen=True)
class Network:
    """A network with its samples.

    Attributes:
        model: As the sheet has it.
        symbols: Called as the sheet wants; those of the units belong to the first sample.
        formulas: Name → what a preactivation, an activation, a δ or a loss is defined as.
        givens: Name → exact value of an input, target, weight, bias, the learning rate or another constant.
        rule: The symbols of the updates.
    """

    model: Backpropagation
    symbols: Symbols
    formulas: Mapping[str, Node]
    givens: Mapping[str, Fraction]
    rule: Rule

    @property
    def depth(self) -> int:
        """Number of layers after the inputs."""
        return len(self.model.layer)

    @property
    def has_softmax(self) -> bool:
        """Whether a layer has softmax units."""
        return any(layer.activation == "softmax" for layer in self.model.layer)

    @property
    def is_matrix(self) -> bool:
        """Whether the page works with vectors and matrices."""
        if self.model.style is not None:
            return self.model.style == "matrix"
        return self.model.weight_count > MOST_SCALAR and not self.shared_name

    @cached_property
    def shared_name(self) -> str:
        """A name that a vector would share with something else; empty where there is none."""
        from pipeline.exercises.backpropagation.vectors import shared_name

        return shared_name(self)

    def has_activation(self, layer: int) -> bool:
        """Tell whether a layer's activations are other numbers than its weighted sums, at least for some inputs."""
        return self.model.layer[layer].activation != "linear"

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
        """Return the derivative of the first sample's loss."""
        return partial(self.symbols.loss, variable)

    def total_by(self, variable: Symbol) -> Derivative:
        """Return the derivative of the batch's loss."""
        return partial(self.symbols.total, variable)

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

    def slope_vanishes(self, variable: Symbol, sample: int) -> bool:
        """Tell whether the derivative of a sample's loss is exactly 0."""
        return self.vanishes(partial(self.symbols.losses[sample], variable))

    def delta_vanishes(self, sample: int, layer: int, unit: int) -> bool:
        """Tell whether δ of a unit is exactly 0: because the layers above cancel, or altogether."""
        own, loss = self.symbols.layers[layer], self.symbols.losses[sample]
        z, a = (tuple(in_sample(symbol, sample) for symbol in row) for row in (own.preactivations, own.activations))
        if self.model.layer[layer].activation == "softmax":
            above = self.vanishes(partial(loss, z[unit]), free=z)
        else:
            above = self.vanishes(partial(loss, a[unit]), free=a)
        return above or self.vanishes(partial(loss, z[unit]))


def in_sample(symbol: Symbol, sample: int) -> Symbol:
    """Return what a quantity of the first sample is called for another (from 0); no page can write that name."""
    return Symbol(f"{symbol.name} sample {sample + 1}") if sample else symbol


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """Return the formula with names replaced."""
    if isinstance(node, Symbol):
        return Symbol(names.get(node.name, node.name))
    return rebuilt(node, lambda child: renamed(child, names))


def partial(body: Symbol, variable: Symbol) -> Derivative:
    """Return ∂body/∂variable as one fraction."""
    return Derivative(body, (variable,), "quotient")


def build_network(model: Backpropagation) -> Network:
    """Return the network of a validated model."""
    symbols = name_symbols(model.naming())
    formulas, givens = dict(_formulas(model, symbols)), dict(_givens(model, symbols))
    naming = model.naming()
    vectors = (naming.inputs, naming.targets, *naming.preactivations, *naming.activations)
    rule = rule_symbols({*formulas, *givens, *(name for name in vectors if name)})
    return Network(model, symbols, formulas, {**givens, **dict(rule.constants(model.optimiser))}, rule)


def weighted_sum(layer: LayerSymbols, sources: tuple[Symbol, ...], unit: int) -> Node:
    """Return what flows into a unit (from 0): Σ weight · source + bias."""
    products: list[Node] = [Product(pair) for pair in zip(layer.weights[unit], sources, strict=True)]
    parts = (*products, *layer.biases[unit : unit + 1])
    return parts[0] if len(parts) == 1 else Sum(tuple(Term(1, part) for part in parts))


def _formulas(model: Backpropagation, symbols: Symbols) -> Iterator[tuple[str, Node]]:
    first = dict(_sample_formulas(model, symbols))
    yield from first.items()
    for sample, loss in enumerate(symbols.losses[1:], start=1):
        names = {symbol.name: in_sample(symbol, sample).name for symbol in sample_symbols(symbols)}
        names[symbols.loss.name] = loss.name
        yield from ((names[name], renamed(body, names)) for name, body in first.items())
    if symbols.total != symbols.loss:
        yield symbols.total.name, batch_formula(model, symbols.losses)


def sample_symbols(symbols: Symbols) -> Iterator[Symbol]:
    """Yield what is different for every sample: inputs, targets, units and δ, but not the loss."""
    yield from (*symbols.inputs, *symbols.targets)
    for own in symbols.layers:
        yield from (*own.preactivations, *own.activations, *own.deltas)


def batch_formula(model: Backpropagation, parts: Sequence[Node]) -> Node:
    """Return the mean or the sum over the samples, as the sheet wants it."""
    total = sum_of(parts)
    share = model.share
    return total if share == 1 else Product((quotient(number(share.numerator), number(share.denominator)), total))


def _sample_formulas(model: Backpropagation, symbols: Symbols) -> Iterator[tuple[str, Node]]:
    for position, (layer, own) in enumerate(zip(model.layer, symbols.layers, strict=True)):
        for unit in range(layer.units):
            yield own.preactivations[unit].name, weighted_sum(own, symbols.sources(position), unit)
            yield own.activations[unit].name, activation_at(layer.activation, own.preactivations, unit)
            yield own.deltas[unit].name, partial(symbols.loss, own.preactivations[unit])
    yield symbols.loss.name, loss_formula(model.loss, symbols.targets, symbols.layers[-1].activations)


def _givens(model: Backpropagation, symbols: Symbols) -> Iterator[tuple[str, Fraction]]:
    for position, sample in enumerate(model.batch):
        pairs = [*zip(symbols.inputs, sample.inputs, strict=True), *zip(symbols.targets, sample.targets, strict=True)]
        yield from ((in_sample(symbol, position).name, value) for symbol, value in pairs)
    for layer, own in zip(model.layer, symbols.layers, strict=True):
        for symbol_row, row in zip(own.weights, layer.weights, strict=True):
            yield from ((symbol.name, value) for symbol, value in zip(symbol_row, row, strict=True))
        yield from ((symbol.name, value) for symbol, value in zip(own.biases, layer.biases, strict=True))
    yield symbols.rate.name, model.learning_rate
