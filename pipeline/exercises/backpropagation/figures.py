"""The pictures: the network with its weights, with its gradients, and what the update changes."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from flint import arb, fmpq

from pipeline.errors import ComputationError
from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.phrases import activation_word, layer_word, listed, prose
from pipeline.exercises.backpropagation.solve import run_samples
from pipeline.exercises.backpropagation.tables import losses
from pipeline.exercises.backpropagation.weights import combined
from pipeline.exercises.figures import Bars, Edge, Figure, LaterPoints, Lines, NetworkDiagram, Point, Series
from pipeline.exercises.networks.real import BITS, VagueError, to_float
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Prose
from pipeline.notation.evaluate import precision
from pipeline.notation.tree import Node, Symbol
from pipeline.notation.writer import latex

MOST_LABELS = 9
"""Edges between two layers that carry a label; more would not be legible."""

MOST_WIDE_LABELS = 6
"""The same for labels with an exponent, such as those of numbered layers."""

MOST_BARS = 6
"""Outputs that are compared with their targets in bars."""

CURVE_POINTS = 40
"""Step sizes at which the loss is computed for its curve; even, so that the step of the exercise is one of them."""

WIDE = 100
"""Ratio of the largest loss to the smallest from which on the axis is logarithmic."""

HIGHEST = 1e100
"""A loss beyond it is not drawn: the curve has long left the picture."""

MOST_MARKED = 30
"""Points of a curve that are marked one by one."""

MOST_WORDY = 3
"""Layers up to which the words below them have room for “first hidden layer”."""

MOST_SPOKEN = 24
"""Weights that the alt text lists one by one."""


NO_GRADIENT = "The gradients: all of them are 0."

SAME = 1e-12
"""Relative difference up to which two floats count as one value in a caption."""


def _tex(node: Node) -> str:
    return f"${latex(node)}$"


def _diagram(network: Network, strengths: list[list[list[float]]]) -> NetworkDiagram:
    symbols = network.symbols
    layers = (symbols.inputs, *(own.activations for own in symbols.layers))
    titles = ("inputs", *(_title(network, position) for position in range(network.depth)))
    edges = tuple(
        Edge(position + 1, source, unit, _label(network, position, symbol), strengths[position][unit][source])
        for position, own in enumerate(symbols.layers)
        for unit, row in enumerate(own.weights)
        for source, symbol in enumerate(row)
    )
    biases = tuple(", ".join(map(_tex, dict.fromkeys(own.biases[:3]))) for own in symbols.layers)
    return NetworkDiagram(tuple(tuple(map(_tex, row)) for row in layers), titles, edges, biases)


def _title(network: Network, layer: int) -> str:
    is_crowded = network.depth > MOST_WORDY
    word = f"layer {layer + 1}" if is_crowded else layer_word(network, layer)
    return f"{word}\n({activation_word(network.model.layer[layer].activation)})"


def _label(network: Network, layer: int, symbol: Symbol) -> str:
    own = network.symbols.layers[layer]
    most = MOST_WIDE_LABELS if "^" in symbol.name else MOST_LABELS
    return _tex(symbol) if len(own.weights) * len(own.weights[0]) <= most else ""


def network_figure(network: Network) -> Figure:
    """Return the network with the names of its weights."""
    strengths = [[[float(value) for value in row] for row in layer.weights] for layer in network.model.layer]
    words = [part for layer in range(network.depth) for part in (" ", *_spoken_layer(network, layer).parts)]
    inputs = listed(network.symbols.inputs, last=", ")
    return Figure(
        "network",
        (_diagram(network, strengths),),
        "The network. Each arrow carries the weight that the value at its foot is multiplied with.",
        prose("A network drawn from left to right. Inputs ", inputs, ".", words),
        0.75,
    )


def _spoken_layer(network: Network, layer: int) -> Prose:
    own, sources = network.symbols.layers[layer], network.symbols.sources(layer)
    head = Prose((layer_word(network, layer).capitalize(),))
    activation = Prose((activation_word(network.model.layer[layer].activation),))
    text = prose(head, " (", activation, "): ", listed(own.activations, last=", "), ".").parts
    pairs = [(row[j], a, s) for row, a in zip(own.weights, own.activations, strict=True) for j, s in enumerate(sources)]
    if len(pairs) > MOST_SPOKEN:
        return prose(text, " Every unit is connected to every one before.")
    weights = [
        prose(weight, " = ", given_node(network.givens[weight.name]), " from ", source, " to ", unit)
        for weight, unit, source in pairs
    ]
    return prose(text, " Weights: ", listed(weights, "; ", "; "), ".")


def gradient_figure(board: Board) -> Figure:
    """Return the network with the gradients as the colour and width of the edges."""
    network, gradients = board.network, board.numbers.total_gradients
    strengths = [[[to_float(value) for value in row] for row in layer.weights] for layer in gradients]
    found = [
        (symbol, value)
        for own, gradient in zip(network.symbols.layers, gradients, strict=True)
        for symbols, values in zip(own.weights, gradient.weights, strict=True)
        for symbol, value in zip(symbols, values, strict=True)
    ]
    largest = _largest([(symbol, abs(to_float(value))) for symbol, value in found])
    if not largest:
        return Figure("gradients", (_diagram(network, strengths),), NO_GRADIENT, NO_GRADIENT, 0.75)
    values = [prose(s, " ", board.gradient(v).node) for s, v in found] if len(found) <= MOST_SPOKEN else []
    greatest = prose(" Largest in size: ", listed(largest, last=", "), ".").parts
    return Figure(
        "gradients",
        (_diagram(network, strengths),),
        "The gradients. The larger the gradient of a weight, the stronger its arrow; colour and line style show the "
        f"sign. Largest in size: {', '.join(map(_tex, largest))}.",
        prose(
            "The network of the exercise, its edges by gradient",
            *(": ", listed(values, "; ", "; ")) if values else (),
            ".",
            greatest,
        ),
        0.75,
    )


def _largest(sizes: Sequence[tuple[Symbol, float]]) -> list[Symbol]:
    """Return the weights whose gradients are largest in size, none where all are 0.

    Equal ones differ by rounding errors at most.
    """
    greatest = max(size for _, size in sizes)
    return [symbol for symbol, size in sizes if greatest and size >= greatest * (1 - SAME)]


def error_figure(board: Board) -> Figure | str:
    """Return outputs beside targets before and after the update, and the loss over the size of the step."""
    panels = [panel for panel in (_outputs(board), _loss_over_rate(board)) if panel is not None]
    if not panels:
        return ""
    drawings, captions, spoken = zip(*panels, strict=True)
    where = (" (left)", " (right)") if len(panels) == 2 else ("",)
    caption = " ".join(f"{text}{side}." for text, side in zip(captions, where, strict=True))
    alt = prose([part for text in spoken for part in (" ", *text.parts)][1:])
    return Figure("error", drawings, caption, alt, 0.95 if len(panels) == 2 else 0.6)


Panel = tuple[Bars | Lines, str, Prose]
"""A drawing, its part of the caption, what it says in words."""


def _outputs(board: Board) -> Panel | None:
    """Return bars for outputs and targets of one sample."""
    network, numbers = board.network, board.numbers
    outputs = network.symbols.layers[-1].activations
    if len(network.symbols.losses) > 1 or len(outputs) > MOST_BARS:
        return None
    before, after = (tuple(map(to_float, run.samples[0].layers[-1].activations)) for run in numbers.passes[:2])
    targets = tuple(float(target) for target in network.model.sample[1])
    spoken = [
        prose(symbol, f": {b:.4g} before, {a:.4g} after, target {t:.4g}")
        for symbol, b, a, t in zip(outputs, before, after, targets, strict=True)
    ]
    bars = Bars(tuple(map(_tex, outputs)), (("before", before), ("after", after), ("target", targets)), "output")
    return bars, "Outputs before and after one update, and targets", prose("Bars: ", listed(spoken, "; ", "; "), ".")


def _loss_over_rate(board: Board) -> Panel | None:
    """Return the loss over the size of the step in the direction that was taken, from none to twice this one."""
    network, (old, new) = board.network, losses(board)
    rate = float(network.model.learning_rate)
    if not rate:
        return None
    spoken = prose("A curve. Loss ", old.node, " before, ", new.node, " after.")
    curve = LaterPoints(lambda: _losses_along_step(board))
    taken = LaterPoints(lambda: [point for point in curve if point[0] == rate])
    drawn = (Series("loss", curve), Series("this step", taken, "dots"))
    lines = Lines(drawn, _tex(network.symbols.rate), _tex(network.symbols.total))
    return lines, f"The loss ${latex(network.symbols.total)}$ after a step of another size", spoken


def _losses_along_step(board: Board) -> Iterator[Point]:
    """Yield the loss at w + s(w' − w) for s from 0 to 2, leaving out where it has no value."""
    old, new = board.numbers.weights, board.numbers.updated
    rate = board.network.model.learning_rate
    with precision(BITS[-1]):
        way = combined(lambda a, b: arb(b) - arb(a), old, new)
        for part in range(CURVE_POINTS + 1):
            share = fmpq(2 * part, CURVE_POINTS)
            weights = combined(lambda start, whole: start + share * whole, old, way)  # noqa: B023
            with suppress(ComputationError, VagueError):
                loss = run_samples(board.network, weights, first=False).loss
                yield float(rate) * 2 * part / CURVE_POINTS, to_float(loss)


def steps_figure(board: Board) -> Figure:
    """Return the loss over the updates."""
    values = [to_float(run.loss) for run in board.numbers.passes]
    points = tuple((float(step), value) for step, value in enumerate(values) if value < HIGHEST)
    total = _tex(board.network.symbols.total)
    drawn = [value for _, value in points]
    is_wide = min(drawn) > 0 and max(drawn) > WIDE * min(drawn)
    series = Series("", points, "marked" if len(points) <= MOST_MARKED else "line")
    lines = Lines((series,), "step", total, y_scale="log" if is_wide else "linear")
    first, last = values[0], values[-1]
    return Figure(
        "steps",
        (lines,),
        f"The loss {total} over the steps.",
        f"A curve over {len(values) - 1} steps, from {first:.4g} at the start to {last:.4g} at the end.",
        0.6,
    )
