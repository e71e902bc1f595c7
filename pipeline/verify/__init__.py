"""Judges what is about to be published, and what others have written.

As a library, `from pipeline.verify import …`:

- reading: `read_formula` turns LaTeX into trees that know their places, with a `Vocabulary` of the names that have
  several letters or are functions; what cannot be read is an `Unreadable` with the reason;
- deciding: `judge` gives every relation of a chain a verdict in a `Context` of definitions, values and index ranges:
  `Proved`, `Refuted` with a witness, `Consistent` or `Unknown`;
- auditing: `audit_text` and `audit_file` return a `Report` of findings, `text_report`, `json_report` and `html_report`
  write it down, and `load_given` reads the values that a document takes for granted.

The names are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.equality.context import Context
    from pipeline.equality.judge import Judgement, judge
    from pipeline.equality.verdict import Consistent, Proved, Refuted, Unknown, Verdict, Witness
    from pipeline.notation.reader import Statement, Unreadable, read_formula
    from pipeline.notation.vocabulary import Vocabulary
    from pipeline.verify.audit.audit import audit as audit_text
    from pipeline.verify.audit.audit import audit_file
    from pipeline.verify.audit.findings import Finding, Report, Where
    from pipeline.verify.audit.given import Given, load_given
    from pipeline.verify.audit.html_report import html_report
    from pipeline.verify.audit.json_report import json_report
    from pipeline.verify.audit.text_report import text_report

__all__ = [
    "Consistent",
    "Context",
    "Finding",
    "Given",
    "Judgement",
    "Proved",
    "Refuted",
    "Report",
    "Statement",
    "Unknown",
    "Unreadable",
    "Verdict",
    "Vocabulary",
    "Where",
    "Witness",
    "audit_file",
    "audit_text",
    "html_report",
    "json_report",
    "judge",
    "load_given",
    "read_formula",
    "text_report",
]

_MODULES = {
    "pipeline.equality.context": ("Context",),
    "pipeline.equality.judge": ("Judgement", "judge"),
    "pipeline.equality.verdict": ("Consistent", "Proved", "Refuted", "Unknown", "Verdict", "Witness"),
    "pipeline.notation.reader": ("Statement", "Unreadable", "read_formula"),
    "pipeline.notation.vocabulary": ("Vocabulary",),
    "pipeline.verify.audit.audit": ("audit_file",),
    "pipeline.verify.audit.findings": ("Finding", "Report", "Where"),
    "pipeline.verify.audit.given": ("Given", "load_given"),
    "pipeline.verify.audit.html_report": ("html_report",),
    "pipeline.verify.audit.json_report": ("json_report",),
    "pipeline.verify.audit.text_report": ("text_report",),
}
_PLACES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "audit_text":
        return import_module("pipeline.verify.audit.audit").audit
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
