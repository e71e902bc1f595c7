"""A document that is made to cost much is audited within counts, and the report says what was left out."""

import pytest

from pipeline.notation.reader import written_length
from pipeline.notation.vocabulary import Macro, Vocabulary
from pipeline.verify.audit import comparing, reading, vocabulary
from pipeline.verify.audit.audit import audit

MACROS = "\n".join(
    rf"\newcommand{{\{name}}}{{{10 * body}}}"
    for name, body in (("bomba", r"\bombb "), ("bombb", r"\bombc "), ("bombc", "x"))
)


def test_each_formula_is_looked_through_once_and_up_to_a_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that grow are written out for each distinct formula, until the document has had its share."""
    monkeypatch.setattr(vocabulary, "MAX_CHARACTERS", 2_500)
    macros = {"a": Macro(0, 10 * r"\b "), "b": Macro(0, 100 * "x")}
    formulas = [*(50 * [r"\a = 1"]), *(rf"\a = {k}" for k in range(2, 50))]
    found = list(vocabulary._looked_through(formulas, macros))
    assert len(found) == 3
    assert len(found[0]) > 1_000


def test_commands_count_as_what_they_stand_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document is read up to a length of its formulas that includes what its commands are replaced by."""
    monkeypatch.setattr(reading, "MAX_CHARACTERS", 2_500)
    report = audit(MACROS + "\n" + "".join(rf"$\bomba = {k}$, " for k in range(40)), syntax="latex")
    assert report.counts["relations"] == 3
    assert [note for note in report.notes if "more than 2500 characters" in note and "was not read" in note]


def test_a_command_without_end_counts_as_the_longest() -> None:
    """What cannot be written out is no cheaper than what can."""
    endless = Vocabulary(macros={"a": Macro(0, r"\a \a")})
    assert written_length(r"\a", endless) > 1_000
    assert written_length("x + 1", endless) == len("x + 1")


def test_the_relations_have_parts_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the parts of a document its relations are read, and not decided."""
    monkeypatch.setattr(reading, "MAX_PARTS", 30)
    report = audit("$1 + 1 = 2$ and " * 20)
    assert report.counts["unknown"] > 0
    assert report.counts["proved"] > 0
    assert report.counts["relations"] == 20
    assert report.notes == ("the document is too large: the relations from here on were read, but not decided",)


def test_integrals_are_tried_in_vain_a_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many integrals that oscillate without end no other is tried; what has none goes on being decided."""
    for module in (comparing, reading):
        monkeypatch.setattr(module, "MAX_IN_VAIN", 2)
    text = "".join(rf"$\int_0^{k} \sin(1/x) dx = {k}$" + "\n\n" for k in range(1, 5))
    report = audit(text + "$\\int_0^1 x dx = 1/2$\n\n$1 + 1 = 3$")
    assert report.notes == ("2 integrals could not be computed; those from here on were read, but not decided",)
    assert (report.counts["unknown"], report.counts["refuted"]) == (5, 1)


def test_repairs_have_a_share_of_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mistakes are still found once no repair is looked for any more."""
    from pipeline.verify.audit import assemble

    monkeypatch.setattr(assemble, "MAX_REPAIR_WORK", 0)
    report = audit("$2 + 2 = 5$\n\n$3 + 3 = 7$")
    assert [finding.repair != "" for finding in report.findings] == [True, False]
