r"""Slopes of curves and related rates: $x^2 + y^2 = 7$ says that $y' = -\frac{x}{y}$, but on the curve only.

Source:
    Courant and John, *Introduction to Calculus and Analysis II* (1974), section 3.1: $y' = -F_x/F_y$.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flint import arb

from pipeline.equality.decide import show
from pipeline.equality.verdict import Consistent, Refuted, Unknown, Verdict, Witness
from pipeline.notation import expression as ex
from pipeline.notation.arrays import ShapeError
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.meaning import MeaningError, value_of
from pipeline.notation.tree import (
    Chain,
    Derivative,
    Fraction,
    Group,
    Indexed,
    Node,
    Prime,
    Product,
    Sum,
    Symbol,
    Term,
    children,
    walk,
    with_children,
)
from pipeline.verify.audit.chains import Judged, outcome_of
from pipeline.verify.audit.comparing import compare
from pipeline.verify.audit.equations import Equation
from pipeline.verify.audit.knowledge import Knowledge, is_constant

NOT_IMPLIED = "this does not follow from the equation before"
BITS = 200
RATE = "any rate of "
PLACES = (1.3, 0.6, 2.1, -0.7, 2.9, 0.25, -1.6, 4.2)
STEPS = 160
REACH = 6.0
LEAST_POINTS = 2
MOST_POINTS = 4
HALVINGS = 60
NEWTON = 6
SAME, DIFFERENT = 1e-30, 1e-9


@dataclass(frozen=True)
class Curve:
    """F(x, y) = 0, where the document says so as left = right."""

    form: Node
    first: str
    second: str


def curve_of(equation: Equation) -> Curve | None:
    """Return an equation in two unknowns as a curve."""
    if len(equation.unknowns) != 2:
        return None
    first, second = sorted(equation.unknowns)
    form = Group(Sum((Term(1, Group(equation.left)), Term(-1, Group(equation.right)))))
    return Curve(form, first, second)


def implied(chain: Chain, equations: Sequence[Equation], knowledge: Knowledge) -> list[Judged]:
    """Judge the relations of a chain that hold on the curve of an equation before, or between rates.

    Returns:
        Only those that are decided so; nothing where the chain speaks of no slope or rate.
    """
    members = [chain.first, *(link.node for link in chain.links)]
    if not any(map(has_rate, members)) or any(map(_is_beyond, members)):
        return []
    curves = [curve for equation in reversed(equations) if (curve := curve_of(equation)) is not None]
    return list(_judged(chain, members, curves, knowledge))


def _judged(chain: Chain, members: Sequence[Node], curves: Sequence[Curve], knowledge: Knowledge) -> Iterator[Judged]:
    for place, link in enumerate(chain.links):
        left, right = members[place], members[place + 1]
        if link.relation != "=" or not _is_told(left, right):
            continue
        for curve in (*curves[:2], None):
            names = set() if curve is None else {curve.first, curve.second}
            if curve is not None and not _speaks_of(left, right, curve):
                continue
            own = knowledge.without(frozenset(names))
            sides = [_with_slopes(side, curve, own) for side in (left, right)]
            if sides == [left, right] or any(map(has_rate, sides)):
                continue
            verdict = _on_curve(sides[0], sides[1], curve, own)
            if not isinstance(verdict, Unknown):
                yield Judged(
                    place, outcome_of(verdict), verdict, sides[0], sides[1], right, own.context, claim=NOT_IMPLIED
                )
                break


def _is_told(left: Node, right: Node) -> bool:
    """Tell whether a relation says more than the slope at one point: y' = 0, or dV/dt = 100."""
    return not (is_constant(right) and _rate(left) is not None) and not (is_constant(left) and _rate(right) is not None)


def _speaks_of(left: Node, right: Node, curve: Curve) -> bool:
    """Tell whether all rates are those of a curve's names."""
    rates = [rate for side in (left, right) for _, part in walk(side) if (rate := _rate(part)) is not None]
    return all(name in (curve.first, curve.second) for name, _ in rates)


# -- slopes in formulas --------------------------------------------------------------------------------------------


def _rate(node: Node) -> tuple[str, str] | None:
    """Return what changes, and with what ('' for one that is not named): dy/dx, y', ẏ."""
    match node:
        case Derivative(Symbol(name), (Symbol(by),)):
            return name, by
        case Prime(Symbol(name), 1, ()):
            return name, ""
        case Symbol(name) if name.startswith("dot(") and name.endswith(")"):
            return name[4:-1], "time"
        case _:
            return None


def has_rate(node: Node) -> bool:
    """Tell whether a formula speaks of a slope or a rate."""
    return any(_rate(part) is not None for _, part in walk(node))


def _is_beyond(node: Node) -> bool:
    """Tell whether something stands in a formula that is no plain slope: y'', names with indices."""
    return any(
        isinstance(part, Indexed) or (isinstance(part, Prime | Derivative) and _rate(part) is None)
        for _, part in walk(node)
    )


def _with_slopes(node: Node, curve: Curve | None, knowledge: Knowledge) -> Node:
    """Return a formula with −F_x/F_y for y', and with rates of formulas by the chain rule."""
    rate = _rate(node)
    if rate is not None:
        found = _by_curve(*rate, curve) if curve is not None else _by_formula(*rate, knowledge)
        return node if found is None else found
    if not children(node):
        return node
    return with_children(node, tuple(_with_slopes(child, curve, knowledge) for child in children(node)))


def _by_curve(name: str, by: str, curve: Curve) -> Node | None:
    names = (curve.first, curve.second)
    other = names[1 - names.index(name)]
    if by in (other, ""):
        dependent = name if by else curve.second
        return _slope(curve, dependent) if dependent == name else None
    if by in names:
        return None
    if name == curve.first:
        return Symbol(RATE + name)
    return Product((_slope(curve, name), Symbol(RATE + curve.first)))


def _slope(curve: Curve, dependent: str) -> Node:
    other = curve.first if dependent == curve.second else curve.second
    above, below = (Derivative(curve.form, (Symbol(name),), "quotient") for name in (other, dependent))
    return Group(Sum((Term(-1, Fraction(above, below)),)))


def _by_formula(name: str, by: str, knowledge: Knowledge) -> Node | None:
    """Return the rate of a name that a formula gives: dV/dt = dV/dr · dr/dt for V = 4πr³/3."""
    definition = knowledge.context.definitions.get(name)
    if definition is None:
        return None if knowledge.context.knows(name) or not by else Symbol(RATE + name)
    free = sorted(knowledge.free_names(Symbol(name)))
    if definition.parameters or not free or by in ("", *free) or len(free) > 3:
        return None
    body = Group(definition.body)
    terms = [Product((Derivative(body, (Symbol(other),), "quotient"), Symbol(RATE + other))) for other in free]
    return Group(Sum(tuple(Term(1, term) for term in terms)))


# -- points of the curve --------------------------------------------------------------------------------------------


def _on_curve(left: Node, right: Node, curve: Curve | None, knowledge: Knowledge) -> Verdict:
    """Decide a relation everywhere, or else at points of a curve."""
    context = knowledge.context
    verdict = compare(left, "=", right, knowledge, context)
    if curve is None or not isinstance(verdict, Refuted):
        return verdict
    try:
        form, one, other = (value_of(node, context.structure) for node in (curve.form, left, right))
    except (MeaningError, ShapeError, KeyError, RecursionError):
        return Unknown("the curve has no meaning here")
    if not (isinstance(form, ex.Expr) and isinstance(one, ex.Expr) and isinstance(other, ex.Expr)):
        return Unknown("vectors on a curve are not compared")
    loose = (ex.variables(one) | ex.variables(other)) - {curve.first, curve.second}
    rest = {name: arb(3 + place) / 2 for place, name in enumerate(sorted(loose))}
    count = 0
    with precision(BITS):
        for point in _points(form, curve):
            a, b = (ball(side, point | rest) for side in (one, other))
            gap = abs(a - b) / (1 + abs(a))
            if not gap.is_finite():
                continue
            if gap > DIFFERENT:
                at = {name: f"{float(value.mid()):.6g}" for name, value in point.items()}
                return Refuted(Witness(at, show(a), show(b)))
            count += bool(gap < SAME)
            if count == MOST_POINTS:
                break
    return Consistent(count, str(SAME)) if count >= LEAST_POINTS else Unknown("no points of the curve were found")


def _points(form: ex.Expr, curve: Curve) -> Iterator[dict[str, arb]]:
    """Yield points of a curve, for some values of its first name."""
    for value in PLACES:
        found = _root(form, curve, arb(value))
        if found is not None:
            yield {curve.first: arb(value), curve.second: found}


def _root(form: ex.Expr, curve: Curve, x: arb) -> arb | None:
    """Return a value of the second name between two of different sign, by bisection and then Newton's method."""

    def at(y: arb) -> arb:
        return ball(form, {curve.first: x, curve.second: y})

    grid = [arb(-REACH + 2 * REACH * (step + 0.37) / STEPS) for step in range(STEPS)]
    for low, high in pairwise(grid):
        below, above = at(low), at(high)
        if not (below.is_finite() and above.is_finite()) or not below * above < 0:
            continue
        slope = ex.derivative(form, curve.second)
        middle, half = (low + high) / 2, (high - low) / 2
        for _ in range(HALVINGS):
            half = half / 2
            middle = middle + half if at(middle) * below > 0 else middle - half
        y = middle
        for _ in range(NEWTON):
            y = (y - at(y) / ball(slope, {curve.first: x, curve.second: y})).mid()
        if y.is_finite() and abs(at(y)) < SAME:
            return y
    return None
