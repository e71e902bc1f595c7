"""Everything that the templates of the kind name, from the parts."""

from pipeline.exercises.backpropagation import factors, gradients, lines, update_lines
from pipeline.exercises.backpropagation.batch import sample_table
from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.course import steps_table
from pipeline.exercises.backpropagation.figures import error_figure, gradient_figure, network_figure, steps_figure
from pipeline.exercises.backpropagation.formulas import paths
from pipeline.exercises.backpropagation.later import after_step
from pipeline.exercises.backpropagation.phrases import layer_word, prose
from pipeline.exercises.backpropagation.statement import statement_content
from pipeline.exercises.backpropagation.tables import (
    Learnt,
    forward_table,
    gradient_table,
    losses,
    update_table,
)
from pipeline.exercises.backpropagation.updates import general_rule
from pipeline.exercises.networks import lecture
from pipeline.exercises.networks.activations import ELEMENTWISE
from pipeline.exercises.networks.printed import Shown, plain_text, shown
from pipeline.exercises.networks.real import Real, bounds, sign
from pipeline.exercises.reading import canonical
from pipeline.exercises.solution import Content, Display, Measured, Prose
from pipeline.notation.build import ZERO, chain
from pipeline.notation.tree import Chain, Symbol


def page_content(board: Board) -> dict[str, Content]:
    """Return the content of statement and solution."""
    old, new = losses(board)
    loss, examples = board.network.symbols.total, update_lines.examples(board)
    return {
        **statement_content(board.network),
        "network": network_figure(board.network),
        "forward": [_forward_part(board, layer) for layer in range(board.network.depth)],
        "loss": _rows([lines.loss_line(board)]),
        "slopes": _slopes(board),
        "softmax": _softmax(board),
        "loss_slopes": _rows(factors.loss_factors(board)),
        "backward": [_backward_part(board, layer) for layer in reversed(range(board.network.depth))],
        "single_layer": "yes" if board.network.depth == 1 else "",
        "gradient_table": gradient_table(board),
        "gradient_figure": gradient_figure(board),
        "updates": _updates(board, examples),
        "which_moves": "yes" if len(examples) < board.network.depth or _skips(board, examples) else "",
        "rule": _rows(list(general_rule(board.network))),
        **_batch(board, examples),
        **_steps(board),
        "update_table": update_table(board),
        "forward_table": forward_table(board),
        "error_figure": error_figure(board),
        "loss_before": _measured(old, board.numbers.passes[0].loss, loss),
        "loss_after": _measured(new, board.numbers.passes[1].loss, after_step(loss, 1)),
        "outcome": _outcome(board),
    }


def _rows(chains: list[Chain]) -> Content:
    return Display(tuple(chains), "row") if chains else ""


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
        "activation": model.activation,
        "slopes": _rows(factors.slope_factors(board, layer)) if model.activation != "linear" else "",
        "sums": _rows(factors.sum_factors(board, layer)),
        "first_name": own.weights[0][0],
        "paths": str(len(paths(network, layer, 0))),
        "first": _rows([gradients.first_weight(board, layer)]),
        "deltas": _rows(gradients.deltas(board, layer)),
        "others": _rows(others),
        "others_left": "" if others or len(own.weights) * len(own.weights[0]) == 1 else "yes",
        "bias_form": model.bias_form,
        "bias_name": own.biases[0] if own.biases else "",
        "bias": _rows(gradients.bias_lines(board, layer)),
        "remarks": _silent_units(board, layer),
    }


def _measured(shown: Shown, value: Real, meaning: Symbol) -> Measured:
    """Return a number of the running text, which has no scientific notation."""
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
    return prose(where, reason, ": the unit is off, so ", off, ", and no weight or bias that leads into it learns.")


def _batch(board: Board, examples: list[Learnt]) -> dict[str, Content]:
    """Return what a batch of several samples needs besides its first sample; empty texts for one sample."""
    several = len(board.network.symbols.losses) > 1
    if not several:
        return dict.fromkeys(("samples", "sample_table", "batch_loss", "batch_gradients", "reduction"), "")
    return {
        "samples": "yes",
        "reduction": board.network.model.reduction,
        "sample_table": sample_table(board),
        "batch_loss": _rows([update_lines.batch_loss_line(board)]),
        "batch_gradients": _rows([update_lines.batch_gradient_line(board, item) for item in examples]),
    }


def _updates(board: Board, examples: list[Learnt]) -> list[Content]:
    """Return a display for each weight, or one for all where a line says it all."""
    lines = [update_lines.update_lines(board, item) for item in examples]
    if all(len(own) == 1 for own in lines):
        return [_rows([line for own in lines for line in own])] if lines else []
    return [_rows(own) for own in lines]


def _skips(board: Board, examples: list[Learnt]) -> bool:
    """Tell whether an example is not the first weight of its layer."""
    firsts = {own.weights[0][0] for own in board.network.symbols.layers}
    return any(item.symbol not in firsts for item in examples)


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
