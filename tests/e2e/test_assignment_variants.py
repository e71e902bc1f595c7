import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from pipeline.exercises.work import work_of
from pipeline.parameters import draw_parameters
from pipeline.parameters.acceptance import Acceptance
from pipeline.sheet.load import load_sheet

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_assignment_03_has_variants_for_every_course(run_corrige: Run, root: Path) -> None:
    """At least ten thousand distinct variants are counted for certain."""
    done = run_corrige("variants", root / "sheets" / "assignment-03.toml", "--space", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["at_least"] >= 10_000


def test_variants_of_assignment_03_take_the_work_of_the_published_sheet(root: Path) -> None:
    """A sample of variants uses the same rules in about as many steps and digits, exercise by exercise."""
    sheet = load_sheet(root / "sheets" / "assignment-03.toml")
    acceptance = Acceptance(sheet)
    for exercise in sheet.exercises:
        published = work_of(acceptance.solution(exercise, exercise.defaults))
        for variant in ("1", "2", "3"):
            values = draw_parameters(sheet, 0, variant, acceptance).values[exercise.id]
            assert work_of(acceptance.solution(exercise, values)).is_like(published), (exercise.id, values)


def test_variants_of_assignment_03_pass(run_corrige: Run, root: Path) -> None:
    """A sample of what `corrige stress` tries by the thousand."""
    sheet = root / "sheets" / "assignment-03.toml"
    done = run_corrige("stress", sheet, "--count", 4, "--edition", "solution", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
