import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.notation.document import Syntax
from pipeline.verify import Finding, Given, Report, audit_text, load_given
from tests.audit.changed_copy import GIVEN, changed_copy

HERE = Path(__file__).parent
DOCUMENTS = HERE / "documents"
ASSIGNMENT = DOCUMENTS / "assignment-03.md"
PLANTED: list[dict[str, Any]] = tomllib.loads((HERE / "planted.toml").read_text(encoding="utf-8"))["planted"]
WITHOUT_MISTAKES = sorted({entry["document"] for entry in PLANTED})

REAL_MISTAKES = (
    *((line, "\\frac{\\partial f}{\\partial x_") for line in (29, 31, 33)),
    (57, "- x_1"),
    (129, "\\frac{e^{x_i}}"),
    *((line, piece) for line in (165, 169) for piece in ("y_1", "y_2", "\\sigma(h_1)", "\\sigma(h_1)")),
    *((173, piece) for piece in ("y_1", "y_2", "\\sigma(h_2)", "\\sigma(h_2)")),
    *((179, piece) for piece in ("y_1", "y_2", "\\sigma(h_2)", "\\sigma(h_2)", "w_7", "-(y_1 - net_1)")),
    (187, "w_{2+2i+j}"),
    (189, "\\sigma(h_k)(1"),
    (199, "0.00177"),
)
"""The equation mistakes of the assignment, found by hand and with mpmath: line, and how the wrong part begins."""


def _errors(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity == "error"]


def _found(report: Report) -> int:
    """Return how many of the real mistakes are among the errors."""
    present = Counter((finding.where.line, finding.quote) for finding in _errors(report))
    found = 0
    for line, piece in REAL_MISTAKES:
        match = next((key for key in present if key[0] == line and key[1].startswith(piece) and present[key]), None)
        if match is not None:
            present[match] -= 1
            found += 1
    return found


@pytest.fixture(scope="module")
def report() -> Report:
    """The audit of the assignment."""
    return audit_text(ASSIGNMENT.read_text(encoding="utf-8"), load_given(HERE / "given.toml"))


def test_finds_the_mistakes_of_the_assignment(report: Report) -> None:
    """At least 24 of the assignment's equation mistakes are found, each in its place."""
    assert _found(report) >= 24


def test_raises_no_false_alarm_on_the_assignment(report: Report) -> None:
    """Nothing but the real mistakes is an error; a second wrong sign in the solved equation is one of them."""
    lines = {line for line, _ in REAL_MISTAKES}
    assert [finding for finding in _errors(report) if finding.where.line not in lines] == []


def test_says_what_is_wrong_beyond_equality(report: Report) -> None:
    """Names, operators and words are warnings or advice, never errors."""
    others = [finding for finding in report.findings if finding.severity != "error"]
    seen = {(finding.where.line, finding.kind) for finding in others}
    wanted = {
        (23, "terminology"),
        (39, "terminology"),
        (47, "logic"),
        (57, "logic"),
        (73, "logic"),
        (137, "notation"),
        (141, "undefined"),
        (181, "notation"),
    }
    assert wanted <= seen


def test_reports_a_repeated_slide_once(report: Report) -> None:
    """The slides that stand twice in the assignment give no finding twice."""
    assert len({(f.quote, f.where) for f in _errors(report)}) == len(_errors(report))


def test_a_later_line_inherits_a_mistake(report: Report) -> None:
    """The equation that takes over the wrongly solved one says whose consequence it is."""
    (later,) = [finding for finding in report.findings if finding.where.line == 63]
    assert later.severity == "warning"
    assert later.consequence_of is not None
    assert report.findings[later.consequence_of].where.line == 57


def test_the_changed_copy_gives_the_corresponding_findings(report: Report, tmp_path: Path) -> None:
    """Other names, numbers and order of sections change nothing in what is found."""
    path = tmp_path / "given.toml"
    path.write_text(GIVEN, encoding="utf-8")
    copy = audit_text(changed_copy(), load_given(path))
    told = [Counter(f.message.partition(" for ")[0] for f in _errors(each)) for each in (copy, report)]
    assert told[0] == told[1]
    assert Counter(f.kind for f in copy.findings) == Counter(f.kind for f in report.findings)


@pytest.mark.parametrize("name", WITHOUT_MISTAKES)
def test_a_document_without_mistakes_gives_no_error(name: str) -> None:
    """Calculus, optimisation, networks, linear algebra, statistics: what is right is not called wrong."""
    report = audit_text((DOCUMENTS / name).read_text(encoding="utf-8"), syntax=_syntax(name))
    assert _errors(report) == []
    claims = report.counts["relations"] - report.counts["condition"]
    assert report.counts["proved"] + report.counts["consistent"] >= claims / 3


@pytest.mark.parametrize("planted", PLANTED, ids=lambda entry: f"{entry['document']}: {entry['new']}")
def test_a_planted_mistake_is_found_in_its_line(planted: dict[str, Any]) -> None:
    """One changed sign, index, digit or operator in a document without mistakes is an error there, and only there."""
    text = (DOCUMENTS / planted["document"]).read_text(encoding="utf-8")
    assert text.count(planted["old"]) == 1
    line = text.count("\n", 0, text.index(planted["old"])) + 1
    report = audit_text(text.replace(planted["old"], planted["new"]), Given(), syntax=_syntax(planted["document"]))
    assert {finding.where.line for finding in _errors(report)} == {line}


def _syntax(name: str) -> Syntax:
    return "latex" if name.endswith(".tex") else "markdown"
