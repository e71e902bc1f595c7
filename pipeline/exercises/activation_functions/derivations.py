"""The formulas of the page: each derivative by rule, and the proofs of how large it gets."""

from pipeline.derivation.differentiate import differentiate
from pipeline.derivation.steps import Detail
from pipeline.exercises.activation_functions.functions import Studied
from pipeline.exercises.networks import lecture
from pipeline.exercises.networks.activations import exp
from pipeline.exercises.networks.lecture import Letters
from pipeline.notation.build import ONE, TWO, ZERO, chain, difference, neg, number, power, quotient, sum_of
from pipeline.notation.tree import (
    Call,
    Chain,
    Derivative,
    Fraction,
    Node,
    Product,
    Sum,
    Symbol,
    Term,
    children,
    with_children,
)

STEP = Symbol("h")
QUARTER = Fraction(ONE, number(4))


def definition(function: Studied, t: Symbol) -> Chain:
    """Return φ(t) = …."""
    return chain(function.of(t), ("=", function.mathematics.definition(t)))


def derivative(function: Studied, t: Symbol, detail: Detail) -> Chain:
    """Return φ'(t) = …, rule by rule, ending as it is used."""
    if function.key in ("sigmoid", "tanh", "softplus"):
        worked = lecture.derivative(function.key, Letters(argument=t.name), detail)
    else:
        worked = differentiate(function.mathematics.definition(t), t).chain(Derivative(function.of(t), (t,)), detail)
    plain = in_one_variable(worked)
    assert isinstance(plain, Chain)
    return Chain(function.slope(t), plain.links)


def in_one_variable(node: Node) -> Node:
    """Return a formula with d/dt in the place of ∂/∂t."""
    if isinstance(node, Derivative):
        return Derivative(in_one_variable(node.body), node.variables, node.form, "d")
    return with_children(node, tuple(in_one_variable(part) for part in children(node)))


def bounds(function: Studied, t: Symbol) -> list[Chain]:
    """Return the chains of the proof how large the slope gets; none where it is plain from the derivative."""
    value = function.of(t)
    match function.key:
        case "sigmoid":
            square = power(difference(value, quotient(ONE, TWO)), 2)
            less = Sum((Term(1, QUARTER), Term(-1, square)))
            return [chain(function.slope(t), ("=", less), ("≤", QUARTER))]
        case "tanh":
            return [chain(function.slope(t), ("=", function.mathematics.derivative(t)), ("≤", ONE))]
        case "softplus":
            whole = Fraction(ONE, sum_of((ONE, exp(neg(t)))))
            return [chain(ZERO, ("<", function.slope(t)), ("=", whole), ("<", ONE))]
        case _:
            return []


def decay(function: Studied, t: Symbol) -> Chain | None:
    """Return how fast the slope of a function that saturates dies out to the right."""
    falling = exp(neg(t))
    match function.key:
        case "sigmoid":
            written = Fraction(falling, power(sum_of((ONE, falling)), 2))
            return chain(function.slope(t), ("=", written), ("<", falling))
        case "tanh":
            twice = exp(neg(_times(2, t)))
            written = Fraction(_times(4, twice), power(sum_of((ONE, twice)), 2))
            return chain(function.slope(t), ("=", written), ("<", _times(4, twice)))
        case _:
            return None


def _times(factor: int, node: Node) -> Node:
    return Product((number(factor), node))


def evenness(function: Studied, t: Symbol) -> Chain:
    """Return what the function is at −t, for one that saturates on both sides."""
    mirrored = function.of(neg(t))
    result = difference(ONE, function.of(t)) if function.key == "sigmoid" else neg(function.of(t))
    return chain(mirrored, ("=", result))


def difference_quotient(function: Studied) -> Chain:
    """Return the difference quotient at the kink, simplified."""
    rise = difference(function.of(STEP), function.of(ZERO))
    return chain(Fraction(rise, STEP), ("=", function.mathematics.derivative(STEP)))


def kinship(t: Symbol) -> Chain:
    """Return how the hyperbolic tangent comes from the sigmoid function."""
    stretched = _times(2, Call("sigmoid", (_times(2, t),)))
    return chain(Call("tanh", (t,)), ("=", difference(stretched, ONE)))
