"""The site: every solution from its release on, and before that nothing of it in any byte."""

import csv
import functools
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from pipeline.publish.site.assemble import public_site
from pipeline.publish.site.leaks import Traces, find_leak
from pipeline.publish.site.links import check_links
from pipeline.publish.site.pages import Masthead
from pipeline.publish.site.plan import find_sheets, plan_site, read_moment
from pipeline.render.locations import template_folders
from tests.conftest import ROOT, content_of

Run = Callable[..., subprocess.CompletedProcess[str]]
Files = dict[str, bytes]

BEFORE, AFTER = "2026-12-01T06:59:59+00:00", "2026-12-01T02:00:00-05:00"
SECRET = "a secret of more than sixteen characters"

NETWORK = """title = "Network"
course = "Learning & <Machines>"
date = 2026-11-19
release = 2026-12-01T08:00:00+01:00
[[exercise]]
id = "network"
kind = "backpropagation"
inputs = [1, 0.5]
targets = [0.8]
loss = "half squared error"
learning_rate = 0.1
[[exercise.layer]]
weights = [[0.2, -0.4], [0.6, 0.1]]
bias = 0.1
activation = "sigmoid"
[[exercise.layer]]
weights = [[0.3, -0.2]]
bias = [0.5]
activation = "linear"
"""
VALLEY = """title = "Valley"
course = "Learning & <Machines>"
date = 2026-11-12
release = 2026-11-20T08:00:00+01:00
[[exercise]]
id = "valley"
kind = "critical-points"
function = "a*(y - x^2)^2 + (1 - x)^2"
variables = ["x", "y"]
[exercise.parameters]
a = { default = 10, choice = [5, 20] }
"""


def _corrige(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    plain = {name: value for name, value in os.environ.items() if name != "CORRIGE_SECRET"}
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        cwd=cwd, env={**plain, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with two sheets whose outputs are built; one solution is due on 20 November, one on 1 December."""
    course = tmp_path_factory.mktemp("course")
    (course / "sheets").mkdir()
    (course / "sheets/network.toml").write_text(NETWORK, encoding="utf-8")
    (course / "sheets/valley.toml").write_text(VALLEY, encoding="utf-8")
    done = _corrige("publish", "--at", BEFORE, cwd=course)
    assert (done.returncode, done.stderr) == (0, "")
    return course


@pytest.fixture
def course(built: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return shutil.copytree(built, tmp_path / "course")


# What must not be there, found in a way of its own: no code of the package is used for it


def _numbers(text: str) -> set[str]:
    found = re.findall(r"(?<![\w.])\d+\.\d+(?![\w.])|(?<![\w.])\d+(?![\w.])", text)
    return {n for n in found if len((n if "." in n else n.rstrip("0")).replace(".", "").lstrip("0")) >= 4}


def _sentences(text: str) -> set[str]:
    prose = re.sub(r"\$\$.*?\$\$|\$[^$]*\$", "\n\n", text, flags=re.DOTALL)
    runs = re.split(r"[.:;!?]\s|\n\n|\n[|:#-]", prose)
    return {" ".join(re.findall(r"\w+", run)) for run in runs if len(re.findall(r"[a-z]{2,}", run)) >= 4}


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _every_byte(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield all texts of a site: bytes, PDF streams decompressed, PDF strings in UTF-16, markup taken away."""
    for path, content in files.items():
        yield path, path
        yield path, content.decode("latin-1")
        yield path, unescape(re.sub(r"<[^>]*>", " ", content.decode("utf-8", "replace")))
        if content.startswith(b"%PDF"):
            for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
                try:
                    plain = zlib.decompressobj().decompress(stream)
                except zlib.error:
                    plain = stream
                yield path, plain.decode("latin-1")
                for text in re.findall(rb"\((\xfe\xff(?:\\.|[^\\)])*)\)", plain, re.DOTALL):
                    yield path, re.sub(rb"\\(.)", rb"\1", text).decode("utf-16", "replace")
            yield path, "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _given_away(files: Mapping[str, bytes], numbers: set[str], sentences: set[str]) -> list[str]:
    found = []
    for path, text in _every_byte(files):
        is_drawn = path.endswith(".pdf") and re.search(r"\bBT\b|\bcm\b|\bre\b", text)
        shown = re.sub(r' (?:d|transform|x|y|viewBox|points)="[^"]*"', "", text)
        found += [] if is_drawn else [f"{path}: {number}" for number in _numbers(shown) & numbers]
        words = f" {_words(text)} "
        found += [f"{path}: {sentence}" for sentence in sentences if f" {sentence} " in words]
    return found


def test_before_its_release_nothing_of_a_solution_is_in_any_byte(built: Path) -> None:
    """No number of four digits, no sentence that the solution has and the statement has not; no file of it."""
    files = content_of(built / "site")
    assert {path for path in files if path.startswith("network/")} == {"network/sheet.html", "network/sheet.pdf"}
    outputs = built / "outputs"
    public = "\n\n".join((outputs / name).read_text() for name in ("network/sheet.md", "valley/sheet.md"))
    public += "\n\n" + (outputs / "valley/solution.md").read_text() + (outputs / "valley/numbers.json").read_text()
    hidden = (outputs / "network/solution.md").read_text()
    numbers = _numbers(hidden + (outputs / "network/numbers.json").read_text()) - _numbers(public + "2026")
    sentences = {one for one in _sentences(hidden) if f" {one} " not in f" {_words(public)} "}
    assert min(len(numbers), len(sentences)) > 20
    assert _given_away(files, numbers, sentences) == []
    assert _given_away(content_of(outputs / "network"), numbers, sentences) != []


@pytest.fixture(scope="module")
def secrets(built: Path) -> Traces:
    """What the site must not say, as the package sees it."""
    entries = plan_site(find_sheets(built), read_moment(BEFORE))
    return public_site(Masthead(template_folders()), entries, built / "outputs").secrets[""]


@pytest.mark.parametrize("what", ["number", "sentence"])
@pytest.mark.parametrize(
    "where",
    [*("hidden in HTML", "comment in HTML", "attribute in HTML", "JSON", "SVG", "name"),
     *("PDF text", "PDF metadata", "PDF alt")],
)  # fmt: skip
def test_a_planted_leak_is_seen(where: str, what: str, built: Path, secrets: Traces) -> None:
    """One leak in one file is found in whatever way it hides."""
    files = content_of(built / "site")
    leak = next(iter(sorted(secrets.numbers))) if what == "number" else max(secrets.sentences.values(), key=len)
    path, content = _planted(where, leak, files)
    assert find_leak(path, content, secrets)


def test_the_clean_site_has_no_leak(built: Path, secrets: Traces) -> None:
    """What finds the planted ones finds nothing in the site as it is."""
    files = content_of(built / "site")
    assert [path for path, content in sorted(files.items()) if find_leak(path, content, secrets)] == []
    # Whatever an answer is, what every page has is none; the sheet itself has its year.
    anything = Traces(frozenset(map(str, range(1000, 10000))) - {"2026"})
    problems = {path: content for path, content in files.items() if path.startswith("network/")}
    assert [find_leak(path, content, anything) for path, content in problems.items()] == ["", ""]


def _planted(where: str, leak: str, files: Files) -> tuple[str, bytes]:
    page = files["network/sheet.html"].decode()
    match where:
        case "hidden in HTML":
            return "network/sheet.html", page.replace("</main>", f"<p hidden>{leak}</p></main>").encode()
        case "comment in HTML":
            return "network/sheet.html", page.replace("</main>", f"<!-- {leak} --></main>").encode()
        case "attribute in HTML":
            return "network/sheet.html", page.replace("<main", f'<main data-x="{leak}"', 1).encode()
        case "JSON":
            return "network/index.json", json.dumps({"search": [f"and {leak} too"]}).encode()
        case "SVG":
            return "network/figure.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><desc>{leak}</desc></svg>'.encode()
        case "name":
            return f"network/{leak.replace(' ', '-')}.txt", b""
    return "network/sheet.pdf", _planted_in_pdf(where, leak, files["network/sheet.pdf"])


def _planted_in_pdf(where: str, leak: str, content: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(content))
    match where:
        case "PDF metadata":
            writer.add_metadata({"/Subject": f"{leak} ü"})
        case "PDF alt":
            spoken = TextStringObject(f"equals {leak} ∂")
            element = writer._add_object(DictionaryObject({NameObject("/Alt"): spoken}))
            writer.root_object[NameObject("/Planted")] = element
        case "PDF text":
            writer.add_page(PdfReader(io.BytesIO(_typst(leak))).pages[0])
    output = io.BytesIO()
    writer.compress_identical_objects()
    writer.write(output)
    return output.getvalue()


def _typst(text: str) -> bytes:
    import typst

    made = typst.compile(f"#set text(size: 4pt)\n{json.dumps(text)}".replace("\n", "\n#", 1).encode())
    assert isinstance(made, bytes)
    return made


def test_a_solution_appears_with_its_release_in_any_time_zone(built: Path, tmp_path: Path) -> None:
    """One second before eight in Berlin it is not there; at two in New York, the same moment, all of it is."""
    for moment, wanted in ((BEFORE, 2), (AFTER, 6), ("2026-12-01T07:00:00Z", 6)):
        target = tmp_path / str(len(list(tmp_path.iterdir())))
        done = _corrige("publish", "--at", moment, "-o", target, cwd=built)
        assert (done.returncode, done.stderr) == (0, "")
        assert len(list((target / "network").iterdir())) == wanted
        index = (target / "index.html").read_text()
        assert ("solution from 1 December 2026, 08:00 (UTC+01:00)" in index) == (wanted == 2)
        assert ('href="network/solution.html"' in index) == (wanted == 6)


def test_the_index_has_courses_and_days(built: Path) -> None:
    """Sheets stand under their course, earlier ones first, and words from a sheet are escaped."""
    index = (built / "site/index.html").read_text()
    assert index.index("Valley") < index.index("Network")
    assert index.count("<h2>Learning &amp; &lt;Machines&gt;</h2>") == 1


@pytest.mark.parametrize(
    ("line", "sentence", "hint"),
    [
        ("release = 2026-12-01T08:00:00", "release has no offset from UTC", "add one: 2026-12-01T08:00:00+01:00"),
        ("release = 2026-12-01", "release must be a day and a time", "release = 2026-12-01T08:00:00+01:00"),
        ('release = "2026-12-01T08:00:00Z"', "release must be a day and a time", "without quotation marks"),
    ],
)
def test_a_release_without_an_offset_is_an_error(line: str, sentence: str, hint: str, course: Path) -> None:
    """The error names the line, what is missing and what to write; the site stays as it was."""
    before = content_of(course / "site")
    sheet = course / "sheets/network.toml"
    sheet.write_text(re.sub("^release.*$", line, NETWORK, flags=re.MULTILINE), encoding="utf-8")
    done = _corrige("publish", "--at", BEFORE, cwd=course)
    assert done.returncode == 10
    assert done.stderr.startswith(f"error: sheets/network.toml:4:11: {sentence}\n")
    assert hint in done.stderr
    assert content_of(course / "site") == before


def test_the_list_of_addresses_cannot_lie_in_the_site(built: Path) -> None:
    """Where everybody would find it; the site stays as it was."""
    done = _corrige("publish", "--at", BEFORE, "--addresses", "site/list.csv", cwd=built)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "error: the list of addresses would be part of the site: site/list.csv",
    )


@pytest.mark.parametrize("moment", ["2026-12-01T08:00:00", "tomorrow"])
def test_a_rehearsal_needs_a_whole_moment(moment: str, built: Path) -> None:
    """--at without an offset, or without a time, is a usage error with an example."""
    done = _corrige("publish", "--at", moment, cwd=built)
    assert done.returncode == 2
    assert "+01:00" in done.stderr


def test_a_sheet_without_release_keeps_its_solution(course: Path) -> None:
    """No date, no solution, and that is said."""
    (course / "sheets/network.toml").write_text(NETWORK.replace("release", "# release"), encoding="utf-8")
    done = _corrige("publish", "--at", "2099-01-01T00:00:00Z", cwd=course)
    assert "network: built; no solution on the site: the sheet has no release" in done.stdout
    assert {path.name for path in (course / "site/network").iterdir()} == {"sheet.html", "sheet.pdf"}


def test_only_changed_sheets_are_built_and_the_rest_is_the_same_bytes(course: Path) -> None:
    """An unchanged course gives the same site, also in a fresh folder; a changed sheet is built alone."""
    first = content_of(course / "site")
    done = _corrige("publish", "--at", BEFORE, cwd=course)
    assert [line.split(";")[0] for line in done.stdout.splitlines()[:2]] == [
        "network: up to date",
        "valley: up to date",
    ]
    assert content_of(course / "site") == first
    shutil.rmtree(course / "outputs")
    _corrige("publish", "--at", BEFORE, "-o", course / "again", cwd=course)
    assert content_of(course / "again") == first
    (course / "sheets/valley.toml").write_text(VALLEY.replace("10,", "5,"), encoding="utf-8")
    done = _corrige("publish", "--at", BEFORE, cwd=course)
    assert [line.split(";")[0] for line in done.stdout.splitlines()[:2]] == ["network: up to date", "valley: built"]
    changed = {path for path, content in content_of(course / "site").items() if first[path] != content}
    assert changed
    assert {path.split("/")[0] for path in changed} == {"valley"}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("</main>", '<a href="nowhere.html">x</a></main>', "index.html:{line}: the link 'nowhere.html' leads nowhere"),
        ("</main>", '<img src="logo.png" alt="x"></main>', "index.html:{line}: the link 'logo.png' leads nowhere"),
        ("</main>", '<a href="valley/sheet.html#no">x</a></main>', "index.html:{line}: the link 'valley/sheet.html#n"),
        ("</main>", "<p>{leak}</p></main>", "index.html: a solution before its release: the number {leak}"),
    ],
)  # fmt: skip
def test_a_site_that_fails_its_checks_is_not_written(
    old: str, new: str, sentence: str, course: Path, secrets: Traces
) -> None:
    """Broken links, missing files, missing places and leaks end with 32; the site that was there stays."""
    before = content_of(course / "site")
    leak = min(secrets.numbers)
    layout = (ROOT / "templates/layouts/site.html.j2").read_text(encoding="utf-8")
    (course / "templates/layouts").mkdir(parents=True)
    text = layout.replace(old, new.replace("{leak}", leak))
    (course / "templates/layouts/site.html.j2").write_text(text, encoding="utf-8")
    done = _corrige("publish", "--at", BEFORE, cwd=course)
    assert done.returncode == 32, done.stderr
    assert re.match(
        re.escape(sentence).replace(r"\{line\}", r"\d+").replace(r"\{leak\}", re.escape(leak)), done.stderr[7:]
    )
    assert content_of(course / "site") == before


def test_a_folder_of_somebody_else_is_not_replaced(course: Path) -> None:
    """Only what an earlier run wrote is replaced."""
    (course / "public").mkdir()
    (course / "public/mine.txt").write_text("mine", encoding="utf-8")
    done = _corrige("publish", "--at", BEFORE, "-o", "public", cwd=course)
    assert (done.returncode, done.stderr.splitlines()[0]) == (52, "error: public: this is no site that corrige wrote")
    assert (course / "public/mine.txt").read_text() == "mine"


def test_a_rehearsal_cannot_lie_in_the_site(course: Path) -> None:
    """It would be published with the site; the next run would remove it."""
    done = _corrige("publish", "--at", AFTER, "-o", "site/rehearsal", cwd=course)
    assert done.returncode == 52
    assert done.stderr.startswith("error: site/rehearsal: this folder is part of another site\n")
    assert not (course / "site/rehearsal").exists()


def test_what_is_no_longer_due_is_gone(course: Path) -> None:
    """A release that moves, a sheet that is taken away: nothing of the solution, of the sheet, is left on the site."""
    assert _corrige("publish", "--at", AFTER, cwd=course).returncode == 0
    assert (course / "site/network/solution.html").is_file()
    sheet = course / "sheets/network.toml"
    sheet.write_text(NETWORK.replace("release = 2026-12-01", "release = 2026-12-08"), encoding="utf-8")
    assert _corrige("publish", "--at", AFTER, cwd=course).returncode == 0
    moved = content_of(course / "site")
    assert {path for path in moved if path.startswith("network/")} == {"network/sheet.html", "network/sheet.pdf"}
    assert b"solution from 8 December 2026" in moved["index.html"]
    sheet.unlink()
    assert _corrige("publish", "--at", AFTER, cwd=course).returncode == 0
    left = content_of(course / "site")
    assert not [path for path in left if path.startswith("network/")]
    assert b"Network" not in left["index.html"]


def test_a_folder_without_sheets_is_told(tmp_path: Path) -> None:
    """There is nothing to publish."""
    done = _corrige("publish", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()[0]) == (10, "error: sheets: there are no sheets")


# Sheets of students


@pytest.fixture(scope="module")
def with_students(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with sheets of their own for two students, where `corrige variants` puts them."""
    course = shutil.copytree(built, tmp_path_factory.mktemp("students") / "course")
    for sheet in ("valley", "network"):
        variants = course / "outputs" / sheet / "variants"
        for student, folder in (("ada@example.org", "ada@example.org"), ("=1+1", "1-1-0c2f")):
            made = course / "made"
            done = _corrige("build", f"sheets/{sheet}.toml", "--variant", student, "-o", made, cwd=course)
            assert done.returncode == 0, done.stderr
            shutil.copytree(made / sheet, variants / folder)
        listed = [{"id": "ada@example.org", "folder": "ada@example.org"}, {"id": "=1+1", "folder": "1-1-0c2f"}]
        (variants / "manifest.json").write_text(json.dumps({"variants": listed}), encoding="utf-8")
    return course


def _publish_students(course: Path, secret: str = SECRET, *more: str) -> list[dict[str, str]]:
    done = _corrige(
        "publish", "--at", BEFORE, "--url", "https://example.org/course", *more, cwd=course, CORRIGE_SECRET=secret
    )
    assert (done.returncode, done.stderr) == (0, "")
    return list(csv.DictReader((course / "outputs/addresses.csv").read_text().splitlines()))


def test_students_have_addresses_that_nobody_can_guess(with_students: Path) -> None:
    """Every student has one address for all sheets, keyed by the secret, in a list for mail merge; no link to it."""
    rows = _publish_students(with_students)
    assert [row["id"] for row in rows] == ["'=1+1", "ada@example.org"]
    files = content_of(with_students / "site")
    for row in rows:
        match = re.fullmatch(r"https://example\.org/course/(own_sheets/[a-z2-7]{26}/)", row["address"])
        assert match
        own = {path.removeprefix(match[1]) for path in files if path.startswith(match[1])}
        assert {"index.html", "valley/sheet.html", "valley/solution.pdf", "network/sheet.html"} <= own
        assert not {
            path for path in own if path.startswith("network/solution") or path.endswith("network/numbers.json")
        }
        for path in (path for path in own if path.endswith(".html")):
            assert b'<meta name="robots" content="noindex, nofollow">' in files[match[1] + path]
    public = {path: content for path, content in files.items() if not path.startswith("own_sheets/")}
    assert not [path for path, content in public.items() if b"own_sheets" in content]
    assert not [path for path in files if "ada" in path or path.endswith(".csv")]
    listing = files["own_sheets/index.html"].decode()  # what a server shows that lists folders without an index
    assert re.findall('href="(.*?)"', listing) == ["../index.html"]
    assert "noindex" in listing
    assert not [row["address"] for row in rows if row["address"].split("/")[-2] in listing]
    others = _publish_students(with_students, SECRET + "!")
    assert {row["address"] for row in rows} & {row["address"] for row in others} == set()


def test_sheets_of_an_earlier_version_are_told(with_students: Path, tmp_path: Path) -> None:
    """Whoever changes a sheet and forgets the students' sees it before they do."""
    course = shutil.copytree(with_students, tmp_path / "course")
    listed = course / "outputs/valley/variants/manifest.json"
    sheet = course / "sheets/valley.toml"
    made = {**json.loads(listed.read_text()), "sheet": hashlib.sha256(sheet.read_bytes()).hexdigest()}
    listed.write_text(json.dumps(made), encoding="utf-8")
    assert _publish_students(course)
    sheet.write_text(sheet.read_text() + "# changed\n", encoding="utf-8")
    done = _corrige("publish", "--at", BEFORE, cwd=course, CORRIGE_SECRET=SECRET)
    assert (done.returncode, done.stderr.splitlines()) == (0, [
        "warning: sheets/valley.toml has changed since the students' own sheets were made; "
        "corrige variants makes them anew"
    ])  # fmt: skip


@pytest.mark.parametrize(("secret", "said"), [
    ("", "is not set"), (" " * 20, "is not set"), ("short", "has 5 characters, fewer than 16"),
    ("ab" * 20, "has 2 different characters, fewer than 6"),
])  # fmt: skip
def test_without_a_secret_nothing_is_published(secret: str, said: str, with_students: Path) -> None:
    """A missing secret, or a weak one, is an error that says how to make one; --no-students does without."""
    done = _corrige("publish", "--at", BEFORE, "-o", "other", cwd=with_students, CORRIGE_SECRET=secret)
    assert done.returncode == 2
    assert said in done.stderr
    assert "openssl rand -hex 32" in done.stderr
    assert not (with_students / "other").exists()
    done = _corrige("publish", "--at", BEFORE, "-o", "other", "--no-students", cwd=with_students)
    assert done.returncode == 0
    assert not (with_students / "other/own_sheets").exists()
    shutil.rmtree(with_students / "other")


# Links


@pytest.fixture
def served(with_students: Path) -> Iterator[str]:
    """The site with all that is due on 1 December, over HTTP."""
    done = _corrige("publish", "--at", AFTER, "-o", "served", cwd=with_students, CORRIGE_SECRET=SECRET)
    assert done.returncode == 0, done.stderr
    handler = functools.partial(_Quiet, directory=str(with_students / "served"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_request(self, *_: object) -> None:
        """Say nothing."""


def test_a_link_checker_finds_nothing(served: str, with_students: Path) -> None:
    """Every page and document that can be reached is there, from the index and from a student's address."""
    own = sorted(path.parent.name for path in (with_students / "served").glob("own_sheets/*/index.html"))
    command = [sys.executable, "-m", "linkcheck", "--no-robots", "--no-status", "--verbose", "-o", "csv", served]
    command += [f"{served}own_sheets/{name}/" for name in own]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = list(csv.DictReader([line for line in done.stdout.splitlines() if not line.startswith("#")], delimiter=";"))
    assert done.returncode == 0, done.stdout
    assert {row["valid"] for row in rows} == {"True"}
    reached = {row["url"].removeprefix(served) for row in rows}
    assert {"network/solution.pdf", "valley/certificate.json", "network/sheet.html"} <= reached


def test_links_to_other_sites_and_places_are_fine() -> None:
    """Other sites are not ours to check; a folder means its index; names are percent-encoded."""
    page = b'<p id="a"><a href="#a">.</a><a href="https://example.org/x">.</a><a href="b/">.</a></p>'
    page += b'<a href="x%20y.txt">.</a>'
    check_links(
        {"index.html": page, "b/index.html": b'<a href="..">.</a><a href="../index.html#a">.</a>', "x y.txt": b""}
    )
