"""The preview as an author uses it: a real process, a browser's requests, files that are saved."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.needs import program

SHEET = """title = "Bowl"
[[exercise]]
id = "bowl"
kind = "critical-points"
function = "x^2 + y^2 - 2*x"
variables = ["x", "y"]
"""
STATEMENT = "templates/exercises/critical-points/statement.md.j2"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course repository with a sheet and a template of its own."""
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets/bowl.toml").write_text(SHEET, encoding="utf-8")
    (tmp_path / STATEMENT).parent.mkdir(parents=True)
    shutil.copy(ROOT / STATEMENT, tmp_path / STATEMENT)
    return tmp_path


def _environment(course: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(course / ".cache"), "PYTHONUNBUFFERED": "1"}


class Preview:
    """A running preview."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def get(self, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
        """Return status and text of an answer."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path, headers={"Host": f"{host}:{self.port}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    @contextmanager
    def events(self) -> Iterator[Iterator[str]]:
        """Yield the states that a browser is told of, one after the other."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", "/events")
            with connection.getresponse() as answer:
                assert answer.headers["Content-Type"] == "text/event-stream"
                yield _states(answer)


def _states(answer: http.client.HTTPResponse) -> Iterator[str]:
    """Yield what the stream says; no test waits for ever."""
    end = time.monotonic() + 90
    while time.monotonic() < end and (line := answer.readline().decode()):
        if line.startswith("data: "):
            yield line.strip().removeprefix("data: ")


@contextmanager
def _preview(course: Path, *more: str) -> Iterator[Preview]:
    command = [sys.executable, "-m", "pipeline", "preview", "sheets/bowl.toml", *more]
    with subprocess.Popen(
        command, cwd=course, env=_environment(course), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            address = next(match for line in lines if (match := re.match(r"http://127\.0\.0\.1:(\d+)/", line)))
            yield Preview(process, int(address[1]))
        finally:
            process.kill()


@pytest.fixture
def preview(course: Path) -> Iterator[Preview]:
    """The preview of the sheet, its first page built."""
    with _preview(course) as running:
        yield running


def _save(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_saved_change_is_on_the_page_and_the_browser_is_told(preview: Preview, course: Path) -> None:
    """The sheet, a template: each is shown as soon as it is saved; both editions are there."""
    assert preview.get("/")[0] == 302
    with preview.events() as states:
        first = next(states)
        page = preview.get("/solution.html")[1]
        assert f'event.data !== "{first}"' in page
        _save(course / "sheets/bowl.toml", '"Bowl"', '"A new title"')
        second = next(states)
        assert "<h1>A new title</h1>" in preview.get("/solution.html")[1]
        _save(course / STATEMENT, "Consider the function", "Look at the function")
        assert len({first, second, next(states)}) == 3
    assert "Look at the function" in preview.get("/sheet.html")[1]
    assert preview.get("/certificate.json")[0] == 200


def test_a_first_template_is_noticed(course: Path) -> None:
    """A course gets templates and a theme while the preview runs: they are shown, and so is what is changed in them."""
    (course / "templates").rename(course / "aside")
    with _preview(course) as running, running.events() as states:
        next(states)
        (course / "aside").rename(course / "templates")
        next(states)
        time.sleep(1)  # the new folder is watched from now on
        _save(course / STATEMENT, "Consider the function", "Look at the function")
        while "Look at" not in running.get("/sheet.html")[1]:
            next(states)
        (course / "corrige.toml").write_text('[theme]\naccent = "#7a0019"\n', encoding="utf-8")
        while "--accent: #7a0019" not in running.get("/sheet.html")[1]:
            next(states)


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="{height}"/></svg>'


def test_a_logo_in_any_folder_is_watched(course: Path) -> None:
    """What is drawn anew is shown, although no other file has changed."""
    (course / "pictures").mkdir()
    drawn = [LOGO.format(height=height) for height in (7, 8)]
    (course / "pictures/logo.svg").write_text(drawn[0], encoding="utf-8")
    with _preview(course) as running, running.events() as states:
        next(states)
        (course / "corrige.toml").write_text('[theme]\nlogo = "pictures/logo.svg"\nlogo_alt = "U"\n', encoding="utf-8")
        while (before := running.get("/sheet.html")[1]).count("data:image/svg") == 0:
            next(states)
        time.sleep(1)  # the folder is watched from now on
        (course / "pictures/logo.svg").write_text(drawn[1], encoding="utf-8")
        next(states)
        assert running.get("/sheet.html")[1] != before


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("sheets/bowl.toml", "y^2", "z^2", "sheets/bowl.toml:5:19: unknown name &#x27;z&#x27; in function\n"),
        ("sheets/bowl.toml", "title", "titel", "sheets/bowl.toml:1:1: unknown key &#x27;titel&#x27;\n"),
        (STATEMENT, "definition}", "definitions}", f"{STATEMENT}:3:6: unknown name &#x27;definitions&#x27; in"),
        (STATEMENT, "Consider the function", "$1 = 2$", "$1 = 2$"),
    ],
)  # fmt: skip
def test_the_last_good_page_stays_with_the_error_on_top(
    file: str, old: str, new: str, said: str, preview: Preview, course: Path
) -> None:
    """Place, sentence and hint stand above the last good page until the mistake is mended."""
    with preview.events() as states:
        next(states)
        _save(course / file, old, new)
        next(states)
        page = preview.get("/solution.html")[1]
        alert = re.search(r'<div class="corrige-error" role="alert"><pre>(.*?)</pre>', page, re.DOTALL)
        assert alert
        assert said.replace("$", "") in alert[1].replace("$", "") or said in alert[1]
        assert "Consider the function" in page
        assert preview.process.poll() is None
        _save(course / file, new, old)
        next(states)
    assert "corrige-error" not in preview.get("/solution.html")[1].partition("</style>\n<script>")[2]


def test_a_sheet_that_is_wrong_from_the_start_is_shown_as_that(course: Path) -> None:
    """There is no good page yet: the error alone."""
    _save(course / "sheets/bowl.toml", "y^2", "z^2")
    with _preview(course) as running:
        page = running.get("/solution.html")[1]
    assert "unknown name &#x27;z&#x27;" in page
    assert "last page that could be made" not in page


def test_a_busy_port_gets_the_next_one(course: Path) -> None:
    """Somebody else has the port: the one after it is taken, and the address says which."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        with _preview(course, "--port", str(taken)) as running:
            assert taken < running.port <= taken + 50


def test_ctrl_c_ends_it_cleanly(course: Path) -> None:
    """No traceback, exit code 0, the port is free again, though a browser waits for the next change."""
    with _preview(course) as running, running.events() as states:
        next(states)
        running.process.send_signal(signal.SIGINT)
        said, _ = running.process.communicate(timeout=30)
        assert (running.process.returncode, said.split()[-1]) == (0, "ended")
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind(("127.0.0.1", running.port))


def test_only_this_machine_is_answered(preview: Preview) -> None:
    """Another name that leads here is refused, and so is what is no page of the sheet."""
    assert preview.get("/solution.html", host="evil.example")[0] == 403
    assert preview.get("/solution.html", host="localhost")[0] == 200
    assert preview.get("/../sheets/bowl.toml")[0] == 404
    assert preview.get("/favicon.ico")[0] == 204


def test_without_watchfiles_the_hint_says_what_to_install(course: Path) -> None:
    """Exit code 50 and the extra's name."""
    command = "import sys; sys.modules['watchfiles'] = None; from pipeline.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", command, "preview", "sheets/bowl.toml"],
        cwd=course, env=_environment(course), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        50,
        'error: corrige preview needs the package watchfiles\n       pip install "corrige[preview]"\n',
    )


def test_a_missing_sheet_is_told_at_once(course: Path) -> None:
    """Nothing is served for a file that is not there."""
    command = [sys.executable, "-m", "pipeline", "preview", "sheets/none.toml"]
    done = subprocess.run(command, cwd=course, env=_environment(course), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (10, "error: sheets/none.toml: there is no such file\n")


def test_a_changed_template_is_on_screen_in_much_less_than_a_build(preview: Preview, course: Path) -> None:
    """From saving to the new page at most 0.6 of a build from nothing, in the same run; the best of three of each."""
    build = [sys.executable, "-m", "pipeline", "build", "sheets/bowl.toml", "--format", "html", "--force", "-q"]
    cold, warm = [], []
    with preview.events() as states:
        next(states)
        for count in range(3):
            start = time.perf_counter()
            subprocess.run(build, cwd=course, env=_environment(course), check=True)
            cold.append(time.perf_counter() - start)
            word = f"Consider{count}"
            start = time.perf_counter()
            text = (course / STATEMENT).read_text(encoding="utf-8")
            (course / STATEMENT).write_text(re.sub("Consider[0-9]*", word, text), encoding="utf-8")
            next(states)
            assert word in preview.get("/sheet.html")[1]
            warm.append(time.perf_counter() - start)
    assert min(warm) <= 0.6 * min(cold), (warm, cold)


@pytest.mark.needs("browser")
def test_the_browser_reloads_by_itself(preview: Preview, course: Path, tmp_path: Path) -> None:
    """Chromium shows the new title without anybody touching it."""
    profile = tmp_path / "profile"
    command = [program("browser"), "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
    command += [f"--user-data-dir={profile}", f"http://127.0.0.1:{preview.port}/"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as browser:
        try:
            assert "Bowl" in _title(profile, "Bowl")
            _save(course / "sheets/bowl.toml", '"Bowl"', '"Reloaded"')
            assert "Reloaded" in _title(profile, "Reloaded")
        finally:
            browser.kill()


def _title(profile: Path, wanted: str) -> str:
    """Return the titles of the browser's pages, as its own interface for developers lists them."""
    titles = ""
    for _ in range(600):
        time.sleep(0.1)
        port_file = profile / "DevToolsActivePort"
        if port_file.is_file() and (lines := port_file.read_text().split()):
            with closing(http.client.HTTPConnection("127.0.0.1", int(lines[0]), timeout=30)) as connection:
                connection.request("GET", "/json/list")
                titles = " ".join(re.findall(r'"title": "(.*?)"', connection.getresponse().read().decode()))
        if wanted in titles:
            return titles
    return titles
