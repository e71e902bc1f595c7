"""What an audit says of its own input: decimal signs, values that are given and never used, consequences."""

import json
from pathlib import Path

import pytest

from pipeline.verify import audit_text
from pipeline.verify.audit import load_given
from pipeline.verify.audit.given import unused_names
from pipeline.verify.audit.json_report import json_report


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("Es ist $e^{0{,}5} \\approx 1{,}6478$.", "1{,}6478 → 1{,}6487"),
        ("Es ist $e^{0,5} \\approx 1,6478$ und $0,5 \\cdot 2 = 1$.", "1,6478 → 1,6487"),
        ("It is $e^{0.5} \\approx 1.6478$.", "1.6478 → 1.6487"),
    ],
)
def test_a_repair_has_the_decimal_sign_of_the_document(text: str, repair: str) -> None:
    """A document with decimal commas is not told to write a point."""
    (finding,) = audit_text(text).findings
    assert finding.repair == repair


def test_values_that_the_document_never_uses_are_told(tmp_path: Path) -> None:
    """A misspelt name would else silently change nothing; an index that a letter stands for counts as used."""
    path = tmp_path / "values.toml"
    path.write_text('w_1 = 0.1\nq = 3\n"g(x)" = "x^2"\n"h(x)" = "x"\n')
    assert unused_names(load_given(path), "$z = \\sum_i w_{i} x_i$ and $g(2) = 4$") == ["q", "h(x)"]


def test_a_consequence_names_its_mistake() -> None:
    """`consequence_of` is the number of the finding from which a later relation takes its wrong part."""
    report = audit_text(
        "Let $f(x, y) = x^2 y + y^2$. Then $\\frac{\\partial f}{\\partial x} = x^2 y + y$. "
        "So let $s(x, y) = 3(x^2 y + y)$."
    )
    found = json.loads(json_report(report))["findings"]
    assert [(one["severity"], one["consequence_of"]) for one in found] == [("error", None), ("warning", 0)]
