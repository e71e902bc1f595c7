"""Sums and integrals up to infinity, integrals within integrals: what a document says of them is decided."""

import pytest

from pipeline.verify import audit_text


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("$\\int_0^\\infty e^{-2t}\\,dt = HERE$", "\\frac12", "2"),
        ("$\\int_1^\\infty \\frac{1}{x^3}\\,dx = \\frac{1}{HERE}$", "2", "3"),
        ("$\\int_{-\\infty}^\\infty e^{-x^2}\\,dx = \\sqrt{HERE}$", "\\pi", "2\\pi"),
        ("$\\int_{-\\infty}^0 x e^{x}\\,dx = HERE$", "-1", "1"),
        ("$\\int_0^\\infty x \\lambda e^{-\\lambda x}\\,dx = HERE$", "\\frac{1}{\\lambda}", "\\lambda"),
        ("$\\int_0^1 \\int_0^x (x + y) \\,dy\\,dx = \\frac{1}{HERE}$", "2", "3"),
        ("$\\int_0^1 \\int_0^2 x y^2 \\,dy\\,dx = \\int_0^1 HERE\\,dx = \\frac43$", "\\frac{8x}{3}", "\\frac{4x}{3}"),
        ("$\\int_0^{\\pi} \\int_0^1 r \\sin\\theta \\,dr\\,d\\theta = HERE$", "1", "2"),
        ("$\\int_0^1 \\arctan x\\,dx = \\frac{\\pi}{4} HERE \\frac{\\ln 2}{2}$", "-", "+"),
        ("$\\sum_{k=0}^{\\infty} \\left(\\frac13\\right)^k = HERE$", "\\frac32", "\\frac23"),
        ("$\\sum_{k=0}^\\infty \\frac{x^k}{k!} = e^{HERE}$", "x", "2x"),
        ("For $|q| < 1$ we have $\\sum_{k=0}^\\infty q^k = \\frac{1}{1 HERE q}$.", "-", "+"),
        ("$\\sum_{n=1}^\\infty \\frac{1}{n^2} = \\frac{\\pi^2}{HERE}$", "6", "8"),
        ("$\\sum_{n=1}^\\infty \\frac{(-1)^{n+1}}{n} = HERE$", "\\ln 2", "-\\ln 2"),
        ("$\\sum_{k=0}^{\\infty} k \\frac{\\lambda^k}{k!} e^{-\\lambda} = HERE$", "\\lambda", "\\lambda^2"),
    ],
)
def test_it_is_decided(text: str, right: str, wrong: str) -> None:
    """The right value is proved or consistent, a wrong one is an error."""
    good, bad = (audit_text(text.replace("HERE", value)) for value in (right, wrong))
    assert not good.findings
    assert good.counts["unknown"] == 0
    assert [finding.severity for finding in bad.findings] == ["error"]


@pytest.mark.parametrize(
    "text",
    [
        "$\\sum_{n=0}^\\infty 2^n = -1$",
        "$\\sum_{n=1}^\\infty \\frac1n = 7$",
        "$\\int_1^\\infty \\frac1x\\,dx = 5$",
        "$\\int_0^\\infty e^{x}\\,dx = -1$",
        "$\\int_0^\\infty \\sin x\\,dx = 1$",
    ],
)
def test_what_does_not_converge_is_not_decided(text: str) -> None:
    """Nothing is said of a value that does not exist."""
    report = audit_text(text)
    assert not report.findings
    assert report.counts["unknown"] == 1


def test_a_parameter_of_a_density_is_positive() -> None:
    """The normal density integrates to one for σ > 0, which nobody writes."""
    density = "\\frac{1}{\\sqrt{2\\pi}\\sigma} e^{-\\frac{(x-\\mu)^2}{2\\sigma^2}}"
    report = audit_text(f"It holds that $\\int_{{-\\infty}}^\\infty {density}\\,dx = 1$.")
    assert report.counts["consistent"] == 1
