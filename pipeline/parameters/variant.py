"""One concrete drawing of a sheet's parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.errors import UsageError
from pipeline.sheet.domains import ParameterValue

PUBLISHED = "0"
"""Id of the variant in which every parameter has its default."""

CHOSEN = "chosen"
"""Id of a variant whose parameters somebody has set one by one."""

MAX_ID = 1000

Values = Mapping[str, ParameterValue]


@dataclass(frozen=True)
class Variant:
    """One drawing of a sheet's parameters.

    Attributes:
        id: As given; `0` is the published sheet.
        seed: That it was drawn with.
        values: Exercise id → parameter → value, formulas over parameters worked out.
        attempts: Exercise id (empty for the sheet's own parameters) → number of draws that were refused before.
    """

    id: str
    seed: int
    values: Mapping[str, Values]
    attempts: Mapping[str, int] = field(default_factory=dict)


def check_id(variant: str) -> None:
    """Refuse what cannot be the id of a variant.

    Raises:
        UsageError: Where the id is empty, too long or not printable.
    """
    if not variant or len(variant) > MAX_ID or not variant.isprintable():
        raise UsageError(f"a variant's id has 1 to {MAX_ID} printable characters")
