"""Later updates as formulas: each row of the table of updates follows from the state before it.

That state is put in with all digits that were computed; its gradient is written with the δ's of the page, which the
page proves to be derivatives, and the loss after the update with the formulas of the sheet.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction as Rational

from flint import fmpq

from pipeline.exercises.backpropagation.formulas import delta_formula
from pipeline.exercises.backpropagation.learning import State
from pipeline.exercises.backpropagation.network import Network, batch_formula, in_sample, renamed
from pipeline.exercises.backpropagation.solve import Numbers
from pipeline.exercises.backpropagation.symbols import LayerSymbols
from pipeline.exercises.backpropagation.updates import decays, learnt_symbols, mixed, stepped
from pipeline.exercises.backpropagation.weights import Weights
from pipeline.exercises.networks.real import Real
from pipeline.notation.build import ONE, ZERO, difference, number, power, product_of, sum_of
from pipeline.notation.tree import Call, Derivative, Fraction, Node, Power, Product, Symbol

DIGITS = 60
MOST_ROWS = 11
"""Rows of the table of updates, the start included; of more updates a selection is shown."""

ROUND_NUMBERS = (1, 2, 5)


def shown_updates(updates: int) -> tuple[int, ...]:
    """Return the numbers of the updates that the table shows: all, or 1, 2, 5, 10, 20, 50 … and the last."""
    if updates < MOST_ROWS:
        return tuple(range(1, updates + 1))
    scales = [10**k for k in range(len(str(updates)))]
    chosen = [first * scale for scale in scales for first in ROUND_NUMBERS]
    return tuple(sorted({*(number for number in chosen if number < updates), updates}))


def after_step(name: Symbol, update: int) -> Symbol:
    """Return the name of a quantity after an update, counted from 1; no page can write it."""
    return Symbol(f"{name.name} after {update}" if update > 1 else f"{name.name} after")


def later_definitions(network: Network, numbers: Numbers) -> Iterator[tuple[str, Node]]:
    """Yield what is needed to prove the rows of all updates that are shown, but for the first."""
    for update in shown_updates(network.model.steps):
        if update > 1:
            yield from _update(network, numbers.states[update - 1], update)


def _update(network: Network, state: State, update: int) -> Iterator[tuple[str, Node]]:
    yield from _given(network, state, update)
    weights = _parameters(network)
    before = {name: _before(Symbol(name), update).name for name in (*network.formulas, *weights)}
    deltas = dict(_deltas(network))
    for name, body in network.formulas.items():
        yield before[name], renamed(deltas[name] if isinstance(body, Derivative) else body, before)
    changed = set()
    for weight, slope in _slopes(network):
        changed.add(weight.name)
        yield after_step(weight, update).name, _new_value(network, weight, renamed(slope, before), update)
    after = {name: after_step(Symbol(name), update).name for name in (*network.formulas, *changed)}
    for name, body in network.formulas.items():
        if not isinstance(body, Derivative):
            yield after[name], renamed(body, after)


def _before(name: Symbol, update: int) -> Symbol:
    return Symbol(f"{name.name} before {update}")


def _parameters(network: Network) -> dict[str, None]:
    found = [weight.name for own in network.symbols.layers for row in own.weights for weight in row]
    return dict.fromkeys([*found, *(bias.name for own in network.symbols.layers for bias in own.biases)])


def _given(network: Network, state: State, update: int) -> Iterator[tuple[str, Node]]:
    """Yield weights, biases and what the optimiser remembers, with all digits that are known."""
    for kind, part in (("", state.weights), (" first", state.first), (" second", state.second)):
        for symbol, value in placed(network, part):
            yield _before(Symbol(f"{symbol.name}{kind}"), update).name, literal(value)


def placed(network: Network, values: Weights) -> Iterator[tuple[Symbol, Real]]:
    """Yield every weight and bias with its number; a shared bias once for each unit."""
    for own, matrix, biases in zip(network.symbols.layers, values.matrices, values.biases, strict=True):
        for symbols, row in zip(own.weights, matrix, strict=True):
            yield from zip(symbols, row, strict=True)
        yield from zip(own.biases, biases, strict=True)


def literal(value: Real) -> Node:
    """Return a number with all digits that are known."""
    if isinstance(value, fmpq):
        return number(Rational(int(value.p), int(value.q)))
    return number("0" if value.contains(0) else str(value.str(DIGITS, radius=False)))


def _deltas(network: Network) -> Iterator[tuple[str, Node]]:
    """Yield δ of every unit in every sample by the recursion, from the outputs back."""
    for layer, own in enumerate(network.symbols.layers):
        for unit, delta in enumerate(own.deltas):
            is_constant = network.model.layer[layer].activation == "softmax" and len(own.deltas) == 1
            body = ZERO if is_constant else delta_formula(network, layer, unit)
            for sample in range(len(network.symbols.losses)):
                yield in_sample(delta, sample).name, renamed(body, _names_in(network, sample))


def _names_in(network: Network, sample: int) -> Mapping[str, str]:
    symbols = network.symbols
    units = [s for own in symbols.layers for s in (*own.preactivations, *own.activations, *own.deltas)]
    return {symbol.name: in_sample(symbol, sample).name for symbol in (*symbols.inputs, *symbols.targets, *units)}


def _slopes(network: Network) -> Iterator[tuple[Symbol, Node]]:
    """Yield the derivative of the batch's loss by everything that learns: the mean or sum of δ · source."""
    samples = range(len(network.symbols.losses))
    learnt = set(learnt_symbols(network))
    for layer, own in enumerate(network.symbols.layers):
        for weight, slope in _sample_slopes(network, layer, own):
            if weight in learnt:
                parts = [renamed(slope, _names_in(network, sample)) for sample in samples]
                yield weight, batch_formula(network.model, parts)


def _sample_slopes(network: Network, layer: int, own: LayerSymbols) -> Iterator[tuple[Symbol, Node]]:
    sources = network.symbols.sources(layer)
    for delta, row in zip(own.deltas, own.weights, strict=True):
        yield from ((weight, Product((delta, source))) for weight, source in zip(row, sources, strict=True))
    if network.model.layer[layer].bias_form == "shared":
        # Softmax does not change when all its inputs shift, so its shared bias has the derivative 0.
        yield own.biases[0], ZERO if network.model.layer[layer].activation == "softmax" else sum_of(own.deltas)
    elif own.biases:
        yield from zip(own.biases, own.deltas, strict=True)


def _new_value(network: Network, weight: Symbol, slope: Node, update: int) -> Node:
    """Return a weight after an update, from the numbers before it."""
    old, first, second = (_before(Symbol(f"{weight.name}{kind}"), update) for kind in ("", " first", " second"))
    if decays(network, weight):
        slope = sum_of((slope, Product((network.rule.decay, old))))
    return stepped(network, old, _direction(network, slope, first, second, update))


def _direction(network: Network, slope: Node, first: Symbol, second: Symbol, update: int) -> Node:
    rule = network.rule
    match network.model.optimiser.method:
        case "gradient":
            return slope
        case "momentum":
            return sum_of((product_of((rule.momentum, first)), slope))
        case "adam":
            count = number(update)
            mean, square = (
                Fraction(mixed(beta, old, new), difference(ONE, Power(beta, count)))
                for beta, old, new in ((rule.beta1, first, slope), (rule.beta2, second, power(slope, 2)))
            )
            # The size changes nothing, and keeps a ball around 0 from reaching below it.
            return Fraction(mean, sum_of((Call("sqrt", (Call("abs", (square,)),)), rule.epsilon)))
