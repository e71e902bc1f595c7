r"""Brings what has the same denominator onto one fraction, and cancels what numerator and denominator share.

A root belongs to what stands under it: $\frac{1}{\sqrt u} - \frac{x^2}{u\sqrt u}$ becomes $\frac{u - x^2}{u^{3/2}}$.
So powers of a denominator $u$ are counted in halves.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction as Rational

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from pipeline.derivation.monomial import Monomial, Rest, TooLongError
from pipeline.notation.tree import Call, Node, Sum

MAX_TERMS = 400

Groups = Mapping[Rest, Sequence[Monomial]]
"""Polynomials in the symbols, by what they are multiplied with."""


def over_common_denominators(groups: Groups, bases: Mapping[Node, Sequence[Monomial]]) -> dict[Rest, list[Monomial]]:
    """Return the same sum with one fraction for each denominator, in lowest terms.

    Args:
        groups: The sum.
        bases: Denominators, with their terms; these are polynomials in names and other parts.

    Raises:
        TooLongError: Where a numerator has too many terms.
    """
    found = {rest: list(monomials) for rest, monomials in groups.items()}
    for base, terms in bases.items():
        whole = _with_factors(found, base)
        atoms = _atoms([*terms, *(m for group in whole.values() for m in group)])
        found = _merged(whole, base, _Polynomials(atoms), terms)
    return _split(found)


def _with_factors(groups: Mapping[Rest, list[Monomial]], base: Node) -> dict[Rest, list[Monomial]]:
    """Put functions that a group is multiplied with into its terms; denominators and roots of the base stay outside."""
    root = Call("sqrt", (base,))
    found: dict[Rest, list[Monomial]] = {}
    for rest, monomials in groups.items():
        inside = frozenset(power for power in rest if power[1] > 0 and power[0] not in (base, root))
        factor = Monomial(Rational(1), tuple(sorted(inside, key=repr)))
        _put(found, rest - inside, [m.times(factor) for m in monomials])
    return found


def _split(groups: Mapping[Rest, list[Monomial]]) -> dict[Rest, list[Monomial]]:
    """Take functions out of the terms again: a group is what all its terms are multiplied with."""
    found: dict[Rest, list[Monomial]] = {}
    for rest, monomials in groups.items():
        for monomial in monomials:
            inside, outside = monomial.split()
            _put(found, rest | outside, [inside])
    return found


def denominators_in(groups: Groups) -> list[Node]:
    """Return what stands below a fraction bar or a root somewhere, without repetitions."""
    bases: dict[Node, None] = {}
    for rest in groups:
        for atom, exponent in sorted(rest, key=lambda power: repr(power[0])):
            if isinstance(atom, Call) and atom.function == "sqrt" and isinstance(atom.arguments[0], Sum):
                bases[atom.arguments[0]] = None
            elif isinstance(atom, Sum) and exponent < 0:
                bases[atom] = None
    return list(bases)


def _atoms(monomials: Sequence[Monomial]) -> list[Node]:
    return sorted({atom for m in monomials for atom, _ in m.powers}, key=repr)


class _Polynomials:
    """Monomials as polynomials of FLINT, and back."""

    def __init__(self, symbols: Sequence[Node]) -> None:
        self.symbols = list(symbols)
        self.ring = fmpq_mpoly_ctx.get([f"v{i}" for i in range(max(1, len(symbols)))], Ordering.degrevlex)

    def polynomial(self, monomials: Sequence[Monomial]) -> fmpq_mpoly:
        terms: dict[tuple[int, ...], fmpq] = {}
        for m in monomials:
            powers = dict(m.powers)
            key = tuple(powers.get(symbol, 0) for symbol in self.symbols) or (0,)
            terms[key] = terms.get(key, fmpq(0)) + fmpq(m.coefficient.numerator, m.coefficient.denominator)
        return self.ring.from_dict(terms)

    def monomials(self, polynomial: fmpq_mpoly) -> list[Monomial]:
        if len(polynomial) > MAX_TERMS:
            raise TooLongError
        found = []
        for exponents, c in polynomial.terms():
            powers = tuple((s, int(e)) for s, e in zip(self.symbols, exponents, strict=False) if e)
            found.append(Monomial(Rational(int(c.p), int(c.q)), powers))
        return found


def _halves(rest: Rest, base: Node) -> tuple[int, Rest]:
    """Return with which power of √base a group is multiplied, and with what else."""
    root = Call("sqrt", (base,))
    count = sum(e if atom == root else 2 * e for atom, e in rest if atom in (base, root))
    return count, frozenset(power for power in rest if power[0] not in (base, root))


def _merged(
    groups: Mapping[Rest, list[Monomial]], base: Node, ring: _Polynomials, terms: Sequence[Monomial]
) -> dict[Rest, list[Monomial]]:
    below = ring.polynomial(terms)
    families: dict[tuple[Rest, int], list[tuple[int, fmpq_mpoly]]] = {}
    kept: dict[Rest, list[Monomial]] = {}
    for rest, monomials in groups.items():
        halves, other = _halves(rest, base)
        if halves >= 0:
            whole = ring.polynomial(monomials) * below ** (halves // 2)
            _put(kept, _with_halves(other, base, halves % 2), ring.monomials(whole))
        else:
            families.setdefault((other, halves % 2), []).append((halves, ring.polynomial(monomials)))
    for (other, _), parts in families.items():
        halves, numerator = _summed(parts, below)
        _put(kept, _with_halves(other, base, halves), ring.monomials(numerator))
    return {rest: monomials for rest, monomials in kept.items() if monomials}


def _summed(parts: Sequence[tuple[int, fmpq_mpoly]], below: fmpq_mpoly) -> tuple[int, fmpq_mpoly]:
    """Return one numerator for Σ numerator · √below^halves, and the power that is left of √below."""
    halves = min(own for own, _ in parts)
    numerator = sum(
        (p * below ** ((own - halves) // 2) for own, p in parts[1:]),
        parts[0][1] * below ** ((parts[0][0] - halves) // 2),
    )
    while halves <= -2 and len(numerator):
        quotient, rest = divmod(numerator, below)
        if len(rest):
            break
        numerator, halves = quotient, halves + 2
    return halves, numerator


def _with_halves(other: Rest, base: Node, halves: int) -> Rest:
    """Return what a numerator is multiplied with: a power of the base, or of its root where that is odd."""
    if halves == 0:
        return other
    power = (base, halves // 2) if halves % 2 == 0 else (Call("sqrt", (base,)), halves)
    return other | {power}


def _put(groups: dict[Rest, list[Monomial]], rest: Rest, monomials: Sequence[Monomial]) -> None:
    """Add monomials to a group; like terms are put together."""
    totals = {frozenset(m.powers): m for m in groups.get(rest, [])}
    for m in monomials:
        key = frozenset(m.powers)
        before = totals.get(key)
        totals[key] = m if before is None else Monomial(before.coefficient + m.coefficient, m.powers)
    groups[rest] = [m for m in totals.values() if m.coefficient]
