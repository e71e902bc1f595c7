"""Which mutants are made: all exercises in proportion, all places, and all kinds of changes alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from bench.mutants.changes import KINDS, Change, Kind, changes_of
from bench.mutants.places import Place, Site, sites_of

SHARES: Mapping[Place, int] = {"formula": 7, "cell": 2, "prose": 1}
"""Of ten mutants of an exercise that has all three."""


@dataclass(frozen=True)
class Mutant:
    """A page with one change.

    Attributes:
        exercise: Id of the exercise.
        site: The formula, cell or number as it was.
        change: What was done to it.
    """

    exercise: str
    site: Site
    change: Change

    @property
    def text(self) -> str:
        """The changed formula."""
        return self.change.apply(self.site.text)

    def applied(self, section: str) -> str:
        """Return the section with the change."""
        return section[: self.site.start] + self.text + section[self.site.start + len(self.site.text) :]


def make_mutants(sections: Mapping[str, str], count: int, seed: int) -> list[Mutant]:
    """Return distinct mutants, the same ones for the same page and seed.

    Args:
        sections: Markdown by exercise id.
        count: How many; fewer where a page has not so many places.
        seed: Any integer.
    """
    possible = {name: _possible(name, markdown, seed) for name, markdown in sections.items()}
    total = sum(len(mutants) for mutants in possible.values())
    chosen = []
    for name, mutants in possible.items():
        share = -(-count * len(mutants) // total)
        chosen += _spread(mutants, share, _random(seed, name))
    return chosen


def _random(seed: int, *names: str) -> Random:
    return Random(sha256("\0".join((str(seed), *names)).encode()).digest())


def _possible(exercise: str, markdown: str, seed: int) -> list[Mutant]:
    found: dict[tuple[int, str], Mutant] = {}
    for number, site in enumerate(sites_of(markdown)):
        for change in changes_of(site.text, _random(seed, exercise, str(number))):
            mutant = Mutant(exercise, site, change)
            if mutant.text != site.text:
                found.setdefault((site.start, mutant.text), mutant)
    return list(found.values())


def _spread(mutants: Iterable[Mutant], count: int, random: Random) -> list[Mutant]:
    """Choose by place in fixed shares, and within a place from each kind of change in turn."""
    piles: dict[Place, dict[Kind, list[Mutant]]] = defaultdict(lambda: {kind: [] for kind in KINDS})
    for mutant in mutants:
        piles[mutant.site.place][mutant.change.kind].append(mutant)
    turns = {place: _in_turn(piles[place], random) for place in SHARES if place in piles}
    weight = sum(SHARES[place] for place in turns)
    chosen = [m for place, order in turns.items() for m in order[: count * SHARES[place] // weight]]
    rest = [mutant for order in turns.values() for mutant in order if mutant not in set(chosen)]
    return chosen + rest[: count - len(chosen)]


def _in_turn(piles: Mapping[Kind, list[Mutant]], random: Random) -> list[Mutant]:
    for pile in piles.values():
        random.shuffle(pile)
    longest = max(len(pile) for pile in piles.values())
    return [pile[k] for k in range(longest) for pile in piles.values() if k < len(pile)]
