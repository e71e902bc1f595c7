r"""Taylor polynomials: $T_3(x) = …$ is one of the function before, about a point that the text names or not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import factorial

from flint import arb

from pipeline.equality.decide import show
from pipeline.equality.normal_form import polynomial_form
from pipeline.equality.verdict import Consistent, Refuted, Verdict, Witness
from pipeline.notation import expression as ex
from pipeline.notation.arrays import ShapeError
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.meaning import MeaningError, value_of
from pipeline.notation.tree import Call, Node, Symbol
from pipeline.verify.audit.knowledge import Knowledge

TAYLOR = re.compile(r"\b(?:taylor|maclaurin|mac laurin)\w*", re.IGNORECASE)
_NAMES = re.compile(r"^[TPp](?:_[0-9]+)?$")
NO_TAYLOR = "this is no Taylor polynomial of the function before"
BITS = 160
MAX_DEGREE = 8
MAX_TERMS = 200
MIN_ALIKE = 2
"""Coefficients, not zero, by which a polynomial is known as a Taylor polynomial of a function."""

CENTRES = (0, 1, -1, 2, 3, 4, 8, 9)
LATEST = 3
"""Functions before a polynomial that it may belong to."""

LINES = {1: ((1,),), 2: ((1, 0), (0, 1), (1, 1), (1, -2))}
STEP = "step of a polynomial"


@dataclass(frozen=True)
class Expansion:
    """A polynomial beside a function's Taylor polynomial about a point: which coefficients are alike, and not."""

    alike: int
    wrong: tuple[tuple[int, arb, arb], ...]


def taylor_polynomial(target: Node, body: Node, knowledge: Knowledge) -> Verdict | None:
    """Decide whether T_3(x) = … is a Taylor polynomial of a function before; None where it may be something else.

    It is refuted where all but one of its coefficients are those of the latest function about a point.
    """
    if not isinstance(target, Call) or not _NAMES.match(target.function):
        return None
    names = tuple(part.name for part in target.arguments if isinstance(part, Symbol))
    lines = LINES.get(len(names))
    if lines is None or len(names) < len(target.arguments):
        return None
    knowledge = knowledge.without(frozenset(names))
    polynomial = _scalar(body, knowledge)
    form = polynomial_form(polynomial, sorted(names), MAX_TERMS) if polynomial is not None else None
    if polynomial is None or form is None or len(form.denominator) != 1 or ex.variables(polynomial) - set(names):
        return None
    degree = max((sum(powers) for powers in form.numerator), default=0)
    if not 1 <= degree <= MAX_DEGREE:
        return None
    near: Refuted | None = None
    for function, centre in _candidates(names, knowledge):
        found = _expanded(function, polynomial, names, centre, degree, lines)
        if found is None or found.alike < MIN_ALIKE:
            continue
        if not found.wrong:
            return Consistent(degree + 1, "0")
        if near is None and len({order for order, _, _ in found.wrong}) == 1:
            order, right, written = found.wrong[0]
            near = Refuted(Witness({}, f"{show(right)} (order {order})", show(written)))
    return near


def _candidates(names: Sequence[str], knowledge: Knowledge) -> Iterator[tuple[ex.Expr, int]]:
    """Yield the functions before in these variables, the latest first, each with points to expand them at."""
    functions = [
        (knowledge.said.get(name, 0), name)
        for name, found in knowledge.context.definitions.items()
        if found.parameters == tuple(names) and not _NAMES.match(name)
    ]
    for _, name in sorted(functions, reverse=True)[:LATEST]:
        value = _scalar(Call(name, tuple(map(Symbol, names))), knowledge)
        if value is not None and ex.variables(value) <= set(names):
            for centre in CENTRES if len(names) == 1 else (0,):
                yield value, centre


def _scalar(node: Node, knowledge: Knowledge) -> ex.Expr | None:
    try:
        value = value_of(node, knowledge.context.structure)
    except (MeaningError, ShapeError, KeyError, RecursionError):
        return None
    return value if isinstance(value, ex.Expr) else None


def _expanded(
    function: ex.Expr,
    polynomial: ex.Expr,
    names: Sequence[str],
    centre: int,
    degree: int,
    lines: Sequence[Sequence[int]],
) -> Expansion | None:
    alike, wrong = 0, []
    with precision(BITS):
        for line in lines:
            along = {
                name: ex.add(ex.const(centre), ex.mul(ex.const(slope), ex.Var(STEP)))
                for name, slope in zip(names, line, strict=True)
            }
            one, other = (ex.substitute(side, along) for side in (function, polynomial))
            for order in range(degree + 1):
                a, b = (ball(ex.substitute(side, {STEP: ex.ZERO})) / factorial(order) for side in (one, other))
                if not a.is_finite() or not b.is_finite():
                    return None
                if a.overlaps(b):
                    alike += not b.contains(0)
                else:
                    wrong.append((order, a, b))
                one, other = ex.derivative(one, STEP), ex.derivative(other, STEP)
    return Expansion(alike, tuple(wrong))
