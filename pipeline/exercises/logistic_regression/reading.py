"""How the page of logistic regression is read back: from the data, the start, and one step from state to state."""

from pipeline.equality.context import Context
from pipeline.exercises.decimals import exactly
from pipeline.exercises.descent import State
from pipeline.exercises.logistic_regression import formulas
from pipeline.exercises.logistic_regression.names import LOSS, Names
from pipeline.exercises.numerals import given_node
from pipeline.exercises.reading import Reading
from pipeline.notation.build import difference, power, product_of, sum_of
from pipeline.notation.meaning import Definition
from pipeline.notation.tree import Call, Chain, EvaluatedAt, Link, Node, Tuple
from pipeline.notation.vocabulary import Vocabulary


def page_reading(names: Names) -> Reading:
    """Return the key to the page."""
    size = len(names.inputs)
    context = Context(
        definitions=names.definitions(),
        values={name: Definition((), given_node(value)) for name, value in names.values().items()},
        ranges={"i": (1, len(names.samples)), "j": (1, size), "k": (1, size)},
        updates={symbol.name: formulas.update(names, symbol) for symbol in names.parameters},
        dimensions=frozenset(),
        rounding="full precision",
        defines="nothing",
    )
    functions = {"sigma": "sigmoid", "diag": "diag"}
    return Reading(Vocabulary(functions=functions, indices=frozenset("ijk")), context)


def at_state(names: Names, formula: Node, state: State) -> Node:
    """Return a formula of the parameters where they have the values of a state."""
    point = Tuple(tuple(map(exactly, state.at)))
    condition = Chain(Tuple(names.parameters), (Link("=", point),))
    if len(names.parameters) == 1:
        condition = Chain(names.parameters[0], (Link("=", point.items[0]),))
    return EvaluatedAt(formula, condition)


def stepped(names: Names, state: State, place: int) -> Node:
    """Return what a parameter becomes by one step from a state."""
    slope = at_state(names, names.by(names.parameters[place]), state)
    return difference(exactly(state.at[place]), product_of((given_node(names.model.learning_rate), slope)))


def loss_at(names: Names, state: State) -> Node:
    """Return the loss of a state."""
    return at_state(names, LOSS, state)


def norm_at(names: Names, state: State) -> Node:
    """Return the length of the gradient at a state."""
    slopes = (power(at_state(names, names.by(symbol), state), 2) for symbol in names.parameters)
    return Call("sqrt", (sum_of(slopes),))


def correct_at(names: Names, state: State) -> Node:
    """Return the number of samples on the right side: Σ step((2y_i − 1) z_i)."""
    sides = (
        Call("step", (at_state(names, product_of((_sign(names, i), names.at("z", i))), state),)) for i in names.samples
    )
    return sum_of(sides)


def _sign(names: Names, i: int) -> Node:
    return given_node(2 * names.model.samples[i - 1].target - 1)
