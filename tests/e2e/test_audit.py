import json
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]

RIGHT = "Let $f(x) = x^2$. Then $f'(x) = 2x$.\n"
WRONG = "Let $f(x) = x^2$. Then $f'(x) = 3x$.\n"


def _written(folder: Path, text: str, name: str = "solution.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_right_document_ends_with_exit_code_0(run_corrige: Run, tmp_path: Path) -> None:
    """Nothing wrong: exit 0, and the coverage line says how much was decided."""
    done = run_corrige("audit", _written(tmp_path, RIGHT))
    assert done.returncode == 0
    assert "2 relations: 1 proved" in done.stdout


def test_a_wrong_document_ends_with_exit_code_31(run_corrige: Run, tmp_path: Path) -> None:
    """A refuted relation: exit 31, with place, caret, counter-example and repair."""
    done = run_corrige("audit", _written(tmp_path, WRONG))
    assert done.returncode == 31
    assert "solution.md:1:33: error [symbolic]" in done.stdout
    assert "^" in done.stdout
    assert "counter-example: at x = 2 the left side is 4, the right side 6" in done.stdout
    assert "repair: 3 → 2" in done.stdout


def test_a_file_that_is_not_there_ends_with_exit_code_10(run_corrige: Run, tmp_path: Path) -> None:
    """An unreadable file is one sentence and exit 10."""
    done = run_corrige("audit", tmp_path / "nothing.md")
    assert done.returncode == 10
    assert done.stderr.startswith("error: ")


def test_bytes_that_are_no_text_end_with_exit_code_10(run_corrige: Run, tmp_path: Path) -> None:
    """A file that is no UTF-8 is one sentence and exit 10."""
    path = tmp_path / "solution.md"
    path.write_bytes(b"\xff\xfe\x00 $1 = 2$")
    assert run_corrige("audit", path).returncode == 10


def test_json_has_the_documented_fields(run_corrige: Run, tmp_path: Path) -> None:
    """The JSON names place, quote, severity, class, message, witness, repair and consequence of each finding."""
    done = run_corrige("audit", _written(tmp_path, WRONG), "--format", "json")
    content = json.loads(done.stdout)
    assert set(content) == {"document", "counts", "findings"}
    (finding,) = content["findings"]
    assert finding["class"] == "symbolic"
    assert finding["severity"] == "error"
    assert (finding["line"], finding["column"], finding["end_line"], finding["end_column"]) == (1, 33, 1, 34)
    assert set(finding) >= {"quote", "message", "witness", "repair", "consequence_of"}
    assert content["counts"]["refuted"] == 1


def test_html_marks_the_finding_and_escapes_the_document(run_corrige: Run, tmp_path: Path) -> None:
    """The HTML is one file without scripts; what the document says stays text."""
    done = run_corrige("audit", _written(tmp_path, WRONG + "<script>alert(1)</script>\n"), "--format", "html")
    assert "<script" not in done.stdout
    assert '<mark class="error"' in done.stdout
    assert "http" not in done.stdout
    HTMLParser().feed(done.stdout)


def test_given_values_are_used(run_corrige: Run, tmp_path: Path) -> None:
    """A name from --given has its value in the document."""
    given = _written(tmp_path, '"g(x)" = "x^2 + 1"\na = 3\n', "given.toml")
    right = run_corrige("audit", _written(tmp_path, "We have $g(2) = 5$ and $2a = 6$.\n"), "--given", given)
    wrong = run_corrige("audit", _written(tmp_path, "We have $g(2) = 6$ and $2a = 6$.\n"), "--given", given)
    assert (right.returncode, wrong.returncode) == (0, 31)


def test_an_allowed_formula_is_silent_and_counted(run_corrige: Run, tmp_path: Path) -> None:
    """The mark before a formula silences its finding; the coverage line counts it."""
    text = "<!-- corrige: allow shown as a bad example -->\n$1 + 1 = 3$\n"
    done = run_corrige("audit", _written(tmp_path, text))
    assert done.returncode == 0
    assert "1 allowed" in done.stdout
