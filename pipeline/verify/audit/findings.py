"""What an audit finds: findings with their places, and how much of the document was checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "advice"]
FindingClass = Literal["numeric", "symbolic", "notation", "logic", "terminology", "undefined"]
Outcome = Literal["proved", "consistent", "definition", "unknown", "refuted", "unreadable", "condition", "allowed"]

COUNTED: tuple[Outcome, ...] = (
    "proved",
    "consistent",
    "definition",
    "condition",
    "unknown",
    "refuted",
    "unreadable",
    "allowed",
)


@dataclass(frozen=True)
class Where:
    """A stretch of the document, lines and columns from 1; the end stands behind the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Finding:
    """Something that is wrong or doubtful in a document.

    Attributes:
        where: Its place.
        quote: What stands there.
        severity: `error` only for what is refuted.
        kind: What it is about.
        message: One sentence.
        witness: The counter-example; empty where there is none.
        repair: The smallest edit that makes it true; empty where none was found.
        consequence_of: Number of the finding (from 0, in the report) whose mistake this one inherits.
    """

    where: Where
    quote: str
    severity: Severity
    kind: FindingClass
    message: str
    witness: str = ""
    repair: str = ""
    consequence_of: int | None = None


@dataclass(frozen=True)
class Report:
    """The outcome of an audit.

    Attributes:
        document: Name of the file.
        findings: In reading order.
        counts: Relations by outcome; see COUNTED, and `relations` for their sum.
        notes: What was not checked, and why, one sentence each.
    """

    document: str
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    notes: tuple[str, ...] = field(default=())

    @property
    def errors(self) -> int:
        """Number of refuted relations reported."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def severities(self) -> str:
        """How many findings there are of each severity, in words."""
        counts = {severity: sum(found.severity == severity for found in self.findings) for severity in _WORDS}
        return ", ".join(f"{count} {_WORDS[name][count != 1]}" for name, count in counts.items())

    @property
    def coverage(self) -> str:
        """One line that says how much was checked."""
        shown = [f"{self.counts[name]} {_told(name, self.counts[name])}" for name in COUNTED if name in self.counts]
        return f"{self.counts['relations']} {_told('relation', self.counts['relations'])}: {', '.join(shown)}"


_WORDS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "advice": ("advice", "advice")}
_COUNTABLE = frozenset(("relation", "definition", "condition"))


def _told(name: str, count: int) -> str:
    return f"{name}s" if name in _COUNTABLE and count != 1 else name
