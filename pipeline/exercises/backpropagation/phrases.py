"""Words of the page that depend on the network: numbers, lists, layers."""

from collections.abc import Sequence

from pipeline.exercises.backpropagation.network import Network
from pipeline.exercises.solution import Prose
from pipeline.notation.spoken import speak
from pipeline.notation.tree import Node, Symbol

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


def listed(nodes: Sequence[Node], last: str = " and ") -> tuple[str | Node, ...]:
    """Return formulas as parts of a sentence: a, b and c."""
    parts: list[str | Node] = []
    for position, node in enumerate(nodes):
        if position:
            parts.append(last if position == len(nodes) - 1 else ", ")
        parts.append(node)
    return tuple(parts)


def prose(*parts: str | Node | Sequence[str | Node]) -> Prose:
    """Return running text from words, formulas and lists of both."""
    flat: list[str | Node] = []
    for part in parts:
        flat.extend(part) if isinstance(part, tuple | list) else flat.append(part)  # type: ignore[arg-type]
    return Prose(tuple(flat))


def plain(symbol: Symbol) -> str:
    r"""Return a symbol's name for alt text: `\text{net}_1` → `net sub 1`."""
    return speak(symbol)
