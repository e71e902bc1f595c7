"""Sheets of one exercise for tests: their pages with what these are read with, their numbers, their complaints."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import CorrigeError, explain
from pipeline.exercises.kinds import load_kind
from pipeline.exercises.numerals import Written
from pipeline.exercises.quantities import find_quantities
from pipeline.exercises.solution import Solution
from pipeline.publish.build import solve_sheet, write_pages
from pipeline.publish.fingerprint import Options
from pipeline.publish.stopwatch import Stopwatch
from pipeline.sheet.load import load_sheet
from pipeline.sheet.toml import read_toml
from pipeline.verify.page import Key, Row, check_page

HEAD = 'id = "s"\ntitle = "T"\ndate = 2026-11-19\n[[exercise]]\nid = "a"\nkind = "{kind}"\ntitle = "T"\n'


def exact(value: Any) -> Any:
    """Return keys with every float as the exact decimal that it shows."""
    if isinstance(value, float):
        return Written(repr(value))
    if isinstance(value, list | tuple):
        return [exact(item) for item in value]
    return {key: exact(item) for key, item in value.items()} if isinstance(value, dict) else value


def solved(kind: str, **keys: Any) -> Solution:
    """Solve an exercise given by its keys; a float stands for the decimal that it shows."""
    known = load_kind(kind)
    return known.solve(known.model.model_validate(exact(keys), context={"parameters": {}}), {})


def quantities(solution: Solution, path: str) -> list[Any]:
    """Return the values of all quantities that a path means."""
    return [value for _, value in find_quantities(solution.quantities, path)]


def pages(kind: str, keys: str, folder: Path) -> list[tuple[str, Key]]:
    """Return the Markdown of both editions with what they are read with."""
    path = folder / "s.toml"
    path.write_text(HEAD.format(kind=kind) + keys, encoding="utf-8")
    options = Options(formats=("md",), editions=("sheet", "solution"), engine="typst", seed=None, variant="0")
    watch = Stopwatch()
    found = solve_sheet(read_toml(path), options, watch)
    readings = {name: solution.reading for name, solution in found.solutions.items()}
    drafts = write_pages(found, options, watch)
    return [(draft.markdown, Key(readings, draft.tables, draft.measured)) for draft in drafts]


def bad(rows: tuple[Row, ...]) -> list[Row]:
    """Return the rows that no page may have."""
    return [row for row in rows if row.outcome not in ("proved", "consistent")]


def rows_of(kind: str, keys: str, folder: Path) -> tuple[Row, ...]:
    """Return what is decided on both pages of an exercise."""
    return tuple(row for markdown, key in pages(kind, keys, folder) for row in check_page(markdown, key))


def outcome_of_changed(kind: str, keys: str, folder: Path, old: str, new: str) -> list[Row]:
    """Return what is wrong on the solution once a piece of it has been changed."""
    markdown, key = pages(kind, keys, folder)[1]
    assert old in markdown, old
    return bad(check_page(markdown.replace(old, new, 1), key))


def complaint(kind: str, keys: str, folder: Path) -> str:
    """Load a sheet with one exercise that has these keys, and return the first line of the error."""
    path = folder / "s.toml"
    path.write_text(HEAD.format(kind=kind) + keys, encoding="utf-8")
    with pytest.raises(CorrigeError) as caught:
        load_sheet(path)
    return explain(caught.value).splitlines()[0].removeprefix("error: ").replace(f"{folder}/", "")
