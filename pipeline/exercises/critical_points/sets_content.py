"""Sets of stationary points on the page: where they lie, and what type their points are of."""

from collections.abc import Sequence
from fractions import Fraction as Rational

from pipeline.derivation.checked import checked
from pipeline.errors import CorrigeError
from pipeline.exercises.critical_points.formula import formula
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.set_types import SetType, type_of_set
from pipeline.exercises.critical_points.sets import PointSet
from pipeline.exercises.solution import Content, Prose
from pipeline.notation.build import chain, number, power, product_of, sum_of
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Chain, Node


def sets_content(problem: Problem, sets: Sequence[PointSet]) -> list[Content]:
    """Return each set: the formulas that vanish on it, the type of its points, the argument."""
    return [_set(problem, own) for own in sets]


def _set(problem: Problem, own: PointSet) -> dict[str, Content]:
    kind = type_of_set(meaning(problem.function), problem.names.variables, own.equations)
    equations = [formula(equation) for equation in own.equations]
    return {
        "equations": _joined(equations),
        "several": "yes" if len(equations) > 1 else "",
        "classification": kind.classification,
        "by": kind.by,
        "bound": Prose((_bound(problem, kind),)) if kind.by == "bound" else "",
        "value": _number(kind) if kind.value is not None else "",
        "gain": _gain(problem, equations[0], kind) if kind.by == "power" else "",
        "factor": formula(kind.rest) if kind.by == "factor" and kind.rest is not None else "",
        "is_odd": "yes" if kind.power % 2 else "",
    }


def _joined(items: Sequence[Node]) -> Prose:
    parts: list[str | Node] = []
    for position, item in enumerate(items):
        parts.extend([] if position == 0 else [" and " if position == len(items) - 1 else ", "])
        parts.append(item)
    return Prose(tuple(parts))


def _number(kind: SetType) -> Node:
    assert kind.value is not None
    return number(Rational(int(kind.value.p), int(kind.value.q)))


def _bound(problem: Problem, kind: SetType) -> Chain:
    """Return f(x_1, …, x_n) ≥ value, or ≤ where the points are maxima."""
    return chain(problem.names.applied, ("≥" if kind.classification == "local minimum" else "≤", _number(kind)))


def _gain(problem: Problem, equation: Node, kind: SetType) -> Chain | str:
    """Return f(x_1, …, x_n) = value + rest · equation^power for a polynomial; nothing for other functions."""
    assert kind.rest is not None
    gain = product_of((formula(kind.rest), power(equation, kind.power)))
    line = chain(problem.names.applied, ("=", sum_of((_number(kind), gain))))
    try:
        return checked(line, problem.scope)
    except CorrigeError:  # a positive factor or a denominator stands in between
        return ""
