"""One mutant before the page's own proof: the section of its exercise is checked as if it had been published."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.mutants.places import sections_of
from pipeline.notation.document import formulas_of
from pipeline.notation.document.items import Table
from pipeline.publish.build import solve_sheet, write_pages
from pipeline.publish.fingerprint import Options
from pipeline.publish.stopwatch import Stopwatch
from pipeline.sheet.toml import read_toml
from pipeline.verify.certificate import GOOD
from pipeline.verify.page import Key, Row, check_page, rows_of


@dataclass(frozen=True)
class Section:
    """The page of one exercise.

    Attributes:
        exercise: Its id.
        kind: The kind of exercise.
        markdown: The head of the page and the exercise's div.
        key: What it is read with.
        rows: What the unchanged section gives.
    """

    exercise: str
    kind: str
    markdown: str
    key: Key
    rows: tuple[Row, ...]

    @property
    def open_lines(self) -> frozenset[int]:
        """Lines on which something is not proved although nothing was changed."""
        return frozenset(row.line for row in self.rows if row.outcome not in GOOD)


def load_sections(sheet: Path) -> dict[str, Section]:
    """Solve a sheet, write its solution, and return its sections by exercise id.

    Args:
        sheet: A TOML file.
    """
    options = Options(formats=("md",), editions=("solution",), engine="typst", seed=None, variant="0")
    solved = solve_sheet(read_toml(sheet), options, Stopwatch())
    draft = write_pages(solved, options, Stopwatch())[0]
    kinds = {exercise.id: exercise.kind.name for exercise in solved.sheet.exercises}
    readings = {name: solution.reading for name, solution in solved.solutions.items()}
    tables = list(draft.tables)
    sections = {}
    for exercise, markdown in sections_of(draft.markdown).items():
        count = sum(isinstance(item, Table) for item in formulas_of(markdown).items)
        key = Key(readings, tuple(tables[:count]), draft.measured)
        del tables[:count]
        sections[exercise] = Section(exercise, kinds[exercise], markdown, key, check_page(markdown, key))
    return sections


def objection(section: Section, markdown: str) -> Row | None:
    """Return what the proof finds wrong with a changed section that it did not with the unchanged one.

    Args:
        section: The unchanged one.
        markdown: The changed text of it.

    Returns:
        The first row that is refuted or unreadable; where there is none, the first that is unknown.
    """
    undecided: Row | None = None
    before = Counter((row.subject, row.text) for row in section.rows if row.outcome not in GOOD)
    for row in rows_of(markdown, section.key):
        if row.outcome not in GOOD:
            before[row.subject, row.text] -= 1
            if before[row.subject, row.text] < 0:
                if row.outcome != "unknown":
                    return row
                undecided = undecided or row
    return undecided


def why_not(section: Section, markdown: str, lines: range) -> str:
    """Return why the proof let a change pass, from the rows on its lines.

    Args:
        section: The unchanged one.
        markdown: The changed text of it.
        lines: Where the changed formula stands.
    """
    after = check_page(markdown, section.key)
    counts: Mapping[str, int] = Counter(row.outcome for row in after)
    if counts["definition"] > sum(row.outcome == "definition" for row in section.rows):
        return "it became a definition"
    if len(after) < len(section.rows):
        return "a relation was lost"
    mine = [row for row in after if row.line in lines]
    if not mine:
        return "no claim is read there"
    outcomes = sorted({row.outcome for row in mine if row not in section.rows} or {row.outcome for row in mine})
    return f"judged {', '.join(outcomes)}"
