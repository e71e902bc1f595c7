"""The blackboard: what has been worked out so far, and the lines made of it; the page's own proof decides them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.exercises.backpropagation.forward import Forward
from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.backpropagation.solve import Numbers
from pipeline.exercises.networks.printed import Shown, given, numeric_links, shown, shown_activation
from pipeline.exercises.networks.real import Real
from pipeline.notation.tree import Chain, Link, Node


@dataclass(frozen=True)
class Board:
    """Everything that the parts of the page are made from.

    Attributes:
        network: Symbols and definitions.
        numbers: All values.
        printed: Name → the number that the page shows for it.
    """

    network: Network
    numbers: Numbers
    printed: Mapping[str, Shown]

    @property
    def places(self) -> int:
        """Decimals of rounded values."""
        return self.network.model.decimals

    def value(self, value: Real) -> Shown:
        """Return a value with the page's decimals."""
        return shown(value, self.places)

    def gradient(self, value: Real) -> Shown:
        """Return a derivative of the loss, with one decimal more."""
        return shown(value, self.places + 1)

    def line(
        self,
        first: Node,
        symbolic: tuple[Link, ...] = (),
        formula: Node | None = None,
        value: Shown | None = None,
        finer: Mapping[str, Shown] = MappingProxyType({}),
    ) -> Chain:
        """Return a chain: symbols, then the numbers put in, then the value.

        Args:
            first: What the line is about.
            symbolic: Members that hold for any weights and inputs.
            formula: Where the numbers are put in; None for the last of those members.
            value: What comes out; None for no numbers at all.
            finer: Numbers to be put in instead of those that the page shows elsewhere.
        """
        start = symbolic[-1].node if symbolic else first
        links: tuple[Link, ...] = ()
        if formula is not None and formula != start:
            links = (Link("=", formula),)
        if value is not None:
            links += numeric_links(formula or start, value, {**self.printed, **finer})
        return Chain(first, symbolic + links)


def blackboard(network: Network, numbers: Numbers) -> Board:
    """Return the board with everything that the page will show."""
    printed = {name: given(value) for name, value in network.givens.items()}
    places, whole = network.model.decimals, numbers.passes[0]
    printed |= _forward(network, numbers.forward, places)
    losses = zip(network.symbols.losses, whole.samples, strict=True)
    printed |= {symbol.name: shown(sample.loss, places) for symbol, sample in losses}
    printed[network.symbols.total.name] = shown(whole.loss, places)
    for gradient, own in zip(numbers.gradients, network.symbols.layers, strict=True):
        printed |= {s.name: shown(v, places + 1) for s, v in zip(own.deltas, gradient.deltas, strict=True)}
    return Board(network, numbers, printed)


def _forward(network: Network, forward: Forward, places: int) -> dict[str, Shown]:
    found: dict[str, Shown] = {}
    for values, own in zip(forward.layers, network.symbols.layers, strict=True):
        sums = zip(own.preactivations, values.preactivations, strict=True)
        activations = zip(own.activations, values.activations, strict=True)
        found |= {symbol.name: shown(value, places) for symbol, value in sums}
        found |= {symbol.name: shown_activation(value, places) for symbol, value in activations}
    return found
