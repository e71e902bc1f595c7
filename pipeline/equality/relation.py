"""Decides relations as they are written: equations between scalars or arrays, roundings, inequalities of numbers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from flint import arb, fmpq

from pipeline.equality.decide import at_first_point, decide, show
from pipeline.equality.inequality import decide_everywhere
from pipeline.equality.normal_form import is_identically_zero
from pipeline.equality.outline import outlines_of
from pipeline.equality.verdict import (
    DEFAULT_LIMITS,
    Consistent,
    Limits,
    Meaningless,
    Proved,
    Refuted,
    Unknown,
    Verdict,
    Witness,
)
from pipeline.notation import expression as ex
from pipeline.notation.arrays import Array
from pipeline.notation.evaluate import DEFAULT_BITS, ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import EMPTY, MeaningError, Scope, exact, value_of
from pipeline.notation.scientific import with_literals
from pipeline.notation.tree import (
    GOES_ON,
    Call,
    Fraction,
    Indexed,
    Node,
    Number,
    Power,
    Product,
    RelationSign,
    Sum,
    Symbol,
    descendants,
    rebuilt,
)

ROUNDED_PLACES = 4
"""By default a literal with at least this many decimals counts as rounded, one with fewer as exact."""

SHARP_BITS = 40
"""How well a side of ≈ has to be known: more than the digits of any literal that is printed."""

NOTHING = arb(2) ** -1000
"""What cannot be told from zero by then is taken for it."""

COMPUTING = (Call, Fraction, Indexed, Power, Product, Symbol)
"""Nodes that compute something; a side without them is a bare literal, point or matrix."""


def decide_relation(
    left: Node,
    relation: RelationSign,
    right: Node,
    scope: Scope,
    *,
    rounded_places: int = ROUNDED_PLACES,
    limits: Limits = DEFAULT_LIMITS,
) -> Verdict:
    """Decide one written relation.

    Args:
        left: A scalar, a vector or a matrix.
        right: Of the same shape.
        relation: `=`, `≈`, `≠` or an inequality; others are Unknown.
        scope: The definitions that hold.
        rounded_places: Decimals from which on a literal counts as rounded (see `≈`).
        limits: Bounds on the work.

    Returns:
        For arrays the worst of the entries' verdicts.
    """
    try:
        a, b = rows_of(left, scope), rows_of(right, scope)
    except MeaningError as problem:
        return Meaningless(str(problem))
    if a.shape != b.shape:
        return Meaningless(f"the sides have the shapes {a.shape} and {b.shape}")
    match relation:
        case "=":
            return worst(_decide_equal(x, y, scope, limits) for x, y in _entries(a, b))
        case "≈":
            return worst(_round_to_each_other(left, right, scope, rounded_places, limits))
        case "≠":
            return _any_differs([_compare(x, relation, y, limits) for x, y in _entries(a, b)])
        case "<" | ">" | "≤" | "≥":
            return worst(_compare(x, relation, y, limits) for x, y in _entries(a, b))
        case _:
            return Unknown(f"'{relation}' is not decided here")


def _decide_equal(a: Expr, b: Expr, scope: Scope, limits: Limits) -> Verdict:
    """Decide an equation, which may stand at many places of a page, once."""
    known = scope.memory.verdicts if scope.definitions else {}
    found = known.get((a, b, limits))
    if not isinstance(found, Verdict):
        found = known[a, b, limits] = decide(a, b, limits, lambda expr: outlines_of(scope).of(expr))
    return found


def _entries(a: Array, b: Array) -> Iterator[tuple[Expr, Expr]]:
    return zip(a.entries, b.entries, strict=True)


def rows_of(node: Node, scope: Scope) -> Array:
    """Return what a formula means as rows; a scalar is 1 × 1.

    Raises:
        MeaningError: Where it has no meaning.
    """
    value = value_of(node, scope)
    return value if isinstance(value, Array) else Array(((value,),))


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the first refutation, else the first unknown, else the first that is no proof, else a proof."""
    found = list(verdicts)
    for kind in (Refuted, Unknown, Consistent):
        for verdict in found:
            if isinstance(verdict, kind):
                return verdict
    return found[0]


def _any_differs(entries: list[Verdict]) -> Verdict:
    """Return a proof where some entry differs; arrays are equal only if all entries are."""
    for kind in (Proved, Unknown):
        for verdict in entries:
            if isinstance(verdict, kind):
                return verdict
    return entries[0]


def decimals(text: str) -> int:
    """Return the decimals of a literal, `0.123` → 3, without an exponent; but at least ROUNDED_PLACES with one."""
    mantissa, _, exponent = text.rstrip(GOES_ON).lower().partition("e")
    places = len(mantissa.partition(".")[2])
    return max(places, ROUNDED_PLACES) if exponent and places else places


def half_unit(text: str) -> fmpq:
    """Return half a unit in the last place of a literal: `0.123` → 0.0005, `12` → 1/2, `2e-3` → 0.0005.

    Digits that go on may be cut off or rounded: for them it is a whole unit.
    """
    mantissa, _, exponent = text.rstrip(GOES_ON).lower().partition("e")
    places = len(mantissa.partition(".")[2]) - int(exponent or 0)
    return (fmpq(1) if text.endswith(GOES_ON) else fmpq(1, 2)) * fmpq(10) ** -places


def _round_to_each_other(
    left: Node, right: Node, scope: Scope, rounded_places: int, limits: Limits
) -> Iterator[Verdict]:
    """Decide a ≈ b entry by entry: they differ by no more than the printed digits leave open."""
    blurred: dict[str, Number] = {}
    a, b = (rows_of(_blur(with_literals(side), rounded_places, blurred), scope) for side in (left, right))
    values = _blurs(blurred, limits)
    for x, y in _entries(a, b):
        yield _overlap(x, y, values, limits)


def has_value(formula: Node, *, rounded_places: int = ROUNDED_PLACES, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Tell whether a formula without names has a value, whatever its rounded literals stand for."""
    blurred: dict[str, Number] = {}
    try:
        rows = rows_of(_blur(with_literals(formula), rounded_places, blurred), EMPTY)
    except MeaningError:
        return False
    values = _blurs(blurred, limits)
    return all(sharp_ball(entry, values, limits).is_finite() for entry in rows.entries)


def _blurs(blurred: Mapping[str, Number], limits: Limits) -> dict[str, arb]:
    """Return for each rounded literal the ball of what it may stand for."""
    with precision(limits.bits):
        return {name: arb(exact(n.text)) + arb(0, arb(half_unit(n.text))) for name, n in blurred.items()}


def _overlap(a: Expr, b: Expr, values: Mapping[str, arb], limits: Limits) -> Verdict:
    if (ex.variables(a) | ex.variables(b)) - values.keys():
        return decide(a, b, limits)
    left, right = sharp_ball(a, values, limits), sharp_ball(b, values, limits)
    if not (left.is_finite() and right.is_finite()):
        return Meaningless("a side of ≈ is undefined")
    if left.overlaps(right):
        return Consistent(1, abs(left - right).upper().str(2, radius=False))
    return Refuted(Witness({}, show(left.mid()), show(right.mid())))


def sharp_ball(expr: Expr, values: Mapping[str, arb], limits: Limits) -> arb:
    """Return a ball around a side; where no rounded literal blurs it, one that is narrow, whatever cancels in it."""
    if not ex.variables(expr):
        with precision(DEFAULT_BITS):
            found = at_first_point(expr)  # known from other relations, or known to them from here on
        if found.is_finite() and found.rel_accuracy_bits() >= SHARP_BITS:
            return found
    for bits in (limits.bits, 4 * limits.bits, 16 * limits.bits):
        with precision(bits):
            found = ball(expr, values)
        if ex.variables(expr) or (found.is_finite() and (found.is_zero() or found.rel_accuracy_bits() >= SHARP_BITS)):
            return found
    return found if found.is_finite() and found.abs_upper() < NOTHING else arb.nan()


def _blur(node: Node, rounded_places: int, blurred: dict[str, Number]) -> Node:
    """Put a name in the place of each rounded literal, and take down in `blurred` which stands for which.

    Where the side is a bare literal it counts as rounded; within a formula only literals with many decimals do.
    """
    least = 0 if is_literal(node) else rounded_places
    if not any(isinstance(part, Number) and decimals(part.text) >= least for part in descendants(node)):
        return node
    return _blurred(node, least, blurred)


def _blurred(part: Node, least: int, blurred: dict[str, Number]) -> Node:
    if isinstance(part, Indexed):  # an index is no rounded number
        return part
    if isinstance(part, Number) and decimals(part.text) >= least:
        name = f"rounded {part.text}"
        blurred[name] = part
        return Symbol(name)
    if isinstance(part, Power) and not least:
        return replace(part, base=_blurred(part.base, least, blurred))
    return rebuilt(part, lambda below: _blurred(below, least, blurred))


def is_literal(node: Node) -> bool:
    """Tell whether a side is a bare number, or a point or matrix of such."""
    parts = descendants(node)
    return any(isinstance(part, Number) for part in parts) and not any(map(_computes, parts))


def _computes(part: Node) -> bool:
    """Tell whether a node computes something; a sum of one term is a sign."""
    return isinstance(part, COMPUTING) or (isinstance(part, Sum) and len(part.terms) > 1)


def _compare(a: Expr, relation: RelationSign, b: Expr, limits: Limits) -> Verdict:
    difference = ex.sub(a, b)
    if is_identically_zero(difference, limits.terms):
        return _compare_equals(a, relation)
    if ex.variables(difference):
        if relation not in ("<", ">", "≤", "≥"):
            return Unknown("an inequality with variables is not decided here")
        return decide_everywhere(a, relation, b, limits)
    with precision(limits.bits):
        value = ball(difference)
    holds = _holds(value, relation)
    if holds is None and relation in ("≤", "≥"):
        equal = decide(a, b, limits)  # a bound may be reached
        return (
            equal if isinstance(equal, Proved | Consistent) else Unknown("the sides are too close to tell them apart")
        )
    if holds is None:
        return Unknown("the sides are too close to tell them apart")
    return Proved("ball arithmetic") if holds else Refuted(Witness({}, show(ball(a)), show(ball(b))))


def _compare_equals(side: Expr, relation: RelationSign) -> Verdict:
    """Decide an inequality between two sides that are the same for all values."""
    if relation in ("≤", "≥"):
        return Proved("polynomial identity")
    value = "the same formula" if ex.variables(side) else show(ball(side))
    return Refuted(Witness({}, value, value))


def _holds(difference: arb, relation: RelationSign) -> bool | None:
    sign = 1 if difference > 0 else -1 if difference < 0 else 0 if difference == 0 else None
    if sign is None:
        return None
    return {"<": sign < 0, ">": sign > 0, "≤": sign <= 0, "≥": sign >= 0, "≠": sign != 0}[relation]
