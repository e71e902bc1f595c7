"""Zeros found by branch and prune → points: told apart, written exactly where that is possible, proved to be all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction as Rational
from itertools import product

from flint import arb, fmpq

from pipeline.equality.decide import seed_of
from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.box import Box
from pipeline.exercises.critical_points.branch import MAX_ROOTS, Equations, Search, branch_and_prune
from pipeline.exercises.critical_points.coordinates import ClosedForm, Coordinate, Enclosed, Root
from pipeline.exercises.critical_points.unknowns import form_of
from pipeline.notation import expression as ex
from pipeline.notation.build import neg, number, product_of, quotient
from pipeline.notation.evaluate import precision
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Symbol

GUESS_BITS = 160
MAX_DENOMINATOR = 60
MAX_KINKS = 4


@dataclass(frozen=True)
class FoundRoot:
    """One zero.

    Attributes:
        root: As a zero of the equations.
        box: In which it is the only one.
        coordinates: By variable, exact where recognised.
    """

    root: Root
    box: Box
    coordinates: Mapping[str, Coordinate]


@dataclass
class Enclosures:
    """All zeros on a box, as far as they were found.

    Attributes:
        roots: The distinct ones.
        searches: One for each choice of signs.
        unproved: Whether something is left about which nothing is known.
    """

    roots: list[FoundRoot] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)
    unproved: bool = False

    @property
    def left(self) -> list[Box]:
        """Boxes about which nothing is known."""
        return [box for search in self.searches for box in search.left]


def enclose(
    function: Expr, equations: Sequence[Expr], extra: Sequence[Expr], variables: tuple[str, ...], box: Box
) -> Enclosures:
    """Search a box for common zeros of equations, in each part where absolute values have one sign.

    Args:
        function: The equations are made of its derivatives; it says where they are defined.
        equations: One per variable.
        extra: The same equations in other forms, or further ones that have to hold.
        variables: Names.
        box: Where to look; sides may be unbounded.
    """
    found = Enclosures()
    for signs in _signs(function, equations):
        smooth = [_smoothed(expr, signs) for expr in (function, *equations, *extra)]
        positive = (*_restrictions(smooth[0]), *(_oriented(u, s) for u, s in signs))
        positive = tuple(p for p in positive if ex.variables(p) <= set(variables))
        own = Equations(variables, tuple(smooth[1 : 1 + len(equations)]), positive, tuple(smooth[1 + len(equations) :]))
        search = branch_and_prune(own, box)
        found.searches.append(search)
        found.unproved |= bool(search.left)
        if len(search.roots) >= MAX_ROOTS:
            continue
        for around, near in search.roots:
            _take(found, own, around, near)
    return found


Signs = tuple[tuple[Expr, int], ...]


def _signs(function: Expr, equations: Sequence[Expr]) -> list[Signs]:
    """Return every choice of signs of what stands in absolute values and other functions with a kink."""
    arguments: dict[bytes, Expr] = {}
    for expr in (function, *equations):
        for node in ex.subexpressions(expr):
            if isinstance(node, ex.Fn) and node.name in KINKED:
                arguments.setdefault(seed_of(node.argument), node.argument)
    if len(arguments) > MAX_KINKS:
        raise ComputationError(f"the function has more than {MAX_KINKS} places with a kink")
    return [tuple(zip(arguments.values(), signs, strict=True)) for signs in product((1, -1), repeat=len(arguments))]


KINKED = {"abs": (1, -1), "sign": (1, -1), "relu": (1, 0), "step": (1, 0), "leaky_relu": (1, 0)}


def _smoothed(expr: Expr, signs: Signs) -> Expr:
    """Return the expression where the arguments of kinks have the given signs."""
    if not signs:
        return expr
    known = {seed_of(argument): sign for argument, sign in signs}

    def visit(node: Expr, parts: tuple[Expr, ...]) -> Expr:
        if isinstance(node, ex.Fn) and node.name in KINKED:
            sign = known.get(seed_of(node.argument))
            if sign is not None:
                return _branch(node.name, parts[0], sign)
        return ex.rebuild(node, parts) if parts else node

    return ex.fold(expr, visit)


def _branch(name: str, argument: Expr, sign: int) -> Expr:
    match name:
        case "abs":
            return argument if sign > 0 else ex.neg(argument)
        case "sign":
            return ex.const(sign)
        case "relu":
            return argument if sign > 0 else ex.ZERO
        case "step":
            return ex.ONE if sign > 0 else ex.ZERO
        case _:
            return argument if sign > 0 else ex.mul(ex.Const(ex.LEAKY_SLOPE), argument)


def _oriented(argument: Expr, sign: int) -> Expr:
    return argument if sign > 0 else ex.neg(argument)


def _restrictions(function: Expr) -> list[Expr]:
    """Return what is positive wherever the function is differentiable."""
    found: list[Expr] = []
    for node in ex.subexpressions(function):
        match node:
            case ex.Fn("log" | "sqrt", argument):
                found.append(argument)
            case ex.Pow(base, ex.Const(value)) if value.q != 1:
                found.append(base)
            case ex.Pow(base, exponent) if not isinstance(exponent, ex.Const):
                found.append(base)
            case _:
                pass
    return [expr for expr in found if ex.variables(expr)]


def _take(found: Enclosures, equations: Equations, around: Box, near: Sequence[float]) -> None:
    """Add a zero unless it is known; two zeros in a box with one zero are the same."""
    root = Root(equations.variables, equations.zero, around, near)
    try:
        if not root.is_in(around):
            raise ComputationError("a zero was not found again where it is")
        known = any(root.is_in(other.box) or other.root.is_in(around) for other in found.roots)
        if not known:
            found.roots.append(FoundRoot(root, around, _recognised(root, around)))
    except ComputationError:
        found.unproved = True


# -- exact coordinates ---------------------------------------------------------------------------------


def _recognised(root: Root, around: Box) -> dict[str, Coordinate]:
    """Return the coordinates, exact where a guess can be proved to be the zero."""
    guesses = {
        name: guess
        for name, value in zip(root.variables, root.balls(GUESS_BITS), strict=True)
        if (guess := _guess(value)) is not None
    }
    for chosen in (guesses, *({name: guess} for name, guess in guesses.items())):
        if chosen and (proved := _proved(root, around, chosen)) is not None:
            return proved
    return {name: Enclosed(root, i) for i, name in enumerate(root.variables)}


def _guess(value: arb) -> Coordinate | None:
    """Return a simple number, rational or a multiple of π, that agrees to all digits known."""
    with precision(GUESS_BITS):
        rational = _simple(value)
        if rational is not None:
            return RealAlgebraic((-rational.numerator, rational.denominator))
        multiple = _simple(value / arb.pi())
    if multiple is None:
        return None
    size = quotient(product_of((number(abs(multiple.numerator)), Symbol("pi"))), number(multiple.denominator))
    return ClosedForm(neg(size) if multiple < 0 else size)


def _simple(value: arb) -> Rational | None:
    near = Rational(float(value.mid())).limit_denominator(MAX_DENOMINATOR)
    return near if value.overlaps(arb(fmpq(near.numerator, near.denominator))) else None


def expr_of(coordinate: Coordinate) -> Expr | None:
    """Return a coordinate as an expression where it is known exactly."""
    if coordinate.rational is not None:
        return ex.Const(coordinate.rational)
    node = coordinate.node()
    return None if node is None else meaning(node)


def _proved(root: Root, around: Box, chosen: Mapping[str, Coordinate]) -> dict[str, Coordinate] | None:
    """Return the coordinates if the zero has the chosen ones: the equations have such a zero in its box."""
    values = {name: value for name, c in chosen.items() if (value := expr_of(c)) is not None}
    there = [ex.substitute(equation, values) for equation in root.equations]
    left = [equation for equation in there if not vanishes_identically(equation)]
    names = tuple(name for name in root.variables if name not in chosen)
    if len(left) != len(names):
        return None
    if not names:
        return dict(chosen)
    inner = tuple(side for name, side in zip(root.variables, around, strict=True) if name in names)
    near = [float(x.mid()) for name, x in zip(root.variables, root.balls(64), strict=True) if name in names]
    rest = Root(names, left, inner, near)
    try:
        if not rest.is_in(inner):
            return None
    except ComputationError:
        return None
    return {name: chosen[name] if name in chosen else Enclosed(rest, names.index(name)) for name in root.variables}


def vanishes_identically(expr: Expr) -> bool:
    """Tell whether an expression is zero for all values of its variables, as far as exact algebra shows it."""
    form = form_of([expr], tuple(sorted(ex.variables(expr))))
    return form is not None and form.parts[0].is_zero


@dataclass(frozen=True)
class KnownCoordinates:
    """What is known exactly of a point whose coordinates are partly exact numbers.

    Attributes:
        values: The exact ones, by variable.
    """

    values: Mapping[str, Expr]

    def is_zero(self, expr: Expr) -> bool | None:
        """Tell whether an expression vanishes as soon as the exact coordinates are put in; None where it may."""
        there = ex.substitute(expr, self.values)
        if isinstance(there, ex.Const):
            return bool(there.value == 0)
        return True if vanishes_identically(there) else None
