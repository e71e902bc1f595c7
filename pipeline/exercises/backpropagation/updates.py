"""The update rules as mathematics: in general, and for the first update of a single weight.

Everything starts at 0: a velocity, Adam's means. So the first update follows from the gradient alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.weights import bias_learns
from pipeline.notation.build import ONE, ZERO, chain, difference, power, sum_of
from pipeline.notation.tree import Call, Chain, Fraction, Node, Power, Product, Symbol
from pipeline.notation.vocabulary import symbol_latex


@dataclass(frozen=True)
class FirstUpdate:
    """How a weight or a bias gets its first new value.

    Attributes:
        quantities: What has to be known first, each with its formula, in order.
        new: The new value.
    """

    quantities: tuple[tuple[Symbol, Node], ...]
    new: Node


def learnt_symbols(network: Network) -> tuple[Symbol, ...]:
    """Return every weight and bias that takes part in the updates, each once."""
    found: list[Symbol] = []
    for position, (layer, own) in enumerate(zip(network.model.layer, network.symbols.layers, strict=True)):
        places = ((unit, source) for unit, row in enumerate(own.weights) for source in range(len(row)))
        found += [own.weights[unit][source] for unit, source in places if layer.learns(unit, source)]
        found += own.biases if bias_learns(network.model, position) else ()
    return tuple(dict.fromkeys(found))


def of_weight(letter: Symbol, weight: Symbol) -> Symbol:
    r"""Return what belongs to one weight: v, w_1 → v_{w_1}."""
    return Symbol(f"{symbol_latex(letter.name)}_{{{symbol_latex(weight.name)}}}")


def freed(mean: Symbol) -> Symbol:
    r"""Return the mean freed from its start at 0, with a hat: m_{w_1} → \hat{m}_{w_1}."""
    base, _, foot = mean.name.partition("_")
    return Symbol(rf"\hat{{{base}}}" + (f"_{foot}" if foot else ""))


def decays(network: Network, weight: Symbol) -> bool:
    """Tell whether weight decay acts on a weight or bias."""
    optimiser = network.model.optimiser
    is_bias = any(weight in own.biases for own in network.symbols.layers)
    return optimiser.weight_decay > 0 and (optimiser.decay_bias or not is_bias)


def first_update(network: Network, weight: Symbol) -> FirstUpdate:
    """Return the first update of a weight or bias."""
    rule, quantities = network.rule, []
    slope: Node = network.total_by(weight)
    if decays(network, weight):
        decayed = of_weight(rule.gradient, weight)
        quantities.append((decayed, sum_of((slope, Product((rule.decay, weight))))))
        slope = decayed
    match network.model.optimiser.method:
        case "gradient":
            return FirstUpdate(tuple(quantities), stepped(network, weight, slope))
        case "momentum":
            velocity = of_weight(rule.velocity, weight)
            quantities.append((velocity, sum_of((Product((rule.momentum, ZERO)), slope))))
            return FirstUpdate(tuple(quantities), stepped(network, weight, velocity))
        case "adam":
            mean, square = of_weight(rule.mean, weight), of_weight(rule.velocity, weight)
            quantities += [
                (mean, mixed(rule.beta1, ZERO, slope)),
                (square, mixed(rule.beta2, ZERO, power(slope, 2))),
                (freed(mean), Fraction(mean, difference(ONE, rule.beta1))),
                (freed(square), Fraction(square, difference(ONE, rule.beta2))),
            ]
            return FirstUpdate(tuple(quantities), _adam_step(network, weight, freed(mean), freed(square)))


def stepped(network: Network, weight: Symbol, direction: Node) -> Node:
    """Return w − η · direction."""
    return difference(weight, Product((network.symbols.rate, direction)))


def mixed(beta: Symbol, before: Node, new: Node) -> Node:
    """Return β · before + (1 − β) · new."""
    return sum_of((Product((beta, before)), Product((difference(ONE, beta), new))))


def _adam_step(network: Network, weight: Symbol, mean: Node, square: Node) -> Node:
    below = sum_of((Call("sqrt", (square,)), network.rule.epsilon))
    return stepped(network, weight, Fraction(mean, below))


def simplified_update(network: Network, weight: Symbol) -> Node:
    """Return the first new value from the gradient alone; with Adam, the root of its square is its size."""
    first = first_update(network, weight)
    slope = first.quantities[0][1] if decays(network, weight) else network.total_by(weight)
    if network.model.optimiser.method != "adam":
        return stepped(network, weight, slope)
    return stepped(network, weight, Fraction(slope, sum_of((Call("abs", (slope,)), network.rule.epsilon))))


def general_rule(network: Network) -> tuple[Chain, ...]:
    """Return the updates of the method for any weight w with the gradient g; nothing for a plain step."""
    return tuple(chain(name, ("←", new)) for name, new in _general_updates(network))


def general_updates(network: Network) -> dict[str, Node]:
    """Return the same as name → new value."""
    return {name.name: new for name, new in _general_updates(network)}


def _general_updates(network: Network) -> Iterator[tuple[Symbol, Node]]:
    rule = network.rule
    match network.model.optimiser.method:
        case "momentum":
            yield rule.velocity, sum_of((Product((rule.momentum, rule.velocity)), rule.gradient))
            yield rule.weight, stepped(network, rule.weight, rule.velocity)
        case "adam":
            yield rule.mean, mixed(rule.beta1, rule.mean, rule.gradient)
            yield rule.velocity, mixed(rule.beta2, rule.velocity, power(rule.gradient, 2))
            corrected = (
                Fraction(value, difference(ONE, Power(beta, rule.count)))
                for value, beta in ((rule.mean, rule.beta1), (rule.velocity, rule.beta2))
            )
            yield rule.weight, _adam_step(network, rule.weight, *corrected)
