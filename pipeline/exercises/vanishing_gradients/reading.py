"""How the page on vanishing gradients is read back: the units of every chain from the weights and the input."""

from pipeline.equality.context import Context
from pipeline.exercises.activation_functions.functions import IDENTITY
from pipeline.exercises.networks.written import WRITTEN_FUNCTIONS
from pipeline.exercises.numerals import given_node
from pipeline.exercises.reading import Reading
from pipeline.exercises.vanishing_gradients.model import VanishingGradients
from pipeline.exercises.vanishing_gradients.names import definitions, values
from pipeline.notation.meaning import Definition
from pipeline.notation.vocabulary import Vocabulary

TRIED = 6
"""Layers at which a statement about any layer is decided; a chain of forty says no more about it."""


def page_reading(model: VanishingGradients) -> Reading:
    """Return the key to the page."""
    context = Context(
        definitions=definitions(model),
        values={name: Definition((), given_node(value)) for name, value in values(model).items()},
        ranges={"l": (1, min(model.layers, TRIED)), "k": (1, min(model.layers - 1, TRIED))},
        dimensions=frozenset(),
        rounding="full precision",
        defines="nothing",
    )
    functions = {**WRITTEN_FUNCTIONS, IDENTITY: IDENTITY}
    return Reading(Vocabulary(functions=functions, indices=frozenset("klL")), context)
