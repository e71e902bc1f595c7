import csv
import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from pypdf import PdfReader

from tests.conftest import content_of

Run = Callable[..., "subprocess.CompletedProcess[str]"]

SHEET = """title = "Bowls"
[[exercise]]
id = "bowl"
kind = "critical-points"
function = "a*x^2 + y^2 - b*x"
variables = ["x", "y"]
require = ["integer(critical_points[*].at[*])"]
[exercise.parameters]
a = { default = 1, range = [1, 9] }
b = { default = 2, range = [2, 90], step = 2 }
"""

NAME = r"O'Brien & Søn_{x} #1 \input{x} <b>$y$</b>"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet of one small exercise with some hundred variants."""
    path = tmp_path / "bowls.toml"
    path.write_text(SHEET, encoding="utf-8")
    return path


def _environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "NO_COLOR": "1"}


def test_every_student_gets_a_sheet_of_their_own(run_corrige: Run, sheet: Path, tmp_path: Path) -> None:
    """A roster gives folders with documents of both editions, keys, index, manifest, merged PDFs and a lock."""
    roster = tmp_path / "students.csv"
    roster.write_text(f"id;name\ns1;{NAME}\n../s2;=1+1\n", encoding="utf-8-sig")
    done = run_corrige("variants", sheet, "--roster", roster, "-o", tmp_path / "out", "--merge", "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert "note: the id '../s2' cannot name a folder everywhere; its folder is s2-" in done.stderr
    folder = tmp_path / "out" / "bowls" / "variants"
    content = content_of(folder)
    own = {name.partition("/")[2] for name in content if name.startswith("s1/")}
    documents = {"sheet.pdf", "sheet.html", "solution.pdf", "solution.html"}
    assert own == documents | {"numbers.json", "certificate.json", "manifest.json"}
    assert {name for name in content if "/" not in name} == {
        "keys.csv", "keys.json", "index.html", "manifest.json", "sheets.pdf", "solutions.pdf",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(content["keys.csv"].decode())))
    assert [(row["id"], row["name"]) for row in rows] == [("s1", NAME), ("../s2", "'=1+1")], (
        "no spreadsheet runs a name"
    )
    numbers = json.loads(content["s1/numbers.json"])
    at = numbers["exercises"][0]["quantities"]["critical_points"][0]["at"]
    assert rows[0]["bowl.critical_points[0].at[0]"] == at[0]
    assert at[0].isdigit()
    lock = (tmp_path / "bowls.lock").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line).get("id") for line in lock] == [None, "../s2", "s1"]
    _check_printed_name(content)
    _check_merged(content)


def _check_printed_name(content: Mapping[str, bytes]) -> None:
    """The name stands on both pages as it is, and seed and version in the footer of every page."""
    text = "".join(html5lib.parse(content["s1/sheet.html"], namespaceHTMLElements=False).itertext())
    assert NAME in text
    assert "variant s1 · seed 0 · version " in text
    for page in PdfReader(io.BytesIO(content["s1/solution.pdf"])).pages:
        assert "variant s1 · seed 0 · version " in page.extract_text()
    first = PdfReader(io.BytesIO(content["s1/solution.pdf"])).pages[0].extract_text()
    assert NAME.replace(" ", "") in first.replace("’", "'").replace(" ", "").replace("\n", "")
    index = "".join(html5lib.parse(content["index.html"], namespaceHTMLElements=False).itertext())
    assert NAME in index


def _check_merged(content: Mapping[str, bytes]) -> None:
    """Each document begins on a right-hand page of the merged one."""
    merged = PdfReader(io.BytesIO(content["solutions.pdf"]))
    for place, name in ((0, "s1"), (1, "../s2")):
        entry = merged.outline[place]
        start = merged.get_destination_page_number(entry)  # type: ignore[arg-type]
        assert start is not None
        assert start % 2 == 0
        assert f"variant {name}" in merged.pages[start].extract_text()
    assert len(merged.pages) % 2 == 0


def test_build_gives_the_drawing_of_the_run(run_corrige: Run, sheet: Path, tmp_path: Path) -> None:
    """`--variant ID --seed N` solves the same numbers, with the lock file and without it."""
    arguments = ("variants", sheet, "--count", 3, "--seed", 5, "--format", "html", "--edition", "sheet")
    assert run_corrige(*arguments, "-o", tmp_path / "out").returncode == 0
    wanted = json.loads((tmp_path / "out/bowls/variants/0002/numbers.json").read_text(encoding="utf-8"))
    for lock in ("there", "gone"):
        if lock == "gone":
            (tmp_path / "bowls.lock").unlink()
        alone = ("build", sheet, "--variant", 2, "--seed", 5, "--format", "md", "-o", tmp_path / lock)
        assert run_corrige(*alone).returncode == 0
        assert json.loads((tmp_path / lock / "bowls/numbers.json").read_text(encoding="utf-8")) == wanted


def test_a_build_and_the_variants_share_a_folder(run_corrige: Run, sheet: Path, tmp_path: Path) -> None:
    """Whichever comes first, neither harms the other."""
    variants = ("variants", sheet, "--count", 1, "--format", "html", "--edition", "sheet", "-o", tmp_path / "out")
    assert run_corrige(*variants).returncode == 0
    before = content_of(tmp_path / "out" / "bowls" / "variants")
    for options in ((), ("--force",)):
        done = run_corrige("build", sheet, "--format", "md", "-o", tmp_path / "out", *options)
        assert (done.returncode, done.stderr) == (0, "")
    assert content_of(tmp_path / "out" / "bowls" / "variants") == before
    assert run_corrige(*variants).stdout.startswith(f"{tmp_path / 'out/bowls/variants'}: 0 built, 1 up to date")


def test_too_small_a_space_writes_nothing(run_corrige: Run, sheet: Path, tmp_path: Path) -> None:
    """Two students and one possible variant end with 20 and the numbers, before anything is written."""
    sheet.write_text(SHEET.partition("require")[0].replace("a*x", "x").replace("b*x", "2*x"), encoding="utf-8")
    done = run_corrige("variants", sheet, "--count", 2, "-o", tmp_path / "out")
    assert done.returncode == 20
    assert "the sheet has at most 1 distinct variant, and 2 are asked for" in done.stderr
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "bowls.lock").exists()


def test_verify_names_what_changed(run_corrige: Run, sheet: Path, tmp_path: Path) -> None:
    """An untouched sheet gives 0; another function or another domain gives 32 and names the variants."""
    run_corrige("variants", sheet, "--count", 2, "--format", "html", "--edition", "sheet", "-o", tmp_path / "out")
    done = run_corrige("variants", sheet, "--verify")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'bowls.lock'}: 2 of 2 variants are as they were\n")
    sheet.write_text(SHEET.replace("+ y^2", "+ 3*y^2"), encoding="utf-8")
    done = run_corrige("variants", sheet, "--verify", "--quiet")
    assert done.returncode == 32
    assert done.stderr == "".join(f"variant {k}: the problems read otherwise; the answers are others\n" for k in (1, 2))
    done = run_corrige("variants", sheet, "--count", 2, "-o", tmp_path / "out", "--quiet")
    assert done.returncode == 32
    assert "the problems of variant '1' are not those of the lock any more" in done.stderr
    sheet.write_text(SHEET.replace("[2, 90]", "[2, 96]"), encoding="utf-8")
    done = run_corrige("variants", sheet, "--verify", "--json")
    assert done.returncode == 32
    assert "would be drawn as" in done.stdout


FAILING = """title = "Curves"
[[exercise]]
id = "curve"
kind = "error-surface"
part = "curvature"
eigenvalues = [-1, "a"]
eigenvectors = [[1, 0], [0, 1]]
epsilons = ["d"]
[exercise.parameters]
a = { default = 2, range = [2, 40] }
d = { default = 1, range = [0, 1] }
"""


def test_a_failing_variant_stops_no_other(run_corrige: Run, tmp_path: Path) -> None:
    """The others are built, the failing ones told, and the exit code is 20; stress and JUnit name them, too."""
    sheet = tmp_path / "curves.toml"
    sheet.write_text(FAILING, encoding="utf-8")
    arguments = ("variants", sheet, "--count", 6, "--format", "md", "--edition", "sheet", "-o", tmp_path / "out")
    done = run_corrige(*arguments, "--json")
    assert done.returncode == 20
    told = json.loads(done.stdout)
    assert len(told["built"]) + len(told["failures"]) == 6
    assert told["built"]
    assert "epsilons[0] must be positive (with a = " in told["failures"][0]["error"]
    folders = sorted(path.name for path in (tmp_path / "out/curves/variants").iterdir() if path.is_dir())
    assert folders == sorted(f"{int(name):04d}" for name in told["built"])
    done = run_corrige("stress", sheet, "--count", 12, "--junit", tmp_path / "junit.xml")
    assert done.returncode == 20
    assert "curve.a = 2, curve.d = 0" in done.stderr
    assert "rebuild it alone: corrige build" in done.stderr
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()[0]
    failures = suite.findall("testcase/failure")
    assert (suite.attrib["tests"], int(suite.attrib["failures"])) == ("12", len(failures))
    command = next(line for line in (failures[0].text or "").splitlines() if line.startswith("corrige build"))
    assert "--set curve.d=0" in command
    again = run_corrige("build", sheet, "--set", "curve.a=2", "--set", "curve.d=0", "-o", tmp_path / "trial")
    assert again.returncode == 10


def test_stress_is_content_with_a_good_sheet(run_corrige: Run, sheet: Path) -> None:
    """Boundary values first, then draws; all pass."""
    done = run_corrige("stress", sheet, "--count", 14, "--workers", 2, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("wish", [(), ("--count", 2, "--roster", "x.csv"), ("--space", "--verify")])
def test_one_thing_at_a_time(run_corrige: Run, sheet: Path, wish: tuple[str, ...]) -> None:
    """Neither nothing nor two of --count, --roster, --space and --verify can be asked for."""
    done = run_corrige("variants", sheet, *wish)
    assert done.returncode == 2
    assert done.stderr.startswith("error: give one of --count, --roster, --space and --verify\n")


def test_a_full_disk_ends_with_52_and_can_be_resumed(sheet: Path, tmp_path: Path) -> None:
    """What does not fit is told once, whole variants stay, and the next run goes on from there."""
    command = [sys.executable, "-m", "pipeline", "variants", str(sheet), "--count", "3", "--format", "html"]
    command += ["-o", str(tmp_path / "out"), "--workers", "1"]
    root = Path(__file__).resolve().parents[2]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))

    environment = _environment(tmp_path)
    full = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, preexec_fn=limit, check=False
    )
    assert full.returncode == 52, full.stderr
    assert "the outputs cannot be written: file too large" in full.stderr
    assert "0 of 3 variants are whole; the same command goes on from there" in full.stderr
    assert not any(name.endswith(".html") for name in content_of(tmp_path / "out"))
    assert subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True).returncode == 0
    assert len(list((tmp_path / "out/bowls/variants").glob("*/sheet.html"))) == 3


def test_an_interrupted_run_says_how_to_go_on(sheet: Path, tmp_path: Path) -> None:
    """Ctrl-C ends with 130 and the number of whole variants; no process and no half-written folder is left."""
    command = [sys.executable, "-m", "pipeline", "variants", str(sheet), "--count", "40", "--format", "html"]
    command += ["-o", str(tmp_path / "out"), "--workers", "2"]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        command, cwd=root, env=_environment(tmp_path), stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        folder = tmp_path / "out/bowls/variants"
        for _ in range(600):
            if folder.is_dir() and len(list(folder.glob("0*"))) >= 2:
                break
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130, said
    assert "of 40 variants are whole; the same command goes on from there" in said
    assert all((path / "manifest.json").is_file() for path in folder.glob("0*"))


@pytest.mark.slow
def test_killed_at_any_moment_a_run_ends_with_the_bytes_of_one_that_was_not(
    run_corrige: Run, sheet: Path, tmp_path: Path
) -> None:
    """`kill -9` leaves only whole variants, and reruns end with the same bytes, lock included."""
    _kill_and_resume(run_corrige, sheet, tmp_path, count=12, kills=6)


def test_a_killed_run_ends_with_the_bytes_of_one_that_was_not(run_corrige: Run, sheet: Path, tmp_path: Path) -> None:
    """A sample of the slow test: one kill."""
    _kill_and_resume(run_corrige, sheet, tmp_path, count=6, kills=1)


def _kill_and_resume(run_corrige: Run, sheet: Path, tmp_path: Path, *, count: int, kills: int) -> None:
    arguments = ("variants", sheet, "--count", count, "--format", "html", "--edition", "sheet", "--workers", 2)
    done = run_corrige(*arguments, "-o", tmp_path / "whole", "--lock", tmp_path / "whole.lock")
    assert done.returncode == 0, done.stderr
    wanted = {**content_of(tmp_path / "whole"), "lock": (tmp_path / "whole.lock").read_bytes()}
    lock = tmp_path / "killed.lock"
    command = [
        sys.executable,
        "-m",
        "pipeline",
        *map(str, arguments),
        "-o",
        str(tmp_path / "killed"),
        "--lock",
        str(lock),
    ]
    chance = random.Random(3)
    root = Path(__file__).resolve().parents[2]
    for _ in range(kills):
        with subprocess.Popen(command, cwd=root, env=_environment(tmp_path), stderr=subprocess.DEVNULL) as process:
            folder = tmp_path / "killed/bowls/variants"
            for _ in range(600):  # from the first whole variant on, so that there is something to spoil
                if process.poll() is not None or (folder.is_dir() and any(folder.glob("0*"))):
                    break
                time.sleep(0.05)
            time.sleep(chance.random())
            process.kill()
        for whole in folder.glob("0*"):
            manifest = json.loads((whole / "manifest.json").read_bytes())
            assert set(manifest["outputs"]) | {"manifest.json"} == set(content_of(whole))
    done = run_corrige(*arguments, "-o", tmp_path / "killed", "--lock", lock)
    assert done.returncode == 0, done.stderr
    assert {**content_of(tmp_path / "killed"), "lock": lock.read_bytes()} == wanted
