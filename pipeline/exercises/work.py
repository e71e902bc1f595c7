"""How much work an exercise is: which rules its solution uses, in how many steps, with how many digits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.exercises.solution import Content, Display, Prose, Solution, Table
from pipeline.notation.tree import Chain, Node, Number, descendants

STEPS_BAND = 0.1
DIGITS_BAND = 0.25


@dataclass(frozen=True)
class Work:
    """The work that one exercise takes.

    Attributes:
        rules: Names of the rules in the margins, in alphabetical order, each once.
        steps: Relations in all chains of the solution.
        digits: Digits of all numbers in them.
    """

    rules: tuple[str, ...]
    steps: int
    digits: int

    def is_like(self, other: "Work") -> bool:
        """Tell whether this is about as much work: same rules, steps within a tenth, digits within a quarter."""
        same = self.rules == other.rules and _is_near(self.steps, other.steps, STEPS_BAND)
        return same and _is_near(self.digits, other.digits, DIGITS_BAND)


def _is_near(value: int, wanted: int, band: float) -> bool:
    return abs(value - wanted) <= max(1, band * wanted)


def work_of(solution: Solution) -> Work:
    """Return the work that a solved exercise takes."""
    chains = list(_chains(solution.content))
    rules = {link.remark for chain in chains for link in chain.links if link.remark}
    digits = sum(_digits(part.text) for chain in chains for part in descendants(chain) if isinstance(part, Number))
    return Work(tuple(sorted(rules)), sum(len(chain.links) for chain in chains), digits)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _chains(content: Content | Mapping[str, Content]) -> Iterator[Chain]:
    match content:
        case Chain():
            yield content
        case Display(chains):
            yield from chains
        case Prose(parts):
            yield from (part for part in parts if isinstance(part, Chain))
        case Table(rows=rows):
            yield from (cell for row in rows for cell in row if isinstance(cell, Chain))
        case str() | Node():
            return
        case Mapping():
            for item in content.values():
                yield from _chains(item)
        case Sequence():
            for item in content:
                yield from _chains(item)
