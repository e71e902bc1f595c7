r"""Estimates near a point where a formula is known: $f(2.1) \approx 4 + 4 \cdot 0.1$, $\sqrt{17} \approx 4 + \frac18$.

They are no roundings of the value itself, but of a Taylor polynomial of low degree about a round number nearby.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import factorial, isqrt

from flint import arb

from pipeline.equality.context import Context
from pipeline.equality.decide import show
from pipeline.equality.normal_form import polynomial_form
from pipeline.equality.relation import decimals
from pipeline.equality.verdict import Consistent, Refuted, Unknown, Witness
from pipeline.notation import expression as ex
from pipeline.notation.arrays import ShapeError
from pipeline.notation.build import number
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.meaning import MeaningError, value_of
from pipeline.notation.tree import (
    Call,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Node,
    Number,
    Power,
    Product,
    Sign,
    Sum,
    Symbol,
    Term,
    Tuple,
    children,
    descendants,
    with_children,
)
from pipeline.notation.tree import Fraction as Ratio
from pipeline.verify.audit.intermediates import led_to

STEP = "step of an estimate"
MAX_DEGREE = 4
MAX_PARTS = 200
MAX_DIGITS = 12
BITS = 160
EXACTLY = 1e-30
MAX_EXPANDED = 8
MIN_ALIKE = 2
"""Terms, not zero, by which a polynomial is known as one that begins as a Taylor series does."""


def estimated(left: Node, right: Node, context: Context) -> Consistent | None:
    """Tell whether a number is what a Taylor polynomial about a round number nearby gives; None where it is not."""
    if len(descendants(left)) > MAX_PARTS or (not isinstance(left, Call) and not _has_decimals(left)):
        return None
    try:
        with precision(BITS):
            target = value_of(right, context.valued)
            if not isinstance(target, ex.Expr) or ex.variables(target):
                return None
            printed = ball(target)
            allowed = arb(_half_unit(right) + EXACTLY)
            if any(abs(value - printed) < allowed for value in _estimates(left, context)):
                return Consistent(1, str(allowed.str(2, radius=False)))
    except (MeaningError, ShapeError, KeyError):
        return None
    return None


def expanded(left: Node, right: Node, context: Context) -> Consistent | Refuted | None:
    r"""Judge $\ln(1+x) \approx x - \frac{x^2}{2} + \frac{x^3}{3}$: a polynomial that begins as the Taylor series does.

    Returns:
        Refuted where the first MIN_ALIKE terms or more are those of the series about 0 and a later one is not; None
        where an approximation of another kind may be meant.
    """
    try:
        one, other = value_of(left, context.valued), value_of(right, context.valued)
    except (MeaningError, ShapeError):
        return None
    if not isinstance(one, ex.Expr) or not isinstance(other, ex.Expr):
        return None
    names = ex.variables(one)
    if len(names) != 1 or ex.variables(other) != names:
        return None
    (name,) = names
    form = polynomial_form(other, [name], MAX_PARTS)
    if form is None or len(form.denominator) != 1 or polynomial_form(one, [name], MAX_PARTS) is not None:
        return None
    degree = max((powers[0] for powers in form.numerator), default=0)
    return _compared(one, other, name, degree) if degree <= MAX_EXPANDED else None


def _compared(one: ex.Expr, other: ex.Expr, name: str, degree: int) -> Consistent | Refuted | None:
    alike = 0
    with precision(BITS):
        for k in range(degree + 1):
            a, b = (ball(ex.substitute(side, {name: ex.ZERO})) for side in (one, other))
            if not a.is_finite() or not b.is_finite():
                return None
            if not a.overlaps(b):
                wrong = Witness({}, f"{show(a / factorial(k))} {name}^{k}", f"{show(b / factorial(k))} {name}^{k}")
                return Refuted(wrong) if alike >= MIN_ALIKE else None
            alike += not b.contains(0)
            one, other = ex.derivative(one, name), ex.derivative(other, name)
    return Consistent(degree + 1, "0") if alike >= MIN_ALIKE else None


def is_method(left: Node, right: Node) -> bool:
    """Tell whether a formula only approximates an integral or a derivative, as the trapezoidal rule does."""
    if isinstance(right, Number | Matrix | Tuple):
        return False
    parts = descendants(right)
    if any(isinstance(part, Integral | Limit) for part in descendants(left)):
        is_other = any(isinstance(part, Call | Sum | Power) for part in parts)
        return is_other and not any(isinstance(part, Integral | Limit) for part in parts)
    if any(isinstance(part, Derivative) for part in descendants(left)):
        return any(isinstance(part, Ratio) and isinstance(part.numerator, Sum) for part in parts)
    return False


def by_another_function(left: Node, right: Node, context: Context) -> Unknown | None:
    """Return that an approximation is not judged where a function of the document's stands for something else."""
    used = {part.function for part in descendants(right) if isinstance(part, Call)} & context.definitions.keys()
    if not used or used & {name for name, _ in led_to(left, context)}:
        return None
    return Unknown("how well one function approximates another is not judged")


def _has_decimals(node: Node) -> bool:
    return any(isinstance(part, Number) and "." in part.text for part in descendants(node))


def _half_unit(node: Node) -> float:
    """Return how far a number may be off that is printed with so many decimals."""
    places = [decimals(part.text) for part in descendants(node) if isinstance(part, Number)]
    most = max(places, default=0)
    is_rounded = isinstance(node, Number) or most > 3
    return 0.5 * 10.0**-most if most and is_rounded else 0.0


def _estimates(node: Node, context: Context) -> Iterator[arb]:
    """Yield the values of the Taylor polynomials about the round numbers near those that stand in a formula."""
    scope = context.valued.keeping(STEP)
    for digits in (0, 1):
        moved = _moved(node, digits)
        value = value_of(moved, scope) if moved != node else None
        if not isinstance(value, ex.Expr) or ex.variables(value) != {STEP}:
            continue
        total = arb(0)
        for degree in range(MAX_DEGREE):
            total += ball(ex.substitute(value, {STEP: ex.ZERO})) / factorial(degree)
            value = ex.derivative(value, STEP)
            if degree and total.is_finite():
                yield total


def _moved(node: Node, digits: int) -> Node:
    """Return a formula with 2 + 0.1 s in the place of 2.1, and 16 + s in that of 17 below a root."""
    match node:
        case Number(text) if "." in text and _is_short(text):
            return _stepped(Fraction(text), Fraction(round(Fraction(text), digits)))
        case Call("sqrt", (Number(text),)) if text.isdigit() and _is_short(text):
            root = isqrt(int(text))
            near = min(root**2, (root + 1) ** 2, key=lambda square: abs(square - int(text)))
            return Call("sqrt", (_stepped(Fraction(text), Fraction(near)),))
        case _ if not children(node):
            return node
        case _:
            return with_children(node, tuple(_moved(child, digits) for child in children(node)))


def _is_short(text: str) -> bool:
    return len(text) < MAX_DIGITS and text.replace(".", "", 1).isdigit()


def _stepped(value: Fraction, near: Fraction) -> Node:
    step = value - near
    if not step:
        return number(value)
    sign: Sign = 1 if step > 0 else -1
    return Sum((Term(1, number(near)), Term(sign, Product((number(abs(step)), Symbol(STEP))))))
