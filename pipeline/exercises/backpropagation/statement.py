"""What the statement shows: the network in words and formulas, and everything that is given."""

from collections.abc import Sized

from pipeline.exercises.backpropagation.batch import data_table
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.phrases import activation_word, count, layer_word, listed, number_word, prose
from pipeline.exercises.backpropagation.tables import METHODS
from pipeline.exercises.backpropagation.update_lines import over_samples
from pipeline.exercises.backpropagation.updates import general_rule
from pipeline.exercises.backpropagation.vectors import (
    activation_formula,
    components,
    sum_formula,
    vectors_of,
)
from pipeline.exercises.networks import lecture
from pipeline.exercises.networks.activations import ELEMENTWISE
from pipeline.exercises.networks.losses import loss_formula
from pipeline.exercises.networks.printed import given
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Content, Display, Prose
from pipeline.notation.build import chain
from pipeline.notation.tree import Chain, Matrix, Node, Symbol

MOST_ROWS = 12
"""Rows and columns of a matrix that is given as such."""

MOST_EQUATIONS = 10
"""Units whose formulas are written one by one; of a larger network the first unit of each layer."""


def statement_content(network: Network) -> dict[str, Content]:
    """Return what both editions say about the network before any answer."""
    return {
        "description": _description(network),
        "equations": Display(tuple(_equations(network)), "row"),
        "style": "matrix" if network.is_matrix else "scalar",
        "loss_name": network.symbols.loss,
        "loss_formula": _loss(network),
        "batch_formula": _batch_loss(network),
        "sample_count": number_word(len(network.symbols.losses)) if len(network.symbols.losses) > 1 else "",
        "data_table": data_table(network) if len(network.symbols.losses) > 1 else "",
        "givens": [*_given_sample(network), *_given_weights(network), _given_rate(network)],
        "matrices": _given_matrices(network) if network.is_matrix else [],
        "reduction": network.model.reduction,
        "fixed": _fixed(network),
        "method": network.model.optimiser.method,
        "method_name": METHODS[network.model.optimiser.method],
        "decay": network.rule.decay if network.model.optimiser.weight_decay else "",
        "decay_kept": "yes" if not network.model.optimiser.decay_bias and _biases_learn(network) == "yes" else "",
        "general_rule": Display(general_rule(network), "row") if general_rule(network) else "",
        "rule_symbols": {
            role: getattr(network.rule, role)
            for role in ("weight", "gradient", "velocity", "mean", "count", "decay_rate")
        },
        "step_count": number_word(network.model.steps),
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
    layers = [_layer(network, position) for position in range(network.depth)]
    inputs = network.symbols.inputs
    between = ", and " if len(layers) == 1 else ", "
    return prose(f"The network has {count(len(inputs), 'input')} ", listed(inputs), between, prose(listed(layers)), ".")


def _layer(network: Network, position: int) -> Prose:
    """Return `a hidden layer of three sigmoid units`."""
    layer, word = network.model.layer[position], layer_word(network, position)
    article = "an" if word[0] in "aeiou" else "a"
    noun = "unit" if layer.units == 1 else "units"
    activation = Prose((activation_word(layer.activation),))
    return prose(f"{article} {word} of {number_word(layer.units)} ", activation, f" {noun}")


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
    if network.is_matrix:
        return _vector_equations(network)
    few = sum(layer.units for layer in network.model.layer) <= MOST_EQUATIONS
    found: list[Chain] = []
    for layer, own in zip(network.model.layer, network.symbols.layers, strict=True):
        units = range(layer.units if few else 1)
        found += [chain(own.preactivations[unit], ("=", network.formula(own.preactivations[unit]))) for unit in units]
        found += [chain(own.activations[unit], ("=", network.formula(own.activations[unit]))) for unit in units]
    return found


def _vector_equations(network: Network) -> list[Chain]:
    found = []
    for position, own in enumerate(vectors_of(network).layers):
        found.append(chain(own.preactivation, ("=", sum_formula(network, position))))
        found.append(chain(own.activation, ("=", activation_formula(network, position))))
    return found


def _given_matrices(network: Network) -> list[Content]:
    """Return weights and biases of every layer as matrices, with the names of their entries where numbered."""
    rows, found = dict(components(network)), list[Content]()
    for position, own in enumerate(vectors_of(network).layers):
        names = rows[own.weights]
        if not _fits(network, position):
            continue
        item: dict[str, Content] = {
            "weights": own.weights,
            "entries": _matrix(names) if network.model.names.weights is not None else "",
            "weight_numbers": _numbers(network, names),
            "bias": own.bias or "",
            "bias_numbers": _numbers(network, rows[own.bias]) if own.bias else "",
        }
        found.append(item)
    return found


def _fits(network: Network, layer: int) -> bool:
    """Tell whether the page gives the weights of a layer as a matrix."""
    own = network.symbols.layers[layer].weights
    named = network.model.names.weights is not None
    return network.is_matrix and len(own) <= MOST_ROWS and len(own[0]) * (2 if named else 1) <= MOST_ROWS


def _numbers(network: Network, names: tuple[tuple[Symbol, ...], ...]) -> Node:
    return _matrix(tuple(tuple(given_node(network.givens[name.name]) for name in row) for row in names))


def _matrix(rows: tuple[tuple[Node, ...], ...]) -> Node:
    return Matrix(rows) if len(rows) > 1 or len(rows[0]) > 1 else rows[0][0]


def _loss(network: Network) -> Chain:
    symbols = network.symbols
    return chain(symbols.loss, ("=", loss_formula(network.model.loss, symbols.targets, symbols.layers[-1].activations)))


def _given(network: Network, symbol: Symbol) -> Chain:
    return chain(symbol, ("=", given(network.givens[symbol.name]).node))


def _batch_loss(network: Network) -> Chain | str:
    """Return the loss of the batch over those of its samples; empty where there is one."""
    symbols = network.symbols
    if len(symbols.losses) == 1:
        return ""
    formula = over_samples(network, symbols.losses)
    return chain(symbols.total, ("=", formula)) if formula else ""


def _fixed(network: Network) -> Prose | str:
    """Return which weights keep their values, as the end of a sentence; empty where all learn."""
    parts: list[tuple[str | Node | Prose, ...]] = []
    for position, (layer, own) in enumerate(zip(network.model.layer, network.symbols.layers, strict=True)):
        if layer.fixed is True:
            parts.append((prose("the whole ", Prose((layer_word(network, position),))),))
        elif layer.fixed:
            parts.append(listed([own.weights[unit - 1][source - 1] for unit, source in layer.fixed]))
    last = " and " if all(isinstance(part, Prose) for own in parts for part in own) else ", and "
    between = ["", *[", "] * (len(parts) - 2), last]
    return prose(*[piece for pair in zip(between, parts, strict=False) for piece in pair]) if parts else ""


def _given_sample(network: Network) -> list[Prose]:
    """Return inputs and targets; those of a batch stand in a table."""
    symbols = network.symbols
    if len(symbols.losses) > 1:
        return []
    inputs, targets = ([_given(network, s) for s in row] for row in (symbols.inputs, symbols.targets))
    return [prose(f"{_noun('input', inputs)} ", listed(inputs), f", {_noun('target', targets)} ", listed(targets))]


def _noun(word: str, items: Sized) -> str:
    return word if len(items) == 1 else f"{word}{'es' if word.endswith('s') else 's'}"


def _given_weights(network: Network) -> list[Prose]:
    found: list[Prose] = []
    for position, own in enumerate(network.symbols.layers):
        if _fits(network, position):
            found += _single_bias(network, position)
            continue
        weights = [_given(network, symbol) for row in own.weights for symbol in row]
        parts = (Prose((layer_word(network, position),)), f": {_noun('weight', weights)} ", listed(weights))
        found.append(prose(*parts, *_given_biases(network, position)))
    return found


def _single_bias(network: Network, layer: int) -> list[Prose]:
    """Return the bias that a layer shares, since it stands in no vector; nothing for others."""
    own = network.symbols.layers[layer]
    if network.model.layer[layer].bias_form != "shared":
        return []
    words = "one bias for all units" if len(own.biases) > 1 else "bias"
    return [prose(Prose((layer_word(network, layer),)), f": {words} ", (_given(network, own.biases[0]),))]


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
    rule, constants = network.rule, network.givens
    words = ((rule.momentum, ", momentum "), (rule.beta1, ", decay rates "), (rule.beta2, " and "))
    parts: list[str | tuple[Node, ...]] = ["learning rate ", (_given(network, network.symbols.rate),)]
    for symbol, word in (*words, (rule.epsilon, ", and "), (rule.decay, ", weight decay ")):
        if symbol.name in constants:
            parts += [word, (_given(network, symbol),)]
    return prose(*parts)
