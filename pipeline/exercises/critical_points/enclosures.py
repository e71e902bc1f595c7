"""Zeros found by branch and prune → points: told apart, written exactly where that is possible, proved to be all."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite

from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.box import Box
from pipeline.exercises.critical_points.branch import MAX_ROOTS, SMALLEST, Equations, Search, branch_and_prune
from pipeline.exercises.critical_points.constants import simplified
from pipeline.exercises.critical_points.coordinates import Coordinate, Enclosed, Root
from pipeline.exercises.critical_points.exact_places import exact_expr, guesses, vanishes_identically
from pipeline.exercises.critical_points.kinks import kinks_of
from pipeline.exercises.critical_points.multiple_roots import WIDEST, clusters, multiple_root
from pipeline.exercises.critical_points.root_substitution import root_substitution
from pipeline.exercises.critical_points.tips import Tip, settled_tips
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

GUESS_BITS = 160
COARSE = 2.0**-20
"""A search in one variable stops cutting here first: a zero of higher order is not isolated by cutting."""


@dataclass(frozen=True)
class FoundRoot:
    """One zero.

    Attributes:
        root: As a zero of the equations; None where it was recognised and not isolated.
        box: In which it is the only one.
        coordinates: By variable, exact where recognised.
    """

    root: Root | None
    box: Box
    coordinates: Mapping[str, Coordinate]


@dataclass
class Enclosures:
    """All zeros on a box, as far as they were found.

    Attributes:
        roots: The distinct ones.
        searches: One for each choice of signs.
        unproved: Whether something is left about which nothing is known.
        tips: Places at which the function is not differentiable, and nothing else is near.
    """

    roots: list[FoundRoot] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)
    unproved: bool = False
    tips: list[Tip] = field(default_factory=list)

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
    for piece in kinks_of((function, *equations, *extra)).pieces():
        smooth = [piece.smoothed(expr) for expr in (function, *equations, *extra)]
        positive = (*_restrictions(smooth[0]), *piece.positive)
        positive = tuple(p for p in positive if ex.variables(p) <= set(variables))
        own = Equations(variables, tuple(smooth[1 : 1 + len(equations)]), positive, tuple(smooth[1 + len(equations) :]))
        substituted = root_substitution(own, box)
        if substituted is None:
            search = branch_and_prune(own, box, COARSE if len(variables) == 1 else SMALLEST)
        else:
            search = substituted.search(own, box, COARSE)
            _take_place(found, substituted.coordinate, variables[0])
        found.searches.append(search)
        if len(variables) == 1 and search.left:
            _take_multiple_roots(found, search, own)
            _refine(search, own)
        elif search.left:
            _settle_tips(found, search, smooth[0], variables)
        found.unproved |= bool(search.left)
        if len(search.roots) >= MAX_ROOTS or (search.left and not all(map(isfinite, chain.from_iterable(box)))):
            continue  # nothing is proved, and all of space will be searched again up to some distance
        for around, near in search.roots:
            _take(found, own, around, near)
    return found


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
        if not any(_is_same(root, around, other) for other in found.roots):
            found.roots.append(FoundRoot(root, around, _recognised(root, around)))
    except ComputationError:
        found.unproved = True


def _is_same(root: Root, around: Box, other: FoundRoot) -> bool:
    if any(a[1] < b[0] or b[1] < a[0] for a, b in zip(around, other.box, strict=True)):
        return False
    return root.is_in(other.box) or (other.root is not None and other.root.is_in(around))


def _take_multiple_roots(found: Enclosures, search: Search, equations: Equations) -> None:
    """Settle intervals that are left by zeros of higher order; those at the same place are taken once."""
    (name,), (equation,) = equations.variables, equations.zero
    for around in clusters(search.left):
        proved = multiple_root(equation, name, around)
        if proved is None:
            continue
        coordinate, ((low, high),) = proved
        search.left = [box for box in search.left if not (low <= box[0][0] and box[0][1] <= high)]
        search.multiple += 1
        if not any(other.box[0][0] <= low and high <= other.box[0][1] for other in found.roots):
            found.roots.append(FoundRoot(None, ((low, high),), {name: coordinate}))


def _take_place(found: Enclosures, coordinate: RealAlgebraic, name: str) -> None:
    """Add a place at which the formula of the gradient has no value; whether it counts is seen later."""
    value = float(coordinate.ball(64).mid())
    if all(own.box != ((value, value),) for own in found.roots):
        found.roots.append(FoundRoot(None, ((value, value),), {name: coordinate}))


def _settle_tips(found: Enclosures, search: Search, function: Expr, variables: tuple[str, ...]) -> None:
    """Drop boxes at the tip of a root where an estimate shows that the gradient does not vanish."""
    tips = settled_tips(function, variables, search.left)
    search.left = [box for box in search.left if not any(tip.contains(box) for tip in tips)]
    found.tips.extend(tip for tip in tips if tip.place not in [other.place for other in found.tips])


def _refine(search: Search, equations: Equations) -> None:
    """Cut further what a coarse search has left in narrow places."""
    coarse, search.left = search.left, []
    groups = clusters(coarse)
    starts = [low for low, _ in groups]
    wide = [high - low >= WIDEST for low, high in groups]
    search.left.extend(box for box in coarse if wide[bisect_right(starts, box[0][0]) - 1])
    for group, is_wide in zip(groups, wide, strict=True):
        if not is_wide:
            search.add(branch_and_prune(equations, (group,)))


def joined(first: Enclosures, parts: Sequence[Enclosures]) -> Enclosures:
    """Return what searches around the zeros of a first equation have found together."""
    found = Enclosures(searches=list(first.searches), unproved=first.unproved)
    for part in parts:
        found.roots.extend(part.roots)
        found.searches.extend(part.searches)
        found.unproved |= part.unproved
        found.tips.extend(part.tips)
    return found


# -- exact coordinates ---------------------------------------------------------------------------------


def _recognised(root: Root, around: Box) -> dict[str, Coordinate]:
    """Return the coordinates, exact where a guess can be proved to be the zero."""
    likely = {
        name: guess
        for name, value in zip(root.variables, root.balls(GUESS_BITS), strict=True)
        if (guess := next(guesses(value), None)) is not None
    }
    for chosen in (likely, *({name: guess} for name, guess in likely.items())):
        if chosen and (proved := _proved(root, around, chosen)) is not None:
            return proved
    return {name: Enclosed(root, i) for i, name in enumerate(root.variables)}


def _proved(root: Root, around: Box, chosen: Mapping[str, Coordinate]) -> dict[str, Coordinate] | None:
    """Return the coordinates if the zero has the chosen ones: the equations have such a zero in its box."""
    values = {name: value for name, c in chosen.items() if (value := exact_expr(c)) is not None}
    there = [simplified(ex.substitute(equation, values)) for equation in root.equations]
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
