r"""What the page says where the second-order test is silent: curves, what is left after elimination, its leading part.

Everything is a statement on polynomials. Where the function is none, its Taylor polynomial $T$ at the point stands
for it; what is left out is of higher order than what decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import factorial, prod
from typing import Literal

from flint import fmpq

from pipeline.derivation.checked import checked
from pipeline.exercises.critical_points.at_point import Setting
from pipeline.exercises.critical_points.constants import Constant, rational
from pipeline.exercises.critical_points.degenerate import Verdict
from pipeline.exercises.critical_points.finding import exact_coordinate
from pipeline.exercises.critical_points.germ import Curve
from pipeline.exercises.critical_points.taylor import Series, displacement, taylor
from pipeline.exercises.naming import point
from pipeline.exercises.solution import Content, Prose
from pipeline.notation import expression as ex
from pipeline.notation.build import difference, number, power, product_of, quotient, sum_of
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import Call, Chain, Derivative, EvaluatedAt, Link, Node, RelationSign, Symbol

MAX_DEGREE = 40
"""Of a polynomial that is put on a curve."""

MAX_SHOWN = 12
"""Terms of a polynomial on the page."""


NOTHING: Mapping[str, Content] = {"kind": "", "taylor": ""}
"""Where second order decides."""


def is_polynomial(function: Expr) -> bool:
    """Tell whether an expression is written as a polynomial."""
    return all(
        isinstance(node, ex.Const | ex.Var | ex.Add | ex.Mul | ex.Pi)
        or (isinstance(node, ex.Pow) and isinstance(node.exponent, ex.Const) and _is_natural(node.exponent.value))
        for node in ex.subexpressions(function)
    )


def _is_natural(value: fmpq) -> bool:
    return bool(value.q == 1 and value >= 0)


@dataclass(frozen=True)
class Local:
    """A point, and the polynomial that stands for the function near it.

    Attributes:
        setting: The point; its coordinates are exact.
        verdict: What was found out.
    """

    setting: Setting
    verdict: Verdict

    @property
    def names(self) -> tuple[str, ...]:
        """The variables."""
        return self.setting.problem.names.variables

    @property
    def center(self) -> list[Constant]:
        """The point."""
        return [exact_coordinate(c, name) for c, name in zip(self.setting.found.at, self.names, strict=True)]

    @property
    def is_exact(self) -> bool:
        """Whether the function is a polynomial itself."""
        return is_polynomial(self.setting.found.calculus.function)

    @property
    def order(self) -> int:
        """The degree of the terms that decide."""
        curves = [c.exponent for c in (self.verdict.rising, self.verdict.falling) if c is not None]
        principal = self.verdict.principal
        terms = [sum(m) for m in principal.terms] if principal else []
        reduced = [min(map(sum, self.verdict.reduced.terms))] if self.verdict.reduced and not terms + curves else []
        return max(*curves, *terms, *reduced, 2)

    @property
    def polynomial_name(self) -> str:
        """The function's own name, or that of its Taylor polynomial."""
        problem = self.setting.problem
        return problem.names.function if self.is_exact else problem.letters.taylor(self.setting.label)

    def series(self) -> Series:
        """Return the polynomial that stands for the function, in displacements from the point."""
        degree = MAX_DEGREE if self.is_exact else self.order
        return taylor(self.setting.found.calculus.function, self.names, self.center, degree)

    @property
    def definitions(self) -> Mapping[str, Definition]:
        """What the Taylor polynomial is: made of the derivatives of the function at the point."""
        if self.is_exact:
            return {}
        symbols = self.setting.problem.names.symbols
        at = point(self.setting.coordinates or ())
        steps = [difference(x, a) for x, a in zip(symbols, self.setting.coordinates or (), strict=True)]
        terms = [_taylor_term(self.setting, m, at, steps) for m in _exponents(len(symbols), self.order)]
        return {self.polynomial_name: Definition(self.names, sum_of(terms))}

    @property
    def scope(self) -> Scope:
        """What holds here."""
        scope = self.setting.scope
        return Scope({**scope.definitions, **self.definitions})


def _exponents(size: int, degree: int) -> Iterator[tuple[int, ...]]:
    if size == 0:
        yield ()
        return
    for first in range(degree + 1):
        for rest in _exponents(size - 1, degree - first):
            yield (first, *rest)


def _taylor_term(setting: Setting, exponents: Sequence[int], at: Node, steps: Sequence[Node]) -> Node:
    names = setting.problem.names
    variables = tuple(x for x, e in zip(names.symbols, exponents, strict=True) for _ in range(e))
    slope: Node = Derivative(names.function_symbol, variables, "quotient") if variables else names.applied
    here = EvaluatedAt(slope, Chain(point(names.symbols), (Link("=", at),)))
    powers = (power(step, e) for step, e in zip(steps, exponents, strict=True) if e)
    return product_of((quotient(here, number(prod(map(factorial, exponents)))), *powers))


def beyond_content(setting: Setting) -> dict[str, Content]:
    """Return the argument that decides the type of a point at which the second-order test is silent."""
    verdict = setting.found.finding.verdict
    if setting.found.finding.by == "bound":
        return {**NOTHING, "kind": "bound", "bound": Prose((_bound(setting),))}
    if verdict is None or setting.found.classification == "undecided":
        return {**NOTHING, "kind": "undecided"}
    if setting.coordinates is None:
        return {**NOTHING, "kind": "words"}
    local = Local(setting, verdict)
    content: dict[str, Content] = {**NOTHING, "order": number(local.order)}
    if not local.is_exact:
        content["taylor"] = _taylor_chain(local)
    if setting.found.classification == "saddle":
        return {**content, **_saddle(local)}
    return {**content, **_extremum(local)}


def _bound(setting: Setting) -> Chain:
    """Return f(x_1, …, x_n) ≥ value = f(x^*), or ≤ at a maximum."""
    names = setting.problem.names
    value = setting.constant(setting.found.calculus.function)
    assert value is not None
    sign: RelationSign = "≥" if setting.found.classification == "local minimum" else "≤"
    return Chain(names.applied, (Link(sign, value.node), Link("=", names.value_at(setting.label))))


def _taylor_chain(local: Local) -> Chain:
    """Return T(x) = the Taylor polynomial, in powers of the displacements."""
    coordinates = local.setting.coordinates or ()
    symbols = local.setting.problem.names.symbols
    steps = [difference(x, a) for x, a in zip(symbols, coordinates, strict=True)]
    written = polynomial_in(local.series().terms, steps)
    return checked(Chain(Call(local.polynomial_name, symbols), (Link("=", written),)), local.scope)


def polynomial_in(
    terms: Mapping[tuple[int, ...], Constant], steps: Sequence[Node], degrees: Literal["rising", "falling"] = "rising"
) -> Node:
    """Return a polynomial with exact coefficients, lowest degree first, or highest."""
    turn = 1 if degrees == "rising" else -1
    ordered = sorted(terms.items(), key=lambda item: (turn * sum(item[0]), [-e for e in item[0]]))
    return sum_of(_term(m, c, steps) for m, c in ordered)


def _term(exponents: Sequence[int], coefficient: Constant, steps: Sequence[Node]) -> Node:
    powers = (power(step, e) for step, e in zip(steps, exponents, strict=True) if e)
    return product_of((coefficient.node, *powers))


# -- saddles -------------------------------------------------------------------------------------------


def _saddle(local: Local) -> dict[str, Content]:
    rising, falling = local.verdict.rising, local.verdict.falling
    assert rising is not None
    assert falling is not None
    curves = [falling] if falling.exponent % 2 else [rising, falling]
    lines = [_on_curve(local, curve) for curve in curves]
    if any(line is None for line in lines):
        return {"kind": "words"}
    return {
        "kind": "one curve" if len(curves) == 1 else "two curves",
        "curves": [
            {"line": line, "lead": _lead(local, curve)} for line, curve in zip(lines, curves, strict=True) if line
        ],
        "parameter": local.setting.problem.letters.parameters[0],
        "is_zero": "yes" if _value_is_zero(local) else "",
    }


def _value_is_zero(local: Local) -> bool:
    return local.series().value.is_seen_zero


def _lead(local: Local, curve: Curve) -> Node:
    t = local.setting.problem.letters.parameters[0]
    return product_of((curve.coefficient.node, power(t, curve.exponent)))


def _on_curve(local: Local, curve: Curve) -> Chain | None:
    """Return f(curve) = (put in) = polynomial in the parameter, or None where that is too long."""
    t = local.setting.problem.letters.parameters[0]
    inner = [Series({(e,): c for e, c in part.items()}, 1, MAX_DEGREE) for part in curve.path]
    return _put_on(local, inner, (t,))


def _put_on(local: Local, inner: Sequence[Series], symbols: Sequence[Symbol]) -> Chain | None:
    """Return F(p + inner) = polynomial in the symbols."""
    along = local.series().at(inner)
    if len(along.terms) > MAX_SHOWN or max(map(sum, along.terms), default=0) >= MAX_DEGREE:
        return None
    coordinates = local.setting.coordinates or ()
    path = [sum_of((a, polynomial_in(part.terms, symbols))) for a, part in zip(coordinates, inner, strict=True)]
    left = Call(local.polynomial_name, tuple(path))
    return checked(Chain(left, (Link("=", polynomial_in(along.terms, symbols)),)), local.scope)


# -- minima and maxima -----------------------------------------------------------------------------


def _extremum(local: Local) -> dict[str, Content]:
    verdict = local.verdict
    symbols = _symbols(local)
    inner = _in_kernel(local, symbols)
    line = _put_on(local, inner, symbols) if inner else None
    if line is None or verdict.reduced is None:
        return {"kind": "words"}
    principal = verdict.principal
    terms = verdict.reduced.terms if principal is None else principal.terms
    variables = local.setting.problem.names.symbols
    return {
        "kind": "reduced",
        "line": line,
        "eliminated": [variables[e.variable] for e in verdict.eliminations],
        "kernel": [Prose((symbol,)) for symbol in symbols],
        "principal": _principal(terms, verdict.sign, symbols) if principal else "",
        "reason": "newton" if principal is None else "power" if len(symbols) == 1 else principal.reason,
        "is_whole": "yes" if principal is not None and len(verdict.reduced.terms) == len(terms) else "",
    }


def _principal(terms: Mapping[tuple[int, ...], Constant], sign: int, symbols: Sequence[Symbol]) -> Node:
    """Return the leading part of the function itself, which was turned round where its sign is −1."""
    return polynomial_in({m: c * rational(sign) for m, c in terms.items()}, symbols)


def _symbols(local: Local) -> tuple[Symbol, ...]:
    """Return letters for the displacements that are left: the variables' own where the point is the origin."""
    kernel = local.verdict.kernel
    own = local.setting.problem.names.symbols
    if all(c.is_seen_zero for c in local.center):
        return tuple(own[i] for i in kernel)
    return local.setting.problem.letters.parameters[: len(kernel)]


def _in_kernel(local: Local, symbols: Sequence[Symbol]) -> list[Series] | None:
    """Return each displacement as a polynomial in those that are left, as short as keeps the terms that decide."""
    verdict, size = local.verdict, len(symbols)
    assert verdict.reduced is not None
    parts = {i: displacement(k, size, MAX_DEGREE) for k, i in enumerate(verdict.kernel)}
    for elimination in reversed(verdict.eliminations):
        inner = [parts.get(i, Series({}, size, MAX_DEGREE)) for i in range(elimination.solution.size)]
        solved = elimination.solution.at([Series(p.terms, size, elimination.solution.degree) for p in inner])
        kept = {m: c for m, c in solved.terms.items() if 2 * sum(m) <= local.order}
        parts[elimination.variable] = Series(kept, size, MAX_DEGREE)
    return [parts[i] for i in range(len(local.names))]
