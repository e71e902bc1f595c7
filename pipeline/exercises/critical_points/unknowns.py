"""The gradient as polynomials in unknowns: the variables themselves, or e^x, sin x, cos x, roots of them.

A numerator is factored; factors that never vanish are split off. Where each variable enters in one way only, as
itself, or through e^x, or through sin x and cos x, the equations are a polynomial system in these unknowns, together
with what relates them (c² + s² = 1, r² = what stands under the root).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from flint import Ordering, fmpq, fmpq_mpoly, fmpz_mpoly, fmpz_mpoly_ctx

from pipeline.equality.normal_form import NotPolynomialError, Quotient, Ring, joint_forms
from pipeline.exercises.critical_points.angles import Rate, expanded_angles, linear_form
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_TERMS = 5_000

Kind = Literal["plain", "exp", "log", "sin", "cos", "sqrt", "abs", "sign", "pi", "other"]


@dataclass(frozen=True)
class Unknown:
    """One of the quantities in which the equations are polynomial.

    Attributes:
        kind: `plain` for a variable itself; `exp`, `log`, `sin`, `cos` of rate · variable; `sqrt`, `abs`, `sign` of
            a quotient of other unknowns; `other` for anything that cannot be solved for.
        variables: On which it depends.
        rate: Of the variable in the argument.
        meaning: The expression that it stands for.
        argument: Of `sqrt`, `abs`, `sign`: numerator and denominator over the unknowns.
    """

    kind: Kind
    variables: tuple[str, ...]
    rate: Rate | None
    meaning: Expr
    argument: tuple[fmpz_mpoly, fmpz_mpoly] | None = None

    @property
    def is_positive(self) -> bool:
        """Whether it is positive wherever it is defined."""
        return self.kind in ("exp", "pi") or (
            self.kind == "other" and isinstance(self.meaning, ex.Fn) and self.meaning.name == "exp"
        )

    @property
    def is_bounded(self) -> bool:
        """Whether it lies between −1 and 1."""
        return self.kind in ("sin", "cos", "sign") or (
            self.kind == "other" and isinstance(self.meaning, ex.Fn) and self.meaning.name in ("sin", "cos", "sign")
        )


def ring_of(size: int) -> fmpz_mpoly_ctx:
    """Return the ring of polynomials in so many unknowns."""
    return fmpz_mpoly_ctx.get([f"v{i}" for i in range(size)], Ordering.degrevlex)


@dataclass(frozen=True)
class Part:
    """One component of the gradient, without factors that never vanish.

    Attributes:
        numerator: Terms over the unknowns, factors with their multiplicities; empty where the component is zero.
        factors: The distinct irreducible factors; none where the component vanishes nowhere.
        is_exact: Whether the numerator is the component itself: nothing was split off.
        is_squarefree: Whether every factor stands once.
    """

    numerator: Mapping[tuple[int, ...], fmpq]
    factors: tuple[fmpz_mpoly, ...]
    is_exact: bool
    is_squarefree: bool

    @property
    def is_zero(self) -> bool:
        """Whether the component is zero everywhere."""
        return not self.numerator


@dataclass(frozen=True)
class Form:
    """Expressions over unknowns.

    Attributes:
        variables: Of the function.
        unknowns: In the order of the ring's generators; the plain variables come first.
        parts: One per expression.
    """

    variables: tuple[str, ...]
    unknowns: tuple[Unknown, ...]
    parts: tuple[Part, ...]

    @cached_property
    def relations(self) -> tuple[fmpz_mpoly, ...]:
        """What holds between the unknowns: c² + s² = 1, r²·below = above, sign² = 1, |u| = sign(u)·u."""
        ring = ring_of(len(self.unknowns))
        found: list[fmpz_mpoly] = []
        for i, unknown in enumerate(self.unknowns):
            own = ring.gen(i)
            if unknown.kind == "cos":
                partner = self.find("sin", unknown.variables[0])
                found.extend([] if partner is None else [own**2 + ring.gen(partner) ** 2 - 1])
            elif unknown.kind == "other" and (partner := self._sine_beside(unknown)) is not None:
                found.append(own**2 + ring.gen(partner) ** 2 - 1)
            elif unknown.kind == "sign":
                found.append(own**2 - 1)
                found.extend(self._of_absolute_value(i))
            elif unknown.argument is not None:
                above, below = unknown.argument
                power = 2 if unknown.kind == "abs" else 1
                found.append(own**2 * below**power - above**power)
        return tuple(found)

    def _sine_beside(self, cosine: Unknown) -> int | None:
        """Return the place of the sine with the argument of a cosine, such as xy; None where there is none."""
        match cosine.meaning:
            case ex.Fn("cos", argument):
                sine = ex.Fn("sin", argument)
                return next((i for i, unknown in enumerate(self.unknowns) if unknown.meaning == sine), None)
            case _:
                return None

    def _of_absolute_value(self, sign: int) -> Iterator[fmpz_mpoly]:
        """Yield |u| · below = sign(u) · above where both of u = above/below are among the unknowns."""
        ring = ring_of(len(self.unknowns))
        for i, unknown in enumerate(self.unknowns):
            if (
                unknown.kind == "abs"
                and unknown.argument is not None
                and unknown.argument == self.unknowns[sign].argument
            ):
                above, below = unknown.argument
                yield ring.gen(i) * below - ring.gen(sign) * above

    def find(self, kind: Kind, variable: str) -> int | None:
        """Return the place of the unknown of this kind that belongs to a variable."""
        for i, unknown in enumerate(self.unknowns):
            if unknown.kind == kind and unknown.variables == (variable,):
                return i
        return None

    @cached_property
    def is_algebraic(self) -> bool:
        """Whether every variable enters in one way only, and in one that can be solved for."""
        if any(unknown.kind in ("other", "pi") for unknown in self.unknowns):
            return False
        return all(len(self.ways(name)) <= 1 for name in self.variables)

    def ways(self, variable: str) -> set[str]:
        """Return how a variable enters: `plain`, `exp`, `log`, `angle`."""
        kinds = {u.kind for u in self.unknowns if u.rate is not None and u.variables == (variable,)}
        return {"angle" if kind in ("sin", "cos") else kind for kind in kinds}

    def expression(self, polynomial: fmpz_mpoly) -> Expr:
        """Return a polynomial in the unknowns as an expression in the variables."""
        meanings = [unknown.meaning for unknown in self.unknowns]
        return nested(polynomial, meanings)

    def dependence(self, polynomial: fmpz_mpoly) -> frozenset[str]:
        """Return the variables on which a polynomial depends."""
        used = {i for monomial in polynomial.monoms() for i, e in enumerate(monomial) if e}
        return frozenset(name for i in used for name in self.unknowns[i].variables)


def nested(polynomial: fmpz_mpoly, meanings: Sequence[Expr]) -> Expr:
    """Return a polynomial as an expression, powers of the unknown that occurs in most terms put in front (Horner)."""
    terms = [(tuple(map(int, m)), fmpq(c)) for m, c in polynomial.terms()]
    return _nested(terms, meanings)


def _nested(terms: Sequence[tuple[tuple[int, ...], fmpq]], meanings: Sequence[Expr]) -> Expr:
    if len(terms) <= 1:
        return ex.add(*(_monomial(c, m, meanings) for m, c in terms))
    counts = [sum(1 for m, _ in terms if m[i]) for i in range(len(meanings))]
    best = max(range(len(meanings)), key=lambda i: (counts[i], -i))
    if counts[best] < 2:
        return ex.add(*(_monomial(c, m, meanings) for m, c in terms))
    least = min(m[best] for m, _ in terms if m[best])
    inner = [(tuple(e - least * (i == best) for i, e in enumerate(m)), c) for m, c in terms if m[best]]
    outer = [(m, c) for m, c in terms if not m[best]]
    product = ex.mul(ex.power(meanings[best], ex.const(least)), _nested(inner, meanings))
    return ex.add(product, _nested(outer, meanings)) if outer else product


def _monomial(coefficient: fmpq, monomial: Iterable[int], meanings: Sequence[Expr]) -> Expr:
    powers = (ex.power(meanings[i], ex.const(e)) for i, e in enumerate(monomial) if e)
    return ex.mul(ex.Const(coefficient), *powers)


# -- from expressions to a form -----------------------------------------------------------------------


def form_of(expressions: Sequence[Expr], variables: tuple[str, ...], max_terms: int = MAX_TERMS) -> Form | None:
    """Return expressions over unknowns, or None where they are too large for that."""
    try:
        quotients, ring = joint_forms(expanded_angles(expressions, max_terms), max_terms)
        return _Conversion(ring, variables, quotients).form()
    except NotPolynomialError:
        return None


class _Conversion:
    """From the generators of the ring of one comparison to the unknowns that are used."""

    def __init__(self, ring: Ring, variables: tuple[str, ...], quotients: Sequence[Quotient]) -> None:
        self.ring = ring
        self.variables = variables
        self.quotients = quotients
        self.keys = {place: key for key, place in ring.atoms.items()}
        self.meanings: dict[int, Expr] = {}
        stripped = [_kept_factors(self, q.numerator) for q in quotients]
        used = self._closed({i for factors, _ in stripped for factor, _ in factors for i in _used(factor)})
        self.places = sorted(used, key=self._order)
        self.stripped = stripped

    def form(self) -> Form:
        self.unknowns: tuple[Unknown, ...] = ()
        self.unknowns = tuple(self.unknown(place) for place in self.places)
        parts = []
        for quotient, (factors, is_whole) in zip(self.quotients, self.stripped, strict=True):
            own = tuple(self.moved(factor) for factor, _ in factors)
            squarefree = all(power == 1 for _, power in factors)
            exact = is_whole and quotient.denominator.is_one()
            parts.append(Part(self._numerator(quotient, factors), own, exact, squarefree))
        return Form(self.variables, self.unknowns, tuple(parts))

    def _numerator(self, quotient: Quotient, factors: Sequence[tuple[fmpq_mpoly, int]]) -> dict[tuple[int, ...], fmpq]:
        """Return the product of what was kept and the number in front."""
        if len(quotient.numerator) == 0:
            return {}
        product = self.ring.context.constant(quotient.numerator.factor()[0])
        for factor, power in factors:
            product = product * factor**power
        return {tuple(int(e[place]) for place in self.places): fmpq(c) for e, c in product.terms()}

    def _closed(self, places: set[int]) -> set[int]:
        """Add what stands under roots, and the partner of a sine or cosine."""
        found = set(places)
        queue = list(places)
        while queue:
            place = queue.pop()
            new: set[int] = set()
            kind = self.keys[place][0]
            if kind in ("sqrt", "abs", "sign"):
                argument = self.ring.arguments[place]
                new = _used(argument.numerator) | _used(argument.denominator)
            elif kind in ("sin", "cos"):
                new = {
                    i
                    for other in ("sin", "cos")
                    if (i := self.ring.atoms.get((other, *self.keys[place][1:]))) is not None
                }
            queue.extend(new - found)
            found |= new
        return found

    def _order(self, place: int) -> tuple[int, int, str]:
        kind, name, _ = self.keys[place]
        if kind == "variable":
            return 0, self.variables.index(name), ""
        return (
            1,
            ("exp", "log", "sin", "cos").index(kind) if kind in ("exp", "log", "sin", "cos") else 9,
            str(self.keys[place]),
        )

    def unknown(self, place: int) -> Unknown:
        kind, name, _ = self.keys[place]
        meaning = self.meaning(place)
        depends = tuple(v for v in self.variables if v in ex.variables(meaning))
        if kind == "variable":
            return Unknown("plain", (name,), Rate(fmpq(1), with_pi=False), meaning)
        if kind == "pi":
            return Unknown("pi", (), None, meaning)
        rate = self._rate(place)
        if kind in ("exp", "log", "sin", "cos") and rate is not None:
            return Unknown(kind, depends, rate, meaning)  # type: ignore[arg-type]
        if kind in ("sqrt", "abs", "sign"):
            argument = self.ring.arguments[place]
            return Unknown(kind, depends, None, meaning, self._cleared(argument))  # type: ignore[arg-type]
        return Unknown("other", depends, None, meaning)

    def _rate(self, place: int) -> Rate | None:
        """Return the rate where the argument is rate · variable, without a factor π in an exponent or logarithm."""
        argument = self.ring.arguments.get(place)
        found = None if argument is None else linear_form(argument, self.ring)
        if found is None or found[1] is not None or len(found[0]) != 1:
            return None
        rate = next(iter(found[0].values()))
        return None if rate.with_pi and self.keys[place][0] in ("exp", "log") else rate

    def meaning(self, place: int) -> Expr:
        """Return what a generator stands for."""
        if place not in self.meanings:
            kind, name, _ = self.keys[place]
            if kind == "variable":
                self.meanings[place] = ex.Var(name)
            elif kind == "pi":
                self.meanings[place] = ex.Pi()
            else:
                argument = self.ring.arguments[place]
                above, below = (self.expression(p) for p in (argument.numerator, argument.denominator))
                self.meanings[place] = ex.Fn(kind, ex.div(above, below))
        return self.meanings[place]

    def expression(self, polynomial: fmpq_mpoly) -> Expr:
        """Return a polynomial over the ring's generators as an expression."""
        parts = []
        for exponents, coefficient in polynomial.terms():
            powers = (ex.power(self.meaning(i), ex.const(int(e))) for i, e in enumerate(exponents) if e)
            parts.append(ex.mul(ex.Const(fmpq(coefficient)), *powers))
        return ex.add(*parts)

    def moved(self, polynomial: fmpq_mpoly) -> fmpz_mpoly:
        """Return a polynomial over the unknowns, primitive with integer coefficients."""
        scale = fmpq(1)
        for coefficient in polynomial.coeffs():
            scale = scale * (coefficient * scale).q
        whole = self._over_unknowns(polynomial, scale)
        return whole if len(whole) == 0 else whole.primitive()[1]

    def _over_unknowns(self, polynomial: fmpq_mpoly, scale: fmpq) -> fmpz_mpoly:
        terms = {
            tuple(int(exponents[place]) for place in self.places): int((coefficient * scale).p)
            for exponents, coefficient in polynomial.terms()
        }
        return ring_of(len(self.places)).from_dict(terms)

    def _cleared(self, argument: Quotient) -> tuple[fmpz_mpoly, fmpz_mpoly]:
        """Return numerator and denominator with integer coefficients, their quotient unchanged."""
        scale = fmpq(1)
        for coefficient in (*argument.numerator.coeffs(), *argument.denominator.coeffs()):
            scale = scale * (coefficient * scale).q
        return self._over_unknowns(argument.numerator, scale), self._over_unknowns(argument.denominator, scale)


def _used(polynomial: fmpq_mpoly) -> set[int]:
    return {i for monomial in polynomial.monoms() for i, e in enumerate(monomial) if e}


def _kept_factors(conversion: _Conversion, numerator: fmpq_mpoly) -> tuple[list[tuple[fmpq_mpoly, int]], bool]:
    """Return the factors that may vanish with their multiplicities, and whether nothing but a number was split off."""
    if len(numerator) == 0:
        return [], True
    factors = [(factor, int(power)) for factor, power in numerator.factor()[1]]
    kept = [(factor, power) for factor, power in factors if not _never_vanishes(conversion, factor)]
    return kept, len(kept) == len(factors)


def _never_vanishes(conversion: _Conversion, factor: fmpq_mpoly) -> bool:
    """Tell whether a factor has no zeros, as far as its terms show it; π is no root of a polynomial.

    A sign is −1 or 1 wherever a function that is made with it is differentiable by the formula.
    """
    if all(conversion.keys[i][0] == "pi" for i in _used(factor)):
        return True
    if len(factor) == 1 and all(conversion.keys[i][0] == "sign" for i in _used(factor)):
        return True
    terms = [(m, fmpq(c)) for m, c in factor.terms()]
    return any(_is_positive(conversion, [(m, sign * c) for m, c in terms]) for sign in (1, -1))


def _is_positive(conversion: _Conversion, terms: Sequence[tuple[tuple[int, ...], fmpq]]) -> bool:
    """Add up what each term is at least: 0 for even powers and positive atoms, −|c| for c times a sine."""
    total = fmpq(0)
    strict = False
    for monomial, coefficient in terms:
        present = {i: int(e) for i, e in enumerate(monomial) if e}
        kinds = {i: _sign_kind(conversion, i) for i in present}
        if coefficient > 0 and all(kinds[i] == "positive" for i in present):
            total += coefficient if not present else 0
            strict = True
        elif coefficient > 0 and all(
            e % 2 == 0 or kinds[i] in ("positive", "not negative") for i, e in present.items()
        ):
            continue
        elif present and all(kinds[i] == "bounded" for i in present):
            total -= abs(coefficient)
        else:
            return False
    return total > 0 or (
        total == 0 and strict and not any(c < 0 for _, c in terms) and _has_no_bounded(conversion, terms)
    )


def _has_no_bounded(conversion: _Conversion, terms: Sequence[tuple[tuple[int, ...], fmpq]]) -> bool:
    """Tell whether no term had to be estimated downwards."""
    odd = (i for m, _ in terms for i, e in enumerate(m) if int(e) % 2)
    return all(_sign_kind(conversion, i) in ("positive", "not negative") for i in odd)


def _sign_kind(conversion: _Conversion, place: int) -> str:
    kind = conversion.keys[place][0]
    if kind in ("exp", "pi"):
        return "positive"
    if kind in ("sqrt", "abs"):
        return "not negative"
    return "bounded" if kind in ("sin", "cos", "sign") else "any"


def described(form: Form) -> Mapping[str, str]:
    """Return how each variable enters, for the page."""
    return {name: next(iter(form.ways(name)), "plain") for name in form.variables}
