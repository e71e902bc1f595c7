"""The honest answers to "is this true?"."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Witness:
    """A point at which the two sides differ beyond doubt.

    Attributes:
        at: Exact values of the variables, as text.
        left, right: The sides' values there, to some 17 digits.
    """

    at: Mapping[str, str]
    left: str
    right: str

    def __str__(self) -> str:
        point = ", ".join(f"{name} = {value}" for name, value in sorted(self.at.items()))
        where = f"at {point} " if point else ""
        return f"{where}the left side is {self.left}, the right side {self.right}"


@dataclass(frozen=True)
class Proved:
    """True wherever both sides are defined, by an exact argument (its name in `method`)."""

    method: str


@dataclass(frozen=True)
class Refuted:
    """False, with a counter-example that ball arithmetic makes rigorous."""

    witness: Witness


@dataclass(frozen=True)
class Consistent:
    """No difference at `points` random points; there the sides agree to within `bound`."""

    points: int
    bound: str


@dataclass(frozen=True)
class Unknown:
    """Neither shown nor refuted within the limits, for the reason given."""

    reason: str


@dataclass(frozen=True)
class Meaningless(Unknown):
    """A side has no meaning where it stands, or the sides are of different kind: a vector and a number, say."""


Verdict = Proved | Refuted | Consistent | Unknown


@dataclass(frozen=True)
class Limits:
    """Counts that bound the work of one decision; never seconds, so that a verdict does not depend on the machine.

    Attributes:
        points: Random points at which the sides have to agree.
        attempts: Points tried to find that many where both sides are defined.
        bits: Of ball arithmetic.
        terms: A polynomial that would have more terms is not expanded.
    """

    points: int = 8
    attempts: int = 160
    bits: int = 200
    terms: int = 20_000


DEFAULT_LIMITS = Limits()
