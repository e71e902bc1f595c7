"""The result of a stress test as JUnit XML, which every CI server reads."""

import re
from xml.etree import ElementTree

from pipeline.batch.stress import Tried

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may have."""


def junit_xml(sheet: str, tried: Tried) -> bytes:
    """Return the document: one test case a variant, its parameters as properties, its failure with how to rebuild it.

    Source: the schema of Jenkins' xUnit plugin, which the others follow.
    """
    failures, seconds = str(len(tried.failures)), f"{sum(trial.seconds for trial in tried.trials):.3f}"
    counts = {"tests": str(len(tried.trials)), "failures": failures, "errors": "0", "time": seconds}
    root = ElementTree.Element("testsuites", counts)
    suite = ElementTree.SubElement(root, "testsuite", {"name": _clean(f"corrige stress {sheet}"), **counts})
    for trial in tried.trials:
        attributes = {"classname": _clean(sheet), "name": _clean(trial.id), "time": f"{trial.seconds:.3f}"}
        case = ElementTree.SubElement(suite, "testcase", attributes)
        properties = ElementTree.SubElement(case, "properties")
        for setting in trial.parameters:
            name, _, value = setting.partition("=")
            ElementTree.SubElement(properties, "property", {"name": _clean(name), "value": _clean(value)})
        if trial.failure:
            message = _clean(trial.failure.splitlines()[0].removeprefix("error: "))
            failure = ElementTree.SubElement(case, "failure", {"message": message, "type": "variant"})
            failure.text = _clean(f"{trial.failure}\n\nrebuild it alone:\n{trial.command}\n")
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
