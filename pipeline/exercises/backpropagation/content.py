"""Everything that the templates of the kind name, from the parts."""

from pipeline.exercises.backpropagation import factors, gradients, lines, update_lines, vector_lines
from pipeline.exercises.backpropagation.batch import sample_table
from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.course import steps_table
from pipeline.exercises.backpropagation.figures import error_figure, gradient_figure, network_figure, steps_figure
from pipeline.exercises.backpropagation.formulas import paths, simplifications
from pipeline.exercises.backpropagation.later import after_step
from pipeline.exercises.backpropagation.model import BiasForm, Layer
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.optimiser import Optimiser
from pipeline.exercises.backpropagation.phrases import layer_word, number_word, prose
from pipeline.exercises.backpropagation.statement import statement_content
from pipeline.exercises.backpropagation.tables import (
    Learnt,
    forward_table,
    gradient_table,
    learnt,
    losses,
    update_table,
)
from pipeline.exercises.backpropagation.updates import general_rule
from pipeline.exercises.networks import lecture
from pipeline.exercises.networks.activations import ELEMENTWISE
from pipeline.exercises.networks.printed import HUGE, Shown, plain_text, shown
from pipeline.exercises.networks.real import Real, bounds, sign
from pipeline.exercises.reading import canonical
from pipeline.exercises.solution import Content, Display, Measured, Prose
from pipeline.notation.build import ZERO, chain
from pipeline.notation.tree import Chain, Symbol


def posed_content(network: Network) -> dict[str, Content]:
    """Return what the statement names; of the answers, only what there will be."""
    functions = {layer.activation for layer in network.model.layer} - {"softmax", "linear"}
    return {
        **statement_content(network),
        "network": network_figure(network),
        "slopes": "yes" if functions else "",
        "softmax": "yes" if network.has_softmax else "",
        "steps": str(network.model.steps) if network.model.steps > 1 else "",
    }


def page_content(board: Board) -> dict[str, Content]:
    """Return the content of statement and solution."""
    old, new = losses(board)
    loss, examples = board.network.symbols.total, update_lines.examples(board)
    return {
        **statement_content(board.network),
        "network": network_figure(board.network),
        "short_delta": "yes" if simplifications(board.network, 0)[1] is not None else "",
        "style": "matrix" if board.network.is_matrix else "scalar",
        **(_matrix(board) if board.network.is_matrix else {}),
        "forward": [_forward_part(board, layer) for layer in range(board.network.depth)],
        "loss": _rows([lines.loss_line(board)]),
        "slopes": _slopes(board),
        "softmax": _softmax(board),
        "loss_slopes": _rows(factors.loss_factors(board)),
        "backward": [_backward_part(board, layer) for layer in reversed(range(board.network.depth))],
        "single_layer": "yes" if board.network.depth == 1 else "",
        "gradient_table": "" if vector_lines.shows_all(board) else gradient_table(board),
        "gradient_figure": gradient_figure(board),
        "updates": _updates(board, examples),
        "whole_update": "yes" if _moves_whole_layers(board) else "",
        "which_moves": "yes" if len(examples) < board.network.depth or _skips(board, examples) else "",
        "rule": _rows(list(general_rule(board.network))),
        **_batch(board, examples),
        **_steps(board),
        "update_table": "" if _moves_whole_layers(board) and board.network.model.steps == 1 else update_table(board),
        "forward_table": forward_table(board),
        "error_figure": error_figure(board),
        "loss_before": _measured(old, board.numbers.passes[0].loss, loss),
        "loss_after": _measured(new, board.numbers.passes[1].loss, after_step(loss, 1)),
        "outcome": _outcome(board),
    }


def _rows(chains: list[Chain]) -> Content:
    # Of a vector that is too large for the page, no line may be left.
    lines = tuple(line for line in chains if line.links)
    return Display(lines, "row") if lines else ""


def _forward_part(board: Board, layer: int) -> Content:
    name = board.network.model.layer[layer].activation
    return {
        "name": layer_word(board.network, layer),
        "activation": name,
        "sums": _rows(lines.sum_lines(board, layer)),
        "activations": _rows(lines.activation_lines(board, layer)) if name != "linear" else "",
        "symbols": prose(_listed(board, layer)),
    }


def _listed(board: Board, layer: int) -> tuple[str | Chain, ...]:
    own = board.network.symbols.layers[layer]
    return tuple(
        part
        for position, (a, z) in enumerate(zip(own.activations, own.preactivations, strict=True))
        for part in ((", ",) if position else ()) + (chain(a, ("=", z)),)
    )


def _slopes(board: Board) -> list[Content]:
    names = dict.fromkeys(layer.activation for layer in board.network.model.layer)
    return [_slope(board, name) for name in names if name not in ("softmax", "linear")]


def _slope(board: Board, name: str) -> Content:
    letters, is_smooth = board.network.letters, not ELEMENTWISE[name].has_kink
    return {
        "name": name,
        "definition": lecture.definition(name, letters),
        "derivative": lecture.derivative(name, letters, board.network.model.detail) if is_smooth else "",
    }


def _softmax(board: Board) -> Content:
    if not board.network.has_softmax:
        return ""
    letters = board.network.letters
    return {
        "argument": letters.plain,
        "i": letters.places[0],
        "j": letters.places[1],
        "size": Symbol(letters.size),
        "shifted": Symbol(letters.shift),
        "definition": lecture.softmax_definition(letters),
        "sum_slope": lecture.softmax_sum_slope(letters),
        "same": lecture.softmax_same(letters),
        "other": lecture.softmax_other(letters),
        "shift": lecture.softmax_shift(letters),
    }


def _backward_part(board: Board, layer: int) -> Content:
    network = board.network
    model, own = network.model.layer[layer], network.symbols.layers[layer]
    others = gradients.other_weights(board, layer)
    return {
        "name": layer_word(network, layer),
        "is_output": "yes" if layer == network.depth - 1 else "",
        "units": number_word(len(own.deltas)),
        "activation": model.activation,
        "slopes": _rows(factors.slope_factors(board, layer)) if model.activation != "linear" else "",
        "sums": _rows(factors.sum_factors(board, layer)),
        "first_name": own.weights[0][0],
        "paths": str(len(paths(network, layer, 0))),
        "first": _rows([gradients.first_weight(board, layer)]),
        "deltas": _rows(gradients.deltas(board, layer)),
        "others": _rows(others),
        "others_left": "" if others or len(own.weights) * len(own.weights[0]) == 1 else "yes",
        "bias_form": _bias_form(model),
        "bias_name": own.biases[0] if own.biases else "",
        "bias": _rows(gradients.bias_lines(board, layer)),
        "remarks": _silent_units(board, layer),
    }


def _bias_form(layer: Layer) -> BiasForm:
    """Return how the page speaks of a layer's biases: one unit has nobody to share with."""
    return "per unit" if layer.bias_form == "shared" and layer.units == 1 else layer.bias_form


def _measured(shown: Shown, value: Real, meaning: Symbol) -> Measured | Prose:
    """Return a number of the running text, which has no scientific notation; a huge one stands in a table as well."""
    if bounds(value)[1] >= HUGE:
        return prose(shown.node)
    return Measured(plain_text(shown, value), canonical(meaning))


def _silent_units(board: Board, layer: int) -> list[Content]:
    """Return a sentence for each ReLU unit that passes nothing on."""
    if board.network.model.layer[layer].activation != "relu":
        return []
    values = board.numbers.forward.layers[layer].preactivations
    off = [unit for unit, value in enumerate(values) if bounds(value)[1] <= 0]
    return [_silent_unit(board, layer, unit, sign(values[unit], "")) for unit in off]


def _silent_unit(board: Board, layer: int, unit: int, side: int) -> Prose:
    own = board.network.symbols.layers[layer]
    z, delta = own.preactivations[unit], own.deltas[unit]
    shown = board.printed[z.name]
    where = chain(z, (shown.relation, shown.node))
    reason = " is negative" if side < 0 else " sits at the kink, where we count the slope as 0"
    off = chain(delta, ("=", ZERO))
    ending = ", and no weight or bias that leads into it learns."
    if len(board.network.symbols.losses) > 1:
        ending = ", and what leads into it learns nothing from this sample."
    return prose(where, reason, ": the unit is off, so ", off, ending)


def _batch(board: Board, examples: list[Learnt]) -> dict[str, Content]:
    """Return what a batch of several samples needs besides its first sample; empty texts for one sample."""
    several = len(board.network.symbols.losses) > 1
    if not several:
        return dict.fromkeys(("samples", "sample_table", "batch_loss", "batch_gradients"), "")
    return {
        "samples": "yes",
        "sample_table": sample_table(board),
        "batch_loss": _rows([update_lines.batch_loss_line(board)]),
        "batch_gradients": _rows([update_lines.batch_gradient_line(board, item) for item in examples]),
    }


def _updates(board: Board, examples: list[Learnt]) -> list[Content]:
    """Return a display for each weight, or one for all where a line says it all."""
    if _moves_whole_layers(board):
        return [_rows(_layer_updates(board, layer)) for layer in range(board.network.depth)]
    lines = [update_lines.update_lines(board, item) for item in examples]
    if all(len(own) == 1 for own in lines):
        return [_rows([line for own in lines for line in own])] if lines else []
    return [_rows(own) for own in lines]


def _moves_whole_layers(board: Board) -> bool:
    """Tell whether the update can be written for whole matrices: a plain step of all their weights."""
    model = board.network.model
    is_plain = model.optimiser == Optimiser() and not any(layer.fixed for layer in model.layer)
    return is_plain and vector_lines.shows_all(board)


def _layer_updates(board: Board, layer: int) -> list[Chain]:
    """Return the update of a layer's matrix and biases."""
    found, own = [vector_lines.update_line(board, layer)], board.network.symbols.layers[layer]
    if not board.network.model.update_bias or not own.biases:
        return found
    if board.network.model.layer[layer].bias_form == "per unit":
        return [*found, vector_lines.bias_update_line(board, layer)]
    (shared,) = [item for item in learnt(board) if item.symbol == own.biases[0]]
    return [*found, *update_lines.update_lines(board, shared)]


def _skips(board: Board, examples: list[Learnt]) -> bool:
    """Tell whether an example is not the first weight of its layer."""
    firsts = {own.weights[0][0] for own in board.network.symbols.layers}
    return any(item.symbol not in firsts for item in examples)


def _matrix(board: Board) -> dict[str, Content]:
    """Return the passes in vectors and matrices."""
    layers = range(board.network.depth)
    return {
        "vector_forward": [_vector_forward(board, layer) for layer in layers],
        "entrywise": "yes" if _has_entrywise(board) else "",
        "vector_loss_slope": _rows([vector_lines.loss_slope_line(board)]),
        "vector_backward": [_vector_backward(board, layer) for layer in reversed(layers)],
    }


def _has_entrywise(board: Board) -> bool:
    """Tell whether a δ is a product entry by entry: of any layer but linear ones, softmax, and short forms."""
    layers = [layer.activation for layer in board.network.model.layer]
    shortened = simplifications(board.network, 0)[1] is not None
    return any(name not in ("linear", "softmax") for name in (layers[:-1] if shortened else layers))


def _vector_forward(board: Board, layer: int) -> Content:
    found = [vector_lines.sum_line(board, layer), vector_lines.activation_line(board, layer)]
    return {"name": layer_word(board.network, layer), "lines": _rows(found)}


def _vector_backward(board: Board, layer: int) -> Content:
    slope, bias = vector_lines.slope_line(board, layer), vector_lines.bias_gradient_line(board, layer)
    shared = gradients.bias_lines(board, layer) if bias is None else [bias]
    return {
        "name": layer_word(board.network, layer),
        "is_output": "yes" if layer == board.network.depth - 1 else "",
        "activation": board.network.model.layer[layer].activation,
        "single": "yes" if board.network.model.layer[layer].units == 1 else "",
        "single_above": "yes" if layer + 2 == board.network.depth and len(board.network.symbols.targets) == 1 else "",
        "derive": "yes" if layer == board.network.depth - 2 else "",
        "first": _rows([vector_lines.first_delta(board, layer)]),
        "delta": _rows([*([slope] if slope else []), vector_lines.delta_line(board, layer)]),
        "remarks": _silent_units(board, layer),
        "gradients": _rows([vector_lines.weight_gradient_line(board, layer)]),
        "bias": _rows(shared),
        "bias_form": _bias_form(board.network.model.layer[layer]),
    }


def _steps(board: Board) -> dict[str, Content]:
    """Return the table and the curve of several updates; empty texts for one."""
    last = board.network.model.steps
    if last == 1:
        return dict.fromkeys(("steps", "steps_table", "steps_figure", "last_loss"), "")
    total, value = board.network.symbols.total, board.numbers.passes[last].loss
    return {
        "steps": str(last),
        "steps_table": steps_table(board),
        "steps_figure": steps_figure(board),
        "last_loss": _measured(shown(value, board.places + 1), value, after_step(total, last)),
    }


def _outcome(board: Board) -> str:
    before, after = (bounds(board.numbers.passes[step].loss) for step in (0, 1))
    return "falls" if after[1] < before[0] else "rises" if after[0] > before[1] else "stays"
