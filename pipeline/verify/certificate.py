"""The certificate: what was decided on each page, as counts, one line for the reader, and a JSON file."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import Place, RefutedError
from pipeline.render.language.language import ENGLISH, Language
from pipeline.render.page import Edition
from pipeline.verify.page import Row

GOOD = ("proved", "consistent", "definition")


@dataclass(frozen=True)
class Certificate:
    """What was decided on one page.

    Attributes:
        edition: Which page.
        rows: In the page's order.
    """

    edition: Edition
    rows: tuple[Row, ...]

    @property
    def file(self) -> str:
        """The page's file, to which the lines belong."""
        return f"{self.edition}.md"

    @property
    def counts(self) -> Mapping[str, int]:
        """Relations, how they were decided, and numbers in tables and running text."""
        outcomes = Counter(row.outcome for row in self.rows)
        return {
            "relations": sum(row.subject == "relation" for row in self.rows),
            "numbers": sum(row.subject == "number" for row in self.rows),
            "proved": outcomes["proved"],
            "consistent": outcomes["consistent"],
            "definitions": outcomes["definition"],
            "unknown": outcomes["unknown"],
            "refuted": outcomes["refuted"],
            "unreadable": outcomes["unreadable"],
        }


def require_proof(certificate: Certificate, sheet: str) -> None:
    """Refuse a page on which something is refuted, unreadable or undecided.

    Raises:
        RefutedError: For the first such row, with the page's line and the counter-example.
    """
    bad = [row for row in certificate.rows if row.outcome not in GOOD]
    if not bad:
        return
    row, more = bad[0], len(bad) - 1
    place = Place(f"{sheet}/{certificate.file}", row.line)
    shown = " ".join(row.text.split())
    hint = f"{row.detail}\nand {more} more on this page" if more else row.detail
    raise RefutedError(f"a {row.subject} on the page is {row.outcome}: {shown}", place=place, hint=hint)


def summary(certificate: Certificate, language: Language = ENGLISH) -> str:
    """Return the line at the end of a solution, in plain words that mean themselves in every format.

    The counts are of everything above the line: relations in formulas, cells of tables, numbers in running text.
    """
    counts = certificate.counts
    total = counts["relations"] + counts["numbers"]
    parts = [f"{counts['proved']} proved", f"{counts['consistent']} agree to the digits shown"]
    if counts["definitions"]:
        parts.append(f"{counts['definitions']} definitions")
    return language.text(f"{total} relations and numbers on these pages: {', '.join(parts)}.")


def certificate_json(sheet: str, variant: str, certificates: Sequence[Certificate]) -> bytes:
    """Return certificate.json, one relation or number a line."""
    head = f'{{\n"sheet": {_json(sheet)},\n"variant": {_json(variant)},\n"pages": ['
    return f"{head}{', '.join(map(_page, certificates))}]\n}}\n".encode()


def _page(certificate: Certificate) -> str:
    rows = ",\n".join(_json(_entry(certificate.file, row)) for row in certificate.rows)
    head = f'{{\n"page": {_json(certificate.edition)},\n"counts": {_json(certificate.counts)},\n"rows": ['
    return f"{head}\n{rows}\n]}}"


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)


def _entry(file: str, row: Row) -> dict[str, object]:
    explanation = "witness" if row.outcome == "refuted" else "method"
    return {
        "file": file,
        "line": row.line,
        "subject": row.subject,
        "latex": row.text,
        "verdict": row.outcome,
        explanation: row.detail,
    }
