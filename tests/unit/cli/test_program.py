import gc
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import program
from pipeline.cli.program import corrige, run
from pipeline.publish import build

SHEET = (
    'title = "T"\n[[exercise]]\nid = "a"\nkind = "toy"\nfunction = "x"\nvariables = ["x"]\nrate = "a/4"\n'
    "[exercise.parameters]\na = { default = 1, choice = [2, 3] }\n"
)

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def toy_pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A kind, pages and documents that cost nothing; the command line and the folders around them are real."""
    monkeypatch.setattr("pipeline.exercises.kinds.MODULES", {"toy": "tests.toy_kind"})
    monkeypatch.setattr(build, "write_pages", lambda solved, options, watch, recipient=None: ())
    monkeypatch.setattr(build, "make_documents", lambda proofs, started, options, watch, drawing: {"sheet.md": b"page"})
    monkeypatch.chdir(tmp_path)


def _write(text: str = SHEET, name: str = "s.toml") -> None:
    Path(name).write_text(text, encoding="utf-8")


def test_build_writes_the_folder_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """The documents, the numbers and the manifest arrive in outputs/<sheet id>."""
    _write()
    assert run(["build", "s.toml"]) == 0
    assert sorted(path.name for path in Path("outputs/s").iterdir()) == [
        "certificate.json",
        "manifest.json",
        "numbers.json",
        "sheet.md",
    ]
    assert capsys.readouterr().out.startswith("outputs/s: certificate.json, numbers.json, sheet.md (")
    quantities = {"rate": "0.25", "start": [], "parameters": {"a": "1"}}
    assert json.loads(Path("outputs/s/numbers.json").read_text()) == {
        "sheet": "s",
        "variant": "0",
        "exercises": [{"id": "a", "kind": "toy", "parameters": {"a": "1"}, "quantities": quantities}],
    }


def test_an_unchanged_sheet_is_not_built_again(capsys: pytest.CaptureFixture[str]) -> None:
    """Same inputs: up to date; --force, other options or an edited sheet build anew; the bytes are the same."""
    _write()
    run(["build", "s.toml"])
    first = Path("outputs/s/manifest.json").read_bytes()
    capsys.readouterr()
    assert run(["build", "s.toml"]) == 0
    assert capsys.readouterr().out == "outputs/s: up to date\n"
    for arguments in (["--force"], ["--edition", "sheet"], ["--seed", "1"]):
        run(["build", "s.toml", *arguments])
        assert "up to date" not in capsys.readouterr().out
    _write(SHEET + "# more\n")
    run(["build", "s.toml"])
    assert "up to date" not in capsys.readouterr().out
    _write()
    run(["build", "s.toml"])
    assert Path("outputs/s/manifest.json").read_bytes() == first


def test_a_variant_is_drawn_by_its_name() -> None:
    """--variant and --seed decide the parameters."""
    _write()
    assert run(["build", "s.toml", "--variant", "7", "-q", "-o", "out"]) == 0
    numbers = json.loads(Path("out/s/numbers.json").read_text())
    assert numbers["variant"] == "7"
    assert numbers["exercises"][0]["parameters"]["a"] in ("2", "3")


def test_a_failing_build_leaves_the_last_good_outputs(capsys: pytest.CaptureFixture[str]) -> None:
    """A sheet that no longer computes is told with its exercise, and the folder stays as it was."""
    _write()
    run(["build", "s.toml"])
    before = {path.name: path.read_bytes() for path in Path("outputs/s").iterdir()}
    _write(SHEET.replace("rate", "fails = true\nrate"))
    assert run(["build", "s.toml"]) == 20
    assert capsys.readouterr().err == ("error: s.toml:2: the toy does not work\n       leave out fails\n")
    assert {path.name: path.read_bytes() for path in Path("outputs/s").iterdir()} == before


def test_one_failing_sheet_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    """Every sheet is tried; the exit code is that of the first failure."""
    _write("", "a.toml")
    _write()
    assert run(["build", "a.toml", "missing.toml", "s.toml"]) == 10
    captured = capsys.readouterr()
    assert captured.err == "error: a.toml: the file is empty\nerror: missing.toml: there is no such file\n"
    assert captured.out.startswith("outputs/s: ")


def test_two_sheets_for_one_folder_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Sheets with the same id would overwrite each other."""
    _write()
    _write('id = "s"\n' + SHEET, "t.toml")
    assert run(["build", "s.toml", "t.toml"]) == 2
    assert capsys.readouterr().err == (
        "error: s.toml and t.toml have the same id 's'\n"
        "       give one of them an id of its own, or build each into a folder of its own: -o\n"
    )


def test_a_folder_of_sheets_can_be_named_with_a_star(capsys: pytest.CaptureFixture[str]) -> None:
    """Reference values beside their sheet are no sheet, and what is named twice is built once."""
    _write()
    _write('[a]\nrate = "0.3"\n"parameters.a" = "1"\n', "s.reference.toml")
    assert run(["build", "s.reference.toml", "s.toml", "../" + Path.cwd().name + "/s.toml", "--format", "md"]) == 0
    assert capsys.readouterr().out.count("outputs/s: ") == 1
    assert run(["check", "s.reference.toml"]) == 10
    assert capsys.readouterr().err == (
        "error: s.reference.toml:1: these are reference values, no sheet\n"
        "       corrige check s.toml compares the sheet with them\n"
    )


def test_a_differing_reference_stops_the_build() -> None:
    """Nothing is published whose key numbers differ from their references."""
    _write()
    _write('[a]\nrate = "0.26"\n', "s.reference.toml")
    assert run(["build", "s.toml"]) == 30
    assert not Path("outputs").exists()
    assert run(["build", "s.toml", "--variant", "1"]) == 0


def test_check_prints_every_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    """The table has quantity, value, reference, difference, verdict and source; 30 on a difference."""
    _write()
    _write('source = "book"\n[a]\nrate = "0.3"\n"parameters.a" = "1"\n', "s.reference.toml")
    assert run(["check", "s.toml"]) == 0
    words = capsys.readouterr().out.split()
    assert all(word in words for word in ("rate", "0.25", "0.3", "-0.5", "agrees", "book"))
    _write('[a]\nrate = "0.35"\nrat = "0.25"\n', "s.reference.toml")
    assert run(["check", "s.toml"]) == 30
    captured = capsys.readouterr()
    assert "0 of 2 key numbers agree" in captured.out
    assert captured.err == (
        "error: s.reference.toml:2:8: rate of 'a' is 0.25, but its reference is 0.35; 1 more\n"
        '       rate = "0.35"\n'
        "              ^^^^^^\n"
    )


def test_check_without_references_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """A sheet without a reference file is solved, and that is said."""
    _write()
    assert run(["check", "s.toml"]) == 0
    assert capsys.readouterr().out == "s.toml: solved; no references to compare with (s.reference.toml)\n"


def test_kinds_lists_and_describes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name all kinds; with one its keys and quantities; a mistyped one gets the nearest."""
    assert run(["kinds"]) == 0
    assert capsys.readouterr().out == "toy  A toy.\n"
    assert run(["kinds", "toy"]) == 0
    out = capsys.readouterr().out
    keys = {line.split()[0]: line for line in out.partition("\nQuantities")[0].splitlines() if line.startswith("  ")}
    assert keys["function"].split()[1:] == ["expression", "required"]
    assert keys["layer[*].weights"].split()[1:] == ["matrix", "required"]
    assert keys["layer[*].bias"].split()[1:] == ["number", "or", "list", "of", "numbers", "optional"]
    assert keys["rate"].split()[1:] == ["number", "default", "1"]
    assert keys["variables"].split()[1:] == ["list", "of", "names", "required"]
    assert "  rate  number  The rate." in out.partition("\nQuantities\n")[2]
    assert run(["kinds", "tyo"]) == 2
    assert capsys.readouterr().err == "error: unknown kind 'tyo'\n       did you mean 'toy'? the kind is toy\n"


@pytest.mark.parametrize(
    "arguments",
    [["bild"], ["build"], ["build", "s.toml", "--pdf-engine", "word"], ["build", "s.toml", "--seed", "-1"], ["--x"]],
)
def test_a_wrong_command_line_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Usage errors have the code that shells expect."""
    assert run(arguments) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        (
            "--format=pfd",
            "error: unknown format 'pfd'\n       did you mean 'pdf'? known are pdf, html, md, tex, docx\n",
        ),
        ("--edition=", "error: unknown edition ''\n       known are sheet, solution\n"),
    ],
)
def test_an_unknown_format_or_edition_is_told(option: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest word and the list of words stand in the hint."""
    assert run(["build", "s.toml", option]) == 2
    assert capsys.readouterr().err == sentence


@pytest.mark.parametrize("command", corrige.commands)
def test_every_command_explains_itself_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--help of each command ends with a line that can be typed."""
    assert run([command, "--help"]) == 0
    assert f"Example:\n    corrige {command}" in capsys.readouterr().out


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is no error of anyone."""
    _write()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "write_pages", interrupt)
    assert run(["build", "s.toml"]) == 130


def test_our_own_mistake_ends_with_70_and_where_to_report_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A traceback is for us, and only for us."""
    _write()

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(build, "write_pages", fail)
    assert run(["build", "s.toml"]) == 70
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "error: this is a mistake in corrige, not in your files" in said


def test_a_full_disk_anywhere_ends_with_52(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where a temporary file of a tool does not fit."""
    _write()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "/tmp/x")

    monkeypatch.setattr(build, "write_pages", fail)
    assert run(["build", "s.toml"]) == 52
    assert capsys.readouterr().err == "error: /tmp/x: writing failed: no space left on device\n"


def test_timings_are_told_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """--timings lists the stages on stderr."""
    _write()
    run(["build", "s.toml", "--timings", "-q"])
    captured = capsys.readouterr()
    assert captured.out == ""
    assert [line.split()[0] for line in captured.err.splitlines()] == [
        *("load", "solve", "typeset", "verify", "publish", "total"),
    ]


def test_the_version_names_what_it_stands_on(capsys: pytest.CaptureFixture[str]) -> None:
    """--version lists the libraries that make the outputs."""
    assert run(["--version"]) == 0
    said = capsys.readouterr().out
    assert "typst" in said
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in said


@pytest.mark.parametrize("threads", [1, 2])
def test_main_ends_the_process(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """The entry point turns the outcome into the exit code, at once where no thread is left to wait for."""
    monkeypatch.setattr(program, "run", lambda arguments: 31)
    monkeypatch.setattr(threading, "active_count", lambda: threads)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)
    monkeypatch.setattr(program, "_leave", sys.exit)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    with pytest.raises(SystemExit) as caught:
        program.main([])
    assert caught.value.code == 31


def test_a_process_that_ends_has_done_what_was_registered(tmp_path: Path) -> None:
    """Functions registered with `atexit` run, and what was printed arrives, although nothing is freed."""
    code = (
        "import atexit, sys, pathlib; from pipeline.cli import program;"
        f"atexit.register(pathlib.Path({str(tmp_path / 'left')!r}).write_text, 'x');"
        "program.run = lambda arguments: print('printed', end='') or 31;"
        "program.main([])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (31, "printed")
    assert (tmp_path / "left").read_text() == "x"


def test_ctrl_c_in_a_finalizer_still_interrupts() -> None:
    """Python drops what a finalizer raises; the command is interrupted all the same."""
    script = """
import signal, time
from pipeline.cli import program

class Fragile:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def command(*_arguments, **_options):
    Fragile()
    for _ in range(1000):
        time.sleep(0.01)

program.corrige.main = command
program.main([])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (130, "interrupted\n")
