"""A report as one HTML file: the document with each finding marked in its place, readable offline, no scripts."""

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from pipeline.notation.document.items import line_starts
from pipeline.verify.audit.findings import Finding, Report

ORDER = {"error": 0, "warning": 1, "advice": 2}

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.6 ui-monospace, monospace; }
mark { color: inherit; border-bottom: 2px solid; border-radius: 2px; }
mark.error { background: #d3212c33; border-color: #d3212c; }
mark.warning { background: #ff980e33; border-color: #b86200; }
mark.advice { background: #2271b333; border-color: #2271b3; }
.finding { display: block; white-space: normal; margin: .4rem 0 .4rem 2rem; padding: .4rem .8rem;
  border-left: 4px solid;
  font: 14px/1.5 system-ui, sans-serif; background: #8881; }
.finding.error { border-color: #d3212c; }
.finding.warning { border-color: #b86200; }
.finding.advice { border-color: #2271b3; }
.finding code { overflow-wrap: anywhere; }
a { color: inherit; }
"""


def html_report(report: Report, text: str) -> str:
    """Return the page; everything from the document is escaped.

    Args:
        report: Of the audit.
        text: The document.
    """
    title = escape(f"Audit of {report.document}")
    notes = "".join(f"<p>{escape(note)}</p>" for note in report.notes)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"<p>{escape(report.severities)}. {escape(report.coverage)}.</p>\n{notes}"
        f"<pre>{''.join(_body(report, text))}</pre>\n</body>\n</html>\n"
    )


def _body(report: Report, text: str) -> Iterator[str]:
    """Yield the document in stretches over which the same findings hold, each line's findings below it."""
    starts = line_starts(text)
    spans = [_span(finding, starts, len(text)) for finding in report.findings]
    edges = sorted({0, len(text), *(edge for span in spans for edge in span), *starts})
    waiting = sorted(range(len(spans)), key=lambda i: spans[i][0])
    opening = {start: [i for i in waiting if spans[i][0] == start] for start, _ in spans}
    active: list[int] = []
    told: list[int] = []
    for start, end in pairwise(edges):
        active = [i for i in active if spans[i][1] > start] + opening.get(start, [])
        told += opening.get(start, [])
        piece = text[start:end]
        yield _marked(piece, active, report)
        if piece.endswith("\n") or end == len(text):
            yield from (_told(report, i) for i in told)
            told = []


def _span(finding: Finding, starts: tuple[int, ...], length: int) -> tuple[int, int]:
    where = finding.where
    start = min(starts[where.line - 1] + where.column - 1, length)
    end = min(starts[where.end_line - 1] + where.end_column - 1, length)
    return start, max(end, min(start + 1, length))


def _marked(piece: str, active: list[int], report: Report) -> str:
    if not active or not piece.strip():
        return escape(piece)
    worst = min(active, key=lambda i: ORDER[report.findings[i].severity])
    finding = report.findings[worst]
    body = piece.rstrip("\n")
    rest = piece[len(body) :]
    return f'<mark class="{finding.severity}" title="{escape(finding.message, quote=True)}">{escape(body)}</mark>{rest}'


def _told(report: Report, number: int) -> str:
    finding = report.findings[number]
    lines = [f"<strong>{finding.severity}</strong> ({finding.kind}): {escape(finding.message)}"]
    if finding.witness:
        lines.append(f"counter-example: {escape(finding.witness)}")
    if finding.repair:
        lines.append(f"repair: <code>{escape(finding.repair)}</code>")
    if finding.consequence_of is not None:
        lines.append(f'<a href="#finding-{finding.consequence_of + 1}">a consequence of that mistake</a>')
    return f'<span class="finding {finding.severity}" id="finding-{number + 1}">{"<br>".join(lines)}</span>'
