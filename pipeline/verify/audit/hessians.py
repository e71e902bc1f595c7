"""Hessians that the words name: "the Hessian is $H = …$" speaks of the function before."""

import re

from flint import arb

from pipeline.equality.verdict import Consistent, Refuted, Verdict, Witness
from pipeline.notation import expression as ex
from pipeline.notation.arrays import Array, ShapeError
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.meaning import MeaningError, value_of
from pipeline.notation.tree import Call, Matrix, Nabla, Node, Symbol
from pipeline.verify.audit.knowledge import Knowledge
from pipeline.verify.audit.surroundings import Surroundings

_HESSIAN = re.compile(r"\bhess(?:ian|e)\b[^.;]*$", re.IGNORECASE)
NO_HESSIAN = "this is not the Hessian of the function before"
BITS = 160
LATEST = 3
"""Functions before a matrix that it may belong to."""


def hessian_in_words(
    target: Node, body: Node, knowledge: Knowledge, words: Surroundings
) -> tuple[Node, Verdict] | None:
    """Decide "the Hessian is H = …" for the functions before: with ∇² of the one that is meant; None where none is.

    It is refuted where at least half of its entries are those of the latest function's Hessian.
    """
    head = target.function if isinstance(target, Call) else target.name if isinstance(target, Symbol) else ""
    if (
        not head.startswith(("H", "cal(H)", "bold(H)"))
        or not isinstance(body, Matrix)
        or not _HESSIAN.search(words.before)
    ):
        return None
    written = _array(body, knowledge)
    near: tuple[Node, Verdict] | None = None
    for name in _functions(len(body.rows), knowledge):
        operator = Nabla(Symbol(name), 2)
        true = _array(operator, knowledge)
        if true is None or written is None or true.shape != written.shape:
            continue
        pairs = list(zip(true.entries, written.entries, strict=True))
        same = [_same(a, b) for a, b in pairs]
        if all(same):
            return operator, Consistent(len(pairs), "0")
        is_constant = not any(ex.variables(entry) for entry in written.entries)
        if near is None and 2 * sum(same) >= len(same) and not (is_constant and any(ex.variables(a) for a, _ in pairs)):
            near = operator, Refuted(Witness({}, "", ""))
    return near


def _functions(size: int, knowledge: Knowledge) -> list[str]:
    definitions = knowledge.context.definitions
    found = [name for name, one in definitions.items() if len(one.parameters) == size]
    return sorted(found, key=lambda name: knowledge.said.get(name, 0), reverse=True)[:LATEST]


def _array(node: Node, knowledge: Knowledge) -> Array | None:
    try:
        value = value_of(node, knowledge.context.structure)
    except (MeaningError, ShapeError, KeyError, RecursionError):
        return None
    return value if isinstance(value, Array) else None


def _same(a: ex.Expr, b: ex.Expr) -> bool:
    names = sorted(ex.variables(a) | ex.variables(b))
    with precision(BITS):
        for shift in (3, 5, 8):
            point = {name: arb(shift + 2 * place) / 7 for place, name in enumerate(names)}
            if not ball(a, point).overlaps(ball(b, point)):
                return False
    return True
