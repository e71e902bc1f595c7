"""The fixture `golden` itself."""

import re
from pathlib import Path

import pytest

TEST = """
def test_wording(golden):
    golden("greeting.txt", "Good evening\\n")
"""


def _run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    pytester.makepyfile(TEST)
    folder = pytester.path / "expected"
    return pytester.runpytest_subprocess("-p", "tests.golden.plugin", f"--golden-folder={folder}", *options)


@pytest.fixture(autouse=True)
def importable(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The inner runs find the plugin."""
    monkeypatch.setenv("PYTHONPATH", str(root))


def _write(pytester: pytest.Pytester, text: str) -> Path:
    (pytester.path / "expected").mkdir()
    file = pytester.path / "expected" / "greeting.txt"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_same_text_passes(pytester: pytest.Pytester) -> None:
    """A text equal to its golden file passes, and nothing is said about golden files."""
    _write(pytester, "Good evening\n")
    result = _run(pytester)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*old beside new*")


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_difference_fails_and_names_one_page(pytester: pytest.Pytester, workers: str) -> None:
    """Another text fails with its difference, leaves the file, and names a page, in a parallel run too."""
    file = _write(pytester, "Good morning\n")
    result = _run(pytester, "-n", workers)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*-Good morning", "*+Good evening", "old beside new: file://*index.html"])
    assert file.read_text(encoding="utf-8") == "Good morning\n"


def test_the_page_shows_old_beside_new(pytester: pytest.Pytester) -> None:
    """The page holds both texts."""
    _write(pytester, "Good morning\n")
    line = next(line for line in _run(pytester).outlines if line.startswith("old beside new"))
    page = Path(line.split("file://")[1]).read_text(encoding="utf-8")
    words = re.sub("<[^>]*>", "", page)
    assert "morning" in words
    assert "evening" in words


def test_accepting_writes_the_new_text(pytester: pytest.Pytester) -> None:
    """With --golden=accept the file takes the new text, also where there was none, and the difference is shown."""
    result = _run(pytester, "--golden=accept")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*golden files: accepted*", "*+Good evening"])
    assert (pytester.path / "expected" / "greeting.txt").read_text(encoding="utf-8") == "Good evening\n"


def test_a_missing_file_fails(pytester: pytest.Pytester) -> None:
    """A golden file that does not exist yet is a difference, not a pass."""
    _run(pytester).assert_outcomes(failed=1)
