"""What the page says of global extrema: words for each argument, and its formulas."""

from collections.abc import Mapping, Sequence
from fractions import Fraction as Rational

from pipeline.derivation.checked import checked
from pipeline.exercises.critical_points.at_point import Setting
from pipeline.exercises.critical_points.beyond_content import polynomial_in
from pipeline.exercises.critical_points.bounds import sum_of_squares_bound
from pipeline.exercises.critical_points.constants import Constant
from pipeline.exercises.critical_points.extremes import Extreme, extremes, has_saddles_only
from pipeline.exercises.critical_points.germ import Path
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.stationary import StationaryPoints
from pipeline.exercises.critical_points.taylor import Series, taylor
from pipeline.exercises.solution import Content, Prose
from pipeline.notation.build import chain, number
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Call, Chain, Node

ROOM = 120
"""Degree of a polynomial on a curve."""


def global_content(problem: Problem, found: StationaryPoints, settings: Sequence[Setting]) -> dict[str, Content]:
    """Return what is known of the least and the largest value on all of space, and whether there are extrema at all."""
    function = meaning(problem.function)
    if has_saddles_only(found, function):
        return {"extremes": [], "unbounded": "", "only_saddles": "yes"}
    known = extremes(found, function, problem.names.variables)
    paths = [extreme.path for extreme in known if extreme.by == "unbounded"]
    both = len(paths) == 2 and paths[0] == paths[1]
    return {
        "extremes": [] if both else [_extreme(problem, settings, extreme) for extreme in known],
        "unbounded": _on_path(problem, paths[0]) if both and paths[0] is not None else "",
        "only_saddles": "",
    }


def _extreme(problem: Problem, settings: Sequence[Setting], extreme: Extreme) -> dict[str, Content]:
    sign = -1 if extreme.side == "maximum" else 1
    return {
        "side": extreme.side,
        "by": extreme.by,
        "points": _named([settings[i] for i in extreme.points]),
        "count": str(min(len(extreme.points), 2)),
        "value": _value(settings[extreme.points[0]]) if extreme.points else "",
        "leading": _leading(problem, extreme.leading, sign) if extreme.leading else "",
        "reason": extreme.reason,
        "line": _on_path(problem, extreme.path) if extreme.path is not None else "",
        "bound": _bound(problem, extreme) if extreme.bound is not None else "",
        "squares": "yes" if extreme.side == "minimum" and sum_of_squares_bound(problem.function) is not None else "",
    }


def _named(settings: Sequence[Setting]) -> Prose:
    """Return `x^{(1)}, x^{(2)} and x^{(3)}`."""
    parts: list[str | Node] = []
    for position, setting in enumerate(settings):
        parts.extend([] if position == 0 else [" and " if position == len(settings) - 1 else ", "])
        parts.append(setting.name)
    return Prose(tuple(parts))


def _value(setting: Setting) -> Prose:
    """Return f(x^*) = value, or ≈ decimals."""
    name = setting.problem.names.value_at(setting.label)
    value = setting.constant(setting.found.calculus.function)
    if value is not None:
        return Prose((chain(name, ("=", value.node)),))
    return Prose((chain(name, ("≈", setting.rounded(setting.found.calculus.function))),))


def _bound(problem: Problem, extreme: Extreme) -> Prose:
    assert extreme.bound is not None
    value = number(Rational(int(extreme.bound.p), int(extreme.bound.q)))
    return Prose((chain(problem.names.applied, ("≥" if extreme.side == "minimum" else "≤", value)),))


def _leading(problem: Problem, terms: Mapping[tuple[int, ...], Constant], sign: int) -> Node:
    return polynomial_in({m: c if sign > 0 else -c for m, c in terms.items()}, problem.names.symbols)


def _on_path(problem: Problem, path: Path) -> Chain:
    """Return f(curve) = polynomial in the parameter."""
    names = problem.names
    t = problem.letters.parameters[0]
    terms = taylor(meaning(problem.function), names.variables, [Constant({})] * len(names.variables), ROOM)
    inner = [Series({(e,): c for e, c in part.items()}, 1, ROOM) for part in path]
    along = Series(terms.terms, terms.size, ROOM).at(inner)
    left = Call(names.function, tuple(polynomial_in(part.terms, (t,)) for part in inner))
    return checked(chain(left, ("=", polynomial_in(along.terms, (t,), "falling"))), problem.scope)
