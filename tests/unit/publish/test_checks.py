"""What CI is told of a check: a table in Markdown, and JUnit XML."""

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.errors import InputError, Place, ReferenceMismatchError
from pipeline.publish.checks import Checked, check_sheet, junit_of, summary_table
from pipeline.publish.fingerprint import Options
from pipeline.publish.stopwatch import Stopwatch
from pipeline.sheet.toml import Source
from pipeline.verify.reference import Comparison, Reference

SHEET = """title = "T"
[[exercise]]
id = "bowl"
kind = "critical-points"
function = "x^2 - 4*x"
variables = ["x"]
"""
OPTIONS = Options(("md",), ("sheet", "solution"), None, "0", "typst")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet with two references, one of which is wrong: the minimum of x² − 4x is −4, at 2."""
    path = tmp_path / "a.toml"
    path.write_text(SHEET, encoding="utf-8")
    references = 'source = "by hand"\n[bowl]\n"critical_points[0].at[0]" = "2"\n"critical_points[0].value" = "-5"\n'
    (tmp_path / "a.reference.toml").write_text(references, encoding="utf-8")
    return path


def test_a_wrong_key_number_is_one_failing_case(sheet: Path) -> None:
    """The pages and the other number pass; the failure says what was computed and where the reference stands."""
    checked = check_sheet(sheet, OPTIONS, Stopwatch())
    assert isinstance(checked.error, ReferenceMismatchError)
    assert (checked.agreed, len(checked.comparisons or ())) == (1, 2)
    suite = ElementTree.fromstring(junit_of([checked]))[0]
    names = [case.attrib["name"] for case in suite]
    assert names[:3] == ["solved and proved", "page sheet", "page solution"]
    [failing] = [case for case in suite if case.find("failure") is not None]
    failure = failing.find("failure")
    assert failure is not None
    assert failing.attrib["name"] == "bowl: critical_points[0].value"
    assert failure.attrib["message"].startswith("critical_points[0].value differs: computed -4, reference -5 (")
    assert failure.attrib["message"].endswith("a.reference.toml:4:30)")
    assert "| 1 of 2 agree | **failed** (30): " in summary_table([checked])


def test_a_sheet_that_cannot_be_read_is_a_failing_case(tmp_path: Path) -> None:
    """The whole error is the failure; the table says that nothing is known."""
    checked = check_sheet(tmp_path / "none.toml", OPTIONS, Stopwatch())
    suites = ElementTree.fromstring(junit_of([checked]))
    assert (suites.attrib["tests"], suites.attrib["failures"]) == ("1", "1")
    assert (
        summary_table([checked])
        .splitlines()[2]
        .startswith(f"| `{tmp_path}/none.toml` | – | – | – | – | **failed** (10)")
    )


def test_a_cell_of_the_table_stays_one_cell() -> None:
    """Bars, line ends and signs of formulas in a sentence do not end the row or begin mathematics."""
    error = InputError("a | b\n$c$ <d>", place=Place("x.toml", 1, 2))
    row = summary_table([Checked(Path("x|y.toml"), error=error)]).splitlines()[2]
    assert row == r"| `x\|y.toml` | – | – | – | – | **failed** (10): x.toml:1:2: a \| b \$c\$ &lt;d> |"


def test_characters_that_xml_forbids_are_replaced() -> None:
    """A quantity or a file may be called anything; the report is well-formed whatever it is."""
    reference = Reference("e\x00", "p\x1b", "1", "s\ufffe", Source("f", "", {}))
    row = Comparison(reference, "p\x1b", None, Fraction(1), "differs")
    suites = ElementTree.fromstring(junit_of([Checked(Path("a.toml"), (), (row,), None)]))
    assert suites[0][1].attrib["name"] == "e�: p�"
