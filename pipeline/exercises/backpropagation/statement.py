"""What the statement shows: the network in words and formulas, and everything that is given."""

from collections.abc import Sized

from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.phrases import activation_word, count, layer_word, listed, number_word, prose
from pipeline.exercises.networks import lecture
from pipeline.exercises.networks.activations import ELEMENTWISE
from pipeline.exercises.networks.losses import loss_formula
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Content, Display, Prose
from pipeline.notation.build import chain
from pipeline.notation.tree import Chain, Symbol

MOST_EQUATIONS = 10
"""Units whose formulas are written one by one; of a larger network the first unit of each layer."""


def statement_content(network: Network) -> dict[str, Content]:
    """Return what both editions say about the network before any answer."""
    return {
        "description": _description(network),
        "equations": Display(tuple(_equations(network)), "row"),
        "loss_name": network.symbols.loss,
        "loss_formula": _loss(network),
        "givens": [_given_sample(network), *_given_weights(network), _given_rate(network)],
        "functions": _functions(network),
        "rate": network.symbols.rate,
        "target_word": "target" if len(network.symbols.targets) == 1 else "targets",
        "decimals": number_word(network.model.decimals),
        "gradient_decimals": number_word(network.model.decimals + 1),
        "loss_kind": network.model.loss,
        "biases_learn": _biases_learn(network),
        "step_size": prose((_given(network, network.symbols.rate),)),
    }


def _biases_learn(network: Network) -> str:
    if all(layer.bias_form == "none" for layer in network.model.layer):
        return "none"
    return "yes" if network.model.update_bias else "no"


def _description(network: Network) -> Prose:
    sizes = [
        f"{'an' if layer_word(network, position)[0] in 'aeiou' else 'a'} {layer_word(network, position)} of "
        f"{count(layer.units, f'{activation_word(layer.activation)} unit')}"
        for position, layer in enumerate(network.model.layer)
    ]
    words = " and ".join(sizes) if len(sizes) < 3 else f"{', '.join(sizes[:-1])} and {sizes[-1]}"
    inputs = network.symbols.inputs
    return prose(f"The network has {count(len(inputs), 'input')} ", listed(inputs), f", {words}.")


def _functions(network: Network) -> Prose | str:
    """Return how the activation functions are defined, as part of a sentence; empty where nothing needs saying."""
    names = dict.fromkeys(layer.activation for layer in network.model.layer)
    known = [name for name in names if name not in ("softmax", "linear", "tanh")]
    if not known:
        return ""
    steps = any(ELEMENTWISE[name].has_kink for name in known)
    tail = (", with the step function that is 1 for positive numbers and 0 for all others",) if steps else ()
    return prose(listed([lecture.definition(name, network.letters) for name in known]), *tail)


def _equations(network: Network) -> list[Chain]:
    few = sum(layer.units for layer in network.model.layer) <= MOST_EQUATIONS
    found: list[Chain] = []
    for layer, own in zip(network.model.layer, network.symbols.layers, strict=True):
        units = range(layer.units if few else 1)
        found += [chain(own.preactivations[unit], ("=", network.formula(own.preactivations[unit]))) for unit in units]
        found += [chain(own.activations[unit], ("=", network.formula(own.activations[unit]))) for unit in units]
    return found


def _loss(network: Network) -> Chain:
    symbols = network.symbols
    return chain(symbols.loss, ("=", loss_formula(network.model.loss, symbols.targets, symbols.layers[-1].activations)))


def _given(network: Network, symbol: Symbol) -> Chain:
    return chain(symbol, ("=", given_node(network.givens[symbol.name])))


def _given_sample(network: Network) -> Prose:
    symbols = network.symbols
    inputs, targets = ([_given(network, s) for s in row] for row in (symbols.inputs, symbols.targets))
    return prose(f"{_noun('input', inputs)} ", listed(inputs), f", {_noun('target', targets)} ", listed(targets))


def _noun(word: str, items: Sized) -> str:
    return word if len(items) == 1 else f"{word}{'es' if word.endswith('s') else 's'}"


def _given_weights(network: Network) -> list[Prose]:
    found = []
    for position, own in enumerate(network.symbols.layers):
        weights = [_given(network, symbol) for row in own.weights for symbol in row]
        parts = prose(f"{layer_word(network, position)}: {_noun('weight', weights)} ", listed(weights))
        found.append(prose(parts.parts, *_given_biases(network, position)))
    return found


def _given_biases(network: Network, layer: int) -> tuple[str | tuple[str | Chain, ...], ...]:
    own, form = network.symbols.layers[layer], network.model.layer[layer].bias_form
    match form:
        case "none":
            return (", no bias",)
        case "shared" if len(own.biases) > 1:
            return (", and one bias for all units, ", (_given(network, own.biases[0]),))
        case _:
            biases = [_given(network, symbol) for symbol in own.biases]
            return (f", {_noun('bias', biases)} ", listed(biases))  # type: ignore[return-value]


def _given_rate(network: Network) -> Prose:
    return prose("learning rate ", (_given(network, network.symbols.rate),))
