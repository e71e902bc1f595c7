"""A new course repository: what its workflows run is run here, in a fresh folder, with corrige from its wheel."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from ruamel.yaml import YAML

from tests.conftest import ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]
Steps = list[dict[str, Any]]

VALIDATORS = ROOT / "tests/browser/validators"
WORKFLOW = ".github/workflows/publish.yml"
SHEET = "sheets/week-1.toml"


@pytest.fixture
def course(run_corrige: Run, tmp_path: Path) -> Path:
    """A new course repository."""
    done = run_corrige("init", tmp_path / "course", "--title", 'Sets "and" <maps> & more')
    assert (done.returncode, done.stderr) == (0, "")
    return tmp_path / "course"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new course beside a wheel of corrige, which `make` there installs as requirements.txt says."""
    folder = tmp_path_factory.mktemp("machine")
    wheel = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder / "wheels"), str(ROOT)]
    for command in (wheel, ["pipeline", "init", "course", "--package", f"corrige[preview]=={version('corrige')}"]):
        subprocess.run([sys.executable, "-m", *command], cwd=folder, env=_environment(folder, str(ROOT)), check=True)
    return folder / "course"


def _environment(folder: Path, *more: str) -> dict[str, str]:
    """Let pip find the wheel and nothing else; what corrige stands on is this environment's."""
    foreign = ("MAKE", "MFLAGS", "GITHUB", "CORRIGE", "PIP_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder / "wheels"), "PIP_NO_DEPS": "1"}
    packages = os.pathsep.join([*more, sysconfig.get_path("purelib")])
    return {**plain, **offline, "PIP_IGNORE_INSTALLED": "1", "PYTHONPATH": packages, "PYTHON": sys.executable}


def _yaml(path: Path) -> Mapping[str, Any]:
    content: Mapping[str, Any] = YAML(typ="safe").load(path)
    return content


def _commands(steps: Steps) -> list[str]:
    return [step["run"] for step in steps if "run" in step]


def _shell(command: str, course: Path, **more: str) -> None:
    """Run a step as GitHub's runner does."""
    environment = {**_environment(course.parent), **more}
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", command],
        cwd=course, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_the_check_of_every_push_runs_and_reports(machine: Path, tmp_path: Path) -> None:
    """The steps of the job `check` install corrige, prove the sheets, leave JUnit and a table in the run's summary."""
    job = _yaml(machine / WORKFLOW)["jobs"]["check"]
    for command in _commands(job["steps"]):
        _shell(command, machine, GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    rows = (tmp_path / "summary.md").read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("| sheet | relations and numbers | proved |")
    cells = [cell.strip() for cell in rows[2].strip("|").split("|")]
    assert (cells[0], cells[4], cells[5]) == ("`sheets/week-1.toml`", "4 of 4 agree", "good")
    assert int(cells[1]) == int(cells[2]) + int(cells[3]) > 20
    suites = ElementTree.parse(machine / "outputs/checks.xml").getroot()
    assert (suites.attrib["failures"], len(suites.findall("testsuite/testcase"))) == ("0", 7)
    assert _upload(job["steps"])["path"] == "outputs/checks.xml"


def _upload(steps: Steps) -> dict[str, Any]:
    [found] = [step["with"] for step in steps if step.get("uses", "").startswith("actions/upload-")]
    return dict(found)


def test_the_site_of_a_push_is_what_is_deployed(machine: Path, tmp_path: Path) -> None:
    """The steps of the job `site` build the folder that is uploaded for Pages, with its index."""
    steps = _yaml(machine / WORKFLOW)["jobs"]["site"]["steps"]
    for command in _commands(steps):
        _shell(command, machine, GITHUB_EVENT_NAME="push", GITHUB_OUTPUT=str(tmp_path / "output"))
    assert (tmp_path / "output").read_text() == "publish=yes\n"
    site = machine / _upload(steps)["path"]
    assert (site / "index.html").is_file()
    assert {path.name for path in (site / "week-1").iterdir()} == {"sheet.html", "sheet.pdf"}


def test_gitlab_runs_the_same(machine: Path) -> None:
    """Its jobs check the sheets and leave the site where GitLab looks for it."""
    jobs = _yaml(machine / ".gitlab-ci.yml")
    for job in ("check", "pages"):
        for command in jobs[job]["script"]:
            _shell(command, machine)
    assert (machine / jobs["pages"]["artifacts"]["paths"][0] / "index.html").is_file()
    assert (machine / jobs["check"]["artifacts"]["reports"]["junit"]).is_file()


@pytest.mark.parametrize(
    ("days", "published"),
    [(None, ""), (0, "publish=yes\n"), (-10, ""), (10, "")],
    ids=["none", "today", "past", "later"],
)
def test_the_schedule_publishes_on_release_days(days: int | None, published: str, course: Path, tmp_path: Path) -> None:
    """At a scheduled hour nothing is published unless a solution is released about that day."""
    if days is not None:
        moment = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT08:00:00+01:00")
        text = (course / SHEET).read_text(encoding="utf-8")
        (course / SHEET).write_text(text.replace("# release = 2026-12-01T08:00:00+01:00", f"release = {moment}"))
    workflow = _yaml(course / WORKFLOW)
    assert [set(entry) for entry in workflow["on"]["schedule"]] == [{"cron"}]
    [gate] = [step["run"] for step in workflow["jobs"]["site"]["steps"] if step.get("id") == "due"]
    (tmp_path / "output").touch()
    _shell(gate, course, GITHUB_EVENT_NAME="schedule", GITHUB_OUTPUT=str(tmp_path / "output"))
    assert (tmp_path / "output").read_text() == published


def test_workflows_are_what_the_servers_expect(course: Path) -> None:
    """The schemas of GitHub and GitLab accept them."""
    for schema, file in (("github-workflows", WORKFLOW), ("gitlab-ci", ".gitlab-ci.yml")):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(course / file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.needs("validators")
def test_actionlint_finds_nothing(course: Path, tmp_path: Path) -> None:
    """Expressions, contexts, needs and permissions hang together; a mistake in them would be seen."""
    good = course / WORKFLOW
    broken = tmp_path / "broken.yml"
    broken.write_text(good.read_text(encoding="utf-8").replace("needs.site.outputs", "needs.sites.outputs"))
    assert _lint(good) == ""
    assert 'property "sites" is not defined' in _lint(broken)


def _lint(workflow: Path) -> str:
    command = ["node", "workflows.mjs", str(workflow)]
    return subprocess.run(command, cwd=VALIDATORS, capture_output=True, text=True, check=True).stdout


def test_pages_are_deployed_with_just_the_rights_that_this_takes(course: Path) -> None:
    """Only the job that deploys may write to Pages; it takes what `site` has uploaded."""
    workflow = _yaml(course / WORKFLOW)
    assert workflow["permissions"] == {"contents": "read"}
    rights = {name: job.get("permissions") for name, job in workflow["jobs"].items()}
    assert rights == {"check": None, "site": None, "deploy": {"pages": "write", "id-token": "write"}}
    used = {
        step["uses"].partition("@")[0] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step
    }
    assert {"actions/upload-pages-artifact", "actions/deploy-pages"} <= used


def test_nothing_that_is_there_is_touched(course: Path, run_corrige: Run) -> None:
    """A second run keeps every file; one that is missing is written again."""
    (course / "README.md").write_text("mine", encoding="utf-8")
    (course / "Makefile").unlink()
    done = run_corrige("init", course)
    assert [line.split("/")[-1] for line in done.stdout.splitlines() if line.startswith("wrote")] == ["Makefile"]
    assert (course / "README.md").read_text(encoding="utf-8") == "mine"


def test_the_title_of_the_course_is_text_whatever_is_in_it(course: Path, run_corrige: Run) -> None:
    """Quotes and brackets stay as they are on the page; a title of two lines is refused."""
    built = run_corrige("build", SHEET, "--edition", "sheet", "--format", "html", cwd=course)
    assert built.returncode == 0, built.stderr
    page = (course / "outputs/week-1/sheet.html").read_text(encoding="utf-8")
    assert '<p class="course">Sets &#34;and&#34; &lt;maps&gt; &amp; more</p>' in page
    refused = run_corrige("init", "other", "--title", "a\nb", cwd=course)
    assert (refused.returncode, (course / "other").exists()) == (2, False)


def test_the_first_sheet_has_variants(course: Path, run_corrige: Run) -> None:
    """Each choice of its parameter has zeros that are whole numbers, so that own sheets can be made at once."""
    done = run_corrige("stress", SHEET, "--count", 3, "--workers", 1, cwd=course)
    assert (done.returncode, done.stdout.split(": ")[-1]) == (0, "all good\n"), done.stderr


@pytest.mark.parametrize(("roster", "lock", "runs"), [(True, True, True), (True, False, False), (False, True, False)])
def test_the_site_has_own_sheets_where_students_have_them(roster: bool, lock: bool, runs: bool, course: Path) -> None:
    """With a roster, a sheet that has a lock file is made for everybody before the site is built; a failure ends it."""
    program = course / ".venv/bin/corrige"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$@" >> calls\n', encoding="utf-8")
    program.chmod(0o755)
    for wanted, file in ((roster, "students.csv"), (lock, "sheets/week-1.lock")):
        if wanted:
            (course / file).touch()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    subprocess.run(["make", "site"], cwd=course, env=environment, check=True, capture_output=True)
    own = [f"variants {SHEET} --roster students.csv"] if runs else []
    assert (course / "calls").read_text(encoding="utf-8").splitlines() == [*own, "publish -o site"]
    program.write_text("#!/bin/sh\nexit 20\n", encoding="utf-8")
    assert subprocess.run(["make", "site"], cwd=course, env=environment, check=False, capture_output=True).returncode
