"""Results of checks as JUnit XML, which every CI server reads."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

_FORBIDDEN: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may have."""


@dataclass(frozen=True)
class Case:
    """One thing that was checked.

    Attributes:
        name: Within its suite.
        seconds: Spent on it.
        failure: What a user reads of it; empty where it is good.
        kind: Of the failure, in a word.
        properties: More to know about it.
    """

    name: str
    seconds: float = 0.0
    failure: str = ""
    kind: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Suite:
    """What was checked of one sheet.

    Attributes:
        name: What was done, with the sheet.
        sheet: Its file.
        cases: In order.
    """

    name: str
    sheet: str
    cases: Sequence[Case]


def junit_xml(suites: Sequence[Suite]) -> bytes:
    """Return the document: one element a suite, in it one a case, with its failure.

    Source: the schema of Jenkins' xUnit plugin, which the others follow.
    """
    root = ElementTree.Element("testsuites", _counts([case for suite in suites for case in suite.cases]))
    for suite in suites:
        element = ElementTree.SubElement(root, "testsuite", {"name": _clean(suite.name), **_counts(suite.cases)})
        for case in suite.cases:
            _add(element, case, suite.sheet)
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    failures, seconds = sum(bool(case.failure) for case in cases), sum(case.seconds for case in cases)
    return {"tests": str(len(cases)), "failures": str(failures), "errors": "0", "time": f"{seconds:.3f}"}


def _add(suite: ElementTree.Element, case: Case, sheet: str) -> None:
    attributes = {"classname": _clean(sheet), "name": _clean(case.name), "time": f"{case.seconds:.3f}"}
    element = ElementTree.SubElement(suite, "testcase", attributes)
    if case.properties:
        properties = ElementTree.SubElement(element, "properties")
        for name, value in case.properties.items():
            ElementTree.SubElement(properties, "property", {"name": _clean(name), "value": _clean(value)})
    if case.failure:
        message = _clean(case.failure.splitlines()[0].removeprefix("error: "))
        failure = ElementTree.SubElement(element, "failure", {"message": message, "type": case.kind})
        failure.text = _clean(case.failure + "\n")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
