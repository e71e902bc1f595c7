import pytest

from pipeline.notation.names import canonical_name
from pipeline.notation.vocabulary import symbol_latex


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("x_1", "x_1"), ("x1", "x_1"), ("x_{1}", "x_1"), ("x_12", "x_12"), ("x_{1,2}", "x_1_2"), ("x_1_2", "x_1_2"),
        ("eta", "eta"), (r"\eta", "eta"), (r"\varepsilon_1", "epsilon_1"), ("E_{total}", "E_total"),
        (r"E_{\text{total}}", "E_total"), (r"\text{net}_1", "net_1"), (r"\mathrm{net}_{1}", "net_1"), ("x^*", "x^*"),
        (r"x^{\ast}", "x^*"), ("x_1^*", "x^*_1"), ("w_1^{(k)}", "w^(k)_1"), ("W^{(1)}_{12}", "W^(1)_12"),
        (r"\delta_{o_1}", "delta_o_1"), (r"\delta_{z^{(1)}_1}", "delta_(z^(1)_1)"), (r"\hat{w}_1", "hat(w)_1"),
        (r"\hat w", "hat(w)"), (r"\mathcal{L}", "cal(L)"), (r"\Delta x", "Delta(x)"), (r"\vec{x}", "x"), ("f", "f"),
    ],
)  # fmt: skip
def test_each_name_has_one_canonical_form(written: str, canonical: str) -> None:
    """The same name comes out the same, from plain text and from LaTeX, before and after it was printed."""
    assert canonical_name(written) == canonical
    assert canonical_name(canonical) == canonical
    if "(" not in canonical or written.startswith(("w", "W", r"\delta")):
        assert canonical_name(symbol_latex(written)) == canonical


def test_what_is_no_name_does_no_harm() -> None:
    """Braces without end and endless texts come back, without an error."""
    for text in ("{" * 200, "x_", "x^", "", "_" * 50, "\\", "{" * 100_000, "}{^_"):
        assert isinstance(canonical_name(text), str)
