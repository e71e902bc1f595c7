r"""Points at which the formula of the gradient has no value, although the function may be differentiable there.

Near such a point the function is a power series in the displacements and in what is rough: roots and absolute values
of something that vanishes. $-x\sin\sqrt{|x|}$ is $-x\rho + x\rho^3/6 - \ldots$ with $\rho = |x|^{1/2}$. Each of them
has a weight, the power of the distance that bounds it; where all terms have more weight than 1, the function is
differentiable and its gradient is zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import ceil
from typing import Literal

from flint import arb, fmpq

from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.classify import Classification
from pipeline.exercises.critical_points.constants import Constant, NoConstantError, rational
from pipeline.exercises.critical_points.finding import Finding, exact_coordinate, extreme_everywhere, sign_of
from pipeline.exercises.critical_points.stationary import Calculus, StationaryPoint
from pipeline.exercises.critical_points.taylor import NotAnalyticError, Series, taylor
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.expression import Expr

MAX_DEGREE = 8
MAX_ATOMS = 4
BITS = 128


UNDECIDED = Finding("undecided", "rough")

Reason = Literal["second order", "bound", "rays", ""]


@dataclass(frozen=True)
class _Atom:
    """Something rough.

    Attributes:
        exponent: It is |u|, or u to this power.
        argument: u, as a series in the displacements and earlier atoms.
        weight: It is at most a constant times this power of the distance.
    """

    exponent: fmpq | None
    argument: Series
    weight: fmpq


@dataclass(frozen=True)
class _JetCalculus(Calculus):
    """A function whose derivatives at one point are known by its series there.

    Attributes:
        second: The second derivatives; empty where there are none.
    """

    second: tuple[tuple[Expr, ...], ...] = ()

    @cached_property
    def gradient(self) -> tuple[Expr, ...]:
        """Zero."""
        return tuple(ex.ZERO for _ in self.variables)

    @cached_property
    def hessian(self) -> tuple[tuple[Expr, ...], ...]:
        """The second derivatives, shape (n, n), or (0, 0)."""
        return self.second


@dataclass(frozen=True)
class RoughPoint(StationaryPoint):
    """A stationary point at which the formula of the gradient has no value.

    Attributes:
        known: Its type.
        reason: What the type follows from; nothing where it is undecided.
    """

    known: Finding = UNDECIDED
    reason: Reason = ""

    @property
    def finding(self) -> Finding:
        """The type, and by which argument."""
        return self.known


def rough_point(point: StationaryPoint) -> RoughPoint | None:
    """Return a point as a stationary one if its series shows that it is, else None."""
    calculus = point.calculus
    names = calculus.variables
    try:
        expansion = _Expansion(point)
        germ = expansion.germ
        is_flat = all(not expansion.sign(c) for m, c in germ.terms.items() if expansion.weight(m) <= 1)
        is_inside = bool(expansion.atoms) and all(expansion.is_in_domain(way) for way in expansion.ways())
    except (NotAnalyticError, NoConstantError, ComputationError, ZeroDivisionError):
        return None
    if not is_inside or not is_flat:
        return None
    second = _second(expansion, germ)
    jet = _JetCalculus(names, calculus.function, second)
    found = RoughPoint(point.at, jet, point.exactness, point.on_boundary)
    kind, reason = _type(found, expansion)
    return replace(found, known=Finding(kind, "rough"), reason=reason)


def _type(found: RoughPoint, expansion: "_Expansion") -> tuple[Classification, Reason]:
    """Return the type and what it follows from."""
    if found.calculus.hessian and found.inertia.classification != "undecided":
        return found.inertia.classification, "second order"
    bounded = extreme_everywhere(found.calculus.function, found.calculus.variables, found)
    if bounded is not None:
        return bounded, "bound"
    try:
        kind = expansion.type_by_rays(expansion.germ)
    except ComputationError:
        kind = "undecided"
    return kind, "" if kind == "undecided" else "rays"


def rays_at(point: StationaryPoint) -> Classification:
    """Return the type that a function shows on rays from a point at which it need not be differentiable.

    Raises:
        NotAnalyticError, NoConstantError, ComputationError: Where it has no series there.
    """
    expansion = _Expansion(point)
    return expansion.type_by_rays(expansion.germ)


def _second(expansion: "_Expansion", germ: Series) -> tuple[tuple[Expr, ...], ...]:
    """Return the second derivatives where everything rough has more weight than 2."""
    size = expansion.size
    if any(expansion.weight(m) <= 2 and any(m[size:]) for m in germ.terms):
        return ()
    rows = []
    for i in range(size):
        exponents = [tuple(int(k == i) + int(k == j) for k in range(germ.size)) for j in range(size)]
        factors = [2 if i == j else 1 for j in range(size)]
        entries = (germ.terms.get(m, rational(0)) * rational(f) for m, f in zip(exponents, factors, strict=True))
        rows.append(tuple(entry.expr for entry in entries))
    return tuple(rows)


class _Expansion:
    """The series of a function at a point, in displacements and atoms."""

    def __init__(self, point: StationaryPoint) -> None:
        self.point = point
        self.names = point.calculus.variables
        self.size = len(self.names)
        self.sign = sign_of(point)
        self.center = [exact_coordinate(c, n) for c, n in zip(point.at, self.names, strict=True)]
        self.atoms: list[_Atom] = []
        self.known: dict[Expr, str] = {}
        self.function = self._smoothed(point.calculus.function)

    @property
    def all_names(self) -> list[str]:
        return [*self.names, *(f"rough {k}" for k in range(MAX_ATOMS))]

    @cached_property
    def germ(self) -> Series:
        """What the function gains, even powers of atoms resolved."""
        least = min((atom.weight for atom in self.atoms), default=fmpq(1))
        degree = min(MAX_DEGREE, max(4, ceil(2 / float(min(least, fmpq(1)))) + 1))
        return self._resolved(self._series(self.function, degree).without_value)

    def weight(self, exponents: Sequence[int]) -> fmpq:
        """Return the power of the distance that bounds a monomial."""
        own = sum(e * atom.weight for e, atom in zip(exponents[self.size :], self.atoms, strict=False))
        return fmpq(sum(exponents[: self.size])) + own

    def _series(self, expr: Expr, degree: int) -> Series:
        center = [*self.center, *(rational(0) for _ in range(MAX_ATOMS))]
        return taylor(expr, self.all_names, center, degree)

    def _smoothed(self, function: Expr) -> Expr:
        """Return the function with names in the place of what is rough at the point."""

        def visit(node: Expr, parts: tuple[Expr, ...]) -> Expr:
            new = ex.rebuild(node, parts) if parts else node
            match node:
                case ex.Fn("abs", argument) if sign := self._sign(argument):
                    return parts[0] if sign > 0 else ex.neg(parts[0])
                case ex.Fn("abs" | "sqrt" as name, argument) if self._vanishes(argument):
                    return ex.Var(self._atom(node, parts[0], fmpq(1, 2) if name == "sqrt" else None))
                case ex.Pow(base, ex.Const(value)) if value.q != 1 and value > 0 and self._vanishes(base):
                    return ex.Var(self._atom(node, parts[0], value))
                case ex.Fn(name, _) if name in ("sign", "relu", "step", "leaky_relu"):
                    raise NotAnalyticError
                case _:
                    return new

        return ex.fold(function, visit)

    def _sign(self, argument: Expr) -> int:
        """Return the sign at the point; 0 where balls do not tell it."""
        with precision(BITS):
            value = ball(argument, self.point.balls(BITS))
            return 1 if value > 0 else -1 if value < 0 else 0

    def _vanishes(self, argument: Expr) -> bool:
        return bool(self.point.is_zero(argument))

    def _atom(self, node: Expr, argument: Expr, exponent: fmpq | None) -> str:
        if node not in self.known:
            if len(self.atoms) >= MAX_ATOMS:
                raise NotAnalyticError
            series = self._series(argument, 4).without_value
            order = min((self.weight(m) for m in series.terms), default=fmpq(0))
            if order <= 0:
                raise NotAnalyticError
            self.known[node] = self.all_names[self.size + len(self.atoms)]
            self.atoms.append(_Atom(exponent, series, order * (1 if exponent is None else exponent)))
        return self.known[node]

    def _resolved(self, germ: Series) -> Series:
        """Put u² for |u|², and u for √u², until no atom stands with a higher power than 1."""
        for k in reversed(range(len(self.atoms))):
            atom, place = self.atoms[k], self.size + k
            if atom.exponent not in (None, fmpq(1, 2)):
                continue
            square = Series(atom.argument.terms, germ.size, germ.degree)
            square = square * square if atom.exponent is None else square
            total = Series({}, germ.size, germ.degree)
            for m, c in germ.terms.items():
                rest = Series({(*m[:place], m[place] % 2, *m[place + 1 :]): c}, germ.size, germ.degree)
                for _ in range(m[place] // 2):
                    rest = rest * square
                total = total + rest
            germ = total
        return germ

    # -- along rays ------------------------------------------------------------------------------------

    def type_by_rays(self, germ: Series) -> Classification:
        """Return the type that the leading terms show on rays: both signs, or one on both sides in one variable."""
        signs = [self._sign_along(germ, way) for way in self.ways()]
        if {1, -1} <= set(signs):
            return "saddle"
        if self.size == 1 and len(set(signs)) == 1 and signs[0]:
            return "local minimum" if signs[0] > 0 else "local maximum"
        return "undecided"

    def ways(self) -> Iterator[tuple[int, ...]]:
        """Yield the directions of rays: the axes and what lies evenly between them."""
        return (way for way in product((1, -1, 0), repeat=self.size) if any(way))

    def is_in_domain(self, way: Sequence[int]) -> bool:
        """Tell whether nothing under a root is seen to be negative on a ray."""
        return self._values_along(way) is not None

    def _values_along(self, way: Sequence[int]) -> list[arb] | None:
        """Return the leading factors of displacements and atoms on a ray; None where a root has no value."""
        with precision(BITS):
            values: list[arb] = [arb(step) for step in way]
            for atom in self.atoms:
                own = self._leading(atom.argument.terms, values)
                if atom.exponent is not None and own < 0:
                    return None
                values.append(abs(own) if atom.exponent is None else _raised(own, atom.exponent))
            return values

    def _sign_along(self, germ: Series, way: Sequence[int]) -> int:
        """Return the sign of the leading terms on a ray; 0 where they cancel."""
        values = self._values_along(way)
        with precision(BITS):
            value = arb(0) if values is None else self._leading(germ.terms, values)
            return 1 if value > 0 else -1 if value < 0 else 0

    def _leading(self, terms: Mapping[tuple[int, ...], Constant], values: Sequence[arb]) -> arb:
        """Return the value of the terms of least weight, of those that have not a displacement zero as a factor."""
        left = {
            m: c for m, c in terms.items() if all(values[i] != 0 for i in range(self.size) if m[i]) and self.sign(c)
        }
        least = min((self.weight(m) for m in left), default=fmpq(0))
        total = arb(0)
        for m, c in left.items():
            if self.weight(m) == least:
                factor = ball(c.expr, self.point.balls(BITS))
                for value, exponent in zip(values, m, strict=False):
                    factor = factor * value**exponent if exponent else factor
                total += factor
        return total


def _raised(base: arb, exponent: fmpq) -> arb:
    """Return a power; undefined where the base is not seen to be zero or positive."""
    return arb(0) if base == 0 else base ** arb(exponent)
