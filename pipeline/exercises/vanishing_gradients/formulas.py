"""What holds for any numbers: the chain rule over the layers, and bounds of its product."""

from pipeline.exercises.vanishing_gradients.names import (
    DEPTH,
    EARLIER,
    LAYER,
    WEIGHT,
    Names,
    after,
    before,
)
from pipeline.notation.build import ONE, TWO, ZERO, chain, neg, number, power, quotient, sum_of
from pipeline.notation.tree import Call, Chain, Derivative, Fraction, Indexed, Node, Product, Sum, Symbol, Term


def layer_equations(names: Names) -> list[Chain]:
    """Return z_l = w_l a_{l−1} + b_l and a_l = φ(z_l)."""
    z, a = names.preactivation(LAYER), names.signal(LAYER)
    return [chain(z, ("=", names.weighted_sum(LAYER))), chain(a, ("=", names.function.of(z)))]


def one_layer(names: Names) -> Chain:
    """Return ∂a_l/∂a_{l−1} = ∂a_l/∂z_l · ∂z_l/∂a_{l−1} = φ'(z_l) w_l."""
    a, z, earlier = names.signal(LAYER), names.preactivation(LAYER), names.signal(before(LAYER))
    paths = Product((_by(a, z), _by(z, earlier)))
    return chain(_by(a, earlier), ("=", paths), ("=", Product((names.slope(LAYER), names.weight(LAYER)))))


def _by(what: Node, variable: Node) -> Derivative:
    return Derivative(what, (variable,), "quotient")


def factor(names: Names, layer: Node | int) -> Product:
    """Return w_l φ'(z_l)."""
    return Product((names.weight(layer), names.slope(layer)))


def all_layers(names: Names) -> Chain:
    """Return ∂a_L/∂a_0 as the product over all layers, with equal weights drawn out."""
    one = _by(names.signal(LAYER), names.signal(before(LAYER)))
    found = chain(names.input_gradient, ("=", names.over_layers(one)), ("=", names.over_layers(factor(names, LAYER))))
    if not names.model.has_equal_weights:
        return found
    drawn = Product((power(WEIGHT, DEPTH), names.over_layers(names.slope(LAYER))))
    return chain(found.first, *(("=", link.node) for link in found.links), ("=", drawn))


def deltas(names: Names) -> list[Chain]:
    """Return δ_L = φ'(z_L), and δ_k from the layer after it."""
    last, own = Indexed("delta", (DEPTH,)), Indexed("delta", (EARLIER,))
    z_last, z = Indexed("z", (DEPTH,)), names.preactivation(EARLIER)
    next_z, next_delta = names.preactivation(after(EARLIER)), names.delta(after(EARLIER))
    recursion = Product((names.weight(after(EARLIER)), names.slope(EARLIER), next_delta))
    return [
        chain(last, ("=", _by(names.output, z_last)), ("=", names.function.slope(z_last))),
        chain(
            own,
            ("=", _by(names.output, z)),
            ("=", Product((_by(names.output, next_z), _by(next_z, z)))),
            ("=", recursion),
        ),
    ]


def weight_gradient(names: Names) -> Chain:
    """Return ∂a_L/∂w_l = ∂a_L/∂z_l · ∂z_l/∂w_l = δ_l a_{l−1}."""
    z, weight = names.preactivation(LAYER), names.weight(LAYER)
    paths = Product((_by(names.output, z), _by(z, weight)))
    local = Product((names.delta(LAYER), names.signal(before(LAYER))))
    return chain(names.weight_gradient(LAYER), ("=", paths), ("=", local))


def bound(names: Names, layer: Node) -> Node:
    """Return what a layer's factor is at most in size: |w_l|/4, or |w_l|."""
    weight = Call("abs", (WEIGHT if names.model.has_equal_weights else names.weight(layer),))
    return Fraction(weight, number(4)) if names.activation == "sigmoid" else weight


def bound_of_product(names: Names) -> Node:
    """Return the bound of ∂a_L/∂a_0: (|w|/4)^L, or a product over the layers."""
    own = bound(names, LAYER)
    return power(own, DEPTH) if names.model.has_equal_weights else names.over_layers(own)


def largest_slope(names: Names) -> Chain:
    """Return 0 < σ'(z) ≤ 1/4 for the activation of the chain, in any z."""
    z = Symbol("z")
    slope, function = names.function.slope(z), names.function
    match names.activation:
        case "sigmoid":
            square = power(sum_of((function.of(z), neg(quotient(ONE, TWO)))), 2)
            quarter = Fraction(ONE, number(4))
            return chain(slope, ("=", Sum((Term(1, quarter), Term(-1, square)))), ("≤", quarter))
        case "softplus":
            return chain(slope, ("=", function.mathematics.derivative(z)), ("<", ONE))
        case _:
            return chain(slope, ("=", function.mathematics.derivative(z)), ("≤", ONE))


def balanced() -> Chain:
    """Return that with the bias −w/2 and the activation 1/2 a sigmoid unit stays at its steepest place."""
    half = Fraction(ONE, TWO)
    sums = Sum((Term(1, Product((WEIGHT, half))), Term(-1, Fraction(WEIGHT, TWO))))
    return chain(sums, ("=", ZERO))
