"""The functions of the exercise: how the page calls and writes each, with its derivative."""

from dataclasses import dataclass
from fractions import Fraction

from pipeline.exercises.networks.activations import ELEMENTWISE, Elementwise
from pipeline.notation.tree import Call, Node, Prime, Symbol

IDENTITY = "id"
"""How the page writes the linear activation function; `Elementwise` has no name for it."""


@dataclass(frozen=True)
class Studied:
    """One function.

    Attributes:
        key: As the sheet names it.
        word: In running text.
        heading: At the head of its part.
        largest: The largest slope, where there is one.
        at: Where the slope is that large, if at a single place.
    """

    key: str
    word: str
    heading: str
    largest: Fraction | None
    at: Fraction | None = None

    @property
    def mathematics(self) -> Elementwise:
        """Definition and derivative."""
        return ELEMENTWISE[self.key]

    @property
    def saturates(self) -> bool:
        """Whether the function levels off to both sides."""
        return self.key in ("sigmoid", "tanh")

    @property
    def name(self) -> str:
        """Name in formulas."""
        return self.mathematics.function or IDENTITY

    def of(self, argument: Node) -> Call:
        """Return the function applied."""
        return Call(self.name, (argument,))

    def slope(self, argument: Node) -> Prime:
        """Return its derivative at an argument, with a prime."""
        return Prime(Symbol(self.name), 1, (argument,))


STUDIED = {
    function.key: function
    for function in (
        Studied("sigmoid", "sigmoid", "The sigmoid function", Fraction(1, 4), Fraction(0)),
        Studied("tanh", "tanh", "The hyperbolic tangent", Fraction(1), Fraction(0)),
        Studied("relu", "ReLU", "ReLU", Fraction(1)),
        Studied("leaky relu", "leaky ReLU", "Leaky ReLU", Fraction(1)),
        Studied("softplus", "softplus", "Softplus", None),
        Studied("linear", "linear", "The linear function", Fraction(1)),
    )
}
"""Every function by its name in the sheet."""
