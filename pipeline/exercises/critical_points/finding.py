"""What kind of stationary point it is, and by which argument: second order, a bound, or what comes after that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction as Rational
from typing import Literal, Protocol

from flint import arb, fmpq

from pipeline.equality.inequality import lower_bound
from pipeline.equality.like_terms import collected
from pipeline.equality.normal_form import is_identically_zero
from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.classify import Classification, Inertia, sign_at
from pipeline.exercises.critical_points.constants import Constant, NoConstantError, constant_of, rational, variable
from pipeline.exercises.critical_points.degenerate import UNDECIDED, Verdict, beyond_second_order
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Node, Symbol

MAX_TERMS = 5_000
MAX_DENOMINATOR = 60
GUESS_BITS = 160

By = Literal["second order", "bound", "beyond", "rough"]


class Coordinate(Protocol):
    """A real number, known exactly or to any number of digits."""

    @property
    def rational(self) -> fmpq | None:
        """The value where it is rational."""

    def ball(self, bits: int) -> arb:
        """Return a ball with about `bits` correct bits."""

    def node(self) -> Node | None:
        """Return the number as a person writes it, exactly; None where there is no short way."""


class Place(Protocol):
    """A point at which signs can be decided."""

    @property
    def at(self) -> Sequence[Coordinate]:
        """Its coordinates."""

    def balls(self, bits: int) -> dict[str, arb]:
        """Return balls around the coordinates, by variable."""

    def is_zero(self, expr: Expr) -> bool | None:
        """Decide whether an expression vanishes there; None where that is not known."""


@dataclass(frozen=True)
class Finding:
    """The type of a stationary point, and why.

    Attributes:
        classification: The type.
        by: `second order`: the Hessian decides; `bound`: the function is nowhere below (or above) its value there;
            `beyond`: see `verdict`; `rough`: the series shows it at a point where the gradient's formula has no value.
        verdict: What came after second order.
    """

    classification: Classification
    by: By
    verdict: Verdict | None = None


def find_out(function: Expr, names: Sequence[str], place: Place, inertia: Inertia) -> Finding:
    """Return the type of a stationary point.

    Args:
        function: Over the variables.
        names: Of the variables.
        place: The point.
        inertia: Signs of the Hessian's eigenvalues there.
    """
    if inertia.classification != "undecided":
        return Finding(inertia.classification, "second order")
    bounded = extreme_everywhere(function, names, place)
    if bounded is not None:
        return Finding(bounded, "bound")
    try:
        center = [exact_coordinate(c, name) for c, name in zip(place.at, names, strict=True)]
        verdict = beyond_second_order(function, names, center, sign_of(place))
    except (ComputationError, NoConstantError):
        verdict = UNDECIDED
    return Finding(verdict.classification, "beyond", verdict)  # type: ignore[arg-type]


def exact_coordinate(value: Coordinate, name: str) -> Constant:
    """Return a coordinate as a constant: in closed form where it has one, else as an atom of its own."""
    exact = value.rational
    if exact is not None:
        return rational(exact)
    node = value.node()
    return variable(name, Symbol(name)) if node is None else constant_of(meaning(node))


def sign_of(place: Place) -> Callable[[Constant], int]:
    """Return the function that decides signs of constants over the coordinates of a point."""

    def is_zero(expr: Expr) -> bool | None:
        return True if is_identically_zero(expr, MAX_TERMS) else place.is_zero(expr)

    def sign(value: Constant) -> int:
        exact = value.rational
        if exact is not None:
            return (exact > 0) - (exact < 0)
        return sign_at(value.expr, place.balls, is_zero)

    return sign


def extreme_everywhere(function: Expr, names: Sequence[str], place: Place) -> Classification | None:
    """Tell whether the form of the function shows that it is nowhere below, or nowhere above, its value at a point."""
    try:
        values = {name: exact_coordinate(c, name) for c, name in zip(place.at, names, strict=True)}
        value = constant_of(function, values).rational
    except NoConstantError:
        return None
    if value is None:
        return None
    above = lower_bound(collected(ex.sub(function, ex.Const(value))))
    if above is not None and above >= 0:
        return "local minimum"
    below = lower_bound(collected(ex.sub(ex.Const(value), function)))
    return "local maximum" if below is not None and below >= 0 else None


def value_at(expr: Expr, names: Sequence[str], place: Place) -> Constant | None:
    """Return the exact value of an expression at a point whose coordinates have closed forms, else None."""
    try:
        values = {name: exact_coordinate(c, name) for c, name in zip(place.at, names, strict=True)}
        if any(atom.name.startswith("var ") for c in values.values() for m in c.terms for atom, _ in m):
            return None
        found = constant_of(expr, values)
    except (NoConstantError, ZeroDivisionError, OverflowError):
        return None
    # A sum of several terms may be zero without being seen to be.
    try:
        if len(found.terms) > 1 and sign_of(place)(found) == 0:
            return Constant({})
    except ComputationError:
        return None
    return found if found.rational is not None else simple_rational(expr, place) or found


def simple_rational(expr: Expr, place: Place) -> Constant | None:
    """Return a value that is a simple rational number although its form does not show it: 1 − tanh² x where it is ½."""
    with precision(GUESS_BITS):
        value = ball(expr, place.balls(GUESS_BITS))
        if not value.is_finite():
            return None
        near = Rational(float(value.mid())).limit_denominator(MAX_DENOMINATOR)
        guess = fmpq(near.numerator, near.denominator)
        if not value.overlaps(arb(guess)):
            return None
    return rational(guess) if place.is_zero(ex.sub(expr, ex.Const(guess))) else None
