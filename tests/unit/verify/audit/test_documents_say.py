"""Ways of saying things in documents: what holds after them, and what is then wrong."""

import pytest

from pipeline.verify import audit_text

MATRIX = "Let $A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$, $y = (1, 2)^T$ and $r = Ay$."
SEQUENCE = "Let $x_0 = 1$ and $x_{k+1} = 0.5 x_k + 1$."
COUNTED = "| $k$ | $x_k$ | $x_k^2$ |\n|---|---|---|\n| 0 | 2 | 4 |\n| 1 | 3 | HERE |\n"
TABULATED = "Let $f(x) = x^2 + 1$.\n\n| $x$ | $f(x)$ |\n|---|---|\n| 1 | 2 |\n| 2 | HERE |\n"


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (f"{MATRIX} Then $r_2 = HERE$.", "11", "12"),
        (f"{SEQUENCE} Then $x_1 = HERE = 1.5$.", "0.5 \\cdot 1 + 1", "0.5 \\cdot 1 - 1"),
        (f"{SEQUENCE} Then $x_1 = 1.5$ and $x_2 = HERE$.", "1.75", "1.57"),
        (COUNTED, "9", "8"),
        (TABULATED, "5", "6"),
        ("Let $z = 2$. Then $\\text{ReLU}'(z) = HERE$.", "1", "0"),
        ("$\\frac{2}{3} = HERE\\ldots$", "0.66", "0.76"),
        ("$\\sqrt{11} = HERE...$", "3.3166", "3.3266"),
        ("$\\pi = HERE$", "3.14", "3.15"),
    ],
)
def test_right_and_wrong(text: str, right: str, wrong: str) -> None:
    """Entries of computed vectors, iterations, tables, kinks, digits that go on and constants are compared."""
    assert [audit_text(text.replace("HERE", value)).errors for value in (right, wrong)] == [0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "Let $a = 3$. Then $b = 2a = 5$ and $c = b + 1 = 6$.",
        "Let $a = 3$ and $b = 2a$. So $b = 5$ and $c = b + 1$, so $c = 6$.",
    ],
)
def test_going_on_with_a_wrong_number_is_no_second_mistake(text: str) -> None:
    """What follows correctly from a number that was refuted is not blamed as well."""
    assert audit_text(text).errors == 1


@pytest.mark.parametrize(
    "text",
    [
        "We have $\\|x\\|^2 = x_1^2 + x_2^2$.",
        "Let $\\pi = (0.2, 0.8)$ be the policy, so $\\pi_1 = 0.2$.",
        "| $k$ | name |\n|---|---|\n| 0 | two |\n",
        "$0.5 \\cdots 0.5 = c$",
    ],
)
def test_no_false_alarm(text: str) -> None:
    """Vectors beside their entries, letters with another meaning and tables of words are no mistakes."""
    assert audit_text(text).errors == 0
