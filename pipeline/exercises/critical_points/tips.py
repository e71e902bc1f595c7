r"""Tips, such as the one of $\sqrt{x^2 + y^2}$: around them a search is stuck, and an estimate settles it.

Let $f(x) = g(x, \varrho)$ with $\varrho = \sqrt{q(x)}$ and $q(x) = (x - p)^T A (x - p)$, A positive definite. Away
from p $\nabla f = g_x + g_\varrho \nabla\varrho$, and $|\nabla\varrho|^2 = |A(x - p)|^2/q(x)$ lies between the least
and the largest eigenvalue of A. So where $|g_x|$ is smaller than the least, or larger than the largest, possible length
of $g_\varrho\nabla\varrho$, the gradient does not vanish; and f is not differentiable at p where $g_\varrho \ne 0$.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb, fmpq, fmpq_mat

from pipeline.equality.decide import seed_of
from pipeline.exercises.critical_points.box import Box
from pipeline.exercises.critical_points.classify import Classification
from pipeline.exercises.critical_points.constants import simplified
from pipeline.exercises.critical_points.symmetric import symmetric_eigenvalues
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

BITS = 512
REACH = fmpq(1, 10**6)
"""So far around a tip along each axis the estimate is made."""

RADIUS = "radius of the tip"


@dataclass(frozen=True)
class Tip:
    """Where the argument of a root vanishes.

    Attributes:
        argument: q, of all variables.
        place: p.
        least, largest: Bounds of |∇√q|².
    """

    argument: Expr
    place: tuple[fmpq, ...]
    least: arb
    largest: arb

    def contains(self, box: Box) -> bool:
        """Tell whether a box lies where the estimate is made."""
        sides = zip(box, self.place, strict=True)
        return all(p - REACH <= fmpq(*x.as_integer_ratio()) <= p + REACH for side, p in sides for x in side)


def settled_tips(function: Expr, variables: tuple[str, ...], left: Sequence[Box]) -> list[Tip]:
    """Return the tips near which boxes are left although no stationary point is there.

    Args:
        function: Its derivatives vanish at what is searched for.
        variables: Names.
        left: Boxes about which nothing is known.
    """
    tips = (tip_of(q, variables) for q in _arguments(function) if ex.variables(q) == set(variables))
    near = (tip for tip in tips if tip is not None and any(map(tip.contains, left)))
    return [tip for tip in near if _is_settled(function, variables, tip)]


def _arguments(function: Expr) -> list[Expr]:
    """Return what stands under square roots, each once."""
    found = (_under_root(node) for node in ex.subexpressions(function))
    return list({seed_of(q): q for q in found if q is not None}.values())


def _under_root(node: Expr) -> Expr | None:
    match node:
        case ex.Fn("sqrt", argument):
            return argument
        case ex.Pow(base, ex.Const(value)) if value == fmpq(1, 2):
            return base
        case _:
            return None


def tip_of(argument: Expr, variables: tuple[str, ...]) -> Tip | None:
    """Return the tip of the root of a quadratic form, shifted; None for other arguments."""
    slopes = [ex.derivative(argument, name) for name in variables]
    entries = [simplified(ex.derivative(slope, name)) for slope in slopes for name in variables]
    zero = dict.fromkeys(variables, ex.ZERO)
    at_zero = [simplified(ex.substitute(slope, zero)) for slope in slopes]
    known = [entry.value for entry in (*entries, *at_zero) if isinstance(entry, ex.Const)]
    size = len(variables)
    if len(known) < size * size + size:
        return None
    hessian = fmpq_mat(size, size, known[: size * size])
    if hessian.det() == 0:
        return None
    place = tuple((-hessian.inv() * fmpq_mat(size, 1, known[size * size :])).entries())
    value = simplified(ex.substitute(argument, {n: ex.Const(p) for n, p in zip(variables, place, strict=True)}))
    if not isinstance(value, ex.Const) or value.value != 0:
        return None
    with precision(BITS):
        rows = [[arb(hessian[i, j]) / 2 for j in range(size)] for i in range(size)]
        eigenvalues = symmetric_eigenvalues(rows)
        least = min(eigenvalue.lower() for eigenvalue in eigenvalues)
        largest = max(eigenvalue.upper() for eigenvalue in eigenvalues)
    return Tip(argument, place, least, largest) if least > 0 else None


def type_at_tip(function: Expr, variables: tuple[str, ...], place: Sequence[fmpq]) -> Classification:
    """Return the type at a tip where the slope along the radius outweighs the rest of the gradient; else undecided."""
    tips = (tip_of(q, variables) for q in _arguments(function) if ex.variables(q) == set(variables))
    tip = next((tip for tip in tips if tip is not None and list(tip.place) == list(place)), None)
    if tip is None:
        return "undecided"
    with precision(BITS):
        outer, inner = _slopes_at(function, variables, tip, fmpq(0))
        lengths = sum((slope * slope for slope in outer), arb(0))
        if not (lengths.is_finite() and inner.is_finite()) or not lengths < inner * inner * tip.least:
            return "undecided"
        return "local minimum" if inner > 0 else "local maximum"


def _slopes_at(function: Expr, variables: tuple[str, ...], tip: Tip, reach: fmpq) -> tuple[list[arb], arb]:
    """Return the derivatives with the root held fixed, and the one by the root, on the cube around a tip."""
    key = seed_of(tip.argument)

    def visit(node: Expr, parts: tuple[Expr, ...]) -> Expr:
        under = _under_root(node)
        if under is not None and seed_of(under) == key:
            return ex.Var(RADIUS)
        return ex.rebuild(node, parts) if parts else node

    smooth = ex.fold(function, visit)
    here = {name: arb(p) + arb(0, 1) * arb(reach) for name, p in zip(variables, tip.place, strict=True)}
    farthest = (tip.largest * len(variables)).sqrt() * arb(reach)
    here[RADIUS] = arb(0).union(farthest)
    *outer, inner = (ball(ex.derivative(smooth, name), here) for name in (*variables, RADIUS))
    return outer, inner


def _is_settled(function: Expr, variables: tuple[str, ...], tip: Tip) -> bool:
    """Compare the squared lengths of both parts of the gradient on the cube around the tip."""
    with precision(BITS):
        slopes, along = _slopes_at(function, variables, tip, REACH)
        outer, inner = sum((slope * slope for slope in slopes), arb(0)), along * along
        if not (outer.is_finite() and inner.is_finite()) or inner.contains(0):
            return False  # at p, too: a function whose slope along the radius is not zero has no derivative there
        return bool(outer < inner * tip.least or outer > inner * tip.largest)
