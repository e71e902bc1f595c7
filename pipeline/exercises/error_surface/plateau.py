"""Part `plateau`: the gradient of a function, and a path of gradient descent on which it is small."""

from collections.abc import Sequence

from pipeline.derivation.checked import checked
from pipeline.derivation.differentiate import differentiate
from pipeline.exercises.descent import State, descend
from pipeline.exercises.error_surface.model import Plateau
from pipeline.exercises.error_surface.pace import pace
from pipeline.exercises.error_surface.path_figure import path_figure
from pipeline.exercises.error_surface.path_reading import path_reading
from pipeline.exercises.error_surface.path_table import MOST_ROWS, Digits, digits_of, path_table
from pipeline.exercises.error_surface.saturation import saturation
from pipeline.exercises.error_surface.symbols import ETA, norm_at, scope_of, update_from
from pipeline.exercises.naming import FunctionNames, names_for, point, vector
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Content, Measured, Prose, Solution, Value
from pipeline.notation.build import chain, difference, number, power, sum_of
from pipeline.notation.evaluate import precision
from pipeline.notation.layout import LINE
from pipeline.notation.meaning import EMPTY, Scope, meaning
from pipeline.notation.tree import Call, Chain, Link, Node, Product, RelationSign, Sum, Symbol, Term
from pipeline.notation.width import RELATION, width

PRINTING_BITS = 256
"""More than any number on the page has digits."""


def solve_plateau(plateau: Plateau) -> Solution:
    """Return the solved exercise.

    Raises:
        ComputationError: Where the function has no derivative by our rules, or the path cannot be computed.
    """
    with precision(PRINTING_BITS):
        return _solved(plateau, names_for(plateau.name, plateau.variables))


def _solved(plateau: Plateau, names: FunctionNames) -> Solution:
    scope = scope_of(plateau, names)
    function = meaning(plateau.function)
    states = descend(function, plateau.variables, plateau.start, plateau.rate, plateau.steps)
    digits = digits_of(states, plateau.rate)
    slopes = [differentiate(plateau.function, symbol, order=names.symbols) for symbol in names.symbols]
    return Solution(
        quantities={"path": [_quantity(state) for state in states]},
        content={
            "part": "plateau",
            **_givens(plateau, names),
            "partials": [
                slope.chain(names.partial(symbol), plateau.detail)
                for slope, symbol in zip(slopes, names.symbols, strict=True)
            ],
            "gradient": checked(_gradient(names, [slope.result for slope in slopes]), scope),
            **_first_step(plateau, names, scope, states, digits),
            "saturation": saturation(plateau.function, dict(zip(plateau.variables, plateau.start, strict=True))),
            "table": path_table(plateau, names, states, digits),
            "rows_shown": "them" if plateau.steps < MOST_ROWS else "a selection of them",
            "pace": pace(plateau, names, states, digits),
            "figure": path_figure(plateau, names, states),
        },
        reading=path_reading(plateau, names, states),
    )


def pose_plateau(plateau: Plateau) -> dict[str, Content]:
    """Return what the statement names."""
    return {"part": "plateau", **_givens(plateau, names_for(plateau.name, plateau.variables))}


def _quantity(state: State) -> dict[str, Value]:
    return {"at": list(state.at), "value": state.value, "gradient_norm": state.gradient_norm}


def _givens(plateau: Plateau, names: FunctionNames) -> dict[str, Content]:
    """Return what both editions name."""
    return {
        "about": plateau.about,
        "name": Symbol(plateau.name),
        "applied": names.applied,
        "definition": chain(names.applied, ("=", plateau.function)),
        "vector": Symbol(names.vector),
        "vector_is": _inline(Symbol(names.vector), point(names.symbols)) if len(names.variables) > 1 else "",
        "dimension": str(len(names.variables)),
        "start_is": _inline(names.point(0), point([given_node(x) for x in plateau.start])),
        "rate_is": _inline(ETA, given_node(plateau.rate)),
        "steps": Measured(str(plateau.steps), number(plateau.steps)),
        "gradient_name": names.gradient,
        "norm_name": Call("abs", (names.gradient,)),
        "norm_k": norm_at(names, "k"),
        "point_k": names.point("k"),
        "update": _update(names),
        "step_length": _step_length(names),
    }


def _inline(left: Node, right: Node) -> Prose:
    return Prose((chain(left, ("=", right)),))


def _update(names: FunctionNames) -> Chain:
    return chain(names.point("k+1"), ("=", update_from(names, "k")))


def _step_length(names: FunctionNames) -> Chain:
    step = Call("abs", (difference(names.point("k+1"), names.point("k")),))
    return chain(step, ("=", Product((ETA, norm_at(names, "k")))))


def _gradient(names: FunctionNames, results: Sequence[Node]) -> Chain:
    """Return the gradient; its entries are worked out where they fit on a line, as they are above in any case."""
    named = chain(names.gradient, ("=", vector([names.partial(symbol) for symbol in names.symbols])))
    worked = vector(results)
    if width(worked) > LINE - width(names.gradient) - RELATION:
        return named
    return chain(named.first, ("=", named.links[0].node), ("=", worked))


def _first_step(
    plateau: Plateau, names: FunctionNames, scope: Scope, states: Sequence[State], digits: Digits
) -> dict[str, Content]:
    """Return gradient, norm and new point of the first update, with the numbers in place."""
    gradient = vector([digits.steepness(x) for x in states[0].gradient])
    exact = all(map(digits.shows_steepness, states[0].gradient))
    start = vector([given_node(x) for x in plateau.start])
    moved = Sum((Term(1, start), Term(-1, Product((given_node(plateau.rate), gradient)))))
    after = vector([digits.place(x) for x in states[1].at])
    arrived: RelationSign = "=" if exact and all(map(digits.shows_place, states[1].at)) else "≈"
    symbolic = update_from(names, 0)
    step = checked(chain(symbolic, ("=" if exact else "≈", moved), (arrived, after)), scope)
    return {
        "gradient_at_start": checked(chain(names.gradient_at(0), ("=" if exact else "≈", gradient)), scope),
        "norm_at_start": _norm_chain(names, states[0], digits),
        "first_step": Chain(names.point(1), (Link("=", symbolic), *step.links)),
    }


def _norm_chain(names: FunctionNames, state: State, digits: Digits) -> Chain:
    """Return |∇f| = √(…) with the numbers in place."""
    entries = [digits.steepness(x) for x in state.gradient]
    exact = all(map(digits.shows_steepness, state.gradient))
    norm = digits.steepness(state.gradient_norm)
    final: RelationSign = "=" if exact and digits.shows_steepness(state.gradient_norm) else "≈"
    if len(entries) == 1:
        return chain(norm_at(names, 0), (final, norm))
    root = Call("sqrt", (sum_of(power(entry, 2) for entry in entries),))
    value = checked(chain(root, (final, norm)), EMPTY)
    return Chain(norm_at(names, 0), (Link("=" if exact else "≈", root), *value.links))
