"""`corrige check`: a sheet solved, proved and compared, as a value; and many of them as a table and as JUnit XML."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import CorrigeError, explain
from pipeline.publish import build
from pipeline.publish.fingerprint import Options
from pipeline.publish.junit import Case, Suite, junit_xml
from pipeline.publish.stopwatch import Stopwatch
from pipeline.sheet.toml import read_toml

if TYPE_CHECKING:
    from pipeline.verify.certificate import Certificate
    from pipeline.verify.reference import Comparison


@dataclass(frozen=True)
class Checked:
    """What became of a sheet.

    Attributes:
        sheet: Its file.
        certificates: Of its pages; empty where it did not come so far.
        comparisons: Of its key numbers; None where there are no references, or it did not come so far.
        error: The first thing that is wrong; None where all is well.
        seconds: Spent on it.
    """

    sheet: Path
    certificates: "tuple[Certificate, ...]" = ()
    comparisons: "tuple[Comparison, ...] | None" = None
    error: CorrigeError | None = None
    seconds: float = 0.0

    @property
    def agreed(self) -> int:
        """Number of key numbers that agree with their references."""
        return sum(row.verdict == "agrees" for row in self.comparisons or ())


def check_sheet(sheet: Path, options: Options, watch: Stopwatch) -> Checked:
    """Solve a sheet, prove its pages and compare its key numbers; what goes wrong is part of the result.

    Args:
        sheet: Its file.
        options: What to draw, which editions to prove.
        watch: Times the stages.
    """
    certificates: tuple[Certificate, ...] = ()
    rows: tuple[Comparison, ...] | None = None
    error: CorrigeError | None = None
    try:
        with watch.stage("load"):
            source = read_toml(sheet)
        solved = build.solve_sheet(source, options, watch)
        drafts = build.write_pages(solved, options, watch)
        with watch.stage("verify"):
            certificates = tuple(proof.certificate for proof in build.prove_pages(drafts, solved))
        rows = build.compare_references(sheet, solved)
        _require_agreement(rows or ())
    except CorrigeError as known:
        error = known
    return Checked(sheet, certificates, rows, error, sum(watch.seconds.values()))


def _require_agreement(rows: "Sequence[Comparison]") -> None:
    from pipeline.verify.reference import check_agreement

    check_agreement(tuple(rows))


def summary_table(checked: Sequence[Checked]) -> str:
    """Return a table in Markdown, one row a sheet: relations proved, key numbers agreed, what is wrong.

    The counts are those of the last line of the solution, which has the statement, too.
    """
    head = (
        "| sheet | relations and numbers | proved | agree to the digits shown | key numbers | result |\n"
        "|---|---:|---:|---:|---:|---|\n"
    )
    return head + "".join(f"| {' | '.join(_cells(one))} |\n" for one in checked)


def _cells(checked: Checked) -> tuple[str, ...]:
    error = checked.error
    place = f"{error.place}: " if error and error.place else ""
    result = _one_line(f"**failed** ({error.exit_code}): {place}{error.message}") if error else "good"
    return _one_line(f"`{checked.sheet.as_posix()}`"), *_counted(checked), _key_numbers(checked), result


def _counted(checked: Checked) -> tuple[str, str, str]:
    if not checked.certificates:
        return ("–", "–", "–")
    counts = checked.certificates[-1].counts
    return str(counts["relations"] + counts["numbers"]), str(counts["proved"]), str(counts["consistent"])


def _key_numbers(checked: Checked) -> str:
    if checked.comparisons is None:
        return "–" if checked.error else "none given"
    return f"{checked.agreed} of {len(checked.comparisons)} agree"


def _one_line(text: str) -> str:
    """Keep a text within its cell: bars and line ends would end it, a formula's signs would be taken for Markdown."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("$", "\\$").replace("<", "&lt;")


def junit_of(checked: Sequence[Checked]) -> bytes:
    """Return JUnit XML: a suite for each sheet, a case for each page and each key number."""
    return junit_xml([Suite(f"corrige check {one.sheet}", str(one.sheet), _cases(one)) for one in checked])


def _cases(checked: Checked) -> list[Case]:
    numbers = [_number_case(row) for row in checked.comparisons or ()]
    pages = [
        Case(f"page {one.edition}", properties={name: str(count) for name, count in one.counts.items()})
        for one in checked.certificates
    ]
    is_told = any(case.failure for case in numbers)
    failure = explain(checked.error) if checked.error and not is_told else ""
    kind = type(checked.error).__name__ if checked.error else ""
    return [Case("solved and proved", checked.seconds, failure, kind), *pages, *numbers]


def _number_case(row: "Comparison") -> Case:
    from pipeline.verify.reference import shown_value

    reference, computed = row.reference, shown_value(row.computed)
    said = f"{row.path} {row.verdict}: computed {computed}, reference {reference.value} ({reference.place})"
    failure = "" if row.verdict == "agrees" else said
    properties = {"computed": computed, "reference": reference.value, "source": reference.source}
    return Case(f"{reference.exercise}: {row.path}", 0.0, failure, "ReferenceMismatchError", properties)
