"""The symbols of a network: every input, weight, bias, unit and δ, called as the sheet wants it."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.notation.tree import Symbol
from pipeline.notation.vocabulary import CONSTANTS, FUNCTIONS, symbol_latex

if TYPE_CHECKING:
    from pipeline.exercises.backpropagation.model import BiasForm

_SUBSCRIPT = re.compile(r"(.+)_(?:\{(.*)\}|([^{}\\]))$", re.DOTALL)


@dataclass(frozen=True)
class Naming:
    """Names and sizes as the sheet gives them; None stands for the default with the layer's number.

    Attributes:
        sizes: Number of inputs, then of units per layer, shape (layers + 1).
        bias_forms, preactivations, activations: One entry per layer.
        samples: Their number; each of several has a loss of its own.
    """

    sizes: tuple[int, ...]
    bias_forms: tuple["BiasForm", ...]
    preactivations: tuple[str | None, ...]
    activations: tuple[str | None, ...]
    weights: str | None
    bias: str | None
    loss: str
    inputs: str
    targets: str
    learning_rate: str
    samples: int = 1


@dataclass(frozen=True)
class LayerSymbols:
    """The symbols of one layer.

    Attributes:
        weights: Shape (units, units before).
        biases: One per unit, the same symbol throughout where it is shared; empty where there is none.
        preactivations, activations, deltas: One per unit.
        activation_base: Name without index, so that the general loss can be written with one.
    """

    weights: tuple[tuple[Symbol, ...], ...]
    biases: tuple[Symbol, ...]
    preactivations: tuple[Symbol, ...]
    activations: tuple[Symbol, ...]
    deltas: tuple[Symbol, ...]
    activation_base: str


@dataclass(frozen=True)
class Symbols:
    """All symbols of a network.

    Attributes:
        inputs, targets: Of the sample that is worked out in full: the only one, or the first of a batch.
        layers: First to last.
        losses: One per sample.
        total: The loss of the batch, which is that of the sample where there is only one.
        rate: The learning rate.
    """

    inputs: tuple[Symbol, ...]
    targets: tuple[Symbol, ...]
    layers: tuple[LayerSymbols, ...]
    losses: tuple[Symbol, ...]
    total: Symbol
    rate: Symbol

    @property
    def loss(self) -> Symbol:
        """The loss of the sample that is worked out in full."""
        return self.losses[0]

    def sources(self, layer: int) -> tuple[Symbol, ...]:
        """Return what the weights of a layer (from 0) multiply: the inputs or the units before."""
        return self.layers[layer - 1].activations if layer else self.inputs


def indexed(base: str, *indices: int) -> str:
    """Return the name with indices at its foot: `h`, 1 → `h_1`; `W^{(1)}`, 2, 1 → `W^{(1)}_{21}`.

    An index that the name already has comes first: `z_h`, 1 → `z_{h,1}`.
    """
    separator = "," if max(indices) > 9 else ""
    index = separator.join(map(str, indices))
    if match := _SUBSCRIPT.fullmatch(base):
        return f"{match[1]}_{{{match[2] or match[3]},{index}}}"
    if any(mark in base for mark in "\\{^"):
        return f"{base}_{index}" if len(index) == 1 else f"{base}_{{{index}}}"
    return f"{base}_{index}"


def name_symbols(naming: Naming) -> Symbols:
    """Return the symbols of the network."""
    layers = tuple(_layer(naming, position) for position in range(len(naming.bias_forms)))
    return Symbols(
        inputs=_row(naming.inputs, naming.sizes[0]),
        targets=_row(naming.targets, naming.sizes[-1]),
        layers=layers,
        losses=_row(naming.loss, naming.samples) if naming.samples > 1 else (Symbol(naming.loss),),
        total=Symbol(naming.loss),
        rate=Symbol(naming.learning_rate),
    )


def _row(base: str, size: int) -> tuple[Symbol, ...]:
    return tuple(Symbol(indexed(base, k)) for k in range(1, size + 1))


def _layer(naming: Naming, position: int) -> LayerSymbols:
    units, number = naming.sizes[position + 1], f"^{{({position + 1})}}"
    own_preactivation = naming.preactivations[position]
    activation = naming.activations[position] or f"a{number}"
    preactivations = _row(own_preactivation or f"z{number}", units)
    deltas = (
        tuple(Symbol(rf"\delta_{{{symbol_latex(symbol.name)}}}") for symbol in preactivations)
        if own_preactivation
        else _row(rf"\delta{number}", units)
    )
    return LayerSymbols(
        weights=_weights(naming, position),
        biases=_biases(naming, position),
        preactivations=preactivations,
        activations=_row(activation, units),
        deltas=deltas,
        activation_base=activation,
    )


def _weights(naming: Naming, position: int) -> tuple[tuple[Symbol, ...], ...]:
    units, width = naming.sizes[position + 1], naming.sizes[position]
    if naming.weights is None:
        base = f"W^{{({position + 1})}}"
        return tuple(tuple(Symbol(indexed(base, k, j)) for j in range(1, width + 1)) for k in range(1, units + 1))
    before = sum(a * b for a, b in zip(naming.sizes[:position], naming.sizes[1:], strict=False))
    row_starts = range(before, before + units * width, width)
    return tuple(tuple(Symbol(indexed(naming.weights, at + j)) for j in range(1, width + 1)) for at in row_starts)


def _biases(naming: Naming, position: int) -> tuple[Symbol, ...]:
    units, number = naming.sizes[position + 1], f"^{{({position + 1})}}"
    match naming.bias_forms[position]:
        case "none":
            return ()
        case "per unit":
            return _row(f"{naming.bias or 'b'}{number}", units)
        case "shared":
            own = indexed(naming.bias, position + 1) if naming.bias else f"b{number}"
            return (Symbol(own),) * units


def clash(symbols: Symbols) -> str:
    """Return the LaTeX of a name that two quantities would share, or that is reserved; empty where there is none."""
    seen: set[str] = set()
    for symbol in _all(symbols):
        written = symbol_latex(symbol.name)
        if written in seen or symbol.name in CONSTANTS or symbol.name in FUNCTIONS:
            return written
        seen.add(written)
    return ""


def _all(symbols: Symbols) -> list[Symbol]:
    found = [*symbols.inputs, *symbols.targets, *dict.fromkeys((symbols.total, *symbols.losses)), symbols.rate]
    for layer in symbols.layers:
        found += [weight for row in layer.weights for weight in row]
        found += list(dict.fromkeys(layer.biases))
        found += [*layer.preactivations, *layer.activations, *layer.deltas]
    return found
