"""The network in vectors and matrices: their names, what they consist of, and the formulas of a layer with them.

A vector is a column. The derivative of the loss by a vector or a matrix has its shape.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.symbols import LayerSymbols
from pipeline.exercises.networks.activations import ELEMENTWISE
from pipeline.notation.build import TWO, difference, neg, number, product_of, quotient, sum_of
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Call, Derivative, Hadamard, Matrix, Node, Prime, Product, Symbol, Transpose


@dataclass(frozen=True)
class LayerVectors:
    """What a layer consists of.

    Attributes:
        weights: Its matrix, shape (units, units before).
        bias: Its vector, where each unit has one of its own.
        preactivation, activation, delta: One entry per unit.
    """

    weights: Symbol
    bias: Symbol | None
    preactivation: Symbol
    activation: Symbol
    delta: Symbol


@dataclass(frozen=True)
class Vectors:
    """The vectors of a network.

    Attributes:
        inputs, targets: Of the sample that is worked out in full.
        layers: First to last.
    """

    inputs: Symbol
    targets: Symbol
    layers: tuple[LayerVectors, ...]

    def source(self, layer: int) -> Symbol:
        """Return what the matrix of a layer (from 0) multiplies."""
        return self.layers[layer - 1].activation if layer else self.inputs


def vectors_of(network: Network) -> Vectors:
    """Return the names: those of the entries without their indices, and W for the weights."""
    naming = network.model.naming()
    layers = tuple(_layer(network, position) for position in range(network.depth))
    return Vectors(Symbol(naming.inputs), Symbol(naming.targets), layers)


def _layer(network: Network, position: int) -> LayerVectors:
    naming, number_of = network.model.naming(), f"^{{({position + 1})}}"
    own = naming.preactivations[position]
    has_bias = naming.bias_forms[position] == "per unit"
    return LayerVectors(
        weights=Symbol(f"W{number_of}"),
        bias=Symbol(f"{naming.bias or 'b'}{number_of}") if has_bias else None,
        preactivation=Symbol(own or f"z{number_of}"),
        activation=Symbol(naming.activations[position] or f"a{number_of}"),
        delta=Symbol(rf"\delta_{{{own}}}" if own else rf"\delta{number_of}"),
    )


def column(entries: tuple[Node, ...]) -> Node:
    """Return a vector; one entry is itself."""
    return Matrix(tuple((entry,) for entry in entries)) if len(entries) > 1 else entries[0]


def components(network: Network) -> Iterator[tuple[Symbol, tuple[tuple[Symbol, ...], ...]]]:
    """Yield every vector and matrix with the names of its entries, row by row."""
    names, symbols = vectors_of(network), network.symbols
    yield names.inputs, _rows(symbols.inputs)
    yield names.targets, _rows(symbols.targets)
    for vectors, own in zip(names.layers, symbols.layers, strict=True):
        yield vectors.weights, own.weights
        if vectors.bias is not None:
            yield vectors.bias, _rows(own.biases)
        yield vectors.preactivation, _rows(own.preactivations)
        yield vectors.activation, _rows(own.activations)
        yield vectors.delta, _rows(own.deltas)


def _rows(entries: tuple[Symbol, ...]) -> tuple[tuple[Symbol, ...], ...]:
    return tuple((entry,) for entry in entries)


def shared_name(network: Network) -> str:
    """Return a name that a vector would share with something else; empty where there is none."""
    taken = {canonical_name(name) for name in (*network.formulas, *network.givens)}
    for vector, _ in components(network):
        name = canonical_name(vector.name)
        if name in taken:
            return vector.name
        taken.add(name)
    return ""


# -- formulas --------------------------------------------------------------------------------------


def sum_formula(network: Network, layer: int) -> Node:
    """Return W a + b."""
    names, own = vectors_of(network), network.symbols.layers[layer]
    vectors = names.layers[layer]
    return sum_of([Product((vectors.weights, names.source(layer))), *_bias(vectors, own)])


def _bias(vectors: LayerVectors, own: LayerSymbols) -> list[Node]:
    if vectors.bias is not None:
        return [vectors.bias]
    return [column(own.biases)] if own.biases else []


def activation_formula(network: Network, layer: int) -> Node:
    """Return φ(z) for a whole layer."""
    name, z = network.model.layer[layer].activation, vectors_of(network).layers[layer].preactivation
    return Call("softmax", (z,)) if name == "softmax" else ELEMENTWISE[name].at(z)


def slope_vector(network: Network, layer: int) -> Node | None:
    """Return φ'(z); None for a layer without such, linear or softmax."""
    name, z = network.model.layer[layer].activation, vectors_of(network).layers[layer].preactivation
    return Prime(Symbol(ELEMENTWISE[name].function), 1, (z,)) if name not in ("softmax", "linear") else None


def jacobian(network: Network, layer: int) -> Node:
    """Return diag(a) − a aᵀ, the derivatives of softmax."""
    a = vectors_of(network).layers[layer].activation
    return difference(Call("diag", (a,)), Product((a, Transpose(a))))


def loss_slope_vector(network: Network) -> Node:
    """Return ∂E/∂a of the outputs."""
    return Derivative(network.symbols.loss, (vectors_of(network).layers[-1].activation,), "quotient")


def loss_slope_formula(network: Network) -> Node | None:
    """Return ∂E/∂a of the outputs as a formula in vectors; None where the loss has none."""
    names, outputs = vectors_of(network), len(network.symbols.targets)
    apart = difference(names.targets, names.layers[-1].activation)
    match network.model.loss:
        case "half squared error":
            return neg(apart)
        case "squared error":
            return neg(Product((TWO, apart)))
        case "mean squared error":
            return neg(product_of((quotient(TWO, number(outputs)), apart)))
        case _:
            return None


def above(network: Network, layer: int) -> Node:
    """Return the derivative of the loss by the activations: of the loss itself, or Wᵀ δ of the next layer."""
    if layer == network.depth - 1:
        return loss_slope_vector(network)
    following = vectors_of(network).layers[layer + 1]
    return Product((Transpose(following.weights), following.delta))


def delta_vector(network: Network, layer: int) -> Node:
    """Return δ of a layer from what is above it."""
    slope = slope_vector(network, layer)
    if slope is not None:
        return Hadamard((above(network, layer), slope))
    if network.model.layer[layer].activation == "linear":
        return above(network, layer)
    return Product((jacobian(network, layer), above(network, layer)))


def weight_gradient(network: Network, layer: int) -> Node:
    """Return δ aᵀ."""
    names = vectors_of(network)
    return Product((names.layers[layer].delta, Transpose(names.source(layer))))
