"""Draws the parameters of a variant, each by a key of its own.

Adding, removing or reordering exercises, parameters or variants leaves every other draw as it was, because a draw
depends on names only. Variant `0` is the published sheet: every parameter at its default, nothing drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from pipeline.errors import UsageError
from pipeline.sheet.domains import Domain, ParameterValue
from pipeline.sheet.model import Sheet

PUBLISHED = "0"
"""Id of the variant in which every parameter has its default."""

MAX_ID = 60

_WORD = 64


@dataclass(frozen=True)
class Variant:
    """One drawing of a sheet's parameters.

    Attributes:
        id: As given; `0` is the published sheet.
        seed: That it was drawn with.
        values: Exercise id → parameter → value.
    """

    id: str
    seed: int
    values: Mapping[str, Mapping[str, ParameterValue]]


def draw_parameters(sheet: Sheet, seed: int, variant: str, attempt: int = 0) -> Variant:
    """Draw every parameter of a sheet.

    A parameter of the sheet is drawn once and has the same value in all exercises.

    Args:
        sheet: The sheet.
        seed: 0 or more.
        variant: Its id: any printable text.
        attempt: Counts the draws that a constraint rejected.

    Raises:
        UsageError: Where the id is empty, too long or not printable.
    """
    if not variant or len(variant) > MAX_ID or not variant.isprintable():
        raise UsageError(f"a variant's id has 1 to {MAX_ID} printable characters")
    drawing = _Drawing(sheet.id, seed, variant, attempt)
    shared = {name: drawing.value("", name, domain) for name, domain in sheet.parameters.items()}
    values = {
        exercise.id: {
            name: shared[name] if name in shared else drawing.value(exercise.id, name, domain)
            for name, domain in exercise.parameters.items()
        }
        for exercise in sheet.exercises
    }
    return Variant(variant, seed, values)


@dataclass(frozen=True)
class _Drawing:
    """What the keys of all draws of a variant have in common."""

    sheet: str
    seed: int
    variant: str
    attempt: int

    def value(self, exercise: str, parameter: str, domain: Domain) -> ParameterValue:
        """Return the value of one parameter; `exercise` is empty for a parameter of the sheet."""
        if self.variant == PUBLISHED:
            return domain.default
        parts = (str(self.seed), self.sheet, exercise, parameter, self.variant, str(self.attempt))
        return domain.value(draw_index(parts, domain.size))


def draw_index(name: tuple[str, ...], size: int) -> int:
    """Return a number from 0 to size − 1, every one equally likely, that depends on the name only.

    Philox in counter mode gives 64-bit words; as many as `size` needs make one candidate, and candidates beyond the
    largest multiple of `size` are drawn again, so that no value is favoured.

    Args:
        name: What is drawn; every part counts, and where it ends.
        size: At least 1.

    Source:
        Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as easy as 1, 2, 3* (SC 2011).
    """
    if size == 1:
        return 0
    from numpy.random import Philox

    digest = _digest(name)
    words = Philox(key=int.from_bytes(digest[:16], "little"), counter=int.from_bytes(digest[16:], "little"))
    needed = ((size - 1).bit_length() + _WORD - 1) // _WORD
    span = 1 << (_WORD * needed)
    while True:
        candidate = sum(int(words.random_raw()) << (_WORD * place) for place in range(needed))
        if candidate < span - span % size:
            return candidate % size


def _digest(name: tuple[str, ...]) -> bytes:
    """Hash the parts, each after its length, so that ("a", "bc") and ("ab", "c") differ."""
    encoded = [part.encode() for part in name]
    return sha256(b"".join(len(part).to_bytes(8, "little") + part for part in encoded)).digest()
