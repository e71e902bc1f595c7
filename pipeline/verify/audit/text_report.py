"""A report as a compiler writes it: place, sentence, line with a caret, counter-example, repair; then the coverage."""

from collections.abc import Iterator

from pipeline.verify.audit.findings import Finding, Report

WIDTH = 110


def text_report(report: Report, text: str) -> str:
    """Return the report of a document.

    Args:
        report: Of the audit.
        text: The document.
    """
    lines = text.split("\n")
    blocks = ["\n".join(_block(report, number, finding, lines)) for number, finding in enumerate(report.findings)]
    return "\n\n".join([*blocks, *(f"note: {note}" for note in report.notes), _summary(report)]) + "\n"


def _block(report: Report, number: int, finding: Finding, lines: list[str]) -> Iterator[str]:
    where = finding.where
    yield f"{report.document}:{where.line}:{where.column}: {finding.severity} [{finding.kind}]: {finding.message}"
    yield from _source(finding, lines)
    if finding.witness:
        yield f"    counter-example: {finding.witness}"
    if finding.repair:
        yield f"    repair: {finding.repair}"
    later = dict.fromkeys(str(other.where.line) for other in report.findings if other.consequence_of == number)
    if later:
        yield f"    taken over in line{'s' * (len(later) > 1)} {', '.join(later)}"


def _source(finding: Finding, lines: list[str]) -> Iterator[str]:
    """Yield the line and a caret below it; of a long line only a stretch around the place."""
    where = finding.where
    line = lines[where.line - 1].rstrip("\r") if where.line <= len(lines) else ""
    column = where.column - 1
    end = where.end_column - 1 if where.end_line == where.line else len(line)
    start = 0 if len(line) <= WIDTH else max(0, min(column - 20, len(line) - WIDTH))
    shown = line[start : start + WIDTH].replace("\t", " ")
    yield f"    {'…' if start else ''}{shown}{'…' if start + WIDTH < len(line) else ''}"
    length = max(1, min(end, start + WIDTH) - column)
    yield f"    {' ' if start else ''}{' ' * (column - start)}{'^' * length}"


def _summary(report: Report) -> str:
    return f"{report.document}: {report.severities}\n{report.coverage}"
