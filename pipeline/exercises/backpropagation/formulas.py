"""The chain rule over the network: every gradient as a sum over paths, in derivatives, then in symbols.

With δ_k for ∂E/∂z_k, a layer's δ follows from those of the next; a path from one unit to another that does not exist
does not appear.
"""

from collections.abc import Sequence

from pipeline.exercises.backpropagation.network import Network, partial
from pipeline.exercises.networks.activations import reached, slope
from pipeline.exercises.networks.losses import LOSSES
from pipeline.notation.build import ONE, difference, neg, product_of, sum_of
from pipeline.notation.tree import Link, Node, Product, Sum, Symbol, Term


def paths(network: Network, layer: int, unit: int) -> tuple[int, ...]:
    """Return the units of the layer whose activation depends on this preactivation (all from 0)."""
    model = network.model.layer[layer]
    return reached(model.activation, unit, model.units)


def slope_formula(network: Network, layer: int, of: int, by: int) -> Node:
    """Return ∂a_of/∂z_by in symbols."""
    own = network.symbols.layers[layer]
    return slope(network.model.layer[layer].activation, own.preactivations, own.activations, of, by)


def loss_slope(network: Network, output: int) -> Node:
    """Return ∂E/∂a of an output in symbols."""
    own = network.symbols
    return LOSSES[network.model.loss].slope(own.targets[output], own.layers[-1].activations[output], len(own.targets))


def upstream(network: Network, layer: int, unit: int) -> Node:
    """Return ∂E/∂a of a unit: the loss's slope, or Σ δ_j w_{j,unit} over the next layer."""
    if layer == network.depth - 1:
        return loss_slope(network, unit)
    following = network.symbols.layers[layer + 1]
    terms = [Product((delta, row[unit])) for delta, row in zip(following.deltas, following.weights, strict=True)]
    return added(terms)


def added(terms: Sequence[Node]) -> Node:
    """Return the sum, or the one term."""
    return sum_of(terms)


def delta_formula(network: Network, layer: int, unit: int) -> Node:
    """Return δ of a unit in symbols, as a sum over the paths that leave it."""
    return added(
        [
            product_of((upstream(network, layer, of), slope_formula(network, layer, of, unit)))
            for of in paths(network, layer, unit)
        ]
    )


def derivative_paths(network: Network, layer: int, unit: int, variable: Symbol | None) -> Node:
    """Return the chain rule from the loss to a unit, and on to a weight or bias of it, in derivatives.

    Below the output layer of a network with two layers the next layer's paths are written out in brackets.
    """
    last = () if variable is None else (partial(network.symbols.layers[layer].preactivations[unit], variable),)
    if layer == network.depth - 1 or network.model.layer[layer].activation == "softmax":
        return _summed([Product((*_through(network, layer, of, unit), *last)) for of in paths(network, layer, unit)])
    own, following = network.symbols.layers[layer], network.symbols.layers[layer + 1]
    rest = (partial(own.activations[unit], own.preactivations[unit]), *last)
    return _summed(
        [
            Product((_down_to(network, layer + 1, j), partial(z, own.activations[unit]), *rest))
            for j, z in enumerate(following.preactivations)
        ]
    )


def _through(network: Network, layer: int, of: int, unit: int) -> tuple[Node, Node]:
    own = network.symbols.layers[layer]
    activation = own.activations[of]
    return network.by(activation), partial(activation, own.preactivations[unit])


def _down_to(network: Network, layer: int, unit: int) -> Node:
    """Return ∂E/∂z, written out over the outputs where they come next and there are only two layers."""
    if network.depth != 2 or layer != 1:
        return network.by(network.symbols.layers[layer].preactivations[unit])
    ways = [Product(_through(network, layer, of, unit)) for of in paths(network, layer, unit)]
    return _summed(ways) if len(ways) > 1 else ways[0]


def _summed(terms: list[Product]) -> Node:
    flat = [_flat(term) for term in terms]
    return flat[0] if len(flat) == 1 else Sum(tuple(Term(1, term) for term in flat))


def _flat(product: Product) -> Node:
    factors: list[Node] = []
    for factor in product.factors:
        factors.extend(factor.factors if isinstance(factor, Product) else (factor,))
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def simplifications(network: Network, unit: int) -> tuple[tuple[Link, ...], Node | None]:
    """Return how δ of an output shortens where loss and activation fit each other.

    Returns:
        Members that hold for any targets, and the last one, which may need that the targets add up to 1;
        nothing where nothing shortens.
    """
    model, own = network.model, network.symbols
    y, a = own.targets[unit], own.layers[-1].activations[unit]
    pair = (model.loss, model.layer[-1].activation)
    if pair == ("binary cross-entropy", "sigmoid"):
        cancelled = sum_of((neg(Product((y, difference(ONE, a)))), Product((difference(ONE, y), a))))
        return (Link("=", cancelled, "cancelled"),), difference(a, y)
    if pair == ("cross-entropy", "softmax") and len(own.targets) > 1:
        return _softmax_cross_entropy(own.targets, unit, a), difference(a, y)
    return (), None


def _softmax_cross_entropy(targets: tuple[Symbol, ...], unit: int, a: Symbol) -> tuple[Link, ...]:
    others = [Product((target, a)) for position, target in enumerate(targets) if position != unit]
    cancelled = sum_of((neg(Product((targets[unit], difference(ONE, a)))), *others))
    collected = difference(Product((Sum(tuple(Term(1, target) for target in targets)), a)), targets[unit])
    return Link("=", cancelled, "cancelled"), Link("=", collected, "collected")
