r"""One equation with a root of one linear expression: with $u = t^2$ nothing rough is left where u vanishes.

Intervals cannot tell $\sin\sqrt x/\sqrt x$ from zero near 0; $\sin t$ has a simple zero there, which is isolated.
"""

from math import inf, isinf, nextafter, sqrt

from flint import fmpq

from pipeline.exercises.critical_points.algebraic import RealAlgebraic
from pipeline.exercises.critical_points.box import Box
from pipeline.exercises.critical_points.branch import Equations, Search, branch_and_prune
from pipeline.exercises.critical_points.constants import simplified
from pipeline.exercises.critical_points.exact_places import vanishes_identically
from pipeline.exercises.critical_points.unknowns import form_of
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr


class RootSubstitution:
    """The substitution x = (t² − b)/a, where √(a·x + b) is the only root in an equation in x.

    Attributes:
        place: The zero of a·x + b.
    """

    def __init__(self, name: str, under: Expr, slope: fmpq, offset: fmpq) -> None:
        self.name = name
        self.under = under
        self.slope = slope
        self.offset = offset
        self.place = -offset / slope

    @property
    def coordinate(self) -> RealAlgebraic:
        """The zero as a coordinate."""
        return RealAlgebraic((-int(self.place.p), int(self.place.q)))

    def put_in(self, expr: Expr) -> Expr:
        """Return an expression in t; it keeps the name of the variable."""
        t = ex.Var(self.name)
        inner = ex.mul(ex.Const(1 / self.slope), ex.sub(ex.power(t, ex.const(2)), ex.Const(self.offset)))

        def visit(node: Expr, parts: tuple[Expr, ...]) -> Expr:
            match node:
                case ex.Fn("sqrt", argument) if argument is self.under:
                    return t
                case ex.Pow(base, ex.Const(value)) if base is self.under and value.q == 2:
                    return ex.power(t, ex.Const(2 * value))
                case ex.Var():
                    return inner
                case _:
                    return ex.rebuild(node, parts) if parts else node

        return ex.fold(expr, visit)

    def search(self, equations: Equations, box: Box, smallest: float) -> Search:
        """Search for zeros with a·x + b > 0; boxes are given in x again."""
        (equation,) = (self._without_t(self.put_in(own)) for own in equations.zero)
        positive = (*map(self.put_in, equations.positive), ex.Var(self.name))
        found = branch_and_prune(Equations((self.name,), (equation,), positive), (self._side(box),), smallest)
        at_zero = vanishes_identically(simplified(ex.substitute(equation, {self.name: ex.ZERO})))
        roots, found.roots = found.roots, []
        left = [side for (side,) in found.left]
        for (side,), (near,) in roots:
            if side[0] > 0:
                found.roots.append(((self._in_x(side),), (self._x(near),)))
            elif not at_zero:
                left.append(side)
        found.left = [(self._in_x(side),) for side in left]
        return found

    def _without_t(self, expr: Expr) -> Expr:
        """Return an equation without denominators and factors t, which are not zero for t > 0."""
        form = form_of([expr], (self.name,))
        if form is None or form.parts[0].is_zero:
            return expr
        factors = (form.expression(factor) for factor in form.parts[0].factors)
        return ex.mul(*(factor for factor in factors if factor != ex.Var(self.name)))

    def _side(self, box: Box) -> tuple[float, float]:
        """Return the range of t for a side of x."""
        end = box[0][1] if self.slope > 0 else box[0][0]
        top = inf if isinf(end) else float(abs(self.slope)) * abs(end - float(self.place)) * (1 + 1e-12)
        return 0.0, inf if isinf(top) else sqrt(top)

    def _in_x(self, side: tuple[float, float]) -> tuple[float, float]:
        """Return an interval of t as a slightly larger one of x."""
        ends = sorted(map(self._x, (max(side[0], 0.0), side[1])))
        return tuple(nextafter(x + d * 1e-15 * (1 + abs(x)), d * inf) for x, d in zip(ends, (-1, 1), strict=True))  # type: ignore[return-value]

    def _x(self, t: float) -> float:
        return (t * t - float(self.offset)) / float(self.slope)


def root_substitution(equations: Equations, box: Box) -> RootSubstitution | None:
    """Return the substitution for one equation with roots of one linear expression only, which vanishes in a box."""
    if len(equations.variables) != 1:
        return None
    name = equations.variables[0]
    under = {own for own in map(_under_root, ex.subexpressions(equations.zero[0])) if own is not None}
    if len(under) != 1 or any(map(_is_other_root, ex.subexpressions(equations.zero[0]))):
        return None
    (argument,) = under
    slope = simplified(ex.derivative(argument, name))
    offset = simplified(ex.substitute(argument, {name: ex.ZERO}))
    if not isinstance(slope, ex.Const) or not isinstance(offset, ex.Const) or slope.value == 0:
        return None
    found = RootSubstitution(name, argument, slope.value, offset.value)
    return found if box[0][0] <= float(found.place) <= box[0][1] else None


def _under_root(node: Expr) -> Expr | None:
    match node:
        case ex.Fn("sqrt", argument) if ex.variables(argument):
            return argument
        case ex.Pow(base, ex.Const(value)) if value.q == 2 and ex.variables(base):
            return base
        case _:
            return None


def _is_other_root(node: Expr) -> bool:
    return isinstance(node, ex.Pow) and not (isinstance(node.exponent, ex.Const) and node.exponent.value.q <= 2)
