"""The tables: every layer of the chain; the same chain with other activations."""

from collections.abc import Sequence

from pipeline.exercises.networks.printed import shown, shown_activation
from pipeline.exercises.networks.values import value_of
from pipeline.exercises.solution import Cell, Prose, Table
from pipeline.exercises.vanishing_gradients import formulas
from pipeline.exercises.vanishing_gradients.lines import per_layer
from pipeline.exercises.vanishing_gradients.names import LAYER, Names, valued
from pipeline.exercises.vanishing_gradients.numbers import Layer, Numbers
from pipeline.notation.build import number
from pipeline.notation.tree import Node


def layer_table(names: Names, numbers: Numbers) -> Table:
    """Return z_l, a_l, φ'(z_l), the factor, δ_l and the gradient by w_l, layer by layer."""
    rows = tuple(_row(names, place, layer) for place, layer in enumerate(numbers.layers, 1))
    head: tuple[Cell, ...] = (LAYER, *_columns(names, LAYER))
    meanings = tuple((number(place), *_columns(names, place)) for place in names.places)
    caption = Prose(("The chain layer by layer: forward pass, factor of the layer, and gradients.",))
    return Table("layers", caption, head, rows, "cdddddd", meanings)


def _columns(names: Names, layer: Node | int) -> tuple[Node, ...]:
    return (
        names.preactivation(layer),
        names.signal(layer),
        names.slope(layer),
        formulas.factor(names, layer),
        names.delta(layer),
        names.weight_gradient(layer),
    )


def _row(names: Names, place: int, layer: Layer) -> tuple[Cell, ...]:
    places = names.model.decimals
    rest = (layer.slope, layer.factor, layer.delta, layer.weight_gradient)
    cells = (shown(layer.preactivation, places), shown_activation(layer.activation, places))
    return (number(place), *(cell.node for cell in cells), *(shown(value, places).node for value in rest))


def comparison_table(chains: Sequence[tuple[Names, Numbers]]) -> Table:
    """Return the gradient by the input for each activation, and what a layer multiplies by on average."""
    first = chains[0][0]
    head: tuple[Cell, ...] = ("activation", first.input_gradient, "factor per layer")
    rows = tuple(_comparison(names, numbers) for names, numbers in chains)
    meanings = tuple((names.function.word, names.input_gradient, per_layer(names)) for names, _ in chains)
    caption = Prose(
        ("The same weights and the same input with other activations; the mean of the factors is geometric.",)
    )
    return Table("comparison", caption, head, rows, "ldd", meanings)


def _comparison(names: Names, numbers: Numbers) -> tuple[Cell, ...]:
    mean = value_of(per_layer(names), valued(names.model)) if numbers.input_gradient else numbers.input_gradient
    places = names.model.decimals
    return (names.function.word, shown(numbers.input_gradient, places).node, shown(mean, places).node)
