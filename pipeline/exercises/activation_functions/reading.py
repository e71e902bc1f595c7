"""How the page on activation functions is read back: every function by its own definition, no other names."""

from pipeline.equality.context import Context
from pipeline.exercises.activation_functions.functions import IDENTITY
from pipeline.exercises.activation_functions.model import ActivationFunctions
from pipeline.exercises.networks.written import WRITTEN_FUNCTIONS
from pipeline.exercises.numerals import given_node
from pipeline.exercises.reading import Reading
from pipeline.notation.meaning import Definition
from pipeline.notation.tree import Symbol
from pipeline.notation.vocabulary import Vocabulary


def page_reading(model: ActivationFunctions) -> Reading:
    """Return the key to the page."""
    identity = Definition(("argument",), Symbol("argument"))
    context = Context(
        definitions={IDENTITY: identity},
        dimensions=frozenset(),
        solutions={model.variable: tuple(map(given_node, model.at))},
        rounding="full precision",
        defines="nothing",
    )
    functions = {**WRITTEN_FUNCTIONS, IDENTITY: IDENTITY}
    return Reading(Vocabulary(functions=functions, indices=frozenset()), context)
