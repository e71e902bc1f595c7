import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import content_of

Run = Callable[..., "subprocess.CompletedProcess[str]"]

SMALL = """title = "O'Brien & Søn_{x} #1"
author = '\\input{x} $1$ <b>'
[[exercise]]
id = "bowl"
kind = "critical-points"
title = "50% of *this* & that_{x}"
function = "x^2 + y^2 - 2*x"
variables = ["x", "y"]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A sheet of one exercise, with a title that means something to every format."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_assignment_03_agrees_with_the_published_solution(run_corrige: Run, root: Path) -> None:
    """Every key number of the published solution is what the program computes."""
    done = run_corrige("check", root / "sheets" / "assignment-03.toml")
    assert (done.returncode, done.stderr) == (0, "")
    total = (root / "sheets" / "assignment-03.reference.toml").read_text(encoding="utf-8").count('\n"')
    assert f"{total} of {total} key numbers agree" in done.stdout.replace('"completeness"', "")


def test_a_rebuild_gives_the_same_bytes(run_corrige: Run, small: Path, tmp_path: Path) -> None:
    """Two builds in two folders differ in nothing, PDF and manifest included."""
    for folder in ("one", "two"):
        done = run_corrige("build", small, "-o", tmp_path / folder)
        assert (done.returncode, done.stderr) == (0, "")
    assert content_of(tmp_path / "one") == content_of(tmp_path / "two")
    names = {f"{edition}.{ending}" for edition in ("sheet", "solution") for ending in ("pdf", "html", "md")}
    assert (
        names | {"certificate.json", "numbers.json", "manifest.json"} <= content_of(tmp_path / "one" / "small").keys()
    )


def test_the_folder_holds_what_was_asked_for(run_corrige: Run, small: Path, tmp_path: Path) -> None:
    """A build of one format and edition leaves that one, the numbers and the manifest; then it is up to date."""
    run_corrige("build", small, "-o", tmp_path / "out")
    arguments = ("build", small, "-o", tmp_path / "out", "--format", "html", "--edition", "solution")
    assert run_corrige(*arguments).returncode == 0
    names = {name for name in content_of(tmp_path / "out" / "small") if not name.startswith("figures/")}
    assert names == {"solution.html", "certificate.json", "numbers.json", "manifest.json"}
    assert run_corrige(*arguments).stdout.endswith("small: up to date\n")


def test_numbers_json_names_exact_values_exactly(run_corrige: Run, small: Path, tmp_path: Path) -> None:
    """The quantities have the paths of the kind, and rationals are exact."""
    run_corrige("build", small, "-o", tmp_path / "out", "--format", "md")
    content = json.loads((tmp_path / "out" / "small" / "numbers.json").read_text(encoding="utf-8"))
    [point] = content["exercises"][0]["quantities"]["critical_points"]
    assert (point["at"], point["value"], point["classification"]) == (["1", "0"], "-1", "local minimum")


def test_a_wrong_sheet_ends_with_10_and_leaves_the_outputs(run_corrige: Run, small: Path, tmp_path: Path) -> None:
    """The error has file, line, column and caret; what was published stays."""
    run_corrige("build", small, "-o", tmp_path / "out", "--format", "md")
    before = content_of(tmp_path / "out")
    small.write_text(SMALL.replace("y^2", "z^2"), encoding="utf-8")
    done = run_corrige("build", small.name, "-o", tmp_path / "out", "--format", "md", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (10, "")
    assert done.stderr == (
        "error: small.toml:7:19: unknown name 'z' in function\n"
        '       function = "x^2 + z^2 - 2*x"\n'
        "                         ^\n"
        "       declared variables are x and y\n"
    )
    assert content_of(tmp_path / "out") == before


def test_a_reader_that_goes_away_is_no_error(root: Path) -> None:
    """`corrige kinds | head -0` ends quietly."""
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", "kinds"], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == ("", 0)


def test_an_interrupted_build_ends_with_130(root: Path, tmp_path: Path) -> None:
    """Ctrl-C in the middle of a build leaves nothing and says one word."""
    command = [sys.executable, "-m", "pipeline", "build", "sheets/assignment-03.toml", "-o", str(tmp_path / "out")]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        time.sleep(0.7)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    # Python ends by the signal itself where Ctrl-C met it inside `exec`; a shell says 130 of either.
    assert process.returncode in (130, -signal.SIGINT)
    assert said.split("\n")[-2] == "interrupted"
    assert not (tmp_path / "out" / "assignment-03").exists()


@pytest.mark.slow
def test_a_kill_at_any_moment_of_a_build_leaves_the_last_outputs(
    run_corrige: Run, small: Path, root: Path, tmp_path: Path
) -> None:
    """Killed at random moments, the folder holds the old build or the new one, and a rerun ends with the new one."""
    chance = random.Random(5)
    folder = tmp_path / "out" / "small"
    run_corrige("build", small, "-o", tmp_path / "out")
    old = content_of(folder)
    small.write_text(SMALL.replace("2*x", "4*x"), encoding="utf-8")
    run_corrige("build", small, "-o", tmp_path / "new")
    new = content_of(tmp_path / "new" / "small")
    command = [sys.executable, "-m", "pipeline", "build", str(small), "-o", str(tmp_path / "out"), "--force", "-q"]
    for _ in range(15):
        with subprocess.Popen(command, cwd=root) as process:
            time.sleep(chance.uniform(0.1, 1.5))
            process.kill()
        assert content_of(folder) in (old, new)
    assert run_corrige("build", small, "-o", tmp_path / "out").returncode == 0
    assert content_of(tmp_path / "out") == {f"small/{name}": content for name, content in new.items()}
