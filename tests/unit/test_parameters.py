from collections import Counter
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.errors import UsageError
from pipeline.parameters import draw_index, draw_parameters
from pipeline.sheet.domains import Choice, Domain, Fixed, Grid

A = Choice(Fraction(1), tuple(map(Fraction, range(100))))
B = Grid(Fraction(5), Fraction(0), Fraction(1, 10), 101)
C = Fixed(Fraction(7))


def _sheet(shared: dict[str, Domain], **exercises: dict[str, Domain]) -> Any:
    listed = [SimpleNamespace(id=name, parameters={**shared, **own}) for name, own in exercises.items()]
    return SimpleNamespace(id="s", parameters=shared, exercises=listed)


def test_variant_0_is_the_published_sheet() -> None:
    """Nothing is drawn in variant 0, whatever the seed."""
    assert draw_parameters(_sheet({}, e={"a": A, "b": B, "c": C}), 99, "0").values == {"e": {"a": 1, "b": 5, "c": 7}}


def test_draws_do_not_change_from_release_to_release() -> None:
    """The same names give the same values for ever; these were drawn by the first release."""
    drawn = draw_parameters(_sheet({}, e={"a": A, "b": B, "c": C}), 0, "1")
    assert drawn.values == {"e": {"a": 49, "b": Fraction(57, 10), "c": 7}}


def test_a_draw_depends_on_its_own_names_only() -> None:
    """Adding, removing and reordering exercises and parameters leaves every other draw as it was."""
    few = draw_parameters(_sheet({}, e={"a": A}), 3, "x").values
    many = draw_parameters(_sheet({"s": B}, d={"a": A}, e={"b": B, "a": A}), 3, "x").values
    assert few["e"]["a"] == many["e"]["a"]


def test_a_parameter_of_the_sheet_is_drawn_once() -> None:
    """Every exercise sees the same value of a shared parameter."""
    for variant in map(str, range(1, 20)):
        drawn = draw_parameters(_sheet({"s": A}, d={}, e={}), 0, variant).values
        assert drawn["d"]["s"] == drawn["e"]["s"]


def test_every_part_of_the_name_counts() -> None:
    """Another seed, exercise, parameter, variant or attempt is another draw, and parts do not run together."""
    names = [("0", "s", "e", "p", "v", "0"), ("1", "s", "e", "p", "v", "0"), ("0", "s", "ep", "", "v", "0")]
    names += [("0", "s", "e", "p", "w", "0"), ("0", "s", "e", "p", "v", "1"), ("0", "s", "", "ep", "v", "0")]
    assert len({draw_index(name, 2**64) for name in names}) == len(names)


def test_all_values_of_a_domain_are_equally_likely() -> None:
    """Over 7,000 draws among seven values, each comes about a thousand times."""
    counts = Counter(draw_index(("0", "s", "e", "p", str(k), "0"), 7) for k in range(7000))
    assert sorted(counts) == list(range(7))
    assert all(abs(count - 1000) < 150 for count in counts.values())


@pytest.mark.parametrize("size", [1, 2, 2**64 - 1, 2**64, 2**64 + 1, 10**40])
def test_domains_of_any_size_are_drawn_from(size: int) -> None:
    """A draw lies in its domain, also where one 64-bit word does not reach."""
    drawn = [draw_index(("0", str(k)), size) for k in range(50)]
    assert all(0 <= index < size for index in drawn)
    assert size < 3 or max(drawn) > size // 2


@pytest.mark.parametrize("variant", ["", "a\nb", "x" * 61])
def test_a_variants_id_is_short_printable_text(variant: str) -> None:
    """Anything else is refused before a key is made of it."""
    with pytest.raises(UsageError, match="^a variant's id has 1 to 60 printable characters$"):
        draw_parameters(_sheet({}, e={}), 0, variant)
