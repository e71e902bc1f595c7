"""The letters of an update rule: those that the sheet does not name, chosen so that it uses them for nothing else."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pipeline.exercises.backpropagation.optimiser import Optimiser
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Symbol


@dataclass(frozen=True)
class Rule:
    """The symbols of an update rule, in letters that the sheet uses for nothing else.

    Attributes:
        weight, gradient, velocity, mean: Of general statements; `velocity` is Adam's mean of squares, too.
        count: Number of an update.
        momentum, beta1, beta2, epsilon, decay: The constants of the method.
    """

    weight: Symbol
    gradient: Symbol
    velocity: Symbol
    mean: Symbol
    count: Symbol
    momentum: Symbol
    beta1: Symbol
    beta2: Symbol
    epsilon: Symbol
    decay: Symbol

    @property
    def decay_rate(self) -> Symbol:
        """The letter of Adam's two decay rates, for what holds for either."""
        return Symbol(self.beta1.name.removesuffix("_1"))

    def constants(self, optimiser: Optimiser) -> Iterator[tuple[str, Fraction]]:
        """Yield name and value of every constant that the method has."""
        match optimiser.method:
            case "momentum":
                yield self.momentum.name, optimiser.momentum
            case "adam":
                yield self.beta1.name, optimiser.beta1
                yield self.beta2.name, optimiser.beta2
                yield self.epsilon.name, optimiser.epsilon
        if optimiser.weight_decay:
            yield self.decay.name, optimiser.weight_decay


LETTERS: Mapping[str, tuple[str, ...]] = {
    "weight": ("w", "theta", "q"),
    "gradient": ("g", "G", "gamma"),
    "velocity": ("v", "u", "V"),
    "mean": ("m", "M", "p"),
    "count": ("n", "r", "N"),
    "momentum": ("mu", "alpha", "rho"),
    "epsilon": ("epsilon", "zeta", "iota"),
    "decay": ("lambda", "nu", "tau"),
}
"""What each symbol is called, unless the sheet has that name already."""

BETAS = ("beta", "kappa", "xi")
"""The same for the two decay rates of Adam, which have indices."""


def rule_symbols(names: Collection[str]) -> Rule:
    """Return the symbols; `names` are those of the sheet."""
    taken = set(map(canonical_name, names))
    symbols = {role: Symbol(_free(own, taken)) for role, own in LETTERS.items()}
    first, second = (Symbol(name) for name in _free_pair(BETAS, taken))
    return Rule(**symbols, beta1=first, beta2=second)


def _free(letters: tuple[str, ...], names: Collection[str]) -> str:
    return next((letter for letter in letters if letter not in names), letters[0])


def _free_pair(letters: tuple[str, ...], names: Collection[str]) -> tuple[str, str]:
    """Return a letter with the indices 1 and 2; biases may be called β_1 and β_2."""
    pairs = [(f"{letter}_1", f"{letter}_2") for letter in letters]
    return next((pair for pair in pairs if not {*pair} & {*names}), pairs[0])
