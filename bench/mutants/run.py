"""Tries many mutants on all cores."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bench.mutants.places import sites_of
from bench.mutants.sample import Mutant, make_mutants
from bench.mutants.trial import Section, load_sections, objection, why_not
from bench.mutants.truth import Facts, Reason, facts_of, still_true

Fate = Literal["refuted", "unreadable", "dropped", "unknown", "survived", "open"]
CAUGHT: tuple[Fate, ...] = ("refuted", "unreadable")
"""What counts: a mutant of which nothing is known would stop a build too, but nothing was found out about it."""

WRONG: tuple[Fate, ...] = (*CAUGHT, "unknown", "survived")


@dataclass(frozen=True)
class Result:
    """What became of a mutant.

    Attributes:
        mutant: The change.
        kind: The kind of exercise.
        line: In the section, from 1.
        fate: Refuted or unreadable; dropped, as SymPy shows that it is still true; unknown; survived; or open: the
            formula was not proved to begin with.
        why: What the proof says of it, the reason for which it is true, or why the proof let it pass.
    """

    mutant: Mutant
    kind: str
    line: int
    fate: Fate
    why: str


@dataclass(frozen=True)
class Run:
    """All results of a sheet.

    Attributes:
        results: In the order of the page's exercises.
        unproved: Rows of the unchanged page that are not proved.
    """

    results: tuple[Result, ...]
    unproved: int

    def with_fate(self, *fates: Fate) -> list[Result]:
        """Return the results with one of these fates."""
        return [result for result in self.results if result.fate in fates]

    @property
    def rate(self) -> float:
        """Share of the caught among those that are wrong."""
        wrong = self.with_fate(*WRONG)
        return len(self.with_fate(*CAUGHT)) / len(wrong) if wrong else 0.0

    @property
    def drops(self) -> float:
        """Share of the dropped among all that were judged."""
        judged = self.with_fate(*WRONG, "dropped")
        return len(self.with_fate("dropped")) / len(judged) if judged else 0.0


def run_mutants(sheet: Path, count: int, seed: int, workers: int | None = None) -> Run:
    """Make mutants of a sheet's solution and try them all.

    Args:
        sheet: A TOML file.
        count: How many mutants.
        seed: Which ones.
        workers: Processes; by default one a core, 1 for none beside this one.
    """
    sections = load_sections(sheet)
    mutants = make_mutants({name: section.markdown for name, section in sections.items()}, count, seed)
    workers = workers or os.cpu_count() or 1
    unproved = sum(len(section.open_lines) for section in sections.values())
    if workers == 1:
        bench = _Bench(sections)
        return Run(tuple(bench.result(mutant) for mutant in mutants), unproved)
    parts = [mutants[k::workers] for k in range(workers)]
    with ProcessPoolExecutor(workers) as pool:
        done = list(pool.map(_try_all, [sheet] * workers, parts))
    results = {id(m): r for part, rs in zip(parts, done, strict=True) for m, r in zip(part, rs, strict=True)}
    return Run(tuple(results[id(mutant)] for mutant in mutants), unproved)


def _try_all(sheet: Path, mutants: Sequence[Mutant]) -> list[Result]:
    bench = _Bench(load_sections(sheet))
    return [bench.result(mutant) for mutant in mutants]


_FATES: Mapping[str, Fate] = {"refuted": "refuted", "unreadable": "unreadable", "unknown": "unknown"}


class _Bench:
    """Sections and what they state, made once."""

    def __init__(self, sections: dict[str, Section]) -> None:
        self.sections = sections
        self.facts: dict[str, Facts] = {}

    def result(self, mutant: Mutant) -> Result:
        """Try one mutant."""
        section = self.sections[mutant.exercise]
        first = section.markdown.count("\n", 0, mutant.site.start) + 1
        lines = range(first, first + mutant.site.text.count("\n") + 1)
        fate, why = self.fate(section, mutant, lines)
        line = first + mutant.site.text.count("\n", 0, mutant.change.edits[0][0])
        return Result(mutant, section.kind, line, fate, why)

    def fate(self, section: Section, mutant: Mutant, lines: range) -> tuple[Fate, str]:
        if section.open_lines.intersection(lines):
            return "open", "not proved before the change"
        reason = self.truth(section, mutant)
        if reason:
            return "dropped", reason
        markdown = mutant.applied(section.markdown)
        row = objection(section, markdown)
        if row is None:
            return "survived", why_not(section, markdown, lines)
        return _FATES[row.outcome], row.detail

    def truth(self, section: Section, mutant: Mutant) -> Reason | None:
        if mutant.site.place == "prose":
            return None
        if section.exercise not in self.facts:
            formulas = [site.text for site in sites_of(section.markdown) if site.place == "formula"]
            self.facts[section.exercise] = facts_of(formulas)
        return still_true(mutant.site.text, mutant.text, self.facts[section.exercise])
