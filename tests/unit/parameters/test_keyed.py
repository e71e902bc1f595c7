from collections import Counter

import pytest

from pipeline.parameters import draw_index


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
