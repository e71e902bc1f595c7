"""A report for programs."""

import json

from pipeline.verify.audit.findings import Finding, Report


def json_report(report: Report) -> str:
    """Return the report as JSON; lines and columns count from 1, ends stand behind the last character."""
    content = {
        "document": report.document,
        "counts": dict(report.counts),
        "findings": [_entry(finding) for finding in report.findings],
        **({"notes": list(report.notes)} if report.notes else {}),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _entry(finding: Finding) -> dict[str, object]:
    where = finding.where
    return {
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
        "quote": finding.quote,
        "severity": finding.severity,
        "class": finding.kind,
        "message": finding.message,
        "witness": finding.witness or None,
        "repair": finding.repair or None,
        "consequence_of": finding.consequence_of,
    }
