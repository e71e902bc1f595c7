"""What a path shows: whether it crawls and then leaves, comes to rest, or hardly changes its pace."""

from collections.abc import Callable, Sequence
from fractions import Fraction as Rational
from itertools import pairwise
from typing import Literal

from pipeline.exercises.decimals import Real, as_ball, as_float, significant
from pipeline.exercises.descent import State, exact_root
from pipeline.exercises.error_surface.model import Plateau
from pipeline.exercises.error_surface.path_table import Digits
from pipeline.exercises.error_surface.symbols import ETA, norm_at
from pipeline.exercises.naming import FunctionNames
from pipeline.exercises.solution import Content, Measured, Prose
from pipeline.exercises.spoken import counted, ordinal
from pipeline.notation.build import ONE, chain, number, number_value
from pipeline.notation.tree import Chain, Fraction, Node, Product, RelationSign

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
        "before": Measured(counted(top), number(top)),
        "before_plural": "s" if top > 1 else "",
        "longest": Measured(ordinal(top + 1), number(top + 1)),
        "start_value": _value(names, states, digits, 0),
        "top_value": _value(names, states, digits, top),
        "next_value": _value(names, states, digits, top + 1),
        "end_value": _value(names, states, digits, last),
        "least_norm": _extreme_norm(names, states, digits, min),
        "largest_norm": _extreme_norm(names, states, digits, max),
        "end_norm": _norm(names, states, digits, last),
        "growth": _ratio(names, states, top) if is_moving else "",
        "decline": _ratio(names, states, last) if is_moving else "",
        "unit_way": _unit_way(plateau, names, states[0]) if is_moving else "",
    }


def _printed(left: Node, value: Real, right: Node) -> Chain:
    """Return left = right where that is exact, else left ≈ right."""
    relation: RelationSign = "=" if isinstance(value, Rational) and number_value(right) == value else "≈"
    return chain(left, (relation, right))


def _value(names: FunctionNames, states: Sequence[State], digits: Digits, step: int) -> Prose:
    value = states[step].value
    return Prose((_printed(names.value_at(step), value, digits.height(value)),))


def _norm(names: FunctionNames, states: Sequence[State], digits: Digits, step: int) -> Prose:
    value = states[step].gradient_norm
    return Prose((_printed(norm_at(names, step), value, digits.steepness(value)),))


def _extreme_norm(
    names: FunctionNames, states: Sequence[State], digits: Digits, choose: Callable[[list[float]], float]
) -> Prose:
    norms = [as_float(state.gradient_norm) for state in states]
    return _norm(names, states, digits, norms.index(choose(norms)))


def _ratio(names: FunctionNames, states: Sequence[State], step: int) -> Chain:
    value = _norm_ratio(states[step], states[0])
    return _printed(Fraction(norm_at(names, step), norm_at(names, 0)), value, significant(value, 3))


def _norm_ratio(state: State, first: State) -> Real:
    """Return how many times as long one gradient is as another; exact even where the lengths are not, as in 27√2/√2."""
    later, start = _square(state), _square(first)
    if later is None or start is None:
        return as_ball(state.gradient_norm) / as_ball(first.gradient_norm)
    return exact_root(later / start)


def _square(state: State) -> Rational | None:
    """Return the square of a gradient's length, where it is exact."""
    entries = [x for x in state.gradient if isinstance(x, Rational)]
    return Rational(sum(x * x for x in entries)) if len(entries) == len(state.gradient) else None


def _unit_way(plateau: Plateau, names: FunctionNames, state: State) -> Chain:
    length = state.gradient_norm
    steps = 1 / (plateau.rate * length) if isinstance(length, Rational) else 1 / (as_ball(plateau.rate) * length)
    return _printed(Fraction(ONE, Product((ETA, norm_at(names, 0)))), steps, significant(steps, 3))


def falls(states: Sequence[State]) -> bool:
    """Tell whether every step lowers the function."""
    values = [as_ball(state.value) for state in states]
    return all(b < a for a, b in pairwise(values))
