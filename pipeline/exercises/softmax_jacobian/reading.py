"""How the page of the softmax Jacobian is read back: outputs by their definition, everything else from these."""

from pipeline.equality.context import Context
from pipeline.exercises.numerals import given_node
from pipeline.exercises.reading import Reading, canonical
from pipeline.exercises.softmax_jacobian.names import Names
from pipeline.notation.meaning import Definition
from pipeline.notation.vocabulary import Vocabulary


def page_reading(names: Names) -> Reading:
    """Return the key to the page."""
    size = (1, names.size)
    context = Context(
        definitions={name: Definition((), canonical(given.body)) for name, given in names.definitions().items()},
        values={name: Definition((), given_node(value)) for name, value in names.values().items()},
        ranges={"i": size, "j": size, "k": size},
        dimensions=frozenset(),
        rounding="full precision",
        defines="nothing",
    )
    return Reading(Vocabulary(functions={"diag": "diag"}, indices=frozenset("ijk")), context)
