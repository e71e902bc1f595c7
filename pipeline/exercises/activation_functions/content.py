"""Everything that the templates of the kind name."""

from collections.abc import Sequence
from fractions import Fraction

from pipeline.exercises.activation_functions import derivations
from pipeline.exercises.activation_functions.figure import figures
from pipeline.exercises.activation_functions.functions import STUDIED, Studied
from pipeline.exercises.activation_functions.model import ActivationFunctions
from pipeline.exercises.activation_functions.numbers import Row, example, table
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Content, Display, Prose
from pipeline.exercises.spoken import counted
from pipeline.exercises.wording import listed, listed_words, prose
from pipeline.notation.build import ZERO, chain, number
from pipeline.notation.tree import Chain, Link, Symbol


def page_content(model: ActivationFunctions, rows: Sequence[Row]) -> dict[str, Content]:
    """Return the content of statement and solution."""
    t = Symbol(model.variable)
    functions = [STUDIED[name] for name in model.functions]
    place = next((k for k, point in enumerate(model.at) if point), 0)
    names = {function.key for function in functions}
    return {
        "variable": t,
        "count": counted(len(functions)),
        "single": "yes" if len(functions) == 1 else "",
        "definitions": Display(tuple(derivations.definition(function, t) for function in functions)),
        "kinks": listed_words([f.word for f in functions if f.mathematics.has_kink]),
        "points": _points(t, model.at),
        "decimals": counted(model.decimals),
        "functions": [_function(function, t, model) for function in functions],
        "kinship": Prose((derivations.kinship(t),)) if {"sigmoid", "tanh"} <= names else "",
        "example_point": Prose((chain(t, ("=", given_node(model.at[place]))),)),
        "several_points": "yes" if len(model.at) > 1 else "",
        "example": Display(tuple(line for row in rows for line in example(row, place, model.decimals)), "row"),
        "values": table("values", rows, t, model.decimals),
        "slopes": table("slopes", rows, t, model.decimals),
        "figures": list(figures(functions, t)),
    }


def _points(t: Symbol, points: Sequence[Fraction]) -> Prose:
    return prose(listed([chain(t, ("=", given_node(points[0]))), *map(given_node, points[1:])]))


def _function(function: Studied, t: Symbol, model: ActivationFunctions) -> Content:
    derivative = derivations.derivative(function, t, model.detail)
    decay = derivations.decay(function, t)
    return {
        "key": function.key,
        "heading": function.heading,
        "word": function.word,
        "derivative": derivative,
        "bounds": derivations.bounds(function, t),
        "decay": decay if decay is not None else "",
        "evenness": Prose((derivations.evenness(function, t),)) if function.saturates else "",
        "quotient": derivations.difference_quotient(function) if function.mathematics.has_kink else "",
        "at_largest": Prose((_at_largest(function),)) if function.saturates else "",
    }


def _at_largest(function: Studied) -> Chain:
    assert function.largest is not None
    return Chain(function.slope(ZERO), (Link("=", number(function.largest)),))
