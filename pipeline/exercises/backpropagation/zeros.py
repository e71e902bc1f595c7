"""What is exactly 0 although its ball is not: proved from the formulas in the first pass, told from its size later."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.exercises.backpropagation.network import Network, in_sample
from pipeline.exercises.networks.real import Real, is_negligible, settled
from pipeline.notation.tree import Symbol


@dataclass(frozen=True)
class Zeros:
    """Looks at every number of a pass before it is used: it has its digits, or is 0, or the precision is too low.

    Attributes:
        network: The network.
        sample: Which one, from 0.
        first: Whether the weights are those of the sheet, so that formulas can be proved to vanish.
    """

    network: Network
    sample: int
    first: bool

    def sums(self, layer: int, values: tuple[Real, ...]) -> tuple[Real, ...]:
        """Return the weighted sums of a layer."""
        symbols = self.network.symbols.layers[layer].preactivations
        return tuple(self._sum(symbol, value) for symbol, value in zip(symbols, values, strict=True))

    def _sum(self, symbol: Symbol, value: Real) -> Real:
        return self._settled(value, symbol.name, lambda: self.network.vanishes(in_sample(symbol, self.sample)))

    def delta(self, layer: int, unit: int, value: Real) -> Real:
        """Return δ of a unit."""
        z = self.network.symbols.layers[layer].preactivations[unit]
        return self._settled(value, self._slope(z), lambda: self.network.delta_vanishes(self.sample, layer, unit))

    def bias(self, layer: int, value: Real) -> Real:
        """Return the derivative of the sample's loss by a shared bias."""
        symbol = self.network.symbols.layers[layer].biases[0]
        return self._settled(value, self._slope(symbol), lambda: self.network.slope_vanishes(symbol, self.sample))

    def total(self, symbol: Symbol, value: Real) -> Real:
        """Return the derivative of the batch's loss by a weight or a bias."""
        name = f"∂{self.network.symbols.total.name}/∂{symbol.name}"
        return self._settled(value, name, lambda: self.network.vanishes(self.network.total_by(symbol)))

    def loss(self, symbol: Symbol, value: Real) -> Real:
        """Return a loss."""
        return self._settled(value, symbol.name, lambda: self.network.vanishes(symbol))

    def _slope(self, symbol: Symbol) -> str:
        return f"∂{self.network.symbols.losses[self.sample].name}/∂{symbol.name}"

    def _settled(self, value: Real, what: str, vanishes: Callable[[], bool]) -> Real:
        if self.first:
            return settled(value, what, vanishes)
        return settled(value, f"{what} after the update", lambda: is_negligible(value))
