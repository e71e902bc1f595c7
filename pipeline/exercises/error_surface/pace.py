"""What a path shows: whether it crawls and then leaves, comes to rest, or hardly changes its pace."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal

from pipeline.exercises.error_surface.decimals import as_ball, as_float, significant
from pipeline.exercises.error_surface.descent import State
from pipeline.exercises.error_surface.model import Plateau
from pipeline.exercises.error_surface.path_table import Digits
from pipeline.exercises.error_surface.spoken import counted, ordinal
from pipeline.exercises.error_surface.symbols import ETA, norm_at
from pipeline.exercises.naming import FunctionNames
from pipeline.exercises.solution import Content, Prose
from pipeline.notation.build import ONE, chain
from pipeline.notation.tree import Chain, Fraction, Node, Product

CLEAR = 5.0
"""Norms of gradients that differ by this factor are called clearly different."""

Pace = Literal["still", "leaves", "overshoots", "settles", "steady", "varies"]


def pace_of(states: Sequence[State]) -> Pace:
    """Tell how the norm of the gradient develops along a path.

    `still`: it is zero at the start. `leaves`: some later step is much longer than the first, and every step up to it
    goes down; `overshoots`: some step before it goes up. `settles`: the gradient is much smaller at the end than at the
    start. `steady`: all norms are of one size. `varies`: none of these.
    """
    norms = [as_float(state.gradient_norm) for state in states]
    if as_ball(states[0].gradient_norm).is_zero():
        return "still"
    if max(norms[:-1]) >= CLEAR * norms[0]:
        return "leaves" if falls(states[: fastest(states) + 2]) else "overshoots"
    if norms[0] >= CLEAR * norms[-1]:
        return "settles"
    return "steady" if max(norms) < CLEAR * min(norms) else "varies"


def fastest(states: Sequence[State]) -> int:
    """Return the number of the state before the longest step."""
    norms = [as_float(state.gradient_norm) for state in states[:-1]]
    return norms.index(max(norms))


def pace(plateau: Plateau, names: FunctionNames, states: Sequence[State], digits: Digits) -> dict[str, Content]:
    """Return the comparison: `case`, and numbers for the sentences that belong to it."""
    case, top, last = pace_of(states), fastest(states), plateau.steps
    is_moving = case != "still"
    return {
        "case": case,
        "before": counted(top),
        "before_plural": "s" if top > 1 else "",
        "longest": ordinal(top + 1),
        "start_value": _about(names.value_at(0), digits.height(states[0].value)),
        "top_value": _about(names.value_at(top), digits.height(states[top].value)),
        "next_value": _about(names.value_at(top + 1), digits.height(states[top + 1].value)),
        "end_value": _about(names.value_at(last), digits.height(states[last].value)),
        "least_norm": _extreme_norm(names, states, digits, min),
        "largest_norm": _extreme_norm(names, states, digits, max),
        "end_norm": _about(norm_at(names, last), digits.steepness(states[last].gradient_norm)),
        "growth": _ratio(names, states, top) if is_moving else "",
        "decline": _ratio(names, states, last) if is_moving else "",
        "unit_way": _unit_way(plateau, names, states[0]) if is_moving else "",
    }


def _about(left: Node, right: Node) -> Prose:
    return Prose((chain(left, ("≈", right)),))


def _extreme_norm(
    names: FunctionNames, states: Sequence[State], digits: Digits, choose: Callable[[list[float]], float]
) -> Prose:
    norms = [as_float(state.gradient_norm) for state in states]
    step = norms.index(choose(norms))
    return _about(norm_at(names, step), digits.steepness(states[step].gradient_norm))


def _ratio(names: FunctionNames, states: Sequence[State], step: int) -> Chain:
    value = as_ball(states[step].gradient_norm) / as_ball(states[0].gradient_norm)
    return chain(Fraction(norm_at(names, step), norm_at(names, 0)), ("≈", significant(value, 3)))


def _unit_way(plateau: Plateau, names: FunctionNames, state: State) -> Chain:
    steps = 1 / (as_ball(plateau.rate) * as_ball(state.gradient_norm))
    return chain(Fraction(ONE, Product((ETA, norm_at(names, 0)))), ("≈", significant(steps, 3)))


def falls(states: Sequence[State]) -> bool:
    """Tell whether every step lowers the function."""
    values = [as_ball(state.value) for state in states]
    return all(b < a for a, b in pairwise(values))
