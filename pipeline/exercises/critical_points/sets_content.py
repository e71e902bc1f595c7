"""Sets of stationary points on the page: where they lie, and what type their points are of."""

from collections.abc import Sequence
from fractions import Fraction as Rational
from typing import Literal

from pipeline.derivation.checked import checked
from pipeline.errors import CorrigeError
from pipeline.exercises.critical_points.formula import formula
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.set_parts import SetPart, SetParts, parts_of_set
from pipeline.exercises.critical_points.set_types import SetType
from pipeline.exercises.critical_points.sets import PointSet
from pipeline.exercises.solution import Content, Prose
from pipeline.notation import expression as ex
from pipeline.notation.build import chain, number, power, product_of, sum_of
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Chain, Node

MAX_TERMS = 3
"""An expression of more terms is not written out where its sign is spoken of."""


def sets_content(problem: Problem, sets: Sequence[PointSet]) -> list[Content]:
    """Return each set: the formulas that vanish on it, the type of its points, the argument."""
    return [_set(problem, own) for own in sets]


def _set(problem: Problem, own: PointSet) -> dict[str, Content]:
    kind = parts_of_set(meaning(problem.function), problem.region, own.equations)
    equations = [formula(equation) for equation in own.equations]
    if isinstance(kind, SetParts):
        return {
            **_parts(problem, kind),
            "equations": _joined(equations),
            "several": "yes" if len(equations) > 1 else "",
        }
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


PLURAL = {
    "local minimum": "local minima",
    "local maximum": "local maxima",
    "saddle": "saddle points",
    "undecided": "not decided",
}
SIGNS = {">": "positive", "<": "negative", "=": "zero"}


def _parts(problem: Problem, kind: SetParts) -> dict[str, Content]:
    """Return the parts of a set along which the type changes, each with what tells it."""
    deciding = kind.parts[0].expr
    is_short = len(deciding.parts) <= MAX_TERMS if isinstance(deciding, ex.Add) else True
    return {
        "classification": "changing",
        "by": kind.by,
        "deciding": formula(deciding) if is_short and kind.by != "values" else "",
        "parts": [
            {
                "kind": PLURAL[part.classification],
                "sign": SIGNS[part.relation],
                "value": number(Rational(int(part.value.p), int(part.value.q))),
                "bound": Prose((_side(problem, part),)) if kind.by == "values" else "",
            }
            for part in kind.parts
        ],
    }


def _side(problem: Problem, part: SetPart) -> Chain:
    relation: Literal["≥", "≤"] = "≥" if part.classification == "local minimum" else "≤"
    return chain(problem.names.applied, (relation, number(Rational(int(part.value.p), int(part.value.q)))))


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
