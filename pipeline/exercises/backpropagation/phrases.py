"""Words of the page that depend on the network: numbers, lists, layers."""

from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.wording import listed, prose
from pipeline.notation.spoken import speak
from pipeline.notation.tree import Symbol

__all__ = ["activation_word", "count", "layer_word", "listed", "number_word", "plain", "prose"]

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

ACTIVATION_WORDS = {"relu": "ReLU", "leaky relu": "leaky ReLU"}


def number_word(number: int) -> str:
    """Return `two`, `14`."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def count(number: int, noun: str) -> str:
    """Return `two inputs`, `one unit`, `14 units`."""
    return f"{number_word(number)} {noun}{'' if number == 1 else 's'}"


def activation_word(name: str) -> str:
    """Return how an activation function is called in a sentence."""
    return ACTIVATION_WORDS.get(name, name)


def layer_word(network: Network, layer: int) -> str:
    """Return `output layer`, `hidden layer`, `first hidden layer`, `hidden layer 4`."""
    hidden = network.depth - 1
    if layer == hidden:
        return "output layer"
    ordinals = ("first", "second", "third")
    if hidden == 1:
        return "hidden layer"
    return f"{ordinals[layer]} hidden layer" if layer < len(ordinals) else f"hidden layer {layer + 1}"


def plain(symbol: Symbol) -> str:
    r"""Return a symbol's name for alt text: `\text{net}_1` → `net sub 1`."""
    return speak(symbol)
