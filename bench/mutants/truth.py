"""Is a changed formula still true? Judged with SymPy alone; where that cannot be shown, the answer is no."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import mpmath
import sympy
from sympy.core.function import AppliedUndef

from bench.mutants.algebra import DERIVATIVE, UnreadError, algebra
from bench.mutants.chains import Links, chains_of

Reason = Literal[
    "the same value",
    "an identity",
    "a relation that follows",
    "the same solutions",
    "true of these numbers",
    "rounding",
]
REASONS: Mapping[Reason, str] = {
    "the same value": "every member is the same expression as before: operands that commute, brackets without effect",
    "an identity": "both sides are equal for all values of their names, derivatives carried out",
    "a relation that follows": "the members are as before, and the new relation follows from the old one",
    "the same solutions": "the changed equation still has exactly the solution that stands behind it",
    "true of these numbers": "SymPy confirms the relation between the values of the two sides",
    "rounding": "the changed digit is within what the printed digits leave open, so ≈ holds",
}

FOLLOWS: Mapping[str, str] = {"=": "≈≤≥", "<": "≤≠", ">": "≥≠", "≤": "", "≥": "", "≈": "", "≠": ""}
"""Which relations follow from which."""

ROUNDED_PLACES = 4
"""A literal with at least so many decimals is a rounded one, inside a formula."""


@dataclass
class Facts:
    """What the unchanged section of an exercise states.

    Attributes:
        names: All that it mentions.
        values: Numeric value of names, in full precision.
        parts: The other names in the formulas that a name stands for.
    """

    names: set[Any] = field(default_factory=set)
    values: dict[Any, Any] = field(default_factory=dict)
    parts: dict[Any, set[Any]] = field(default_factory=dict)

    def hides(self, name: Any, variable: Any) -> bool:
        """Tell whether a name stands for something that depends on the variable."""
        reached, waiting = set(), {name}
        while waiting:
            reached |= waiting
            waiting = {part for one in waiting for part in self.parts.get(one, ())} - reached
        return name != variable and variable in reached


def facts_of(formulas: Sequence[str]) -> Facts:
    """Return what formulas say about names, each value computed from those before it.

    Args:
        formulas: LaTeX of the unchanged section, in its order.
    """
    facts = Facts()
    for formula in formulas:
        for links in chains_of(formula):
            exact = links.signs.index("≈") if "≈" in links.signs else len(links.signs)
            _take_down([_read(member) for member in links.members], exact + 1, facts)
    return facts


def _take_down(members: Sequence[Any], exact: int, facts: Facts) -> None:
    """Note the names of a chain, and the value of its first member if it is a name and an exact member has a value."""
    facts.names |= {name for member in members if member is not None for name in member.free_symbols}
    name = members[0]
    if not isinstance(name, sympy.Symbol):
        return
    for member in members[1:exact]:
        if member is not None:
            facts.parts.setdefault(name, set()).update(member.free_symbols)
        value = _value(member, facts)
        if value is not None:
            facts.values.setdefault(name, value)


def _read(latex: str, number: Callable[[str], Any] = sympy.Rational) -> Any:
    try:
        return algebra(latex, number)
    except UnreadError:
        return None


def _value(expression: Any, facts: Facts) -> Any:
    """Return an expression with all names replaced by their values; None where one is left."""
    if expression is None or isinstance(expression, sympy.MatrixBase) or expression.atoms(AppliedUndef):
        return None
    value = expression.subs(facts.values)
    return None if value.free_symbols else value


def still_true(before: str, after: str, facts: Facts) -> Reason | None:
    """Return why every relation of a changed formula is still true; None where that is not shown.

    Args:
        before: The formula as it was, all of whose relations hold.
        after: The changed formula.
        facts: Values of names.
    """
    old, new = chains_of(before), chains_of(after)
    if [len(a.signs) for a in old] != [len(b.signs) for b in new]:
        return None
    reasons: list[Reason | None] = [reason for a, b in zip(old, new, strict=True) for reason in _reasons(a, b, facts)]
    if None in reasons:
        return None
    order: tuple[Reason, ...] = get_args(Reason)
    return next((reason for reason in reversed(order) if reason in reasons), None)


def _reasons(old: Links, new: Links, facts: Facts) -> Iterator[Reason | None]:
    """Yield for each relation of a chain why it is still true."""
    kept = [_kept(old, new, i, facts) for i in range(len(new.members))]
    if not new.signs:
        yield kept[0]
    for i, (was, sign) in enumerate(zip(old.signs, new.signs, strict=True)):
        if kept[i] and kept[i + 1] and (was == sign or sign in FOLLOWS.get(was, "")):
            reason = kept[i] if kept[i + 1] == "the same value" else kept[i + 1]
            yield reason if was == sign else "a relation that follows"
        elif sign in "⇔⇒" or (i + 1 < len(new.signs) and new.signs[i + 1] in "⇔⇒"):
            yield _solves(new)
        else:
            yield _holds(new, i, old, facts)


def _kept(old: Links, new: Links, i: int, facts: Facts) -> Reason | None:
    """Return why a member has the value that it had: as it was, or equal to what = connects it with."""
    if old.members[i] == new.members[i] or _are_same(old.members[i], new.members[i]):
        return "the same value"
    value = _read(new.members[i])
    if value is None or not value.free_symbols <= facts.names or set(old.signs) & set("⇔⇒"):
        return None
    others = [_read(old.members[j]) for j in _run(old, i) if j != i]
    if any(other is not None and _is_zero(value, other, facts) for other in others):
        return "an identity"
    if any(other is not None and _are_equal(other, 0 * other) for other in others):
        return "an identity" if _is_multiple(value, _read(old.members[i])) else None
    return None


def _run(links: Links, i: int) -> range:
    """Return the members that = connects with a member."""
    first, last = i, i
    while first > 0 and links.signs[first - 1] == "=":
        first -= 1
    while last < len(links.signs) and links.signs[last] == "=":
        last += 1
    return range(first, last + 1)


def _is_multiple(new: Any, old: Any) -> bool:
    """Tell whether a member is a number times what it was: where that is zero, so is this."""
    if old is None or isinstance(new, sympy.MatrixBase) or isinstance(old, sympy.MatrixBase):
        return False
    return bool((new / old).is_Number)


def _are_same(a: str, b: str) -> bool:
    """Tell whether SymPy finds two members identical, opaque parts included."""
    first, second = _read(a), _read(b)
    return first is not None and second is not None and _are_equal(first, second)


def _are_equal(first: Any, second: Any) -> bool:
    """Tell whether the difference of two expressions or matrices vanishes."""
    if isinstance(first, sympy.MatrixBase) or isinstance(second, sympy.MatrixBase):
        same_shape = getattr(first, "shape", None) == getattr(second, "shape", None)
        return same_shape and (first - second).expand().is_zero_matrix is True
    difference = first - second
    if not difference.is_commutative:
        return bool(sympy.expand(difference) == 0)
    return _may_vanish(difference) and bool(sympy.expand(difference) == 0 or sympy.simplify(difference) == 0)


def _may_vanish(difference: Any) -> bool:
    """Tell whether an expression is zero at one point; where it is not, nothing slow needs to be tried."""
    parts = sorted(difference.atoms(AppliedUndef) | difference.free_symbols, key=str)
    point = {part: sympy.Rational(17 + 6 * k, 29) for k, part in enumerate(parts)}
    value = sympy.N(difference.xreplace(point), 30)
    return not value.is_number or bool(abs(value) < 1e-15)


def _solves(links: Links) -> Reason | None:
    """Decide `equation ⇔ x = value`: the value has to be the only solution."""
    if links.signs != ["=", "⇔", "="]:
        return None
    left, right, variable, value = (_read(member) for member in links.members)
    if left is None or right is None or value is None or not isinstance(variable, sympy.Symbol):
        return None
    if (left - right).free_symbols != {variable} or not (left - right).is_polynomial(variable):
        return None
    return "the same solutions" if sympy.solve(left - right, variable) == [value] else None


def _holds(new: Links, i: int, old: Links, facts: Facts) -> Reason | None:
    """Decide one relation anew."""
    sign = new.signs[i]
    if sign == "≈":
        return "rounding" if _agree(new, i, old, facts) else None
    left, right = (_read(member) for member in new.members[i : i + 2])
    if left is None or right is None or not (left.free_symbols | right.free_symbols) <= facts.names:
        return None
    if sign == "=":
        if left.free_symbols | right.free_symbols:
            return "an identity" if _is_zero(left, right, facts) else None
        return "true of these numbers" if _is_zero(left, right, facts) else None
    return "true of these numbers" if _compare(left, sign, right, facts) else None


def _is_zero(left: Any, right: Any, facts: Facts) -> bool:
    """Tell whether two sides are equal for all values of their names, with the derivatives carried out."""
    try:
        return _are_equal(*(_differentiated(side, facts) for side in (left, right)))
    except UnreadError:
        return False


def _differentiated(side: Any, facts: Facts) -> Any:
    """Carry out ∂/∂x of formulas whose names stand for nothing else, so that x is hidden in none of them."""
    if isinstance(side, sympy.MatrixBase):
        return side

    def carry_out(operand: Any, variable: Any) -> Any:
        if not isinstance(variable, sympy.Symbol):
            raise UnreadError("what is differentiated by is no name")
        if operand.atoms(AppliedUndef) or any(facts.hides(name, variable) for name in operand.free_symbols):
            raise UnreadError("a name in it may depend on the variable")
        return sympy.diff(operand, variable)

    return side.replace(DERIVATIVE, carry_out)


def _compare(left: Any, sign: str, right: Any, facts: Facts) -> bool:
    """Decide an inequality between values, or one that holds for all real values of its names."""
    values = [_value(side, facts) for side in (left, right)]
    if None in values:
        values = [left, right]
    if any(isinstance(value, sympy.MatrixBase) for value in values):
        return False
    difference = values[0] - values[1]
    holds = {
        "<": difference.is_negative,
        ">": difference.is_positive,
        "≤": difference.is_nonpositive,
        "≥": difference.is_nonnegative,
        "≠": difference.is_nonzero,
    }
    return holds.get(sign) is True


# -- rounding ----------------------------------------------------------------------------------------


def _agree(new: Links, i: int, old: Links, facts: Facts) -> bool:
    """Decide a ≈ b: the intervals that the literals leave open meet, or b meets the exact value of the chain."""
    right = _interval(new.members[i + 1], facts)
    if right is None:
        return False
    exact = next((v for m in old.members[: i + 1] if (v := _value(_read(m), facts)) is not None), None)
    left = _interval(new.members[i], facts)
    candidates = [left] if left is not None else []
    candidates += [mpmath.iv.mpf(str(sympy.N(exact, 30)))] if exact is not None else []
    return any(one.a <= right.b and right.a <= one.b for one in candidates)


def _interval(member: str, facts: Facts) -> Any:
    """Return the interval in which a member lies; None where it is no number."""
    bare = _read(member)
    places = 0 if bare is not None and getattr(bare, "is_Number", False) else ROUNDED_PLACES
    rounded: dict[Any, Any] = {}

    def number(text: str) -> Any:
        if len(text.partition(".")[2]) < places or (places == 0 and "." not in text):
            return sympy.Rational(text)
        symbol = sympy.Dummy(text)
        half = mpmath.iv.mpf(10) ** -len(text.partition(".")[2]) / 2
        rounded[symbol] = mpmath.iv.mpf(text) + mpmath.iv.mpf([-1, 1]) * half
        return symbol

    expression = _read(member, number)
    if expression is None or isinstance(expression, sympy.MatrixBase):
        return None
    expression = expression.subs(facts.values)
    try:
        return _within(expression, rounded)
    except (UnreadError, ArithmeticError, ValueError):  # or no real number, or one divided by zero
        return None


def _within(expression: Any, values: Mapping[Any, Any]) -> Any:
    """Evaluate with intervals."""
    if expression in values:
        return values[expression]
    if expression.is_Rational:
        return mpmath.iv.mpf(int(expression.p)) / int(expression.q)
    if expression is sympy.E:
        return mpmath.iv.e
    parts = [_within(part, values) for part in expression.args]
    if expression.is_Add:
        return sum(parts[1:], parts[0])
    if expression.is_Mul:
        return _product(parts)
    if expression.is_Pow and expression.exp.is_Integer:
        return parts[0] ** int(expression.exp)
    if isinstance(expression, sympy.exp):
        return mpmath.iv.exp(parts[0])
    if isinstance(expression, sympy.log):
        return mpmath.iv.log(parts[0])
    if expression.is_Pow and expression.exp == sympy.Rational(1, 2):
        return mpmath.iv.sqrt(parts[0])
    raise UnreadError(f"{expression} has no value")


def _product(parts: Sequence[Any]) -> Any:
    value = mpmath.iv.mpf(1)
    for part in parts:
        value = value * part
    return value
