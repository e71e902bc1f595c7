"""Audits a document that someone else wrote: reads it, decides every relation, and says what is wrong."""

import re
from dataclasses import replace
from pathlib import Path

from pipeline.errors import InputError, Place
from pipeline.notation.document import Syntax, formulas_of
from pipeline.notation.vocabulary import Vocabulary
from pipeline.verify.audit.assemble import Assembly, in_reading_order
from pipeline.verify.audit.findings import COUNTED, Finding, Report
from pipeline.verify.audit.given import Given, with_pairs
from pipeline.verify.audit.knowledge import Knowledge
from pipeline.verify.audit.reading import Reader
from pipeline.verify.audit.vocabulary import vocabulary_of
from pipeline.verify.audit.wording import wording

MAX_BYTES = 8_000_000

NOTHING_GIVEN = Given()

_DECIMAL_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")


def audit_file(path: Path, given: Given = NOTHING_GIVEN) -> Report:
    """Audit a Markdown (.md, .txt, …) or LaTeX (.tex) file.

    Raises:
        InputError: Where it cannot be read as text, or is larger than MAX_BYTES.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise InputError(f"cannot be read: {(problem.strerror or '').lower()}", place=Place(str(path))) from None
    if len(content) > MAX_BYTES:
        raise InputError(
            f"is larger than {MAX_BYTES // 1_000_000} MB", place=Place(str(path)), hint="audit a part of it"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise InputError("is no text in UTF-8", place=Place(str(path), line)) from None
    syntax: Syntax = "latex" if path.suffix.lower() in (".tex", ".latex", ".ltx") else "markdown"
    return audit(text, given, syntax=syntax, name=str(path))


def audit(text: str, given: Given = NOTHING_GIVEN, *, syntax: Syntax = "markdown", name: str = "document") -> Report:
    """Decide every relation of a document.

    Args:
        text: The whole document.
        given: Values from outside.
        syntax: How formulas are marked.
        name: Of the file, for the report.

    Returns:
        Findings in reading order, with the counts of everything that was and was not checked. Never raises.
    """
    document = formulas_of(text, syntax)
    knowledge = Knowledge()
    vocabulary = vocabulary_of(document, given.names)
    knowledge.take_given(with_pairs(given, vocabulary.pairs))
    reader = Reader(document, vocabulary, knowledge)
    assembly = Assembly(document, knowledge)
    for read in reader.read():
        assembly.add(read)
    found = [with_decimal_sign(finding, vocabulary) for finding in assembly.findings]
    findings = in_reading_order([*found, *wording(document)])
    counts = {name: assembly.counts[name] for name in ("relations", *COUNTED)}
    return Report(name, findings, counts, tuple(reader.notes))


def with_decimal_sign(finding: Finding, vocabulary: Vocabulary) -> Finding:
    """Return a finding whose repair has the decimal sign that the document's own numbers have."""
    if vocabulary.decimal == ".":
        return finding
    sign = "{,}" if vocabulary.commas == "in braces" else ","
    return replace(
        finding,
        repair=_DECIMAL_POINT.sub(sign, finding.repair),
        witness=_DECIMAL_POINT.sub(",", finding.witness),
    )
