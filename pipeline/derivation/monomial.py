"""Terms of a formula: a coefficient times powers of names and of other parts."""

from dataclasses import dataclass
from fractions import Fraction as Rational

from pipeline.notation.tree import Node, Symbol

MAX_BITS = 4_000
"""Size of a coefficient that is still worked out."""

Rest = frozenset[tuple[Node, int]]
"""What is factored out of a sum of terms: functions and denominators with their exponents."""


@dataclass(frozen=True)
class Monomial:
    """A coefficient times powers of atoms, in the order in which they are written.

    An atom is a symbol or any part that is not expanded: a function, a root, a sum below a fraction bar.
    """

    coefficient: Rational
    powers: tuple[tuple[Node, int], ...] = ()

    def times(self, other: "Monomial") -> "Monomial":
        """Return the product; exponents of equal atoms add up."""
        powers = dict(self.powers)
        for atom, exponent in other.powers:
            powers[atom] = powers.get(atom, 0) + exponent
        kept = tuple((atom, exponent) for atom, exponent in powers.items() if exponent)
        if bits(self.coefficient) + bits(other.coefficient) > MAX_BITS:
            raise TooLongError
        return Monomial(self.coefficient * other.coefficient, kept)

    @property
    def degree(self) -> int:
        """Sum of the exponents of the symbols."""
        return sum(exponent for atom, exponent in self.powers if isinstance(atom, Symbol))

    def split(self) -> tuple["Monomial", frozenset[tuple[Node, int]]]:
        """Return the polynomial part, and the rest (functions, denominators) that is factored out."""
        inside = tuple(p for p in self.powers if isinstance(p[0], Symbol) and p[1] > 0)
        return Monomial(self.coefficient, inside), frozenset(self.powers) - frozenset(inside)


class TooLongError(Exception):
    """Expanding would give more than MAX_TERMS terms or a number of more than MAX_BITS bits."""


def bits(value: Rational) -> int:
    """Return the size of a coefficient."""
    return value.numerator.bit_length() + value.denominator.bit_length()
