import subprocess
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from pypdf import PdfReader

from pipeline.exercises.kinds import MODULES

Run = Callable[..., subprocess.CompletedProcess[str]]

TITLE_BLOCK = """title = "Week 3"
course = "Analysis II"
author = "A. Lecturer"
date = 2026-11-19
intro = "Hand in on paper."
[[exercise]]
id = "one"
kind = "critical-points"
title = "Bowl"
points = 4
space = "3cm"
function = "x^2"
variables = ["x"]
[[exercise]]
id = "two"
kind = "critical-points"
points = 2.5
function = "x^2 - x"
variables = ["x"]
"""


@pytest.mark.parametrize("kind", MODULES)
def test_the_example_of_each_kind_builds(kind: str, run_corrige: Run, tmp_path: Path) -> None:
    """`corrige kinds KIND --example` prints a sheet of that kind, and it builds as it stands."""
    example = run_corrige("kinds", kind, "--example")
    assert f'kind = "{kind}"' in example.stdout, f"templates/exercises/{kind}/example.toml is missing"
    (tmp_path / "example.toml").write_text(example.stdout, encoding="utf-8")
    done = run_corrige("build", tmp_path / "example.toml", "-o", tmp_path / "out", "--format", "html,pdf")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "example" / "solution.pdf").stat().st_size > 1000


def test_the_title_block_and_the_room_for_answers_are_printed(run_corrige: Run, tmp_path: Path) -> None:
    """Intro, date, author, points with their total, and space: in HTML and PDF of the problem sheet."""
    sheet = tmp_path / "week-3.toml"
    sheet.write_text(TITLE_BLOCK, encoding="utf-8")
    assert run_corrige("build", sheet, "-o", tmp_path / "out", "--edition", "sheet").returncode == 0
    folder = tmp_path / "out" / "week-3"
    page = html5lib.parse((folder / "sheet.html").read_bytes(), namespaceHTMLElements=False)
    pdf = "\n".join(page.extract_text() for page in PdfReader(folder / "sheet.pdf").pages)
    for text in ("".join(page.itertext()), pdf):
        for words in ("Analysis II", "A. Lecturer", "19 November 2026", "Hand in on paper.", "6.5 points", "4 points"):
            assert words in text, words
    [room] = page.iterfind(".//*[@class='answer-space']")
    assert "3cm" in str(room.get("style"))
